"""Who chooses channels, keeps robots, sees what did not arrive, and looks at the clock."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy import EVERY_MEMBER
from core.policy import Decision, allow, deny, has_role, verb
from core.roles import Role

VERBS = {
    "choose_channels": verb(
        gettext_lazy("Choose by which channels one is told"),
        EVERY_MEMBER,
        gettext_lazy("one's own; orders and dangers cannot be switched off"),
    ),
    "keep_robots": verb(
        gettext_lazy("Keep the robots and webhooks of the authority"),
        {Role.HEAD, Role.ADMINISTRATOR},
        gettext_lazy("of an authority"),
    ),
    "see_undelivered": verb(
        gettext_lazy("See messages that did not arrive"),
        {Role.ADMINISTRATOR},
        gettext_lazy("to members of the own organisation"),
    ),
    "resend_delivery": verb(
        gettext_lazy("Send a message again that did not arrive"),
        {Role.ADMINISTRATOR},
        gettext_lazy("to members of the own organisation"),
    ),
    "see_clock": verb(
        gettext_lazy("See when the scheduled jobs last ran"),
        {Role.ADMINISTRATOR, Role.HEAD},
        gettext_lazy("of an authority"),
    ),
}


def can_choose_channels(actor) -> Decision:
    """Decide who chooses channels: everybody, for themselves."""
    return has_role(actor, VERBS["choose_channels"])


def can_keep_robots(actor) -> Decision:
    """Decide who keeps the robots of an authority."""
    return _of_an_authority(actor, has_role(actor, VERBS["keep_robots"]))


def can_change_endpoint(actor, endpoint) -> Decision:
    """Decide who removes an address or tries it out: its person, or who keeps its authority's robots."""
    if endpoint.person_id is not None:
        if endpoint.person_id == actor.person_id:
            return can_choose_channels(actor)
        return deny(_("This address belongs to another person."))
    decision = can_keep_robots(actor)
    if decision and endpoint.authority_id != actor.tenant_id:
        return deny(_("This robot belongs to another authority."))
    return decision


def can_see_undelivered(actor) -> Decision:
    """Decide who reads the list of messages that did not arrive."""
    return has_role(actor, VERBS["see_undelivered"])


def can_resend_delivery(actor, delivery) -> Decision:
    """Decide who sends a message again: the administrator of the recipient's organisation."""
    decision = has_role(actor, VERBS["resend_delivery"])
    if decision and tenant_of(delivery) != actor.tenant_id:
        return deny(_("This message went to a member of another organisation."))
    return decision


def tenant_of(delivery):
    """Return the key of the organisation whose member or robot a delivery goes to."""
    return delivery.authority_id or (delivery.membership.tenant_id if delivery.membership_id else None)


def can_see_clock(actor) -> Decision:
    """Decide who looks at the clock."""
    return _of_an_authority(actor, has_role(actor, VERBS["see_clock"]))


def _of_an_authority(actor, decision: Decision) -> Decision:
    if decision and actor.tenant_kind not in ("authority", "system"):
        return deny(_("Only an authority has this page."))
    return allow() if decision else decision
