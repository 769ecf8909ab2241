"""Listed supervision as tables and pure functions: the states, which level lists, how long each party has.

Source: workflow section 5 (who lists; Qingdao 2012: record within 3 working days, publish within 5, at most one year,
more time asked for 20 working days before and decided within 10, delisting published within 5), behaviours 22 and C5.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from types import MappingProxyType

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.rules import is_personal
from rectification.listing.choices import ListingLevel, ListingStatus
from regions.rules import WorkingCalendar

S = ListingStatus
TRANSITIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        S.PROPOSED: frozenset({S.LISTED, S.REFUSED}),
        S.LISTED: frozenset({S.PUBLISHED, S.RAISED, S.WITHDRAWN}),
        S.PUBLISHED: frozenset({S.APPLIED, S.RAISED, S.WITHDRAWN}),
        S.APPLIED: frozenset({S.ACCEPTED, S.PUBLISHED, S.RAISED}),
        S.ACCEPTED: frozenset({S.DELISTED, S.PUBLISHED, S.RAISED}),
        S.DELISTED: frozenset({S.ANNOUNCED}),
        S.ANNOUNCED: frozenset(),
        S.REFUSED: frozenset(),
        S.RAISED: frozenset(),
        S.WITHDRAWN: frozenset(),
    }
)
"""Which state may follow which: nothing is listed without a decision, delisted without an acceptance."""

IN_FORCE = frozenset({S.LISTED, S.PUBLISHED, S.APPLIED, S.ACCEPTED})
"""The hazard is under listed supervision and cannot be closed (workflow 2, invariant 2)."""

WITHDRAWABLE = frozenset(source for source, targets in TRANSITIONS.items() if S.WITHDRAWN in targets)
"""A mistake is withdrawn before anybody accepts work under it; from then on it is delisted."""

OPEN = IN_FORCE | {S.PROPOSED, S.DELISTED}
"""Somebody still has to do something."""

ENDED = frozenset(S) - OPEN
COUNTY, CITY, PROVINCE = ListingLevel.COUNTY, ListingLevel.CITY, ListingLevel.PROVINCE
DIGITS: Mapping[str, int] = MappingProxyType({COUNTY: 6, CITY: 4, PROVINCE: 2})
LONGEST_PUBLIC = 300
"""Characters of what the public reads of a listing."""

LONG_DAYS = 30
"""Rather long for a county: a major hazard that takes, or is overdue, longer is listed, or raised."""


@dataclass(frozen=True)
class Periods:
    """Who lists by default, and the times that a region gives: days are working days, `longest_days` calendar days."""

    level: str = COUNTY
    publish_days: int = 5
    file_days: int = 3
    longest_days: int = 365
    ask_days: int = 20
    decide_days: int = 10
    announce_days: int = 5


DEFAULTS = Periods()
NUMBERS = tuple(each.name for each in fields(Periods) if each.name != "level")
MOST: Mapping[str, int] = MappingProxyType(
    {
        "publish_days": 30,
        "file_days": 30,
        "longest_days": 730,
        "ask_days": 60,
        "decide_days": 60,
        "announce_days": 30,
    }
)
"""Longer periods are likelier a slip than a decision."""


def may_become(status: str, target: str) -> bool:
    """Whether a listing in one state may go to another."""
    return target in TRANSITIONS.get(status, frozenset())


def level_of(
    *,
    default: str,
    in_charge: str = "",
    counties: int = 1,
    cities: int = 1,
    overdue_days: int = 0,
    found_by: str = "",
) -> ListingLevel:
    """Which level lists: the region's default, or a higher one by reach, supervision, delay or who found it.

    City: two or more counties, an enterprise that the city supervises, more than 30 days overdue at county level.
    Province: two or more cities, an enterprise that the province supervises, a finding of a provincial group.
    """
    found = [ListingLevel(default)]
    if counties > 1 or CITY in (in_charge, found_by) or overdue_days > LONG_DAYS:
        found.append(CITY)
    if cities > 1 or PROVINCE in (in_charge, found_by):
        found.append(PROVINCE)
    return max(found, key=lambda each: each.rank)


def level_above(level: str) -> ListingLevel | None:
    """The next level up; None above the province."""
    rank = ListingLevel(level).rank + 1
    return list(ListingLevel)[rank] if rank < len(ListingLevel) else None


def region_at(region_code: str, level: str) -> str:
    """The region of a level in which a place lies; the place itself where it lies above."""
    return region_code[: DIGITS[level]]


def check_due(*, listed_on: date, due_on: date, longest_days: int) -> None:
    """Whether a deadline under listed supervision is allowed: after the listing, at most a year from it."""
    last = listed_on + timedelta(days=longest_days)
    if due_on <= listed_on:
        sentence = _("The deadline lies after the day of the listing. Choose a later day; nothing was saved.")
        raise RuleBroken(sentence, fields={"due_on": sentence})
    if due_on > last:
        sentence = _("Listed supervision lasts until %(day)s at most (days: %(n)s). Choose an earlier day.") % {
            "day": last.isoformat(),
            "n": longest_days,
        }
        raise RuleBroken(sentence, fields={"due_on": sentence})


def last_day_to_ask(due_on: date, calendar: WorkingCalendar, ask_days: int) -> date:
    """The last day on which more time can still be asked for: so many working days lie between it and the deadline."""
    day = due_on - timedelta(days=1)
    while calendar.working_days_between(day, due_on) < ask_days:
        day -= timedelta(days=1)
    return day


def check_time_asked(*, today: date, due_on: date, until: date, calendar: WorkingCalendar, ask_days: int) -> None:
    """Whether more time may be asked for now, until a day."""
    last = last_day_to_ask(due_on, calendar, ask_days)
    if today > last:
        raise RuleBroken(
            _("It is too late to ask: the last day was %(day)s (working days before the deadline: %(n)s).")
            % {"day": last.isoformat(), "n": ask_days}
        )
    if until <= due_on:
        sentence = _("Ask for a day after the present deadline.")
        raise RuleBroken(sentence, fields={"until": sentence})


def check_public_text(text: str, field: str = "summary") -> None:
    """Whether a text may be published: it says something, and holds no telephone, identity card or mail address."""
    if not text.strip():
        sentence = _("Say in a sentence what the public reads about the hazard.")
        raise RuleBroken(sentence, fields={field: sentence})
    if is_personal(text):
        sentence = _(
            "The public text holds a telephone, identity card or mail address. Take it out; nothing was saved."
        )
        raise RuleBroken(sentence, fields={field: sentence})
