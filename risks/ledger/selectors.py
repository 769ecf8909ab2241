"""Reads of the risk ledger: the register, one point with its history, plans, and a region's board."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from core.errors import NotVisible
from enterprises.models import Enterprise
from regions.selectors import region_names
from risks.ledger import rules
from risks.ledger.choices import Gap, Level, MeasureStatus, PlanStatus, PointStatus
from risks.ledger.levels import BoundaryTable, with_levels, with_reviews
from risks.ledger.reading import in_order, rating_of
from risks.models import Entry, Measure, Placement, RatingPolicy, RiskPoint, SitePlan

MOST_ENTRIES = 500
MOST_ON_A_PLAN = 500
MOST_AREAS = 1000


@dataclass(frozen=True)
class Line:
    """A risk point as a list shows it: with what follows from its raw values."""

    point: RiskPoint
    level: Level
    boundaries: rules.Boundaries
    next_review_on: date
    late: bool
    measures: list[Measure] = field(default_factory=list)
    gaps: tuple[Gap, ...] = ()

    @property
    def pk(self) -> uuid.UUID:
        """The point's key."""
        return self.point.pk

    @property
    def colour(self) -> str:
        """Its colour; empty where it is not rated."""
        return rules.colour_of(self.level)

    @property
    def rating(self) -> str:
        """Its raw values and their product."""
        return rules.rating_words(rating_of(self.point))

    @property
    def accidents(self) -> str:
        """What may happen, in words."""
        return rules.shown("accidents", self.point.accidents)

    def __str__(self) -> str:
        return str(self.point)


def points(table: BoundaryTable) -> QuerySet[RiskPoint]:
    """Return the points within reach with level, highest control and next review, as filters and lists take them."""
    return with_reviews(with_levels(RiskPoint.objects.all(), table), table)


def joined(rows: QuerySet[RiskPoint]) -> QuerySet[RiskPoint]:
    """Join what a row shows of other tables."""
    return rows.select_related("enterprise", "enterprise__region", "place", "equipment")


def lines_by_key(keys: list[uuid.UUID], table: BoundaryTable, *, today: date) -> list[Line]:
    """Return points by their keys, in that order (two queries)."""
    found = {row.pk: row for row in joined(RiskPoint.objects.filter(pk__in=keys))}
    return lines_of([found[key] for key in keys if key in found], table, today=today)


def lines_of(found: Iterable[RiskPoint], table: BoundaryTable, *, today: date) -> list[Line]:
    """Return points as lines, with their measures in force (one query)."""
    rows = list(found)
    held: dict[uuid.UUID, list[Measure]] = {row.pk: [] for row in rows}
    for each in Measure.objects.filter(point__in=rows, status=MeasureStatus.IN_FORCE).select_related("post"):
        held[each.point_id].append(each)
    return [line_of(row, in_order(held[row.pk]), table, today=today) for row in rows]


def line_of(point: RiskPoint, measures: list[Measure], table: BoundaryTable, *, today: date) -> Line:
    """Return one point as a line; level and review are computed by the pure rules."""
    boundaries = table.at(point.region_code)
    level = rules.level_of(rating_of(point), boundaries)
    due = rules.next_review([point.reviewed_on, *(each.reviewed_on for each in measures)], level, boundaries)
    active = point.status == PointStatus.ACTIVE
    return Line(
        point=point,
        level=level,
        boundaries=boundaries,
        next_review_on=due,
        late=active and due < today,
        measures=measures,
        gaps=rules.gaps_of(level, [each.control for each in measures]) if active else (),
    )


def all_lines(enterprise: Enterprise, *, today: date, most: int) -> list[Line]:
    """Return the active points of an enterprise by number."""
    table = BoundaryTable.read()
    rows = RiskPoint.objects.filter(enterprise=enterprise, status=PointStatus.ACTIVE)
    return lines_of(joined(rows).order_by("number")[:most], table, today=today)


def visible_point(pk: uuid.UUID | str) -> RiskPoint:
    """Return a point behind the wall, or raise `NotVisible`."""
    point = joined(RiskPoint.objects.select_related("enterprise__industry")).filter(pk=pk).first()
    if point is None:
        raise NotVisible(_("There is no such risk point, or it is not yours to see."))
    return point


def entries_of(point: RiskPoint) -> list[Entry]:
    """Return the ledger of a point, the latest first."""
    return list(Entry.objects.filter(point=point).order_by("-number")[:MOST_ENTRIES])


@dataclass(frozen=True)
class Moment:
    """An entry as its story shows it: what it changed against the one before."""

    entry: Entry
    differences: list[rules.Difference]
    colour: str

    @property
    def who(self) -> str:
        """Name and capacity of who did it."""
        actor = self.entry.actor
        return " · ".join(part for part in (actor.get("person"), actor.get("tenant"), actor.get("post")) if part)


def story_of(entries: list[Entry]) -> list[Moment]:
    """Return entries, the latest first, each with what differs from the one before it."""
    told = []
    for entry, before in pairwise([*entries, None]):
        differences = rules.compare(before.facts, entry.facts) if before else []
        told.append(Moment(entry, differences, rules.colour_of(entry.facts.get("level", 0))))
    return told


def entry_of(point: RiskPoint, number: int) -> Entry:
    """Return one entry of a point's ledger, or raise `NotVisible`."""
    found = Entry.objects.filter(point=point, number=number).first()
    if found is None:
        raise NotVisible(_("There is no such entry in the ledger of this point."))
    return found


