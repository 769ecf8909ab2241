"""Who is told of a tip: the handlers nearest to it, never somebody with a tie to the reported unit."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Authority, Membership
from core import scope
from core.roles import Role
from notifications.actions import notify
from regions.selectors import path_of
from whistleblowing.choices import Danger
from whistleblowing.models import Tip
from whistleblowing.policy import HANDLERS


def handlers_of(tip: Tip) -> list[Membership]:
    """Return who decides on a tip: of the authority that has it in hand, else of the nearest region with somebody.

    In immediate danger those of the region above are told as well. Must run in a scope over everything.
    """
    if tip.authority_id:
        return _members(Authority.objects.filter(pk=tip.authority_id), tip)
    found: list[Membership] = []
    for code in reversed(path_of(tip.region_code)):
        more = _members(Authority.objects.filter(region_code=code), tip)
        enough = bool(found) or tip.danger != Danger.NOW
        found += more
        if more and enough:
            break
    return found


def _members(authorities: Iterable[Authority], tip: Tip) -> list[Membership]:
    rows = Membership.objects.active().filter(authority__in=authorities, role__in=HANDLERS)
    if tip.reported_id:
        tied = Membership.objects.filter(enterprise=tip.reported_id).values("person_id")
        rows = rows.exclude(person__in=tied)
    found = list(rows.order_by("pk"))
    # Where somebody is named for tips, the head hears of those in danger only.
    named = [each for each in found if each.role == Role.TIP_HANDLER]
    return found if tip.danger == Danger.NOW or not named else named


def tell_handlers(tip: Tip, kind: str, *, now: datetime, key: str) -> int:
    """Tell the handlers of a tip, by its number only; return how many were told."""
    with scope.everything(because="a report of the public is announced to those who handle it"):
        members = handlers_of(tip)
    return notify(
        now=now, memberships=members, kind=kind, values={"number": tip.number}, subject=tip, key=f"tip:{tip.pk}:{key}"
    )
