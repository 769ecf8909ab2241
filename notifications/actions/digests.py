"""The summary: at most one a person and day, on the working morning of the person's region."""

import uuid
from datetime import datetime

from django.utils.timezone import localtime

from accounts.models import User
from core import scope
from notifications import addresses
from notifications.actions.dispatching import TENANTS, hand_over, owned_by, snapshot
from notifications.addresses import Destination
from notifications.choices import Channel, Group, Outcome, Urgency
from notifications.models import Delivery, Notice
from notifications.recipients import holds_post
from notifications.timing import Route, digest_cut, route
from regions.selectors import calendar_for

BECAUSE = "people of all tenants get the summary of their day"
#: How many notices one summary names at most; the rest waits in the inbox.
MOST = 200


def draw_up_digests(*, now: datetime, limit: int = 200, after: uuid.UUID | None = None) -> tuple[int, uuid.UUID | None]:
    """Draw up the summaries that are due; return how many, and the last person looked at (None at the end).

    Repeating is safe: a person's row is the lock, a notice leaves the state "digest" with its summary, and a second
    summary of the same day has the key of the first.
    """
    with scope.everything(because=BECAUSE):
        waiting = Notice.objects.filter(outcome=Outcome.DIGEST)
        if after:
            waiting = waiting.filter(person__gt=after)
        people = list(waiting.order_by("person").values_list("person_id", flat=True).distinct()[:limit])
    made = sum(_draw_up(person, now=now) for person in people)
    return made, people[-1] if len(people) == limit else None


def _draw_up(person_id: uuid.UUID, *, now: datetime) -> int:
    with scope.everything(because=BECAUSE):
        person = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=person_id).first()
        if person is None:
            return 0
        rows = list(
            Notice.objects.filter(outcome=Outcome.DIGEST, person=person)
            .select_related(*TENANTS)
            .order_by("created_at", "id")[: MOST * 5]
        )
        # Each post has the calendar of its region; the first that has a working morning today asks for the summary.
        cuts = {code: digest_cut(localtime(now), calendar_for(code)) for code in {row.region_code for row in rows}}
        rows = [row for row in rows if cuts[row.region_code] and row.created_at < cuts[row.region_code]]
        day = localtime(now).date()
        if not rows or Delivery.objects.filter(person=person, digest_on=day).exists():
            return 0
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(outcome=Outcome.SUMMARISED)
        unread = [row for row in rows if row.read_at is None]
        for row in unread:
            if not holds_post(row.membership):
                hand_over(row, now=now)
        unread = [row for row in unread if holds_post(row.membership)]
        found = addresses.personal([person])[person.pk]
        way = digest_route(found, {Group(row.look.group) for row in unread})
        if not unread or not way.first:
            return 0
        known = {each.address.key: each for each in found}
        keys = [str(row.pk) for row in unread]
        Delivery.objects.bulk_create(
            [digest_delivery(known[way.first[0].key], first=unread[0], keys=keys, day=day, now=now)],
            ignore_conflicts=True,
        )
        return 1


def digest_route(found: list[Destination], groups: set[Group]) -> Route:
    """Return by which addresses a summary of these groups goes: in the person's order, those that take one of them."""
    order: dict[str, object] = {}
    for group in sorted(groups):
        way = route([each.address for each in found], group, Urgency.DIGEST)
        order |= {each.key: each for each in (*way.first, *way.then)}
    ranked = tuple(sorted(order.values(), key=lambda each: (each.rank, each.key)))
    return Route(ranked[:1], ranked[1:])


def digest_delivery(
    found: Destination, *, first: Notice, keys: list[str], day, now: datetime, again: str = ""
) -> Delivery:
    """Return the row that sends a person the summary of a day; it belongs to the post of the first notice."""
    member = first.membership
    return Delivery(
        **owned_by(member),
        digest_on=day,
        endpoint=found.endpoint,
        channel=Channel(found.address.channel),
        key=f"digest:{member.person_id}:{day}:{found.address.key}{again}",
        recipient=snapshot(member, found),
        content={"notices": keys},
        queued_at=now,
        next_try_at=now,
    )
