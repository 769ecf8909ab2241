"""What holds on every way through the table: nothing closes without its gate, and nobody else opens it."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.errors import Conflict, NotAllowed, RuleBroken, SafeloopError
from core.roles import OFFICER_ROLES, Role
from hazards.choices import RUNNING_STATUSES, Grade, Status, Verb, VerificationMethod
from hazards.rules import (
    broken_guards,
    next_status,
    possible_verbs,
    transition_for,
)
from tests.hazards.rule_facts import CHANGES, FACTS, FIRM, FIRM_READY, INSIDE, OFFICER, READY, WELDER, gate_is_passed

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
