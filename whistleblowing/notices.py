"""Who is told of a tip: the handlers nearest to it, never somebody with a tie to the reported unit."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import Authority, Membership
from core import scope
from core.clock import day_of
from core.roles import Role
from notifications.actions import notify
from notifications.rules import needed
from regions.selectors import path_of
from whistleblowing.choices import Danger
from whistleblowing.models import Tip
from whistleblowing.policy import HANDLERS
from whistleblowing.rules import ANSWER_WITHIN, TO_DECIDE

MOST_AT_ONCE = 500


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


def everybody_above(tip: Tip) -> list[Membership]:
    """Return heads and handlers of every level from the tip's region up. Must run in a scope over everything."""
    return _members(Authority.objects.filter(region_code__in=path_of(tip.region_code)), tip, heads=True)


def _members(authorities: Iterable[Authority], tip: Tip, *, heads: bool = False) -> list[Membership]:
    rows = Membership.objects.active().filter(authority__in=authorities, role__in=HANDLERS)
    if tip.reported_id:
        tied = Membership.objects.filter(enterprise=tip.reported_id).values("person_id")
        rows = rows.exclude(person__in=tied)
    found = list(rows.order_by("pk"))
    # Where somebody is named for tips, the head hears of those in danger only.
    named = [each for each in found if each.role == Role.TIP_HANDLER]
    return found if heads or tip.danger == Danger.NOW or not named else named


def tell_handlers(tip: Tip, kind: str, *, now: datetime, key: str) -> int:
    """Tell the handlers of a tip, by its number only; return how many were told."""
    with scope.everything(because="a report of the public is announced to those who handle it"):
        members = handlers_of(tip)
    return _tell(tip, members, kind, now=now, key=key)


def _tell(tip: Tip, members: list[Membership], kind: str, *, now: datetime, key: str) -> int:
    values: dict[str, object] = {"number": tip.number}
    if "due_on" in needed(kind):
        values["due_on"] = tip.due_on
    return notify(now=now, memberships=members, kind=kind, values=values, subject=tip, key=f"tip:{tip.pk}:{key}")


# --- The clock --------------------------------------------------------------------------------------------------------


def tell_due(*, now: datetime) -> int:
    """Tell of what waits: of a report due by tomorrow once, of a late one each week, also to the head; of danger
    to life that nobody has decided on within the hour each hour anew, to every level above. Return how many were told.

    Running twice tells once: the key of each notice names the deadline and the week, or the hour.
    """
    today = day_of(now)
    waits = Q(status__in=TO_DECIDE, danger=Danger.NOW, submitted_at__lte=now - ANSWER_WITHIN)
    with scope.everything(because="reports of the public that wait are told to those who handle them"):
        wanted = Tip.objects.filter(Q(due_on__lte=today + timedelta(days=1)) | waits)
        keys = list(wanted.order_by("due_on", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_remind(key, now) for key in keys)


def _remind(key: UUID, now: datetime) -> int:
    with transaction.atomic(), scope.everything(because="a report of the public that waits is told of"):
        tip = Tip.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
        if tip is None or tip.due_on is None:
            return 0
        told, today = 0, day_of(now)
        if tip.danger == Danger.NOW and tip.status in TO_DECIDE and now - tip.submitted_at >= ANSWER_WITHIN:
            hour = int((now - tip.submitted_at) / ANSWER_WITHIN)
            told += _tell(tip, everybody_above(tip), "tip_danger", now=now, key=f"danger:{hour}")
        year, week, _day = today.isocalendar()
        if tip.due_on < today:
            members = {each.pk: each for each in [*handlers_of(tip), *_heads_of(tip)]}
            told += _tell(tip, list(members.values()), "tip_late", now=now, key=f"late:{tip.due_on}:{year}-{week}")
        elif tip.due_on <= today + timedelta(days=1):
            told += _tell(tip, handlers_of(tip), "tip_due", now=now, key=f"due:{tip.due_on}")
        return told


def _heads_of(tip: Tip) -> list[Membership]:
    where = {"pk": tip.authority_id} if tip.authority_id else {"region_code": tip.region_code}
    return _members(Authority.objects.filter(**where), tip, heads=True)
