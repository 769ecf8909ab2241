"""Listed supervision as tables: no state can be skipped, which level lists, the times, what may be public."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleBroken
from rectification.ladder.choices import EffectKind, WaitKind
from rectification.ladder.defaults import RUNGS
from rectification.listing import rules
from rectification.listing.choices import ListingLevel, ListingStatus
from rectification.listing.turns import turns_of
from regions.rules import WorkingCalendar

S = ListingStatus
WAY = (S.PROPOSED, S.LISTED, S.PUBLISHED, S.APPLIED, S.ACCEPTED, S.DELISTED, S.ANNOUNCED)
CALENDAR = WorkingCalendar({}, frozenset(), "test")
DAY = date(2026, 11, 18)


def test_every_state_has_its_row_and_the_plain_way_is_open():
    assert set(rules.TRANSITIONS) == set(S)
    assert all(rules.may_become(first, second) for first, second in pairwise(WAY))
    assert set(S) == rules.OPEN | rules.ENDED
    assert not any(rules.TRANSITIONS[each] for each in rules.ENDED)


@given(st.sampled_from(WAY), st.sampled_from(WAY))
def test_no_state_of_the_way_can_be_skipped(first, second):
    """Forward goes one step at a time; back goes only an application, to published."""
    here, there = WAY.index(first), WAY.index(second)
    allowed = there == here + 1 or (second == S.PUBLISHED and first in (S.APPLIED, S.ACCEPTED))
    assert rules.may_become(first, second) is allowed


def test_only_what_nobody_accepts_yet_is_withdrawn():
    assert {S.LISTED, S.PUBLISHED} == rules.WITHDRAWABLE


@given(st.lists(st.sampled_from(list(S)), max_size=12))
def test_whoever_is_announced_went_through_every_state(steps):
    state, seen = S.PROPOSED, {S.PROPOSED}
    for step in steps:
        if rules.may_become(state, step):
            state = step
            seen.add(step)
    if state == S.ANNOUNCED:
        assert set(WAY) <= seen
    if state == S.DELISTED:
        assert {S.LISTED, S.PUBLISHED, S.APPLIED, S.ACCEPTED} <= seen


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"default": "county"}, "county"),
        ({"default": "city"}, "city"),
        ({"default": "county", "counties": 2}, "city"),
        ({"default": "county", "in_charge": "city"}, "city"),
        ({"default": "county", "overdue_days": 30}, "county"),
        ({"default": "county", "overdue_days": 31}, "city"),
        ({"default": "county", "counties": 3, "cities": 2}, "province"),
        ({"default": "county", "found_by": "province"}, "province"),
        ({"default": "county", "found_by": "city"}, "city"),
        ({"default": "province", "counties": 2}, "province"),
        ({"default": "county", "in_charge": "township", "found_by": "county"}, "county"),
    ],
)
def test_which_level_lists(facts, level):
    assert rules.level_of(**facts) == level


def test_levels_climb_to_the_province_and_no_further():
    assert rules.level_above("county") == ListingLevel.CITY
    assert rules.level_above("city") == ListingLevel.PROVINCE
    assert rules.level_above("province") is None
    assert [rules.region_at("510525100", level) for level in ListingLevel] == ["510525", "5105", "51"]


@given(st.integers(-40, 900), st.integers(1, 730))
def test_a_deadline_lies_after_the_listing_and_within_the_longest_time(days, longest):
    due_on = DAY + timedelta(days=days)
    if 1 <= days <= longest:
        rules.check_due(listed_on=DAY, due_on=due_on, longest_days=longest)
    else:
        with pytest.raises(RuleBroken):
            rules.check_due(listed_on=DAY, due_on=due_on, longest_days=longest)


@given(st.integers(1, 300), st.integers(1, 60))
def test_more_time_is_asked_for_early_enough(days, ask_days):
    due_on = DAY + timedelta(days=days)
    last = rules.last_day_to_ask(due_on, CALENDAR, ask_days)
    assert CALENDAR.working_days_between(last, due_on) >= ask_days
    assert CALENDAR.working_days_between(last + timedelta(days=1), due_on) < ask_days
    wanted = {"today": DAY, "due_on": due_on, "until": due_on + timedelta(days=1)}
    if last >= DAY:
        rules.check_time_asked(**wanted, calendar=CALENDAR, ask_days=ask_days)
    else:
        with pytest.raises(RuleBroken):
            rules.check_time_asked(**wanted, calendar=CALENDAR, ask_days=ask_days)


@pytest.mark.parametrize("text", ["", "  ", "Call 13800138000", "id 510525199001011234", "0830-7212345", "a@b.cn"])
def test_what_the_public_reads_holds_no_personal_data(text):
    with pytest.raises(RuleBroken):
        rules.check_public_text(text)


def test_a_plain_sentence_may_be_public():
    rules.check_public_text("Warehouse 3 stores 46 boxes above its permit (GB 50161-2022, 7.2.4).")


def row(status: str, **more) -> dict:
    """A listing as the ladder reads it."""
    base = {
        "status": status,
        "body_id": "b",
        "decide_by": "2026-12-02",
        "proposed_at": "2026-11-18T02:00:00+00:00",
        "listed_at": "2026-11-19T02:00:00+00:00",
        "publish_by": "2026-11-26",
        "file_by": "2026-11-24",
        "filed_on": None,
        "due_on": "2027-02-16",
        "due_version": 1,
        "turn": 2,
        "time_asked_at": None,
        "decide_time_by": None,
        "applied_at": "2027-01-10T02:00:00+00:00",
        "accept_by": "2027-01-24",
        "accepted_at": "2027-01-20T02:00:00+00:00",
        "delist_by": "2027-02-03",
        "delisted_at": "2027-01-25T02:00:00+00:00",
        "announce_by": "2027-02-01",
    }
    return base | more


@pytest.mark.parametrize(
    ("listing", "kinds"),
    [
        (row("proposed"), {"list"}),
        (row("listed"), {"publish_listing", "file_listing", "listed"}),
        (row("listed", filed_on="2026-11-20"), {"publish_listing", "listed"}),
        (row("listed", file_by=None), {"publish_listing", "listed"}),
        (row("published", filed_on="2026-11-20"), {"listed"}),
        (
            row("published", time_asked_at="2026-12-01T02:00:00+00:00", decide_time_by="2026-12-15"),
            {"listed", "file_listing", "listing_time"},
        ),
        (row("applied", filed_on="2026-11-20"), {"accept_listed"}),
        (row("accepted", filed_on="2026-11-20"), {"delist"}),
        (row("delisted"), {"publish_delisting"}),
        (row("announced"), set()),
        (row("refused"), set()),
        (row("raised"), set()),
        (row("withdrawn"), set()),
    ],
)
def test_each_statutory_period_is_a_clock(listing, kinds):
    assert {turn.kind.value for turn in turns_of(listing, is_open=True)} == kinds


def test_a_proposal_of_a_closed_hazard_waits_for_nobody():
    assert turns_of(row("proposed"), is_open=False) == []


def test_every_clock_alarms_and_a_month_overdue_raises():
    kinds = [WaitKind.LIST, WaitKind.PUBLISH_LISTING, WaitKind.FILE_LISTING, WaitKind.LISTED, WaitKind.LISTING_TIME]
    kinds += [WaitKind.ACCEPT_LISTED, WaitKind.DELIST, WaitKind.PUBLISH_DELISTING]
    for kind in kinds:
        effects = {effect for rung in RUNGS[kind.value, "major"] for effect in rung.effects}
        assert EffectKind.ALARM in effects, kind
    assert any(EffectKind.LISTING in rung.effects for rung in RUNGS["listed", "major"])
