"""Sending: claim, commit, send, record. What dies in between is tried again with the same reference."""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.actor import Actor
from audit.actions import record
from core import scope
from core.errors import Conflict, NotVisible
from core.policy import require
from notifications import addresses, policy, rendering
from notifications.actions.digests import digest_delivery, digest_route
from notifications.actions.dispatching import (
    BECAUSE,
    POISON_WAIT,
    TENANTS,
    capacity,
    delivery_to,
    hand_over,
    robot_delivery,
)
from notifications.addresses import Destination
from notifications.channels import Accepted, Failure, Message
from notifications.choices import WAITING, DeliveryState, Group, Outcome, Urgency
from notifications.models import Delivery, Notice
from notifications.recipients import Reach, holds_post, reach_of
from notifications.timing import LEASE, leaves_at, retry_after, route
from regions.selectors import calendar_for

log = logging.getLogger("safeloop.notifications")

#: How many deliveries one claim takes; what is not sent within the lease is left to the next claim.
BATCH = 50
RELATED = (
    "endpoint",
    "authority",
    "person",
    *(f"notice__{each}" for each in TENANTS),
    *TENANTS,
)


@dataclass(frozen=True)
class Claimed:
    """A delivery that is this sender's until the lease ends: what to send, and where."""

    delivery_id: uuid.UUID
    attempt: int
    channel: str
    address: str
    message: Message
    until: datetime

    def __repr__(self) -> str:
        return f"<Claimed {self.delivery_id} attempt {self.attempt} by {self.channel}>"


def claim_deliveries(*, now: datetime, limit: int = BATCH) -> tuple[int, list[Claimed]]:
    """Take deliveries that are due, and return how many were looked at and those to be sent now.

    Recipient, scope, quiet hours and address are looked at again here, at the moment of sending. The caller commits,
    sends, and records each. A batch that the database refuses is tried again one by one.
    """
    try:
        return _claim(now, limit)
    except (DatabaseError, ValueError):
        log.exception("a batch of deliveries was refused; they are tried one by one")
    with scope.everything(because=BECAUSE):
        due = Delivery.objects.filter(next_try_at__lte=now).order_by("next_try_at", "id")
        keys = list(due.values_list("pk", flat=True)[:limit])
    claimed: list[Claimed] = []
    for pk in keys:
        try:
            claimed += _claim(now, 1, pk=pk)[1]
        except (DatabaseError, ValueError):
            log.exception("delivery %s was refused", pk)
            with scope.everything(because=BECAUSE):
                Delivery.objects.filter(pk=pk, next_try_at__lte=now).update(next_try_at=now + POISON_WAIT)
    return len(keys), claimed


def _claim(now: datetime, limit: int, pk: uuid.UUID | None = None) -> tuple[int, list[Claimed]]:
    with scope.everything(because=BECAUSE):
        rows = list(
            Delivery.objects.filter(next_try_at__lte=now, **({"pk": pk} if pk else {}))
            .select_for_update(skip_locked=True, of=("self",))
            .select_related(*RELATED)
            .order_by("next_try_at", "id")[:limit]
        )
        told = _notices_of(rows)
        reach = reach_of([notice for notices in told.values() for notice in notices], now=now)
        people = addresses.personal({row.person_id: row.person for row in rows if row.person_id}.values())
        calendars = {code: calendar_for(code) for code in {row.region_code for row in rows}}
        ready: dict[Delivery, Claimed] = {}
        for row in rows:
            leaves, tries = leaves_at(_urgency(row), localtime(now), calendars[row.region_code]), row.attempts + 1
            try:
                found = _prepare(row, told[row.pk], reach, people.get(row.person_id, []), now=now, leaves=leaves)
            except DatabaseError:
                raise
            except Exception as error:
                log.exception("delivery %s cannot be prepared", row.pk)
                row.attempts = tries
                _fail(row, now=now, reason=type(error).__name__, permanent=False)
            else:
                ready |= {row: found} if found else {}
        Delivery.objects.bulk_update(ready, ["attempts", "next_try_at", "template_version", "rendered_hash"])
        return len(rows), list(ready.values())


def _notices_of(rows: Iterable[Delivery]) -> dict[uuid.UUID, list[Notice]]:
    """Return the notices of each delivery, those of summaries in one query."""
    wanted = {key for row in rows for key in row.content.get("notices", ())}
    found = {
        str(each.pk): each
        for each in Notice.objects.filter(pk__in=wanted).select_related(*TENANTS).order_by("created_at", "id")
    }
    return {
        row.pk: [row.notice] if row.notice_id else [found[key] for key in row.content["notices"] if key in found]
        for row in rows
    }


