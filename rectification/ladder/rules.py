"""The arithmetic of the ladder: pure functions over a calendar, rungs and what was said already.

Source: workflow section 6, behaviours C3. A rung has a key that names its place on the ladder ("D-3", "D+7"), so that
neither an edit of the calendar nor a new policy says the same thing twice. A rung belongs to the policy that is in
force at its moment: what was passed stays passed, and only the future is computed anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise

from notifications.choices import Urgency
from rectification.ladder.choices import LETTERS, Anchor, EffectKind, Outcome, Party, WaitKind, Why
from regions.choices import DeadlineUnit
from regions.rules import WorkingCalendar, compute_deadline

#: Asia/Shanghai, which keeps no summer time.
ZONE = timezone(timedelta(hours=8), "CST")
MORNING = 9
END_OF_DAY = 24
#: The rung that repeats where a policy names none: nothing falls silent while a case is open.
REPEAT_EVERY = 5
#: A poisoned row is looked at again after this long (behaviours C3).
POISON_PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class RungRow:
    """One rung: when (working days from its anchor, or percent of the term), whom it tells, what it does."""

    anchor: Anchor
    offset: int
    tell: tuple[Party, ...]
    effects: tuple[EffectKind, ...] = ()
    levels_up: int = 0
    urgency: Urgency = Urgency.PROMPT
    hour: int = MORNING

    @property
    def key(self) -> str:
        """Its place on the ladder, as the ledger names it."""
        hour = "" if self.hour == MORNING else f"@{self.hour}"
        return {
            Anchor.OPENED: f"O+{self.offset}{hour}",
            Anchor.SHARE: f"{self.offset}%{hour}",
            Anchor.DUE: f"D{self.offset:+d}{hour}",
            Anchor.REPEAT: f"R{self.offset}",
        }[Anchor(self.anchor)]


@dataclass(frozen=True)
class TermRow:
    """How long a party may take where no order freezes the day."""

    unit: DeadlineUnit
    amount: int


@dataclass(frozen=True)
class PolicySpan:
    """A region's ladder with the time in which it was in force; `until` is None while it is. Key: kind, pace."""

    region_code: str
    since: datetime
    until: datetime | None
    rungs: Mapping[tuple[str, str], tuple[RungRow, ...]]
    terms: Mapping[tuple[str, str], TermRow]
    policy_id: str = ""


@dataclass(frozen=True)
class Segment:
    """The rungs that hold for one kind and pace in one region for a time; open ends are None."""

    rungs: tuple[RungRow, ...]
    since: datetime | None = None
    until: datetime | None = None
    policy_id: str = ""

    def holds(self, moment: datetime) -> bool:
        """Whether the segment is in force at a moment."""
        return (self.since is None or self.since <= moment) and (self.until is None or moment < self.until)


@dataclass(frozen=True)
class Planned:
    """A rung of one case on its day."""

    rung: RungRow
    moment: datetime
    before_opening: bool = False
    policy_id: str = ""

    @property
    def key(self) -> str:
        """The place on the ladder."""
        return self.rung.key


@dataclass(frozen=True)
class Decided:
    """What a sweep records of one rung."""

    key: str
    moment: datetime
    outcome: Outcome
    why: Why = Why.NONE
    rung: RungRow | None = None
    effects: tuple[EffectKind, ...] = ()
    policy_id: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a sweep does with one watch now: the steps to record, at most one of them sent, and when to look again."""

    steps: tuple[Decided, ...]
    next_at: datetime

    @property
    def sent(self) -> Decided | None:
        """The one rung that is said now."""
        return next((step for step in self.steps if step.outcome == Outcome.SENT), None)


@dataclass(frozen=True)
class Said:
    """What the ledger holds already: the rungs handled, the repeats sent, the day of the last one sent."""

    handled: frozenset[str] = frozenset()
    repeats: int = 0
    last_on: date | None = None


NOTHING_SAID = Said()


def at(day: date, hour: int) -> datetime:
    """The instant of an official hour; 24 is the midnight that ends the day."""
    return datetime.combine(day, time(), ZONE) + timedelta(hours=hour)


# --- Which policy ----------------------------------------------------------------------------------------------------


def segments(
    spans: Iterable[PolicySpan], *, region_code: str, kind: str, pace: str, default: tuple[RungRow, ...]
) -> tuple[Segment, ...]:
    """The rungs in force over time for a region: of the nearest region up the tree that says any, else the default."""
    fitting = [
        span for span in spans if region_code.startswith(span.region_code) and span.rungs.get((str(kind), str(pace)))
    ]
    turns = sorted({turn for span in fitting for turn in (span.since, span.until) if turn})
    edges: list[datetime | None] = [None, *turns, None]
    found = []
    for since, until in pairwise(edges):
        inside = [
            span
            for span in fitting
            if since is not None and span.since <= since and (span.until is None or since < span.until)
        ]
        nearest = max(inside, key=lambda span: (len(span.region_code), span.since), default=None)
        rungs = nearest.rungs[str(kind), str(pace)] if nearest else default
        found.append(Segment(rungs, since, until, nearest.policy_id if nearest else ""))
    return tuple(found)


def term_of(
    spans: Iterable[PolicySpan],
    *,
    region_code: str,
    kind: str,
    pace: str,
    when: datetime,
    default: Mapping[tuple[str, str], TermRow],
) -> TermRow:
    """The time a party has: of the nearest region's ladder in force at `when`, else the default. Never "none"."""
    key = (str(kind), str(pace))
    fitting = [
        span
        for span in spans
        if region_code.startswith(span.region_code)
        and key in span.terms
        and span.since <= when
        and (span.until is None or when < span.until)
    ]
    nearest = max(fitting, key=lambda span: len(span.region_code), default=None)
    return nearest.terms[key] if nearest else default[key]


