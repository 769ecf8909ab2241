"""Reads of the ladder: the clocks of a case with what was said and what comes; versions; previews; alarms."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import NotVisible
from hazards.models import Hazard
from rectification.ladder import rules, words
from rectification.ladder.choices import Anchor, EndReason, Outcome, Pace, PolicyStatus, WaitKind, Why
from rectification.ladder.reading import Ladders, content_of, published_spans
from rectification.models import LadderPolicy, Rung, Term, Watch
from regions.rules import WorkingCalendar
from regions.selectors import path_of

#: So many coming rungs of a clock are shown, and so many clocks of a case are tried; alarms are counted so far.
COMING, MOST_CLOCKS, MOST_ALARMS = 8, 30, 1000

#: The clocks of the hazard %(hazard)s with their steps, and the ladders of the regions %(path)s, as two columns: they
#: travel in the statement that reads a whole case.
CASE_PARTS = (
    """
    (SELECT jsonb_agg(to_jsonb(w) || jsonb_build_object('steps', (
        SELECT jsonb_agg(to_jsonb(s) ORDER BY s.planned_at, s.recorded_at, s.rung) FROM (
            SELECT rung, planned_at, recorded_at, outcome, why, told FROM rectification_step
            WHERE watch_id = w.id ORDER BY recorded_at DESC, planned_at DESC LIMIT 60
        ) s
    )) ORDER BY w.opened_at, w.id)
    FROM (
        SELECT * FROM rectification_watch WHERE hazard_id = %(hazard)s ORDER BY opened_at DESC LIMIT 30
    ) w)""",
    """
    (SELECT jsonb_agg(to_jsonb(p) || jsonb_build_object('rungs', (
        SELECT jsonb_agg(to_jsonb(r)) FROM rectification_rung r WHERE r.policy_id = p.id
    )))
    FROM rectification_ladderpolicy p WHERE p.status <> 'draft' AND p.region_code = ANY(%(path)s))""",
)


@dataclass(frozen=True)
class Line:
    """A rung of a clock as a page shows it: past with what became of it, or to come."""

    rung: str
    moment: datetime
    outcome: str = ""
    why: str = ""
    told: int = 0
    recorded_at: datetime | None = None
    what: str = ""
    whom: str = ""

    @property
    def day(self) -> date:
        """The official day; the midnight that ends a day still belongs to it."""
        return day_of(self.moment - timedelta(seconds=1))

    @property
    def when(self) -> str:
        """Which rung it is, in words."""
        return words.of_key(self.rung)

    @property
    def outcome_label(self) -> str:
        """What became of it, in words."""
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def why_label(self) -> str:
        """Why it was not sent."""
        return str(Why(self.why).label) if self.why else ""

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return {"sent": "action", "held": "danger"}.get(self.outcome, "neutral")


@dataclass(frozen=True)
class Clock:
    """One clock of a case."""

    kind: str
    pace: str
    due_on: date
    opened_at: datetime
    ended_at: datetime | None
    end_reason: str
    alarmed_at: datetime | None
    past: list[Line] = field(default_factory=list)
    coming: list[Line] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What is waited for."""
        return str(WaitKind(self.kind).label)

    @property
    def end_label(self) -> str:
        """Why it ended."""
        return str(EndReason(self.end_reason).label) if self.end_reason else ""


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def clocks_of(
    watches: Sequence[dict], ladders: Sequence[dict], *, region_code: str, now: datetime, calendar: WorkingCalendar
) -> list[Clock]:
    """Return the clocks of a case, those that run first, from what `CASE_PARTS` has read."""
    held = Ladders(spans=[_span(row) for row in ladders], calendars={region_code: calendar})
    clocks = [_clock(row, held, now) for row in watches]
    return sorted(clocks, key=lambda clock: (clock.ended_at is not None, clock.due_on))


def _span(row: dict) -> rules.PolicySpan:
    rungs: dict[tuple[str, str], tuple[rules.RungRow, ...]] = {}
    for each in row["rungs"] or []:
        key = (each["kind"], each["pace"])
        found = rules.RungRow(
            each["anchor"],
            each["offset"],
            tuple(each["tell"]),
            tuple(each["effects"]),
            each["levels_up"],
            each["urgency"],
            each["hour"],
        )
        rungs[key] = (*rungs.get(key, ()), found)
    since, until = _instant(row["published_at"]), _instant(row["superseded_at"])
    return rules.PolicySpan(row["region_code"], since, until, rungs, {}, row["id"])


def _clock(row: dict, ladders: Ladders, now: datetime) -> Clock:
    watch = Watch(
        region_code=row["region_code"],
        kind=row["kind"],
        pace=row["pace"],
        due_on=date.fromisoformat(row["due_on"]),
        opened_at=_instant(row["opened_at"]),
        ended_at=_instant(row["ended_at"]),
        handled=row["handled"],
        repeats=row["repeats"],
        said_on=date.fromisoformat(row["said_on"]) if row["said_on"] else None,
    )
    past = [
        Line(
            step["rung"],
            _instant(step["planned_at"]),
            step["outcome"],
            step["why"],
            step["told"],
            _instant(step["recorded_at"]),
        )
        for step in row["steps"] or []
    ]
    return Clock(
        watch.kind,
        watch.pace,
        watch.due_on,
        watch.opened_at,
        watch.ended_at,
        row["end_reason"],
        _instant(row["alarmed_at"]),
        past,
        [] if watch.ended_at else coming_of(watch, ladders, now=now),
    )


