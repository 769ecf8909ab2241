"""What an enterprise found itself, by its own people behind the wall: fixed, verified, closed, or taken over."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import scope
from core.clock import day_of
from core.errors import Conflict, NotAllowed, RuleBroken
from desk.selectors import board
from hazards import actions
from hazards.models import Event, Hazard
from notifications.models import Notice
from rectification import actions as rectification
from rectification.ladder.sweep import sweep
from rectification.models import Letter, Watch
from tests.cast import NOW, acting, build_cast
from tests.hazards.factories import make_photo, record

pytestmark = pytest.mark.django_db
TODAY = day_of(NOW)


@pytest.fixture
def cast():
    """The people of two provinces."""
    return build_cast(NOW)


@pytest.fixture
def found(cast):
    """A general hazard that a worker of the enterprise found, with its photo."""
    return record(cast, by="worker", source="self_check", now=NOW)


def assign(cast, hazard, *, to="worker", by="safety_head", days=3, **more):
    with acting(getattr(cast, by), NOW) as actor:
        responsible = getattr(cast, to).membership
        due_on = TODAY + timedelta(days=days)
        return actions.assign_inside(
            actor=actor, now=NOW, hazard_id=hazard.pk, responsible=responsible, due_on=due_on, **more
        )


def fix(cast, hazard, *, by="worker", seed=60, **more):
    with acting(getattr(cast, by), NOW) as actor:
        after = [make_photo(actor, hazard.enterprise, seed=seed, purpose="after", now=NOW)]
        return actions.report_fixed(actor=actor, now=NOW, hazard_id=hazard.pk, after_photos=after, **more)


def close(cast, hazard, *, by="safety_head"):
    with acting(getattr(cast, by), NOW) as actor:
        return actions.close_inside(actor=actor, now=NOW, hazard_id=hazard.pk, note="I looked at it")


def told(kind: str) -> set[str]:
    with scope.everything(because="the tests read the inbox"):
        return set(Notice.objects.filter(kind=kind).values_list("membership__role", flat=True))


class TestTheLoopInside:
    def test_found_fixed_verified_and_closed_by_different_hands(self, cast, found):
        assert (found.led_by, found.status) == ("enterprise", "recorded")
        assign(cast, found)
        fix(cast, found)
        closed = close(cast, found)
        assert (closed.status, closed.led_by, closed.closed_at) == ("closed", "enterprise", NOW)
        with acting(cast.inspector, NOW):
            verbs = list(Event.objects.filter(hazard=found).order_by("number").values_list("verb", flat=True))
        assert verbs == ["recorded", "assigned_inside", "reported_fixed", "closed_inside"]
        assert told("fix_assigned_inside") == told("fix_closed_inside") == {"worker"}
        assert told("fix_reported_inside") == {"principal", "safety_head"}

    def test_whoever_did_the_work_or_was_named_for_it_never_verifies(self, cast, found):
        assign(cast, found, to="safety_head")
        fix(cast, found, by="worker")
        with pytest.raises(NotAllowed, match="another person"):
            close(cast, found, by="safety_head")
        assert close(cast, found, by="principal").status == "closed"

    def test_a_worker_does_not_verify_and_an_officer_neither(self, cast, found):
        fix(cast, found)
        for who in ("worker", "county_clerk"):
            with pytest.raises(NotAllowed):
                close(cast, found, by=who)

    def test_it_is_not_closed_without_both_pictures(self, cast):
        bare = record(cast, by="worker", source="self_check", now=NOW, photos=False)
        with pytest.raises(RuleBroken, match="before and after"):
            fix(cast, bare)
        with acting(cast.worker, NOW) as actor:
            before, after = (
                make_photo(actor, bare.enterprise, seed=seed, purpose=purpose, now=NOW)
                for seed, purpose in ((70, "before"), (71, "after"))
            )
            actions.report_fixed(actor=actor, now=NOW, hazard_id=bare.pk, before_photos=[before], after_photos=[after])
        assert close(cast, bare).status == "closed"

    def test_returned_with_a_reason_it_needs_new_pictures(self, cast, found):
        assign(cast, found)
        fix(cast, found)
        with acting(cast.principal, NOW) as actor:
            back = actions.return_inside(actor=actor, now=NOW, hazard_id=found.pk, reason="The guard is loose")
        assert (back.status, back.returns) == ("rectifying", 1)
        with acting(cast.worker, NOW) as actor, pytest.raises(RuleBroken, match="before and after"):
            actions.report_fixed(actor=actor, now=NOW, hazard_id=found.pk)
        fix(cast, found, seed=61)
        assert close(cast, found).status == "closed"

    def test_another_day_needs_its_reason_and_the_ledger_keeps_both(self, cast, found):
        assign(cast, found, days=2)
        with pytest.raises(RuleBroken, match="reason"):
            assign(cast, found, days=9)
        assert assign(cast, found, days=9, note="The part comes late").due_on == TODAY + timedelta(days=9)
        with acting(cast.safety_head, NOW):
            days = [row.data["due_on"] for row in Event.objects.filter(hazard=found, verb="assigned_inside")]
        assert len(days) == 2
        with pytest.raises(RuleBroken, match="later day"):
            assign(cast, found, days=-1, note="x")
        with pytest.raises(RuleBroken, match="of this enterprise"):
            assign(cast, found, to="inspector", note="x")


class TestTheAuthority:
    def test_takes_it_over_with_a_reason_and_orders_it(self, cast, found):
        assign(cast, found)
        with acting(cast.county_clerk, NOW) as actor:
            with pytest.raises(RuleBroken, match="reason"):
                actions.take_over(actor=actor, now=NOW, hazard_id=found.pk, reason=" ")
            with pytest.raises(RuleBroken, match="into supervision"):
                actions.upgrade(actor=actor, now=NOW, hazard_id=found.pk, reason="It is worse")
            taken = actions.take_over(actor=actor, now=NOW, hazard_id=found.pk, reason="It spreads")
            assert (taken.status, taken.led_by, taken.due_on, taken.handler) == ("confirmed", "authority", None, None)
            officers = [cast.inspector.membership, cast.second_inspector.membership]
            lines = [rectification.OrderLine(found.pk)]
            rectification.issue_order(actor=actor, now=NOW, lines=lines, officers=officers)
        with pytest.raises((NotAllowed, Conflict)):
            fix(cast, found)
        assert told("taken_into_supervision") == {"principal", "safety_head"}

    def test_cannot_review_or_close_what_the_enterprise_leads(self, cast, found):
        fix(cast, found)
        with acting(cast.county_clerk, NOW) as actor, pytest.raises(RuleBroken, match="into supervision"):
            rectification.take_up_review(actor=actor, now=NOW, hazard_id=found.pk)

    def test_a_major_one_is_the_authoritys_at_once(self, cast):
        major = record(cast, by="safety_head", source="self_check", grade="major", now=NOW)
        assert major.led_by == "authority"
        assert told("major_found_inside") == {"head", "clerk", "principal", "safety_head"}
        with acting(cast.safety_head, NOW) as actor, pytest.raises((NotAllowed, RuleBroken)):
            actions.report_fixed(actor=actor, now=NOW, hazard_id=major.pk)
        with acting(cast.county_clerk, NOW) as actor:
            actions.confirm_grade(actor=actor, now=NOW, hazard_id=major.pk, grade="major", reason="It meets it")

    def test_another_enterprise_sees_nothing_of_it(self, cast, found):
        with acting(cast.rival_safety_head, NOW):
            assert not Hazard.objects.filter(pk=found.pk).exists()


class TestTheDatabase:
    def test_an_enterprise_leads_only_what_it_found_and_only_what_is_general(self, cast, found):
        inspected = record(cast, seed=9, now=NOW)
        for key, values in (
            (inspected.pk, {"led_by": "enterprise"}),
            (found.pk, {"led_by": "enterprise", "grade": "major"}),
        ):
            with (
                acting(cast.county_clerk, NOW),
                pytest.raises(IntegrityError, match="hazard_led_inside"),
                transaction.atomic(),
            ):
                row = Hazard.objects.get(pk=key)
                Hazard.objects.filter(pk=key).update(version=row.version + 1, **values)


class TestNeverPunished:
    def test_it_counts_apart_on_the_board(self, cast, found):
        assign(cast, found, days=0)
        inspected = record(cast, seed=9, now=NOW)
        with acting(cast.county_head, NOW):
            later = NOW + timedelta(days=30)
            figures = board(region_code="510525", now=later, today=day_of(later))
            overdue = list(Hazard.objects.overdue(day_of(later)))
        assert inspected.pk != found.pk
        assert (figures.total.found, figures.total.self_found, figures.total.self_closed) == (1, 1, 0)
        assert figures.total.overdue == 0
        assert overdue == []


@pytest.mark.django_db(transaction=True)
def test_the_clock_of_the_authority_never_runs_for_it():
    cast = build_cast(NOW)
    found = record(cast, by="worker", source="self_check", now=NOW)
    assign(cast, found, days=0)
    inspected = record(cast, seed=9, now=NOW)
    sweep(now=NOW + timedelta(days=60))
    with scope.everything(because="the tests look at the clocks"):
        assert not Watch.objects.filter(hazard=found.pk).exists()
        assert Watch.objects.filter(hazard=inspected.pk).exists()
        assert not Letter.objects.filter(lead=found.pk).exists()
