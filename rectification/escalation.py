"""A faked removal: who supervises the case from now on, and who answers for its closing. Reads only.

The order stays with the authority in charge: jurisdiction does not move because a level above looks over its shoulder.
What moves is the supervision, and it stands in the ledger. Source: workflow 2, invariant 5; Judicial Interpretation
(2022) No. 19 art. 3 (a fabricated removal counts as refusal to obey).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.choices import AuthorityKind
from accounts.models import Authority
from hazards.choices import EventVerb
from hazards.models import Event, Hazard
from rectification.choices import ReopenGround
from regions.selectors import path_of

#: Acts by which somebody claimed the removal, or found it done.
CLAIMED = (EventVerb.SUBMITTED,)
FOUND_DONE = (EventVerb.FIXED_ON_SPOT, EventVerb.VERIFIED, EventVerb.HEAD_SIGNED, EventVerb.ACCEPTED)
ANSWERABLE = (*CLAIMED, *FOUND_DONE, EventVerb.PARTLY_ACCEPTED)


def authority_above(authority: Authority, industry_id: str) -> Authority | None:
    """Return who is above an authority: in the nearest higher region that has one for the industry, the same
    department before the commission's office, that before any other. None above a province."""
    rows = (
        Authority.objects.filter(region_code__in=path_of(authority.region_code)[:-1])
        .exclude(kind=AuthorityKind.TOWNSHIP)
        .prefetch_related("industries")
        .order_by("id")
    )
    ranked = []
    for row in rows:
        industries = {each.pk for each in row.industries.all()}
        if industries and industry_id not in industries:
            continue
        same = row.department_code == authority.department_code
        ranked.append((len(row.region_code), same, row.kind == AuthorityKind.COMMISSION_OFFICE, row))
    return max(ranked, key=lambda each: each[:3])[3] if ranked else None


def supervisor_of(hazard: Hazard) -> Authority:
    """Return the authority to which a hazard's supervision was raised last; without any, the one in charge."""
    data = (
        Event.objects.filter(hazard=hazard, verb=EventVerb.ESCALATED)
        .order_by("-number")
        .values_list("data", flat=True)
        .first()
    )
    found = Authority.objects.filter(pk=data["to_id"]).first() if data else None
    return found or hazard.authority


def answerable_for(hazard: Hazard) -> list[dict[str, Any]]:
    """Return who claimed and who found the removal that closed the present episode: the act, the moment, the actor."""
    events = Event.objects.filter(hazard=hazard, episode=hazard.episode, verb__in=ANSWERABLE).order_by("number")
    last: dict[str, Event] = {event.verb: event for event in events}
    kept = ("person_id", "person", "tenant_id", "tenant", "post", "role")
    return [
        {"verb": event.verb, "at": event.at.isoformat()} | {name: event.actor.get(name) for name in kept}
        for event in sorted(last.values(), key=lambda event: event.number)
    ]


@dataclass(frozen=True)
class Answerable:
    """Somebody who answers for a faked removal: what they did, in which capacity, when."""

    did: str
    person: str
    tenant: str
    at: datetime


@dataclass(frozen=True)
class Flag:
    """A case flagged for accountability: since when, by whom, why, who supervises, who answers."""

    at: datetime
    by: str
    reason: str
    supervisor: str
    people: tuple[Answerable, ...]


def flag_of(events: Iterable[Event]) -> Flag | None:
    """Return the flag that a ledger carries: of the last reopening on the ground that the removal was faked."""
    events = list(events)
    faked = [
        event
        for event in events
        if event.verb == EventVerb.REOPENED and event.data.get("ground") == ReopenGround.FABRICATED
    ]
    if not faked:
        return None
    last = faked[-1]
    raised = [event.data["to"] for event in events if event.verb == EventVerb.ESCALATED]
    people = tuple(
        Answerable(
            did=str(EventVerb(row["verb"]).label),
            person=row["person"] or "",
            tenant=row["tenant"] or "",
            at=datetime.fromisoformat(row["at"]),
        )
        for row in last.data.get("answerable", ())
    )
    return Flag(last.at, last.actor.get("person") or "", last.note, raised[-1] if raised else "", people)
