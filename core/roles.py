"""The roles a membership can have, and the sets that rules and policies speak of."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """A person's role in one tenant. The tenant's kind limits which of them can be given (`ROLES_BY_TENANT_KIND`)."""

    HEAD = "head", _("Authority head")
    CLERK = "clerk", _("Clerk")
    INSPECTOR = "inspector", _("Inspector")
    TIP_HANDLER = "tip_handler", _("Whistleblowing handler")
    VIEWER = "viewer", _("Viewer")
    PRINCIPAL = "principal", _("Principal of the enterprise")
    SAFETY_HEAD = "safety_head", _("Safety head")
    WORKER = "worker", _("Worker")
    EXPERT = "expert", _("Agency expert")
    ADMINISTRATOR = "administrator", _("Tenant administrator")
    SYSTEM = "system", _("System")


AUTHORITY_ROLES = frozenset({Role.HEAD, Role.CLERK, Role.INSPECTOR, Role.TIP_HANDLER, Role.VIEWER})
ENTERPRISE_ROLES = frozenset({Role.PRINCIPAL, Role.SAFETY_HEAD, Role.WORKER})
AGENCY_ROLES = frozenset({Role.EXPERT})

#: Authority roles that handle hazards; a viewer only reads, a tip handler only handles tips.
OFFICER_ROLES = frozenset({Role.HEAD, Role.CLERK, Role.INSPECTOR})
#: Who goes on visits: officers with a certificate, and the experts commissioned to accompany them.
VISITOR_ROLES = frozenset({Role.INSPECTOR, Role.HEAD, Role.EXPERT})
#: Who answers for an enterprise (signs a plan, asks for an extension, asks to resume).
ENTERPRISE_LEADERS = frozenset({Role.PRINCIPAL, Role.SAFETY_HEAD})

ROLES_BY_TENANT_KIND = {
    "authority": AUTHORITY_ROLES | {Role.ADMINISTRATOR},
    "enterprise": ENTERPRISE_ROLES | {Role.ADMINISTRATOR},
    "agency": AGENCY_ROLES | {Role.ADMINISTRATOR},
    "system": frozenset({Role.SYSTEM}),
}
