"""What is drawn up by one person, reviewed by another, and never changes once published."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from checklists.choices import VersionStatus
from core.owned import Owned


class Reviewed(Owned):
    """Base of what goes draft, in review, published, superseded. A trigger of the database keeps what is published.

    `revision` grows by one with every change of a draft: a form that was opened earlier is told what changed.
    """

    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.JSONField(default=dict, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.JSONField(default=dict, blank=True)
    returned_reason = models.CharField(max_length=400, blank=True)
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.JSONField(default=dict, blank=True)
    effective_from = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def reviewed_constraints(name: str) -> list[models.BaseConstraint]:
    """Return what the database demands of every state; `name` begins the constraints' names."""
    return [
        models.CheckConstraint(
            name=f"{name}_published_when",
            condition=Q(status__in=["draft", "in_review"]) | Q(published_at__isnull=False),
        ),
        models.CheckConstraint(
            name=f"{name}_in_review_when", condition=~Q(status="in_review") | Q(submitted_at__isnull=False)
        ),
        models.CheckConstraint(
            name=f"{name}_two_persons", condition=Q(sender=None) | Q(publisher=None) | ~Q(sender=F("publisher"))
        ),
    ]
