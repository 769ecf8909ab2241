"""Duties: the clock of each charge, who holds a post when, what was to be done, and the ledger of what became of it."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from checklists.choices import Frequency
from checklists.duties import rules
from checklists.duties.choices import WAITING, DutyResult, DutyStatus, DutyVerb, HoldingKind, Rhythm
from checklists.duties.querysets import DutyQuerySet, HoldingQuerySet
from checklists.models.lists import Binding, ChecklistItem
from core.ids import uuid_key
from core.kept import Kept, KeptKey
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Enterprise, Post


class DutyClock(Owned):
    """The clock of one binding: how its post is manned, up to when duties are drawn up, when it is looked at next."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    binding = models.OneToOneField(Binding, on_delete=models.PROTECT, related_name="duty_clock")
    rhythm = models.CharField(max_length=14, choices=Rhythm.choices, default=Rhythm.EVERY_DAY)
    #: The hours at which a shift begins; none: the post knows no shifts.
    shifts = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    done_until = models.DateTimeField()
    attention_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(name="duty_clock_due", fields=["attention_at"], condition=Q(attention_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.binding_id} {self.rhythm}"


class Holding(Owned):
    """Who holds a post (or the seat of a member of an authority) from a day on, or stands in for its holder.

    `until_on` is the first day on which it ends; only a substitute's is always known. Never removed: this is the
    record of handing over.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="holdings")
    seat = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="seat_holdings")
    kind = models.CharField(max_length=10, choices=HoldingKind.choices)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="holdings")
    person_name = models.CharField(max_length=60)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    ended_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="holding_one_seat",
                condition=Q(post__isnull=False, seat=None, enterprise__isnull=False) | Q(post=None, seat__isnull=False),
            ),
            models.CheckConstraint(
                name="holding_period",
                condition=Q(until_on__gte=F("from_on")) | Q(until_on=None, kind=HoldingKind.HOLDER),
            ),
            models.UniqueConstraint(
                name="holding_one_holder",
                fields=["post", "seat"],
                condition=Q(kind=HoldingKind.HOLDER, until_on=None),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(name="holding_of_post", fields=["post", "kind", "from_on"]),
            models.Index(name="holding_of_seat", fields=["seat", "kind", "from_on"]),
            models.Index(name="holding_by_member", fields=["membership", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.from_on}"


class Duty(Kept, Owned):
    """What one post has to do in one period by one item. Drawn up once; a trigger lets only its state go on.

    `bearer` is who answers for it; it is settled when something is recorded, and follows from the holdings until then.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = KeptKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="duties", db_index=False
    )
    binding = KeptKey(Binding, on_delete=models.PROTECT, related_name="duties", db_index=False, outside=False)
    item = KeptKey(ChecklistItem, on_delete=models.PROTECT, related_name="duties", db_index=False)
    #: The item under the identity that it keeps through the versions of its list.
    item_key = models.UUIDField()
    frequency = models.CharField(max_length=10, choices=Frequency.choices)
    period = models.CharField(max_length=44)
    occasion = models.CharField(max_length=120, blank=True)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    due_on = models.DateField()
    generated_at = models.DateTimeField()
    status = models.CharField(max_length=14, choices=DutyStatus.choices, default=DutyStatus.OPEN)
    version = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=14, choices=DutyResult.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    handed_to = models.ForeignKey(Holding, on_delete=models.PROTECT, null=True, blank=True, related_name="duties")
    bearer = KeptKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="duties")
    bearer_person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    #: A recorded miss that the superiors are still to be told of.
    alarm_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(name="duty_once", fields=["binding", "item_key", "period"]),
            models.CheckConstraint(name="duty_status_known", condition=Q(status__in=DutyStatus.values)),
            models.CheckConstraint(
                name="duty_moments", condition=Q(due_at__gt=F("opens_at"), closes_at__gte=F("due_at"))
            ),
            models.CheckConstraint(
                name="duty_decided_when_decided",
                condition=Q(status__in=WAITING, decided_at=None, result="")
                | (~Q(status__in=WAITING) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="duty_handed_to_somebody", condition=~Q(status="handed_over") | Q(handed_to__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="duty_region", fields=["region_code", "-due_on", "-id"]),
            models.Index(name="duty_enterprise", fields=["enterprise", "-due_on", "-id"]),
            models.Index(
                name="duty_person",
                fields=["bearer_person", "-due_on", "-id"],
                condition=Q(bearer_person__isnull=False),
            ),
            models.Index(name="duty_waiting", fields=["closes_at"], condition=Q(status__in=WAITING)),
            models.Index(name="duty_of_binding", fields=["binding"], condition=Q(status__in=WAITING)),
            models.Index(name="duty_alarm", fields=["alarm_at"], condition=Q(alarm_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.binding_id} {self.period}"

    def punctuality(self, now: datetime) -> rules.Punctuality:
        """What the clock says of it while it waits."""
        return rules.punctuality(due_at=self.due_at, closes_at=self.closes_at, now=now)

    @property
    def waits(self) -> bool:
        """Whether somebody still has to do it."""
        return self.status in WAITING

    @property
    def drawn_up_late(self) -> bool:
        """Whether an outage drew it up only when its time had passed."""
        return rules.drawn_up_late(generated_at=self.generated_at, due_at=self.due_at)

    @property
    def post_name(self) -> str:
        """The post that it belongs to."""
        binding = self.binding
        if binding.post_id:
            return binding.post.name
        return binding.membership.post_title or binding.membership.get_role_display()

    @property
    def list_label(self) -> str:
        """The list and the number of its version."""
        version = self.item.version
        return _("%(list)s, version %(number)s") % {"list": version.checklist, "number": version.number}


class DutyEvent(Owned):
    """One row of the duty ledger: what happened, when by the server and by the device, with what result. Never edited.

    `bearer` is who had to do it with post and tenant as they were, `actor` who recorded it; `photos` are keys of
    evidence.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="events", db_index=False)
    number = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=14, choices=DutyVerb.choices)
    result = models.CharField(max_length=14, choices=DutyResult.choices, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    photos = ArrayField(models.UUIDField(), default=list, blank=True)
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)
    bearer = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    actor = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    #: How many superiors an alarm reached; only of an alarm.
    told = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="duty_event_number", fields=["duty", "number"])]

    def __str__(self) -> str:
        return f"{self.duty_id} #{self.number} {self.verb}"
