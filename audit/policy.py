"""Who reads the audit chain of a tenant: those who answer for it."""

from django.utils.translation import gettext_lazy

from core.policy import Decision, has_role, verb
from core.roles import Role

VERBS = {
    "see_audit": verb(
        gettext_lazy("Read and verify the audit record"),
        {Role.HEAD, Role.PRINCIPAL, Role.ADMINISTRATOR},
        gettext_lazy("of the own organisation"),
    ),
}


def can_see_audit(actor) -> Decision:
    """Decide who reads the record of the own organisation's security-relevant acts."""
    return has_role(actor, VERBS["see_audit"])
