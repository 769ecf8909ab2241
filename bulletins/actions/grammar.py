"""What every act on a bulletin or on a batch for the media begins and ends with."""

import uuid
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.selectors import members_of_authority, members_of_enterprise
from bulletins import rules, selectors
from bulletins.choices import Status
from bulletins.models import Bulletin
from bulletins.models.release import ReleasedByTwo
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.roles import ENTERPRISE_LEADERS, Role
from notifications.actions import notify

SHORTEST_REASON = 4


def locked(bulletin_id: uuid.UUID, model: type[ReleasedByTwo] = Bulletin) -> Any:
    """Return the bulletin, or the batch, with its row locked."""
    row = model.objects.select_for_update(of=("self",)).select_related("authority").filter(pk=bulletin_id).first()
    if row is None:
        raise NotVisible(_("There is no such bulletin here."))
    return row


def same_version(bulletin: ReleasedByTwo, version: int | None) -> None:
    """Refuse what was decided on an older version; None decides on any."""
    if version is not None and version != bulletin.version:
        raise Conflict(
            _("Somebody else changed this bulletin meanwhile. Nothing was saved; look at it again, then decide.")
        )


def become(bulletin: ReleasedByTwo, status: str, *fields: str) -> None:
    """Write the new status and the named fields, if the table of transitions permits."""
    if not rules.may_become(bulletin.status, status):
        raise Conflict(
            _("This bulletin is “%(status)s”; that cannot be done now.") % {"status": bulletin.get_status_display()}
        )
    bulletin.status = status
    bulletin.version += 1
    bulletin.save(update_fields=["status", "version", *fields])


def release_first(row: ReleasedByTwo, *fields: str, actor: Actor, now: datetime, sha256: str) -> None:
    """Freeze what was read under its hash, as the first of two persons; those named must have been heard."""
    if row.status == Status.EXPOSED and not selectors.units_heard(row, today=clock.day_of(now)):
        raise RuleBroken(
            _("The units named may answer until %(day)s. Release the bulletin after that, or when all have answered.")
            % {"day": row.reply_until.isoformat()}
        )
    row.content_sha256 = sha256
    row.first_released_at = now
    row.first_released_by_id = actor.person_id
    row.first_releaser = actor.snapshot()
    row.returned_reason = ""
    written = ("content_sha256", "first_released_at", "first_released_by", "first_releaser", "returned_reason")
    become(row, Status.RELEASED_FIRST, *fields, *written)


def ask_second(row: ReleasedByTwo, *, kind: str, title: str, actor: Actor, now: datetime) -> None:
    """Tell those who may release as the second person."""
    others = members_of_authority(row.authority_id, {Role.HEAD, Role.CLERK})
    notify(
        now=now,
        memberships=[each for each in others if each.person_id != actor.person_id],
        kind=kind,
        values={"title": title, "person": actor.person_name},
        subject=row,
        key=f"{kind}:{row.pk}:{row.version}",
    )


def release_second(row: ReleasedByTwo, *, actor: Actor, now: datetime) -> None:
    """Release exactly what the first person released."""
    row.released_at = now
    row.released_by_id = actor.person_id
    row.releaser = actor.snapshot()
    become(row, Status.RELEASED, "released_at", "released_by", "releaser")


def undo_release(row: ReleasedByTwo, *fields: str, reason: str) -> None:
    """Undo the first release; the reason is kept."""
    if row.status != Status.RELEASED_FIRST:
        raise Conflict(_("Only a bulletin that one person has released can be sent back."))
    row.content_sha256 = ""
    row.first_released_at = row.first_released_by_id = None
    row.first_releaser = {}
    row.returned_reason = reason
    written = ("content_sha256", "first_released_at", "first_released_by", "first_releaser", "returned_reason")
    become(row, Status.EXPOSED, *fields, *written)


def withdraw(row: ReleasedByTwo, *fields: str, actor: Actor, now: datetime, reason: str) -> None:
    """Withdraw it; its exposures are the caller's to withdraw after those named were told."""
    row.withdrawn_at = now
    row.withdrawn_by = actor.snapshot()
    row.withdraw_reason = reason
    become(row, Status.WITHDRAWN, "withdrawn_at", "withdrawn_by", "withdraw_reason", *fields)


def reason_of(reason: str) -> str:
    """Return a reason that says something, or raise RuleBroken."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleBroken(_("Give the reason in a sentence; it is kept."), fields={"reason": _("Needed.")})
    return reason.strip()[:500]


def tell_named(row: ReleasedByTwo, *, kind: str, values: dict[str, Any], now: datetime) -> None:
    """Tell the leaders of each unit that stands on the boards because of it, once."""
    told = set()
    for exposure in row.exposures.filter(withdrawn_at=None).order_by("number"):
        if exposure.enterprise_id not in told:
            told.add(exposure.enterprise_id)
            notify(
                now=now,
                memberships=members_of_enterprise(exposure.enterprise_id, ENTERPRISE_LEADERS),
                kind=kind,
                values=values,
                subject=exposure,
                key=f"{kind}:{exposure.pk}",
            )
