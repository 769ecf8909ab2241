"""What authorities hold on record of an enterprise: licences, listings as seriously dishonest, accidents."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.conduct.choices import Investigation, LicenceKind, LicenceStatus
from enterprises.models.register import Enterprise


class Licence(Owned):
    """A licence or certificate with its days; without a last day it holds for good. Only its end is ever added."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="licences")
    kind = models.CharField(max_length=10, choices=LicenceKind.choices)
    title = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=60)
    issuer = models.CharField(max_length=120)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=LicenceStatus.choices, default=LicenceStatus.HELD)
    entered_at = models.DateTimeField()
    entered_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    end_reason = models.CharField(max_length=300, blank=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="licence_held_once", fields=["enterprise", "kind", "number"], condition=Q(status="held")
            ),
            models.CheckConstraint(
                name="licence_days_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="licence_ended_when_ended",
                condition=Q(status="held", ended_at=None) | (~Q(status="held") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="licence_of_enterprise", fields=["enterprise", "status", "valid_to"]),
            models.Index(name="licence_changed", fields=["changed_at"]),
            models.Index(name="licence_region", fields=["region_code", "valid_to", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def name(self) -> str:
        """What the licence is called."""
        return self.title or self.get_kind_display()


class DishonestyListing(Owned):
    """An authority has listed the enterprise as seriously dishonest in work safety (Emergency Management Order No. 11).

    On `off_on`, where there is one, it is no longer listed; that day may lie ahead.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="dishonesty_listings")
    authority = models.CharField(max_length=120)
    decision_no = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=200)
    listed_on = models.DateField()
    off_on = models.DateField(null=True, blank=True)
    off_reason = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dishonesty_days_in_order", condition=Q(off_on=None) | Q(off_on__gte=F("listed_on"))
            ),
        ]
        indexes = [
            models.Index(name="dishonesty_of_enterprise", fields=["enterprise", "-listed_on"]),
            models.Index(name="dishonesty_changed", fields=["changed_at"]),
            models.Index(name="dishonesty_region", fields=["region_code", "-listed_on", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.listed_on}"


class Accident(Owned):
    """An accident with its deaths and injuries, and where its investigation stands."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="accidents")
    occurred_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=500)
    deaths = models.PositiveSmallIntegerField(default=0)
    injured = models.PositiveSmallIntegerField(default=0)
    investigation = models.CharField(max_length=20, choices=Investigation.choices, default=Investigation.UNDER)
    conclusion = models.CharField(max_length=500, blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField()
    entered_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accident_concluded_when_concluded",
                condition=Q(investigation="under_investigation", concluded_on=None)
                | (Q(investigation="concluded", concluded_on__gte=F("occurred_on")) & ~Q(conclusion="")),
            ),
        ]
        indexes = [
            models.Index(name="accident_of_enterprise", fields=["enterprise", "-occurred_on"]),
            models.Index(name="accident_changed", fields=["changed_at"]),
            models.Index(name="accident_region", fields=["region_code", "-occurred_on", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.occurred_on}"
