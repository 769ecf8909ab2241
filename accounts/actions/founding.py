"""The first step of a tenant: an authority is entered by the platform's operator, and the first person is invited."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.invitations import invite
from accounts.actor import Actor
from accounts.choices import TenantKind
from accounts.models import Authority, Invitation
from audit.actions import record
from core.errors import RuleBroken
from core.policy import allow, deny, require
from core.roles import Role
from enterprises.models import Enterprise, Industry


@transaction.atomic
def found_authority(
    *,
    actor: Actor,
    now: datetime,
    region: str,
    kind: str,
    department: str,
    name_zh: str,
    name_en: str,
    document_code: str,
    industries: Iterable[str] = (),
) -> Authority:
    """Enter an authority of a region; without `industries` it supervises all. Only the platform's operator may.

    Raises `RuleBroken` with the reason when a part is unknown or this body exists already.
    """
    require(_may_found(actor))
    authority = Authority(
        region_code=region,
        region_id=region,
        kind=kind,
        department_code=department,
        name_zh=name_zh,
        name_en=name_en,
        document_code=document_code,
    )
    try:
        authority.full_clean()
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages)) from error
    wanted = set(industries)
    known = Industry.objects.filter(pk__in=wanted)
    if unknown := wanted - {industry.pk for industry in known}:
        raise RuleBroken(_("There is no industry %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
    authority.save()
    authority.industries.set(known)
    record(actor=actor, now=now, verb="found_authority", subject=authority, data={"name": name_zh, "region": region})
    return authority


@transaction.atomic
def invite_first(
    *, actor: Actor, now: datetime, tenant: Authority | Enterprise, role: str, name: str, post_title: str = ""
) -> tuple[Invitation, str]:
    """Invite a person into a tenant in which nobody can invite yet; return the invitation and its link's secret."""
    require(_may_found(actor))
    kind = TenantKind.AUTHORITY if isinstance(tenant, Authority) else TenantKind.ENTERPRISE
    for_tenant = replace(
        actor,
        tenant_kind=kind.value,
        tenant_id=tenant.pk,
        tenant_name=str(tenant),
        region_code=tenant.region_code,
    )
    return invite(actor=for_tenant, now=now, name=name, role=role, post_title=post_title)


def _may_found(actor: Actor):
    if actor.role == Role.SYSTEM and actor.tenant_kind == "system":
        return allow()
    return deny(_("Only the operator of the platform enters new authorities, by a command."))
