"""What an enterprise found itself: its own people fix it, others of them verify it, an authority may take it over.

Source: Work Safety Law arts 41 and 46, SAWS Order 16 arts 10-15, workflow 3. A deadline here is the enterprise's own:
each one stands in the ledger, the present one on the hazard.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import MembershipStatus
from accounts.models import Membership
from accounts.selectors import members_of_enterprise
from core.clock import day_of
from core.errors import RuleBroken
from core.policy import require
from core.roles import ENTERPRISE_LEADERS, ENTERPRISE_ROLES
from evidence.models import Photo
from hazards import policy
from hazards.actions.grammar import advance, lock_hazard
from hazards.actions.recording import add_photos
from hazards.choices import EventVerb, PhotoPurpose, Verb
from hazards.facts import facts_for, inside_workers, photo_facts
from hazards.models import Event, Hazard, HazardPhoto
from hazards.rules import Facts
from notifications.actions import notify

STOP = (EventVerb.WORK_STOPPED, EventVerb.WORK_RESUMED)
LIST = (EventVerb.LISTED, EventVerb.DELISTED)
TOLD = (EventVerb.REPORTED_FIXED, EventVerb.ASSIGNED_INSIDE, *STOP, *LIST)


def inside_facts(actor, hazard: Hazard, *, now: datetime, **stated: Any) -> Facts:
    """Return the facts of an act inside the enterprise, out of the ledger.

    Who reported the work done, who was named for it last, whether work is stopped or the case is listed.
    """
    events = list(Event.objects.filter(hazard=hazard, verb__in=TOLD).order_by("number"))
    facts = {
        "worker_ids": inside_workers(events, hazard.episode),
        "stop_work_active": _last(events, STOP) == EventVerb.WORK_STOPPED,
        "is_listed": _last(events, LIST) == EventVerb.LISTED,
    }
    return facts_for(actor, hazard, now=now, **(facts | stated))


def _last(events: Sequence[Event], verbs: Sequence[EventVerb]) -> str:
    return next((event.verb for event in reversed(events) if event.verb in verbs), "")


def assign_inside(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    responsible: Membership,
    due_on: date,
    note: str = "",
    version: int | None = None,
) -> Hazard:
    """Name who of the enterprise fixes what it found itself, and by when; anew only with the reason in `note`.

    Raises `RuleBroken` for somebody of another house and for a day that has passed.
    """
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_assign_inside(actor, hazard))
        fits = (
            responsible.enterprise_id == hazard.enterprise_id
            and responsible.role in ENTERPRISE_ROLES
            and responsible.status == MembershipStatus.ACTIVE
        )
        if not fits:
            sentence = _("Choose somebody of this enterprise.")
            raise RuleBroken(sentence, fields={"responsible": sentence})
        if due_on < day_of(now):
            sentence = _("Choose today or a later day.")
            raise RuleBroken(sentence, fields={"due_on": sentence})
        facts = inside_facts(actor, hazard, now=now, has_responsible=True, has_deadline=True, reason=note)
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.ASSIGN_INSIDE,
            facts=facts,
            note=note,
            data={
                "responsible": str(responsible.person),
                "person_id": str(responsible.person_id),
                "due_on": due_on.isoformat(),
            },
            changes={"handler": responsible, "due_on": due_on},
        )
        _tell(now, hazard, [responsible.pk], "fix_assigned_inside", due_on=due_on)
        return hazard


def report_fixed(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    after_photos: Sequence[Photo] = (),
    before_photos: Sequence[Photo] = (),
    note: str = "",
    rectified_on: date | None = None,
    version: int | None = None,
) -> Hazard:
    """Report that what the enterprise found itself is fixed, shown before and after (`rectified_on`: today).

    `before_photos` only where none was taken when it was found; the n-th after-photo answers the n-th before-photo.
    """
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_report_fixed(actor, hazard))
        add_photos(hazard=hazard, photos=before_photos, purpose=PhotoPurpose.BEFORE, now=now)
        before = list(HazardPhoto.objects.filter(hazard=hazard, purpose=PhotoPurpose.BEFORE).order_by("added_at", "id"))
        turn = Event.objects.filter(hazard=hazard, verb=EventVerb.REPORTED_FIXED).count() + 1
        for number, photo in enumerate(after_photos):
            answers = before[min(number, len(before) - 1)] if before else None
            add_photos(hazard=hazard, photos=[photo], purpose=PhotoPurpose.AFTER, now=now, answers=answers, turn=turn)
        fixed_on = rectified_on or day_of(now)
        facts = inside_facts(actor, hazard, now=now, rectified_on=fixed_on, **photo_facts(hazard, turn=turn))
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.REPORT_FIXED,
            facts=facts,
            note=note,
            data={"round": turn, "rectified_on": fixed_on.isoformat()},
            changes={"rectified_on": fixed_on, "due_on": hazard.due_on or day_of(now)},
        )
        leaders = members_of_enterprise(hazard.enterprise_id, ENTERPRISE_LEADERS)
        others = [each.pk for each in leaders if each.person_id != actor.person_id]
        _tell(now, hazard, others, "fix_reported_inside")
        return hazard


def close_inside(*, actor, now: datetime, hazard_id: uuid.UUID | str, note: str, version: int | None = None) -> Hazard:
    """Verify, as another person of the enterprise than who did the work, that it is fixed: the hazard closes."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_close_inside(actor, hazard))
        if not note.strip():
            sentence = _("Say what you saw that proves it is fixed.")
            raise RuleBroken(sentence, fields={"note": sentence})
        facts = inside_facts(actor, hazard, now=now, **photo_facts(hazard))
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.CLOSE_INSIDE, facts=facts, note=note)
        _tell(now, hazard, [hazard.handler_id] if hazard.handler_id else [], "fix_closed_inside")
        return hazard


def return_inside(
    *, actor, now: datetime, hazard_id: uuid.UUID | str, reason: str, version: int | None = None
) -> Hazard:
    """Return it to whoever fixes it, with the reason."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_return_inside(actor, hazard))
        facts = inside_facts(actor, hazard, now=now, reason=reason)
        changes = {"rectified_on": None}
        verb = Verb.RETURN_INSIDE
        advance(actor=actor, now=now, hazard=hazard, verb=verb, facts=facts, note=reason, changes=changes)
        told = [hazard.handler_id] if hazard.handler_id else []
        _tell(now, hazard, told, "fix_returned_inside", reason=reason)
        return hazard


def take_over(*, actor, now: datetime, hazard_id: uuid.UUID | str, reason: str, version: int | None = None) -> Hazard:
    """Take what an enterprise deals with itself into supervision, with the reason: from there on it can be ordered."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_take_over(actor, hazard))
        facts = inside_facts(actor, hazard, now=now, reason=reason)
        changes = {"due_on": None, "handler": None, "rectified_on": None}
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.TAKE_OVER, facts=facts, note=reason, changes=changes)
        leaders = [each.pk for each in members_of_enterprise(hazard.enterprise_id, ENTERPRISE_LEADERS)]
        _tell(now, hazard, leaders, "taken_into_supervision", reason=reason)
        return hazard


def _tell(now: datetime, hazard: Hazard, memberships: Sequence[uuid.UUID], kind: str, **more: Any) -> None:
    values = {"number": hazard.label, "enterprise": hazard.enterprise.name} | more
    key = f"{kind}:{hazard.pk}:{hazard.version}"
    notify(now=now, memberships=memberships, kind=kind, values=values, subject=hazard, key=key)
