"""The dispatcher: each notice becomes the deliveries that the recipient's choice and the law ask for, once."""

import logging
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils.timezone import localtime

from accounts.models import Membership
from core import scope
from notifications import addresses
from notifications.addresses import Destination
from notifications.choices import Channel, Outcome, Urgency
from notifications.models import Delivery, Notice
from notifications.recipients import Reach, holds_post, reach_of, successor_of
from notifications.timing import leaves_at, route
from regions.rules import WorkingCalendar
from regions.selectors import calendar_for

log = logging.getLogger("safeloop.notifications")

BECAUSE = "notices of all tenants are handed to the channels of their recipients"
BATCH = 200
#: A notice that cannot be handled waits so long, and holds up nobody behind it.
POISON_WAIT = timedelta(hours=1)
TENANTS = ("membership__person", "membership__authority", "membership__enterprise", "membership__agency")
#: The language of a group: documents of authorities are drawn up in it too.
ROBOT_LANGUAGE = "zh-hans"


def dispatch_notices(*, now: datetime, limit: int = BATCH) -> int:
    """Hand notices that are due to channels; return how many were looked at.

    Two dispatchers never hold the same notice (SKIP LOCKED), and the key of a delivery is unique, so repeating this at
    any moment doubles nothing. A batch that the database refuses is tried again one by one.
    """
    try:
        return _dispatch(now, limit)
    except (DatabaseError, ValueError):
        log.exception("a batch of notices was refused; they are tried one by one")
    done = 0
    for pk in _due(now, limit):
        try:
            done += _dispatch(now, 1, pk=pk)
        except (DatabaseError, ValueError):
            log.exception("notice %s was refused", pk)
            with scope.everything(because=BECAUSE):
                Notice.objects.filter(pk=pk, dispatch_at__lte=now).update(dispatch_at=now + POISON_WAIT)
            done += 1
    return done


def _due(now: datetime, limit: int) -> list[uuid.UUID]:
    with scope.everything(because=BECAUSE):
        due = Notice.objects.filter(dispatch_at__lte=now).order_by("dispatch_at", "id")
        return list(due.values_list("pk", flat=True)[:limit])


def _dispatch(now: datetime, limit: int, pk: uuid.UUID | None = None) -> int:
    with scope.everything(because=BECAUSE):
        due = Notice.objects.filter(dispatch_at__lte=now, **({"pk": pk} if pk else {}))
        notices = list(
            due.select_for_update(skip_locked=True, of=("self",))
            .select_related(*TENANTS)
            .order_by("dispatch_at", "id")[:limit]
        )
        if not notices:
            return 0
        plan = Plan(now=now, **_known(notices, now))
        for notice in notices:
            try:
                plan.add(notice)
            except Exception:
                log.exception("notice %s cannot be dispatched", notice.pk)
                plan.poisoned.append(notice.pk)
        plan.write()
        return len(notices)


def _known(notices: list[Notice], now: datetime) -> dict:
    members = [notice.membership for notice in notices]
    return {
        "reach": reach_of(notices, now=now),
        "people": addresses.personal({each.person_id: each.person for each in members}.values()),
        "robots": addresses.robots({each.authority_id for each in members if each.authority_id}),
        "calendars": {code: calendar_for(code) for code in {each.region_code for each in members}},
    }