def due_of_term(opened_on: date, term: TermRow, calendar: WorkingCalendar) -> date:
    """The day by which a party has to act; the first day is not counted (Civil Code art. 201)."""
    return compute_deadline(opened_on, term.unit, term.amount, calendar).result


# --- When ------------------------------------------------------------------------------------------------------------


def moment_of(rung: RungRow, *, opened_on: date, due_on: date, calendar: WorkingCalendar) -> datetime:
    """When a rung's turn comes. A share of the term is counted in working days, rounded down."""
    if rung.anchor == Anchor.DUE:
        return at(calendar.add_working_days(due_on, rung.offset), rung.hour)
    if rung.anchor == Anchor.OPENED:
        return at(calendar.add_working_days(opened_on, rung.offset) if rung.offset else opened_on, rung.hour)
    term = max(calendar.working_days_between(opened_on, due_on), 0)
    return at(calendar.add_working_days(opened_on, term * rung.offset // 100), rung.hour)


def schedule(
    parts: Sequence[Segment], *, opened_on: date, due_on: date, calendar: WorkingCalendar
) -> tuple[Planned, ...]:
    """The rungs of one case in the order of their moments, without those that repeat.

    A rung whose day is the opening day or lies before it is not said (the case has only just been told of), with one
    exception: a clock that starts after its deadline raises the first overdue rung at once.
    """
    found: dict[str, Planned] = {}
    for part in parts:
        for rung in part.rungs:
            if rung.anchor == Anchor.REPEAT:
                continue
            moment = moment_of(rung, opened_on=opened_on, due_on=due_on, calendar=calendar)
            if part.holds(moment):
                early = rung.anchor != Anchor.OPENED and moment.astimezone(ZONE).date() <= opened_on
                found.setdefault(rung.key, Planned(rung, moment, early, part.policy_id))
    planned = sorted(found.values(), key=_order)
    if due_on < opened_on:
        late = next((each for each in planned if each.before_opening and each.moment >= at(due_on, END_OF_DAY)), None)
        planned = [replace(each, before_opening=False) if each is late else each for each in planned]
    return tuple(planned)


def _order(planned: Planned) -> tuple:
    return (planned.moment, planned.rung.anchor == Anchor.DUE, planned.rung.offset)


def repeating(parts: Sequence[Segment], moment: datetime) -> tuple[RungRow, str]:
    """The rung that repeats at a moment, and its policy; where none is named, the last rung does."""
    part = next((each for each in parts if each.holds(moment)), parts[-1])
    named = next((rung for rung in part.rungs if rung.anchor == Anchor.REPEAT), None)
    if named is None:
        last = max(part.rungs, key=lambda rung: (rung.anchor == Anchor.DUE, rung.offset))
        named = replace(last, anchor=Anchor.REPEAT, offset=REPEAT_EVERY, effects=(), hour=MORNING)
    return replace(named, offset=max(named.offset, 1)), part.policy_id


def repeat_moment(
    planned: Sequence[Planned], said: Said, rung: RungRow, *, due_on: date, calendar: WorkingCalendar
) -> datetime:
    """When the next repeat comes: so many working days after the last word, or after the last rung."""
    last = max([due_on, *(each.moment.astimezone(ZONE).date() for each in planned)])
    base = max(last, said.last_on) if said.last_on else last
    return at(calendar.add_working_days(base, rung.offset), MORNING)


# --- What now --------------------------------------------------------------------------------------------------------


def decide(
    parts: Sequence[Segment],
    *,
    opened_on: date,
    due_on: date,
    calendar: WorkingCalendar,
    now: datetime,
    said: Said = NOTHING_SAID,
) -> Verdict:
    """What a sweep at `now` does with a watch: of all rungs passed and not handled only the highest is said.

    The others are recorded as skipped, each with its reason. `next_at` is always later than `now`.
    """
    planned = schedule(parts, opened_on=opened_on, due_on=due_on, calendar=calendar)
    open_rungs = [each for each in planned if each.key not in said.handled]
    passed = [each for each in open_rungs if each.moment <= now]
    steps = _record(planned, passed, said)
    today = now.astimezone(ZONE).date()
    if any(step.outcome == Outcome.SENT for step in steps):
        said = replace(said, last_on=today)
    coming = [each.moment for each in open_rungs if each.moment > now]
    if coming:
        return Verdict(steps, min(coming))
    rung, policy_id = repeating(parts, now)
    moment = repeat_moment(planned, said, rung, due_on=due_on, calendar=calendar)
    if moment <= now and not any(step.outcome == Outcome.SENT for step in steps):
        again = Decided(f"R{said.repeats + 1}", moment, Outcome.SENT, rung=rung, policy_id=policy_id)
        steps = (*steps, again)
        moment = at(calendar.add_working_days(today, rung.offset), MORNING)
    return Verdict(steps, max(moment, now + timedelta(minutes=1)))


def _record(planned: Sequence[Planned], passed: Sequence[Planned], said: Said) -> tuple[Decided, ...]:
    sayable = [each for each in passed if not each.before_opening]
    reached = max((each.moment for each in planned if each.key in said.handled), default=None)
    top = sayable[-1] if sayable else None
    if top is not None and reached is not None and top.moment < reached:
        top = None  # a calendar edit moved it below what was said already
    steps = []
    for each in passed:
        if each is top:
            effects = merged([other.rung for other in sayable])
            steps.append(Decided(each.key, each.moment, Outcome.SENT, Why.NONE, each.rung, effects, each.policy_id))
        else:
            why = Why.BEFORE_OPENING if each.before_opening else Why.OVERTAKEN
            steps.append(Decided(each.key, each.moment, Outcome.SKIPPED, why, policy_id=each.policy_id))
    return tuple(steps)


def merged(rungs: Iterable[RungRow]) -> tuple[EffectKind, ...]:
    """The effects of rungs that pass together: everything that stands, and of the letters only the gravest."""
    wanted = {effect for rung in rungs for effect in rung.effects}
    letters = [letter for letter in LETTERS if letter in wanted]
    return tuple(effect for effect in EffectKind if effect in wanted and effect not in letters[:-1])


def voided(
    parts: Sequence[Segment],
    *,
    opened_on: date,
    due_on: date,
    calendar: WorkingCalendar,
    ended_at: datetime,
    superseded: bool,
    said: Said,
) -> tuple[Decided, ...]:
    """The rungs that an ended watch leaves: those passed but not yet said, and, when superseded, all still to come."""
    planned = schedule(parts, opened_on=opened_on, due_on=due_on, calendar=calendar)
    return tuple(
        Decided(
            each.key,
            each.moment,
            Outcome.VOID if not each.before_opening else Outcome.SKIPPED,
            _why_left(each, ended_at),
            policy_id=each.policy_id,
        )
        for each in planned
        if each.key not in said.handled and (superseded or each.moment <= ended_at)
    )


def _why_left(planned: Planned, ended_at: datetime) -> Why:
    if planned.before_opening:
        return Why.BEFORE_OPENING
    return Why.ENDED if planned.moment <= ended_at else Why.SUPERSEDED


# --- Whether a policy may be published -------------------------------------------------------------------------------


def gaps(rungs: Mapping[tuple[str, str], Sequence[RungRow]]) -> list[tuple[WaitKind, str]]:
    """Kinds and paces of a draft that would fall silent: without a rung that alarms after the deadline."""
    return [
        (WaitKind(kind), pace)
        for (kind, pace), rows in sorted(rungs.items())
        if not any(EffectKind.ALARM in row.effects for row in rows)
    ]
