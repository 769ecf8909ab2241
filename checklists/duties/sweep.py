"""The clock of duties: draw up what opens, record what was missed, in batches, each its own transaction.

Two sweeps at once share the work: clocks and duties are claimed with SKIP LOCKED, and the key of a duty (binding, item,
period) forbids a second one. After an outage each period between is drawn up once; `generated_at` shows that it was
late. A crash loses a batch, never a period: a clock is only wound on with the duties that it stands for.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from checklists.duties import rules, statements
from core import scope
from regions.selectors import calendars_for

CLOCKS_AT_ONCE = 10_000
MISSES_AT_ONCE = 5_000
BECAUSE = "The clock draws up every tenant's duties and records what was missed."
UNBOUND = "The list bound the post no more on the due day."


@dataclass
class Swept:
    """What a sweep did: clocks wound up and wound on, duties drawn up, handed over, missed, and found not to apply."""

    started: int = 0
    clocks: int = 0
    drawn: int = 0
    handed: int = 0
    missed: int = 0
    lapsed: int = 0

    def __iadd__(self, other: "Swept") -> "Swept":
        """Add up."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        return self


def sweep(*, now: datetime, go_on: Callable[[], bool] = lambda: True, most: int = CLOCKS_AT_ONCE) -> Swept:
    """Do everything that is due at `now`. `go_on` is asked before each batch; what is left waits for the next sweep.

    Must run outside a transaction, so that each batch is kept as soon as it is done.
    """
    total = Swept(started=_wind_up())
    for phase in (_draw_up, _record_misses):
        while go_on():
            done = phase(now, most)
            total += done
            if not done.clocks + done.missed + done.lapsed:
                break
    return total


def _wind_up() -> int:
    with scope.everything(because=BECAUSE), connection.cursor() as cursor:
        cursor.execute(statements.WIND_UP)
        return cursor.rowcount


@dataclass(frozen=True)
class _Clock:
    """A claimed clock, as far as the arithmetic looks at it."""

    id: Any
    region_code: str
    rhythm: str
    shifts: list[int]
    done_until: datetime
    starts_on: date
    ends_on: date | None
    bound_at: datetime


def _draw_up(now: datetime, most: int) -> Swept:
    with scope.everything(because=BECAUSE), connection.cursor() as cursor:
        cursor.execute(statements.CLAIM, {"now": now, "most": most})
        claimed = [_Clock(*row) for row in cursor.fetchall()]
        if not claimed:
            return Swept()
        calendars = calendars_for({each.region_code for each in claimed})
        numbers: dict[tuple, int] = {}
        columns: dict[str, list] = {name: [] for name in _COLUMNS}
        nos = []
        for each in claimed:
            calendar = calendars[each.region_code]
            key = _situation(each, id(calendar), now)
            if key not in numbers:
                numbers[key] = len(numbers)
                _plan(columns, numbers[key], each, calendar, now)
            nos.append(numbers[key])
        values = columns | {"now": now, "ids": [each.id for each in claimed], "nos": nos}
        cursor.execute(statements.BY_KEYS)
        cursor.execute(statements.DRAW_UP, values)
        drawn = cursor.fetchone()[0]
        handed = 0
        if drawn:
            cursor.execute(statements.HAND_OVER_OF_CLOCKS, {"now": now, "ids": values["ids"]})
            handed = cursor.rowcount
        return Swept(clocks=len(claimed), drawn=drawn, handed=handed)


_COLUMNS = (
    "p_no", "p_frequency", "p_key", "p_opens", "p_due", "p_closes", "p_opens_on", "p_due_on", "s_no", "s_next",
)  # fmt: skip


def _situation(each: _Clock, calendar: int, now: datetime) -> tuple:
    """What the periods depend on: clocks of one situation share them. Bounds that cut no period are left out."""
    year_began = date(each.done_until.astimezone(rules.ZONE).year, 1, 1)
    far = now.astimezone(rules.ZONE).date() + timedelta(days=366)
    return (
        calendar,
        each.rhythm,
        tuple(each.shifts),
        each.done_until,
        each.starts_on if each.starts_on > year_began else None,
        each.ends_on if each.ends_on is not None and each.ends_on <= far else None,
        each.bound_at if each.bound_at > each.done_until else None,
    )


def _plan(columns: dict[str, list], no: int, each: _Clock, calendar: Any, now: datetime) -> None:
    """Add the periods of one situation, and when to look again. What was over before it was charged is left out."""
    charged_on = max(each.starts_on, each.bound_at.astimezone(rules.ZONE).date())
    manning = rules.Manning(each.rhythm, tuple(each.shifts))
    for frequency in rules.PERIODIC:
        for period in rules.periods(
            frequency,
            after=each.done_until,
            until=now,
            manning=manning,
            calendar=calendar,
            starts_on=charged_on,
            ends_on=each.ends_on,
        ):
            if period.due_at <= each.bound_at:
                continue
            row = (
                no,
                str(frequency),
                period.key,
                period.opens_at,
                period.due_at,
                period.closes_at,
                period.opens_on,
                period.due_on,
            )
            for name, value in zip(_COLUMNS, row, strict=False):
                columns[name].append(value)
    columns["s_no"].append(no)
    columns["s_next"].append(rules.next_look(now, each.shifts, each.ends_on))


def _record_misses(now: datetime, most: int) -> Swept:
    with scope.everything(because=BECAUSE), connection.cursor() as cursor:
        cursor.execute(statements.CLAIM_OUT_OF_TIME, {"now": now, "most": min(most, MISSES_AT_ONCE)})
        ids = [key for (key,) in cursor.fetchall()]
        if not ids:
            return Swept()
        cursor.execute(statements.BY_KEYS)
        cursor.execute(statements.RECORD_MISSES, {"now": now, "ids": ids, "unbound": UNBOUND})
        missed, settled = cursor.fetchone()
        return Swept(missed=missed, lapsed=settled - missed)
