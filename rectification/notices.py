"""Who is told what about an order: the enterprise's leaders, or the officers in charge."""

from datetime import datetime
from typing import Any

from accounts.models import Authority
from accounts.selectors import members_of_authority, members_of_enterprise
from core.roles import ENTERPRISE_LEADERS, Role
from hazards.models import Hazard
from notifications.actions import notify


def _values(hazard: Hazard, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": hazard.label,
        "enterprise": hazard.enterprise.name,
        "title": hazard.description[:80],
        "due_on": hazard.due_on or "",
        **more,
    }


def tell_enterprise(*, now: datetime, hazard: Hazard, kind: str, **values: Any) -> None:
    """Tell the principal and the safety head of the hazard's enterprise, once for each state of the hazard."""
    _tell(now, hazard, kind, members_of_enterprise(hazard.enterprise_id, ENTERPRISE_LEADERS), values)


def tell_authority(*, now: datetime, hazard: Hazard, kind: str, **values: Any) -> None:
    """Tell the handler; where there is none, the clerks and heads of the authority in charge."""
    members = [hazard.handler_id] if hazard.handler_id else []
    members = members or members_of_authority(hazard.authority_id, {Role.CLERK, Role.HEAD})
    _tell(now, hazard, kind, members, values)


def tell_heads(*, now: datetime, hazard: Hazard, kind: str, **values: Any) -> None:
    """Tell the heads of the authority in charge."""
    _tell(now, hazard, kind, members_of_authority(hazard.authority_id, {Role.HEAD}), values)


def tell_level_above(*, now: datetime, hazard: Hazard, authority: Authority, kind: str, **values: Any) -> None:
    """Tell the heads of the authority to which the supervision was raised; where it has none, its clerks."""
    members = members_of_authority(authority.pk, {Role.HEAD}) or members_of_authority(authority.pk, {Role.CLERK})
    _tell(now, hazard, kind, members, values)


def _tell(now: datetime, hazard: Hazard, kind: str, memberships, values: dict[str, Any]) -> None:
    notify(
        now=now,
        memberships=memberships,
        kind=kind,
        values=_values(hazard, values),
        subject=hazard,
        key=f"{kind}:{hazard.pk}:{hazard.version}",
    )
