"""Reads over people and tenants: who is a member where, who must be told, who may reach a row."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.choices import InvitationStatus, TenantKind
from accounts.models import Assignment, Invitation, Membership, MembershipToken
from accounts.policy import KEEPERS
from accounts.rules import secret_hash
from core import scope
from core.errors import NotVisible
from core.scope import Scope


def members_of_tenant(kind: str, tenant_id: uuid.UUID, roles: Iterable[str]) -> list[Membership]:
    """Return the active members of a tenant with one of `roles`, whoever asks: an enterprise never sees the wall of
    its bureau, yet the bureau's officers must be told. Hand the result to `notifications.actions.notify`, never to a
    page."""
    with scope.everything(because="an act must be told to officers whom the actor cannot see"):
        return list(Membership.objects.active().of_tenant(kind, tenant_id).with_roles(roles).order_by("pk"))


def members_of_authority(authority_id: uuid.UUID, roles: Iterable[str]) -> list[Membership]:
    """Return the active members of an authority with one of `roles`; for `notify` only."""
    return members_of_tenant(TenantKind.AUTHORITY, authority_id, roles)


def members_of_enterprise(enterprise_id: uuid.UUID, roles: Iterable[str]) -> list[Membership]:
    """Return the active members of an enterprise with one of `roles`; for `notify` only."""
    return members_of_tenant(TenantKind.ENTERPRISE, enterprise_id, roles)


def keepers_of(enterprise_id: uuid.UUID) -> QuerySet[Membership]:
    """Return the active members of an enterprise who can invite others, as far as the wall shows them."""
    return Membership.objects.active().filter(enterprise_id=enterprise_id, role__in=KEEPERS)


def reaching(
    memberships: Iterable[Membership], *, region_code: str, enterprise_id: uuid.UUID | None, now: datetime
) -> list[Membership]:
    """Keep the memberships within whose scope a row of `region_code` and `enterprise_id` lies at `now`.

    Recipients are checked when they are told, not when they were listed: nobody hears of a foreign tenant's case.
    Must run in a scope that sees the assignments.
    """
    found = list(memberships)
    assigned = set(
        Assignment.objects.current(now)
        .filter(membership__in=found, enterprise_id=enterprise_id)
        .values_list("membership_id", flat=True)
        if enterprise_id
        else ()
    )
    return [
        each
        for each in found
        if within_reach(each, region_code=region_code, enterprise_id=enterprise_id, assigned=each.pk in assigned)
    ]


def within_reach(membership: Membership, *, region_code: str, enterprise_id: uuid.UUID | None, assigned: bool) -> bool:
    """Whether a row of `region_code` and `enterprise_id` lies within a membership's scope; `assigned` tells whether
    the membership is assigned to that enterprise now."""
    return (
        assigned
        or (membership.tenant_kind == TenantKind.AUTHORITY and region_code.startswith(membership.region_code))
        or (enterprise_id is not None and membership.enterprise_id == enterprise_id)
    )


def memberships_of(person) -> list[Membership]:
    """Return a person's active memberships with their tenants, to choose from. Declares no scope of its own wider
    than the person's rows and the enterprises among them."""
    with scope.enter(Scope(person=person.pk)):
        own = Membership.objects.active().filter(person=person)
        enterprises = tuple(own.exclude(enterprise=None).values_list("enterprise_id", flat=True))
    with scope.enter(Scope(person=person.pk, enterprises=enterprises)):
        return list(
            Membership.objects.active()
            .filter(person=person)
            .select_related("authority", "enterprise", "agency")
            .order_by("started_at", "pk")
        )


def people_of(actor: Actor) -> QuerySet[Membership]:
    """Return the members of the actor's own tenant, with their persons."""
    return Membership.objects.of_tenant(actor.tenant_kind, actor.tenant_id).select_related("person")


def member(actor: Actor, pk: uuid.UUID) -> Membership:
    """Return one member of the actor's own tenant, or raise `NotVisible`."""
    found = people_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such member of your organisation."))
    return found


def open_invitations(actor: Actor, now: datetime) -> QuerySet[Invitation]:
    """Return the invitations of the actor's tenant that can still be accepted."""
    return Invitation.objects.filter(
        **{f"{actor.tenant_kind}_id": actor.tenant_id}, status=InvitationStatus.OPEN, expires_at__gt=now
    )


def open_invitation(secret: str, now: datetime) -> Invitation:
    """Return the invitation that a link opens, with its tenant; raise `NotVisible` for any other link."""
    with scope.everything(because="the secret of an invitation names its tenant; the guest is a member of none"):
        found = (
            Invitation.objects.select_related("authority", "enterprise", "agency")
            .filter(token_hash=secret_hash(secret), status=InvitationStatus.OPEN, expires_at__gt=now)
            .first()
        )
    if found is None:
        raise NotVisible(_("This invitation was used, withdrawn, or has run out. Ask for a new link."))
    return found


def assignments_in_reach(actor: Actor) -> QuerySet[Assignment]:
    """Return the assignments that the wall shows: of the region, of the enterprise, or of the person."""
    return Assignment.objects.select_related("person", "enterprise")


def tokens_of(actor: Actor) -> QuerySet[MembershipToken]:
    """Return the tokens that act through the actor's membership."""
    return MembershipToken.objects.filter(person=actor.person_id, membership_key=actor.membership_id)
