"""What a case waits for, from its facts; and the watches that follow: opened, kept, ended."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from core.clock import day_of
from core.ids import new_id
from hazards.choices import OPEN_STATUSES, Grade, Lead, Status
from rectification.facts import gaps_of
from rectification.ladder import rules
from rectification.ladder.choices import EndReason, Pace, WaitKind
from rectification.ladder.reading import Ladders
from rectification.listing.turns import turns_of as listing_turns
from rectification.models import Plan, Step, Watch
from regions.choices import DeadlineUnit

#: While the enterprise rectifies, the order's clock runs; once it has handed in its evidence, the authority's does.
RECTIFYING = (Status.SERVED, Status.RECTIFYING)
REVIEWING = (Status.SUBMITTED, Status.UNDER_REVIEW)
#: What is waited for in a state that somebody else has to end; the day counts from when it was entered.
BY_STATUS = {
    Status.RECORDED: WaitKind.CONFIRM_GRADE,
    Status.CONFIRMED: WaitKind.ORDER,
    Status.ORDERED: WaitKind.SERVE,
    Status.TRANSFERRED: WaitKind.RECEIVE,
}

_FACTS = """
SELECT h.id, h.region_code, h.enterprise_id, h.status, h.grade, h.episode, h.returns, h.due_on, h.attention_at,
       h.led_by,
       entered.at AS entered_at, entered.times,
       placed.served_at, placed.issued_at,
       deadline.id AS deadline_id, deadline.version, deadline.unit, deadline.due_on AS deadline_on,
       deadline.issued_at AS deadline_at,
       handed.round, handed.submitted_at,
       seen.id AS verification_id, seen.verified_at,
       more.id AS extension_id, more.asked_at AS extension_at, more.decide_by,
       stop.id AS stop_id, stop.asked_at AS resume_at,
       opinion.id AS opinion_id, opinion.asked_at AS opinion_at,
       progress.month,
       letter.ids AS letter_ids, letter.served AS letters_served, letter.due AS letters_due,
       listing.rows AS listings
FROM hazards_hazard h
LEFT JOIN LATERAL (
    SELECT max(e.at) AS at, count(*) AS times FROM hazards_event e
    WHERE e.hazard_id = h.id AND e.to_status = h.status AND e.from_status <> e.to_status
) entered ON true
LEFT JOIN LATERAL (
    SELECT o.id, o.served_at, o.issued_at FROM rectification_order o
    WHERE o.hazard_id = h.id AND o.status = 'in_force'
) placed ON true
LEFT JOIN rectification_deadline deadline ON deadline.order_id = placed.id AND deadline.superseded_at IS NULL
LEFT JOIN LATERAL (
    SELECT s.id, s.round, s.submitted_at FROM rectification_submission s
    WHERE s.hazard_id = h.id ORDER BY s.round DESC LIMIT 1
) handed ON h.status IN ('submitted', 'under_review')
LEFT JOIN rectification_verification seen ON seen.submission_id = handed.id AND seen.head_refusal = ''
    AND seen.head_signed_at IS NULL AND seen.document_id IS NULL AND seen.verdict <> 'returned'
LEFT JOIN rectification_extension more ON more.hazard_id = h.id AND more.status = 'requested'
LEFT JOIN rectification_stopwork stop ON stop.hazard_id = h.id AND stop.status = 'resume_asked'
LEFT JOIN rectification_gradeopinion opinion ON opinion.hazard_id = h.id AND opinion.status = 'asked'
LEFT JOIN LATERAL (
    SELECT max(p.month) AS month FROM rectification_progress p WHERE p.hazard_id = h.id
) progress ON h.grade = 'major' AND h.status IN ('served', 'rectifying')
LEFT JOIN LATERAL (
    SELECT array_agg(l.id) AS ids, array_agg(l.served_at) AS served, array_agg(l.due_on) AS due
    FROM rectification_letter l LEFT JOIN rectification_letter n ON n.id = l.next_id
    WHERE l.lead_id = h.id AND l.status = 'served' AND l.enterprise_id IS NOT NULL
    AND (n.id IS NULL OR n.status IN ('draft', 'withdrawn'))
) letter ON true
LEFT JOIN LATERAL (
    SELECT jsonb_agg(to_jsonb(l) ORDER BY l.id) AS rows FROM rectification_listing l
    WHERE l.hazard_id = h.id AND l.status NOT IN ('announced', 'refused', 'raised', 'withdrawn')
) listing ON true
WHERE h.id = ANY(%s)
"""


@dataclass(frozen=True)
class Wait:
    """Something that a case waits for: by when, since when, and of which frozen thing."""

    kind: WaitKind
    subject_id: uuid.UUID
    pace: Pace
    due_on: date
    opened_at: datetime
    episode: int = 1
    round: int = 1
    due_version: int = 1
    #: Who is waited for, where it is not the authority in charge.
    authority_id: uuid.UUID | None = None

    @property
    def identity(self) -> tuple:
        """Two waits with the same identity are one clock; anything else ends the old one and starts another."""
        return (str(self.kind), self.subject_id, str(self.pace), self.episode, self.round, self.due_version)


def identity_of(watch: Watch) -> tuple:
    """The identity of the wait for which a watch was opened."""
    return (watch.kind, watch.subject_id, watch.pace, watch.episode, watch.round, watch.due_version)


def facts_of(hazard_ids: Sequence[uuid.UUID]) -> list[dict]:
    """Return what the ladder looks at of each case, in one statement (two where plans are waited for)."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [list(hazard_ids)])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    majors = [row["id"] for row in rows if row["grade"] == Grade.MAJOR and row["status"] == Status.SERVED]
    plans = {plan.hazard_id: plan for plan in Plan.objects.filter(hazard__in=majors, superseded_at=None)}
    for row in rows:
        row["plan_needed"] = row["id"] in set(majors) and bool(gaps_of(plans.get(row["id"]), row["due_on"]))
    return rows


