"""What people are told inside the platform. Sending outward (mail, SMS, robots) takes its rows from here."""

from django.conf import settings
from django.db import models

from accounts.models import Membership
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from notifications.rules import KINDS, Kind, say


class Notice(Owned):
    """One message to one membership. The text is kept as kind and values, and said in the reader's language."""

    wall = Wall.PERSONAL

    id = uuid_key()
    enterprise_id = models.UUIDField(null=True, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=120)
    #: When the notice is next looked at for sending outward; empty once all its deliveries exist.
    dispatch_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="notice_once", fields=["membership", "key"])]
        indexes = [
            models.Index(name="notice_inbox", fields=["membership", "-created_at", "-id"]),
            models.Index(name="notice_unread", fields=["membership"], condition=models.Q(read_at=None)),
            models.Index(name="notice_dispatch", fields=["dispatch_at"], condition=models.Q(dispatch_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.membership_id}"

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        return say(self.kind, self.values)

    @property
    def look(self) -> Kind:
        """The icon and the tone."""
        return KINDS.get(self.kind, KINDS["message"])
