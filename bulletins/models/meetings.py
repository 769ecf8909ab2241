"""Name-and-shame meetings (点名通报会): the cases they are about, who speaks, what was promised by when."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import Authority
from bulletins.choices import Capacity, MeetingStatus
from bulletins.models.bulletins import Bulletin
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from documents.choices import Language
from documents.models import Document
from enterprises.models import Enterprise
from hazards.models import Hazard


class Meeting(Owned):
    """A meeting that an authority calls. Once its minutes are recorded, a trigger keeps it as it is."""

    wall = Wall.INHERITED

    id = uuid_key()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    status = models.CharField(max_length=9, choices=MeetingStatus.choices, default=MeetingStatus.CALLED)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.CHINESE)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    chair = models.CharField(max_length=80)
    called_at = models.DateTimeField()
    called_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    present = models.TextField(blank=True)
    absent = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="meeting_status_known", condition=Q(status__in=MeetingStatus.values)),
            models.CheckConstraint(
                name="meeting_held_has_minutes",
                condition=Q(status="held", document__isnull=False, recorded_at__isnull=False)
                | (~Q(status="held") & Q(document=None, recorded_at=None)),
            ),
            models.CheckConstraint(
                name="meeting_cancelled_with_reason",
                condition=(~Q(status="cancelled") & Q(cancelled_at=None))
                | (Q(status="cancelled", cancelled_at__isnull=False) & ~Q(cancel_reason="")),
            ),
        ]
        indexes = [models.Index(name="meeting_region_new", fields=["region_code", "-held_at", "-id"])]

    def __str__(self) -> str:
        return self.title


class MeetingCase(Owned):
    """A case that the meeting is about, as it stood when the meeting was called."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="cases")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [models.UniqueConstraint(name="case_once_in_meeting", fields=["meeting", "hazard"])]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"


class Speaker(Owned):
    """Who speaks: the head of a named enterprise, the responsible regulator, a leader; and what they said."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="speakers")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    number = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=120)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="speaker_number_once", fields=["meeting", "number"]),
            models.CheckConstraint(
                name="speaker_speaks_for_one", condition=Q(enterprise=None) | Q(authority=None, capacity="enterprise")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.name}"


class Commitment(Owned):
    """What a speaker promised by when. Added are only what was told of it and, once, that it was done."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="commitments")
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="commitments")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_note = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commitment_done_recorded",
                condition=Q(done_on=None, done_at=None) | Q(done_on__isnull=False, done_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="commitment_due", fields=["region_code", "due_on"]),
            models.Index(
                name="commitment_to_tell", fields=["due_on", "id"], condition=Q(done_on=None, alarmed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"
