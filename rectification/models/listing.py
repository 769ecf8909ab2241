"""Listed supervision: what a region's periods are, each listing with its way, and what the public reads of it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from accounts.models import Authority
from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from documents.choices import Language
from documents.models import Document
from enterprises.models import Enterprise
from evidence.models import Attachment
from hazards.models import Hazard
from rectification.listing.choices import Ground, ListingLevel, ListingStatus
from rectification.models.ladder import Effect

IN_FORCE = ["listed", "published", "applied", "accepted"]


class ListingPolicy(Owned):
    """Who lists by default in a region, and the periods it gives; the nearest region up the tree wins.

    Days are working days, `longest_days` calendar days. A change moves no day that stands in a listing already.
    """

    wall = Wall.INHERITED

    id = uuid_key()
    level = models.CharField(max_length=8, choices=ListingLevel.choices, default=ListingLevel.COUNTY)
    publish_days = models.PositiveSmallIntegerField(default=5)
    file_days = models.PositiveSmallIntegerField(default=3)
    longest_days = models.PositiveSmallIntegerField(default=365)
    ask_days = models.PositiveSmallIntegerField(default=20)
    decide_days = models.PositiveSmallIntegerField(default=10)
    announce_days = models.PositiveSmallIntegerField(default=5)
    changed_at = models.DateTimeField()
    changed_by = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name_plural = "listing policies"
        constraints = [models.UniqueConstraint(name="listing_policy_one_a_region", fields=["region_code"])]

    def __str__(self) -> str:
        return f"{self.region_code} {self.level}"


class Listing(Owned):
    """One listing of one major hazard by one body. The days named `..._by` are frozen when the turn of a party begins.

    `region_code` is the hazard's. `supervised` is the government or department that the notice goes to. The listing's
    number is its notice's. `raised_from` is the listing of the level below, in force until this one is listed.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="listings")
    body = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    supervised = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=8, choices=ListingLevel.choices, default=ListingLevel.COUNTY)
    status = models.CharField(max_length=9, choices=ListingStatus.choices, default=ListingStatus.PROPOSED)
    ground = models.CharField(max_length=8, choices=Ground.choices, default=Ground.OTHER)
    reason = models.TextField(blank=True)
    raised_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="raised_to")
    effect = models.OneToOneField(Effect, on_delete=models.PROTECT, null=True, blank=True, related_name="listing")
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.CHINESE)
    proposed_at = models.DateTimeField()
    proposed_by = models.JSONField(encoder=DjangoJSONEncoder)
    decide_by = models.DateField()
    leader = models.CharField(max_length=60, blank=True)
    requirements = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    #: Counts applications and requests, so that each has a clock of its own.
    turn = models.PositiveSmallIntegerField(default=1)
    due_version = models.PositiveSmallIntegerField(default=1)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="listing")
    listed_at = models.DateTimeField(null=True, blank=True)
    listed_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    publish_by = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=120, blank=True)
    link = models.URLField(max_length=300, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    file_by = models.DateField(null=True, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    filed_with = models.CharField(max_length=120, blank=True)
    time_asked_at = models.DateTimeField(null=True, blank=True)
    time_until = models.DateField(null=True, blank=True)
    time_reason = models.TextField(blank=True)
    decide_time_by = models.DateField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    assessor = models.CharField(max_length=120, blank=True)
    assessment = models.TextField(blank=True)
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="+")
    accept_by = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    accepted_on = models.DateField(null=True, blank=True)
    members = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    delist_by = models.DateField(null=True, blank=True)
    delisting = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    delisted_at = models.DateTimeField(null=True, blank=True)
    announce_by = models.DateField(null=True, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    announce_channel = models.CharField(max_length=120, blank=True)
    announce_link = models.URLField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="listing_one_in_force", fields=["hazard"], condition=Q(status__in=IN_FORCE)),
            models.UniqueConstraint(name="listing_one_proposed", fields=["hazard"], condition=Q(status="proposed")),
            models.CheckConstraint(
                name="listing_numbered_when_listed",
                condition=Q(status__in=["proposed", "refused"], document=None, listed_at=None, due_on=None)
                | (
                    ~Q(status__in=["proposed", "refused"])
                    & Q(document__isnull=False, listed_at__isnull=False, due_on__isnull=False)
                    & Q(supervised__isnull=False, publish_by__isnull=False)
                    & ~Q(leader="")
                ),
            ),
            models.CheckConstraint(
                name="listing_published_has_day",
                condition=~Q(status__in=["published", "applied", "accepted", "delisted", "announced"])
                | (Q(published_on__isnull=False) & ~Q(channel="")),
            ),
            models.CheckConstraint(
                name="listing_applied_has_assessment",
                condition=~Q(status__in=["applied", "accepted", "delisted", "announced"])
                | (Q(applied_at__isnull=False, accept_by__isnull=False) & ~Q(assessment="")),
            ),
            models.CheckConstraint(
                name="listing_accepted_before_delisted",
                condition=~Q(status__in=["accepted", "delisted", "announced"])
                | (Q(accepted_at__isnull=False, accepted_on__isnull=False) & ~Q(conclusion="")),
            ),
            models.CheckConstraint(
                name="listing_delisted_has_notice",
                condition=Q(status__in=["delisted", "announced"], delisting__isnull=False, announce_by__isnull=False)
                | (~Q(status__in=["delisted", "announced"]) & Q(delisting=None)),
            ),
            models.CheckConstraint(
                name="listing_announced_has_day",
                condition=Q(status="announced", announced_on__isnull=False)
                | (~Q(status="announced") & Q(announced_on=None)),
            ),
            models.CheckConstraint(
                name="listing_undone_with_reason",
                condition=~Q(status__in=["refused", "withdrawn"]) | ~Q(end_reason=""),
            ),
            models.CheckConstraint(
                name="listing_time_asked_whole",
                condition=Q(time_asked_at=None, time_until=None, decide_time_by=None)
                | Q(time_asked_at__isnull=False, time_until__gt=F("due_on"), decide_time_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="listing_region_new", fields=["region_code", "-proposed_at", "-id"]),
            models.Index(name="listing_region_due", fields=["region_code", "due_on", "id"]),
            models.Index(name="listing_body_status", fields=["body", "status"]),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.level} {self.status}"


class ListingPost(Owned):
    """What the public reads of a published listing: no person, no free text but the summary that the body released.

    Only that it ended, and a later deadline, is ever added.
    """

    wall = Wall.SHOWN

    id = uuid_key()
    listing = models.OneToOneField(Listing, on_delete=models.PROTECT, related_name="post")
    body = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    unit = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    supervised = models.CharField(max_length=150)
    supervised_en = models.CharField(max_length=150, blank=True)
    level = models.CharField(max_length=8, choices=ListingLevel.choices)
    published_on = models.DateField()
    due_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=ListingStatus.choices, blank=True)
    ended_link = models.URLField(max_length=300, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="listing_post_end_agrees",
                condition=Q(ended_on=None, outcome="") | (Q(ended_on__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="listing_post_withdrawn_with_reason",
                condition=Q(outcome="withdrawn") & ~Q(end_reason="") | ~Q(outcome="withdrawn") & Q(end_reason=""),
            ),
        ]
        indexes = [
            models.Index(name="listing_post_current", fields=["-published_on", "-id"], condition=Q(ended_on=None)),
        ]

    def __str__(self) -> str:
        return self.number
