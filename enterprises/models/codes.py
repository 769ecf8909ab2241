"""The safety code of an enterprise, a place, a piece of equipment or a post."""

from django.db import models
from django.db.models import Q

from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.codes.choices import CodeKind, CodeStatus
from enterprises.models.register import Enterprise, Equipment, Place, Post


class Code(Owned):
    """One label: a random token that leads to one thing. The token itself is not stored.

    `key_hash` resolves a scanned token; `sealed_token` is the token encrypted under the site's key, so that its label
    can be printed again, while a copy of the database opens no label. `name` is the thing's name when it was last
    printed or ended, for an old label to say what it stood on. A replaced code names its successor.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=10, choices=CodeKind.choices)
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="codes")
    equipment = models.ForeignKey(Equipment, on_delete=models.SET_NULL, null=True, blank=True, related_name="codes")
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="codes")
    name = models.CharField(max_length=120)
    key_hash = models.CharField(max_length=64, unique=True)
    sealed_token = models.BinaryField()
    status = models.CharField(max_length=8, choices=CodeStatus.choices, default=CodeStatus.ACTIVE)
    issued_at = models.DateTimeField()
    issued_by = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.JSONField(default=dict)
    end_reason = models.CharField(max_length=200, blank=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="code_one_of_enterprise",
                fields=["enterprise"],
                condition=Q(kind=CodeKind.ENTERPRISE, status=CodeStatus.ACTIVE),
            ),
            models.UniqueConstraint(name="code_one_of_place", fields=["place"], condition=Q(status=CodeStatus.ACTIVE)),
            models.UniqueConstraint(
                name="code_one_of_equipment", fields=["equipment"], condition=Q(status=CodeStatus.ACTIVE)
            ),
            models.UniqueConstraint(name="code_one_of_post", fields=["post"], condition=Q(status=CodeStatus.ACTIVE)),
            models.CheckConstraint(
                name="code_leads_to_its_kind",
                condition=Q(kind=CodeKind.ENTERPRISE, place=None, equipment=None, post=None)
                | Q(kind=CodeKind.PLACE, equipment=None, post=None)
                | Q(kind=CodeKind.EQUIPMENT, place=None, post=None)
                | Q(kind=CodeKind.POST, place=None, equipment=None),
            ),
            models.CheckConstraint(
                name="code_ended_when_ended",
                condition=Q(status=CodeStatus.ACTIVE, ended_at=None)
                | (~Q(status=CodeStatus.ACTIVE) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(name="code_hash_form", condition=Q(key_hash__regex="^[0-9a-f]{64}$")),
        ]
        indexes = [
            models.Index(name="code_of_enterprise", fields=["enterprise", "status", "kind", "name", "id"]),
            models.Index(name="code_region", fields=["region_code", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def thing_id(self):
        """The key of what it stands on, or None where that was removed."""
        return {
            CodeKind.ENTERPRISE: self.enterprise_id,
            CodeKind.PLACE: self.place_id,
            CodeKind.EQUIPMENT: self.equipment_id,
            CodeKind.POST: self.post_id,
        }[CodeKind(self.kind)]
