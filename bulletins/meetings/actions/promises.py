"""What becomes of a promise: kept on a day, reminded of before it falls due, told once when it was not kept."""

import logging
import uuid
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.selectors import members_of_authority
from audit.actions import record
from bulletins.choices import MeetingStatus
from bulletins.meetings import policy, rules
from bulletins.meetings.actions.holding import members_for
from bulletins.models import Commitment
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from core.roles import Role
from notifications.actions import notify
from rectification.ladder.effects import POISON
from regions.selectors import calendar_for

log = logging.getLogger("safeloop.bulletins")

AT_ONCE = 200


def settle_commitment(
    *,
    actor: Actor,
    now: datetime,
    meeting_id: uuid.UUID,
    commitment: uuid.UUID,
    done_on: date,
    note: str = "",
) -> Commitment:
    """Note on which day a promise was kept; once, by an officer of the authority that called the meeting."""
    with transaction.atomic():
        row = (
            Commitment.objects.select_for_update(of=("self",))
            .select_related("meeting")
            .filter(pk=commitment, meeting=meeting_id)
            .first()
        )
        if row is None:
            raise NotVisible(_("There is no such commitment here."))
        require(policy.can_settle_commitment(actor, row.meeting))
        if row.done_on is not None:
            raise Conflict(_("Somebody noted already that this commitment was kept."))
        if not clock.day_of(row.meeting.held_at) <= done_on <= clock.day_of(now):
            sentence = _("The day lies between the meeting and today.")
            raise RuleBroken(sentence, fields={"done_on": sentence})
        row.done_on, row.done_note, row.done_at, row.done_by = done_on, note.strip()[:500], now, actor.snapshot()
        row.save(update_fields=["done_on", "done_note", "done_at", "done_by"])
        record(actor=actor, now=now, verb="settle_commitment", subject=row, data={"done_on": done_on})
    return row


def follow_promises(*, actor: Actor, now: datetime, most: int = AT_ONCE) -> int:
    """Remind of promises that fall due, and tell of those that were not kept, once each; return how many.

    Before the day whoever promised is reminded; once it has passed without the promise being kept, the same and the
    authority that held the meeting are told. That it was said is written in the transaction that says it, into the
    locked row, and the notices have keys: repeating does no harm. One that cannot be told is tried again next time.
    `most` are looked at in one batch; the run goes on until there are no more.
    """
    require(policy.can_call_meeting(actor))
    today, told, rest = clock.day_of(now), 0, Q()
    while batch := _batch(today, rest, actor=actor, now=now, most=most):
        told += sum(done for _row, done in batch)
        last = batch[-1][0]
        # On past the last one, told or not: one that cannot be told holds up none behind it.
        rest = Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, id__gt=last.pk)
    return told


def _batch(today: date, rest: Q, *, actor: Actor, now: datetime, most: int) -> list[tuple[Commitment, bool]]:
    with transaction.atomic():
        rows = (
            Commitment.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(
                Q(reminded_at=None, due_on__gte=today, due_on__lte=today + timedelta(days=rules.LOOK_AHEAD))
                | Q(alarmed_at=None, due_on__lt=today),
                rest,
                done_on=None,
                meeting__status=MeetingStatus.HELD,
            )
            .select_related("meeting__authority", "speaker")
            .order_by("due_on", "id")[:most]
        )
        return [(row, _follow(row, actor=actor, now=now, today=today)) for row in rows]


def _follow(row: Commitment, *, actor: Actor, now: datetime, today: date) -> bool:
    what = rules.to_say(row.due_on, today=today, calendar=calendar_for(row.region_code))
    if not what:
        return False
    try:
        with transaction.atomic():
            _tell(row, what, now=now)
            record(actor=actor, now=now, verb=what, subject=row, data={"due_on": row.due_on})
        return True
    except POISON as error:
        if not connection.is_usable():
            raise
        log.exception("Nobody could be told of promise %s: %s", row.pk, type(error).__name__)
        return False


def _tell(row: Commitment, what: str, *, now: datetime) -> None:
    meeting, speaker = row.meeting, row.speaker
    promised = members_for(speaker, meeting)
    officers = list(members_of_authority(meeting.authority_id, {Role.HEAD, Role.CLERK}))
    missed = what == rules.MISSED
    notify(
        now=now,
        memberships=list(dict.fromkeys([*promised, *officers])) if missed or not promised else promised,
        kind=what,
        values={
            "who": f"{speaker.unit} {speaker.name}",
            "title": meeting.title,
            "what": row.what[:120],
            "due_on": row.due_on,
        },
        subject=speaker,
        key=f"{what}:{row.pk}",
    )
    said = "alarmed_at" if missed else "reminded_at"
    setattr(row, said, now)
    row.save(update_fields=[said])
