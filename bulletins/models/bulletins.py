"""Bulletins, what stands on the boards, what the named units say, and what the public reads."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import Authority
from bulletins.choices import Ground, NoteKind, Scope, Source
from bulletins.models.release import ReleasedByTwo
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from documents.models import Document
from enterprises.models import Enterprise
from hazards.models import Hazard
from rectification.models import Effect


class Schedule(Owned):
    """How an authority publishes: whether a draft is drawn up each month, of what, the periods. Nearest region wins."""

    wall = Wall.INHERITED

    id = uuid_key()
    authority = models.OneToOneField(Authority, on_delete=models.PROTECT, related_name="+")
    day_of_month = models.PositiveSmallIntegerField(null=True, blank=True)
    least_days = models.PositiveSmallIntegerField(default=7)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.ALL)
    reply_days = models.PositiveSmallIntegerField(default=5)
    public_months = models.PositiveSmallIntegerField(default=6)
    last_period = models.CharField(max_length=7, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="schedule_day", condition=Q(day_of_month=None) | Q(day_of_month__gte=1, day_of_month__lte=28)
            ),
            models.CheckConstraint(
                name="schedule_periods",
                condition=Q(reply_days__gte=1, public_months__gte=1, public_months__lte=36, least_days__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.day_of_month or '-'}"


class Bulletin(ReleasedByTwo):
    """One bulletin as its authority prepares it. `items` are the cases as they stood at `as_of`; `content` is what two
    persons release, frozen with its hash by the first of them. A trigger keeps both as they are."""

    wall = Wall.OWN

    id = uuid_key()
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="bulletins")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.HAND)
    period_key = models.CharField(max_length=7, blank=True)
    period_from = models.DateField()
    period_to = models.DateField()
    as_of = models.DateTimeField()
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    addressees = models.CharField(max_length=120, blank=True)
    good_zh = models.TextField(blank=True)
    good_en = models.TextField(blank=True)
    requirements_zh = models.TextField(blank=True)
    requirements_en = models.TextField(blank=True)
    figures = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    items = models.JSONField(encoder=DjangoJSONEncoder, default=list)
    typical = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    content = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    drawn_at = models.DateTimeField()
    drawn_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *ReleasedByTwo.Meta.constraints,
            models.UniqueConstraint(
                name="bulletin_monthly_once", fields=["authority", "period_key"], condition=~Q(period_key="")
            ),
        ]
        indexes = [models.Index(name="bulletin_region_new", fields=["region_code", "-drawn_at", "-id"])]

    def __str__(self) -> str:
        return self.title_zh


class Exposure(Owned):
    """A case named on the boards of a region: read there and below, and by the enterprise. `facts` are frozen.

    `region_code` is the exposing authority's, so that every board of its region shows it at once.
    """

    wall = Wall.NAMED

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, null=True, blank=True, related_name="exposures")
    batch = models.ForeignKey(
        "bulletins.MediaBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="exposures"
    )
    effect = models.OneToOneField(Effect, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ground = models.CharField(max_length=8, choices=Ground.choices)
    number = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    raised_at = models.DateTimeField()
    reply_until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="exposure_once_in_bulletin", fields=["bulletin", "hazard"]),
            models.UniqueConstraint(name="exposure_once_in_batch", fields=["batch", "hazard"]),
            models.CheckConstraint(
                name="exposure_ground_agrees",
                condition=Q(ground__in=["ladder", "duty"], bulletin=None, batch=None)
                | Q(ground="bulletin", effect=None, batch=None)
                | Q(ground="media", effect=None, bulletin=None, batch__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="exposure_board", fields=["region_code", "-raised_at", "-id"]),
            models.Index(name="exposure_enterprise", fields=["enterprise", "-raised_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.ground}"


class Statement(Owned):
    """What a named unit says (right of reply). Never edited; a later one stands beside it."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, related_name="statements")
    text = models.CharField(max_length=1000)
    filed_at = models.DateTimeField()
    filed_by = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(name="statement_of_exposure", fields=["exposure", "-filed_at"])]

    def __str__(self) -> str:
        return f"{self.exposure_id} {self.filed_at:%Y-%m-%d}"


class Publication(Owned):
    """What the public reads of a bulletin that two persons released. Only its withdrawal is ever added."""

    wall = Wall.SHOWN

    id = uuid_key()
    bulletin = models.OneToOneField(Bulletin, on_delete=models.PROTECT, related_name="publication")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    content_sha256 = models.CharField(max_length=64)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    translation = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    public_until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="publication_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
            ),
        ]
        indexes = [models.Index(name="publication_newest", fields=["-published_at", "-id"])]

    def __str__(self) -> str:
        return self.number


class Note(Owned):
    """What is added in public to a publication: a follow-up, a rectification, a statement. Never edited."""

    wall = Wall.SHOWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="notes")
    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=NoteKind.choices)
    entry = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    happened_on = models.DateField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="note_rectified_once", fields=["exposure"], condition=Q(kind="rectified")),
        ]
        indexes = [models.Index(name="note_of_publication", fields=["publication", "entry", "added_at"])]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.kind}"
