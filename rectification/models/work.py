"""What the enterprise hands in: the plan of a major hazard, its monthly progress, the proof of the fix."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Enterprise
from evidence.models import Attachment
from hazards.models import Hazard
from rectification.models.orders import Order


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
