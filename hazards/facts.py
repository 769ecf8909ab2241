"""From rows to the `Facts` that the guards look at. Reads only; ids become text, so that ledgers and rows compare."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.choices import MembershipStatus, TenantKind
from accounts.models import Membership
from core.clock import day_of
from hazards.choices import EventVerb, Grade, Lead, PhotoPurpose, Status
from hazards.models import Event, Hazard, HazardPhoto
from hazards.rules import Facts


def text(key: Any) -> str | None:
    """Return an id as text; None stays None."""
    return str(key) if key else None


def own_enterprises(actor) -> frozenset[str]:
    """Return the enterprises in which the same person holds any post: they may never verify there."""
    if actor.person_id is None:
        return frozenset()
    rows = Membership.objects.filter(
        person_id=actor.person_id, tenant_kind=TenantKind.ENTERPRISE, status=MembershipStatus.ACTIVE
    ).values_list("enterprise_id", flat=True)
    return frozenset(str(key) for key in rows)


def facts_of_actor(actor, enterprises: frozenset[str]) -> dict[str, Any]:
    """Return the share of the facts that follows from who acts."""
    return {
        "actor_id": text(actor.person_id) or ("system" if actor.role == "system" else None),
        "actor_role": actor.role,
        "actor_tenant_id": text(actor.tenant_id),
        "actor_tenant_kind": actor.tenant_kind,
        "actor_level": actor.level,
        "actor_enterprise_ids": enterprises,
    }


def facts_of_hazard(hazard: Hazard) -> dict[str, Any]:
    """Return the share of the facts that stands in the hazard's own row."""
    recorder = hazard.recorded_by
    return {
        "grade": Grade(hazard.grade),
        "enterprise_id": text(hazard.enterprise_id),
        "recorder_id": recorder.get("person_id") or ("system" if recorder.get("role") == "system" else None),
        "recorder_level": recorder.get("level", "") if recorder.get("tenant_kind") == "authority" else "",
        "has_criterion": bool(hazard.criterion_id),
        "led_inside": hazard.led_by == Lead.ENTERPRISE,
        "found_on": hazard.found_on,
        # Whatever left "recorded" as major was confirmed by a second person: the guard of that transition says so.
        "major_confirmed": hazard.status != Status.RECORDED,
    }


def photo_facts(hazard: Hazard, rows=None, *, turn: int | None = None) -> dict[str, bool]:
    """Return whether there is a before-photo, and an after-photo of this episode for each of them.

    `turn` looks at one round of evidence only; `rows` are the hazard's photos where the caller has them already.
    After-photos that name no before-photo count when there is just one before-photo.
    """
    rows = list(HazardPhoto.objects.filter(hazard=hazard)) if rows is None else list(rows)
    before = {row.pk for row in rows if row.purpose == PhotoPurpose.BEFORE}
    after = [row for row in rows if row.purpose == PhotoPurpose.AFTER and row.episode == hazard.episode]
    if turn is not None:
        after = [row for row in after if row.round == turn]
    answered = {row.answers_id for row in after if row.answers_id}
    if len(before) == 1 and after:
        answered |= before
    return {"has_before_photo": bool(before), "has_after_photo_for_each": bool(after) and before <= answered}


def inside_workers(events: Iterable[Event], episode: int) -> frozenset[str]:
    """Return who reported the work done inside the enterprise in this episode, and who was named for it last."""
    reported, named = set(), None
    for event in events:
        if event.verb == EventVerb.REPORTED_FIXED and event.episode == episode:
            reported.add(event.actor.get("person_id"))
        if event.verb == EventVerb.ASSIGNED_INSIDE:
            named = event.data.get("person_id")
    return frozenset({*reported, named} - {None})


def confirmer_level(hazard: Hazard) -> str:
    """Return the level of the authority that confirmed the hazard: it stands in for a recorder without a level."""
    row = (
        Event.objects.filter(hazard=hazard, verb__in=[EventVerb.CONFIRMED, EventVerb.UPGRADED])
        .order_by("-number")
        .values_list("actor", flat=True)
        .first()
    )
    return (row or {}).get("level", "")


def facts_for(actor, hazard: Hazard, *, now: datetime, **stated: Any) -> Facts:
    """Return the facts of an act on a hazard: who, what the row says, and what is stated with the act."""
    facts = Facts(**facts_of_hazard(hazard), **facts_of_actor(actor, own_enterprises(actor)), today=day_of(now))
    return replace(facts, **stated)
