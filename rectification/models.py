"""Orders, their frozen deadlines, extensions, plans, progress, evidence submissions, verification, stop-work."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import Authority
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from documents.models import Document
from enterprises.models import Enterprise, Industry
from evidence.models import Attachment
from hazards.choices import Grade, VerificationMethod
from hazards.models import Hazard
from rectification.choices import (
    ExtensionStatus,
    OpinionStatus,
    OrderStatus,
    StopWorkStatus,
    Verdict,
)
from regions.choices import DeadlineUnit


class DeadlinePolicy(Owned):
    """How many days a region proposes by grade and industry; the nearest region up the tree wins."""

    wall = Wall.INHERITED

    id = uuid_key()
    grade = models.CharField(max_length=8, choices=Grade.choices)
    industry = models.ForeignKey(Industry, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    unit = models.CharField(max_length=14, choices=DeadlineUnit.choices)
    amount = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "deadline policies"
        constraints = [
            models.UniqueConstraint(
                name="deadline_policy_once", fields=["region_code", "grade", "industry"], nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.grade} {self.amount} {self.unit}"


class Order(Owned):
    """The obligation to rectify one hazard by a deadline. One is in force for a hazard at a time."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="orders")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=12, choices=OrderStatus.choices)
    episode = models.PositiveSmallIntegerField(default=1)
    basis = models.CharField(max_length=300, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.JSONField(encoder=DjangoJSONEncoder)
    served_at = models.DateTimeField(null=True, blank=True)
    served_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="order_one_in_force", fields=["hazard"], condition=Q(status="in_force")),
            models.CheckConstraint(
                name="order_end_agrees",
                condition=Q(status="in_force", ended_at=None) | (~Q(status="in_force") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="order_served_after_issue", condition=Q(served_at=None) | Q(served_at__gte=F("issued_at"))
            ),
        ]
        indexes = [models.Index(name="order_of_document", fields=["document"])]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.status}"


class Deadline(Owned):
    """A frozen deadline with the trace that explains its day. Superseded by a new one, never updated."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="deadlines")
    version = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=14, choices=DeadlineUnit.choices)
    amount = models.PositiveSmallIntegerField(null=True, blank=True)
    start_on = models.DateField()
    start_fact = models.CharField(max_length=40)
    due_on = models.DateField()
    trace = models.JSONField(default=list)
    calendar_version = models.CharField(max_length=80)
    provisional = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.JSONField(encoder=DjangoJSONEncoder)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="deadline_version_in_order", fields=["order", "version"]),
            models.UniqueConstraint(name="deadline_one_current", fields=["order"], condition=Q(superseded_at=None)),
            models.CheckConstraint(name="deadline_not_before_start", condition=Q(due_on__gte=F("start_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} (v{self.version})"


class Extension(Owned):
    """A request for more time: a small case of its own; silence never approves."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="extensions")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="extensions")
    status = models.CharField(max_length=10, choices=ExtensionStatus.choices)
    reason = models.TextField()
    interim_measures = models.TextField()
    proposed_due_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.JSONField(encoder=DjangoJSONEncoder)
    decide_by = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    decision_reason = models.TextField(blank=True)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="extension_one_open", fields=["order"], condition=Q(status="requested")),
            models.CheckConstraint(
                name="extension_granted_has_deadline", condition=~Q(status="granted") | Q(deadline__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} → {self.proposed_due_on} {self.status}"


class Plan(Owned):
    """The five implementations of a major hazard (五落实; SAWS Order 16 art. 15). A new version replaces the old."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField()
    goal = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    funds = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    funds_source = models.CharField(max_length=120, blank=True)
    responsible_unit = models.CharField(max_length=120, blank=True)
    responsible_person = models.CharField(max_length=60, blank=True)
    responsible_phone = models.CharField(max_length=30, blank=True)
    finish_on = models.DateField(null=True, blank=True)
    interim_measures = models.TextField(blank=True)
    contingency_plan = models.TextField(blank=True)
    evacuation_trigger = models.TextField(blank=True)
    milestones = models.JSONField(default=list)
    saved_at = models.DateTimeField()
    saved_by = models.JSONField(encoder=DjangoJSONEncoder)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_version_in_hazard", fields=["hazard", "version"]),
            models.UniqueConstraint(name="plan_one_current", fields=["hazard"], condition=Q(superseded_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} plan v{self.version}"


class Progress(Owned):
    """The monthly report on a major hazard."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="progress")
    month = models.DateField()
    percent = models.PositiveSmallIntegerField()
    text = models.TextField()
    reported_at = models.DateTimeField()
    reported_by = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name_plural = "progress"
        constraints = [
            models.UniqueConstraint(name="progress_once_a_month", fields=["hazard", "month"]),
            models.CheckConstraint(name="progress_percent", condition=Q(percent__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.month:%Y-%m} {self.percent}%"


class Submission(Owned):
    """What the enterprise hands in as proof; the photos are the hazard's `after` photos of this round."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="submissions")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField()
    measures = models.TextField()
    rectified_on = models.DateField()
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    partly = models.TextField(blank=True)
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="+")
    submitted_at = models.DateTimeField()
    submitted_by = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [models.UniqueConstraint(name="submission_round", fields=["hazard", "round"])]

    def __str__(self) -> str:
        return f"{self.hazard_id} round {self.round}"


class Verification(Owned):
    """What the second person saw, by which method, with which verdict."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="verifications")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="verifications")
    method = models.CharField(max_length=8, choices=VerificationMethod.choices)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    seen = models.TextField(blank=True)
    reuse_flags = models.JSONField(default=list)
    officers = models.JSONField(default=list)
    verified_at = models.DateTimeField()
    verified_by = models.JSONField(encoder=DjangoJSONEncoder)
    head_signed_at = models.DateTimeField(null=True, blank=True)
    head_signed_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    head_refusal = models.TextField(blank=True)
    remainder = models.ForeignKey(Hazard, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # the rest and by when it is due, kept until the head has signed: {"description", "unit", "amount", "due_on"}
    remainder_terms = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="verification_once", fields=["submission"], condition=Q(head_refusal="")),
            models.CheckConstraint(
                name="verification_reason_when_returned", condition=~Q(verdict="returned") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.verdict}"


class GradeOpinion(Owned):
    """A request to grade a hazard down, and the second opinion that confirms or refuses it."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="grade_opinions")
    status = models.CharField(max_length=10, choices=OpinionStatus.choices)
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.JSONField(encoder=DjangoJSONEncoder)
    opinion = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="grade_opinion_one_open", fields=["hazard"], condition=Q(status="asked"))
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.status}"


class StopWork(Owned):
    """Work, or a part of it, is stopped for a hazard; it resumes only by consent (Work Safety Law art. 65)."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="stop_works")
    status = models.CharField(max_length=12, choices=StopWorkStatus.choices)
    extent = models.TextField()
    basis = models.CharField(max_length=300)
    until = models.CharField(max_length=200, blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.JSONField(encoder=DjangoJSONEncoder)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    asked_text = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    decision_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="stop_work_one_active", fields=["hazard"], condition=Q(status__in=["stopped", "resume_asked"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.status}"
