"""The closed loop by its actions, behind the wall: from a finding to a closed hazard and back."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from hazards import actions as hazard_actions
from hazards.choices import Grade, Status
from hazards.models import Event, Hazard
from notifications.models import Notice
from rectification import actions
from rectification.models import Deadline, Order, StopWork, Submission, Verification
from tests.cast import acting
from tests.hazards.factories import accept, bring_to, file_plan, make_photo, officers, record, reread, submit

pytestmark = pytest.mark.django_db


def test_general_hazard_goes_the_whole_way(cast):
    hazard = bring_to(cast, "closed")
    assert hazard.status == Status.CLOSED
    assert hazard.closed_at is not None
    with acting(cast.county_head):
        events = list(Event.objects.filter(hazard=hazard).order_by("number"))
        assert [event.number for event in events] == list(range(1, hazard.version + 1))
        assert [event.verb for event in events] == [
            "recorded", "confirmed", "ordered", "served", "work_started", "submitted", "review_started", "accepted",
        ]  # fmt: skip
        assert all(event.actor["person"] for event in events)
        order = Order.objects.get(hazard=hazard)
        assert order.status == "discharged"
        assert order.document.kind == "rectification_order"
        verification = Verification.objects.get(hazard=hazard)
        assert verification.document.kind == "reinspection_opinion"
        assert verification.document.snapshot["order_number"] == order.document.printed_number
    with acting(cast.safety_head) as actor:
        kinds = set(Notice.objects.filter(membership_id=actor.membership_id).values_list("kind", flat=True))
        assert {"order_served", "hazard_closed"} <= kinds


def test_major_hazard_needs_plan_visit_and_head(cast):
    hazard = bring_to(cast, "served", grade=Grade.MAJOR)
    now = clock.now()
    with acting(cast.safety_head) as actor:
        with pytest.raises(RuleBroken, match="complete rectification plan"):
            actions.start_work(actor=actor, now=now, hazard_id=hazard.pk)
        file_plan(actor, hazard, now, goal="")
        with pytest.raises(RuleBroken):
            actions.start_work(actor=actor, now=now, hazard_id=hazard.pk)
        file_plan(actor, hazard, now)
        actions.start_work(actor=actor, now=now, hazard_id=hazard.pk)
        actions.report_progress(actor=actor, now=now, hazard_id=hazard.pk, percent=40, text="Half of it")
        actions.report_progress(actor=actor, now=now, hazard_id=hazard.pk, percent=60, text="More of it")
    submit(cast, hazard)
    with pytest.raises(RuleBroken, match="verified on site"):
        accept(cast, hazard, method="photo")
    accept(cast, hazard)
    assert reread(cast, hazard).status == Status.UNDER_REVIEW
    with pytest.raises(Conflict, match="signature"):
        accept(cast, hazard)
    with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
        actions.sign_off(actor=actor, now=now, hazard_id=hazard.pk)
    with acting(cast.county_head) as actor:
        actions.sign_off(actor=actor, now=now, hazard_id=hazard.pk, language="en")
    assert reread(cast, hazard).status == Status.CLOSED


def test_head_refuses_and_enterprise_tries_again(cast):
    hazard = bring_to(cast, "submitted", grade=Grade.MAJOR)
    accept(cast, hazard)
    with acting(cast.county_head) as actor:
        actions.refuse_sign_off(actor=actor, now=clock.now(), hazard_id=hazard.pk, reason="The duct is missing")
    assert reread(cast, hazard).status == Status.RECTIFYING
    submit(cast, hazard, seed=80)
    accept(cast, hazard, by="county_head")
    assert reread(cast, hazard).status == Status.CLOSED


def test_second_person_confirms_major(cast):
    hazard = record(cast, grade=Grade.MAJOR)
    with acting(cast.inspector) as actor:
        with pytest.raises(NotAllowed, match="second person"):
            hazard_actions.confirm_grade(
                actor=actor, now=clock.now(), hazard_id=hazard.pk, grade="major", reason="It is"
            )
        with pytest.raises(NotAllowed):
            hazard_actions.confirm_grade(
                actor=actor, now=clock.now(), hazard_id=hazard.pk, grade="general", reason="Not so grave"
            )


@pytest.mark.parametrize("who", ["safety_head", "principal", "worker", "viewer", "tip_handler", "expert"])
def test_nobody_but_officers_verifies(cast, who):
    hazard = bring_to(cast, "submitted")
    with pytest.raises(NotAllowed):
        accept(cast, hazard, by=who)


@pytest.mark.parametrize("who", ["sibling_inspector", "anhui_inspector", "rival_safety_head"])
def test_strangers_see_nothing(cast, who):
    hazard = bring_to(cast, "submitted")
    with pytest.raises(NotVisible):
        accept(cast, hazard, by=who)


def test_returned_with_reason_counts(cast):
    hazard = bring_to(cast, "submitted")
    with pytest.raises(RuleBroken, match="missing"):
        accept(cast, hazard, verdict="returned", reason="")
    accept(cast, hazard, verdict="returned", reason="The photo shows another place", officers=[])
    again = reread(cast, hazard)
    assert (again.status, again.returns, again.due_on) == (Status.RECTIFYING, 1, hazard.due_on)
    submit(cast, hazard, seed=70)
    accept(cast, hazard)
    assert reread(cast, hazard).status == Status.CLOSED


def test_accepting_needs_two_certified_officers(cast):
    hazard = bring_to(cast, "submitted")
    with pytest.raises(RuleBroken, match="two officers"):
        accept(cast, hazard, officers=[cast.inspector.membership])
    assert reread(cast, hazard).status == Status.SUBMITTED


def test_partial_acceptance_makes_a_child_with_its_own_order(cast):
    hazard = bring_to(cast, "rectifying")
    submit(cast, hazard, partly="The label is not there yet")
    accept(cast, hazard, verdict="partly", remainder=actions.Remainder("Fix the label", "working_days", 5))
    assert reread(cast, hazard).status == Status.CLOSED
    with acting(cast.county_head):
        child = Hazard.objects.get(parent=hazard)
        assert (child.status, child.source, child.description) == ("ordered", "remainder", "Fix the label")
        order = Order.objects.get(hazard=child)
        verification = Verification.objects.get(hazard=hazard)
        assert order.document == verification.document
        assert verification.document.snapshot["results"][0]["due_on"] == child.due_on.isoformat()
    with acting(cast.county_clerk) as actor:
        actions.serve_order(actor=actor, now=clock.now(), hazard_id=child.pk, receiver_name="Wang Fang")
    assert reread(cast, child).status == Status.SERVED


def test_partial_acceptance_of_a_major_is_confirmed_by_the_signing_head(cast):
    hazard = bring_to(cast, "submitted", grade=Grade.MAJOR)
    accept(cast, hazard, verdict="partly", remainder=actions.Remainder("Extend the duct", "calendar_days", 20))
    with acting(cast.county_head) as actor:
        actions.sign_off(actor=actor, now=clock.now(), hazard_id=hazard.pk, language="en")
        child = Hazard.objects.get(parent=hazard)
        assert (child.status, child.grade) == ("ordered", "major")


def test_evidence_window_and_photos(cast):
    hazard = bring_to(cast, "served")
    now = clock.now()
    with pytest.raises(RuleBroken, match="day of rectification"):
        submit(cast, hazard, rectified_on=clock.day_of(now) + timedelta(days=1))
    with pytest.raises(RuleBroken, match="day of rectification"):
        submit(cast, hazard, rectified_on=clock.day_of(now) - timedelta(days=1))
    with pytest.raises(RuleBroken, match="after-photo"):
        submit(cast, hazard, after=[])
    with acting(cast.rival_safety_head) as actor:
        foreign = make_photo(actor, cast.rival, seed=9, purpose="after")
    with pytest.raises(RuleBroken, match="another enterprise"):
        submit(cast, hazard, after=[actions.AfterPhoto(foreign)])
    with acting(cast.safety_head):
        assert not Submission.objects.filter(hazard=hazard).exists()


def test_reused_photo_is_flagged_to_the_verifier(cast):
    first = bring_to(cast, "closed", seed=1)
    hazard = bring_to(cast, "served", seed=2)
    submit(cast, hazard, seed=50)  # the very picture that closed the first hazard
    verification = accept(cast, hazard)
    assert [flag["likeness"] for flag in verification.reuse_flags] == ["same"]
    assert first.pk != hazard.pk


def test_stale_form_is_a_conflict(cast):
    hazard = record(cast)
    with acting(cast.second_inspector) as actor:
        hazard_actions.add_note(actor=actor, now=clock.now(), hazard_id=hazard.pk, note="Seen")
        with pytest.raises(Conflict, match="Somebody else changed"):
            hazard_actions.confirm_grade(
                actor=actor, now=clock.now(), hazard_id=hazard.pk, grade="general", version=hazard.version
            )


def test_recording_twice_with_one_id_is_one_hazard(cast):
    first = record(cast, photos=False)
    again = record(cast, photos=False, hazard_id=first.pk)
    assert again.pk == first.pk
    assert again.version == 1


def test_withdrawn_order_leaves_a_confirmed_hazard(cast):
    hazard = bring_to(cast, "ordered")
    with acting(cast.county_clerk) as actor:
        actions.withdraw_order(actor=actor, now=clock.now(), hazard_id=hazard.pk, reason="Wrong clause")
        order = Order.objects.get(hazard=hazard)
        assert (order.status, order.document.status) == ("withdrawn", "revoked")
    again = reread(cast, hazard)
    assert (again.status, again.due_on) == (Status.CONFIRMED, None)
    assert bring_to(cast, "ordered", hazard=again).status == Status.ORDERED


def test_reopened_is_a_new_episode_under_a_new_order(cast):
    hazard = bring_to(cast, "closed")
    with acting(cast.inspector) as actor:
        actions.reopen(
            actor=actor,
            now=clock.now(),
            hazard_id=hazard.pk,
            reason="The stacks are high again",
            ground="returned",
            officers=officers(cast),
            language="en",
        )
    again = reread(cast, hazard)
    assert (again.status, again.episode, again.closed_at) == (Status.RECTIFYING, 2, None)
    submit(cast, hazard, seed=90)
    accept(cast, hazard)
    assert reread(cast, hazard).status == Status.CLOSED
    with acting(cast.county_head):
        assert list(Order.objects.filter(hazard=hazard).order_by("episode").values_list("episode", flat=True)) == [1, 2]


def test_look_back_and_note(cast):
    hazard = bring_to(cast, "closed")
    with acting(cast.inspector) as actor:
        hazard_actions.look_back(actor=actor, now=clock.now(), hazard_id=hazard.pk, note="Still in order")
    assert reread(cast, hazard).status == Status.CLOSED


def test_fixed_on_the_spot(cast):
    hazard = record(cast)
    with acting(cast.inspector) as actor:
        with pytest.raises(RuleBroken, match="photo before and a photo after"):
            hazard_actions.fix_on_spot(actor=actor, now=clock.now(), hazard_id=hazard.pk)
        after = make_photo(actor, cast.enterprise, seed=33, purpose="after")
        hazard_actions.fix_on_spot(actor=actor, now=clock.now(), hazard_id=hazard.pk, after_photos=[after])
    assert reread(cast, hazard).status == Status.CLOSED


def test_stopped_work_blocks_closing_until_consent(cast):
    hazard = bring_to(cast, "submitted")
    now = clock.now()
    with acting(cast.inspector) as actor:
        actions.stop_work(
            actor=actor, now=now, hazard_id=hazard.pk, extent="Warehouse 3", basis="WSL 65", officers=officers(cast)
        )
    with pytest.raises(RuleBroken, match="Consent to resuming"):
        accept(cast, hazard)
    with acting(cast.safety_head) as actor:
        actions.ask_resume(actor=actor, now=now, hazard_id=hazard.pk, text="All stacks lowered")
    with acting(cast.county_clerk) as actor:
        with pytest.raises(RuleBroken, match="reviewed on site"):
            actions.decide_resume(
                actor=actor, now=now, hazard_id=hazard.pk, consent=True, reason="Seen", method="photo"
            )
        actions.decide_resume(actor=actor, now=now, hazard_id=hazard.pk, consent=False, reason="Not yet")
        assert StopWork.objects.get(hazard=hazard).status == "stopped"
    with acting(cast.safety_head) as actor:
        actions.ask_resume(actor=actor, now=now, hazard_id=hazard.pk, text="Now all of them")
    with acting(cast.county_clerk) as actor:
        actions.decide_resume(actor=actor, now=now, hazard_id=hazard.pk, consent=True, reason="Seen")
    accept(cast, hazard)
    assert reread(cast, hazard).status == Status.CLOSED


def test_grading_down_takes_a_second_opinion(cast):
    hazard = bring_to(cast, "served", grade=Grade.MAJOR)
    now = clock.now()
    with acting(cast.county_head) as actor:
        with pytest.raises(RuleBroken, match="second opinion"):
            actions.downgrade(actor=actor, now=now, hazard_id=hazard.pk, reason="Small amount")
        actions.ask_opinion(actor=actor, now=now, hazard_id=hazard.pk, reason="Small amount")
        with pytest.raises(NotAllowed, match="yourself"):
            actions.give_opinion(actor=actor, now=now, hazard_id=hazard.pk, agrees=True, opinion="Yes")
    with acting(cast.expert) as actor:
        actions.give_opinion(actor=actor, now=now, hazard_id=hazard.pk, agrees=True, opinion="Below the limit")
    with acting(cast.county_head) as actor:
        actions.downgrade(actor=actor, now=now, hazard_id=hazard.pk, reason="Small amount")
    assert reread(cast, hazard).grade == Grade.GENERAL
    with acting(cast.county_head) as actor, pytest.raises(RuleBroken):
        actions.downgrade(actor=actor, now=now, hazard_id=hazard.pk, reason="Again")


def test_transfer_and_take_over(cast):
    hazard = record(cast)
    target = cast.authorities["5105"]
    with acting(cast.county_clerk) as actor:
        hazard_actions.transfer(actor=actor, now=clock.now(), hazard_id=hazard.pk, to=target, reason="City's matter")
        with pytest.raises(NotAllowed, match="Only the department"):
            hazard_actions.receive(actor=actor, now=clock.now(), hazard_id=hazard.pk)
    with acting(cast.city_clerk) as actor:
        hazard_actions.receive(actor=actor, now=clock.now(), hazard_id=hazard.pk)
    again = reread(cast, hazard)
    assert (again.status, again.authority_id) == (Status.RECORDED, target.pk)


def test_one_order_for_several_hazards_of_one_enterprise(cast):
    hazards = [bring_to(cast, "confirmed", seed=no) for no in (1, 2)]
    with acting(cast.county_clerk) as actor:
        orders = actions.issue_order(
            actor=actor,
            now=clock.now(),
            lines=[
                actions.OrderLine(hazards[0].pk, "working_days", 5),
                actions.OrderLine(hazards[1].pk, "calendar_days", 20),
            ],
            officers=officers(cast),
            language="en",
        )
        assert len({order.document_id for order in orders}) == 1
        served = actions.serve_order(actor=actor, now=clock.now(), hazard_id=hazards[0].pk, receiver_name="Wang Fang")
        assert {hazard.pk for hazard in served} == {hazard.pk for hazard in hazards}
        assert Deadline.objects.filter(order__in=orders, superseded_at=None).count() == 2
