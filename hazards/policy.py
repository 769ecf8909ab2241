"""Who may do what to a hazard. The roles come from the one transition table; here stand the limits beyond roles."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, Verb, allow, deny, has_role, verb
from core.roles import AUTHORITY_ROLES, ENTERPRISE_ROLES, OFFICER_ROLES, VISITOR_ROLES, Role
from hazards.choices import CONFIDENTIAL_SOURCES
from hazards.choices import Verb as Act
from hazards.rules import TRANSITIONS, roles_by_verb

_ROLES = roles_by_verb()
_NOTES = {row.verb: row.note for row in reversed(TRANSITIONS)}


def row_of(act: Act) -> Verb:
    """Return the row of the role matrix for a verb of the transition table."""
    return verb(act.label, _ROLES[act], _NOTES[act])


VERBS = {
    act.value: row_of(act)
    for act in (
        Act.RECORD,
        Act.CONFIRM,
        Act.REJECT,
        Act.FIX_ON_SPOT,
        Act.TRANSFER,
        Act.RECEIVE,
        Act.UPGRADE,
        Act.LOOK_BACK,
        Act.ASSIGN_INSIDE,
        Act.REPORT_FIXED,
        Act.CLOSE_INSIDE,
        Act.RETURN_INSIDE,
        Act.TAKE_OVER,
    )
} | {
    "see": verb(
        gettext_lazy("See hazards"),
        AUTHORITY_ROLES | ENTERPRISE_ROLES | {Role.EXPERT, Role.ADMINISTRATOR},
        gettext_lazy("of the own region and below, of the own enterprise, of the assigned enterprises"),
    ),
    "assign": verb(
        gettext_lazy("Assign hazards to a handler"), {Role.HEAD, Role.CLERK}, gettext_lazy("also twenty at once")
    ),
    "note": verb(gettext_lazy("Add a note"), OFFICER_ROLES | VISITOR_ROLES | ENTERPRISE_ROLES),
    "export": verb(gettext_lazy("Export the ledger to Excel"), AUTHORITY_ROLES | {Role.PRINCIPAL, Role.SAFETY_HEAD}),
    "keep_filter": verb(gettext_lazy("Keep a filter of the list"), set(Role) - {Role.SYSTEM}),
}


def in_charge(actor, enterprise_id, industry_id: str) -> Decision:
    """Decide whether the actor's tenant has to do with the hazard at all: own enterprise, or a supervised industry."""
    if actor.role == Role.SYSTEM:
        return allow()
    if actor.tenant_kind == "enterprise" and actor.tenant_id != enterprise_id:
        return deny(_("This hazard belongs to another enterprise."))
    if actor.tenant_kind == "authority" and actor.industries is not None and industry_id not in actor.industries:
        return deny(_("Another department supervises this industry. Ask the office of the Work Safety Commission."))
    return allow()


def may(actor, row: Verb, hazard) -> Decision:
    """Decide by role, then by jurisdiction; what an enterprise left behind when it moved is only read."""
    if hazard is not None and hazard.kept and actor.role != Role.SYSTEM:
        return deny(
            _(
                "The enterprise is registered in another region since %(day)s; this case is kept as it was. What is "
                "wrong there today is recorded as a new hazard by the authority there."
            )
            % {"day": hazard.left_on}
        )
    return has_role(actor, row) and _jurisdiction(actor, hazard)


def _jurisdiction(actor, hazard) -> Decision:
    return allow() if hazard is None else in_charge(actor, hazard.enterprise_id, hazard.industry_id)


def can_see(actor) -> Decision:
    """Decide who opens the list at all; the wall decides which rows."""
    return has_role(actor, VERBS["see"])


def reads_source(actor, source: str) -> bool:
    """Whether somebody may know where a hazard came from: of a report of the public, only authorities do."""
    return source not in CONFIDENTIAL_SOURCES or (actor is not None and actor.tenant_kind in ("authority", "system"))


def can_record(actor, enterprise=None) -> Decision:
    """Decide who notes a hazard at an enterprise that the actor can see."""
    decision = has_role(actor, VERBS["record"])
    if decision and enterprise is not None:
        return in_charge(actor, enterprise.pk, enterprise.industry_id)
    return decision


def can_confirm(actor, hazard) -> Decision:
    """Decide who settles the grade; "major" needs a second person (a guard of the transition)."""
    return may(actor, VERBS["confirm"], hazard)


def can_reject(actor, hazard) -> Decision:
    """Decide who finds that this is not a hazard."""
    return may(actor, VERBS["reject"], hazard)


def can_fix_on_spot(actor, hazard) -> Decision:
    """Decide who closes in the same visit."""
    return may(actor, VERBS["fix_on_spot"], hazard)


def can_transfer(actor, hazard) -> Decision:
    """Decide who hands a hazard to the competent department; an order in force is withdrawn first."""
    if hazard.status == "ordered":
        return deny(_("An order is in force. Withdraw it first; then the hazard can be transferred."))
    return may(actor, VERBS["transfer"], hazard)


def can_receive(actor, hazard) -> Decision:
    """Decide who takes a transferred hazard over: the department to which it was handed."""
    decision = has_role(actor, VERBS["receive"])
    if decision and actor.role != Role.SYSTEM and actor.tenant_id != hazard.authority_id:
        sentence = _("Only the department to which the hazard was transferred takes it over: %(name)s.")
        return deny(sentence % {"name": hazard.authority})
    return decision


def can_upgrade(actor, hazard) -> Decision:
    """Decide who grades up."""
    return may(actor, VERBS["upgrade"], hazard)


def can_look_back(actor, hazard) -> Decision:
    """Decide who re-checks a closed hazard."""
    return may(actor, VERBS["look_back"], hazard)


def _inside(actor, row: Verb, hazard) -> Decision:
    decision = may(actor, row, hazard)
    if decision and hazard is not None and hazard.led_by != "enterprise":
        return deny(_("An authority deals with this hazard: its order says what is to be done."))
    return decision


def can_assign_inside(actor, hazard) -> Decision:
    """Decide who names the responsible person and the day inside the enterprise: its leaders."""
    return _inside(actor, VERBS["assign_inside"], hazard)


def can_report_fixed(actor, hazard) -> Decision:
    """Decide who reports a fix inside the enterprise: everybody of it."""
    return _inside(actor, VERBS["report_fixed"], hazard)


def can_close_inside(actor, hazard) -> Decision:
    """Decide who verifies inside the enterprise; never whoever did the work (a guard of the transition)."""
    return _inside(actor, VERBS["close_inside"], hazard)


def can_return_inside(actor, hazard) -> Decision:
    """Decide who finds inside the enterprise that it is not fixed."""
    return _inside(actor, VERBS["return_inside"], hazard)


def can_take_over(actor, hazard) -> Decision:
    """Decide who takes what an enterprise found itself into supervision."""
    return may(actor, VERBS["take_over"], hazard)


def can_assign(actor, hazard) -> Decision:
    """Decide who names the handler."""
    return may(actor, VERBS["assign"], hazard)


def can_note(actor, hazard) -> Decision:
    """Decide who adds a note to the story."""
    return may(actor, VERBS["note"], hazard)


def can_export(actor) -> Decision:
    """Decide who takes the ledger out."""
    return has_role(actor, VERBS["export"])


def can_keep_filter(actor) -> Decision:
    """Decide who keeps filters: everybody, for the own membership."""
    return has_role(actor, VERBS["keep_filter"])
