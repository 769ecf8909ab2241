"""Who calls a name-and-shame meeting, records it, and reads it."""

from django.utils.translation import gettext_lazy

from bulletins.standing import DRAFTERS, of_own
from core.policy import Decision, has_role, verb
from core.roles import AUTHORITY_ROLES, ENTERPRISE_LEADERS, Role

VERBS = {
    "see_meetings": verb(
        gettext_lazy("Read name-and-shame meetings"),
        AUTHORITY_ROLES | ENTERPRISE_LEADERS | {Role.ADMINISTRATOR},
        gettext_lazy("authorities: of their region; enterprises: those they must come to"),
    ),
    "call_meeting": verb(
        gettext_lazy("Call or cancel a name-and-shame meeting"), DRAFTERS, gettext_lazy("of the own authority")
    ),
    "record_meeting": verb(
        gettext_lazy("Record a meeting's statements and commitments, and issue its minutes"),
        DRAFTERS,
        gettext_lazy("of the own authority"),
    ),
    "settle_commitment": verb(
        gettext_lazy("Note that a commitment was kept"), DRAFTERS, gettext_lazy("of the own authority's meetings")
    ),
}


def can_see_meetings(actor) -> Decision:
    """Decide who reads meetings; which, is the wall's and the selector's matter."""
    return has_role(actor, VERBS["see_meetings"])


def can_call_meeting(actor, meeting=None) -> Decision:
    """Decide who calls a meeting, or cancels one."""
    return of_own(actor, VERBS["call_meeting"], meeting)


def can_record_meeting(actor, meeting) -> Decision:
    """Decide who records a meeting."""
    return of_own(actor, VERBS["record_meeting"], meeting)


def can_settle_commitment(actor, meeting) -> Decision:
    """Decide who notes that a commitment was kept."""
    return of_own(actor, VERBS["settle_commitment"], meeting)
