"""What an authority gives to the media: the batch with its channel, and the cases in it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import Authority
from bulletins.choices import Channel
from bulletins.models.bulletins import Bulletin
from bulletins.models.release import ReleasedByTwo
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Enterprise
from hazards.models import Hazard


class MediaBatch(ReleasedByTwo):
    """Cases that a channel names in public. A trigger keeps what two persons released; day and link are added later."""

    wall = Wall.OWN

    id = uuid_key()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, null=True, blank=True, related_name="batches")
    title = models.CharField(max_length=120)
    channel = models.CharField(max_length=9, choices=Channel.choices)
    outlet = models.CharField(max_length=80)
    planned_on = models.DateField(null=True, blank=True)
    aired_on = models.DateField(null=True, blank=True)
    link = models.URLField(max_length=500, blank=True)
    drawn_at = models.DateTimeField()
    drawn_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        verbose_name_plural = "media batches"
        constraints = [
            *ReleasedByTwo.Meta.constraints,
            models.CheckConstraint(
                name="mediabatch_aired_when_released",
                condition=Q(aired_on=None, link="") | Q(aired_on__isnull=False, released_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="batch_region_new", fields=["region_code", "-drawn_at", "-id"])]

    def __str__(self) -> str:
        return self.title


class MediaEntry(Owned):
    """One case of a batch, as it stood when the batch was drawn up. Only the day of its rectification is added."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(MediaBatch, on_delete=models.PROTECT, related_name="entries")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    rectified_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "media entries"
        constraints = [
            models.UniqueConstraint(name="entry_once_in_batch", fields=["batch", "hazard"]),
            models.UniqueConstraint(name="entry_number_once", fields=["batch", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"


class MediaPost(Owned):
    """What the public reads of a batch that two persons released. Added are only the airing, and a withdrawal, once."""

    wall = Wall.SHOWN

    id = uuid_key()
    batch = models.OneToOneField(MediaBatch, on_delete=models.PROTECT, related_name="post")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    channel = models.CharField(max_length=9, choices=Channel.choices)
    outlet = models.CharField(max_length=80)
    published_at = models.DateTimeField()
    public_until = models.DateField()
    aired_on = models.DateField(null=True, blank=True)
    link = models.URLField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mediapost_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
            ),
        ]
        indexes = [models.Index(name="mediapost_new", fields=["-published_at", "-id"])]

    def __str__(self) -> str:
        return self.title


class MediaLine(Owned):
    """One case of a public batch in words without personal data. Only the day of its rectification is added, once."""

    wall = Wall.SHOWN

    id = uuid_key()
    post = models.ForeignKey(MediaPost, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    rectified_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="line_number_once", fields=["post", "number"])]

    def __str__(self) -> str:
        return f"{self.post_id} {self.number}"


class MediaStatement(Owned):
    """What a named unit said after the release, beside its case, without personal data. Never edited."""

    wall = Wall.SHOWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(MediaLine, on_delete=models.PROTECT, related_name="statements")
    text = models.CharField(max_length=1000)
    filed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="mediastatement_of_line", fields=["line", "-filed_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.line_id} {self.filed_at:%Y-%m-%d}"
