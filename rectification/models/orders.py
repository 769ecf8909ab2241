"""Orders, the deadlines that regions propose and that orders freeze, and requests for more time."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import Authority
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from documents.models import Document
from enterprises.models import Enterprise, Industry
from hazards.choices import Grade
from hazards.models import Hazard
from rectification.choices import (
    ExtensionStatus,
    OrderStatus,
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
