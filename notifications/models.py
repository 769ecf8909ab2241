"""What people are told, by which channel it leaves the platform, with what result, and whether the clock runs."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Authority, Membership
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from notifications.choices import WAITING, Channel, DeliveryState, Group, Outcome, RunResult
from notifications.rules import KINDS, Kind, explain, say


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
    #: By which channels it goes at once, whatever the person chose; empty: the person's choice.
    channels = ArrayField(models.CharField(max_length=10), null=True, blank=True)
    #: When the notice is next looked at for sending outward; empty once all its deliveries exist.
    dispatch_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="notice_once", fields=["membership", "key"])]
        indexes = [
            models.Index(name="notice_inbox", fields=["membership", "-created_at", "-id"]),
            models.Index(name="notice_unread", fields=["membership"], condition=models.Q(read_at=None)),
            models.Index(name="notice_dispatch", fields=["dispatch_at"], condition=models.Q(dispatch_at__isnull=False)),
            models.Index(name="notice_digest", fields=["person"], condition=Q(outcome=Outcome.DIGEST)),
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


class Endpoint(Owned):
    """An address outside the platform: a person's mailbox, telephone or webhook, or the robot of an authority.

    The address is a secret (a webhook's address lets anybody write to the group): it is kept encrypted and shown
    masked. A person's endpoint lies in no region, so that the wall leaves it to them and to the jobs; a robot lies in
    its authority's. `groups` are the groups of notices that go there, `rank` its place in the order of trying.
    """

    wall = Wall.PERSONAL

    id = uuid_key()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    label = models.CharField(max_length=60, blank=True)
    sealed_address = models.BinaryField()
    address_hash = models.CharField(max_length=64)
    hint = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField(default=0)
    groups = ArrayField(models.CharField(max_length=12, choices=Group.choices), default=list, blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="endpoint_one_owner",
                condition=Q(person__isnull=False, authority=None) | Q(person=None, authority__isnull=False),
            ),
            models.UniqueConstraint(
                name="endpoint_once",
                fields=["person", "authority", "channel", "address_hash"],
                condition=Q(removed_at=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.hint}"


class Delivery(Owned):
    """One message to one address: a notice, or the summary of a day (`digest_on`). `key` makes sure there is only one.

    What was sent is known by `template_version` and `rendered_hash`, to whom by the snapshot `recipient`. A row is
    never removed; a failed one without `replaced_by` is a dead letter, which an administrator sees and can send again.
    """

    wall = Wall.PERSONAL

    id = uuid_key()
    enterprise_id = models.UUIDField(null=True, blank=True)
    agency_id = models.UUIDField(null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries")
    digest_on = models.DateField(null=True, blank=True)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=240, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    recipient = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    template_version = models.PositiveSmallIntegerField(default=0)
    rendered_hash = models.CharField(max_length=64, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                name="delivery_of_notice_or_digest",
                condition=Q(notice__isnull=False, digest_on=None) | Q(notice=None, digest_on__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_waits_or_has_ended",
                condition=Q(state__in=WAITING, next_try_at__isnull=False, ended_at=None)
                | (~Q(state__in=WAITING) & Q(next_try_at=None, ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="delivery_due", fields=["next_try_at"], condition=Q(next_try_at__isnull=False)),
            models.Index(
                name="delivery_dead",
                fields=["region_code", "-ended_at", "-id"],
                condition=Q(state=DeliveryState.PERMANENT_FAILURE, replaced_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state} {self.key}"

    @property
    def addressee(self) -> str:
        """Who it goes to, as it was written down when it was queued."""
        return self.recipient.get("person") or self.recipient.get("tenant") or ""

    @property
    def why(self) -> str:
        """Why the last try failed, in the reader's language."""
        return explain(self.failure)

    @property
    def address(self) -> str:
        """The masked address, as it was written down when it was queued."""
        return self.recipient.get("address", "")


class Heartbeat(models.Model):
    """When a scheduled job last began and ended, and how. It belongs to no tenant and says nothing of any.

    `first_at` is when the clock first knew of the job: its silence counts from there until it has done its work once.
    `stood_from` and `stood_until` keep the last silence of three periods or more, which administrators are told of.
    """

    task = models.CharField(max_length=100, primary_key=True)
    first_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=8, choices=RunResult.choices, blank=True)
    failure = models.CharField(max_length=100, blank=True)
    stood_from = models.DateTimeField(null=True, blank=True)
    stood_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.task} {self.result}"
