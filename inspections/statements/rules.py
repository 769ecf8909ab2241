"""Which periods there are, when their statements are due, and when somebody is told. Pure.

Source: SAWS Order 16 art. 14: quarterly by the 15th of the first month after the quarter, yearly by 31 January.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from inspections.choices import Period

QUARTERS = (1, 4, 7, 10)
QUARTER_DAY = 15
YEAR_DUE = (1, 31)
NEAR = timedelta(days=7)
"""So long before the day the leaders of the enterprise are told for the first time."""
WEEK = 7


@dataclass(frozen=True)
class Span:
    """A period with its first and last day, and the day by which its statement is due."""

    period: Period
    starts_on: date
    ends_on: date
    due_on: date


def quarter_of(day: date) -> Span:
    """Return the quarter that holds a day."""
    first = max(month for month in QUARTERS if month <= day.month)
    after = date(day.year + (first == QUARTERS[-1]), 1 if first == QUARTERS[-1] else first + 3, 1)
    return Span(Period.QUARTER, date(day.year, first, 1), after - timedelta(days=1), after.replace(day=QUARTER_DAY))


def year_of(day: date) -> Span:
    """Return the year that holds a day."""
    return Span(Period.YEAR, date(day.year, 1, 1), date(day.year, 12, 31), date(day.year + 1, *YEAR_DUE))


def ended_before(today: date) -> tuple[Span, Span]:
    """Return the last quarter and the last year that ended before a day."""
    quarter = quarter_of(quarter_of(today).starts_on - timedelta(days=1))
    return quarter, year_of(date(today.year - 1, 1, 1))


def words_of(period: str, starts_on: date) -> str:
    """Return a period as people write it in their language: `2026 Q3`, `2026`."""
    if period == Period.YEAR:
        # Translators: a year that a statement covers
        return _("%(year)s") % {"year": starts_on.year}
    return _("%(year)s Q%(n)s") % {"year": starts_on.year, "n": QUARTERS.index(starts_on.month) + 1}


def days_late(due_on: date, today: date) -> int:
    """Return how many days a statement that is still owed is late; 0 while it is not."""
    return max(0, (today - due_on).days)


def told_at(due_on: date, today: date) -> str:
    """Return which reminder stands on a day: "" (none yet), "near", or "late-<week>", each week until it is done."""
    if today <= due_on:
        return "near" if due_on - today <= NEAR else ""
    return f"late-{(days_late(due_on, today) - 1) // WEEK}"
