"""The ladders in force, read once for a sweep or a page: policies, calendars, and what follows from them."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from core.clock import day_of
from rectification.ladder import defaults, rules
from rectification.ladder.choices import PolicyStatus
from rectification.models import LadderPolicy, Rung, Term
from regions.rules import WorkingCalendar
from regions.selectors import calendars_for


class Ladders:
    """Every published version with the time in which it was in force, and the calendars of the regions asked for.

    Needs a declared scope that reads the regions above; reads lazily, so that an idle sweep reads nothing.
    """

    def __init__(
        self,
        spans: Iterable[rules.PolicySpan] | None = None,
        calendars: Mapping[str, WorkingCalendar] | None = None,
    ) -> None:
        """Start empty; `spans` replaces what the database has published, `calendars` are read already."""
        self._spans = tuple(spans) if spans is not None else None
        self._calendars: dict[str, WorkingCalendar] = dict(calendars or {})
        self._segments: dict[tuple[str, str, str], tuple[rules.Segment, ...]] = {}
        self._alike: dict[tuple[rules.Segment, ...], tuple[rules.Segment, ...]] = {}

    @property
    def spans(self) -> tuple[rules.PolicySpan, ...]:
        """The published versions, also those superseded: a rung belongs to the version in force at its moment."""
        if self._spans is None:
            self._spans = published_spans()
        return self._spans

    def want(self, region_codes: Iterable[str]) -> None:
        """Read the calendars of several regions at once."""
        missing = set(region_codes) - set(self._calendars)
        if missing:
            self._calendars |= calendars_for(missing)

    def calendar(self, region_code: str) -> WorkingCalendar:
        """Return a region's calendar."""
        self.want([region_code])
        return self._calendars[region_code]

    def segments(self, region_code: str, kind: str, pace: str) -> tuple[rules.Segment, ...]:
        """Return the rungs of a region over time: the very same object for regions where the same holds."""
        key = (region_code, str(kind), str(pace))
        if key not in self._segments:
            found = rules.segments(
                self.spans, region_code=region_code, kind=kind, pace=pace, default=defaults.RUNGS[key[1:]]
            )
            self._segments[key] = self._alike.setdefault(found, found)
        return self._segments[key]

    def due(self, *, region_code: str, kind: str, pace: str, opened_at: datetime) -> date:
        """Return by when a party has to act, by the terms in force when its turn began."""
        term = rules.term_of(
            self.spans, region_code=region_code, kind=kind, pace=pace, when=opened_at, default=defaults.TERMS
        )
        return rules.due_of_term(day_of(opened_at), term, self.calendar(region_code))


def rung_row(row: Rung) -> rules.RungRow:
    """Return a stored rung as the arithmetic takes it."""
    return rules.RungRow(
        row.anchor, row.offset, tuple(row.tell), tuple(row.effects), row.levels_up, row.urgency, row.hour
    )


def published_spans() -> tuple[rules.PolicySpan, ...]:
    """Return every version that is or was in force, in three queries however many they are."""
    policies = list(LadderPolicy.objects.exclude(status=PolicyStatus.DRAFT))
    keys = [policy.pk for policy in policies]
    rungs, terms = content_of(keys)
    return tuple(
        rules.PolicySpan(
            policy.region_code,
            policy.published_at,
            policy.superseded_at,
            rungs[policy.pk],
            terms[policy.pk],
            str(policy.pk),
        )
        for policy in policies
    )


def content_of(policy_ids: Iterable[uuid.UUID]) -> tuple[dict, dict]:
    """Return the rungs and the terms of versions: by the version, then by kind and pace."""
    keys = list(policy_ids)
    rungs: dict = defaultdict(dict)
    terms: dict = defaultdict(dict)
    if keys:
        for row in Rung.objects.filter(policy__in=keys):
            held = rungs[row.policy_id].setdefault((row.kind, row.pace), ())
            rungs[row.policy_id][row.kind, row.pace] = (*held, rung_row(row))
        for row in Term.objects.filter(policy__in=keys):
            terms[row.policy_id][row.kind, row.pace] = rules.TermRow(row.unit, row.amount)
    return rungs, terms
