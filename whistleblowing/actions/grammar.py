"""What every act on a tip does: find and lock it, move it on by the one table, write its ledger."""

import uuid
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import Conflict, NotVisible, RuleBroken
from regions.rules import compute_deadline
from regions.selectors import calendar_for
from whistleblowing.choices import TipStatus, TipVerb
from whistleblowing.models import Tip, TipEvent
from whistleblowing.rules import after, keeps_deadline, may, period_after

LONGEST = 2000


def locked(tip_id: uuid.UUID, version: int | None = None) -> Tip:
    """Return a tip within reach, locked. Raises `NotVisible`; `Conflict` where it changed since `version`."""
    tip = Tip.objects.select_for_update(of=("self",)).select_related("authority").filter(pk=tip_id).first()
    if tip is None:
        raise NotVisible(_("There is no such report within your reach."))
    if version is not None and version != tip.version:
        raise Conflict(_("Somebody has acted on this report meanwhile. Nothing was changed; look at it again."))
    return tip


def words(text: str, sentence: str, *, field: str) -> str:
    """Return what was typed, bounded; nothing raises `RuleBroken` with the sentence at its field."""
    found = text.strip()[:LONGEST]
    if not found:
        raise RuleBroken(sentence, fields={field: sentence})
    return found


def set_deadline(tip: Tip, verb: TipVerb, now: datetime) -> None:
    """Set by when the state after an act must be left, frozen with its trace; nothing is due where no period runs."""
    if keeps_deadline(verb):
        return
    period = period_after(verb, tip.kind)
    if period is None:
        tip.due_on, tip.deadline = None, {}
        return
    found = compute_deadline(day_of(now), period.unit, period.amount, calendar_for(tip.region_code))
    tip.due_on, tip.deadline = found.result, found.as_json()


def advance(tip: Tip, verb: TipVerb, *, actor, now: datetime, told: str = "", note: str = "", **more: Any) -> TipEvent:
    """Move a locked tip on and write its ledger. Raises `Conflict` where the table does not permit it."""
    if not may(verb, tip.status):
        raise Conflict(
            _("The report stands at “%(status)s” now, so this cannot be done. Nothing was changed.")
            % {"status": TipStatus(tip.status).label}
        )
    tip.status = after(verb, tip.status)
    tip.version += 1
    for name, value in more.items():
        setattr(tip, name, value)
    set_deadline(tip, verb, now)
    tip.save(update_fields=["status", "version", "due_on", "deadline", *more])
    return write_event(tip, verb, actor=actor, now=now, told=told, note=note)


def write_event(tip: Tip, verb: TipVerb, *, actor, now: datetime, told: str = "", note: str = "") -> TipEvent:
    """Write the row of the ledger that belongs to the tip's version."""
    return TipEvent.objects.create(
        region_code=tip.region_code,
        tip=tip,
        number=tip.version,
        verb=verb,
        to_status=tip.status,
        at=now,
        actor=actor.snapshot(),
        told=told[:LONGEST],
        note=note[:LONGEST],
    )