@dataclass
class Plan:
    """What becomes of one batch of notices, worked out without a query for each, then written in a few statements."""

    now: datetime
    reach: Reach
    people: dict[uuid.UUID, list[Destination]]
    robots: dict[uuid.UUID, list[Destination]]
    calendars: dict[str, WorkingCalendar]
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    outcomes: dict[Outcome, list[uuid.UUID]] = field(default_factory=lambda: defaultdict(list))
    poisoned: list[uuid.UUID] = field(default_factory=list)

    def add(self, notice: Notice) -> None:
        """Decide on one notice."""
        member = notice.membership
        if not holds_post(member):
            outcome = pass_on(notice, now=self.now)
        elif not self.reach.of(notice, member):
            outcome = Outcome.OUT_OF_REACH
        else:
            outcome = self._deliver(notice)
            self._tell_robots(notice)
        self.outcomes[outcome].append(notice.pk)

    def _deliver(self, notice: Notice) -> Outcome:
        look, found = notice.look, self.people[notice.person_id]
        way = route([each.address for each in found], look.group, look.urgency, wanted=notice.channels or ())
        if not way.first:
            return Outcome.INBOX
        if look.urgency == Urgency.DIGEST:
            return Outcome.DIGEST
        known = {each.address.key: each for each in found}
        for address in way.first:
            row = delivery_to(known[address.key], notice=notice, now=self.now, next_try_at=self._leaves(notice))
            self.deliveries[row.key] = row
        return Outcome.DELIVERED

    def _tell_robots(self, notice: Notice) -> None:
        """Tell the robots of the recipient's authority, once however many members are told. A group has no summary."""
        member, look = notice.membership, notice.look
        if look.urgency == Urgency.DIGEST or not self.reach.of_region(notice, member.region_code):
            return
        for found in self.robots.get(member.authority_id, []):
            wanted = found.address.channel in (notice.channels or (found.address.channel,))
            if wanted and look.group in found.address.groups:
                row = robot_delivery(found, notice=notice, now=self.now, next_try_at=self._leaves(notice))
                self.deliveries.setdefault(row.key, row)

    def _leaves(self, notice: Notice) -> datetime:
        return leaves_at(notice.look.urgency, localtime(self.now), self.calendars[notice.membership.region_code])

    def write(self) -> None:
        """Write the deliveries and what became of each notice."""
        Delivery.objects.bulk_create(self.deliveries.values(), ignore_conflicts=True)
        for outcome, keys in self.outcomes.items():
            Notice.objects.filter(pk__in=keys).update(dispatch_at=None, outcome=outcome)
        if self.poisoned:
            Notice.objects.filter(pk__in=self.poisoned).update(dispatch_at=self.now + POISON_WAIT)


def pass_on(notice: Notice, *, now: datetime) -> Outcome:
    """Tell the successor in the post instead, in their inbox too; the successor's own notice is then dispatched."""
    heir = successor_of(notice.membership)
    if heir is None:
        log.warning("notice %s: nobody has the post, and the tenant has no leader", notice.pk)
        return Outcome.OUT_OF_REACH
    Notice.objects.bulk_create(
        [
            Notice(
                region_code=heir.region_code,
                enterprise_id=heir.enterprise_id,
                person_id=heir.person_id,
                membership=heir,
                kind=notice.kind,
                values=notice.values,
                subject_type=notice.subject_type,
                subject_id=notice.subject_id,
                created_at=now,
                key=notice.key,
                channels=notice.channels,
                dispatch_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return Outcome.PASSED_ON


def hand_over(notice: Notice, *, now: datetime) -> None:
    """Pass a notice on whose recipient has lost the post since it was dispatched."""
    Notice.objects.filter(pk=notice.pk).update(outcome=pass_on(notice, now=now))


def capacity(member: Membership) -> str:
    """Return in which post somebody is addressed."""
    return f"{member.tenant} · {member.post_title or member.get_role_display()}"


def delivery_to(
    found: Destination, *, notice: Notice, now: datetime, next_try_at: datetime, again: str = ""
) -> Delivery:
    """Return the row that sends a notice to one of the recipient's addresses."""
    member = notice.membership
    return Delivery(
        **owned_by(member),
        notice=notice,
        **_destination(found),
        key=f"notice:{notice.pk}:{found.address.key}{again}",
        recipient=snapshot(member, found),
        queued_at=now,
        next_try_at=next_try_at,
    )


def robot_delivery(
    found: Destination, *, notice: Notice, now: datetime, next_try_at: datetime, again: str = ""
) -> Delivery:
    """Return the row that sends a notice to a robot of the recipient's authority."""
    authority = notice.membership.authority
    return Delivery(
        region_code=authority.region_code,
        authority=authority,
        notice=notice,
        **_destination(found),
        key=f"robot:{found.address.key}:{notice.key}{again}",
        recipient={"tenant": authority.name_zh, "address": found.hint, "language": ROBOT_LANGUAGE},
        queued_at=now,
        next_try_at=next_try_at,
    )


def owned_by(member: Membership) -> dict:
    """Return the columns that say whose a person's delivery is."""
    return {
        "region_code": member.region_code,
        "enterprise_id": member.enterprise_id,
        "agency_id": member.agency_id,
        "person_id": member.person_id,
        "membership": member,
    }


def snapshot(member: Membership, found: Destination) -> dict:
    """Return what stays on record of a recipient, whatever becomes of the post."""
    person = member.person
    tenant = member.authority.name_zh if member.authority_id else str(member.tenant)
    return {
        "person": person.name,
        "tenant": tenant,
        "role": member.role,
        "post": member.post_title,
        "address": found.hint,
        "language": person.language,
    }


def _destination(found: Destination) -> dict:
    return {"endpoint": found.endpoint, "channel": Channel(found.address.channel)}
