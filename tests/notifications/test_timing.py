"""Quiet hours, retries and routes, by tables and by properties."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.choices import COMPULSORY, Channel, Group, Urgency
from notifications.rules import explain
from notifications.timing import (
    FIRST_RETRY,
    LATER_RETRY,
    MOST_ATTEMPTS,
    Address,
    digest_cut,
    digest_lines,
    is_permitted,
    leaves_at,
    missed,
    next_permitted,
    retry_after,
    route,
)
from regions.choices import DayKind
from regions.rules import WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: National Day 2026: 1 to 7 October are holidays, Saturday 10 October is worked instead.
CALENDAR = WorkingCalendar(
    national={date(2026, 10, day): DayKind.HOLIDAY for day in range(1, 8)}
    | {date(2026, 10, 10): DayKind.ADJUSTED_WORKDAY},
    published_years=frozenset({2026}),
    version="test",
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-11-18 08:00", "2026-11-18 08:00"),
        ("2026-11-18 07:59:59", "2026-11-18 08:00"),
        ("2026-11-18 00:00", "2026-11-18 08:00"),
        ("2026-11-18 19:59:59", "2026-11-18 19:59:59"),
        ("2026-11-18 20:00", "2026-11-19 08:00"),
        ("2026-11-20 20:00", "2026-11-23 08:00"),  # Friday evening: Monday
        ("2026-11-21 10:00", "2026-11-23 08:00"),  # Saturday
        ("2026-11-22 23:00", "2026-11-23 08:00"),  # Sunday night
        ("2026-11-23 03:00", "2026-11-23 08:00"),
        ("2026-09-30 20:00", "2026-10-08 08:00"),  # the eve of National Day
        ("2026-10-03 10:00", "2026-10-08 08:00"),
        ("2026-10-10 10:00", "2026-10-10 10:00"),  # a Saturday that is worked
        ("2026-10-09 21:00", "2026-10-10 08:00"),
    ],
)
def test_quiet_hours(moment, leaves):
    assert next_permitted(at(moment), CALENDAR) == at(leaves)
    assert leaves_at(Urgency.PROMPT, at(moment), CALENDAR) == at(leaves)
    assert leaves_at(Urgency.URGENT, at(moment), CALENDAR) == at(moment)


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda each: each.replace(tzinfo=SHANGHAI))


@given(moments)
def test_what_waits_leaves_at_the_first_permitted_moment(moment):
    leaves = next_permitted(moment, CALENDAR)
    assert leaves >= moment
    assert is_permitted(leaves, CALENDAR)
    assert leaves == moment or leaves.time() == time(8, 0)
    step = moment
    while step < leaves:
        assert not is_permitted(step, CALENDAR)
        step += timedelta(hours=1)


@given(moments)
def test_a_day_has_one_summary_and_it_reaches_to_its_own_morning(moment):
    cut = digest_cut(moment, CALENDAR)
    if cut is None:
        assert not is_permitted(moment, CALENDAR) or moment.time() < time(8, 30)
    else:
        assert cut.date() == moment.date()
        assert cut.time() == time(8, 30)
        assert cut <= moment
        assert CALENDAR.is_working_day(cut.date())


def test_retries_are_five_minutes_then_half_hours_then_end():
    waits = [retry_after(n) for n in range(1, MOST_ATTEMPTS + 2)]
    assert waits == [FIRST_RETRY, *[LATER_RETRY] * (MOST_ATTEMPTS - 2), None, None]


addresses = st.lists(
    st.builds(
        Address,
        key=st.text("abc", min_size=1, max_size=4),
        channel=st.sampled_from(Channel),
        groups=st.frozensets(st.sampled_from(Group)),
        rank=st.integers(0, 5),
    ),
    unique_by=lambda each: each.key,
    max_size=6,
)


@given(addresses, st.sampled_from(Group), st.sampled_from(Urgency))
def test_routes(found, group, urgency):
    way = route(found, group, urgency)
    tried = [*way.first, *way.then]
    assert len({each.key for each in tried}) == len(tried)
    chosen = {each for each in found if group in each.groups}
    assert chosen <= set(tried)
    if group in COMPULSORY:
        assert set(tried) == set(found)
        assert bool(way.first) == bool(found)
    else:
        assert set(tried) == chosen
    if urgency == Urgency.URGENT and chosen:
        assert set(way.first) == chosen
    if urgency != Urgency.URGENT:
        assert len(way.first) <= 1
    # From the first address on, falling back visits each once and ends.
    key, seen = (tried[0].key if tried else ""), []
    while tried and key:
        seen.append(key)
        following = way.after(key)
        key = following.key if following else ""
    assert seen == [each.key for each in tried]


@given(st.lists(st.text(max_size=5), max_size=80), st.integers(0, 60))
def test_a_summary_loses_no_count(rows, most):
    shown, more = digest_lines(rows, most)
    assert len(shown) <= most
    assert len(shown) + more == len(rows)
    assert shown == rows[: len(shown)]


def test_three_missed_periods():
    now, minute = at("2026-11-18 10:00"), timedelta(minutes=1)
    assert not missed(period=minute, last=now - 3 * minute, now=now)
    assert missed(period=minute, last=now - 3 * minute - timedelta(seconds=1), now=now)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        ("SMTP 550", "The mail server refused it (550)"),
        ("HTTP 404", "The other side refused it (404)"),
        ("The robot answered -1", "The robot refused it (-1)"),
        ("The host was not found", "The host was not found"),
        ("ConnectionRefusedError", "No connection (ConnectionRefusedError)"),
        ("", ""),
    ],
)
def test_a_failure_is_said_in_words(failure, said):
    assert explain(failure) == said


def test_wanted_channels_go_first_chosen_or_not_and_no_address_is_lost():
    mail = Address("mail", Channel.EMAIL, frozenset({Group.DANGER}), 0)
    hook = Address("hook", Channel.WEBHOOK, frozenset(), 1)
    for wanted, first, then in (
        ((), [mail], [hook]),
        (["webhook"], [hook], [mail]),
        (["email", "webhook"], [mail, hook], []),
        (["sms"], [mail], [hook]),
    ):
        way = route([hook, mail], Group.DANGER, Urgency.URGENT, wanted=wanted)
        assert ([*way.first], [*way.then]) == (first, then), wanted