def _prepare(
    row: Delivery, told: list[Notice], reach: Reach, own: list[Destination], *, now: datetime, leaves: datetime
) -> Claimed | None:
    if row.digest_on:
        told = [each for each in told if each.read_at is None]
        for each in told:
            if not holds_post(each.membership):
                hand_over(each, now=now)
        told = [each for each in told if holds_post(each.membership) and reach.of(each, each.membership)]
        if not told:
            _withdraw(row, now=now, reason="Nothing left to tell")
            return None
    elif not _may_still_be_told(row, told[0], reach, now):
        return None
    if leaves > now:
        Delivery.objects.filter(pk=row.pk).update(next_try_at=leaves)
        return None
    row.attempts += 1
    destination = _destination(row, own)
    if destination is None:
        _fail(row, now=now, reason="The address was removed", permanent=True)
        return None
    message = _message(row, told)
    row.next_try_at = now + LEASE
    row.template_version = rendering.TEMPLATE_VERSION
    row.rendered_hash = rendering.rendered_hash(message)
    return Claimed(row.pk, row.attempts, row.channel, destination.plain(), message, until=row.next_try_at)


def _may_still_be_told(row: Delivery, notice: Notice, reach: Reach, now: datetime) -> bool:
    """Whether the recipient of a notice is still the right one; where not, say so, and tell the successor."""
    if row.authority_id:
        if reach.of_region(notice, row.region_code):
            return True
    elif not holds_post(notice.membership):
        hand_over(notice, now=now)
        _withdraw(row, now=now, reason="The recipient no longer holds the post")
        return False
    elif reach.of(notice, notice.membership):
        return True
    else:
        Notice.objects.filter(pk=notice.pk).update(outcome=Outcome.OUT_OF_REACH)
    _withdraw(row, now=now, reason="The case left the recipient's reach")
    return False


def _urgency(row: Delivery) -> str:
    return row.notice.look.urgency if row.notice_id else Urgency.DIGEST


def _destination(row: Delivery, own: list[Destination]) -> Destination | None:
    """Return the address of a delivery as it is now, or None when it was removed."""
    if row.authority_id:
        found = addresses.robots([row.authority_id])[row.authority_id] if row.endpoint.removed_at is None else []
    else:
        found = own
    wanted = str(row.endpoint_id) if row.endpoint_id else None
    return next(
        (
            each
            for each in found
            if each.address.channel == row.channel and (each.address.key == wanted if wanted else each.endpoint is None)
        ),
        None,
    )


def _message(row: Delivery, told: list[Notice]) -> Message:
    language = row.recipient.get("language") or "zh-hans"
    reference = str(row.pk)
    if told[0].kind == "channel_trial":
        return rendering.render_trial(reference=reference, language=language)
    with translation.override(language):
        posts = {each.membership_id: capacity(each.membership) for each in told}
        day = date_format(row.digest_on, _("D j M Y")) if row.digest_on else ""
    name = row.recipient.get("person", "")
    if row.digest_on:
        return rendering.render_digest(
            told, reference=reference, language=language, name=name, day=day, capacities=posts
        )
    return rendering.render_notice(
        told[0],
        reference=reference,
        language=language,
        name=name,
        capacity=posts[told[0].membership_id] if name else "",
    )


def record_sent(*, delivery_id: uuid.UUID, accepted: Accepted, now: datetime) -> bool:
    """Record that the next hop took a delivery; return False when somebody has recorded its end already."""
    state = DeliveryState.ARRIVED if accepted.arrived else DeliveryState.SENT
    with scope.everything(because=BECAUSE):
        return bool(
            Delivery.objects.filter(pk=delivery_id, state__in=WAITING).update(
                state=state, ended_at=now, next_try_at=None, failure=""
            )
        )


def record_failure(*, delivery_id: uuid.UUID, attempt: int, failure: Failure, now: datetime) -> None:
    """Record that a try failed: again later, or the next channel. A try that was overtaken says nothing."""
    with scope.everything(because=BECAUSE):
        row = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related(*RELATED)
            .filter(pk=delivery_id, state__in=WAITING, attempts=attempt)
            .first()
        )
        if row is not None:
            _fail(row, now=now, reason=failure.reason, permanent=failure.permanent)


def record_receipt(*, delivery_id: uuid.UUID, arrived: bool, reason: str, now: datetime) -> Delivery:
    """Record what a gateway or a mail server reports later: arrived, or refused, and then the next channel takes over.

    Said twice, or of a delivery that has failed already, it changes nothing. Raises `NotVisible` for an unknown one.
    """
    with scope.everything(because=BECAUSE):
        row = Delivery.objects.select_for_update(of=("self",)).select_related(*RELATED).filter(pk=delivery_id).first()
        if row is None:
            raise NotVisible(_("There is no such message."))
        if row.state not in (*WAITING, DeliveryState.SENT):
            return row
        if arrived:
            row.state, row.next_try_at, row.ended_at, row.failure = DeliveryState.ARRIVED, None, now, ""
            row.save(update_fields=["state", "next_try_at", "ended_at", "failure"])
        else:
            _fail(row, now=now, reason=reason or "The receiver refused it", permanent=True)
        return row


