"""The sweep: whatever is due, in batches, each its own transaction; two sweeps at once share the work.

First the cases that somebody has acted on: their watches follow (`waits`). Then the watches whose time has come: for
the few distinct situations of a batch the pure rules decide, and one statement says, records and winds on
(`statements`). A crash loses a batch, never a rung: nothing is marked before it is recorded, and the keys of steps
and notices forbid a second one. A row that cannot be understood is put off by an hour and counted; the rest goes on.
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from django.db import Error as DatabaseProblem
from django.db import connection, transaction

from core import scope
from core.clock import day_of
from core.errors import SafeloopError
from hazards.actions.attention import claim_attention, clear_attention, put_off_attention
from notifications.waiting.choices import kind_of
from rectification.ladder import rules, statements, waits
from rectification.ladder.addressees import Addressees
from rectification.ladder.choices import EffectKind, Outcome, Party
from rectification.ladder.reading import Ladders
from rectification.models import Watch
from regions.selectors import calendars_for

log = logging.getLogger("safeloop.ladder")

CASES_AT_ONCE = 500
WATCHES_AT_ONCE = 5000
#: What a row can be so wrong about that it must not stop the others.
POISON = (ValueError, KeyError, TypeError, OverflowError, ArithmeticError, DatabaseProblem, SafeloopError)
MASKS = {
    Party.OWNER: statements.OWNER,
    Party.UNIT_HEAD: statements.UNIT_HEAD,
    Party.HANDLER: statements.HANDLER,
    Party.AUTHORITY_HEAD: statements.HEAD,
}
BECAUSE = "The clock waits for every tenant; each batch says what is due and to whom it belongs."


@dataclass
class Swept:
    """What a sweep did: cases looked at anew, watches wound on, rungs said, held and recorded in all, rows put off."""

    cases: int = 0
    watches: int = 0
    sent: int = 0
    held: int = 0
    steps: int = 0
    poisoned: int = 0

    def __iadd__(self, other: "Swept") -> "Swept":
        """Add up."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        return self


@dataclass
class _Context:
    """What a whole sweep reads once and decides once."""

    now: datetime
    ladders: Ladders = field(default_factory=Ladders)
    addressees: Addressees = field(default_factory=Addressees)
    verdicts: dict[tuple, rules.Verdict] = field(default_factory=dict)


def sweep(*, now: datetime, go_on: Callable[[], bool] = lambda: True, most: int = WATCHES_AT_ONCE) -> Swept:
    """Do everything that is due at `now`. `go_on` is asked before each batch; what is left waits for the next sweep.

    Must run outside a transaction, so that each batch is kept as soon as it is done.
    """
    total, context = Swept(), _Context(now)
    for phase in (_look_anew, _climb):
        while go_on():
            done = phase(context, most)
            total += done
            if not done.cases + done.watches + done.poisoned:
                break
    return total


def follow_calendar(*, now: datetime) -> int:
    """Look anew at every open clock whose calendar has changed since its next rung was computed; return how many.

    No issued deadline and no passed rung moves; the rungs still to come find their new days.
    """
    with scope.everything(because=BECAUSE):
        regions = list(Watch.objects.filter(ended_at=None).order_by().values_list("region_code", flat=True).distinct())
        calendars = calendars_for(regions)
        values = {"now": now, "regions": regions, "versions": [calendars[code].version for code in regions]}
        with connection.cursor() as cursor:
            cursor.execute(statements.FOLLOW_CALENDAR, values)
            return cursor.rowcount


# --- Phase one: cases that somebody has acted on ----------------------------------------------------------------------


def _look_anew(context: _Context, most: int) -> Swept:
    with scope.everything(because=BECAUSE):
        keys = claim_attention(now=context.now, most=min(most, CASES_AT_ONCE))
        good, bad = _halve(keys, lambda part: waits.follow(part, now=context.now, ladders=context.ladders))
        clear_attention(good)
        if bad:
            put_off_attention(bad, until=context.now + rules.POISON_PAUSE)
        return Swept(cases=len(good), poisoned=len(bad))


def _halve(keys: list[uuid.UUID], work: Callable[[list[uuid.UUID]], object]) -> tuple[list, list]:
    """Do work on all, or, where that fails, on each half; return those done and those that fail even alone."""
    if not keys:
        return [], []
    try:
        with transaction.atomic():
            work(keys)
    except POISON as error:
        if not connection.is_usable():
            raise
        if len(keys) == 1:
            log.exception("The clock cannot read row %s: %s", keys[0], type(error).__name__)
            return [], keys
        middle = len(keys) // 2
        first, second = _halve(keys[:middle], work), _halve(keys[middle:], work)
        return first[0] + second[0], first[1] + second[1]
    return keys, []


# --- Phase two: watches whose time has come ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Due:
    """A claimed watch, as far as the arithmetic and the addresses look at it."""

    id: uuid.UUID
    region_code: str
    kind: str
    pace: str
    due_on: date
    opened_at: datetime
    handled: list[str]
    repeats: int
    said_on: date | None
    authority_id: uuid.UUID
    industry_id: str


