"""The ladder: what a region's rungs are, the clock of every waiting party, and the ledger of what was said."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import Authority
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Enterprise
from hazards.models import Hazard
from notifications.choices import Urgency
from rectification.ladder.choices import (
    Anchor,
    EffectKind,
    EndReason,
    Outcome,
    Pace,
    Party,
    PolicyStatus,
    WaitKind,
    Why,
)
from rectification.ladder.rules import MORNING
from regions.choices import DeadlineUnit


class LadderPolicy(Owned):
    """A version of a region's ladder; the nearest region up the tree wins. Once published it never changes."""

    wall = Wall.INHERITED

    id = uuid_key()
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=PolicyStatus.choices)
    reason = models.CharField(max_length=300, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.JSONField(encoder=DjangoJSONEncoder)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "ladder policies"
        constraints = [
            models.UniqueConstraint(name="ladder_number_in_region", fields=["region_code", "number"]),
            models.UniqueConstraint(name="ladder_one_draft", fields=["region_code"], condition=Q(status="draft")),
            models.UniqueConstraint(
                name="ladder_one_published", fields=["region_code"], condition=Q(status="published")
            ),
            models.CheckConstraint(
                name="ladder_status_agrees",
                condition=Q(status="draft", published_at=None, superseded_at=None)
                | Q(status="published", published_at__isnull=False, superseded_at=None)
                | Q(status="superseded", published_at__isnull=False, superseded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} v{self.number}"


class Rung(Owned):
    """One rung of a version, for one kind of waiting and one pace."""

    wall = Wall.INHERITED

    id = uuid_key()
    policy = models.ForeignKey(LadderPolicy, on_delete=models.CASCADE, related_name="rungs")
    kind = models.CharField(max_length=20, choices=WaitKind.choices)
    pace = models.CharField(max_length=10, choices=Pace.choices)
    anchor = models.CharField(max_length=8, choices=Anchor.choices)
    offset = models.SmallIntegerField()
    hour = models.PositiveSmallIntegerField(default=MORNING)
    tell = ArrayField(models.CharField(max_length=16, choices=Party.choices), default=list)
    levels_up = models.PositiveSmallIntegerField(default=0)
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    effects = ArrayField(models.CharField(max_length=20, choices=EffectKind.choices), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="rung_once_in_policy", fields=["policy", "kind", "pace", "anchor", "offset", "hour"]
            ),
            models.CheckConstraint(name="rung_hour", condition=Q(hour__lte=24)),
            models.CheckConstraint(name="rung_repeats_after_days", condition=~Q(anchor="repeat") | Q(offset__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pace} {self.anchor} {self.offset}"


class Term(Owned):
    """How long a party may take by a version, where no order freezes the day."""

    wall = Wall.INHERITED

    id = uuid_key()
    policy = models.ForeignKey(LadderPolicy, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=20, choices=WaitKind.choices)
    pace = models.CharField(max_length=10, choices=Pace.choices)
    unit = models.CharField(max_length=14, choices=DeadlineUnit.choices)
    amount = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="term_once_in_policy", fields=["policy", "kind", "pace"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pace} {self.amount} {self.unit}"


class Watch(Owned):
    """The clock of one party that one case waits for. `due_on` is frozen when it opens; a new deadline opens another.

    `handled` names the rungs that the ledger holds, `attention_at` is when the next one comes. `subject_id` is the
    frozen deadline, the request, the evidence or the hazard itself.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="watches")
    kind = models.CharField(max_length=20, choices=WaitKind.choices)
    subject_id = models.UUIDField()
    pace = models.CharField(max_length=10, choices=Pace.choices)
    #: The authority that is waited for, where it is not the one in charge.
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    episode = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    due_version = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    attention_at = models.DateTimeField(null=True, blank=True)
    #: The version of the working calendar by which `attention_at` was computed.
    calendar_version = models.CharField(max_length=80, blank=True, default="", db_default="")
    handled = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    repeats = models.PositiveSmallIntegerField(default=0)
    said_on = models.DateField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "watches"
        constraints = [
            models.UniqueConstraint(
                name="watch_one_open", fields=["hazard", "kind", "subject_id"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="watch_end_agrees",
                condition=Q(ended_at=None, end_reason="", attention_at__isnull=False)
                | (Q(ended_at__isnull=False, attention_at=None) & ~Q(end_reason="")),
            ),
        ]
        indexes = [
            models.Index(name="watch_attention", fields=["attention_at"], condition=Q(attention_at__isnull=False)),
            models.Index(
                name="watch_alarms",
                fields=["region_code", "alarmed_at"],
                condition=Q(ended_at=None, alarmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.kind} {self.due_on}"


class Step(Owned):
    """What became of one rung of one watch: said, skipped, void or held, and why. Never edited."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="steps")
    due_version = models.PositiveSmallIntegerField()
    rung = models.CharField(max_length=12)
    planned_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    why = models.CharField(max_length=16, choices=Why.choices, blank=True)
    policy = models.ForeignKey(LadderPolicy, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="step_once", fields=["watch", "due_version", "rung"]),
            models.CheckConstraint(
                name="step_unsent_says_why",
                condition=Q(outcome="sent", why__in=["", "instead"])
                | (~Q(outcome="sent") & ~Q(why__in=["", "instead"])),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.rung} {self.outcome}"


class Effect(Owned):
    """What a sent rung set going, once for each deadline: an alarm stands, a letter waits until it is drawn up.

    `taken_at` is set by the part that acts on it (letters, bulletins, listed supervision); an alarm is never taken.
    What cannot be acted on now waits until `put_off_until`, so that it holds up nothing behind it.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="ladder_effects")
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="effects")
    kind = models.CharField(max_length=20, choices=EffectKind.choices)
    rung = models.CharField(max_length=12)
    raised_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    put_off_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="effect_once", fields=["watch", "kind"])]
        indexes = [
            models.Index(name="effect_to_take", fields=["kind", "raised_at"], condition=Q(taken_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.kind}"
