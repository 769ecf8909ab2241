"""What officers decide afterwards: verification, opinions on the grade, stopped work."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from documents.models import Document
from enterprises.models import Enterprise
from hazards.choices import VerificationMethod
from hazards.models import Hazard
from rectification.choices import (
    OpinionStatus,
    StopWorkStatus,
    Verdict,
)
from rectification.models.work import Submission


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