def _climb(context: _Context, most: int) -> Swept:
    with scope.everything(because=BECAUSE):
        with connection.cursor() as cursor:
            cursor.execute(statements.CLAIM, {"now": context.now, "most": most})
            claimed = [_Due(*row) for row in cursor.fetchall()]
            if claimed:
                cursor.execute(statements.BY_KEYS)
        if not claimed:
            return Swept()
        context.ladders.want({each.region_code for each in claimed})
        found, result = {each.id: each for each in claimed}, Swept()

        def work(keys: list[uuid.UUID]) -> None:
            sent, held, steps = _say(context, [found[key] for key in keys])
            nonlocal result
            result += Swept(sent=sent, held=held, steps=steps)

        good, bad = _halve(list(found), work)
        if bad:
            with connection.cursor() as cursor:
                cursor.execute(statements.PUT_OFF, {"until": context.now + rules.POISON_PAUSE, "ids": bad})
        result += Swept(watches=len(good), poisoned=len(bad))
        return result


def _say(context: _Context, batch: list[_Due]) -> tuple[int, int, int]:
    numbers: dict[tuple, int] = {}
    verdicts: list[tuple[str, str, rules.Verdict]] = []
    nos = []
    for each in batch:
        key = _situation(context, each)
        if key not in numbers:
            numbers[key] = len(verdicts)
            version = context.ladders.calendar(each.region_code).version
            verdicts.append((each.kind, version, _verdict(context, key, each)))
        nos.append(numbers[key])
    superiors, regulators, above = [], [], []
    for each, no in zip(batch, nos, strict=True):
        sent = verdicts[no][-1].sent
        rung = sent.rung if sent else None
        tell = rung.tell if rung else ()
        superiors.append(
            context.addressees.superior(each.authority_id, rung.levels_up or 1) if Party.SUPERIOR in tell else None
        )
        regulators.append(
            context.addressees.regulator(each.authority_id, each.industry_id, each.region_code)
            if Party.REGULATOR in tell
            else None
        )
        above.append(context.addressees.superior(each.authority_id, 1) if rung else None)
    values = {
        "now": context.now,
        "today": day_of(context.now),
        "ids": [each.id for each in batch],
        "nos": nos,
        "superiors": superiors,
        "regulators": regulators,
        "above": above,
    }
    with connection.cursor() as cursor:
        cursor.execute(statements.CLIMB, values | _columns(verdicts, today=values["today"]))
        return cursor.fetchone()


def _situation(context: _Context, each: _Due) -> tuple:
    """What the verdict depends on: watches of one situation share it. The sweep keeps calendars and rungs alive."""
    ladders = context.ladders
    return (
        id(ladders.calendar(each.region_code)),
        id(ladders.segments(each.region_code, each.kind, each.pace)),
        each.kind,
        each.due_on,
        day_of(each.opened_at),
        tuple(each.handled),
        each.repeats,
        each.said_on,
    )


def _verdict(context: _Context, key: tuple, each: _Due) -> rules.Verdict:
    if key not in context.verdicts:
        context.verdicts[key] = rules.decide(
            context.ladders.segments(each.region_code, each.kind, each.pace),
            opened_on=day_of(each.opened_at),
            due_on=each.due_on,
            calendar=context.ladders.calendar(each.region_code),
            now=context.now,
            said=rules.Said(frozenset(each.handled), each.repeats, each.said_on),
        )
    return context.verdicts[key]


def _columns(verdicts: Iterable[tuple[str, str, rules.Verdict]], *, today: date) -> dict[str, list]:
    """Return the verdicts as columns, for one unnest each: of the verdicts, their steps, their effects."""
    names = ["v_no", "v_next", "v_keys", "v_again", "v_said", "v_alarm", "v_rung", "v_mask", "v_near", "v_passed"]
    names += ["v_calendar", "s_no", "s_rung", "s_at", "s_outcome", "s_why", "s_policy", "e_no", "e_kind"]
    columns: dict[str, list] = {name: [] for name in names}

    def put(prefix: str, **values: object) -> None:
        for name, value in values.items():
            columns[f"{prefix}_{name}"].append(value)

    for no, (kind, version, verdict) in enumerate(verdicts):
        sent = verdict.sent
        repeated = [step for step in verdict.steps if step.key.startswith("R")]
        urgency = sent.rung.urgency if sent else ""
        put(
            "v",
            no=no,
            next=verdict.next_at,
            keys=",".join(step.key for step in verdict.steps if step not in repeated),
            again=len(repeated),
            said=today if sent else None,
            alarm=bool(sent and EffectKind.ALARM in sent.effects),
            rung=sent.key if sent else None,
            mask=sum(MASKS.get(party, 0) for party in sent.rung.tell) if sent else 0,
            near=kind_of(kind, passed=False, urgency=urgency),
            passed=kind_of(kind, passed=True, urgency=urgency),
            calendar=version,
        )
        for step in verdict.steps:
            put(
                "s",
                no=no,
                rung=step.key,
                at=step.moment,
                outcome=str(step.outcome),
                why=str(step.why),
                policy=step.policy_id or None,
            )
            if step.outcome == Outcome.SENT:
                for effect in step.effects:
                    put("e", no=no, kind=str(effect))
    return columns
