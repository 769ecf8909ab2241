"""The clock of a real case: what it opens, says, skips and ends; races, crashes, poison and policies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils.translation import override

from core import scope
from hazards import actions as hazard_actions
from hazards.models import Hazard
from notifications.models import Notice
from rectification import actions
from rectification.ladder import sweep as sweeping
from rectification.ladder import waits
from rectification.models import Deadline, Step, Watch
from regions.models import CalendarDay
from tests.cast import NOW, acting, build_cast
from tests.hazards.factories import accept, bring_to, count_queries, record, reread, submit
from tests.rectification.ladders import after, at, effects, run, steps, told, watch_of, watches

pytestmark = pytest.mark.django_db(transaction=True)

REMINDERS = ["50%", "D-7", "D-3", "D-1"]


@pytest.fixture
def cast():
    with override("en"):
        yield build_cast(NOW)


def test_an_overdue_general_order_climbs_rung_by_rung(cast):
    hazard = bring_to(cast, "served", now=NOW)
    run()
    watch = watch_of(hazard, "rectify")
    assert (watch.due_on, watch.pace, watch.due_version) == (hazard.due_on, "general", 1)
    assert run().watches == 0
    for day in range(-14, 30):
        run(after(hazard.due_on, day))
    said = steps(hazard)
    # Some days have no rung of their own: a daily look says each on its day, none is overtaken but by its neighbour.
    assert [rung for rung, _outcome, _why in said] == [
        "D-7", "50%", "D-3", "D-1", "D+0@24", "D+1", "D+3", "D+7", "D+15", "R1",
    ]  # fmt: skip
    assert sum(outcome == "skipped" for _rung, outcome, _why in said) <= 1
    assert effects(hazard) == ["alarm", "exposure", "letter_notice", "letter_reminder", "letter_talk"]
    assert watch_of(hazard, "rectify").alarmed_at is not None


def test_an_overdue_major_order_climbs_faster_and_alarms_at_the_end_of_the_day(cast):
    hazard = bring_to(cast, "served", now=NOW, grade="major")
    run()
    for day in range(-30, 12):
        run(after(hazard.due_on, day))
    said = {rung: outcome for rung, outcome, _why in steps(hazard)}
    assert said["D+0@24"] == "sent"
    assert {"letter_talk", "listing", "exposure"} <= set(effects(hazard))
    with scope.everything(because="the test reads"):
        alarm = Step.objects.get(watch__hazard=hazard, watch__kind="rectify", rung="D+0@24")
    assert alarm.planned_at == at(hazard.due_on, 24)
    assert {watch.kind for watch in watches(hazard, ended_at=None)} == {"rectify", "plan", "progress"}


def test_the_right_people_are_told(cast):
    hazard = bring_to(cast, "served", now=NOW)
    run()
    moment = after(hazard.due_on, 5)
    run(moment)
    names = {name for name, _kind in told(hazard, since=moment)}
    # D+3: owner, principal, officers in charge (nobody handles it), heads; never another county, never the rival.
    assert {"safety_head", "principal", "county_head", "county_clerk"} <= names
    assert not names & {"sibling_inspector", "anhui_head", "rival_safety_head", "viewer", "worker", "expert"}
    with acting(cast.safety_head) as actor:
        notice = Notice.objects.filter(membership_id=actor.membership_id, key__startswith="ladder:").last()
        assert hazard.label in notice.text
        assert "Overdue" in notice.text
        assert notice.dispatch_at == moment


def test_after_an_outage_only_the_highest_is_said_once(cast):
    hazard = bring_to(cast, "served", now=NOW)
    run()
    moment = after(hazard.due_on, 60)
    run(moment)
    run(moment + timedelta(minutes=1))
    found = steps(hazard)
    assert [rung for rung, outcome, _why in found if outcome == "sent"] == ["D+15"]
    assert {why for _rung, outcome, why in found if outcome == "skipped"} == {"overtaken"}
    assert len(found) == 9
    assert effects(hazard) == ["alarm", "exposure", "letter_talk"]
    assert len(told(hazard)) == len(set(told(hazard)))


def test_nothing_falls_silent_while_the_case_is_open(cast):
    """Traps 2, 3 and 17: equality of dates, the last rung, a past date."""
    hazard = bring_to(cast, "served", now=NOW)
    run()
    for weeks in range(3, 30):
        before = len(told(hazard))
        run(after(hazard.due_on, 7 * weeks))
        assert len(told(hazard)) > before
    assert watch_of(hazard, "rectify").repeats >= 20


def test_handing_in_ends_the_order_and_starts_the_verification(cast):
    hazard = bring_to(cast, "submitted", now=NOW)
    run()
    assert [watch.kind for watch in watches(hazard, ended_at=None)] == ["verify"]
    watch = watch_of(hazard, "verify")
    assert watch.due_on >= (NOW + timedelta(days=10)).date()
    run(after(watch.due_on, 1))
    names = {name for name, kind in told(hazard) if "verify_passed" in kind}
    assert {"county_clerk", "county_head"} <= names
    assert "safety_head" not in names


def test_every_open_state_has_a_clock(cast):
    for number, (status, kind) in enumerate(
        [
            ("recorded", "confirm_grade"),
            ("confirmed", "order"),
            ("ordered", "serve"),
            ("served", "rectify"),
            ("rectifying", "rectify"),
            ("submitted", "verify"),
            ("under_review", "verify"),
        ]
    ):
        hazard = bring_to(cast, status, hazard=record(cast, seed=number + 1, now=NOW), now=NOW)
        run(NOW + timedelta(minutes=number))
        assert watch_of(hazard, kind).attention_at is not None, status
    closed = bring_to(cast, "closed", hazard=record(cast, seed=40, now=NOW), now=NOW)
    run(NOW + timedelta(hours=1))
    assert watches(closed, ended_at=None) == []


def test_a_state_entered_again_between_two_sweeps_is_a_new_clock(cast):
    hazard = bring_to(cast, "ordered", now=NOW)
    run()
    first = watch_of(hazard, "serve")
    moment = after(first.due_on, 1, 8)
    with acting(cast.county_clerk) as actor:
        actions.withdraw_order(actor=actor, now=moment, hazard_id=hazard.pk, reason="Wrong place")
    bring_to(cast, "ordered", hazard=reread(cast, hazard), now=moment)
    run(moment)
    second = watch_of(hazard, "serve")
    assert second.pk != first.pk
    assert second.due_on > first.due_on
    assert effects(hazard) == []


def test_a_major_grade_that_nobody_confirms_alarms(cast):
    hazard = record(cast, now=NOW, grade="major")
    run()
    watch = watch_of(hazard, "confirm_grade")
    assert watch.pace == "major"
    run(after(watch.due_on, 1))
    assert effects(hazard) == ["alarm"]


def test_a_signature_that_the_head_owes_has_a_clock(cast):
    hazard = bring_to(cast, "under_review", now=NOW, grade="major")
    run()
    accept(cast, hazard, NOW)
    run(NOW + timedelta(minutes=1))
    assert [watch.kind for watch in watches(hazard, ended_at=None)] == ["sign"]


def test_an_extension_waits_with_its_own_clock_and_its_grant_starts_a_new_one(cast):
    hazard = bring_to(cast, "rectifying", now=NOW)
    run()
    old = watch_of(hazard, "rectify")
    with acting(cast.safety_head) as actor:
        extension = actions.ask_extension(
            actor=actor,
            now=NOW,
            hazard_id=hazard.pk,
            proposed_due_on=hazard.due_on + timedelta(days=20),
            reason="The part is late",
            interim_measures="Closed off",
        )
    run(NOW + timedelta(minutes=1))
    assert watch_of(hazard, "decide_extension").due_on == extension.decide_by
    later = NOW + timedelta(hours=1)
    with acting(cast.county_clerk) as actor:
        actions.decide_extension(actor=actor, now=later, hazard_id=hazard.pk, grant=True, language="en")
    run(later + timedelta(minutes=1))
    new = watch_of(hazard, "rectify")
    assert new.pk != old.pk
    assert new.due_version == 2
    assert new.due_on == hazard.due_on + timedelta(days=20)
    with scope.everything(because="the test reads"):
        rows = Step.objects.filter(watch=old, outcome="void")
        assert {row.why for row in rows} == {"superseded"}
        assert {row.rung for row in rows} == {"50%", "D-7", "D-3", "D-1", "D+0@24", "D+1", "D+3", "D+7", "D+15"}
        old.refresh_from_db()
    assert old.end_reason == "superseded"
    assert watches(hazard, kind="decide_extension", ended_at=None) == []
    run(after(hazard.due_on, 1))
    assert effects(hazard) == []


def test_a_return_is_a_new_round_of_the_same_deadline(cast):
    hazard = bring_to(cast, "rectifying", now=NOW)
    run()
    run(after(hazard.due_on, -1))
    moment = after(hazard.due_on, 0, 11)
    submit(cast, hazard, moment)
    accept(cast, hazard, moment, verdict="returned", reason="The photo shows another place", officers=[])
    run(moment + timedelta(minutes=1))
    first, second = watches(hazard, kind="rectify")
    assert (first.round, first.end_reason, second.round) == (1, "superseded", 2)
    run(after(hazard.due_on, 1, 8))
    with scope.everything(because="the test reads"):
        found = dict(Step.objects.filter(watch=second).values_list("rung", "why"))
    assert found["D+0@24"] == ""
    assert all(found[rung] == "before_opening" for rung in REMINDERS)


def test_grading_up_climbs_faster_from_then_on(cast):
    hazard = bring_to(cast, "served", now=NOW)
    run()
    with acting(cast.second_inspector) as actor:
        hazard_actions.upgrade(actor=actor, now=NOW, hazard_id=hazard.pk, reason="More powder than thought")
    run(NOW + timedelta(minutes=1))
    assert watch_of(hazard, "rectify").pace == "major"
    assert watch_of(hazard, "rectify").due_on == hazard.due_on


def test_the_successor_in_the_post_is_told(cast):
    hazard = bring_to(cast, "served", now=NOW)
    with acting(cast.county_head) as actor:
        hazard_actions.assign_handler(
            actor=actor, now=NOW, hazard_id=hazard.pk, handler=cast.second_inspector.membership
        )
    run()
    with scope.everything(because="the test ends a post"):
        type(cast.inspector.membership).objects.filter(pk=cast.second_inspector.membership.pk).update(
            status="ended", ended_at=NOW
        )
    moment = after(hazard.due_on, 1)
    run(moment)
    names = {name for name, _kind in told(hazard, since=moment)}
    assert "second_inspector" not in names
    assert "county_clerk" in names


def test_a_rung_that_reaches_nobody_is_held_and_the_ladder_goes_on(cast):
    hazard = bring_to(cast, "served", now=NOW)
    run()
    with scope.everything(because="the test empties every post"):
        type(cast.inspector.membership).objects.update(status="ended", ended_at=NOW)
    run(after(hazard.due_on, 1, 8))
    assert ("D+0@24", "held", "nobody") in steps(hazard)
    assert watch_of(hazard, "rectify").attention_at == after(hazard.due_on, 1, 9)


def test_a_reminder_to_an_enterprise_without_members_goes_to_the_authority_in_charge(cast):
    hazard = bring_to(cast, "served", now=NOW)
    run()
    with scope.everything(because="the test empties the enterprise's posts"):
        members = type(cast.inspector.membership).objects.filter(enterprise=hazard.enterprise_id)
        members.update(status="ended", ended_at=NOW)
    run(after(hazard.due_on, -3, 9))
    assert ("D-3", "sent", "instead") in steps(hazard)
    assert {name for name, _kind in told(hazard)} >= {"county_clerk", "county_head"}


def test_where_the_authority_in_charge_is_empty_too_the_one_above_is_told(cast):
    hazard = bring_to(cast, "served", now=NOW)
    run()
    with scope.everything(because="the test empties the enterprise's and the county's posts"):
        members = type(cast.inspector.membership).objects
        members.filter(enterprise=hazard.enterprise_id).update(status="ended", ended_at=NOW)
        members.filter(authority=hazard.authority_id).update(status="ended", ended_at=NOW)
    moment = after(hazard.due_on, -3, 9)
    run(moment)
    assert ("D-3", "sent", "instead") in steps(hazard)
    names = {name for name, _kind in told(hazard, since=moment)}
    assert names and all(name.startswith("city_") for name in names)


def test_two_sweeps_at_once_say_everything_once(cast):
    hazards = [bring_to(cast, "served", hazard=record(cast, seed=seed, now=NOW), now=NOW) for seed in range(1, 7)]
    moment, start = after(hazards[0].due_on, 5), Barrier(4)

    def one() -> object:
        try:
            start.wait(timeout=30)
            return sweeping.sweep(now=moment, most=2)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _n: one(), range(4)))
    run(moment)
    assert sum(result.cases for result in results) >= len(hazards)
    for hazard in hazards:
        assert [rung for rung, outcome, _why in steps(hazard) if outcome == "sent"] == ["D+3"]
        rows = told(hazard)
        assert len(rows) == len(set(rows))


def test_a_crash_between_recording_and_committing_loses_nothing(cast, monkeypatch):
    hazard = bring_to(cast, "served", now=NOW)
    run()
    moment, say = after(hazard.due_on, 5), sweeping._say

    def crash(*arguments):
        say(*arguments)
        raise SystemExit

    monkeypatch.setattr(sweeping, "_say", crash)
    with pytest.raises(SystemExit):
        run(moment)
    assert steps(hazard) == []
    assert told(hazard) == []
    monkeypatch.setattr(sweeping, "_say", say)
    run(moment)
    assert [rung for rung, outcome, _why in steps(hazard) if outcome == "sent"] == ["D+3"]


def test_a_crash_between_the_phases_says_nothing_of_what_is_over(cast, monkeypatch):
    """A case that was acted on is looked at anew before any of its rungs is said."""
    hazard = bring_to(cast, "rectifying", now=NOW)
    run()
    moment = after(hazard.due_on, 0, 23)
    submit(cast, hazard, moment)
    monkeypatch.setattr(sweeping, "_look_anew", lambda *_arguments: sweeping.Swept())
    run(after(hazard.due_on, 3))
    assert told(hazard) == []
    monkeypatch.undo()
    run(after(hazard.due_on, 3))
    assert {why for _rung, _outcome, why in steps(hazard)} == {"ended"}


def test_a_poisoned_case_is_put_off_and_the_others_go_on(cast, monkeypatch):
    bad, good = (bring_to(cast, "served", hazard=record(cast, seed=seed, now=NOW), now=NOW) for seed in (1, 2))
    understood = waits.waits_of

    def waits_of(row, ladders):
        if row["id"] == bad.pk:
            raise ValueError("broken")
        return understood(row, ladders)

    monkeypatch.setattr(waits, "waits_of", waits_of)
    done = run()
    assert (done.cases, done.poisoned) == (1, 1)
    assert watch_of(good, "rectify")
    assert reread(cast, bad).attention_at == NOW + timedelta(hours=1)
    monkeypatch.undo()
    run(NOW + timedelta(hours=1))
    assert watch_of(bad, "rectify")


def test_a_poisoned_watch_is_put_off_and_counted(cast, monkeypatch):
    bad, good = (bring_to(cast, "served", hazard=record(cast, seed=seed, now=NOW), now=NOW) for seed in (1, 2))
    run()
    broken, verdict = watch_of(bad, "rectify").pk, sweeping._verdict

    def _verdict(context, key, each):
        if each.id == broken:
            raise KeyError("broken")
        return verdict(context, key, each)

    monkeypatch.setattr(sweeping, "_verdict", _verdict)
    with scope.everything(because="the two must not share one situation"):
        Watch.objects.filter(pk=broken).update(opened_at=NOW - timedelta(days=1))
    moment = after(good.due_on, 1)
    done = run(moment)
    assert (done.watches, done.poisoned) == (1, 1)
    again = watch_of(bad, "rectify")
    assert (again.attention_at, again.failures) == (moment + timedelta(hours=1), 1)


def test_no_sweep_moves_a_deadline(cast):
    """Trap 7."""
    hazard = bring_to(cast, "served", now=NOW)
    for day in range(-3, 40, 5):
        run(after(hazard.due_on, day))
    with scope.everything(because="the test reads"):
        assert [row.due_on for row in Deadline.objects.filter(order__hazard=hazard)] == [hazard.due_on]
        assert Hazard.objects.get(pk=hazard.pk).due_on == hazard.due_on


def test_an_idle_sweep_asks_twice(cast):
    bring_to(cast, "served", now=NOW)
    run()
    with count_queries() as asked:
        run()
    plumbing = ("BEGIN", "COMMIT", "SELECT set_config", "SELECT current_setting")
    assert len([sql for sql in asked.asked if not sql.startswith(plumbing)]) == 2


def test_clocks_follow_a_calendar_that_is_loaded_later(cast):
    """The next rung finds its new day; what was passed and the deadline itself stay."""
    hazard = bring_to(cast, "served", now=NOW)
    run()
    passed = after(hazard.due_on, -3)
    run(passed)
    before, said = watch_of(hazard, "rectify"), steps(hazard)
    assert sweeping.follow_calendar(now=passed) == 0
    with scope.everything(because="a notice of the State Council is loaded"):
        CalendarDay.objects.create(date=hazard.due_on - timedelta(days=1), kind="holiday", name_en="Sudden holiday")
    assert sweeping.follow_calendar(now=passed) == 1
    run(passed)
    watch = watch_of(hazard, "rectify")
    assert watch.attention_at != before.attention_at
    assert (watch.due_on, steps(hazard)[: len(said)]) == (before.due_on, said)
    assert sweeping.follow_calendar(now=passed) == 0
