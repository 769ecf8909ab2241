"""Letting an enterprise in: the authority in charge invites its first principal, who then invites the others."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policy
from accounts.actions.invitations import offer
from accounts.actor import Actor
from accounts.choices import InvitationStatus, TenantKind
from accounts.models import Invitation
from accounts.selectors import keepers_of
from core.errors import Conflict, NotVisible
from core.policy import require
from core.roles import Role
from enterprises.models import Enterprise


@transaction.atomic
def invite_principal(
    *,
    actor: Actor,
    now: datetime,
    enterprise_id: uuid.UUID,
    name: str,
    phone: str = "",
    email: str = "",
    post_title: str = "",
) -> tuple[Invitation, str]:
    """Invite the principal of an enterprise in which nobody can invite; return the invitation and its link's secret.

    Only the last link counts: an earlier one that is still open is withdrawn, so that a lost link is no obstacle.
    Raises `Conflict` once the enterprise has a principal or an administrator: from then on its people are its own.
    """
    # The lock keeps two officers from handing out two links that both work.
    enterprise = Enterprise.objects.select_for_update(of=("self",)).select_related("industry").filter(pk=enterprise_id)
    enterprise = enterprise.first()
    if enterprise is None:
        raise NotVisible(_("There is no such enterprise within your reach."))
    require(policy.can_invite_principal(actor, enterprise))
    check_unled(enterprise)
    Invitation.objects.filter(enterprise=enterprise, role=Role.PRINCIPAL, status=InvitationStatus.OPEN).update(
        status=InvitationStatus.WITHDRAWN
    )
    return offer(
        actor=actor,
        now=now,
        verb="invite_principal",
        tenant_kind=TenantKind.ENTERPRISE,
        tenant_id=enterprise.pk,
        region_code=enterprise.region_code,
        role=Role.PRINCIPAL,
        name=name,
        phone=phone,
        email=email,
        post_title=post_title,
    )


def check_unled(enterprise: Enterprise) -> None:
    """Raise `Conflict` where somebody of the enterprise can already invite its people."""
    if keepers_of(enterprise.pk).exists():
        raise Conflict(
            _("%(name)s already has a principal or an administrator who signs in and invites the others.")
            % {"name": enterprise.name}
        )
