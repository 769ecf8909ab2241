"""Who may manage people and see registers of them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import Role
from enterprises.policy import can_edit_enterprise

EVERY_MEMBER = set(Role) - {Role.SYSTEM}
#: The one who orders the tenant's own people.
KEEPERS = {Role.ADMINISTRATOR, Role.PRINCIPAL}

VERBS = {
    "see_people": verb(
        gettext_lazy("See the people of one's own organisation"), EVERY_MEMBER - {Role.WORKER, Role.EXPERT}
    ),
    "invite_member": verb(
        gettext_lazy("Invite people, one by one or by Excel"),
        KEEPERS,
        gettext_lazy("into the own organisation; links work once, for 7 days"),
    ),
    "invite_principal": verb(
        gettext_lazy("Invite the first principal of an enterprise"),
        {Role.HEAD, Role.CLERK},
        gettext_lazy("of the own region and the bureau's industries, where nobody of the enterprise signs in yet"),
    ),
    "end_membership": verb(
        gettext_lazy("End a membership"), KEEPERS, gettext_lazy("in the own organisation, never the own one")
    ),
    "deactivate_person": verb(
        gettext_lazy("Deactivate a person"),
        {Role.ADMINISTRATOR},
        gettext_lazy("only who belongs to no other organisation"),
    ),
    "assign_across_regions": verb(
        gettext_lazy("Assign inspectors or experts to enterprises for a period"),
        {Role.HEAD, Role.CLERK, Role.ADMINISTRATOR},
        gettext_lazy("of an authority, to enterprises of the own region"),
    ),
    "see_assignments": verb(
        gettext_lazy("See who from elsewhere is assigned to which enterprise"),
        EVERY_MEMBER - {Role.WORKER},
        gettext_lazy("within reach"),
    ),
    "make_token": verb(gettext_lazy("Make API tokens that act through the own membership"), EVERY_MEMBER),
    "see_role_matrix": verb(gettext_lazy("See this table of roles"), EVERY_MEMBER),
}


def can_see_people(actor) -> Decision:
    """Decide who reads the list of members."""
    return has_role(actor, VERBS["see_people"])


def can_invite_member(actor) -> Decision:
    """Decide who invites."""
    return has_role(actor, VERBS["invite_member"])


def can_invite_principal(actor, enterprise=None) -> Decision:
    """Decide who lets an enterprise in: who keeps its entry in the register."""
    decision = has_role(actor, VERBS["invite_principal"])
    if decision and enterprise is not None:
        return can_edit_enterprise(actor, enterprise)
    return decision


def can_end_membership(actor, membership) -> Decision:
    """Decide who ends a membership: of the own tenant, and never one's own, so that no tenant locks itself out."""
    return _own_other(actor, membership, has_role(actor, VERBS["end_membership"]))


def can_deactivate_person(actor, membership, *, elsewhere: bool) -> Decision:
    """Decide who deactivates a whole person; `elsewhere` tells whether they belong to another tenant too."""
    decision = _own_other(actor, membership, has_role(actor, VERBS["deactivate_person"]))
    if decision and elsewhere:
        return deny(
            _("This person belongs to another organisation too. End the membership in yours; the sign-in stays theirs.")
        )
    return decision


def _own_other(actor, membership, decision: Decision) -> Decision:
    if not decision:
        return decision
    if membership.tenant_id != actor.tenant_id:
        return deny(_("This person belongs to another organisation; its administrator can end the membership."))
    if membership.pk == actor.membership_id:
        return deny(_("You cannot end the membership through which you act. Another administrator can."))
    return allow()


def can_assign_across_regions(actor, enterprise=None) -> Decision:
    """Decide who assigns inspectors and experts from elsewhere, and (with `enterprise`) to which enterprises."""
    decision = has_role(actor, VERBS["assign_across_regions"])
    if not decision:
        return decision
    if actor.tenant_kind != "authority":
        return deny(_("Only the authorities of a region assign inspectors and experts to its enterprises."))
    if enterprise is not None and not enterprise.region_code.startswith(actor.region_code):
        return deny(_("This enterprise lies outside your region; its own authority assigns inspectors to it."))
    return allow()


def can_see_assignments(actor) -> Decision:
    """Decide who reads the list of assignments within reach."""
    return has_role(actor, VERBS["see_assignments"])


def can_make_token(actor) -> Decision:
    """Decide who makes API tokens."""
    return has_role(actor, VERBS["make_token"])


def must_use_second_factor(actor, person, *, forced: bool) -> bool:
    """Whether this person may go on only with a second factor: administrators and operators, where it is forced."""
    return forced and (person.is_staff or (actor is not None and actor.role == Role.ADMINISTRATOR))
