"""What the policies of bulletins, batches and meetings have in common: the own authority, and two different persons."""

from django.utils.translation import gettext as _

from bulletins.choices import Status
from core.policy import Decision, Verb, allow, deny, has_role
from core.roles import Role

DRAFTERS = {Role.HEAD, Role.CLERK}


def of_authority(actor, decision: Decision) -> Decision:
    """Deny whoever acts for no authority."""
    if decision and actor.tenant_kind not in ("authority", "system"):
        return deny(_("Only an authority has this page."))
    return decision


def of_own(actor, row: Verb, subject) -> Decision:
    """Decide by the role of a verb, on what the own authority prepared; `subject` may be None."""
    decision = of_authority(actor, has_role(actor, row))
    if decision and subject is not None and actor.role != Role.SYSTEM and actor.tenant_id != subject.authority_id:
        return deny(_("This was prepared by another authority; only its own officers can do this."))
    return decision


def by_two(actor, row: Verb, subject) -> Decision:
    """Decide who releases: two different persons of the authority, one of them its head. No job ever releases."""
    decision = of_own(actor, row, subject)
    if not decision:
        return decision
    if actor.role == Role.SYSTEM:
        return deny(_("Only persons release to the public."))
    if subject.status == Status.RELEASED_FIRST:
        if subject.first_released_by_id == actor.person_id:
            return deny(_("You released this first. The second release is another person's."))
        if Role.HEAD not in (actor.role, subject.first_releaser.get("role")):
            return deny(_("One of the two persons must be the head of the authority."))
    return allow()
