"""Who is told what about a listing: its body, the supervised department, the body above, the enterprise."""

from datetime import datetime
from typing import Any

from accounts.selectors import members_of_authority, members_of_enterprise
from core.roles import ENTERPRISE_LEADERS, Role
from notifications.actions import notify
from rectification.models import Listing

OFFICERS = {Role.HEAD, Role.CLERK}


def _tell(now: datetime, listing: Listing, kind: str, memberships, **values: Any) -> None:
    hazard = listing.hazard
    notify(
        now=now,
        memberships=memberships,
        kind=kind,
        values={
            "number": hazard.label,
            "enterprise": hazard.enterprise.name,
            "title": hazard.description[:80],
            "due_on": listing.due_on or "",
            "body": listing.body.name_zh,
            **values,
        },
        subject=hazard,
        key=f"{kind}:{listing.pk}:{listing.version}",
    )


def tell_body(*, now: datetime, listing: Listing, kind: str, **values: Any) -> None:
    """The heads and clerks of the body that lists."""
    _tell(now, listing, kind, members_of_authority(listing.body_id, OFFICERS), **values)


def tell_supervised(*, now: datetime, listing: Listing, kind: str, **values: Any) -> None:
    """The heads and clerks of the supervised department and of the one in charge."""
    keys = dict.fromkeys([listing.supervised_id, listing.hazard.authority_id])
    members = [each for key in keys if key for each in members_of_authority(key, OFFICERS)]
    _tell(now, listing, kind, list(dict.fromkeys(members)), **values)


def tell_enterprise(*, now: datetime, listing: Listing, kind: str, **values: Any) -> None:
    """The principal and the safety head."""
    _tell(now, listing, kind, members_of_enterprise(listing.enterprise_id, ENTERPRISE_LEADERS), **values)
