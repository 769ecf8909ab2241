"""The audit chain: one chain a tenant, each entry bound to the one before by SHA-256."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from audit.choices import act_name
from audit.rules import canonical
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall


class Entry(Owned):
    """One act. `hash` covers the previous hash and this entry, so any edit, removal or reordering shows."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise_id = models.UUIDField(null=True, blank=True)
    chain = models.CharField(max_length=60)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    actor = models.JSONField(encoder=DjangoJSONEncoder)
    data = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(name="audit_number_in_chain", fields=["chain", "number"])]
        indexes = [
            models.Index(name="audit_by_subject", fields=["subject_type", "subject_id"]),
            models.Index(name="audit_by_region_time", fields=["region_code", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.chain} #{self.number} {self.verb}"

    @property
    def act(self) -> str:
        """What was done, in the reader's language."""
        return act_name(self.verb)

    @property
    def details(self) -> str:
        """What the act carried, as it is hashed; empty where it carried nothing."""
        return canonical(self.data) if self.data else ""
