"""The working calendar, replayed against every notice of the State Council, and deadlines by properties."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from chinese_calendar import constants
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleBroken
from regions.choices import DayKind, DayReason, DeadlineUnit, RegionLevel
from regions.rules import Deadline, WorkingCalendar, add_months, compute_deadline

DATA = Path(__file__).parents[2] / "data" / "calendar_days.csv"


def load() -> WorkingCalendar:
    rows = list(csv.DictReader(DATA.open(encoding="utf-8")))
    return WorkingCalendar(
        national={date.fromisoformat(row["date"]): DayKind(row["day_type"]) for row in rows},
        names={date.fromisoformat(row["date"]): row["name_en"] for row in rows},
        published_years=frozenset(int(row["date"][:4]) for row in rows),
        version="test",
    )


CN = load()
#: Every notice since 2004 as the `chinese_calendar` package holds them.
NOTICES = WorkingCalendar(
    national=dict.fromkeys(constants.holidays, DayKind.HOLIDAY)
    | dict.fromkeys(constants.workdays, DayKind.ADJUSTED_WORKDAY),
    published_years=frozenset(range(2004, 2027)),
    version="notices",
)
PLAIN = WorkingCalendar(national={}, published_years=frozenset(), version="none")
DAYS_2022_2026 = st.dates(date(2022, 1, 1), date(2026, 12, 31))
LONG_AGO_TO_FAR = st.dates(date(2004, 1, 1), date(2030, 12, 31))


def every_day(year):
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", range(2022, 2027))
def test_loaded_years_have_no_wrong_day(year):
    wrong = [day for day in every_day(year) if CN.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


@pytest.mark.parametrize("year", range(2014, 2027))
def test_every_notice_since_2014_has_no_wrong_day(year):
    wrong = [day for day in every_day(year) if NOTICES.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


@pytest.mark.parametrize("row", list(csv.DictReader(DATA.open(encoding="utf-8"))), ids=lambda row: row["date"])
def test_each_line_of_the_notices(row):
    day = date.fromisoformat(row["date"])
    assert CN.is_working_day(day) is (row["day_type"] == "adjusted_workday")


def test_2026_has_33_holidays_and_6_make_up_days():
    kinds = [kind for day, kind in CN.national.items() if day.year == 2026]
    assert (kinds.count(DayKind.HOLIDAY), kinds.count(DayKind.ADJUSTED_WORKDAY)) == (33, 6)


# Worked by hand. National Day 2026: 1-7 October off, Saturday 10 October works; 20 September is a make-up Sunday.
@pytest.mark.parametrize(
    ("start", "unit", "amount", "result"),
    [
        ("2026-09-30", "working_days", 1, "2026-10-08"),
        ("2026-09-30", "working_days", 3, "2026-10-10"),  # Saturday the 10th counts
        ("2026-09-30", "working_days", 4, "2026-10-12"),
        ("2026-09-18", "working_days", 1, "2026-09-20"),  # a Sunday that works
        ("2026-10-03", "working_days", 1, "2026-10-08"),  # served on a holiday
        ("2026-02-13", "working_days", 2, "2026-02-24"),  # 14 February works, then Spring Festival
        ("2026-09-25", "calendar_days", 7, "2026-10-08"),  # ends on 2 October, moves on
        ("2026-09-25", "calendar_days", 4, "2026-09-29"),
        ("2026-06-01", "calendar_days", 5, "2026-06-08"),  # ends on a Saturday
        ("2026-09-29", "calendar_days", 11, "2026-10-10"),  # ends on a Saturday that works: stays
        ("2026-06-01", "calendar_days", 30, "2026-07-01"),
        ("2026-06-01", "immediate", None, "2026-06-01"),
        ("2026-06-01", "date", date(2026, 6, 6), "2026-06-06"),  # a date given by the order stays where it is
    ],
)
def test_worked_examples(start, unit, amount, result):
    assert compute_deadline(date.fromisoformat(start), unit, amount, CN).result == date.fromisoformat(result)


def test_trace_tells_day_by_day_why():
    deadline = compute_deadline(date(2026, 9, 30), DeadlineUnit.WORKING_DAYS, 3, CN)
    assert [(day.date.day, day.number, day.why.value) for day in deadline.trace] == [
        (30, 0, "start"),
        *((day, 0, "holiday") for day in range(1, 8)),
        (8, 1, "working_day"),
        (9, 2, "working_day"),
        (10, 3, "make_up_day"),
    ]
    assert deadline.trace[1].name == "National Day"
    assert deadline.provisional is False


def test_trace_shows_how_a_calendar_deadline_moves():
    deadline = compute_deadline(date(2026, 9, 25), DeadlineUnit.CALENDAR_DAYS, 7, CN)
    assert [(day.date.day, day.counted, day.why) for day in deadline.trace[-7:]] == [
        (2, True, DayReason.MOVED_HOLIDAY),
        *((day, False, DayReason.MOVED_HOLIDAY) for day in range(3, 8)),
        (8, False, DayReason.MOVED_TO),
    ]
    weekend = compute_deadline(date(2026, 6, 1), DeadlineUnit.CALENDAR_DAYS, 5, CN).trace[-3:]
    assert [day.why for day in weekend] == [
        DayReason.MOVED_WEEKEND,
        DayReason.MOVED_WEEKEND,
        DayReason.MOVED_TO,
    ]


def test_past_the_last_published_year_weekdays_are_used_and_said_to_be_provisional():
    deadline = compute_deadline(date(2027, 9, 30), DeadlineUnit.WORKING_DAYS, 1, CN)
    assert (deadline.result, deadline.provisional) == (date(2027, 10, 1), True)
    assert compute_deadline(date(2026, 12, 21), DeadlineUnit.WORKING_DAYS, 20, CN).provisional
    assert not compute_deadline(date(2026, 12, 1), DeadlineUnit.WORKING_DAYS, 10, CN).provisional
    assert not compute_deadline(date(2027, 1, 1), DeadlineUnit.DATE, date(2027, 2, 1), CN).provisional


def test_the_end_of_december_waits_for_the_next_notice():
    without_2019 = WorkingCalendar(
        national={day: kind for day, kind in NOTICES.national.items() if day < date(2018, 12, 25)},
        published_years=frozenset({2017, 2018}),
        version="before December 2018",
    )
    early = compute_deadline(date(2018, 12, 20), DeadlineUnit.WORKING_DAYS, 7, without_2019)
    late = compute_deadline(date(2018, 12, 20), DeadlineUnit.WORKING_DAYS, 7, NOTICES)
    assert (early.result, early.provisional) == (date(2018, 12, 31), True)
    assert (late.result, late.provisional) == (date(2018, 12, 29), False)


def test_local_holidays_are_added_and_win():
    yi_new_year = {date(2026, 11, day): DayKind.HOLIDAY for day in (19, 20, 21)}
    liangshan = WorkingCalendar(
        national=CN.national, local=yi_new_year, published_years=CN.published_years, version="3400"
    )
    served = date(2026, 11, 18)
    here, there = (compute_deadline(served, DeadlineUnit.WORKING_DAYS, 1, calendar) for calendar in (liangshan, CN))
    assert (here.result, there.result) == (date(2026, 11, 23), date(2026, 11, 19))
    assert here.trace[1].why == DayReason.LOCAL_HOLIDAY
    local_over_make_up = WorkingCalendar(
        national=CN.national,
        local={date(2026, 10, 10): DayKind.HOLIDAY},
        published_years=CN.published_years,
        version="x",
    )
    assert not local_over_make_up.is_working_day(date(2026, 10, 10))
    assert local_over_make_up.working_days_between(date(2026, 10, 8), date(2026, 10, 12)) == 2


@pytest.mark.parametrize(
    ("unit", "amount"),
    [
        ("working_days", 0),
        ("working_days", -1),
        ("calendar_days", 0),
        ("calendar_days", None),
        ("working_days", 4000),
        ("working_days", True),
        ("working_days", 2.5),
        ("date", None),
        ("date", 3),
        ("date", date(2026, 5, 31)),
        ("date", date(2126, 5, 31)),
    ],
)
def test_nonsense_is_refused_in_words(unit, amount):
    with pytest.raises(RuleBroken) as refusal:
        compute_deadline(date(2026, 6, 1), unit, amount, CN)
    assert len(str(refusal.value)) > 20


@given(LONG_AGO_TO_FAR, st.integers(1, 120))
def test_the_nth_working_day_is_n_working_days_away(start, number):
    deadline = compute_deadline(start, DeadlineUnit.WORKING_DAYS, number, CN)
    assert CN.is_working_day(deadline.result)
    assert CN.working_days_between(start, deadline.result) == number
    assert deadline.result == CN.add_working_days(start, number) > start
    counted = [day for day in deadline.trace if day.counted]
    assert [day.number for day in counted] == list(range(1, number + 1))
    assert all(CN.is_working_day(day.date) for day in counted)
    assert [day.date for day in deadline.trace] == [start + timedelta(days=n) for n in range(len(deadline.trace))]


@given(LONG_AGO_TO_FAR, st.integers(1, 400))
def test_calendar_days_end_on_the_first_working_day_from_the_last(start, number):
    deadline = compute_deadline(start, DeadlineUnit.CALENDAR_DAYS, number, CN)
    last = start + timedelta(days=number)
    assert CN.is_working_day(deadline.result)
    assert deadline.result == CN.next_working_day(last)
    assert CN.working_days_between(last, deadline.result) <= 1
    assert sum(day.counted for day in deadline.trace) == number


@given(LONG_AGO_TO_FAR, LONG_AGO_TO_FAR)
def test_counting_by_weeks_equals_counting_by_days(first, last):
    first, last = sorted((first, last))
    last = min(last, first + timedelta(days=800))
    by_days = sum(CN.is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert CN.working_days_between(first, last) == by_days == -CN.working_days_between(last, first)


@given(DAYS_2022_2026, st.integers(0, 60))
def test_counting_back_ends_on_a_working_day_with_as_many_up_to_the_start(due, number):
    day = CN.add_working_days(due, -number)
    working = sum(CN.is_working_day(day + timedelta(days=n)) for n in range((due - day).days))
    assert working == number
    assert number == 0 or CN.is_working_day(day)


@given(LONG_AGO_TO_FAR, st.integers(1, 60), st.sampled_from(["working_days", "calendar_days"]))
def test_a_deadline_survives_its_json(start, number, unit):
    deadline = compute_deadline(start, unit, number, CN)
    assert Deadline.from_json(json.loads(json.dumps(deadline.as_json()))) == deadline


@given(LONG_AGO_TO_FAR, st.integers(1, 60))
def test_a_longer_period_never_ends_earlier(start, number):
    for unit in (DeadlineUnit.WORKING_DAYS, DeadlineUnit.CALENDAR_DAYS):
        assert compute_deadline(start, unit, number, CN).result <= compute_deadline(start, unit, number + 1, CN).result


@pytest.mark.parametrize(
    ("start", "months", "result"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-15", 2, "2027-01-15"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_months_end_on_the_corresponding_day(start, months, result):
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(result)


def test_months_move_on_from_a_day_of_rest():
    assert CN.add_months_calendar_days(date(2026, 9, 1), 1) == date(2026, 10, 8)


def test_without_any_notice_weekdays_count():
    assert PLAIN.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 1)
    assert PLAIN.kind(date(2026, 10, 1)) is None


def test_levels_know_who_stands_above():
    assert RegionLevel.CITY.is_at_least(RegionLevel.COUNTY)
    assert RegionLevel.COUNTY.is_at_least("county")
    assert not RegionLevel.TOWNSHIP.is_at_least(RegionLevel.COUNTY)
