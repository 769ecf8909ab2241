"""Ways through the table of transitions walked by hand, and the refusals on them."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import Conflict, NotAllowed, RuleBroken, SafeloopError
from core.roles import Role
from hazards.choices import Grade, Status, Verb, VerificationMethod
from hazards.rules import (
    Facts,
    broken_guards,
    method_is_enough,
    next_status,
    transition_for,
)
from tests.hazards.rule_facts import FIRM, FIRM_MAJOR, FIRM_READY, INSIDE, MAJOR, READY, WELDER

# --- Walked by hand --------------------------------------------------------------------------------------------------


WALKS = {
    "general, all the way": [
        (Verb.RECORD, READY, Status.RECORDED),
        (Verb.CONFIRM, READY, Status.CONFIRMED),
        (Verb.ORDER, READY, Status.ORDERED),
        (Verb.SERVE, READY, Status.SERVED),
        (Verb.START_WORK, FIRM_READY, Status.RECTIFYING),
        (Verb.SUBMIT, FIRM_READY, Status.SUBMITTED),
        (Verb.REVIEW, READY, Status.UNDER_REVIEW),
        (Verb.RETURN, READY, Status.RECTIFYING),
        (Verb.SUBMIT, FIRM_READY, Status.SUBMITTED),
        (Verb.REVIEW, READY, Status.UNDER_REVIEW),
        (Verb.ACCEPT, READY, Status.CLOSED),
        (Verb.LOOK_BACK, READY, Status.CLOSED),
        (Verb.REOPEN, READY, Status.RECTIFYING),
    ],
    "general, submitted straight after service": [
        (Verb.RECORD, READY, Status.RECORDED),
        (Verb.CONFIRM, READY, Status.CONFIRMED),
        (Verb.ORDER, READY, Status.ORDERED),
        (Verb.SERVE, READY, Status.SERVED),
        (Verb.SUBMIT, FIRM_READY, Status.SUBMITTED),
        (Verb.REVIEW, READY, Status.UNDER_REVIEW),
        (Verb.ACCEPT_PARTLY, READY, Status.CLOSED),
    ],
    "fixed before the inspectors' eyes": [
        (Verb.RECORD, READY, Status.RECORDED),
        (Verb.FIX_ON_SPOT, READY, Status.CLOSED),
    ],
    "major, stopped and resumed": [
        (Verb.RECORD, MAJOR, Status.RECORDED),
        (Verb.CONFIRM, MAJOR, Status.CONFIRMED),
        (Verb.STOP_WORK, MAJOR, Status.CONFIRMED),
        (Verb.ORDER, MAJOR, Status.ORDERED),
        (Verb.SERVE, MAJOR, Status.SERVED),
        (Verb.START_WORK, FIRM_MAJOR, Status.RECTIFYING),
        (Verb.SUBMIT, FIRM_MAJOR, Status.SUBMITTED),
        (Verb.RESUME_WORK, replace(MAJOR, stop_work_active=True), Status.SUBMITTED),
        (Verb.REVIEW, MAJOR, Status.UNDER_REVIEW),
        (Verb.ACCEPT, MAJOR, Status.CLOSED),
    ],
    "graded up and down": [
        (Verb.RECORD, READY, Status.RECORDED),
        (Verb.UPGRADE, READY, Status.RECORDED),
        (Verb.CONFIRM, MAJOR, Status.CONFIRMED),
        (Verb.DOWNGRADE, replace(MAJOR, actor_role=Role.HEAD), Status.CONFIRMED),
    ],
    "rejected, taken up again, transferred, taken over": [
        (Verb.RECORD, READY, Status.RECORDED),
        (Verb.REJECT, READY, Status.REJECTED),
        (Verb.REOPEN, READY, Status.RECORDED),
        (Verb.TRANSFER, READY, Status.TRANSFERRED),
        (Verb.RECEIVE, READY, Status.RECORDED),
    ],
    "found and fixed by the enterprise": [
        (Verb.RECORD, WELDER, Status.RECORDED),
        (Verb.ASSIGN_INSIDE, INSIDE, Status.RECTIFYING),
        (Verb.ASSIGN_INSIDE, INSIDE, Status.RECTIFYING),
        (Verb.REPORT_FIXED, WELDER, Status.SUBMITTED),
        (Verb.RETURN_INSIDE, INSIDE, Status.RECTIFYING),
        (Verb.REPORT_FIXED, WELDER, Status.SUBMITTED),
        (Verb.CLOSE_INSIDE, INSIDE, Status.CLOSED),
        (Verb.REOPEN, READY, Status.RECTIFYING),
    ],
    "fixed at once by whoever found it": [
        (Verb.RECORD, WELDER, Status.RECORDED),
        (Verb.REPORT_FIXED, WELDER, Status.SUBMITTED),
        (Verb.CLOSE_INSIDE, INSIDE, Status.CLOSED),
    ],
    "found by the enterprise, taken over by the authority": [
        (Verb.RECORD, WELDER, Status.RECORDED),
        (Verb.ASSIGN_INSIDE, INSIDE, Status.RECTIFYING),
        (Verb.TAKE_OVER, replace(READY, led_inside=True), Status.CONFIRMED),
        (Verb.ORDER, READY, Status.ORDERED),
    ],
    "an order withdrawn": [
        (Verb.RECORD, READY, Status.RECORDED),
        (Verb.CONFIRM, READY, Status.CONFIRMED),
        (Verb.ORDER, READY, Status.ORDERED),
        (Verb.WITHDRAW_ORDER, READY, Status.CONFIRMED),
    ],
}


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_walks(walk):
    status = None
    for verb, facts, expected in walk:
        assert broken_guards(transition_for(status, verb), facts) == ()
        status = next_status(status, verb, facts)
        assert status == expected


REFUSALS = [
    # The wrong role, whatever the state
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, actor_role=Role.VIEWER), NotAllowed, "not a task of your role"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, FIRM_READY, NotAllowed, "not a task of your role"),
    (Status.RECTIFYING, Verb.SUBMIT, READY, NotAllowed, "not a task of your role"),
    (Status.RECORDED, Verb.CONFIRM, replace(READY, actor_role=None), NotAllowed, "not a task of your role"),
    (Status.CONFIRMED, Verb.DOWNGRADE, MAJOR, NotAllowed, "not a task of your role"),
    # The wrong person
    (Status.RECORDED, Verb.CONFIRM, replace(MAJOR, actor_id="recorder"), NotAllowed, "second person"),
    (Status.RECORDED, Verb.UPGRADE, replace(READY, actor_id="recorder"), NotAllowed, "Ask a colleague"),
    (Status.SUBMITTED, Verb.REVIEW, replace(READY, actor_id="welder"), NotAllowed, "cannot verify"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, actor_id="welder"), NotAllowed, "cannot verify"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, actor_enterprise_ids={FIRM}), NotAllowed, "cannot verify"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, actor_tenant_id=FIRM), NotAllowed, "cannot verify"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, actor_tenant_kind="enterprise"), NotAllowed, "cannot verify"),
    (Status.RECTIFYING, Verb.SUBMIT, replace(FIRM_READY, actor_tenant_id="other-firm"), NotAllowed, "Only the enterpr"),
    (
        Status.CONFIRMED,
        Verb.DOWNGRADE,
        replace(MAJOR, actor_role=Role.HEAD, recorder_level="city"),
        NotAllowed,
        "recording level",
    ),
    (Status.SUBMITTED, Verb.CLOSE_INSIDE, replace(INSIDE, actor_id="welder"), NotAllowed, "another person"),
    (Status.SUBMITTED, Verb.CLOSE_INSIDE, WELDER, NotAllowed, "not a task of your role"),
    (Status.SUBMITTED, Verb.CLOSE_INSIDE, replace(READY, led_inside=True), NotAllowed, "not a task of your role"),
    (Status.SUBMITTED, Verb.CLOSE_INSIDE, replace(INSIDE, actor_tenant_id="other-firm"), NotAllowed, "Only the ent"),
    (Status.SUBMITTED, Verb.CLOSE_INSIDE, replace(INSIDE, led_inside=False), RuleBroken, "found itself"),
    (Status.SUBMITTED, Verb.CLOSE_INSIDE, replace(INSIDE, grade=Grade.MAJOR), RuleBroken, "graded major"),
    (Status.SUBMITTED, Verb.CLOSE_INSIDE, replace(INSIDE, has_before_photo=False), RuleBroken, "before and after"),
    (Status.SUBMITTED, Verb.CLOSE_INSIDE, replace(INSIDE, stop_work_active=True), RuleBroken, "stop"),
    (Status.RECORDED, Verb.ASSIGN_INSIDE, replace(INSIDE, has_responsible=False), RuleBroken, "Name the person"),
    (Status.RECTIFYING, Verb.ASSIGN_INSIDE, replace(INSIDE, reason=""), RuleBroken, "reason"),
    (Status.RECTIFYING, Verb.REPORT_FIXED, replace(WELDER, rectified_on=date(2026, 5, 31)), RuleBroken, "fixed"),
    (Status.RECTIFYING, Verb.SUBMIT, INSIDE, RuleBroken, "takes it into supervision"),
    (Status.SUBMITTED, Verb.REVIEW, replace(READY, led_inside=True), RuleBroken, "takes it into supervision"),
    (Status.RECTIFYING, Verb.UPGRADE, replace(READY, led_inside=True), RuleBroken, "takes it into supervision"),
    (Status.RECTIFYING, Verb.TAKE_OVER, READY, RuleBroken, "found itself"),
    # The wrong state
    (Status.RECORDED, Verb.ACCEPT, READY, Conflict, "Recorded"),
    (Status.SUBMITTED, Verb.ACCEPT, READY, Conflict, "Submitted"),
    (Status.CLOSED, Verb.RETURN, READY, Conflict, "Closed"),
    (Status.SERVED, Verb.TRANSFER, READY, Conflict, "Served"),
    (None, Verb.CONFIRM, READY, Conflict, "not recorded yet"),
    (Status.RECORDED, Verb.RECORD, READY, Conflict, "Recorded"),
    # Something missing
    (Status.RECORDED, Verb.REJECT, replace(READY, reason=" "), RuleBroken, "reason"),
    (Status.RECORDED, Verb.CONFIRM, replace(MAJOR, has_criterion=False, reason=""), RuleBroken, "criterion"),
    (Status.RECORDED, Verb.FIX_ON_SPOT, MAJOR, RuleBroken, "graded major"),
    (Status.RECORDED, Verb.FIX_ON_SPOT, replace(READY, has_before_photo=False), RuleBroken, "photo"),
    (Status.CONFIRMED, Verb.ORDER, replace(READY, has_deadline=False), RuleBroken, "deadline"),
    (Status.CONFIRMED, Verb.ORDER, replace(READY, has_basis=False), RuleBroken, "legal basis"),
    (Status.CONFIRMED, Verb.ORDER, replace(MAJOR, major_confirmed=False), RuleBroken, "not confirmed"),
    (Status.ORDERED, Verb.SERVE, replace(READY, has_service_proof=False), RuleBroken, "served"),
    (Status.SERVED, Verb.START_WORK, replace(FIRM_MAJOR, plan_complete=False), RuleBroken, "plan"),
    (Status.SERVED, Verb.SUBMIT, FIRM_MAJOR, RuleBroken, "graded major"),
    (Status.RECTIFYING, Verb.SUBMIT, replace(FIRM_READY, has_after_photo_for_each=False), RuleBroken, "after-photo"),
    (Status.RECTIFYING, Verb.SUBMIT, replace(FIRM_READY, rectified_on=None), RuleBroken, "day of rectification"),
    (Status.RECTIFYING, Verb.SUBMIT, replace(FIRM_READY, rectified_on=date(2026, 5, 31)), RuleBroken, "day of rect"),
    (Status.RECTIFYING, Verb.SUBMIT, replace(FIRM_READY, rectified_on=date(2026, 6, 6)), RuleBroken, "day of rect"),
    (Status.UNDER_REVIEW, Verb.RETURN, replace(READY, reason=""), RuleBroken, "reason"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, has_after_photo_for_each=False), RuleBroken, "proof"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, has_document=False), RuleBroken, "opinion"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, verification_method=None), RuleBroken, "verifying"),
    (
        Status.UNDER_REVIEW,
        Verb.ACCEPT,
        replace(MAJOR, verification_method=VerificationMethod.PHOTO),
        RuleBroken,
        "on site",
    ),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(MAJOR, head_signed_off=False), RuleBroken, "department head"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(MAJOR, plan_complete=False), RuleBroken, "plan"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, stop_work_active=True), RuleBroken, "stop"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, extension_pending=True), RuleBroken, "more time"),
    (Status.UNDER_REVIEW, Verb.ACCEPT, replace(READY, is_listed=True), RuleBroken, "listed"),
    (Status.UNDER_REVIEW, Verb.ACCEPT_PARTLY, replace(READY, has_remainder=False), RuleBroken, "still to be done"),
    (Status.SERVED, Verb.STOP_WORK, replace(READY, stop_work_active=True), RuleBroken, "already"),
    (Status.SERVED, Verb.RESUME_WORK, READY, RuleBroken, "in force"),
    (
        Status.SERVED,
        Verb.RESUME_WORK,
        replace(READY, stop_work_active=True, verification_method=VerificationMethod.DESK),
        RuleBroken,
        "on site",
    ),
    (Status.SERVED, Verb.UPGRADE, MAJOR, RuleBroken, "graded major"),
    (Status.SERVED, Verb.DOWNGRADE, replace(READY, actor_role=Role.HEAD), RuleBroken, "general already"),
    (
        Status.SERVED,
        Verb.DOWNGRADE,
        replace(MAJOR, actor_role=Role.HEAD, second_opinion_by="verifier"),
        RuleBroken,
        "another person",
    ),
]


@pytest.mark.parametrize(
    ("status", "verb", "facts", "error", "words"),
    REFUSALS,
    ids=[f"{index}-{status}-{verb}-{words}" for index, (status, verb, _facts, _error, words) in enumerate(REFUSALS)],
)
def test_refusals_are_the_right_one_of_the_four(status, verb, facts, error, words):
    with pytest.raises(SafeloopError) as refusal:
        next_status(status, verb, facts)
    assert type(refusal.value) is error
    assert words in str(refusal.value)


def test_a_refusal_names_everything_that_is_missing():
    bare = replace(READY, has_deadline=False, has_addressee=False, has_basis=False)
    with pytest.raises(RuleBroken) as refusal:
        next_status(Status.CONFIRMED, Verb.ORDER, bare)
    assert all(word in str(refusal.value) for word in ("deadline", "addressee", "basis"))


def test_a_document_stands_in_for_photos_but_not_on_the_spot():
    paper = replace(READY, has_before_photo=False, has_after_photo_for_each=False, has_document_proof=True)
    assert next_status(Status.UNDER_REVIEW, Verb.ACCEPT, paper) == Status.CLOSED
    with pytest.raises(RuleBroken):
        next_status(Status.RECORDED, Verb.FIX_ON_SPOT, paper)


def test_consent_lifts_the_stop():
    consented = replace(READY, stop_work_active=True, resume_consented=True)
    assert next_status(Status.UNDER_REVIEW, Verb.ACCEPT, consented) == Status.CLOSED


@pytest.mark.parametrize("method", VerificationMethod)
def test_method_in_proportion(method):
    assert method_is_enough(method, Grade.GENERAL)
    assert method_is_enough(method, Grade.MAJOR) == (method in ("visit", "expert"))
    assert not method_is_enough(None, Grade.GENERAL)


def test_what_is_not_stated_opens_no_gate():
    allowed = []
    for status in (None, *Status):
        for verb in Verb:
            for role in Role:
                try:
                    next_status(status, verb, Facts(actor_role=role))
                except SafeloopError:
                    continue
                allowed.append((status, verb))
    # Bare facts let a hazard be noted, a general grade be confirmed, and a transferred hazard be taken over.
    assert set(allowed) == {
        (None, Verb.RECORD),
        (Status.RECORDED, Verb.CONFIRM),
        (Status.TRANSFERRED, Verb.RECEIVE),
    }
