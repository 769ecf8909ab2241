"""Who sees and keeps the codes of an enterprise. What a scan shows to whom, the desk composes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import AUTHORITY_ROLES, ENTERPRISE_LEADERS, ENTERPRISE_ROLES, Role

VERBS = {
    "see_codes": verb(
        gettext_lazy("See which safety codes an enterprise has"),
        AUTHORITY_ROLES | ENTERPRISE_ROLES | {Role.EXPERT, Role.ADMINISTRATOR},
        gettext_lazy("of the own enterprise, or of those within reach"),
    ),
    "keep_codes": verb(
        gettext_lazy("Issue, print, replace and revoke safety codes"),
        {Role.HEAD, Role.CLERK, Role.INSPECTOR, *ENTERPRISE_LEADERS},
        gettext_lazy("the enterprise itself, or an authority of its region"),
    ),
}


def can_see_codes(actor) -> Decision:
    """Decide who sees the list; the wall decides which enterprises."""
    return has_role(actor, VERBS["see_codes"])


def can_keep_codes(actor, enterprise) -> Decision:
    """Decide who issues, prints, replaces and revokes."""
    decision = has_role(actor, VERBS["keep_codes"])
    if not decision or actor.role == Role.SYSTEM:
        return decision
    if actor.tenant_kind == "enterprise" and actor.tenant_id != enterprise.pk:
        return deny(_("This is another enterprise. Its own safety head or its bureau may do this."))
    if actor.tenant_kind == "authority" and not enterprise.region_code.startswith(actor.region_code):
        return deny(_("This region is not supervised by your authority. The authority of that region may do this."))
    return allow()
