"""The life of a hazard: the table walked by hand, and machines that try to cheat their way to closed."""

from dataclasses import fields, replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.errors import Conflict, NotAllowed, RuleBroken, SafeloopError
from core.roles import AUTHORITY_ROLES, ENTERPRISE_ROLES, OFFICER_ROLES, Role
from hazards.choices import OPEN_STATUSES, RUNNING_STATUSES, EventVerb, Grade, Status, Verb, VerificationMethod
from hazards.rules import (
    CLOSING_GATE,
    GUARDS,
    INSIDE_GATE,
    TRANSITIONS,
    Facts,
    as_matrix,
    as_mermaid,
    broken_guards,
    method_is_enough,
    next_status,
    possible_verbs,
    roles_by_verb,
    transition_for,
)

FIRM, BUREAU = "firm", "bureau"
OFFICER = {
    "actor_id": "verifier",
    "actor_role": Role.INSPECTOR,
    "actor_tenant_id": BUREAU,
    "actor_tenant_kind": "authority",
    "actor_level": "county",
}
SAFETY_HEAD = {
    "actor_id": "safety-head",
    "actor_role": Role.SAFETY_HEAD,
    "actor_tenant_id": FIRM,
    "actor_tenant_kind": "enterprise",
}
#: Everything in order: the tests take away one thing at a time.
READY = Facts(
    **OFFICER,
    enterprise_id=FIRM,
    recorder_id="recorder",
    recorder_level="county",
    worker_ids=frozenset({"safety-head", "welder"}),
    second_opinion_by="expert",
    reason="because",
    has_criterion=True,
    has_deadline=True,
    has_addressee=True,
    has_basis=True,
    has_document=True,
    has_service_proof=True,
    has_remainder=True,
    verification_method=VerificationMethod.VISIT,
    has_before_photo=True,
    has_after_photo_for_each=True,
    served_on=date(2026, 6, 1),
    rectified_on=date(2026, 6, 5),
    today=date(2026, 6, 5),
    major_confirmed=True,
    plan_complete=True,
    head_signed_off=True,
)
MAJOR = replace(READY, grade=Grade.MAJOR)
FIRM_READY = replace(READY, **SAFETY_HEAD)
FIRM_MAJOR = replace(MAJOR, **SAFETY_HEAD)
#: What the firm found itself: the welder fixes it, the safety head verifies.
INSIDE = replace(
    FIRM_READY, led_inside=True, has_responsible=True, found_on=date(2026, 6, 1), worker_ids=frozenset({"welder"})
)
WELDER = replace(INSIDE, actor_id="welder", actor_role=Role.WORKER)

