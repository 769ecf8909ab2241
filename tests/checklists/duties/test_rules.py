"""The arithmetic of periods: by tables, and for any order of sweeps."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.choices import Frequency
from checklists.duties import rules
from checklists.duties.choices import TRANSITIONS, DutyStatus
from core.errors import Conflict, RuleBroken
from regions.choices import DayKind
from regions.rules import WorkingCalendar

NATIONAL_DAY = {date(2026, 10, day): DayKind.HOLIDAY for day in range(1, 8)}
MADE_UP = {date(2026, 10, 10): DayKind.ADJUSTED_WORKDAY}
CALENDAR = WorkingCalendar(
    national=NATIONAL_DAY | MADE_UP, local={}, names={}, published_years=frozenset({2025, 2026}), version="test"
)
EVERY_DAY, WORKING = rules.Manning("every_day"), rules.Manning("working_days")


def at(text: str) -> datetime:
    """An instant in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=rules.ZONE)


def keys(frequency, after, until, manning=EVERY_DAY, **more):
    return [
        (period.key, f"{period.opens_at:%m-%dT%H}", f"{period.due_at:%m-%dT%H}")
        for period in rules.periods(
            frequency, after=at(after), until=at(until), manning=manning, calendar=CALENDAR, **more
        )
    ]


@pytest.mark.parametrize(
    ("frequency", "after", "until", "manning", "expected"),
    [
        ("day", "2026-11-17T10:00", "2026-11-18T10:00", EVERY_DAY, [("2026-11-18", "11-18T00", "11-19T00")]),
        ("day", "2026-11-18T00:00", "2026-11-18T23:59", EVERY_DAY, []),
        ("day", "2026-11-20T10:00", "2026-11-22T10:00", WORKING, []),
        ("day", "2026-10-09T10:00", "2026-10-10T10:00", WORKING, [("2026-10-10", "10-10T00", "10-11T00")]),
        ("day", "2026-09-30T10:00", "2026-10-08T00:00", WORKING, [("2026-10-08", "10-08T00", "10-09T00")]),
        ("week", "2026-11-15T10:00", "2026-11-16T00:00", EVERY_DAY, [("2026-W47", "11-16T00", "11-23T00")]),
        ("week", "2026-11-15T10:00", "2026-11-16T00:00", WORKING, [("2026-W47", "11-16T00", "11-21T00")]),
        # the week of the National Day has three working days, and the make-up Saturday belongs to the next one
        ("week", "2026-09-27T10:00", "2026-10-11T10:00", WORKING, [
            ("2026-W40", "09-28T00", "10-01T00"), ("2026-W41", "10-08T00", "10-11T00"),
        ]),
        ("month", "2026-10-31T10:00", "2026-11-01T00:00", EVERY_DAY, [("2026-11", "11-01T00", "12-01T00")]),
        ("month", "2026-10-31T10:00", "2026-11-01T00:00", WORKING, []),
        ("month", "2026-10-31T10:00", "2026-11-02T00:00", WORKING, [("2026-11", "11-02T00", "12-01T00")]),
        ("quarter", "2026-09-30T10:00", "2026-10-01T00:00", EVERY_DAY, [("2026-Q4", "10-01T00", "01-01T00")]),
        ("year", "2025-12-31T10:00", "2026-01-01T00:00", EVERY_DAY, [("2026", "01-01T00", "01-01T00")]),
        ("event", "2026-01-01T00:00", "2026-12-31T00:00", EVERY_DAY, []),
        ("visit", "2026-01-01T00:00", "2026-12-31T00:00", EVERY_DAY, []),
        ("shift", "2026-01-01T00:00", "2026-12-31T00:00", EVERY_DAY, []),
        ("shift", "2026-11-18T07:00", "2026-11-18T20:00", rules.Manning("every_day", (0, 8, 16)), [
            ("2026-11-18T08", "11-18T08", "11-18T16"), ("2026-11-18T16", "11-18T16", "11-19T00"),
        ]),
        ("shift", "2026-11-17T22:00", "2026-11-18T19:59", rules.Manning("every_day", (8, 20)), [
            ("2026-11-18T08", "11-18T08", "11-18T20"),
        ]),
        # the night shift of Friday is Friday's, also of a post that is manned on working days only
        ("shift", "2026-11-20T19:00", "2026-11-22T10:00", rules.Manning("working_days", (8, 20)), [
            ("2026-11-20T20", "11-20T20", "11-21T08"),
        ]),
    ],
)  # fmt: skip
def test_periods(frequency, after, until, manning, expected):
    assert keys(frequency, after, until, manning) == expected


def test_a_post_takes_part_from_its_first_day_and_until_its_last():
    since = {"starts_on": date(2026, 11, 18)}
    assert keys("week", "2026-11-17T23:59", "2026-11-18T10:00", **since) == [("2026-W47", "11-18T00", "11-23T00")]
    assert keys("day", "2026-11-10T00:00", "2026-11-18T10:00", **since) == [("2026-11-18", "11-18T00", "11-19T00")]
    ended = {"ends_on": date(2026, 11, 19)}
    assert keys("week", "2026-11-15T10:00", "2026-11-16T00:00", **ended) == [("2026-W47", "11-16T00", "11-19T00")]
    assert keys("day", "2026-11-17T10:00", "2026-11-30T10:00", **ended) == [("2026-11-18", "11-18T00", "11-19T00")]


