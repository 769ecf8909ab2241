"""Who may do what with the risk ledger. The enterprise keeps it and answers for it; regulators read, and may name
cases that are directly red."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import ENTERPRISE_LEADERS, ENTERPRISE_ROLES, OFFICER_ROLES, Role
from enterprises.policy import reaches_region, supervises

READERS = OFFICER_ROLES | ENTERPRISE_ROLES | {Role.VIEWER, Role.EXPERT}
OWN = gettext_lazy("of the own enterprise")

VERBS = {
    "see_risk_points": verb(gettext_lazy("Read the risk ledger"), READERS, gettext_lazy("of enterprises within reach")),
    "see_risk_board": verb(
        gettext_lazy("See the risk board of the region"), OFFICER_ROLES | {Role.VIEWER}, gettext_lazy("own region")
    ),
    "export_risk_points": verb(
        gettext_lazy("Export the risk ledger to Excel"),
        OFFICER_ROLES | ENTERPRISE_LEADERS | {Role.VIEWER},
        gettext_lazy("those within reach"),
    ),
    "keep_risk_points": verb(
        gettext_lazy("Add, describe, retire risk points, and import them from Excel"), ENTERPRISE_LEADERS, OWN
    ),
    "rate_risk_points": verb(gettext_lazy("Rate risk points, and restore an earlier state"), ENTERPRISE_LEADERS, OWN),
    "keep_measures": verb(gettext_lazy("Keep control measures and record reviews"), ENTERPRISE_LEADERS, OWN),
    "declare_red": verb(
        gettext_lazy("Declare a risk point directly red"),
        OFFICER_ROLES | ENTERPRISE_LEADERS,
        gettext_lazy("the bureau with a reason, or the enterprise itself; who declared it may lift it"),
    ),
    "keep_site_plans": verb(gettext_lazy("Keep site plans and place risk points on them"), ENTERPRISE_LEADERS, OWN),
    "register_risk_ledger": verb(
        gettext_lazy("Register the risk ledger as a numbered document"),
        {Role.HEAD, Role.CLERK, *ENTERPRISE_LEADERS},
        gettext_lazy("the enterprise its own, the bureau those it supervises"),
    ),
    "see_rating_policies": verb(
        gettext_lazy("See the boundaries of the risk levels"), READERS, gettext_lazy("of the own region and above")
    ),
    "keep_rating_policies": verb(
        gettext_lazy("Set the boundaries of the risk levels"), {Role.HEAD}, gettext_lazy("of the own region")
    ),
}


def can_see_risk_points(actor) -> Decision:
    """Decide who reads the ledger; the wall decides which rows."""
    return has_role(actor, VERBS["see_risk_points"])


def can_see_risk_board(actor) -> Decision:
    """Decide who sees a region's board."""
    return has_role(actor, VERBS["see_risk_board"])


def can_export_risk_points(actor) -> Decision:
    """Decide who takes the ledger away as a file."""
    return has_role(actor, VERBS["export_risk_points"])


def _own(actor, enterprise_id, row: str) -> Decision:
    decision = has_role(actor, VERBS[row])
    if decision and actor.role != Role.SYSTEM and actor.tenant_id != enterprise_id:
        return deny(_("This is another enterprise. Its own principal or safety head keeps its risk ledger."))
    return decision


def can_keep_risk_points(actor, enterprise_id=None) -> Decision:
    """Decide who adds, describes, retires and imports points; without an enterprise only the role is asked."""
    if enterprise_id is None:
        return has_role(actor, VERBS["keep_risk_points"])
    return _own(actor, enterprise_id, "keep_risk_points")


def can_rate_risk_points(actor, enterprise_id) -> Decision:
    """Decide who rates."""
    return _own(actor, enterprise_id, "rate_risk_points")


def can_keep_measures(actor, enterprise_id) -> Decision:
    """Decide who keeps measures and records reviews."""
    return _own(actor, enterprise_id, "keep_measures")


def can_keep_site_plans(actor, enterprise_id=None) -> Decision:
    """Decide who keeps plans; without an enterprise only the role is asked."""
    if enterprise_id is None:
        return has_role(actor, VERBS["keep_site_plans"])
    return _own(actor, enterprise_id, "keep_site_plans")


def _own_or_bureau(actor, enterprise, row: str) -> Decision:
    decision = has_role(actor, VERBS[row])
    if not decision or actor.role == Role.SYSTEM:
        return decision
    if actor.tenant_kind == "enterprise":
        return _own(actor, enterprise.pk, row)
    if not reaches_region(actor, enterprise.region_code) or not supervises(actor, enterprise.industry):
        return deny(_("Your authority does not supervise this enterprise. Its own bureau may do this."))
    return allow()


def can_declare_red(actor, enterprise, declared_by: str = "") -> Decision:
    """Decide who declares a point directly red, or lifts it; `declared_by` is the kind of tenant that declared it.

    What a regulator declared, the enterprise cannot lift.
    """
    decision = _own_or_bureau(actor, enterprise, "declare_red")
    if decision and declared_by == "authority" and actor.tenant_kind == "enterprise":
        return deny(_("Your regulator declared this point directly red. Only an authority can lift it."))
    return decision


def can_register_risk_ledger(actor, enterprise) -> Decision:
    """Decide who has the ledger frozen as a numbered document."""
    return _own_or_bureau(actor, enterprise, "register_risk_ledger")


def can_see_rating_policies(actor) -> Decision:
    """Decide who reads where the levels begin."""
    return has_role(actor, VERBS["see_rating_policies"])


def can_keep_rating_policies(actor) -> Decision:
    """Decide who sets where the levels begin in the own region."""
    return has_role(actor, VERBS["keep_rating_policies"])
