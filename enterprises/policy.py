"""Who may keep the register of enterprises."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import ENTERPRISE_LEADERS, Role
from enterprises.codes import policy as codes
from enterprises.conduct import policy as conduct

VERBS = (
    {
        "see_enterprises": verb(
            gettext_lazy("See enterprises"), set(Role) - {Role.SYSTEM}, gettext_lazy("those within reach")
        ),
        "register_enterprise": verb(
            gettext_lazy("Register an enterprise"),
            {Role.HEAD, Role.CLERK},
            gettext_lazy("in the own region, of the bureau's industries"),
        ),
        "edit_enterprise": verb(
            gettext_lazy("Change the facts of an enterprise"),
            {Role.HEAD, Role.CLERK},
            gettext_lazy("in the own region, of the bureau's industries"),
        ),
        "edit_contacts": verb(
            gettext_lazy("Change address, contacts and size of an enterprise"),
            {Role.HEAD, Role.CLERK, *ENTERPRISE_LEADERS},
            gettext_lazy("the bureau, or the enterprise itself"),
        ),
        "keep_belongings": verb(
            gettext_lazy("Keep places, equipment, posts and responsible persons"),
            {Role.HEAD, Role.CLERK, Role.INSPECTOR, *ENTERPRISE_LEADERS},
            gettext_lazy("the bureau, or the enterprise itself"),
        ),
        "propose_move": verb(
            gettext_lazy("Propose that an enterprise moves to another region"),
            {Role.HEAD, Role.CLERK},
            gettext_lazy("out of the own region, of the bureau's industries; also withdraw the proposal"),
        ),
        "decide_move": verb(
            gettext_lazy("Take over an enterprise from another region, or refuse it"),
            {Role.HEAD},
            gettext_lazy("into the own region, of the bureau's industries; never one's own proposal"),
        ),
        "see_moves": verb(
            gettext_lazy("See which enterprises move between regions"),
            {Role.HEAD, Role.CLERK, Role.INSPECTOR, Role.VIEWER, *ENTERPRISE_LEADERS},
            gettext_lazy("out of or into the own region, or of the own enterprise"),
        ),
        "import_enterprises": verb(
            gettext_lazy("Import enterprises from Excel"),
            {Role.HEAD, Role.CLERK},
            gettext_lazy("rows of the own region and industries"),
        ),
        "export_enterprises": verb(
            gettext_lazy("Export enterprises to Excel"),
            {Role.HEAD, Role.CLERK, Role.INSPECTOR, Role.VIEWER},
            gettext_lazy("those within reach"),
        ),
    }
    | codes.VERBS
    | conduct.VERBS
)


def reaches_region(actor, region_code: str) -> bool:
    """Whether a region lies in the range that the actor supervises."""
    return actor.scope.region_low <= region_code < actor.scope.region_high


def supervises(actor, industry) -> bool:
    """Whether an industry, or the group it belongs to, is among those of the actor's bureau."""
    return actor.industries is None or bool({industry.code, industry.parent_id} & set(actor.industries))


def _within_bureau(actor, row: str, region_code: str, industry) -> Decision:
    decision = has_role(actor, VERBS[row])
    if not decision or actor.role == Role.SYSTEM:
        return decision
    if not reaches_region(actor, region_code):
        return deny(
            _("This region is not supervised by your authority. The authority of that region keeps its register.")
        )
    if not supervises(actor, industry):
        return deny(
            _("“%(industry)s” is not among the industries of your bureau. The bureau in charge of it keeps this entry.")
            % {"industry": industry.name}
        )
    return allow()


def can_see_enterprises(actor) -> Decision:
    """Decide who reads the register; the wall decides which rows."""
    return has_role(actor, VERBS["see_enterprises"])


def can_register_enterprise(actor, region_code: str, industry) -> Decision:
    """Decide who registers an enterprise of an industry in a region."""
    return _within_bureau(actor, "register_enterprise", region_code, industry)


def can_begin_registering(actor) -> Decision:
    """Decide who sees the form at all."""
    return has_role(actor, VERBS["register_enterprise"])


def can_edit_enterprise(actor, enterprise) -> Decision:
    """Decide who changes name, industry, risk tags and status."""
    return _within_bureau(actor, "edit_enterprise", enterprise.region_code, enterprise.industry)


def can_edit_contacts(actor, enterprise) -> Decision:
    """Decide who changes what the enterprise knows best itself."""
    return _own_or_bureau(actor, "edit_contacts", enterprise)


def can_keep_belongings(actor, enterprise) -> Decision:
    """Decide who keeps places, equipment and posts."""
    return _own_or_bureau(actor, "keep_belongings", enterprise)


def _own_or_bureau(actor, row: str, enterprise) -> Decision:
    if actor is not None and actor.tenant_kind == "enterprise":
        if actor.tenant_id != enterprise.pk:
            return deny(_("This is another enterprise. Its own safety head or its bureau may do this."))
        return has_role(actor, VERBS[row])
    return _within_bureau(actor, row, enterprise.region_code, enterprise.industry)


def can_import_enterprises(actor) -> Decision:
    """Decide who imports a sheet; each row is held against region and industries again."""
    return has_role(actor, VERBS["import_enterprises"])


def can_export_enterprises(actor) -> Decision:
    """Decide who takes the register away as a file."""
    return has_role(actor, VERBS["export_enterprises"])


def can_see_moves(actor) -> Decision:
    """Decide who reads the list of moves; the wall decides which rows."""
    return has_role(actor, VERBS["see_moves"])


def can_propose_move(actor, enterprise) -> Decision:
    """Decide who lets an enterprise go: who keeps its entry."""
    return _within_bureau(actor, "propose_move", enterprise.region_code, enterprise.industry)


def can_withdraw_move(actor, move, industry) -> Decision:
    """Decide who withdraws a proposal: whoever of the region that lets go might have made it."""
    return _within_bureau(actor, "propose_move", move.region_code, industry)


def can_decide_move(actor, move, industry) -> Decision:
    """Decide who takes an enterprise over or refuses it; two people always stand behind a move."""
    decision = _within_bureau(actor, "decide_move", move.to_region_id, industry)
    if decision and move.proposed_by.get("person_id") == str(actor.person_id):
        return deny(_("You proposed this move yourself. Somebody else of the receiving region decides on it."))
    return decision
