"""What every act on a hazard does: lock, go through the table, write the ledger."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, NotVisible, RuleBroken, SafeloopError
from documents.models import Document
from hazards.choices import EventVerb, Status, Verb
from hazards.models import Event, Hazard
from hazards.rules import Facts, next_status, transition_for

#: Columns that an act may change beside the status; the status, the version and the episode belong to `advance()`.
CHANGEABLE = frozenset(
    {"grade", "criterion", "authority", "handler", "due_on", "rectified_on", "basis", "requirement", "interim_measures"}
)
LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Position:
    """Where and when a client says it acted: kept beside the server's time, never instead of it."""

    client_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


NOWHERE = Position()


@dataclass(frozen=True)
class BulkResult:
    """What came of one act on many rows: which were done, which not and why."""

    done: list[Hazard] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def act_on_each(hazard_ids: Iterable[uuid.UUID | str], act: Callable[[str], Hazard]) -> BulkResult:
    """Do one act on many hazards, in the order of their keys; what a row refuses is named, the others are done."""
    result = BulkResult()
    for key in sorted({str(key) for key in hazard_ids}):
        try:
            with transaction.atomic():
                result.done.append(act(key))
        except SafeloopError as error:
            result.failed.append((key, str(error)))
    return result


def lock_hazard(hazard_id: uuid.UUID | str, *, version: int | None = None) -> Hazard:
    """Lock and return a hazard. Raises `NotVisible`, or `Conflict` when the form was opened at another version."""
    rows = Hazard.objects.select_for_update(of=("self",)).select_related("enterprise", "authority")
    hazard = rows.filter(pk=hazard_id).first()
    if hazard is None:
        raise NotVisible(_("There is no such hazard, or it is not yours to see."))
    if version is not None and version != hazard.version:
        raise Conflict(
            _("Somebody else changed %(number)s meanwhile. Nothing of yours was saved; load the page and compare.")
            % {"number": hazard.label}
        )
    return hazard


def advance(
    *,
    actor,
    now: datetime,
    hazard: Hazard,
    verb: Verb,
    facts: Facts,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    document: Document | None = None,
    changes: Mapping[str, Any] | None = None,
    position: Position = NOWHERE,
) -> Event:
    """Take a locked hazard through the transition table and write its ledger row. The only writer of a status.

    `changes` are further columns of `CHANGEABLE` that the act sets. Raises `NotAllowed`, `Conflict` or `RuleBroken`
    as `hazards.rules.next_status` does; then nothing is written. Source: workflow 2, behaviours C1.
    """
    before = hazard.status or None
    after = next_status(before, verb, facts)
    row = transition_for(before, verb)
    hazard.status = after
    hazard.led_by = row.leads or hazard.led_by
    if verb == Verb.REOPEN and before == Status.CLOSED:
        hazard.episode += 1
    if verb in (Verb.RETURN, Verb.RETURN_INSIDE):
        hazard.returns += 1
    hazard.closed_at = (hazard.closed_at or now) if after == Status.CLOSED else None
    return _write(
        actor=actor,
        now=now,
        hazard=hazard,
        event=row.event,
        from_status=before or "",
        note=note,
        data=data,
        document=document,
        changes=changes,
        position=position,
    )


def record_act(
    *,
    actor,
    now: datetime,
    hazard: Hazard,
    event: EventVerb,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    document: Document | None = None,
    changes: Mapping[str, Any] | None = None,
    position: Position = NOWHERE,
) -> Event:
    """Write a ledger row of a locked hazard for an act that leaves the status alone (a plan, an extension, a note)."""
    return _write(
        actor=actor,
        now=now,
        hazard=hazard,
        event=event,
        from_status=hazard.status,
        note=note,
        data=data,
        document=document,
        changes=changes,
        position=position,
    )


def _write(
    *, actor, now: datetime, hazard: Hazard, event: EventVerb, from_status: str, note, data, document, changes, position
) -> Event:
    changes = dict(changes or {})
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"An act may not change {sorted(unknown)}.")
    for name, value in changes.items():
        setattr(hazard, name, value)
    hazard.version += 1
    hazard.updated_at = hazard.attention_at = now
    hazard.save(force_update=hazard.version > 1)
    return Event.objects.create(
        region_code=hazard.region_code,
        enterprise_id=hazard.enterprise_id,
        hazard=hazard,
        number=hazard.version,
        episode=hazard.episode,
        verb=event,
        from_status=from_status,
        to_status=hazard.status,
        at=now,
        client_at=position.client_at,
        latitude=position.latitude,
        longitude=position.longitude,
        actor=actor.snapshot(),
        note=bounded(note),
        data=dict(data or {}),
        document=document,
    )


def bounded(words: str) -> str:
    """Return the words without space around them; too many raise `RuleBroken`."""
    words = (words or "").strip()
    if len(words) > LONGEST_TEXT:
        raise RuleBroken(_("The text is too long: at most %(n)s characters. Nothing was saved.") % {"n": LONGEST_TEXT})
    return words