def visible_measure(pk: uuid.UUID | str) -> Measure:
    """Return a measure behind the wall with its point, or raise `NotVisible`."""
    rows = Measure.objects.select_related("point", "point__enterprise", "post")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such measure, or it is not yours to see."))
    return found


def totals(rows: QuerySet[RiskPoint]) -> dict[int, int]:
    """Count active points by level, for what `rows` (with levels) keeps."""
    counted = rows.order_by().values_list("rank").annotate(n=Count("pk"))
    found = dict(counted)
    return {level.value: found.get(level.value, 0) for level in reversed(Level)}


def plans_of(enterprise_id: uuid.UUID | str) -> list[SitePlan]:
    """Return the plans of an enterprise that are in use."""
    rows = SitePlan.objects.filter(enterprise_id=enterprise_id, status=PlanStatus.ACTIVE)
    return list(rows.select_related("picture").order_by("name")[:50])


def visible_plan(pk: uuid.UUID | str) -> SitePlan:
    """Return a plan behind the wall, or raise `NotVisible`."""
    plan = SitePlan.objects.select_related("enterprise", "enterprise__region", "picture").filter(pk=pk).first()
    if plan is None:
        raise NotVisible(_("There is no such site plan, or it is not yours to see."))
    return plan


@dataclass(frozen=True)
class Mark:
    """A point as it stands on a plan: its line, and the spot in ten-thousandths."""

    line: Line
    x: int
    y: int

    @property
    def left(self) -> str:
        """Percent of the width."""
        return f"{self.x / 100:g}"

    @property
    def top(self) -> str:
        """Percent of the height."""
        return f"{self.y / 100:g}"


def marks_on(plan: SitePlan, *, today: date) -> tuple[list[Mark], list[Line]]:
    """Return the active points that stand on a plan, gravest first, and those of the enterprise that do not."""
    table = BoundaryTable.read()
    rows = RiskPoint.objects.filter(enterprise_id=plan.enterprise_id, status=PointStatus.ACTIVE)
    lines = lines_of(joined(rows).order_by("number")[:MOST_ON_A_PLAN], table, today=today)
    spots = {each.point_id: each for each in Placement.objects.filter(plan=plan)[:MOST_ON_A_PLAN]}
    marks = [Mark(line, spots[line.pk].x, spots[line.pk].y) for line in lines if line.pk in spots]
    marks.sort(key=lambda mark: (-mark.line.level, mark.line.point.number))
    return marks, [line for line in lines if line.pk not in spots]


@dataclass(frozen=True)
class Area:
    """A row of the board: a region below, or an enterprise; its colour is the worst of its points."""

    code: str
    name: str
    counts: dict[int, int]
    lacking: int
    late: int
    enterprise: uuid.UUID | None = None

    @property
    def level(self) -> Level:
        """The worst of its points."""
        return rules.worst(level for level, n in self.counts.items() if n)

    @property
    def colour(self) -> str:
        """The colour of the worst."""
        return rules.colour_of(self.level)

    @property
    def total(self) -> int:
        """How many points it has."""
        return sum(self.counts.values())

    @property
    def cells(self) -> list[tuple[str, int]]:
        """Colour and count, gravest first; the last is what nobody rated."""
        return [(rules.colour_of(level), self.counts.get(level, 0)) for level in reversed(Level)]


NEXT_LENGTH = {0: 2, 2: 4, 4: 6, 6: 9, 9: 12}


def board(code: str, *, today: date, by_enterprise: bool = False) -> list[Area]:
    """Count the active points below a region by the regions next below, or by enterprise; the worst area first.

    A point that lies in the region itself and in none below counts for the region.
    """
    table = BoundaryTable.read()
    rows = points(table).filter(status=PointStatus.ACTIVE, region_code__gte=code, region_code__lt=code + "~")
    length = NEXT_LENGTH.get(len(code), 12)
    if by_enterprise:
        rows = rows.annotate(area=F("enterprise_id"))
    else:
        rows = rows.annotate(area=Substr("region_code", Value(1), Value(length)))
    counted = (
        rows.order_by()
        .values("area", "rank")
        .annotate(
            n=Count("pk"),
            lacking=Count("pk", filter=Q(best__lt=F("rank")) | Q(best=0)),
            late=Count("pk", filter=Q(next_review_on__lt=today)),
        )[: MOST_AREAS * len(Level)]
    )
    gathered: dict = {}
    for row in counted:
        area = gathered.setdefault(row["area"], {"counts": {}, "lacking": 0, "late": 0})
        area["counts"][row["rank"]] = row["n"]
        area["lacking"] += row["lacking"]
        area["late"] += row["late"]
    if by_enterprise:
        names = dict(Enterprise.objects.filter(pk__in=gathered).values_list("pk", "name"))
        found = [Area(code=code, name=names.get(key, ""), enterprise=key, **each) for key, each in gathered.items()]
    else:
        names = region_names(gathered)
        found = [Area(code=key, name=names.get(key, key), **each) for key, each in gathered.items()]
    return sorted(found, key=lambda area: ([-n for _colour, n in area.cells[:-1]], area.name))


def policies_at(region_code: str) -> list[tuple[RatingPolicy, str]]:
    """Return the boundaries of a region and of those above, the nearest first, each with its region's name."""
    codes = ["", *[region_code[:n] for n in (2, 4, 6, 9, 12) if len(region_code) >= n]]
    rows = list(RatingPolicy.objects.filter(region_code__in=codes))
    names = region_names([row.region_code for row in rows if row.region_code])
    rows.sort(key=lambda row: -len(row.region_code))
    return [(row, names.get(row.region_code) or _("The nation")) for row in rows]