def _fail(row: Delivery, *, now: datetime, reason: str, permanent: bool) -> None:
    wait = None if permanent else retry_after(row.attempts)
    row.failure = reason[:200]
    if wait is not None:
        row.state = DeliveryState.TEMPORARY_FAILURE
        row.next_try_at = leaves_at(_urgency(row), localtime(now + wait), calendar_for(row.region_code))
    else:
        row.state, row.next_try_at, row.ended_at = DeliveryState.PERMANENT_FAILURE, None, now
        row.replaced_by = _fall_back(row, now)
    row.save(update_fields=["state", "attempts", "failure", "next_try_at", "ended_at", "replaced_by"])


def _withdraw(row: Delivery, *, now: datetime, reason: str) -> None:
    """End a delivery that must not be sent any more. It replaces itself: there is nothing to send again."""
    row.state, row.failure, row.next_try_at, row.ended_at = DeliveryState.PERMANENT_FAILURE, reason, None, now
    row.replaced_by = row
    row.save(update_fields=["state", "failure", "next_try_at", "ended_at", "replaced_by"])


def _fall_back(row: Delivery, now: datetime) -> Delivery | None:
    """Return the delivery by the recipient's next address, made now unless it is there; None: a dead letter.

    A robot has no second address: its authority's people have the notice themselves.
    """
    if row.authority_id or row.person_id is None or (row.notice_id and row.notice.kind == "channel_trial"):
        return None
    found = addresses.personal([row.person])[row.person_id]
    known = {each.address.key: each for each in found}
    told = _notices_of([row])[row.pk]
    if not told:
        return None
    if row.notice_id:
        look, wanted = row.notice.look, row.notice.channels or ()
        way = route([each.address for each in found], look.group, look.urgency, wanted=wanted)
    else:
        way = digest_route(found, {Group(each.look.group) for each in told})
    used = _used(row)
    for address in (*way.first, *way.then):
        if address.key not in used:
            row_key = known[address.key]
            fresh = (
                delivery_to(row_key, notice=row.notice, now=now, next_try_at=now)
                if row.notice_id
                else digest_delivery(row_key, first=told[0], keys=row.content["notices"], day=row.digest_on, now=now)
            )
            fresh.next_try_at = leaves_at(_urgency(row), localtime(now), calendar_for(row.region_code))
            Delivery.objects.bulk_create([fresh], ignore_conflicts=True)
            return Delivery.objects.get(key=fresh.key)
    return _others(row).exclude(state=DeliveryState.PERMANENT_FAILURE).order_by("id").first()


def _others(row: Delivery):
    same = {"notice_id": row.notice_id} if row.notice_id else {"digest_on": row.digest_on}
    return Delivery.objects.filter(person_id=row.person_id, **same).exclude(pk=row.pk)


def _used(row: Delivery) -> set[str]:
    """Return the keys of the addresses by which the same message was sent, or is being sent."""
    keys = [row.key, *_others(row).values_list("key", flat=True)]
    prefix = f"notice:{row.notice_id}:" if row.notice_id else f"digest:{row.person_id}:{row.digest_on}:"
    return {key.removeprefix(prefix).partition("#")[0] for key in keys}


def resend_delivery(*, actor: Actor, now: datetime, delivery: Delivery) -> Delivery:
    """Send a dead letter again, by the same address or, where that was removed, the recipient's first.

    Raises `NotAllowed`, or `Conflict` when it is no dead letter (any more).
    """
    with transaction.atomic():
        require(policy.can_resend_delivery(actor, delivery))
        with scope.everything(because="a dead letter's recipient and address are looked up to send it again"):
            row = Delivery.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=delivery.pk)
            if row.state != DeliveryState.PERMANENT_FAILURE or row.replaced_by_id:
                raise Conflict(_("This message is on its way again already."))
            fresh = _again(row, now)
            try:
                with transaction.atomic():
                    fresh.save(force_insert=True)
            except IntegrityError as error:
                raise Conflict(_("This message is on its way again already.")) from error
            row.replaced_by = fresh
            row.save(update_fields=["replaced_by"])
        record(actor=actor, now=now, verb="notifications.resend", subject=fresh, data={"of": str(row.pk)})
        return fresh


def _again(row: Delivery, now: datetime) -> Delivery:
    found = (
        addresses.robots([row.authority_id])[row.authority_id]
        if row.authority_id
        else addresses.personal([row.person])[row.person_id]
    )
    same = _destination(row, found)
    chosen = same or next(iter(found), None)
    if chosen is None:
        raise Conflict(_("The recipient has no address any more. Ask them to enter one on their page."))
    again = f"#{row.pk}"
    if row.authority_id:
        return robot_delivery(chosen, notice=row.notice, now=now, next_try_at=now, again=again)
    if row.notice_id:
        return delivery_to(chosen, notice=row.notice, now=now, next_try_at=now, again=again)
    told = _notices_of([row])[row.pk]
    if not told:
        raise Conflict(_("What this summary told is gone."))
    return digest_delivery(chosen, first=told[0], keys=row.content["notices"], day=row.digest_on, now=now, again=again)
