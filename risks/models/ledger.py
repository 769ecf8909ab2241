"""The risk ledger: boundaries by region, risk points, control measures, the append-only entries, site plans."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from core.ids import uuid_key
from core.owned import Owned
from core.wall import Wall
from enterprises.models import Enterprise, Equipment, Place, Post
from evidence.models import Attachment, Photo
from risks.ledger.choices import (
    AccidentKind,
    Boundary,
    Control,
    DirectRed,
    EntryVerb,
    MeasureKind,
    MeasureStatus,
    Method,
    PlanStatus,
    PointStatus,
)


class RatingPolicy(Owned):
    """Where a region draws the boundaries between the levels, and how often each is reviewed; the nearest wins."""

    wall = Wall.INHERITED

    id = uuid_key()
    boundary = models.CharField(max_length=5, choices=Boundary.choices, default=Boundary.LOWER)
    lec_red = models.DecimalField(max_digits=7, decimal_places=2)
    lec_orange = models.DecimalField(max_digits=7, decimal_places=2)
    lec_yellow = models.DecimalField(max_digits=7, decimal_places=2)
    ls_red = models.PositiveSmallIntegerField()
    ls_orange = models.PositiveSmallIntegerField()
    ls_yellow = models.PositiveSmallIntegerField()
    months_red = models.PositiveSmallIntegerField()
    months_orange = models.PositiveSmallIntegerField()
    months_yellow = models.PositiveSmallIntegerField()
    months_blue = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        verbose_name_plural = "rating policies"
        constraints = [
            models.UniqueConstraint(name="rating_policy_once", fields=["region_code"]),
            models.CheckConstraint(
                name="rating_policy_ascends",
                condition=Q(lec_red__gt=F("lec_orange"), lec_orange__gt=F("lec_yellow"), lec_yellow__gt=0)
                & Q(ls_red__gt=F("ls_orange"), ls_orange__gt=F("ls_yellow"), ls_yellow__gt=0),
            ),
            models.CheckConstraint(
                name="rating_policy_months",
                condition=Q(
                    months_red__range=(1, 60),
                    months_orange__range=(1, 60),
                    months_yellow__range=(1, 60),
                    months_blue__range=(1, 60),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.lec_red}/{self.lec_orange}/{self.lec_yellow}"


class RiskPoint(Owned):
    """One place, machine or activity of an enterprise at which harm may come, with the raw values of its rating.

    `likelihood`, `exposure` and `consequence` are L, E and C, or L and S of the matrix (without exposure). No level is
    kept: it follows from them. `version` is the number of the last entry of its ledger.
    """

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="risk_points")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="risk_points")
    place_text = models.CharField(max_length=120, blank=True)
    equipment = models.ForeignKey(
        Equipment, on_delete=models.SET_NULL, null=True, blank=True, related_name="risk_points"
    )
    description = models.CharField(max_length=1000, blank=True)
    accidents = ArrayField(models.CharField(max_length=16, choices=AccidentKind.choices), default=list, blank=True)
    people_exposed = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=PointStatus.choices, default=PointStatus.ACTIVE)
    method = models.CharField(max_length=3, choices=Method.choices, blank=True)
    likelihood = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    exposure = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    consequence = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    direct_red = models.CharField(max_length=14, choices=DirectRed.choices, blank=True)
    direct_red_reason = models.CharField(max_length=300, blank=True)
    reviewed_on = models.DateField()
    added_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="risk_point_number_once", fields=["enterprise", "number"]),
            models.CheckConstraint(
                name="risk_point_rating_whole",
                condition=Q(method="", likelihood=None, exposure=None, consequence=None)
                | Q(
                    method="lec",
                    likelihood__in=["10", "6", "3", "1", "0.5", "0.2", "0.1"],
                    exposure__in=["10", "6", "3", "2", "1", "0.5"],
                    consequence__in=["100", "40", "15", "7", "3", "1"],
                )
                | Q(
                    method="ls",
                    likelihood__in=["1", "2", "3", "4", "5"],
                    exposure=None,
                    consequence__in=["1", "2", "3", "4", "5"],
                ),
            ),
            models.CheckConstraint(
                name="risk_point_direct_red_reason",
                condition=Q(direct_red="", direct_red_reason="") | (~Q(direct_red="") & ~Q(direct_red_reason="")),
            ),
        ]
        indexes = [
            models.Index(name="risk_point_of_enterprise", fields=["enterprise", "status", "number"]),
            models.Index(name="risk_point_of_region", fields=["region_code", "status", "id"]),
            models.Index(
                F("method"),
                F("likelihood") * Coalesce(F("exposure"), 1.0, output_field=models.DecimalField()) * F("consequence"),
                name="risk_point_score",
                condition=Q(status="active"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.name}"

    @property
    def label(self) -> str:
        """Its number as people say it."""
        return f"R-{self.number:03d}"

    @property
    def where(self) -> str:
        """The place in words."""
        return " · ".join(part for part in (self.place.name if self.place_id else "", self.place_text) if part)


class Measure(Owned):
    """One control measure of a risk point: what is done, by which post, controlled at which height."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey(RiskPoint, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=12, choices=MeasureKind.choices)
    text = models.CharField(max_length=500)
    control = models.PositiveSmallIntegerField(choices=Control.choices)
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.CharField(max_length=120)
    status = models.CharField(max_length=9, choices=MeasureStatus.choices, default=MeasureStatus.IN_FORCE)
    reviewed_on = models.DateField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="measure_control_known", condition=Q(control__in=Control.values)),
            models.CheckConstraint(name="measure_has_text", condition=~Q(text="")),
        ]
        indexes = [models.Index(name="measure_of_point", fields=["point", "status"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:60]}"


class Entry(Owned):
    """One change of a risk point, with its whole state after it. Append-only: undoing is another entry."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey(RiskPoint, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=17, choices=EntryVerb.choices)
    at = models.DateTimeField()
    actor = models.JSONField(encoder=DjangoJSONEncoder)
    note = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    restores = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(name="entry_once", fields=["point", "number"]),
            models.CheckConstraint(
                name="entry_restores_earlier",
                condition=(Q(verb="restored") & Q(restores__lt=F("number"))) | (~Q(verb="restored") & Q(restores=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.number} {self.verb}"


class SitePlan(Owned):
    """A drawing of an enterprise's site. The picture is evidence's clean copy; a PDF's first page becomes one."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="site_plans")
    name = models.CharField(max_length=80)
    status = models.CharField(max_length=7, choices=PlanStatus.choices, default=PlanStatus.ACTIVE)
    picture = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="site_plan_name_once", fields=["enterprise", "name"], condition=Q(status="active")
            )
        ]

    def __str__(self) -> str:
        return self.name


class Placement(Owned):
    """Where a risk point stands on a plan: ten-thousandths of its width from the left, of its height from the top."""

    wall = Wall.OWN

    id = uuid_key()
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(SitePlan, on_delete=models.CASCADE, related_name="placements")
    point = models.ForeignKey(RiskPoint, on_delete=models.PROTECT, related_name="placements")
    x = models.PositiveSmallIntegerField()
    y = models.PositiveSmallIntegerField()
    placed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="placement_once", fields=["plan", "point"]),
            models.CheckConstraint(name="placement_on_the_plan", condition=Q(x__lte=10000, y__lte=10000)),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.point_id} {self.x},{self.y}"
