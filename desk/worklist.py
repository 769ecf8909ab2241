"""The clerk's desk: five columns of cases and the requests to decide, each bounded, in few statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import F, IntegerField, QuerySet, UUIDField, Value
from django.utils.translation import gettext_lazy as _

from core.prepared import Prepared
from desk.selectors import WORK_ROWS, DueHazard, with_clock
from hazards.choices import Status
from hazards.models import Hazard
from hazards.selectors import COUNTED_UP_TO, CountOf
from rectification.choices import ExtensionStatus, StopWorkStatus
from rectification.models import Extension, StopWork
from regions.rules import WorkingCalendar

#: key -> (label, filter of the list, the day by which the oldest is told)
COLUMNS = {
    "to_confirm": (_("To confirm"), "status=recorded", "recorded_at"),
    "to_issue": (_("To issue"), "status=confirmed", "recorded_at"),
    "to_verify": (_("To verify"), "due=to_verify", "due_on"),
    "overdue": (_("Overdue"), "due=overdue", "due_on"),
    "waiting": (_("Waiting for the enterprise"), "due=waiting", "due_on"),
}


@dataclass(frozen=True)
class Column:
    """One column of the clerk's desk: how many, the oldest, and where the cases are."""

    key: str
    label: str
    query: str
    count: int
    capped: bool
    oldest: date | None
    rows: list[DueHazard]


@dataclass(frozen=True)
class Worklist:
    """What waits on a clerk's desk."""

    columns: list[Column]
    extensions: list[Extension] = field(default_factory=list)
    resumes: list[StopWork] = field(default_factory=list)


@dataclass
class _Keys:
    """The first keys of one pile, and how many there are."""

    keys: list[UUID] = field(default_factory=list)
    count: int = 0


_SHOWN = Prepared(
    lambda keys: Hazard.objects.for_lines().annotate(picture=Value(None, UUIDField())).filter(pk__any_of=keys),
    keys=list,
)


def worklist(*, today: date, calendar: WorkingCalendar, rows_each: int = 3, decisions: bool = True) -> Worklist:
    """Return the columns, and with `decisions` the requests for more time and for work to resume.

    Two statements; one more for each kind of request that waits.
    """
    piles = _piles(today, rows_each)
    shown = [key for name in COLUMNS for key in piles[name].keys]
    hazards = _SHOWN.objects(keys=shown) if shown else []
    clocked = {row.hazard.pk: row for row in with_clock(hazards, today=today, calendar=calendar)}
    return Worklist(
        columns=[_column(name, piles[name], clocked) for name in COLUMNS],
        extensions=_asked(Extension, piles["extensions"].keys if decisions else ()),
        resumes=_asked(StopWork, piles["resumes"].keys if decisions else ()),
    )


def _column(name: str, pile: _Keys, clocked: dict[UUID, DueHazard]) -> Column:
    label, query, dated_by = COLUMNS[name]
    rows = [clocked[key] for key in pile.keys if key in clocked]
    rows.sort(key=lambda row: getattr(row.hazard, dated_by))
    oldest = getattr(rows[0].hazard, dated_by) if rows else None
    return Column(
        key=name,
        label=str(label),
        query=query,
        count=min(pile.count, COUNTED_UP_TO),
        capped=pile.count > COUNTED_UP_TO,
        oldest=oldest.date() if isinstance(oldest, datetime) else oldest,
        rows=rows,
    )


def _asked(model: type[Extension] | type[StopWork], keys: Iterable[UUID]) -> list:
    if not keys:
        return []
    return list(model.objects.filter(pk__in=keys).select_related("hazard", "enterprise").order_by("asked_at", "id"))


def _piles(today: date, rows_each: int) -> dict[str, _Keys]:
    """Return the first keys of every pile, the oldest first, with the number of cases in each column."""
    piles = {name: _Keys() for name in (*COLUMNS, "extensions", "resumes")}
    sql, params = _statement(today, rows_each)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for name, key, count in cursor.fetchall():
            piles[name].keys.append(key)
            piles[name].count = count
    return piles


# The wall scopes it when it runs, so on one day the statement reads the same for everybody; compiling its fourteen
# parts took longer than running them.
@lru_cache(maxsize=4)
def _statement(today: date, rows_each: int) -> tuple[str, tuple]:
    cases_of = {
        "to_confirm": Hazard.objects.filter(status=Status.RECORDED),
        "to_issue": Hazard.objects.filter(status=Status.CONFIRMED),
        "to_verify": Hazard.objects.to_verify(),
        "overdue": Hazard.objects.overdue(today),
        "waiting": Hazard.objects.waiting(today),
    }
    arms = []
    for name, cases in cases_of.items():
        count = CountOf(cases.order_by().values("pk")[: COUNTED_UP_TO + 1])
        arms.append(_arm(cases, name, order=COLUMNS[name][2], count=count)[:rows_each])
    for name, asked in (
        ("extensions", Extension.objects.filter(status=ExtensionStatus.REQUESTED)),
        ("resumes", StopWork.objects.filter(status=StopWorkStatus.RESUME_ASKED)),
    ):
        arms.append(_arm(asked, name, order="asked_at", count=Value(0, output_field=IntegerField()))[:WORK_ROWS])
    return arms[0].union(*arms[1:], all=True).query.sql_with_params()


def _arm(rows: QuerySet, name: str, *, order: str, count) -> QuerySet:
    return rows.order_by(order, "id").annotate(pile=Value(name), count=count).values_list("pile", F("pk"), "count")