def coming_of(watch: Watch, ladders: Ladders, *, now: datetime) -> list[Line]:
    """Return the next rungs of an open clock, then the one that repeats."""
    calendar = ladders.calendar(watch.region_code)
    parts = ladders.segments(watch.region_code, watch.kind, watch.pace)
    said = rules.Said(frozenset(watch.handled), watch.repeats, watch.said_on)
    planned = rules.schedule(parts, opened_on=day_of(watch.opened_at), due_on=watch.due_on, calendar=calendar)
    ahead = [each for each in planned if each.key not in said.handled and not each.before_opening]
    lines = [_line(each.key, each.moment, each.rung) for each in ahead[:COMING]]
    rung, _policy = rules.repeating(parts, max(now, *(each.moment for each in planned)) if planned else now)
    moment = rules.repeat_moment(planned, said, rung, due_on=watch.due_on, calendar=calendar)
    return [*lines, _line(f"R{watch.repeats + 1}", moment, rung)]


def _line(key: str, moment: datetime, rung: rules.RungRow) -> Line:
    return Line(key, moment, what=words.what(rung.effects), whom=words.whom(rung))


# --- Versions -------------------------------------------------------------------------------------------------------


def versions_at(region_code: str) -> list[LadderPolicy]:
    """Return the versions of a region and of those above it, the nearest and newest first."""
    rows = LadderPolicy.objects.filter(region_code__in=["", *path_of(region_code)])
    return sorted(rows, key=lambda row: (-len(row.region_code), -row.number))[:100]


def visible_version(pk: uuid.UUID | str) -> LadderPolicy:
    """Return a version behind the wall, or raise `NotVisible`."""
    row = LadderPolicy.objects.filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such version of the ladder. It may have been discarded; load the page again."))
    return row


def visible_rung(held: LadderPolicy, pk: uuid.UUID | str) -> Rung:
    """Return a rung of a version, or raise `NotVisible`."""
    row = Rung.objects.filter(policy=held, pk=pk).first()
    if row is None:
        raise NotVisible(_("This rung is not in the draft any more."))
    return row


#: In which order the rungs of a ladder are shown.
_ANCHORS = {anchor: number for number, anchor in enumerate(Anchor)}


@dataclass(frozen=True)
class RungLine:
    """A rung as the editor shows it."""

    row: rules.RungRow
    pk: uuid.UUID | None = None

    @property
    def when(self) -> str:
        """When it comes."""
        return words.when(self.row)

    @property
    def whom(self) -> str:
        """Whom it tells."""
        return words.whom(self.row)

    @property
    def what(self) -> str:
        """What it does besides."""
        return words.what(self.row.effects)


def ordered(rows: Sequence[RungLine]) -> list[RungLine]:
    """Return rungs in the order of a ladder."""
    return sorted(rows, key=lambda line: (_ANCHORS[line.row.anchor], line.row.offset, line.row.hour))


def rungs_of(held: LadderPolicy, kind: str, pace: str) -> list[RungLine]:
    """Return a version's rungs of one ladder."""
    rows = Rung.objects.filter(policy=held, kind=kind, pace=pace)
    return ordered(
        [
            RungLine(
                rules.RungRow(
                    row.anchor, row.offset, tuple(row.tell), tuple(row.effects), row.levels_up, row.urgency, row.hour
                ),
                row.pk,
            )
            for row in rows
        ]
    )


def term_in(held: LadderPolicy, kind: str, pace: str) -> Term | None:
    """Return how long a party may take by a version; None where an order or a request freezes the day."""
    return Term.objects.filter(policy=held, kind=kind, pace=pace).first()


@dataclass(frozen=True)
class Preview:
    """What would happen to one clock of a real case: as it is, and by a draft put in force now."""

    label: str
    due_on: date
    now: list[Line]
    then: list[Line]


def preview_of(held: LadderPolicy, hazard: Hazard, *, now: datetime) -> list[Preview]:
    """Return, for each open clock of a case, on which day what would happen to whom if the version held from now on."""
    spans = published_spans()
    rungs, terms = content_of([held.pk])
    ended = [
        replace(span, until=now) if span.region_code == held.region_code and span.until is None else span
        for span in spans
    ]
    draft = rules.PolicySpan(held.region_code, now, None, rungs[held.pk], terms[held.pk], str(held.pk))
    present, proposed = Ladders(spans=spans), Ladders(spans=[*ended, draft])
    open_clocks = Watch.objects.filter(hazard=hazard, ended_at=None).order_by("due_on", "kind")[:MOST_CLOCKS]
    return [
        Preview(
            f"{WaitKind(watch.kind).label} · {Pace(watch.pace).label}",
            watch.due_on,
            coming_of(watch, present, now=now),
            coming_of(watch, proposed, now=now),
        )
        for watch in open_clocks
    ]


def draft_of(region_code: str) -> LadderPolicy | None:
    """Return the open draft of a region."""
    return LadderPolicy.objects.filter(region_code=region_code, status=PolicyStatus.DRAFT).first()


def alarms(*, most: int = MOST_ALARMS) -> int:
    """Return how many clocks in the actor's reach have raised an alarm and still run; counted up to `most`."""
    rows = Watch.objects.filter(ended_at=None, alarmed_at__isnull=False)
    return rows.order_by()[:most].count()