IDS = st.sampled_from([None, "recorder", "verifier", "safety-head", "welder", "expert"])
TENANTS = st.sampled_from([None, FIRM, BUREAU, "other-firm", "agency"])
KINDS = st.sampled_from(["", "authority", "enterprise", "agency", "system"])
LEVELS = st.sampled_from(["", "province", "city", "county", "township"])
DATES = st.none() | st.dates(date(2026, 5, 30), date(2026, 6, 10))
ANY_FACTS = st.builds(
    Facts,
    grade=st.sampled_from(Grade),
    actor_id=IDS,
    actor_role=st.none() | st.sampled_from(Role),
    actor_tenant_id=TENANTS,
    actor_tenant_kind=KINDS,
    actor_level=LEVELS,
    actor_enterprise_ids=st.frozensets(st.sampled_from([FIRM, "other-firm"]), max_size=2),
    enterprise_id=st.sampled_from([None, FIRM]),
    recorder_id=IDS,
    recorder_level=LEVELS,
    worker_ids=st.frozensets(st.sampled_from(["verifier", "safety-head", "welder"]), max_size=3),
    second_opinion_by=IDS,
    reason=st.sampled_from(["", "  ", "because"]),
    verification_method=st.none() | st.sampled_from(VerificationMethod),
    served_on=DATES,
    rectified_on=DATES,
    today=DATES,
    **{field.name: st.booleans() for field in fields(Facts) if field.type is bool},
)
FLAGS = [field.name for field in fields(Facts) if field.type is bool]
OFFICIAL_READY = [replace(facts, actor_role=role) for facts in (READY, MAJOR) for role in sorted(OFFICER_ROLES)]
#: In order but for one or two things: reaches deep states that random facts never would.
CHANGES = st.one_of(
    *(st.builds(dict, **{name: st.booleans()}) for name in FLAGS),
    st.fixed_dictionaries({"actor_id": IDS}),
    st.fixed_dictionaries({"actor_tenant_id": TENANTS, "actor_tenant_kind": KINDS}),
    st.fixed_dictionaries({"actor_enterprise_ids": st.just(frozenset({FIRM}))}),
    st.fixed_dictionaries({"verification_method": st.none() | st.sampled_from(VerificationMethod)}),
    st.fixed_dictionaries({"actor_role": st.sampled_from(Role)}),
)
ALMOST_READY = st.builds(
    lambda base, one, two: replace(base, **one, **{name: value for name, value in two.items() if name not in one}),
    st.sampled_from([*OFFICIAL_READY, FIRM_READY, FIRM_MAJOR, INSIDE, WELDER]),
    CHANGES,
    CHANGES,
)
FACTS = st.one_of(ALMOST_READY, ALMOST_READY, ANY_FACTS)


def gate_is_passed(facts: Facts, verb: Verb) -> bool:
    """The closing gate, written a second time out of workflow.md and behaviours 5, without the table."""
    stranger = (
        facts.actor_tenant_kind == "authority"
        and facts.actor_role in {Role.HEAD, Role.CLERK, Role.INSPECTOR}
        and facts.actor_id is not None
        and facts.actor_id not in facts.worker_ids
        and facts.enterprise_id not in ({facts.actor_tenant_id} | facts.actor_enterprise_ids)
    )
    pair = facts.has_before_photo and facts.has_after_photo_for_each
    calm = (not facts.stop_work_active or facts.resume_consented) and not facts.is_listed
    if verb == Verb.CLOSE_INSIDE:
        own = facts.actor_tenant_id == facts.enterprise_id is not None and facts.actor_id is not None
        leader = facts.actor_role in {Role.PRINCIPAL, Role.SAFETY_HEAD} and facts.actor_id not in facts.worker_ids
        free = calm and not facts.extension_pending
        return own and leader and pair and free and facts.led_inside and facts.grade == Grade.GENERAL
    if verb == Verb.FIX_ON_SPOT:
        return stranger and pair and calm and facts.grade == Grade.GENERAL
    proof = (pair or facts.has_document_proof) and facts.has_document and facts.verification_method is not None
    shared = stranger and proof and calm and not facts.extension_pending
    if facts.grade == Grade.GENERAL:
        return shared
    visited = facts.verification_method in {VerificationMethod.VISIT, VerificationMethod.EXPERT}
    return shared and visited and facts.head_signed_off and facts.plan_complete and facts.major_confirmed


# --- The table itself ------------------------------------------------------------------------------------------------


def test_one_row_for_each_verb_and_status():
    pairs = [(row.verb, status) for row in TRANSITIONS for status in row.from_statuses]
    assert len(pairs) == len(set(pairs))


def test_every_status_is_reached_and_leads_on():
    reached, frontier = set(), {None}
    while frontier:
        here = frontier.pop()
        for row in TRANSITIONS:
            if here in row.from_statuses and row.to_status and row.to_status not in reached:
                reached.add(row.to_status)
                frontier.add(row.to_status)
    assert reached == set(Status)
    for status in Status:
        assert any(status in row.from_statuses and row.to_status not in (None, status) for row in TRANSITIONS), status


