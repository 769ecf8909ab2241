"""When a message may leave, when it is tried again, and by which address it goes: pure functions (behaviours C3, C4).

Moments are local (Asia/Shanghai) and handed in; the calendar is the recipient's region's.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from notifications.choices import COMPULSORY, Channel, Group, Urgency
from regions.rules import WorkingCalendar

#: Nothing but an urgent message leaves between these hours, or on a day that is no working day.
QUIET_FROM = time(20, 0)
QUIET_UNTIL = time(8, 0)
#: When the summary of the day leaves; what was told later waits for the next one.
DIGEST_AT = time(8, 30)
FIRST_RETRY = timedelta(minutes=5)
LATER_RETRY = timedelta(minutes=30)
#: 5 minutes, then every half hour: two and a half hours in all, then the next channel takes over.
MOST_ATTEMPTS = 6
#: How long one sender has a delivery to itself. A sender that died lets go of it by this.
LEASE = timedelta(minutes=10)
#: Scheduled jobs that have missed so many periods are an alarm (design, section 4).
MISSED_PERIODS = 3


@dataclass(frozen=True)
class Address:
    """Where a message can go: `key` names it for ever, `groups` are what the person wants there."""

    key: str
    channel: Channel
    groups: frozenset[Group]
    rank: int = 0


@dataclass(frozen=True)
class Route:
    """The addresses of one message: `first` are used at once, `then` one after the other where those fail."""

    first: tuple[Address, ...]
    then: tuple[Address, ...]

    def after(self, key: str) -> Address | None:
        """The address that takes over from `key`, or None after the last one."""
        order = [*self.first, *self.then]
        keys = [each.key for each in order]
        place = keys.index(key) if key in keys else -1
        return order[place + 1] if place + 1 < len(order) else None


def is_permitted(local: datetime, calendar: WorkingCalendar) -> bool:
    """Whether an ordinary message may leave at this moment."""
    return QUIET_UNTIL <= local.time() < QUIET_FROM and calendar.is_working_day(local.date())


def next_permitted(local: datetime, calendar: WorkingCalendar) -> datetime:
    """Return `local` itself when an ordinary message may leave then, else the next moment when it may."""
    if is_permitted(local, calendar):
        return local
    day = local.date()
    if local.time() >= QUIET_UNTIL:
        day += timedelta(days=1)
    return datetime.combine(calendar.next_working_day(day), QUIET_UNTIL, tzinfo=local.tzinfo)


def leaves_at(urgency: Urgency | str, local: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when a message of this urgency may leave."""
    return local if urgency == Urgency.URGENT else next_permitted(local, calendar)


def digest_cut(local: datetime, calendar: WorkingCalendar) -> datetime | None:
    """Return the moment up to which today's summary reaches, or None while there is none to send."""
    cut = datetime.combine(local.date(), DIGEST_AT, tzinfo=local.tzinfo)
    return cut if local >= cut and is_permitted(local, calendar) else None


def retry_after(attempts: int) -> timedelta | None:
    """Return how long to wait after the `attempts`-th failure, or None when it was the last try."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return FIRST_RETRY if attempts <= 1 else LATER_RETRY


def route(addresses: Iterable[Address], group: Group, urgency: Urgency | str, wanted: Collection[str] = ()) -> Route:
    """Return by which addresses a message of a group goes.

    The person's choice in the person's order. What the law lets nobody switch off also has every other address to fall
    back on, and goes there at once where none was chosen. What is urgent goes to every chosen address at the same time.
    Where channels are `wanted` (a plan of alarms names them), every address of these comes first, chosen or not, and
    all others are there to fall back on; a person without such an address is told as they chose.
    """
    order = sorted(addresses, key=lambda each: (each.rank, each.key))
    if first := [each for each in order if each.channel in wanted]:
        return Route(tuple(first), tuple(each for each in order if each not in first))
    chosen = [each for each in order if group in each.groups]
    others = [each for each in order if group not in each.groups] if group in COMPULSORY else []
    if not chosen:
        chosen, others = others, []
    if urgency == Urgency.URGENT:
        return Route(tuple(chosen), tuple(others))
    return Route(tuple(chosen[:1]), (*chosen[1:], *others))


def missed(*, period: timedelta, last: datetime, now: datetime) -> bool:
    """Whether a job that last did its work at `last` has missed three periods."""
    return now - last > period * MISSED_PERIODS


def digest_lines(rows: Sequence[str], most: int) -> tuple[list[str], int]:
    """Return the first lines of a summary and how many more there are."""
    return list(rows[:most]), max(0, len(rows) - most)
