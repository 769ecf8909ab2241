"""What everything that reaches the public has in common: two different persons release it, those named are heard."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from bulletins.choices import Status
from core.owned import Owned


class ReleasedByTwo(Owned):
    """The life from a draft to a withdrawal. The hash is of what two persons release, frozen by the first of them."""

    status = models.CharField(max_length=14, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    content_sha256 = models.CharField(max_length=64, blank=True)
    exposed_at = models.DateTimeField(null=True, blank=True)
    reply_until = models.DateField(null=True, blank=True)
    first_released_at = models.DateTimeField(null=True, blank=True)
    first_released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_releaser = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    releaser = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    returned_reason = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    withdraw_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="%(class)s_two_persons_release",
                condition=Q(released_by=None)
                | (Q(first_released_by__isnull=False) & ~Q(released_by=F("first_released_by"))),
            ),
            models.CheckConstraint(
                name="%(class)s_released_by_two",
                condition=~Q(status="released")
                | (
                    Q(released_by__isnull=False, released_at__isnull=False, first_released_at__isnull=False)
                    & ~Q(content_sha256="")
                ),
            ),
            models.CheckConstraint(
                name="%(class)s_first_release_agrees",
                condition=Q(status__in=["draft", "exposed"], first_released_by=None)
                | Q(status__in=["released_first", "released"], first_released_by__isnull=False)
                | Q(status="withdrawn"),
            ),
            models.CheckConstraint(
                name="%(class)s_exposed_since",
                condition=Q(status__in=["draft", "withdrawn"]) | Q(exposed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_withdrawn_with_reason",
                condition=(~Q(status="withdrawn") & Q(withdrawn_at=None))
                | (Q(status="withdrawn", withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
            ),
        ]
