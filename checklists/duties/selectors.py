"""Reads of duties: my list of today, the ledger with its figures, one duty with its story, who holds a post."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership
from checklists.choices import Frequency
from checklists.duties import rules
from checklists.duties.choices import WAITING, DutyResult, DutyStatus, Punctuality
from checklists.models import Binding, Duty, DutyEvent, Holding
from core.clock import day_of
from core.errors import NotVisible
from core.prepared import Prepared
from core.roles import Role

#: So many duties stand on one day's list; a post with more has a list that nobody can do.
MOST_TODAY = 100
#: The ledger shows the last days unless asked otherwise, and never more than a quarter with a few days at once.
DAYS_SHOWN = 7
MOST_DAYS = 100
MOST_POSTS = 200
MOST_EVENTS = 30


@dataclass(frozen=True)
class MyDuty:
    """A duty on my list with what the clock says of it."""

    duty: Duty
    punctuality: Punctuality

    @property
    def is_late(self) -> bool:
        """Whether its time has passed."""
        return self.punctuality != Punctuality.AHEAD

    @property
    def is_out(self) -> bool:
        """Whether it counts as missed by now, though the clock has not said so yet."""
        return self.punctuality == Punctuality.OUT


def my_duties(actor, *, now: datetime) -> list[MyDuty]:
    """Return what waits for the actor today, what is due first on top."""
    rows = (
        Duty.objects.in_hands_of(actor.membership_id, Holding.objects.all(), day=day_of(now))
        .opened(now)
        .as_rows()
        .order_by("due_at", "item__position", "id")[:MOST_TODAY]
    )
    return [MyDuty(row, row.punctuality(now)) for row in rows]


@dataclass(frozen=True)
class MyCounts:
    """How many duties wait for me, and how many of them are late; counted up to `MOST_TODAY`."""

    waiting: int = 0
    late: int = 0


#: From the keys of a page to what its rows show.
ROWS = Prepared(lambda keys: Duty.objects.as_ledger().filter(pk__any_of=keys), keys=list)

_MINE = Prepared(
    lambda membership, day, now: (
        Duty.objects.in_hands_of(membership, Holding.objects.all(), day=day)
        .opened(now)
        .order_by()
        .values_list("due_at")[:MOST_TODAY]
    ),
    membership=UUID,
    day=date,
    now=datetime,
)


def my_counts(actor, *, now: datetime) -> MyCounts:
    """Return the counts for the first screen, in one statement."""
    due = _MINE.rows(membership=actor.membership_id, day=day_of(now), now=now)
    return MyCounts(len(due), sum(moment <= now for (moment,) in due))


def done_today(actor, *, now: datetime) -> list[Duty]:
    """Return what the actor recorded today, the last first."""
    since = rules.midnight(day_of(now))
    rows = Duty.objects.filter(bearer=actor.membership_id, decided_at__gte=since).exclude(status=DutyStatus.MISSED)
    return list(rows.as_rows().order_by("-decided_at")[:MOST_TODAY])


def ledger_of(actor) -> QuerySet[Duty]:
    """Return the duties that an actor may read: the wall's, of a worker only those that were or are the own."""
    rows = Duty.objects.all()
    if actor.role in (Role.WORKER, Role.EXPERT):
        seats = Holding.objects.filter(membership=actor.membership_id)
        return rows.filter(
            Q(bearer=actor.membership_id)
            | Q(binding__membership=actor.membership_id)
            | Q(binding__post__in=seats.filter(post__isnull=False).values("post"))
            | Q(handed_to__membership=actor.membership_id)
        )
    return rows


@dataclass(frozen=True)
class Figures:
    """The totals of a part of the ledger. What was drawn up only after its time is counted in `outage` alone."""

    total: int
    waiting: int
    done: int
    done_late: int
    missed: int
    not_applicable: int
    outage: int

    @property
    def share(self) -> float | None:
        """Percent done in time among those that fell due; None where none did."""
        return rules.share_in_time(done=self.done, done_late=self.done_late, missed=self.missed)


def figures_of(rows: QuerySet[Duty], *, now: datetime) -> Figures:
    """Return the totals of filtered rows in one statement. A duty past its end that still waits counts as missed."""
    counted = Q(generated_at__lt=F("due_at"))
    found = rows.order_by().aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(status__in=WAITING, closes_at__gt=now)),
        done=Count("pk", filter=counted & Q(status=DutyStatus.DONE)),
        done_late=Count("pk", filter=counted & Q(status=DutyStatus.DONE_LATE)),
        missed=Count("pk", filter=counted & (Q(status=DutyStatus.MISSED) | Q(status__in=WAITING, closes_at__lte=now))),
        not_applicable=Count("pk", filter=Q(status=DutyStatus.NOT_APPLICABLE)),
        outage=Count("pk", filter=~counted),
    )
    return Figures(**found)


def window(first: date | None, last: date | None, *, today: date) -> tuple[date, date]:
    """Return the days of the ledger that are shown: the last week by default, at most a hundred days."""
    last = last or today
    first = first or last - timedelta(days=DAYS_SHOWN - 1)
    return max(first, last - timedelta(days=MOST_DAYS - 1)), last


