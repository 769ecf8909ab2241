"""Working days and deadlines: pure functions over a calendar that is handed in.

Sources: Civil Code arts 200-204 (the first day is not counted; a last day that is a day of rest moves on to the day
after it), Administrative Penalty Law art. 85 and Administrative Coercion Law art. 69 (which periods are working days),
Measures for Holidays 2024 and the yearly State Council notice (holidays and make-up working weekends).
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from regions.choices import DayKind, DayReason, DeadlineUnit

ONE_DAY = timedelta(days=1)
SATURDAY = 5
DECEMBER = 12
#: Earliest day of December that a New Year swap of the following year's notice may touch (29 so far; some margin).
NEW_YEAR_REACHES_BACK_TO = 25
#: Longest period an order may give, in its own unit; beyond it a typing mistake is likelier than a decision.
LONGEST_PERIOD = 3660


@dataclass(frozen=True)
class WorkingCalendar:
    """The official calendar of one region, as loaded.

    `national` and `local` say which days differ from Monday to Friday; a local day (ethnic autonomous prefectures,
    Holiday Measures art. 4) wins over the national one. `published_years` are the years whose State Council notice is
    loaded: beyond them Monday to Friday is used and every result is provisional. `version` names this content.
    """

    national: Mapping[date, DayKind]
    published_years: frozenset[int]
    version: str
    local: Mapping[date, DayKind] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)

    def kind(self, day: date) -> DayKind | None:
        """What the calendar says of `day`, or None for a plain day of the week."""
        return self.local.get(day) or self.national.get(day)

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday unless a holiday, or a weekend day declared a working day."""
        kind = self.kind(day)
        return day.weekday() < SATURDAY if kind is None else kind == DayKind.ADJUSTED_WORKDAY

    def is_published(self, day: date) -> bool:
        """Whether every notice that can still change `day` is loaded.

        The notice for a year also decides the last days of December before it (29 to 31 December 2018 came with the
        notice for 2019), so those wait for the next year's notice too.
        """
        tail = day.month == DECEMBER and day.day >= NEW_YEAR_REACHES_BACK_TO
        return day.year in self.published_years and (not tail or day.year + 1 in self.published_years)

    def reason(self, day: date) -> DayReason:
        """Why `day` is a working day or is not."""
        kind = self.kind(day)
        if kind == DayKind.ADJUSTED_WORKDAY:
            return DayReason.MAKE_UP_DAY if day.weekday() >= SATURDAY else DayReason.WORKING_DAY
        if kind == DayKind.HOLIDAY:
            return DayReason.LOCAL_HOLIDAY if day in self.local else DayReason.HOLIDAY
        return DayReason.WORKING_DAY if day.weekday() < SATURDAY else DayReason.WEEKEND

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: date, number: int) -> date:
        """The `number`-th working day after `start` (before it when negative); `start` is never counted."""
        step = ONE_DAY if number >= 0 else -ONE_DAY
        day, left = start, abs(number)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative when `last` lies before `first`."""
        if last < first:
            return -self.working_days_between(last, first)
        return self._working_days_until(last) - self._working_days_until(first)

    def add_months_calendar_days(self, start: date, months: int) -> date:
        """The corresponding day `months` later (Civil Code 202), moved on when it is no working day (203)."""
        return self.next_working_day(add_months(start, months))

    @cached_property
    def _exceptions(self) -> tuple[list[date], list[int]]:
        """Days that differ from Monday to Friday, in order, with the running sum of what they add or take."""
        days, sums, total = [], [], 0
        for day in sorted(self.national.keys() | self.local.keys()):
            difference = self.is_working_day(day) - (day.weekday() < SATURDAY)
            if difference:
                total += difference
                days.append(day)
                sums.append(total)
        return days, sums

    def _working_days_until(self, day: date) -> int:
        """Working days from the first Monday of the era up to and including `day`."""
        weeks, rest = divmod(day.toordinal(), 7)
        days, sums = self._exceptions
        index = bisect_right(days, day)
        return weeks * 5 + min(rest, 5) + (sums[index - 1] if index else 0)


@dataclass(frozen=True)
class TraceDay:
    """One day of a deadline's trace: `number` is its count, 0 for a day that does not count."""

    date: date
    counted: bool
    number: int
    why: DayReason
    name: str = ""

    def as_json(self) -> dict[str, Any]:
        """The day as it is frozen with the order: codes, so that it can be read in either language."""
        return {
            "date": self.date.isoformat(),
            "counted": self.counted,
            "number": self.number,
            "why": self.why.value,
            "name": self.name,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "TraceDay":
        """The day back from what was frozen."""
        return cls(
            date.fromisoformat(data["date"]), data["counted"], data["number"], DayReason(data["why"]), data["name"]
        )


@dataclass(frozen=True)
class Deadline:
    """A deadline with everything that explains it. It is frozen when issued and superseded, never recomputed."""

    unit: DeadlineUnit
    amount: int | None
    start: date
    result: date
    trace: tuple[TraceDay, ...]
    provisional: bool
    calendar_version: str

    def as_json(self) -> dict[str, Any]:
        """The whole record, JSON-serialisable."""
        return {
            "unit": self.unit.value,
            "amount": self.amount,
            "start": self.start.isoformat(),
            "result": self.result.isoformat(),
            "provisional": self.provisional,
            "calendar_version": self.calendar_version,
            "trace": [day.as_json() for day in self.trace],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Deadline":
        """The record back from what was frozen."""
        return cls(
            unit=DeadlineUnit(data["unit"]),
            amount=data["amount"],
            start=date.fromisoformat(data["start"]),
            result=date.fromisoformat(data["result"]),
            trace=tuple(TraceDay.from_json(day) for day in data["trace"]),
            provisional=data["provisional"],
            calendar_version=data["calendar_version"],
        )


def add_months(start: date, months: int) -> date:
    """The corresponding day `months` later, or the last of that month when it has no such day (Civil Code 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def compute_deadline(
    start: date, unit: DeadlineUnit | str, amount: int | date | None, calendar: WorkingCalendar
) -> Deadline:
    """The last day of a period that starts with the service on `start` (day 0, not counted).

    `amount` is a number of days (at least 1) for the two day units, the date itself for a given date, and None for
    "at once". A calendar-day period that ends on a day of rest moves on to the next working day; a given date stays
    where the order put it. Raises `RuleBroken` for an amount that makes no sense.
    """
    unit = DeadlineUnit(unit)
    if unit == DeadlineUnit.IMMEDIATE:
        days = (_trace_day(calendar, start, counted=True, number=0, why=DayReason.AT_ONCE),)
    elif unit == DeadlineUnit.DATE:
        days = _given_date(start, amount, calendar)
    else:
        _check_amount(amount)
        count = _count_working_days if unit == DeadlineUnit.WORKING_DAYS else _count_calendar_days
        days = (
            _trace_day(calendar, start, counted=False, number=0, why=DayReason.START),
            *count(start, amount, calendar),
        )
    return Deadline(
        unit=unit,
        amount=amount if unit in (DeadlineUnit.WORKING_DAYS, DeadlineUnit.CALENDAR_DAYS) else None,
        start=start,
        result=days[-1].date,
        trace=days,
        provisional=_depends_on_unpublished(unit, days, calendar),
        calendar_version=calendar.version,
    )


def _trace_day(calendar: WorkingCalendar, day: date, *, counted: bool, number: int, why: DayReason) -> TraceDay:
    return TraceDay(day, counted, number, why, calendar.names.get(day, ""))


def _check_amount(amount: int | date | None) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int) or not 1 <= amount <= LONGEST_PERIOD:
        raise RuleBroken(
            _("A period needs a whole number of days between 1 and %(most)s. Nothing was saved; correct the number.")
            % {"most": LONGEST_PERIOD}
        )


def _given_date(start: date, amount: int | date | None, calendar: WorkingCalendar) -> tuple[TraceDay, ...]:
    if not isinstance(amount, date):
        raise RuleBroken(_("Give the date on which the deadline ends. Nothing was saved."))
    if amount < start:
        raise RuleBroken(
            _("The deadline %(due)s lies before the day of service %(start)s. Nothing was saved; choose a later date.")
            % {"due": amount.isoformat(), "start": start.isoformat()}
        )
    if (amount - start).days > LONGEST_PERIOD:
        raise RuleBroken(
            _("The deadline %(due)s is more than ten years away. Nothing was saved; check the year.")
            % {"due": amount.isoformat()}
        )
    return (_trace_day(calendar, amount, counted=True, number=0, why=DayReason.GIVEN_DATE),)


def _count_working_days(start: date, amount: int, calendar: WorkingCalendar) -> list[TraceDay]:
    days: list[TraceDay] = []
    day, number = start, 0
    while number < amount:
        day += ONE_DAY
        counted = calendar.is_working_day(day)
        number += counted
        why = calendar.reason(day)
        days.append(_trace_day(calendar, day, counted=counted, number=number if counted else 0, why=why))
    return days


def _count_calendar_days(start: date, amount: int, calendar: WorkingCalendar) -> list[TraceDay]:
    days = [
        _trace_day(calendar, start + timedelta(days=number), counted=True, number=number, why=DayReason.CALENDAR_DAY)
        for number in range(1, amount + 1)
    ]
    day = days[-1].date
    while not calendar.is_working_day(day):
        weekend = calendar.reason(day) == DayReason.WEEKEND
        why = DayReason.MOVED_WEEKEND if weekend else DayReason.MOVED_HOLIDAY
        if day == days[-1].date:
            days[-1] = _trace_day(calendar, day, counted=True, number=amount, why=why)
        else:
            days.append(_trace_day(calendar, day, counted=False, number=0, why=why))
        day += ONE_DAY
    if day != days[-1].date:
        days.append(_trace_day(calendar, day, counted=False, number=0, why=DayReason.MOVED_TO))
    return days


def _depends_on_unpublished(unit: DeadlineUnit, days: tuple[TraceDay, ...], calendar: WorkingCalendar) -> bool:
    """Whether a notice still to come may give another result; a given date and "at once" depend on no calendar."""
    if unit in (DeadlineUnit.DATE, DeadlineUnit.IMMEDIATE):
        return False
    return any(not calendar.is_published(day.date) for day in days[1:])
