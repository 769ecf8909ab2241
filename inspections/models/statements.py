"""The quarterly and yearly statements of self-inspection that the head of an enterprise signs."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from core.ids import uuid_key
from core.kept import Kept, KeptKey
from core.owned import Owned
from core.wall import Wall
from documents.models import Document
from enterprises.models import Enterprise
from inspections.choices import Period, StatementStatus


class Statement(Kept, Owned):
    """What one enterprise owes for one period; signed, its figures are frozen with the document that prints them.

    Source: SAWS Order 16 art. 14. Late is computed: `due_on` has passed while it is owed.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = KeptKey(Enterprise, on_delete=models.PROTECT, related_name="statements")
    period = models.CharField(max_length=8, choices=Period.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    status = models.CharField(max_length=8, choices=StatementStatus.choices, default=StatementStatus.OWED)
    opened_at = models.DateTimeField()
    figures = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    remark = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="statement_once", fields=["enterprise", "period", "starts_on"]),
            models.CheckConstraint(
                name="statement_period_in_order", condition=Q(ends_on__gt=F("starts_on"), due_on__gt=F("ends_on"))
            ),
            models.CheckConstraint(
                name="statement_signed_with_document",
                condition=Q(status="owed", signed_at=None, document=None)
                | Q(status="signed", signed_at__isnull=False, document__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="statement_region_due", fields=["region_code", "-due_on", "-id"]),
            models.Index(name="statement_of_enterprise", fields=["enterprise", "-due_on"]),
            models.Index(name="statement_owed", fields=["due_on", "id"], condition=Q(status="owed")),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.period} {self.starts_on}"
