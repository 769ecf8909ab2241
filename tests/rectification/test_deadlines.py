"""Deadlines are proposed by the nearest policy, frozen with their trace, and moved by nothing but a decision."""

from datetime import date, timedelta

import pytest

from core import clock, scope
from core.errors import Conflict, RuleBroken
from rectification import actions
from rectification.models import Deadline, DeadlinePolicy, Extension
from rectification.rules import last_day_to_ask
from rectification.selectors import explain
from regions.models import CalendarDay
from regions.rules import Deadline as Computed
from regions.selectors import calendar_for
from tests.cast import NOW, acting
from tests.hazards.factories import bring_to, officers

pytestmark = pytest.mark.django_db


def order(cast, hazard, unit=None, amount=None, **more):
    with acting(cast.county_clerk) as actor:
        return actions.issue_order(
            actor=actor,
            now=more.pop("now", NOW),
            lines=[actions.OrderLine(hazard.pk, unit, amount)],
            officers=officers(cast),
            language="en",
            **more,
        )[0]


def policy(region, amount, industry=None):
    with scope.everything(because="the tests set policies"):
        DeadlinePolicy.objects.create(
            region_code=region, grade="general", unit="working_days", amount=amount, industry_id=industry
        )


def test_nearest_policy_wins_and_its_industry_first(cast):
    policy("51", 9)
    policy("5105", 6)
    policy("5105", 4, "K04")
    policy("3415", 2)
    with acting(cast.county_clerk):
        found = actions.propose_for(grade="general", industry_id="K04", region_code="510525", start=date(2026, 11, 18))
        other = actions.propose_for(grade="general", industry_id="K05", region_code="510525", start=date(2026, 11, 18))
        major = actions.propose_for(grade="major", industry_id="K05", region_code="510525", start=date(2026, 11, 18))
    assert (found.amount, other.amount) == (4, 6)
    assert (major.unit, major.amount) == ("calendar_days", 30)


def test_calendar_and_policy_edits_move_no_issued_deadline(cast):
    hazard = bring_to(cast, "confirmed", now=NOW)
    order(cast, hazard, "working_days", 5)
    with acting(cast.county_clerk):
        before = Deadline.objects.get(order__hazard=hazard)
    policy("51", 1)
    with scope.everything(because="the tests change the calendar"):
        CalendarDay.objects.create(date=before.due_on, region_code="", kind="holiday", name_en="New holiday")
    with acting(cast.county_clerk):
        after = Deadline.objects.get(order__hazard=hazard)
        assert (after.due_on, after.trace) == (before.due_on, before.trace)
        assert explain(after)["steps"][0]["counts"] is False
        frozen = {"unit": after.unit, "amount": after.amount, "start": after.start_on.isoformat()}
        frozen |= {"result": after.due_on.isoformat(), "trace": after.trace, "provisional": after.provisional}
        assert Computed.from_json(frozen | {"calendar_version": after.calendar_version}).result == before.due_on


def test_too_much_time_and_days_in_the_past_are_refused(cast):
    hazard = bring_to(cast, "confirmed", now=NOW)
    with pytest.raises(RuleBroken, match="too far away"):
        order(cast, hazard, "working_days", 90)
    with pytest.raises(RuleBroken, match="past"):
        order(cast, hazard, "working_days", 5, serve_on=date(2026, 11, 1))
    with pytest.raises(RuleBroken):
        order(cast, hazard, "date", date(2026, 11, 1))


def test_extension_supersedes_and_silence_changes_nothing(cast):
    hazard = bring_to(cast, "served", now=NOW)
    with acting(cast.safety_head) as actor:
        asked = actions.ask_extension(
            actor=actor,
            now=NOW,
            hazard_id=hazard.pk,
            proposed_due_on=hazard.due_on + timedelta(days=7),
            reason="Parts are late",
            interim_measures="A guard",
        )
        assert asked.decide_by == date(2026, 11, 25)
        with pytest.raises(Conflict, match="waiting already"):
            actions.ask_extension(
                actor=actor,
                now=NOW,
                hazard_id=hazard.pk,
                proposed_due_on=hazard.due_on + timedelta(days=8),
                reason="Again",
                interim_measures="A guard",
            )
    with acting(cast.county_clerk) as actor:
        assert Deadline.objects.get(order__hazard=hazard, superseded_at=None).version == 1
        later = NOW + timedelta(days=3)
        actions.decide_extension(actor=actor, now=later, hazard_id=hazard.pk, grant=True, language="en")
        rows = list(Deadline.objects.filter(order__hazard=hazard).order_by("version"))
        assert [row.superseded_at is None for row in rows] == [False, True]
        assert rows[1].due_on == hazard.due_on + timedelta(days=7)
        extension = Extension.objects.get(hazard=hazard)
        assert extension.deadline == rows[1]
        assert extension.document.kind == "extension_reply"
        with pytest.raises(Conflict):
            actions.decide_extension(actor=actor, now=later, hazard_id=hazard.pk, grant=True)


def test_it_can_be_too_late_to_ask_and_a_request_can_be_withdrawn(cast):
    hazard = bring_to(cast, "served", now=NOW)
    with acting(cast.safety_head) as actor:
        last = last_day_to_ask(hazard.due_on, calendar_for("510525"))
        days = (last - clock.day_of(NOW)).days
        words = {"reason": "Late", "interim_measures": "A guard", "hazard_id": hazard.pk, "actor": actor}
        words["proposed_due_on"] = hazard.due_on + timedelta(days=9)
        with pytest.raises(RuleBroken, match="too late"):
            actions.ask_extension(now=NOW + timedelta(days=days + 1), **words)
        actions.ask_extension(now=NOW + timedelta(days=days), **words)
        actions.withdraw_extension(actor=actor, now=NOW + timedelta(days=days), hazard_id=hazard.pk)
        assert Extension.objects.get(hazard=hazard).status == "withdrawn"


def test_an_order_handed_over_after_its_deadline_is_refused(cast):
    hazard = bring_to(cast, "confirmed", now=NOW)
    order(cast, hazard, "working_days", 1)
    with acting(cast.county_clerk) as actor, pytest.raises(RuleBroken, match="after its deadline"):
        actions.serve_order(actor=actor, now=NOW + timedelta(days=20), hazard_id=hazard.pk, receiver_name="Wang Fang")
