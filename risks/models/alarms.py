"""Alarms from the spot, their timelines, and the plans that say who is told."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from core.ids import uuid_key
from core.kept import Kept, KeptKey
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Code, Enterprise, Equipment, Place
from evidence.models import Photo
from hazards.models import Hazard
from notifications.choices import Channel
from risks.alarms.choices import AlarmKind, AlarmLevel, AlarmStatus, AlarmVerb, Openness


def every_channel() -> list[str]:
    """Return all channels: by these an alarm goes out unless a plan chooses among them."""
    return [str(each) for each in Channel.values]


class AlarmPlan(Owned):
    """Who is told of an alarm beyond the enterprise's leaders, and how soon it climbs: of an enterprise or a region.

    `authorities` are the departments of the plan; where none is named, the competent one of the enterprise. `channels`
    are those by which an alarm goes out at once, beside the inbox, which always has it: never none.
    """

    wall = Wall.INHERITED

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    authorities = ArrayField(models.UUIDField(), default=list, blank=True)
    openness = models.CharField(max_length=8, choices=Openness.choices, default=Openness.MEMBERS)
    channels = ArrayField(models.CharField(max_length=10, choices=Channel.choices), default=every_channel)
    minutes_red = models.PositiveSmallIntegerField(default=15)
    minutes_orange = models.PositiveSmallIntegerField(default=30)
    minutes_yellow = models.PositiveSmallIntegerField(default=120)
    minutes_blue = models.PositiveSmallIntegerField(default=480)
    set_at = models.DateTimeField()
    set_by = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="alarm_plan_of_region", fields=["region_code"], condition=Q(enterprise=None)),
            models.UniqueConstraint(
                name="alarm_plan_of_enterprise", fields=["enterprise"], condition=Q(enterprise__isnull=False)
            ),
            models.CheckConstraint(name="alarm_plan_goes_out", condition=Q(channels__len__gte=1)),
            models.CheckConstraint(
                name="alarm_plan_minutes",
                condition=Q(minutes_red__gte=1, minutes_orange__gte=1, minutes_yellow__gte=1, minutes_blue__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.enterprise_id or ''}"


class Alarm(Kept, Owned):
    """One alarm. `version` counts its timeline; `climbs_at` is when the next level is told, empty once answered."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = KeptKey(Enterprise, on_delete=models.PROTECT, related_name="alarms")
    code = models.ForeignKey(Code, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    equipment = models.ForeignKey(Equipment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    where = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=AlarmKind.choices)
    level = models.CharField(max_length=6, choices=AlarmLevel.choices)
    text = models.CharField(max_length=500, blank=True)
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=12, choices=AlarmStatus.choices, default=AlarmStatus.RAISED)
    version = models.PositiveIntegerField(default=1)
    turn = models.PositiveSmallIntegerField(default=1)
    raised_at = models.DateTimeField()
    raised_by = models.JSONField(default=dict)
    climbs_at = models.DateTimeField(null=True, blank=True)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alarm_closed_when_closed",
                condition=(Q(status="closed", closed_at__isnull=False) & ~Q(close_reason=""))
                | (~Q(status="closed") & Q(closed_at=None, close_reason="")),
            ),
            models.CheckConstraint(
                name="alarm_climbs_until_answered",
                condition=Q(status="raised", climbs_at__isnull=False) | (~Q(status="raised") & Q(climbs_at=None)),
            ),
        ]
        indexes = [
            models.Index(name="alarm_climbing", fields=["climbs_at"], condition=Q(climbs_at__isnull=False)),
            models.Index(name="alarm_of_region", fields=["region_code", "-raised_at", "-id"]),
            models.Index(name="alarm_of_enterprise", fields=["enterprise", "-raised_at", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.where}"


class AlarmEvent(Owned):
    """One row of an alarm's timeline. Never edited."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=12, choices=AlarmVerb.choices)
    to_status = models.CharField(max_length=12, choices=AlarmStatus.choices)
    at = models.DateTimeField()
    actor = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    text = models.CharField(max_length=500, blank=True)
    told = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="alarm_event_number", fields=["alarm", "number"])]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.number} {self.verb}"
