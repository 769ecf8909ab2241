"""What stands on the page of a code: duties, controls, lists, last results, cases. Bounded, behind the wall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Value, When, prefetch_related_objects
from django.db.models.functions import Length

from checklists.choices import ChecklistKind, VersionStatus
from checklists.models import ChecklistItem, ChecklistVersion
from core.prepared import Prepared
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
from risks.ledger.reading import rating_of
from risks.ledger.rules import level_of
from risks.models import Colour, Measure, RiskPoint

ROWS = 8
MOST_ITEMS = 60
#: So many risk points at one place, machine or post are looked at for the gravest.
MOST_POINTS = 100
#: A region lies below at most so many others; one with fewer names itself again.
STEPS = ("step_1", "step_2", "step_3", "step_4", "step_5")
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
    rows = list(hazards.order_by(F("closed_at").desc(nulls_first=True), "due_on", "id")[: 2 * ROWS])
    open_rows = [hazard for hazard in rows if hazard.status != Status.CLOSED]
    if open_rows:
        shown.open_hazards = with_clock(open_rows, today=today, calendar=calendar_for(enterprise.region_code))
    shown.last_hazards = [hazard for hazard in rows if hazard.status == Status.CLOSED][:ROWS]
    shown.colour = Colour.objects.filter(enterprise=enterprise.pk, until=None).first()
    if code.kind in (CodeKind.PLACE, CodeKind.EQUIPMENT):
        all_open_here = len(rows) < 2 * ROWS or rows[-1].status == Status.CLOSED
        counts = counted(open_rows, today) if all_open_here else count_of(hazards, today)
        shown.point_colour = colour_of_point(**counts)
    visits = Visit.objects.seen_by(actor).filter(enterprise=enterprise.pk, status=VisitStatus.FINISHED)
    shown.visits = list(visits.order_by("-finished_at", "-id")[:ROWS])
    return shown


def count_of(hazards: QuerySet[Hazard], today: date) -> dict[str, int]:
    """Count what darkens a place or machine: cases that darken the enterprise's colour as well."""
    return hazards.filter(status__in=OPEN, led_by=Lead.AUTHORITY).aggregate(
        majors_open=Count("pk", filter=Q(grade=Grade.MAJOR) & ~Q(status=Status.RECORDED)),
        late=Count("pk", filter=Q(due_on__lt=today)),
    )


def counted(open_hazards: Iterable[Hazard], today: date) -> dict[str, int]:
    """Count the same among open cases that are at hand."""
    led = [hazard for hazard in open_hazards if hazard.led_by == Lead.AUTHORITY]
    return {
        "majors_open": sum(each.grade == Grade.MAJOR and each.status != Status.RECORDED for each in led),
        "late": sum(each.due_on is not None and each.due_on < today for each in led),
    }


def points_of(code: Code) -> list[RiskPoint]:
    """Return the risk points of a thing, the gravest first, each with its measures in force."""
    measures = Measure.objects.filter(status=MeasureStatus.IN_FORCE).select_related("post")
    points: QuerySet[RiskPoint] = RiskPoint.objects.filter(enterprise=code.enterprise_id, status=PointStatus.ACTIVE)
    if code.kind == CodeKind.POST:
        measures = measures.filter(post=code.post_id)
        points = points.filter(measures__post=code.post_id, measures__status=MeasureStatus.IN_FORCE).distinct()
    else:
        points = points.filter(of_thing(code))
    controls = Prefetch("measures", queryset=measures.order_by("-control", "id"), to_attr="in_force")
    if code.kind == CodeKind.ENTERPRISE:  # thousands: the database finds the gravest
        ranked = with_levels(points, BoundaryTable.read()).order_by("-rank", "number")
        return list(ranked.prefetch_related(controls)[:ROWS])
    rows = list(points.order_by("number")[:MOST_POINTS])
    boundaries = BoundaryTable.read().at(code.region_code) if rows else None
    for point in rows:
        point.rank = level_of(rating_of(point), boundaries)
    gravest = sorted(rows, key=lambda point: -point.rank)[:ROWS]
    prefetch_related_objects(gravest, controls)
    return gravest


def _best_list(kinds: Sequence[ChecklistKind]) -> Prepared:
    def build(enterprise: UUID, industry: str, parent: str, **path: str) -> QuerySet:
        return (
            ChecklistVersion.objects.filter(
                Q(checklist__industry=None) | Q(checklist__industry__in=[industry, parent]),
                Q(enterprise=None) | Q(enterprise=enterprise),
                status=VersionStatus.PUBLISHED,
                region_code__in=["", *path.values()],
                checklist__kind__in=kinds,
            )
            .annotate(
                fit=Case(*[When(checklist__kind=kind, then=Value(place)) for place, kind in enumerate(kinds)]),
                far=Length("region_code"),
            )
            .order_by(
                F("enterprise").asc(nulls_last=True), "fit", "-far", F("checklist__industry").asc(nulls_last=True)
            )
            .values_list("pk")[:1]
        )

    return Prepared(build, enterprise=UUID, industry=str, parent=str, **dict.fromkeys(STEPS, str))


_BEST_LIST = {kind: _best_list(kinds) for kind, kinds in LISTS.items()}


def list_of(code: Code) -> list[ChecklistItem]:
    """Return the items of the published list that is performed at a thing; nothing where there is none.

    The enterprise's own list comes first, then the kind that fits best, then the nearest region's.
    """
    enterprise = code.enterprise
    region = enterprise.region_code
    best = _BEST_LIST[code.kind].rows(
        enterprise=enterprise.pk,
        industry=enterprise.industry_id,
        parent=enterprise.industry.parent_id or enterprise.industry_id,
        **dict(zip(STEPS, [*path_of(region), *[region] * len(STEPS)], strict=False)),
    )
    if not best:
        return []
    items = ChecklistItem.objects.filter(version=best[0][0]).select_related("version__checklist")
    return list(items.order_by("position")[:MOST_ITEMS])
