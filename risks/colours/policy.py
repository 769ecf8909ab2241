"""Who sees colours, appeals against one, decides an appeal, and sets the thresholds of a region."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import AUTHORITY_ROLES, ENTERPRISE_LEADERS, ENTERPRISE_ROLES, OFFICER_ROLES, Role

VERBS = {
    "see_colours": verb(
        gettext_lazy("See the colours of safety codes and their history"),
        AUTHORITY_ROLES | ENTERPRISE_ROLES | {Role.EXPERT, Role.ADMINISTRATOR},
        gettext_lazy("of the own enterprise, or of those within reach; others only by scanning a label"),
    ),
    "appeal_colour": verb(
        gettext_lazy("Appeal against a colour"), ENTERPRISE_LEADERS, gettext_lazy("of the own enterprise")
    ),
    "decide_appeal": verb(
        gettext_lazy("Decide an appeal against a colour"),
        {Role.HEAD, Role.CLERK},
        gettext_lazy("of the own region; never one's own"),
    ),
    "keep_colour_policy": verb(
        gettext_lazy("Set the thresholds of the colours"), {Role.HEAD}, gettext_lazy("of the own region")
    ),
}


def can_see_colours(actor) -> Decision:
    """Decide who reads colours; the wall decides whose."""
    return has_role(actor, VERBS["see_colours"])


def can_appeal(actor, enterprise_id=None) -> Decision:
    """Decide who appeals: the enterprise itself."""
    decision = has_role(actor, VERBS["appeal_colour"])
    if decision and enterprise_id is not None and actor.tenant_id != enterprise_id:
        return deny(_("Only the enterprise itself appeals against its colour."))
    return decision


def can_decide_appeal(actor, appeal=None) -> Decision:
    """Decide who decides: an officer of the region who did not file it."""
    decision = has_role(actor, VERBS["decide_appeal"])
    if not decision or appeal is None:
        return decision
    if appeal.filed_by.get("person_id") == str(actor.person_id):
        return deny(_("Whoever filed an appeal does not decide it. Another person of the authority does."))
    return allow()


def can_keep_colour_policy(actor) -> Decision:
    """Decide who sets thresholds."""
    return has_role(actor, VERBS["keep_colour_policy"])


def can_count_colours(actor) -> Decision:
    """Decide who reads the list over many enterprises."""
    decision = can_see_colours(actor)
    if decision and actor.role not in OFFICER_ROLES | {Role.VIEWER}:
        return deny(_("The list of colours is the regulators'. Your own colour is on the page of your enterprise."))
    return decision
