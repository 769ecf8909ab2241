"""Who may manage people and see registers of them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import Role

VERBS = {
    "see_people": verb(_l("See the people of one's own tenant"), set(Role) - {Role.SYSTEM, Role.WORKER, Role.EXPERT}),
    "invite_member": verb(
        _l("Invite people, one by one or by Excel"), {Role.ADMINISTRATOR, Role.PRINCIPAL}, _l("into the own tenant")
    ),
    "end_membership": verb(
        _l("End a membership"), {Role.ADMINISTRATOR, Role.PRINCIPAL}, _l("in the own tenant, not the own one")
    ),
    "assign_across_regions": verb(
        _l("Assign inspectors or experts to enterprises for a period"),
        {Role.HEAD, Role.CLERK, Role.ADMINISTRATOR},
        _l("to enterprises of the own region"),
    ),
}


def can_see_people(actor) -> Decision:
    """Decide who reads the list of members."""
    return has_role(actor, VERBS["see_people"])


def can_invite_member(actor) -> Decision:
    """Decide who invites."""
    return has_role(actor, VERBS["invite_member"])


def can_end_membership(actor, membership) -> Decision:
    """Decide who ends a membership: of the own tenant, and never one's own, so that no tenant locks itself out."""
    decision = has_role(actor, VERBS["end_membership"])
    if not decision:
        return decision
    if membership.tenant_id != actor.tenant_id:
        return deny(_("This person belongs to another tenant; its administrator can end the membership."))
    if membership.pk == actor.membership_id:
        return deny(_("You cannot end the membership through which you act. Another administrator can."))
    return allow()


def can_assign_across_regions(actor) -> Decision:
    """Decide who assigns inspectors and experts from elsewhere."""
    return has_role(actor, VERBS["assign_across_regions"])
