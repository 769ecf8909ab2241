"""What the first screens say: what must I do next, and how does my region stand. Bounded, a few queries each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr

from accounts.policy import can_invite_principal
from accounts.selectors import keepers_of
from core.policy import has_role
from core.prepared import Prepared
from core.roles import ENTERPRISE_LEADERS
from enterprises.models import Enterprise
from enterprises.policy import VERBS as REGISTER_VERBS
from enterprises.policy import can_propose_move
from hazards.choices import OPEN_STATUSES, RUNNING_STATUSES, Grade, PhotoPurpose, Source, Status
from hazards.models import Hazard, HazardPhoto
from hazards.selectors import COUNTED_UP_TO, counts_of
from inspections.choices import StatementStatus, VisitStatus
from inspections.models import Statement, Visit
from inspections.policy import can_see_statements
from inspections.statements.rules import days_late, words_of
from inspections.statements.selectors import last_of as last_statements
from inspections.statements.selectors import owed_by
from rectification.choices import DueState
from rectification.ladder.selectors import alarms
from rectification.rules import DaysLeft, days_left
from regions.models import Region
from regions.rules import WorkingCalendar

WORK_ROWS = 12
ROUND_ROWS = 5
#: What the board counts; what enterprises found themselves stands apart from the rest.
FIGURES = ("found", "major", "open", "overdue", "closed", "on_time", "self_found", "self_closed")


@dataclass(frozen=True)
class DueHazard:
    """A hazard with what the clock says of it today."""

    hazard: Hazard
    left: DaysLeft

    @property
    def is_late(self) -> bool:
        """Whether its deadline has passed while it is open."""
        return self.left.state == DueState.OVERDUE

    @property
    def is_over(self) -> bool:
        """Whether nothing about it can be late any more."""
        return self.hazard.status not in OPEN_STATUSES


def with_clock(hazards, *, today: date, calendar: WorkingCalendar) -> list[DueHazard]:
    """Return the hazards with the working days left by the calendar of their region."""
    return [DueHazard(hazard, days_left(today, hazard.due_on, calendar)) for hazard in hazards]


def due_hazards(*, today: date, calendar: WorkingCalendar) -> list[DueHazard]:
    """Return the open hazards within reach that are due first, each with the key of the photo that shows the fault."""
    return with_clock(_DUE.objects(), today=today, calendar=calendar)


def _due() -> QuerySet[Hazard]:
    fault = HazardPhoto.objects.filter(hazard=OuterRef("pk"), purpose=PhotoPurpose.BEFORE)
    return (
        Hazard.objects.with_enterprise()
        .for_lines()
        .annotate(picture=Subquery(fault.order_by("-episode", "added_at").values("photo_id")[:1]))
        .order_by("due_on", "id")[:WORK_ROWS]
    )


_DUE = Prepared(_due)


def my_visits(membership_id) -> list[Visit]:
    """Return the visits on which I go that are planned or under way, the nearest first."""
    return list(
        Visit.objects.filter(
            officers__membership=membership_id, status__in=[VisitStatus.PLANNED, VisitStatus.UNDER_WAY]
        )
        .select_related("enterprise")
        .order_by("planned_on", "-created_at")[:WORK_ROWS]
    )


def visits_of(enterprise_id, actor) -> list[Visit]:
    """Return the last visits to an enterprise that the actor may know of: a planned one is not told to its target."""
    seen = Visit.objects.seen_by(actor).official()
    return list(seen.filter(enterprise_id=enterprise_id).order_by("-created_at")[:WORK_ROWS])


def rounds_of(enterprise_id, actor) -> list[Visit]:
    """Return the last rounds of an enterprise: its own people see all of them, others the finished ones."""
    seen = Visit.objects.seen_by(actor).rounds()
    return list(seen.filter(enterprise_id=enterprise_id).order_by("-created_at")[:ROUND_ROWS])


@dataclass(frozen=True)
class StatementLine:
    """A statement with the words of its period and how late it is."""

    statement: Statement
    words: str
    days_late: int


def statements_of(enterprise_id, actor, today: date) -> list[StatementLine]:
    """Return the last statements of an enterprise, for those who may see them."""
    if not can_see_statements(actor):
        return []
    return [_line(row, today) for row in last_statements(enterprise_id)]


def _line(row: Statement, today: date) -> StatementLine:
    late = days_late(row.due_on, today) if row.status == StatementStatus.OWED else 0
    return StatementLine(row, words_of(row.period, row.starts_on), late)


@dataclass(frozen=True)
class OwnChecks:
    """What an enterprise does itself: what waits for its leaders, its rounds, the statements it owes."""

    to_assign: list[Hazard]
    to_verify: list[Hazard]
    rounds: list[Visit]
    owed: list[StatementLine]


def own_checks(actor, today: date) -> OwnChecks:
    """Return what the first screen of an enterprise says of its own rounds (three queries)."""
    leads = actor.role in ENTERPRISE_LEADERS
    waiting = [Status.RECORDED, Status.SUBMITTED]
    inside = Hazard.objects.inside().filter(status__in=waiting).order_by("recorded_at", "id")
    found = list(inside[: 2 * ROUND_ROWS]) if leads else []
    return OwnChecks(
        to_assign=[row for row in found if row.status == Status.RECORDED],
        to_verify=[row for row in found if row.status == Status.SUBMITTED],
        rounds=rounds_of(actor.tenant_id, actor),
        owed=[_line(row, today) for row in owed_by(actor.tenant_id)] if leads else [],
    )


def ties_of(enterprise_id, actor) -> dict[str, bool]:
    """Return what the actor may do about an enterprise as a whole: let its first principal in, propose that it moves.

    The first only while nobody of the enterprise can invite its people.
    """
    if not (can_invite_principal(actor) or has_role(actor, REGISTER_VERBS["propose_move"])):
        return {}
    enterprise = Enterprise.objects.select_related("industry").filter(pk=enterprise_id).first()
    if enterprise is None:
        return {}
    unled = bool(can_invite_principal(actor, enterprise)) and not keepers_of(enterprise_id).exists()
    return {"unled": unled, "may_move": bool(can_propose_move(actor, enterprise))}


def capped_counts(**piles: QuerySet) -> dict[str, tuple[int, bool]]:
    """Return of each pile how many rows it has, counted no further than a thousand, and whether there are more."""
    return {name: (min(count, COUNTED_UP_TO), count > COUNTED_UP_TO) for name, count in counts_of(**piles).items()}


@dataclass(frozen=True)
class RegionRow:
    """The figures of one region below, or of the whole."""

    code: str
    name: str
    found: int
    major: int
    open: int
    overdue: int
    closed: int
    on_time: int
    #: Found by the enterprise itself: counted apart, so that looking for them never costs anybody a place.
    self_found: int = 0
    self_closed: int = 0

    @property
    def closed_rate(self) -> float | None:
        """Share of the closed among all found; None where there are fewer than five."""
        return None if self.found < 5 else 100 * self.closed / self.found

    @property
    def on_time_rate(self) -> float | None:
        """Share closed by the deadline among the closed; None where there are fewer than five."""
        return None if self.closed < 5 else 100 * self.on_time / self.closed


@dataclass(frozen=True)
class Board:
    """A region on one page, as of an instant."""

    as_of: datetime
    since: date
    total: RegionRow
    rows: list[RegionRow]
    alarms: int = 0


def board(*, region_code: str, now: datetime, today: date, days: int = 365) -> Board:
    """Return the figures of the region and of each region below it, for hazards found in the last `days`."""
    step = {2: 4, 4: 6, 6: 9}.get(len(region_code), 12)
    since = today - timedelta(days=days)
    found = Hazard.objects.filter(recorded_at__date__gte=since).exclude(status=Status.REJECTED)
    own, others = Q(source=Source.SELF_CHECK), ~Q(source=Source.SELF_CHECK)
    figures = (
        found.annotate(below=Substr("region_code", 1, step))
        .values("below")
        .annotate(
            found=Count("pk", filter=others),
            major=Count("pk", filter=others & Q(grade=Grade.MAJOR)),
            open=Count("pk", filter=others & Q(status__in=sorted(OPEN_STATUSES))),
            overdue=Count("pk", filter=others & Q(status__in=sorted(RUNNING_STATUSES), due_on__lt=today)),
            closed=Count("pk", filter=others & Q(status=Status.CLOSED)),
            on_time=Count("pk", filter=others & Q(status=Status.CLOSED, rectified_on__lte=F("due_on"))),
            self_found=Count("pk", filter=own),
            self_closed=Count("pk", filter=own & Q(status=Status.CLOSED)),
        )
        .order_by("below")
    )
    names = {region.code: region for region in Region.objects.filter(code__in=[row["below"] for row in figures])}
    rows = [
        RegionRow(
            code=row["below"],
            name=names[row["below"]].name if row["below"] in names else row["below"],
            **{key: row[key] for key in FIGURES},
        )
        for row in figures
    ]
    total = RegionRow(code=region_code, name="", **{key: sum(getattr(row, key) for row in rows) for key in FIGURES})
    return Board(as_of=now, since=since, total=total, rows=rows, alarms=alarms())