def waits_of(row: dict, ladders: Ladders) -> list[Wait]:
    """Return everything that a case waits for now. An open case that an authority leads always waits for something."""
    status, found = Status(row["status"]), []
    if row["led_by"] == Lead.ENTERPRISE:
        # What an enterprise found itself and fixes itself is never urged, named or written about by an authority.
        return found
    if kind := BY_STATUS.get(status):
        # A state entered again (an order withdrawn, a transfer taken over) is another clock, even between two sweeps.
        since = row["entered_at"] or row["attention_at"]
        found.append(_by_term(row, ladders, kind, row["id"], since, turn=max(row["times"], 1)))
    if status in RECTIFYING and row["deadline_id"]:
        found += _rectifying(row, ladders)
    if status in REVIEWING:
        kind, since = (WaitKind.VERIFY, row["submitted_at"])
        if row["verification_id"]:
            kind, since = WaitKind.SIGN, row["verified_at"]
        subject = row["verification_id"] or row["id"]
        found.append(
            _by_term(
                row, ladders, kind, subject, since or row["entered_at"] or row["attention_at"], turn=row["round"] or 1
            )
        )
    if row["extension_id"]:
        found.append(
            Wait(
                WaitKind.DECIDE_EXTENSION,
                row["extension_id"],
                _pace(row),
                row["decide_by"],
                row["extension_at"],
                row["episode"],
            )
        )
    if row["stop_id"]:
        found.append(_by_term(row, ladders, WaitKind.DECIDE_RESUME, row["stop_id"], row["resume_at"]))
    if row["opinion_id"]:
        found.append(_by_term(row, ladders, WaitKind.OPINION, row["opinion_id"], row["opinion_at"]))
    # The day of an answer was frozen when the letter was served; it is waited for even once the hazard is closed.
    letters = zip(row["letter_ids"] or (), row["letters_served"] or (), row["letters_due"] or (), strict=True)
    found += [Wait(WaitKind.REPLY, key, _pace(row), due_on, served) for key, served, due_on in letters]
    for listing in _listings(row):
        turns = listing_turns(listing, is_open=status in OPEN_STATUSES)
        found += [
            Wait(
                turn.kind,
                uuid.UUID(listing["id"]),
                Pace.MAJOR,
                turn.due_on,
                turn.since,
                row["episode"],
                due_version=turn.due_version,
                authority_id=uuid.UUID(turn.body) if turn.body else None,
            )
            for turn in turns
        ]
    return found


def _listings(row: dict) -> list[dict]:
    found = row["listings"] or []
    return json.loads(found) if isinstance(found, str) else found


def _pace(row: dict) -> Pace:
    return Pace.MAJOR if row["grade"] == Grade.MAJOR else Pace.GENERAL


def _by_term(row: dict, ladders: Ladders, kind: WaitKind, subject, since: datetime, *, turn: int = 1) -> Wait:
    pace = _pace(row)
    due_on = ladders.due(region_code=row["region_code"], kind=kind, pace=pace, opened_at=since)
    return Wait(kind, subject, pace, due_on, since, row["episode"], turn)


