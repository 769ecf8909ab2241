"""Who may add evidence and who may open what is sealed."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import ENTERPRISE_ROLES, OFFICER_ROLES, Role

VERBS = {
    "add_evidence": verb(
        _("Add photos and files"),
        OFFICER_ROLES | ENTERPRISE_ROLES | {Role.EXPERT, Role.TIP_HANDLER},
        _("to enterprises within reach"),
    ),
    "see_evidence": verb(_("See photos and files"), set(Role) - {Role.SYSTEM}, _("of enterprises within reach")),
    "open_original": verb(
        _("Open the sealed original of a photo"), OFFICER_ROLES, _("with a reason, which is recorded")
    ),
}
SHORTEST_REASON = 5


def can_add_evidence(actor) -> Decision:
    """Decide who adds photos and files."""
    return has_role(actor, VERBS["add_evidence"])


def can_see_evidence(actor) -> Decision:
    """Decide who sees clean copies; which of them is the wall's matter."""
    return has_role(actor, VERBS["see_evidence"])


def can_open_original(actor, reason: str | None = None) -> Decision:
    """Decide who opens a sealed original; without `reason` only the role is asked (for buttons)."""
    decision = has_role(actor, VERBS["open_original"])
    if decision and reason is not None and len(reason.strip()) < SHORTEST_REASON:
        return deny(gettext("Say in a few words why the original is needed. Nothing was opened."))
    return decision if not decision else allow()