def duty_of(actor, pk: UUID) -> Duty:
    """Return a duty with its story, or raise `NotVisible`."""
    events = DutyEvent.objects.order_by("number")
    found = ledger_of(actor).filter(pk=pk).as_ledger().prefetch_related(Prefetch("events", queryset=events)).first()
    if found is None:
        raise NotVisible(_("There is no such duty, or it is not yours to see."))
    return found


def noted_fault(duty: Duty) -> str:
    """Return the item of a duty and what was noted where it did not conform: a report of the hazard begins with it."""
    notes = [event.note for event in duty.events.all() if event.result == DutyResult.NOT_CONFORM and event.note]
    return f"{duty.item}: {notes[-1]}" if notes else str(duty.item)


def bearer_of(duty: Duty, *, day: date) -> Membership | None:
    """Return who has to do a duty that waits on a day: the substitute it went to, the holder, or the seat's member."""
    if duty.status == DutyStatus.HANDED_OVER and duty.handed_to_id:
        return Membership.objects.select_related("person").filter(pk=duty.handed_to.membership_id).first()
    binding = duty.binding
    held = Holding.objects.holders().on(day).select_related("membership__person")
    held = held.filter(post=binding.post_id) if binding.post_id else held.filter(seat=binding.membership_id)
    row = held.order_by("-from_on").first()
    return row.membership if row else binding.membership


def bearers_of(duties: Iterable[Duty], *, day: date) -> dict[UUID, str]:
    """Return the names of those who answer for waiting duties, by duty, in one query. Empty: nobody holds the post."""
    waiting = [duty for duty in duties if duty.waits]
    posts = {duty.binding.post_id for duty in waiting if duty.binding.post_id}
    seats = {duty.binding.membership_id for duty in waiting if duty.binding.membership_id}
    held = Holding.objects.holders().on(day).filter(Q(post__in=posts) | Q(seat__in=seats)).order_by("from_on")
    names = {row.post_id or row.seat_id: row.person_name for row in held} if waiting else {}
    found = {}
    for duty in waiting:
        if duty.handed_to_id:
            found[duty.pk] = duty.handed_to.person_name
            continue
        binding = duty.binding
        own = binding.post.holder_name if binding.post_id else binding.membership.person.name
        found[duty.pk] = names.get(binding.post_id or binding.membership_id) or own
    return found


@dataclass(frozen=True)
class PostLine:
    """A post or seat with its lists, who holds it today, and who stands in."""

    key: UUID
    name: str
    bindings: list[Binding]
    holder: str
    held_since: date | None
    substitutes: list[Holding]
    past: list[Holding]


def posts_of(actor, *, day: date) -> list[PostLine]:
    """Return the posts of the actor's own organisation that have lists to perform, with their holders; four queries."""
    rows = Binding.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day)).select_related(
        "checklist", "post", "membership__person", "duty_clock"
    )
    if actor.tenant_kind == "enterprise":
        rows = rows.filter(enterprise=actor.tenant_id)
    else:
        rows = rows.filter(membership__authority=actor.tenant_id)
    bindings = list(rows.order_by("post__name", "membership__person__name", "starts_on", "id")[:MOST_POSTS])
    posts = {row.post_id for row in bindings if row.post_id}
    seats = {row.membership_id for row in bindings if row.membership_id}
    held = Holding.objects.filter(Q(post__in=posts) | Q(seat__in=seats))
    # Who holds a post now is never cut off, however many stood in since.
    holdings = list(held.order_by(F("until_on").desc(nulls_first=True), "-from_on")[: 2 * MOST_POSTS])
    holdings.sort(key=lambda each: (each.from_on, each.recorded_at), reverse=True)
    lines: dict[UUID, PostLine] = {}
    for row in bindings:
        key = row.post_id or row.membership_id
        if key in lines:
            lines[key].bindings.append(row)
            continue
        own = [each for each in holdings if key in (each.post_id, each.seat_id)]
        current = [each for each in own if _holds(each, day)]
        holder = next((each for each in current if each.kind == "holder"), None)
        plain = row.post.holder_name if row.post_id else row.membership.person.name
        lines[key] = PostLine(
            key=key,
            name=row.post.name if row.post_id else row.membership.post_title or row.membership.get_role_display(),
            bindings=[row],
            holder=holder.person_name if holder else plain,
            held_since=holder.from_on if holder else None,
            substitutes=[each for each in own if each.kind == "substitute" and each.until_on > day],
            past=own,
        )
    return list(lines.values())


def _holds(row: Holding, day: date) -> bool:
    return row.from_on <= day and (row.until_on is None or day < row.until_on)


def members_to_choose(actor) -> QuerySet[Membership]:
    """Return who can hold a post or stand in: the active members of the own organisation."""
    own = {f"{actor.tenant_kind}_id": actor.tenant_id}
    return Membership.objects.active().filter(**own).select_related("person").order_by("person__name", "pk")


def bindings_of(actor, *, day: date) -> QuerySet[Binding]:
    """Return the bindings of the own organisation that hold on a day and know duties of an occasion."""
    rows = Binding.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)
    if actor.tenant_kind == "enterprise":
        rows = rows.filter(enterprise=actor.tenant_id)
    else:
        rows = rows.filter(membership__authority=actor.tenant_id)
    waiting = rows.filter(checklist__versions__items__frequency=Frequency.EVENT).distinct()
    return waiting.select_related("checklist", "post", "membership__person").order_by("checklist__code", "pk")
