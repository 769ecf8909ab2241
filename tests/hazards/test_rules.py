"""The table of transitions itself, and how it is drawn."""

from core.roles import AUTHORITY_ROLES, ENTERPRISE_ROLES, OFFICER_ROLES, Role
from hazards.choices import OPEN_STATUSES, RUNNING_STATUSES, EventVerb, Status, Verb
from hazards.rules import (
    CLOSING_GATE,
    GUARDS,
    INSIDE_GATE,
    TRANSITIONS,
    as_matrix,
    as_mermaid,
    possible_verbs,
    roles_by_verb,
    transition_for,
)

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
