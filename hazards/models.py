"""The hazard, its photos, and its append-only ledger."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import Authority, Membership
from checklists.models import Criterion
from core.ids import uuid_key
from core.kept import Kept, KeptKey
from core.owned import Owned
from core.wall import Wall
from documents.models import Document
from enterprises.models import Enterprise, Equipment, Industry, Place
from evidence.models import Photo
from hazards.choices import EventVerb, Grade, Lead, PhotoPurpose, Source, Status
from hazards.querysets import OPEN, HazardQuerySet


class NextNumber(models.Func):
    """The next hazard number, from one sequence: gaps are harmless, doubles impossible."""

    template = "nextval('hazard_number')"
    output_field = models.BigIntegerField()

    def __init__(self) -> None:
        super().__init__()


IS_OPEN = Q(status__in=OPEN)


class Hazard(Kept, Owned):
    """One unsafe condition. `version` counts its ledger; `due_on` repeats the current frozen deadline for lists."""

    wall = Wall.OWN

    id = uuid_key()
    number = models.BigIntegerField(unique=True, editable=False, db_default=NextNumber())
    enterprise = KeptKey(Enterprise, on_delete=models.PROTECT, related_name="hazards")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    equipment = models.ForeignKey(Equipment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    place_text = models.CharField(max_length=120, blank=True)
    description = models.TextField()
    requirement = models.TextField(blank=True)
    interim_measures = models.TextField(blank=True)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=16, choices=Source.choices)
    grade = models.CharField(max_length=8, choices=Grade.choices)
    status = models.CharField(max_length=14, choices=Status.choices)
    led_by = models.CharField(max_length=10, choices=Lead.choices, default=Lead.AUTHORITY)
    version = models.PositiveIntegerField(default=0)
    episode = models.PositiveSmallIntegerField(default=1)
    returns = models.PositiveSmallIntegerField(default=0)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="remainders")
    found_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    due_on = models.DateField(null=True, blank=True)
    rectified_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    #: Since when somebody must look at this case anew: whoever follows hazards clears it.
    attention_at = models.DateTimeField(null=True, blank=True)

    objects = HazardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hazard_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(name="hazard_grade_known", condition=Q(grade__in=Grade.values)),
            models.CheckConstraint(
                name="hazard_closed_when_closed",
                condition=Q(status="closed", closed_at__isnull=False) | (~Q(status="closed") & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="hazard_led_inside_found_inside",
                condition=Q(led_by="authority") | Q(led_by="enterprise", source="self_check"),
            ),
            models.CheckConstraint(
                name="hazard_led_inside_is_general", condition=Q(led_by="authority") | Q(grade="general")
            ),
            models.CheckConstraint(
                name="hazard_due_once_ordered",
                condition=~Q(status__in=["ordered", "served", "rectifying", "submitted", "under_review"])
                | Q(due_on__isnull=False),
            ),
        ]
        indexes = [
            # With the region at their end the wall is held against the index, once for a scan, not against each row.
            models.Index(name="hazard_open_due", fields=["due_on", "id", "region_code"], condition=IS_OPEN),
            models.Index(
                name="hazard_major_due", fields=["due_on", "id", "region_code"], condition=Q(IS_OPEN, grade="major")
            ),
            models.Index(
                name="hazard_not_ordered",
                fields=["status", "recorded_at", "id"],
                condition=Q(status__in=["recorded", "confirmed"]),
            ),
            models.Index(name="hazard_region_due", fields=["region_code", "due_on", "id"], condition=IS_OPEN),
            models.Index(name="hazard_enterprise_due", fields=["enterprise", "due_on", "id"]),
            models.Index(name="hazard_region_new", fields=["region_code", "-recorded_at"]),
            models.Index(name="hazard_newest", fields=["-number"]),
            models.Index(name="hazard_region_status", fields=["region_code", "status", "grade", "due_on"]),
            models.Index(name="hazard_handler", fields=["handler", "due_on"], condition=IS_OPEN),
            models.Index(name="hazard_attention", fields=["attention_at"], condition=Q(attention_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as people say it."""
        return f"H-{self.number:07d}"


class Event(Owned):
    """One row of the ledger: who did what, when, in what capacity, and what it changed. Never edited."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    episode = models.PositiveSmallIntegerField(default=1)
    verb = models.CharField(max_length=24, choices=EventVerb.choices)
    from_status = models.CharField(max_length=14, blank=True)
    to_status = models.CharField(max_length=14, blank=True)
    at = models.DateTimeField()
    client_at = models.DateTimeField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    actor = models.JSONField(encoder=DjangoJSONEncoder)
    note = models.TextField(blank=True)
    data = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="event_number_in_hazard", fields=["hazard", "number"])]

    def __str__(self) -> str:
        return f"{self.hazard_id} #{self.number} {self.verb}"


class HazardPhoto(Owned):
    """A photo in its role: before, after (matched to the before it answers), or the scene."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="hazard_links")
    purpose = models.CharField(max_length=10, choices=PhotoPurpose.choices)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by")
    episode = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="photo_once_in_hazard", fields=["hazard", "photo", "purpose", "round"]),
            models.CheckConstraint(name="photo_only_after_answers", condition=Q(answers=None) | Q(purpose="after")),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.purpose}"


class SavedFilter(Owned):
    """A named filter of the ledger that a membership keeps."""

    wall = Wall.PERSONAL

    id = uuid_key()
    person = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="saved_filter_name", fields=["membership", "name"])]

    def __str__(self) -> str:
        return self.name
