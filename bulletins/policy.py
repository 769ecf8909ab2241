"""Who draws bulletins up, exposes, releases, withdraws, adds to them, and answers them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins.choices import Ground
from bulletins.media.policy import VERBS as MEDIA
from bulletins.meetings.policy import VERBS as MEETINGS
from bulletins.standing import DRAFTERS, by_two, of_authority, of_own
from core.policy import Decision, deny, has_role, verb
from core.roles import AUTHORITY_ROLES, ENTERPRISE_LEADERS, Role

VERBS = {
    "see_bulletins": verb(
        gettext_lazy("Read bulletins before they are public"),
        AUTHORITY_ROLES | {Role.ADMINISTRATOR},
        gettext_lazy("of authorities in the own region"),
    ),
    "draft_bulletin": verb(
        gettext_lazy("Draw up and edit a bulletin"), DRAFTERS, gettext_lazy("in the name of the own authority")
    ),
    "expose": verb(
        gettext_lazy("Expose cases on the boards of the region"),
        DRAFTERS,
        gettext_lazy("of the own authority's bulletins"),
    ),
    "release_bulletin": verb(
        gettext_lazy("Release a bulletin to the public, or send it back"),
        DRAFTERS,
        gettext_lazy("two different persons of the own authority, one of them its head"),
    ),
    "withdraw_bulletin": verb(
        gettext_lazy("Withdraw a bulletin"), DRAFTERS, gettext_lazy("of the own authority; the reason stays public")
    ),
    "follow_up": verb(
        gettext_lazy("Add a follow-up to a published bulletin"),
        DRAFTERS,
        gettext_lazy("of the own authority's bulletins"),
    ),
    "see_exposures": verb(
        gettext_lazy("See the board of exposed cases"),
        AUTHORITY_ROLES | ENTERPRISE_LEADERS | {Role.ADMINISTRATOR},
        gettext_lazy("authorities: of their region; enterprises: their own"),
    ),
    "file_statement": verb(
        gettext_lazy("Answer an exposure"), ENTERPRISE_LEADERS, gettext_lazy("of the own enterprise")
    ),
    "keep_bulletin_schedule": verb(
        gettext_lazy("Set the monthly bulletin and its periods"), {Role.HEAD}, gettext_lazy("of the own authority")
    ),
    **MEDIA,
    **MEETINGS,
}


def can_see_bulletins(actor) -> Decision:
    """Decide who reads bulletins before they are public; which, is the wall's matter."""
    return of_authority(actor, has_role(actor, VERBS["see_bulletins"]))


def can_draft_bulletin(actor, bulletin=None) -> Decision:
    """Decide who draws up a bulletin, or edits one."""
    return of_own(actor, VERBS["draft_bulletin"], bulletin)


def can_expose(actor, bulletin) -> Decision:
    """Decide who exposes the cases of a bulletin."""
    return of_own(actor, VERBS["expose"], bulletin)


def can_release_bulletin(actor, bulletin) -> Decision:
    """Decide who releases: two different persons of the authority, one of them its head. No job ever releases."""
    return by_two(actor, VERBS["release_bulletin"], bulletin)


def can_send_back(actor, bulletin) -> Decision:
    """Decide who sends a bulletin back that one person has released: anybody who may release."""
    return of_own(actor, VERBS["release_bulletin"], bulletin)


def can_withdraw_bulletin(actor, bulletin) -> Decision:
    """Decide who withdraws a bulletin."""
    return of_own(actor, VERBS["withdraw_bulletin"], bulletin)


def can_follow_up(actor, bulletin) -> Decision:
    """Decide who adds to a published bulletin."""
    return of_own(actor, VERBS["follow_up"], bulletin)


def can_see_exposures(actor) -> Decision:
    """Decide who sees the board of exposed cases."""
    return has_role(actor, VERBS["see_exposures"])


def can_file_statement(actor, exposure) -> Decision:
    """Decide who answers an exposure: the leaders of the named enterprise."""
    decision = has_role(actor, VERBS["file_statement"])
    if decision and (actor.tenant_id != exposure.enterprise_id or exposure.ground == Ground.DUTY):
        return deny(_("Only the enterprise that is named can answer."))
    return decision


def can_keep_bulletin_schedule(actor) -> Decision:
    """Decide who sets the monthly bulletin of an authority."""
    return of_authority(actor, has_role(actor, VERBS["keep_bulletin_schedule"]))
