"""Who may plan, start, fill in, sign, finish and see a visit."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import AGENCY_ROLES, AUTHORITY_ROLES, ENTERPRISE_LEADERS, ENTERPRISE_ROLES, OFFICER_ROLES, Role
from inspections.choices import Method, VisitKind, VisitStatus

TEAM = {Role.INSPECTOR, Role.HEAD}

VERBS = {
    "see_visits": verb(
        gettext_lazy("See visits"),
        AUTHORITY_ROLES | ENTERPRISE_ROLES | AGENCY_ROLES | {Role.ADMINISTRATOR},
        gettext_lazy("enterprise: its own, once the officers have arrived"),
    ),
    "plan_visit": verb(gettext_lazy("Plan a visit and name its officers"), OFFICER_ROLES),
    "start_visit": verb(
        gettext_lazy("Start a visit"), TEAM, gettext_lazy("with a certificate; a planned one: its officers")
    ),
    "record_finding": verb(
        gettext_lazy("Answer the checklist and record findings"), TEAM, gettext_lazy("officers of the visit")
    ),
    "confirm_finding_grade": verb(
        gettext_lazy("Confirm that a finding is a major hazard"),
        OFFICER_ROLES,
        gettext_lazy("a second person, not the recorder"),
    ),
    "sign": verb(gettext_lazy("Have a visit signed on the screen"), TEAM, gettext_lazy("officers of the visit")),
    "finish_visit": verb(
        gettext_lazy("Finish a visit and issue its papers"), TEAM, gettext_lazy("officers of the visit")
    ),
    "plan_round": verb(gettext_lazy("Plan a round of the own enterprise"), ENTERPRISE_ROLES),
    "do_round": verb(
        gettext_lazy("Start, fill in, sign and finish a round of the own enterprise"),
        ENTERPRISE_ROLES,
        gettext_lazy("those named for it"),
    ),
    "cancel_round": verb(
        gettext_lazy("Cancel a round of the own enterprise"),
        ENTERPRISE_ROLES,
        gettext_lazy("those named for it, and the leaders"),
    ),
    "see_statements": verb(
        gettext_lazy("See statements of self-inspection"),
        AUTHORITY_ROLES | ENTERPRISE_LEADERS | {Role.ADMINISTRATOR},
        gettext_lazy("of the own region and below, of the own enterprise"),
    ),
    "sign_statement": verb(
        gettext_lazy("Sign the statement of self-inspection"),
        {Role.PRINCIPAL},
        gettext_lazy("the head of the enterprise (SAWS Order 16 art. 14)"),
    ),
    "cancel_visit": verb(
        gettext_lazy("Cancel a visit"), OFFICER_ROLES, gettext_lazy("before anybody has signed; with a reason")
    ),
}

#: Nobody of the enterprise may learn of these before the officers stand at the gate (inspection_methods 1, 3).
COVERT = frozenset({Method.UNANNOUNCED})


def can_see_visits(actor) -> Decision:
    """Decide who opens the list of visits."""
    return has_role(actor, VERBS["see_visits"])


def can_see_visit(actor, visit, team: frozenset = frozenset()) -> Decision:
    """Decide who opens a visit that the wall lets through.

    An enterprise sees no visit before it began; a planned unannounced one is seen by its team, the authority that
    plans it, and nobody else. A round of an enterprise is its own matter until it is finished.
    """
    decision = has_role(actor, VERBS["see_visits"])
    if decision and visit.kind == VisitKind.SELF:
        if actor.tenant_kind == "enterprise" or visit.status == VisitStatus.FINISHED:
            return decision
        return deny(_("There is no such visit."))
    if not decision or visit.status not in (VisitStatus.PLANNED, VisitStatus.CANCELLED):
        return decision
    if actor.tenant_kind == "enterprise":
        return deny(_("There is no such visit."))
    if visit.method in COVERT and actor.tenant_id != visit.authority_id and actor.membership_id not in team:
        return deny(_("There is no such visit."))
    return allow()


def can_plan_visit(actor) -> Decision:
    """Decide who plans: an officer a visit, somebody of an enterprise a round of it."""
    return has_role(actor, VERBS["plan_round" if actor.tenant_kind == "enterprise" else "plan_visit"])


def can_start_visit(actor, team: frozenset | None = None) -> Decision:
    """Decide who starts: an officer with a certificate, or somebody of the enterprise its round.

    For a planned visit (`team` given) only one of those named.
    """
    own = actor.tenant_kind == "enterprise"
    decision = has_role(actor, VERBS["do_round" if own else "start_visit"])
    if not decision:
        return decision
    if not own and not actor.certificate_no:
        return deny(
            _("Your membership has no certificate number, so you cannot inspect. Your administrator can enter it.")
        )
    if team is not None and actor.membership_id not in team:
        return deny(_("Only those named for this visit can start it. Ask whoever planned it to name you."))
    return allow()


def _of_the_team(actor, visit, team: frozenset, row) -> Decision:
    decision = has_role(actor, VERBS["do_round"] if visit.kind == VisitKind.SELF else row)
    if not decision:
        return decision
    if actor.membership_id not in team:
        return deny(_("Only the officers of this visit can do this. They are named on its first page."))
    return allow()


def can_record_finding(actor, visit, team: frozenset) -> Decision:
    """Decide who answers items, records findings, attaches photos and withdraws findings."""
    return _of_the_team(actor, visit, team, VERBS["record_finding"])


def can_sign(actor, visit, team: frozenset) -> Decision:
    """Decide on whose device signatures are drawn."""
    return _of_the_team(actor, visit, team, VERBS["sign"])


def can_finish_visit(actor, visit, team: frozenset) -> Decision:
    """Decide who finishes."""
    return _of_the_team(actor, visit, team, VERBS["finish_visit"])


def can_confirm_finding_grade(actor, finding) -> Decision:
    """Decide who confirms “major”: an officer of an authority who did not record the finding."""
    decision = has_role(actor, VERBS["confirm_finding_grade"])
    if not decision:
        return decision
    if actor.person_id is not None and str(actor.person_id) == str(finding.by.get("person_id")):
        return deny(_("You recorded this finding. “Major” must be confirmed by a second person: ask a colleague."))
    return allow()


def can_cancel_visit(actor, visit, team: frozenset) -> Decision:
    """Decide who cancels: the team, or the authority that planned it; of a round its people and the leaders."""
    if visit.kind == VisitKind.SELF:
        decision = has_role(actor, VERBS["cancel_round"])
        if decision and actor.membership_id not in team and actor.role not in ENTERPRISE_LEADERS:
            return deny(_("Only those named for this round and the leaders of the enterprise can cancel it."))
        return decision
    decision = has_role(actor, VERBS["cancel_visit"])
    if not decision:
        return decision
    if actor.membership_id not in team and actor.tenant_id != visit.authority_id:
        return deny(_("Only the officers of this visit or the authority that planned it can cancel it."))
    return allow()


def can_see_statements(actor) -> Decision:
    """Decide who reads statements; which of them is the wall's matter."""
    return has_role(actor, VERBS["see_statements"])


def can_sign_statement(actor, statement=None) -> Decision:
    """Decide who signs: the head of the enterprise that owes it."""
    decision = has_role(actor, VERBS["sign_statement"])
    if decision and statement is not None and statement.enterprise_id != actor.tenant_id:
        return deny(_("Only the head of the enterprise that owes this statement signs it."))
    return decision
