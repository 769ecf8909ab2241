"""The visit: officers, answers, findings, signatures. Every key may be made by the client's device."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import Authority, Membership
from checklists.choices import AnswerCode
from checklists.models import ChecklistItem, ChecklistVersion, Criterion
from core.ids import uuid_key
from core.kept import Kept, KeptKey
from core.owned import Owned
from core.wall import Wall
from documents.models import Document
from enterprises.models import Enterprise, Equipment, Place
from evidence.models import Photo
from hazards.choices import Grade
from hazards.models import Hazard
from inspections.choices import (
    Disposition,
    Method,
    Outcome,
    PhotoPurpose,
    Signatory,
    Subject,
    VisitKind,
    VisitStatus,
)
from inspections.querysets import FindingQuerySet, VisitQuerySet
from regions.choices import DeadlineUnit


class Visit(Kept, Owned):
    """One visit to one enterprise, planned or begun on the spot."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = KeptKey(Enterprise, on_delete=models.PROTECT, related_name="visits")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=VisitKind.choices, default=VisitKind.OFFICIAL)
    method = models.CharField(max_length=16, choices=Method.choices)
    basis = models.CharField(max_length=300)
    plan_no = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, choices=VisitStatus.choices)
    checklist_version = models.ForeignKey(
        ChecklistVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=8, default="zh")
    planned_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    device_started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    equipment = models.ForeignKey(Equipment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    place_checked = models.CharField(max_length=200, blank=True)
    site_head_name = models.CharField(max_length=60, blank=True)
    site_head_post = models.CharField(max_length=60, blank=True)
    site_head_phone = models.CharField(max_length=30, blank=True)
    refusal = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    record = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    order = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.JSONField(encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(default=1)
    finished_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    seal_sha256 = models.CharField(max_length=64, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_finished_when", condition=~Q(status="finished") | Q(finished_at__isnull=False)
            ),
            models.CheckConstraint(
                name="visit_started_when",
                condition=Q(status__in=["planned", "cancelled"]) | Q(started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_ends_after_start", condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at"))
            ),
            models.CheckConstraint(
                name="visit_sealed_when_finished",
                condition=~Q(status="finished") | (~Q(seal_sha256="") & Q(record__isnull=False)),
            ),
            models.CheckConstraint(
                name="visit_self_without_authority",
                condition=~Q(kind="self") | Q(method="self", authority=None, order=None, refusal=""),
            ),
            models.CheckConstraint(name="visit_cancelled_why", condition=~Q(status="cancelled") | ~Q(cancel_reason="")),
        ]
        indexes = [
            models.Index(name="visit_region_status", fields=["region_code", "status", "-created_at"]),
            models.Index(name="visit_of_enterprise", fields=["enterprise", "-created_at"]),
            models.Index(name="round_of_enterprise", fields=["enterprise", "-finished_at"], condition=Q(kind="self")),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.status}"


class VisitOfficer(Owned):
    """A member of the team, with the certificate number shown on arrival. Experts never count as officers."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="officers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=150, blank=True)
    certificate_no = models.CharField(max_length=40, blank=True)
    capacity = models.CharField(max_length=10, choices=Signatory.choices, default=Signatory.OFFICER)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="officer_has_certificate", condition=~Q(capacity="officer") | ~Q(certificate_no="")
            ),
            models.UniqueConstraint(
                name="officer_once_in_visit", fields=["visit", "membership"], condition=Q(membership__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.certificate_no}"


class Answer(Owned):
    """The answer to one item of the pinned checklist version."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, choices=AnswerCode.choices)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="answer_once", fields=["visit", "item"]),
            models.CheckConstraint(
                name="answer_reason", condition=~Q(code__in=["not_applicable", "not_checked"]) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.code}"


class Finding(Owned):
    """What an inspector noted; finishing the visit raises a hazard from it."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    position = models.PositiveSmallIntegerField(default=0)
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    equipment = models.ForeignKey(Equipment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    place_text = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    requirement = models.TextField(blank=True)
    interim_measures = models.TextField(blank=True)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(max_length=300, blank=True)
    grade = models.CharField(max_length=8, choices=Grade.choices, default=Grade.GENERAL)
    grade_confirmed_by = models.JSONField(encoder=DjangoJSONEncoder, null=True, blank=True)
    disposition = models.CharField(max_length=14, choices=Disposition.choices, default=Disposition.ORDER)
    deadline_unit = models.CharField(max_length=14, choices=DeadlineUnit.choices, blank=True)
    deadline_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    deadline_date = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="finding_fixed_is_general", condition=~Q(disposition="fixed_on_spot") | Q(grade="general")
            ),
            models.CheckConstraint(
                name="finding_withdrawn_why", condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.description[:60]


class FindingPhoto(Owned):
    """A photo of a finding: before, or after when it was fixed on the spot."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="finding_links")
    purpose = models.CharField(max_length=10, choices=PhotoPurpose.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="finding_photo_once", fields=["finding", "photo"])]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.purpose}"


class AnswerPhoto(Owned):
    """A photo of an answer: what was seen at an item that needs one, also where it conforms."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="answer_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="answer_photo_once", fields=["answer", "photo"])]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.position}"


class Signature(Owned):
    """A signature drawn on the screen, kept as PNG with its hash; one set serves all papers of the visit."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="signatures")
    signatory = models.CharField(max_length=10, choices=Signatory.choices)
    officer = models.ForeignKey(
        VisitOfficer, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=60, blank=True)
    png = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    # what the visit said when this was signed: a later change asks for a new signature
    content_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)
    by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="signature_one_an_officer",
                fields=["visit", "officer"],
                condition=Q(officer__isnull=False, superseded_at=None),
            ),
            models.UniqueConstraint(
                name="signature_one_a_capacity",
                fields=["visit", "signatory"],
                condition=Q(signatory__in=["site_head", "witness"], superseded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.signatory})"


class Revision(Owned):
    """One edit of a visit, an answer or a finding: what each field was and became. A parked one is undecided."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="revisions")
    subject = models.CharField(max_length=8, choices=Subject.choices)
    subject_id = models.UUIDField()
    base_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)
    by = models.JSONField(encoder=DjangoJSONEncoder)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        indexes = [models.Index(name="revision_of_subject", fields=["subject_id", "version"])]
        constraints = [
            models.CheckConstraint(
                name="revision_decided_when", condition=~Q(outcome="decided") | Q(decided_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} v{self.version} {self.outcome}"