def test_every_status_can_still_come_to_closed():
    leads = {
        status: {row.to_status for row in TRANSITIONS if status in row.from_statuses} - {None} for status in Status
    }
    good = {Status.CLOSED}
    while grown := {status for status in Status if leads[status] & good} - good:
        good |= grown
    assert good == set(Status)


def test_every_verb_event_guard_and_role_of_the_table_is_used():
    assert {row.verb for row in TRANSITIONS} == set(Verb)
    assert {name for row in TRANSITIONS for name in row.guards} == set(GUARDS)
    assert all(row.who for row in TRANSITIONS)
    assert all(isinstance(row.event, EventVerb) for row in TRANSITIONS)
    assert len({(row.event, row.verb) for row in TRANSITIONS}) == len({row.event for row in TRANSITIONS})


def test_only_a_reviewed_or_fixed_hazard_closes():
    assert {row.verb for row in TRANSITIONS if row.to_status == Status.CLOSED} == {
        Verb.ACCEPT,
        Verb.ACCEPT_PARTLY,
        Verb.FIX_ON_SPOT,
        Verb.CLOSE_INSIDE,
    }
    assert set(INSIDE_GATE) <= set(transition_for(Status.SUBMITTED, Verb.CLOSE_INSIDE).guards)
    for verb in (Verb.ACCEPT, Verb.ACCEPT_PARTLY):
        assert set(CLOSING_GATE) <= set(transition_for(Status.UNDER_REVIEW, verb).guards)


def test_nobody_of_an_enterprise_or_agency_decides():
    inside = {Verb.ASSIGN_INSIDE, Verb.REPORT_FIXED, Verb.CLOSE_INSIDE, Verb.RETURN_INSIDE}
    deciding = set(Verb) - {Verb.RECORD, Verb.START_WORK, Verb.SUBMIT} - inside
    assert all(roles_by_verb()[verb] <= ENTERPRISE_ROLES for verb in inside)
    assert all("led_inside" in row.guards for row in TRANSITIONS if row.verb in inside)
    assert all(roles_by_verb()[verb] <= AUTHORITY_ROLES for verb in deciding)
    assert roles_by_verb()[Verb.SUBMIT] <= ENTERPRISE_ROLES
    assert Role.VIEWER not in frozenset().union(*roles_by_verb().values())


def test_open_and_running_statuses():
    assert RUNNING_STATUSES < OPEN_STATUSES
    assert set(Status) - OPEN_STATUSES == {Status.CLOSED, Status.REJECTED, Status.TRANSFERRED}


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


# --- Properties ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [None, *Status])
@given(verb=st.sampled_from(Verb), facts=FACTS)
@settings(max_examples=200, deadline=None)
def test_no_path_to_closed_without_the_gate(status, verb, facts):
    """Every state and verb with any role, person and evidence: closed only through the gate, errors only the four."""
    refusal = None
    try:
        result = next_status(status, verb, facts)
    except SafeloopError as error:
        refusal = error
    if refusal:
        assert type(refusal) in (Conflict, NotAllowed, RuleBroken)
        assert str(refusal)
        return
    assert verb in possible_verbs(status, facts.actor_role)
    if result == Status.CLOSED and status != Status.CLOSED:
        assert gate_is_passed(facts, verb)


GATE_FLAGS = (
    "has_before_photo",
    "has_after_photo_for_each",
    "has_document_proof",
    "has_document",
    "major_confirmed",
    "plan_complete",
    "stop_work_active",
    "resume_consented",
    "extension_pending",
    "is_listed",
    "head_signed_off",
)
PERSONS = {
    "verifier": {},
    "who did the work": {"actor_id": "welder"},
    "nobody": {"actor_id": None},
    "member of the firm under another hat": {"actor_enterprise_ids": frozenset({FIRM})},
    "another enterprise": {"actor_tenant_id": "other-firm", "actor_tenant_kind": "enterprise"},
    "the firm": {"actor_tenant_id": FIRM, "actor_tenant_kind": "enterprise"},
    "an agency": {"actor_tenant_id": "agency", "actor_tenant_kind": "agency"},
}