def _rectifying(row: dict, ladders: Ladders) -> list[Wait]:
    """The order's frozen deadline; for a major hazard also the plan, and the next month's report."""
    begun = row["served_at"] or row["issued_at"]
    since = max(begun, row["deadline_at"])
    if row["returns"] and row["status"] == Status.RECTIFYING and row["entered_at"]:
        since = max(since, row["entered_at"])
    pace = Pace.IMMEDIATE if row["unit"] == DeadlineUnit.IMMEDIATE else _pace(row)
    found = [
        Wait(
            WaitKind.RECTIFY,
            row["deadline_id"],
            pace,
            row["deadline_on"],
            since,
            row["episode"],
            row["returns"] + 1,
            row["version"],
        )
    ]
    if row["plan_needed"]:
        found.append(_by_term(row, ladders, WaitKind.PLAN, row["id"], begun))
    if row["grade"] == Grade.MAJOR:
        found.append(_next_report(row, ladders, begun))
    return found


def _next_report(row: dict, ladders: Ladders, begun: datetime) -> Wait:
    """The report that comes next: monthly from service on; one report covers every month up to its own."""
    calendar, start, number = ladders.calendar(row["region_code"]), day_of(begun), 1
    last = row["month"] and (row["month"].year, row["month"].month)
    due_on = calendar.add_months_calendar_days(start, number)
    while last and (due_on.year, due_on.month) <= last:
        number += 1
        due_on = calendar.add_months_calendar_days(start, number)
    before = calendar.add_months_calendar_days(start, number - 1) if number > 1 else start
    since = max(begun, rules.at(before, 0))
    return Wait(WaitKind.PROGRESS, row["id"], _pace(row), due_on, since, row["episode"], number)


# --- The rows -------------------------------------------------------------------------------------------------------


def follow(hazard_ids: Sequence[uuid.UUID], *, now: datetime, ladders: Ladders) -> int:
    """Bring the watches of locked cases to what they wait for now; return how many rows changed.

    A watch that is still right is left alone. One whose deadline, round or grade changed is superseded: what it had
    still to say becomes void, on record. Runs inside the caller's transaction.
    """
    facts = facts_of(hazard_ids)
    ladders.want(row["region_code"] for row in facts)
    wanted = {row["id"]: {wait.identity: wait for wait in waits_of(row, ladders)} for row in facts}
    open_now: dict[uuid.UUID, list[Watch]] = defaultdict(list)
    for watch in Watch.objects.filter(hazard__in=list(hazard_ids), ended_at=None).select_for_update(no_key=True):
        open_now[watch.hazard_id].append(watch)
    fresh, ended, steps = [], [], []
    for row in facts:
        waits = dict(wanted[row["id"]])
        kinds = {wait.kind for wait in waits.values()}
        for watch in open_now[row["id"]]:
            if waits.pop(identity_of(watch), None) is None:
                replaced = watch.kind in kinds
                steps += _end(watch, at=row["attention_at"] or now, now=now, superseded=replaced, ladders=ladders)
                ended.append(watch)
        fresh += [_open(row, wait, now) for wait in waits.values()]
    Step.objects.bulk_create(steps, ignore_conflicts=True)
    Watch.objects.bulk_update(ended, ["ended_at", "end_reason", "attention_at"], batch_size=500)
    Watch.objects.bulk_create(fresh)
    return len(fresh) + len(ended)


def _open(row: dict, wait: Wait, now: datetime) -> Watch:
    return Watch(
        id=new_id(),
        region_code=row["region_code"],
        enterprise_id=row["enterprise_id"],
        hazard_id=row["id"],
        kind=wait.kind,
        subject_id=wait.subject_id,
        pace=wait.pace,
        authority_id=wait.authority_id,
        episode=wait.episode,
        round=wait.round,
        due_version=wait.due_version,
        due_on=wait.due_on,
        opened_at=wait.opened_at,
        attention_at=now,
    )


def _end(watch: Watch, *, at: datetime, now: datetime, superseded: bool, ladders: Ladders) -> Iterable[Step]:
    watch.ended_at, watch.attention_at = max(at, watch.opened_at), None
    watch.end_reason = EndReason.SUPERSEDED if superseded else EndReason.DONE
    left = rules.voided(
        ladders.segments(watch.region_code, watch.kind, watch.pace),
        opened_on=day_of(watch.opened_at),
        due_on=watch.due_on,
        calendar=ladders.calendar(watch.region_code),
        ended_at=watch.ended_at,
        superseded=superseded,
        said=rules.Said(frozenset(watch.handled), watch.repeats, watch.said_on),
    )
    return [
        Step(
            region_code=watch.region_code,
            enterprise_id=watch.enterprise_id,
            watch=watch,
            due_version=watch.due_version,
            rung=each.key,
            planned_at=each.moment,
            recorded_at=now,
            outcome=each.outcome,
            why=each.why,
            policy_id=each.policy_id or None,
        )
        for each in left
    ]