FREQUENCIES = st.sampled_from(rules.PERIODIC)
MANNINGS = st.builds(
    rules.Manning,
    st.sampled_from(["every_day", "working_days"]),
    st.lists(st.integers(0, 23), unique=True, max_size=4).map(sorted).map(tuple),
)
MOMENTS = st.datetimes(datetime(2026, 8, 1), datetime(2027, 3, 1)).map(lambda each: each.replace(tzinfo=UTC))


@settings(max_examples=150)
@given(FREQUENCIES, MANNINGS, MOMENTS, st.lists(MOMENTS, max_size=6), st.booleans())
def test_every_period_opens_once_whatever_the_steps(frequency, manning, start, steps, bounded):
    """However often and unevenly time is asked about, the periods are those of one look at the end."""
    bounds = {"starts_on": start.astimezone(rules.ZONE).date()}
    if bounded:
        bounds["ends_on"] = bounds["starts_on"] + timedelta(days=40)
    ask = {"manning": manning, "calendar": CALENDAR} | bounds
    begin = rules.midnight(bounds["starts_on"]) - timedelta(seconds=1)
    later = sorted(step for step in steps if step > begin)
    found, before = [], begin
    for step in later:
        found += rules.periods(frequency, after=before, until=step, **ask)
        before = step
    at_once = rules.periods(frequency, after=begin, until=before, **ask)
    assert found == at_once
    assert len({period.key for period in found}) == len(found)
    for period in found:
        assert begin < period.opens_at < period.due_at <= period.closes_at
        assert period.opens_on >= bounds["starts_on"]
        assert period.due_on < bounds.get("ends_on", date.max)


@settings(max_examples=100)
@given(MOMENTS, MANNINGS)
def test_no_period_opens_between_two_looks(now, manning):
    following = rules.next_opening(now, manning.shifts)
    ask = {"manning": manning, "calendar": CALENDAR, "after": now, "until": following - timedelta(seconds=1)}
    assert following - now <= timedelta(days=1)
    assert not [period for each in rules.PERIODIC for period in rules.periods(each, **ask)]


def test_the_clock_stops_after_the_last_day():
    last = date(2026, 11, 19)
    assert rules.next_look(at("2026-11-17T10:00"), (), last) == at("2026-11-18T00:00")
    assert rules.next_look(at("2026-11-18T10:00"), (), last) is None
    assert rules.next_look(at("2026-11-18T10:00"), (20,), last) == at("2026-11-18T20:00")


@pytest.mark.parametrize(
    ("before", "result", "minutes", "after"),
    [
        ("open", "conform", -1, "done"),
        ("open", "not_conform", -1, "done"),
        ("open", "conform", 0, "done_late"),
        ("handed_over", "conform", -1, "done"),
        ("handed_over", "not_applicable", 5, "not_applicable"),
        ("missed", "conform", 600, "done_late"),
        ("missed", "not_applicable", 600, RuleBroken),
        ("done", "conform", -1, Conflict),
        ("done_late", "conform", 1, Conflict),
        ("not_applicable", "conform", -1, Conflict),
    ],
)
def test_what_an_answer_makes_of_a_duty(before, result, minutes, after):
    due = at("2026-11-19T00:00")
    ask = {"due_at": due, "now": due + timedelta(minutes=minutes)}
    if isinstance(after, str):
        assert rules.answered(before, result, **ask) == after
    else:
        with pytest.raises(after):
            rules.answered(before, result, **ask)


def test_what_is_recorded_is_final():
    assert set(TRANSITIONS) == set(DutyStatus)
    for final in (DutyStatus.DONE, DutyStatus.DONE_LATE, DutyStatus.NOT_APPLICABLE):
        assert not TRANSITIONS[final]


@pytest.mark.parametrize(
    ("result", "note", "photos", "needed", "fields"),
    [
        ("conform", "", 0, False, set()),
        ("conform", "", 0, True, {"photos"}),
        ("conform", "", 1, True, set()),
        ("not_conform", " ", 1, True, {"note"}),
        ("not_conform", "Broken", 0, True, {"photos"}),
        ("not_applicable", "", 0, True, {"note"}),
        ("not_applicable", "Out of use", 0, True, set()),
    ],
)
def test_what_an_answer_needs(result, note, photos, needed, fields):
    ask = {"result": result, "note": note, "photos": photos, "photo_required": needed}
    if not fields:
        rules.check_answer(**ask)
        return
    with pytest.raises(RuleBroken) as refused:
        rules.check_answer(**ask)
    assert set(refused.value.fields) == fields


def test_who_answers_on_a_day():
    first, last = date(2026, 11, 1), date(2026, 11, 20)
    old = rules.Held("old", "holder", first, last)
    new = rules.Held("new", "holder", last)
    stand_in = rules.Held("stand-in", "substitute", date(2026, 11, 18), date(2026, 11, 21))
    for day, who in ((17, "old"), (18, "stand-in"), (20, "stand-in"), (21, "new")):
        assert rules.bearer_on(date(2026, 11, day), [old, new, stand_in]).membership == who
    assert rules.bearer_on(date(2026, 10, 1), [old, new, stand_in]) is None


@pytest.mark.parametrize(("hours", "fine"), [((), True), ((0, 8, 16), True), ((8, 8), False), ((24,), False)])
def test_shifts(hours, fine):
    if fine:
        assert rules.check_shifts(hours) == tuple(sorted(hours))
    else:
        with pytest.raises(RuleBroken):
            rules.check_shifts(hours)


def test_the_share_in_time():
    assert rules.share_in_time(done=9, done_late=0, missed=1) == 90
    assert rules.share_in_time(done=0, done_late=0, missed=0) is None


def test_grace_of_every_frequency():
    assert set(rules.GRACE) == {*rules.PERIODIC, Frequency.EVENT}