@pytest.mark.parametrize("verb", [Verb.ACCEPT, Verb.FIX_ON_SPOT])
@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("method", [None, *VerificationMethod])
def test_the_gate_opens_exactly_when_everything_is_there(verb, grade, method):
    """Every combination of evidence and open questions, exhaustively."""
    status = Status.UNDER_REVIEW if verb == Verb.ACCEPT else Status.RECORDED
    row = transition_for(status, verb)
    for values in product((False, True), repeat=len(GATE_FLAGS)):
        flags = dict(zip(GATE_FLAGS, values, strict=True))
        facts = replace(READY, grade=grade, verification_method=method, **flags)
        assert (not broken_guards(row, facts)) == gate_is_passed(facts, verb), facts


INSIDE_FLAGS = (
    "led_inside",
    "has_before_photo",
    "has_after_photo_for_each",
    "stop_work_active",
    "resume_consented",
    "extension_pending",
    "is_listed",
)
INSIDE_PERSONS = {
    "the safety head": {},
    "the welder, made principal": {"actor_id": "welder", "actor_role": Role.PRINCIPAL},
    "a worker": {"actor_id": "fitter", "actor_role": Role.WORKER},
    "an officer": OFFICER,
    "the safety head of another firm": {"actor_tenant_id": "other-firm"},
    "nobody": {"actor_id": None},
}


@pytest.mark.parametrize("person", INSIDE_PERSONS.values(), ids=INSIDE_PERSONS)
@pytest.mark.parametrize("grade", Grade)
def test_the_gate_inside_opens_exactly_when_everything_is_there(grade, person):
    """Every combination, exhaustively: only another leader of the same enterprise closes what it found itself."""
    for values in product((False, True), repeat=len(INSIDE_FLAGS)):
        facts = replace(INSIDE, grade=grade, **person, **dict(zip(INSIDE_FLAGS, values, strict=True)))
        try:
            passed = next_status(Status.SUBMITTED, Verb.CLOSE_INSIDE, facts) == Status.CLOSED
        except SafeloopError:
            passed = False
        assert passed == gate_is_passed(facts, Verb.CLOSE_INSIDE), facts


@pytest.mark.parametrize("person", PERSONS.values(), ids=PERSONS)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", [Verb.ACCEPT, Verb.ACCEPT_PARTLY, Verb.FIX_ON_SPOT, Verb.REVIEW, Verb.RETURN])
def test_nobody_else_opens_it(verb, role, person):
    status = {Verb.FIX_ON_SPOT: Status.RECORDED, Verb.REVIEW: Status.SUBMITTED}.get(verb, Status.UNDER_REVIEW)
    facts = replace(READY, actor_role=role, **person)
    if person or role not in OFFICER_ROLES:
        with pytest.raises(NotAllowed):
            next_status(status, verb, facts)
    else:
        assert next_status(status, verb, facts) != status


