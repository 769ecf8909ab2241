"""Tips, their ledger and photos, and what is sealed: the reporter's code and identity.

No table has a column `enterprise_id`: whoever reaches rows by an enterprise reaches none of these. Which authority's
people do, and that nobody with a post at the reported unit does, is laid down in `frozen.py`.
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import Authority
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Enterprise, Equipment, Place
from hazards.models import Hazard
from whistleblowing.choices import (
    Danger,
    Manner,
    Outcome,
    RefusalGround,
    RequestStatus,
    TipKind,
    TipStatus,
    TipVerb,
)


class Tip(Owned):
    """One report. `version` counts its ledger; `due_on` is by when the present state must be left, frozen with
    `deadline`, the trace. `number` is what the case file calls the reporter by. `authority` has it in hand."""

    wall = Wall.OWN

    id = uuid_key()
    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, choices=TipKind.choices)
    danger = models.CharField(max_length=8, choices=Danger.choices, default=Danger.NOT_NOW)
    manner = models.CharField(max_length=10, choices=Manner.choices, default=Manner.ANONYMOUS)
    text = models.TextField(max_length=2000)
    unit_text = models.CharField(max_length=200)
    where_text = models.CharField(max_length=200, blank=True)
    reported = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    equipment = models.ForeignKey(Equipment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=14, choices=TipStatus.choices, default=TipStatus.SUBMITTED)
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    deadline = models.JSONField(encoder=DjangoJSONEncoder, default=dict, blank=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refusal = models.CharField(max_length=12, choices=RefusalGround.choices, blank=True, default="")
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True, default="")
    concluded_at = models.DateTimeField(null=True, blank=True)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="tip_status_known", condition=Q(status__in=TipStatus.values)),
            models.CheckConstraint(
                name="tip_refused_on_a_ground",
                condition=Q(status="not_accepted") & ~Q(refusal="") | ~Q(status="not_accepted") & Q(refusal=""),
            ),
            models.CheckConstraint(
                name="tip_closed_when_closed",
                condition=Q(status="closed", closed_at__isnull=False) | ~Q(status="closed") & Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="tip_outcome_when_concluded",
                condition=Q(outcome="", concluded_at=None) | ~Q(outcome="") & Q(concluded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="tip_hazard_of_a_true_tip", condition=Q(hazard=None) | Q(outcome__in=["confirmed", "partly"])
            ),
        ]
        indexes = [
            models.Index(name="tip_of_region", fields=["region_code", "due_on", "id"]),
        ]

    def __str__(self) -> str:
        return self.number


class TipEvent(Owned):
    """One row of a tip's ledger, append-only. `told` is what the reporter reads of it, `note` what stays inside."""

    wall = Wall.OWN

    id = uuid_key()
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=16, choices=TipVerb.choices)
    to_status = models.CharField(max_length=14, choices=TipStatus.choices)
    at = models.DateTimeField()
    actor = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    told = models.TextField(max_length=2000, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="tip_event_number", fields=["tip", "number"])]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.number} {self.verb}"


class TipPhoto(Owned):
    """A photo of a tip: drawn anew without metadata, encrypted at rest, shown to whoever handles the tip only."""

    wall = Wall.OWN

    id = uuid_key()
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    sealed_file = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="tip_photo_position", fields=["tip", "position"])]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.position}"


class TipAccess(Owned):
    """The keyed hashes of a tip's code and PIN, and how often a wrong PIN was tried. Nobody's scope reaches it."""

    wall = Wall.SEALED

    id = models.BigAutoField(primary_key=True)
    tip = models.OneToOneField(Tip, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    pin_hash = models.CharField(max_length=64)
    sent_hash = models.CharField(max_length=64, unique=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "tip accesses"

    def __str__(self) -> str:
        return f"{self.tip_id}"


class TipIdentity(Owned):
    """Who reported, encrypted. Nobody's scope reaches it: only the act of reading, approved by a second person."""

    wall = Wall.SEALED

    id = models.BigAutoField(primary_key=True)
    tip = models.OneToOneField(Tip, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "tip identities"

    def __str__(self) -> str:
        return f"{self.tip_id}"


class IdentityRequest(Owned):
    """A request to read who reported: for a purpose, approved by another person, read once by who asked."""

    wall = Wall.OWN

    id = uuid_key()
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="identity_requests")
    status = models.CharField(max_length=8, choices=RequestStatus.choices, default=RequestStatus.ASKED)
    purpose = models.CharField(max_length=300)
    asker = models.UUIDField()
    asked_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    asked_at = models.DateTimeField()
    decider = models.UUIDField(null=True, blank=True)
    decided_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="identity_request_one_open", fields=["tip"], condition=Q(status__in=["asked", "approved"])
            ),
            models.CheckConstraint(
                name="identity_request_two_persons", condition=Q(decider=None) | ~Q(decider=models.F("asker"))
            ),
            models.CheckConstraint(
                name="identity_request_decided",
                condition=Q(status="asked", decider=None, decided_at=None)
                | ~Q(status="asked") & Q(decider__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="identity_request_read_when_read",
                condition=Q(status="read", read_at__isnull=False) | ~Q(status="read") & Q(read_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.status}"
