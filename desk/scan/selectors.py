"""What stands on the page of a code: duties, controls, lists, last results, cases. Bounded, behind the wall."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Length

from checklists.choices import ChecklistKind, VersionStatus
from checklists.models import ChecklistItem, ChecklistVersion
from desk.selectors import DueHazard, with_clock
from enterprises.codes.choices import CodeKind
from enterprises.codes.selectors import get_code, name_of
from enterprises.models import Code, Post
from hazards.choices import Grade, Lead, Status
from hazards.models import Hazard
from hazards.querysets import OPEN
from inspections.choices import VisitStatus
from inspections.models import Visit
from regions.selectors import calendar_for, path_of
from risks.colours.rules import colour_of_point
from risks.ledger.choices import MeasureStatus, PointStatus
from risks.ledger.levels import BoundaryTable, with_levels
from risks.ledger.policy import can_see_risk_points
from risks.models import Colour, Measure, RiskPoint

ROWS = 8
MOST_ITEMS = 60
#: The lists a worker performs, by what the code stands on, the most fitting first.
LISTS = {
    CodeKind.ENTERPRISE: (ChecklistKind.DAILY, ChecklistKind.ENTERPRISE_DUTY),
    CodeKind.PLACE: (ChecklistKind.DAILY, ChecklistKind.RISK_CONTROL),
    CodeKind.EQUIPMENT: (ChecklistKind.DAILY, ChecklistKind.RISK_CONTROL),
    CodeKind.POST: (ChecklistKind.POST_DUTY, ChecklistKind.DAILY),
}


@dataclass
class Shown:
    """Everything that a member sees behind a code."""

    code: Code
    name: str
    inspector: bool
    post: Post | None = None
    #: None for who may not read the risk ledger.
    points: list[RiskPoint] | None = None
    items: Sequence[ChecklistItem] = ()
    open_hazards: list[DueHazard] = field(default_factory=list)
    last_hazards: list[Hazard] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    colour: Colour | None = None
    point_colour: str = ""

    @property
    def version(self) -> ChecklistVersion | None:
        """The version of the list, where there is one."""
        return self.items[0].version if self.items else None

    @property
    def enterprise(self):
        """Whose it is."""
        return self.code.enterprise


def of_thing(code: Code) -> Q:
    """Return which rows that name a place and a machine concern what a code stands on."""
    if code.kind == CodeKind.EQUIPMENT:
        return Q(equipment=code.equipment_id)
    if code.kind == CodeKind.PLACE:
        return Q(place=code.place_id) | Q(equipment__place=code.place_id)
    return Q()


def shown_to(actor, pk: UUID, *, today: date) -> Shown:
    """Return what a code within reach shows to a member: at most twelve queries. Raises `NotVisible`."""
    code = get_code(pk)
    enterprise = code.enterprise
    inspector = actor.tenant_kind != "enterprise"
    shown = Shown(code=code, name=name_of(code), inspector=inspector, post=code.post)
    shown.points = points_of(code) if can_see_risk_points(actor) else None
    shown.items = list_of(code)
    hazards = Hazard.objects.filter(of_thing(code), enterprise=enterprise.pk, status__in=[*OPEN, Status.CLOSED])
    # Open ones have not been closed: they come first, those due first among them.
    found = hazards.select_related("enterprise").order_by(F("closed_at").desc(nulls_first=True), "due_on", "id")
    rows = list(found[: 2 * ROWS])
    open_rows = [hazard for hazard in rows if hazard.status != Status.CLOSED]
    if open_rows:
        shown.open_hazards = with_clock(open_rows, today=today, calendar=calendar_for(enterprise.region_code))
    shown.last_hazards = [hazard for hazard in rows if hazard.status == Status.CLOSED][:ROWS]
    shown.colour = Colour.objects.filter(enterprise=enterprise.pk, until=None).first()
    if code.kind in (CodeKind.PLACE, CodeKind.EQUIPMENT):
        shown.point_colour = point_colour(hazards, today)
    visits = Visit.objects.seen_by(actor).filter(enterprise=enterprise.pk, status=VisitStatus.FINISHED)
    shown.visits = list(visits.order_by("-finished_at", "-id")[:ROWS])
    return shown


def point_colour(hazards: QuerySet[Hazard], today: date) -> str:
    """Return the colour of a place or machine by its cases: those that darken the enterprise's colour as well."""
    counts = hazards.filter(status__in=OPEN, led_by=Lead.AUTHORITY).aggregate(
        majors_open=Count("pk", filter=Q(grade=Grade.MAJOR) & ~Q(status=Status.RECORDED)),
        late=Count("pk", filter=Q(due_on__lt=today)),
    )
    return colour_of_point(**counts)


def points_of(code: Code) -> list[RiskPoint]:
    """Return the risk points of a thing, the gravest first, each with its measures in force."""
    measures = Measure.objects.filter(status=MeasureStatus.IN_FORCE).select_related("post")
    points: QuerySet[RiskPoint] = RiskPoint.objects.filter(enterprise=code.enterprise_id, status=PointStatus.ACTIVE)
    if code.kind == CodeKind.POST:
        measures = measures.filter(post=code.post_id)
        points = points.filter(measures__post=code.post_id, measures__status=MeasureStatus.IN_FORCE).distinct()
    else:
        points = points.filter(of_thing(code))
    measures = measures.order_by("-control", "id")
    rows = with_levels(points, BoundaryTable.read()).select_related("place", "equipment")
    return list(
        rows.prefetch_related(Prefetch("measures", queryset=measures, to_attr="in_force")).order_by("-rank", "number")[
            :ROWS
        ]
    )


def list_of(code: Code) -> list[ChecklistItem]:
    """Return the items of the published list that is performed at a thing; nothing where there is none.

    The enterprise's own list comes first, then the kind that fits best, then the nearest region's.
    """
    enterprise = code.enterprise
    kinds = LISTS[CodeKind(code.kind)]
    concerned = [enterprise.industry_id, enterprise.industry.parent_id]
    best = (
        ChecklistVersion.objects.filter(
            Q(checklist__industry=None) | Q(checklist__industry__in=[each for each in concerned if each]),
            Q(enterprise=None) | Q(enterprise=enterprise.pk),
            status=VersionStatus.PUBLISHED,
            region_code__in=["", *path_of(enterprise.region_code)],
            checklist__kind__in=kinds,
        )
        .annotate(
            fit=Case(*[When(checklist__kind=kind, then=Value(place)) for place, kind in enumerate(kinds)]),
            far=Length("region_code"),
        )
        .order_by(F("enterprise").asc(nulls_last=True), "fit", "-far", F("checklist__industry").asc(nulls_last=True))
    )
    items = ChecklistItem.objects.filter(version=Subquery(best.values("pk")[:1])).select_related("version__checklist")
    return list(items.order_by("position")[:MOST_ITEMS])
