"""The clock of the risk ledger: whose reviews are overdue is told, again each week until they are done."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from accounts.selectors import members_of_enterprise
from core import clock, scope
from core.roles import ENTERPRISE_LEADERS
from enterprises.models import Enterprise
from notifications.actions import notify
from risks.ledger.choices import PointStatus
from risks.ledger.levels import BoundaryTable, overdue
from risks.ledger.selectors import points

NAMED = 3


def tell_overdue(*, now: datetime) -> int:
    """Tell of reviews that are overdue at `now`: once when another one becomes so, and again each week."""
    today = clock.day_of(now)
    with scope.everything(because="overdue reviews of risk points are told to the enterprises that they are of"):
        rows = overdue(points(BoundaryTable.read()).filter(status=PointStatus.ACTIVE), today)
        found: dict[uuid.UUID, list[tuple[date, str]]] = {}
        listed = rows.order_by("enterprise_id", "next_review_on", "number")
        for owner, number, name, due in listed.values_list(
            "enterprise_id", "number", "name", "next_review_on"
        ).iterator():
            found.setdefault(owner, []).append((due, f"R-{number:03d} {name}"))
    return sum(_tell(owner, found[owner], today=today, now=now) for owner in found)


def _tell(owner: uuid.UUID, late: list[tuple[date, str]], *, today: date, now: datetime) -> int:
    with transaction.atomic(), scope.everything(because="a notice goes to the leaders of an enterprise"):
        enterprise = Enterprise.objects.get(pk=owner)
        year, week, _day = today.isocalendar()
        return notify(
            now=now,
            memberships=members_of_enterprise(owner, ENTERPRISE_LEADERS),
            kind="risk_review_due",
            values=_values(enterprise, late),
            subject=enterprise,
            key=f"risk_review:{owner}:{max(due for due, _name in late)}:{year}-{week}",
        )


def _values(enterprise: Enterprise, late: list[tuple[date, str]]) -> Mapping[str, object]:
    names = "; ".join(name for _due, name in late[:NAMED])
    return {
        "enterprise": enterprise.name,
        "count": len(late),
        "first": names + (" …" if len(late) > NAMED else ""),
        "since_on": late[0][0],
    }