class Life(RuleBasedStateMachine):
    """A hazard handled by people who try everything: what it went through must justify where it is."""

    def __init__(self):
        super().__init__()
        self.status = None
        self.grade = Grade.GENERAL
        self.seen = []
        self.closings = 0

    @rule(verb=st.sampled_from(Verb), facts=FACTS, keep_grade=st.booleans())
    def try_anything(self, verb, facts, keep_grade):
        """Any verb with any facts; the grade is the hazard's own except where it is being set."""
        if verb not in (Verb.RECORD, Verb.CONFIRM) or keep_grade:
            facts = replace(facts, grade=self.grade)
        self._step(verb, facts)

    @precondition(lambda self: self.status is not None)
    @rule(pick=st.integers(0, 20), who=st.sampled_from(["office", "firm", "inside", "welder"]), change=CHANGES)
    def do_what_is_possible(self, pick, who, change):
        """Somebody does one of the possible things with at most one thing not in order: deep states are reached."""
        office = replace(READY, actor_role=Role.HEAD)
        base = {"office": office, "firm": FIRM_READY, "inside": INSIDE, "welder": WELDER}[who]
        verbs = possible_verbs(self.status, base.actor_role)
        if verbs:
            self._step(verbs[pick % len(verbs)], replace(base, grade=self.grade, **change))

    @precondition(lambda self: self.status in (Status.SUBMITTED, Status.UNDER_REVIEW))
    @rule(change=CHANGES)
    def hurry_to_close(self, change):
        """An officer closes what is there, with at most one thing not in order."""
        verb = Verb.REVIEW if self.status == Status.SUBMITTED else Verb.ACCEPT
        self._step(verb, replace(READY, grade=self.grade, **change))

    def _step(self, verb, facts):
        before = self.status
        try:
            self.status = next_status(before, verb, facts)
        except SafeloopError:
            assert self.status == before
            return
        if verb in (Verb.RECORD, Verb.CONFIRM):
            self.grade = facts.grade
        if verb == Verb.UPGRADE:
            self.grade = Grade.MAJOR
        if verb == Verb.DOWNGRADE:
            assert facts.second_opinion_by not in (None, facts.actor_id)
            self.grade = Grade.GENERAL
        if self.status == Status.CLOSED and before != Status.CLOSED:
            assert gate_is_passed(facts, verb)
            self.closings += 1
        self.seen.append((verb, self.status))

    @invariant()
    def closed_only_after_a_review_or_on_the_spot(self):
        if self.status == Status.CLOSED:
            assert self.closings
            closing = next(verb for verb, status in reversed(self.seen) if verb != Verb.LOOK_BACK)
            assert closing in (Verb.ACCEPT, Verb.ACCEPT_PARTLY, Verb.FIX_ON_SPOT, Verb.CLOSE_INSIDE)

    @invariant()
    def a_running_case_was_served(self):
        if self.status in RUNNING_STATUSES:
            begun = {Verb.SERVE, Verb.FIX_ON_SPOT, Verb.ASSIGN_INSIDE, Verb.REPORT_FIXED}
            assert begun & {verb for verb, _ in self.seen}

    @invariant()
    def nothing_is_recorded_twice(self):
        assert [verb for verb, _ in self.seen].count(Verb.RECORD) <= 1


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)


# --- Drawn -----------------------------------------------------------------------------------------------------------


def test_mermaid_draws_every_move():
    drawing = as_mermaid()
    assert drawing.startswith("stateDiagram-v2\n")
    assert "    [*] --> recorded: record\n" in drawing
    assert "    under_review --> closed: accept\n" in drawing
    assert drawing.count("-->") == sum(len(row.from_statuses) for row in TRANSITIONS if row.to_status)


def test_matrix_has_a_cell_for_every_pair():
    matrix = as_matrix()
    assert [row["status"] for row in matrix] == ["", *Status.values]
    assert all(set(row) == {"status", *Verb.values} for row in matrix)
    cells = {(row["status"], verb.value): row[verb.value] for row in matrix for verb in Verb}
    assert cells["served", "submit"] == "submitted"
    assert cells["closed", "look_back"] == "closed"
    assert cells["closed", "accept"] == ""


def test_officers_see_their_buttons():
    assert possible_verbs(Status.SUBMITTED, Role.CLERK)[0] == Verb.REVIEW
    assert set(possible_verbs(Status.SERVED, Role.SAFETY_HEAD)) == {Verb.START_WORK, Verb.SUBMIT}
    assert possible_verbs(Status.SERVED, Role.WORKER) == ()
    assert possible_verbs(Status.SERVED, None) == ()
    assert OFFICER_ROLES <= AUTHORITY_ROLES
