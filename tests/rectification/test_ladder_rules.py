"""The ladder's arithmetic: monotone, never silent, once each, the highest only; holidays, outages, new policies."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rectification.ladder import defaults, rules
from rectification.ladder.choices import Anchor, EffectKind, Outcome, Pace, Party, WaitKind, Why
from rectification.ladder.rules import NOTHING_SAID, PolicySpan, RungRow, Said, Segment, TermRow, at
from regions.choices import DayKind, DeadlineUnit
from regions.rules import WorkingCalendar

#: National Day 2026 with its make-up days, and some more, so that rungs fall on them.
HOLIDAYS = {date(2026, 10, day): DayKind.HOLIDAY for day in range(1, 8)}
MAKE_UP = {date(2026, 9, 20): DayKind.ADJUSTED_WORKDAY, date(2026, 10, 10): DayKind.ADJUSTED_WORKDAY}
CALENDAR = WorkingCalendar(national=HOLIDAYS | MAKE_UP, published_years=frozenset({2026}), version="test")
PLAIN = WorkingCalendar(national={}, published_years=frozenset({2026}), version="plain")

days = st.dates(date(2026, 7, 1), date(2026, 12, 1))
terms = st.integers(0, 60)
kinds = st.sampled_from(sorted(defaults.RUNGS))
calendars = st.sampled_from([CALENDAR, PLAIN])
offsets = st.integers(-10, 20)
rung_rows = st.builds(
    RungRow,
    anchor=st.just(Anchor.DUE),
    offset=offsets,
    tell=st.just((Party.OWNER,)),
    effects=st.sets(st.sampled_from(list(EffectKind)), max_size=2).map(tuple),
    hour=st.sampled_from([0, 9, 24]),
)


def default_parts(kind: str, pace: str) -> tuple[Segment, ...]:
    return (Segment(defaults.RUNGS[kind, pace]),)


def keep(said: Said, verdict: rules.Verdict, now: datetime) -> Said:
    """The ledger after a verdict was recorded."""
    keys = {step.key for step in verdict.steps}
    repeats = sum(key.startswith("R") for key in keys)
    return Said(
        said.handled | {key for key in keys if not key.startswith("R")},
        said.repeats + repeats,
        now.astimezone(rules.ZONE).date() if verdict.sent else said.last_on,
    )


def run(parts, *, opened_on, due_on, calendar, until, gaps=()):
    """Sweep whenever something comes, except in outages of so many days; return the recorded steps with their time."""
    now, said, found, outages = at(opened_on, 10), NOTHING_SAID, [], list(gaps)
    while now < until:
        verdict = rules.decide(parts, opened_on=opened_on, due_on=due_on, calendar=calendar, now=now, said=said)
        assert verdict.next_at > now
        found += [(now, step) for step in verdict.steps]
        said = keep(said, verdict, now)
        pause = timedelta(days=outages.pop()) if outages else timedelta()
        now = verdict.next_at + pause
    return found, said


@given(kinds, days, terms, calendars)
def test_rungs_come_in_order_and_never_before_their_case(key, opened_on, term, calendar):
    due_on = opened_on + timedelta(days=term)
    planned = rules.schedule(default_parts(*key), opened_on=opened_on, due_on=due_on, calendar=calendar)
    moments = [each.moment for each in planned]
    assert moments == sorted(moments)
    assert len({each.key for each in planned}) == len(planned)
    assert all(each.moment >= at(opened_on, 0) for each in planned if not each.before_opening)


@given(days, terms, calendars)
def test_a_later_rung_is_never_earlier(opened_on, term, calendar):
    due_on = opened_on + timedelta(days=term)
    rungs = [rung for rung in defaults.RUNGS["rectify", "general"] if rung.anchor == Anchor.DUE]
    moments = [
        rules.moment_of(rung, opened_on=opened_on, due_on=due_on, calendar=calendar)
        for rung in sorted(rungs, key=lambda rung: rung.offset)
    ]
    assert moments == sorted(moments)


@given(kinds, days, terms, calendars, st.lists(st.integers(0, 40), max_size=6))
def test_nothing_is_said_twice_dropped_or_silent(key, opened_on, term, calendar, outages):
    due_on = opened_on + timedelta(days=term)
    until = at(due_on, 24) + timedelta(days=150)
    parts = default_parts(*key)
    found, _said = run(parts, opened_on=opened_on, due_on=due_on, calendar=calendar, until=until, gaps=outages)
    keys = [step.key for _now, step in found]
    assert len(set(keys)) == len(keys)
    planned = rules.schedule(parts, opened_on=opened_on, due_on=due_on, calendar=calendar)
    assert {each.key for each in planned if each.moment < until - timedelta(days=40)} <= set(keys)
    assert all(step.why for _now, step in found if step.outcome != Outcome.SENT)
    sent = [now for now, step in found if step.outcome == Outcome.SENT]
    late = [now for now in sent if now > at(due_on, 24)]
    assert late, "overdue and nobody was told"
    longest = timedelta(days=35 + max(outages, default=0))
    assert all(after - before <= longest for before, after in itertools.pairwise(late))


@given(kinds, days, terms, calendars, st.integers(0, 90))
def test_after_an_outage_only_the_highest_is_said(key, opened_on, term, calendar, outage):
    due_on = opened_on + timedelta(days=term)
    now = at(opened_on, 10) + timedelta(days=outage)
    verdict = rules.decide(default_parts(*key), opened_on=opened_on, due_on=due_on, calendar=calendar, now=now)
    sent = [step for step in verdict.steps if step.outcome == Outcome.SENT]
    assert len(sent) <= 1
    if sent:
        assert sent[0].moment == max(step.moment for step in verdict.steps)
        # What stands (an alarm, a naming) is not lost with the rungs that were overtaken.
        passed = [
            each.rung
            for each in rules.schedule(default_parts(*key), opened_on=opened_on, due_on=due_on, calendar=calendar)
            if each.moment <= now and not each.before_opening
        ]
        if not sent[0].key.startswith("R"):
            standing = {e for rung in passed for e in rung.effects if not e.startswith("letter")}
            assert standing <= set(sent[0].effects)
            assert sum(e.startswith("letter") for e in sent[0].effects) <= 1


@given(kinds, days, terms, calendars, st.integers(0, 90))
def test_deciding_again_says_nothing_more(key, opened_on, term, calendar, later):
    due_on = opened_on + timedelta(days=term)
    now = at(opened_on, 10) + timedelta(days=later)
    parts = default_parts(*key)
    first = rules.decide(parts, opened_on=opened_on, due_on=due_on, calendar=calendar, now=now)
    said = keep(NOTHING_SAID, first, now)
    again = rules.decide(parts, opened_on=opened_on, due_on=due_on, calendar=calendar, now=now, said=said)
    assert again.steps == ()
    assert again.next_at > now


@given(days, st.integers(5, 40), st.integers(0, 60))
def test_an_edit_of_the_calendar_repeats_and_drops_nothing(opened_on, term, passed):
    """Trap 7: the day of a rung may move; what was said stays said."""
    due_on, parts = opened_on + timedelta(days=term), default_parts("rectify", "general")
    now = at(opened_on, 10) + timedelta(days=passed)
    first = rules.decide(parts, opened_on=opened_on, due_on=due_on, calendar=PLAIN, now=now)
    said = keep(NOTHING_SAID, first, now)
    late = now + timedelta(days=200)
    second = rules.decide(parts, opened_on=opened_on, due_on=due_on, calendar=CALENDAR, now=late, said=said)
    keys = {step.key for step in second.steps if not step.key.startswith("R")}
    assert not keys & said.handled
    planned = rules.schedule(parts, opened_on=opened_on, due_on=due_on, calendar=CALENDAR)
    assert keys | said.handled == {each.key for each in planned}


@given(days, st.integers(3, 40), st.lists(rung_rows, min_size=1, max_size=6), st.integers(0, 60))
def test_a_new_policy_moves_no_passed_rung(opened_on, term, rungs, published):
    due_on = opened_on + timedelta(days=term)
    turn = at(opened_on, 12) + timedelta(days=published)
    span = PolicySpan("51", turn, None, {("rectify", "general"): tuple(rungs)}, {}, "p2")
    before = default_parts("rectify", "general")
    after = rules.segments(
        [span], region_code="510525", kind="rectify", pace="general", default=defaults.RUNGS["rectify", "general"]
    )
    ask = {"opened_on": opened_on, "due_on": due_on, "calendar": CALENDAR}
    old = [(each.key, each.moment) for each in rules.schedule(before, **ask) if each.moment < turn]
    new = [(each.key, each.moment) for each in rules.schedule(after, **ask) if each.moment < turn]
    assert old == new
    verdict = rules.decide(before, now=turn, **ask)
    said = keep(NOTHING_SAID, verdict, turn)
    found = rules.decide(after, now=turn + timedelta(days=120), said=said, **ask)
    assert all(step.moment >= turn for step in found.steps)
    assert not {step.key for step in found.steps} & said.handled
    assert found.sent is not None


def test_the_nearest_region_wins_and_only_from_its_day_on():
    since = at(date(2026, 9, 1), 0)
    city = PolicySpan("5105", since, None, {("rectify", "general"): (RungRow(Anchor.DUE, 2, ()),)}, {}, "city")
    county = PolicySpan(
        "510525", since + timedelta(days=9), None, {("rectify", "general"): (RungRow(Anchor.DUE, 4, ()),)}, {}, "county"
    )
    default = (RungRow(Anchor.DUE, 1, ()),)
    parts = rules.segments([city, county], region_code="510525100", kind="rectify", pace="general", default=default)
    assert [part.policy_id for part in parts] == ["", "city", "county"]
    assert [part.rungs[0].offset for part in parts] == [1, 2, 4]
    elsewhere = rules.segments([city, county], region_code="5106", kind="rectify", pace="general", default=default)
    assert [part.policy_id for part in elsewhere] == [""]


def test_a_region_that_says_nothing_of_a_kind_leaves_it_to_the_region_above():
    """Trap 8: nothing said is neither zero days nor silence."""
    since = at(date(2026, 9, 1), 0)
    span = PolicySpan("51", since, None, {("verify", "general"): (RungRow(Anchor.DUE, 2, ()),)}, {}, "p")
    parts = rules.segments(
        [span], region_code="510525", kind="rectify", pace="major", default=defaults.RUNGS["rectify", "major"]
    )
    assert [part.rungs for part in parts] == [defaults.RUNGS["rectify", "major"]]
    term = rules.term_of([span], region_code="51", kind="serve", pace="general", when=since, default=defaults.TERMS)
    assert term == TermRow(DeadlineUnit.WORKING_DAYS, 7)


def test_defaults_cover_every_kind_at_every_pace():
    assert set(defaults.RUNGS) == {(kind.value, pace.value) for kind in WaitKind for pace in Pace}
    assert rules.gaps(defaults.RUNGS) == []
    termless = {WaitKind.RECTIFY, WaitKind.PROGRESS, WaitKind.DECIDE_EXTENSION}
    # The periods of listed supervision are frozen in the listing.
    termless |= {WaitKind.LIST, WaitKind.PUBLISH_LISTING, WaitKind.FILE_LISTING, WaitKind.LISTED, WaitKind.LISTING_TIME}
    termless |= {WaitKind.ACCEPT_LISTED, WaitKind.DELIST, WaitKind.PUBLISH_DELISTING}
    assert {kind for kind, _pace in defaults.TERMS} == {kind.value for kind in WaitKind} - {k.value for k in termless}


@pytest.mark.parametrize("kind", list(WaitKind))
def test_major_never_climbs_slower(kind):
    def day(pace: str, effect: EffectKind) -> int:
        rows = defaults.RUNGS[kind.value, pace]
        return min((row.offset for row in rows if effect in row.effects and row.anchor == Anchor.DUE), default=-99)

    for effect in EffectKind:
        if day("general", effect) != -99:
            assert day("major", effect) <= day("general", effect)
    first = rules.schedule(
        default_parts("rectify", "immediate"), opened_on=date(2026, 11, 18), due_on=date(2026, 11, 18), calendar=PLAIN
    )[0]
    assert first.moment <= at(date(2026, 11, 18), 0)
    assert not first.before_opening


def test_holidays_hold_the_working_day_rungs_back():
    parts = (Segment((RungRow(Anchor.DUE, 1, (Party.OWNER,)), RungRow(Anchor.DUE, -1, (Party.OWNER,)))),)
    planned = rules.schedule(parts, opened_on=date(2026, 9, 10), due_on=date(2026, 9, 30), calendar=CALENDAR)
    assert [each.moment for each in planned] == [at(date(2026, 9, 29), 9), at(date(2026, 10, 8), 9)]


def test_a_clock_that_starts_late_raises_the_alarm_at_once_and_skips_the_rest():
    opened_on, due_on = date(2026, 11, 18), date(2026, 11, 2)
    verdict = rules.decide(
        default_parts("rectify", "general"), opened_on=opened_on, due_on=due_on, calendar=PLAIN, now=at(opened_on, 11)
    )
    assert verdict.sent.key == "D+0@24"
    assert verdict.sent.effects == (EffectKind.ALARM,)
    assert {step.why for step in verdict.steps if step.outcome == Outcome.SKIPPED} == {Why.BEFORE_OPENING}
    assert verdict.next_at == at(date(2026, 11, 23), 9)


def test_repeats_come_every_five_working_days_after_the_last_word():
    opened_on, due_on = date(2026, 3, 2), date(2026, 3, 13)
    now = datetime(2026, 6, 3, 4, tzinfo=UTC)
    parts, ask = default_parts("rectify", "general"), {"opened_on": opened_on, "due_on": due_on, "calendar": PLAIN}
    said = Said(frozenset(each.key for each in rules.schedule(parts, **ask)), 3, date(2026, 5, 27))
    verdict = rules.decide(parts, now=now, said=said, **ask)
    assert [(step.key, step.outcome) for step in verdict.steps] == [("R4", Outcome.SENT)]
    assert verdict.next_at == at(date(2026, 6, 10), 9)


def test_an_ended_watch_explains_what_it_leaves():
    opened_on, due_on = date(2026, 11, 2), date(2026, 11, 20)
    ask = {"opened_on": opened_on, "due_on": due_on, "calendar": PLAIN, "ended_at": at(date(2026, 11, 19), 12)}
    parts, said = default_parts("rectify", "general"), Said(frozenset({"50%", "D-7"}))
    done = rules.voided(parts, superseded=False, said=said, **ask)
    assert [(step.key, step.why) for step in done] == [("D-3", Why.ENDED), ("D-1", Why.ENDED)]
    replaced = rules.voided(parts, superseded=True, said=said, **ask)
    assert [step.key for step in replaced] == ["D-3", "D-1", "D+0@24", "D+1", "D+3", "D+7", "D+15"]
    assert {step.why for step in replaced[2:]} == {Why.SUPERSEDED}
