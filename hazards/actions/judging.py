"""Judging a hazard: its grade, whether it is one, whose it is; fixed on the spot; looked back at."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Authority
from checklists.models import Criterion
from core.clock import day_of
from core.errors import RuleBroken
from core.policy import require
from evidence.models import Photo
from hazards import policy
from hazards.actions.grammar import NOWHERE, BulkResult, Position, act_on_each, advance, lock_hazard
from hazards.actions.recording import add_photos
from hazards.choices import Grade, PhotoPurpose, Verb
from hazards.facts import facts_for, photo_facts
from hazards.models import Hazard, HazardPhoto


def confirm_grade(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    grade: Grade | str,
    criterion: Criterion | None = None,
    reason: str = "",
    version: int | None = None,
) -> Hazard:
    """Settle the grade of a recorded hazard. "Major", proposed or decided, takes a second person (WSL 118)."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_confirm(actor, hazard))
        grade, proposed = Grade(grade), hazard.grade
        if grade != proposed and not reason.strip():
            sentence = _("The grade differs from the proposed one: say why.")
            raise RuleBroken(sentence, fields={"reason": sentence})
        facts = facts_for(
            actor,
            hazard,
            now=now,
            grade=Grade.MAJOR if Grade.MAJOR in (grade, proposed) else grade,
            has_criterion=bool(criterion or hazard.criterion_id),
            reason=reason,
        )
        changes = {"grade": grade} | ({"criterion": criterion} if criterion else {})
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.CONFIRM,
            facts=facts,
            note=reason,
            data={"proposed": str(proposed), "grade": str(grade)},
            changes=changes,
        )
        return hazard


def confirm_many(*, actor, now: datetime, hazard_ids: Sequence[uuid.UUID | str]) -> BulkResult:
    """Confirm many recorded hazards as general at once; what cannot be confirmed like this is named with its reason.

    A hazard proposed as major is never among them: its grade is weighed one by one (Work Safety Law art. 118).
    """
    return act_on_each(hazard_ids, lambda key: _confirm_general(actor, now, key))


def _confirm_general(actor, now: datetime, hazard_id: str) -> Hazard:
    if lock_hazard(hazard_id).grade == Grade.MAJOR:
        raise RuleBroken(_("It is proposed as a major hazard: open it and confirm its grade there."))
    return confirm_grade(actor=actor, now=now, hazard_id=hazard_id, grade=Grade.GENERAL)


def reject(*, actor, now: datetime, hazard_id: uuid.UUID | str, reason: str, version: int | None = None) -> Hazard:
    """Decide, with a reason, that a recorded hazard is none. It can be taken up again."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_reject(actor, hazard))
        facts = facts_for(actor, hazard, now=now, reason=reason)
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.REJECT, facts=facts, note=reason)
        return hazard


def fix_on_spot(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    after_photos: Sequence[Photo] = (),
    note: str = "",
    version: int | None = None,
    position: Position = NOWHERE,
) -> Hazard:
    """Close a general hazard in the same visit with a photo pair: the before-photos and what they look like now.

    The n-th after-photo answers the n-th before-photo. Source: workflow 2 (FIXED_ON_SPOT), behaviours C1.
    """
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_fix_on_spot(actor, hazard))
        before = list(HazardPhoto.objects.filter(hazard=hazard, purpose=PhotoPurpose.BEFORE).order_by("added_at", "id"))
        for position_no, photo in enumerate(after_photos):
            answers = before[min(position_no, len(before) - 1)] if before else None
            add_photos(hazard=hazard, photos=[photo], purpose=PhotoPurpose.AFTER, now=now, answers=answers)
        facts = facts_for(actor, hazard, now=now, reason=note, **photo_facts(hazard))
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.FIX_ON_SPOT,
            facts=facts,
            note=note,
            changes={"rectified_on": day_of(now)},
            position=position,
        )
        return hazard


def transfer(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    to: Authority,
    reason: str,
    version: int | None = None,
) -> Hazard:
    """Hand a hazard, before an order, to the competent department and keep the record (Work Safety Law art. 69)."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_transfer(actor, hazard))
        if to.pk == hazard.authority_id:
            raise RuleBroken(_("The hazard is with this department already. Choose another one."))
        if not hazard.region_code.startswith(to.region_code):
            raise RuleBroken(_("That department is not in charge of the place where the enterprise is."))
        facts = facts_for(actor, hazard, now=now, reason=reason, has_addressee=True)
        data = {"from": str(hazard.authority), "to": str(to), "to_id": str(to.pk)}
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.TRANSFER,
            facts=facts,
            note=reason,
            data=data,
            changes={"authority": to, "handler": None},
        )
        return hazard


def receive(*, actor, now: datetime, hazard_id: uuid.UUID | str, note: str = "", version: int | None = None) -> Hazard:
    """Take a transferred hazard over; it is judged anew."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_receive(actor, hazard))
        facts = facts_for(actor, hazard, now=now)
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.RECEIVE, facts=facts, note=note)
        return hazard


def upgrade(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    reason: str,
    criterion: Criterion | None = None,
    version: int | None = None,
) -> Hazard:
    """Grade a hazard up to major at any time, as another person than the recorder (workflow 2.1)."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_upgrade(actor, hazard))
        facts = facts_for(actor, hazard, now=now, reason=reason)
        changes = {"grade": Grade.MAJOR} | ({"criterion": criterion} if criterion else {})
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.UPGRADE, facts=facts, note=reason, changes=changes)
        return hazard


def look_back(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    note: str,
    photos: Sequence[Photo] = (),
    version: int | None = None,
    position: Position = NOWHERE,
) -> Hazard:
    """Record a look-back check of a closed hazard that found it still in order; otherwise reopen it."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_look_back(actor, hazard))
        if not note.strip():
            sentence = _("Say what you saw.")
            raise RuleBroken(sentence, fields={"note": sentence})
        facts = facts_for(actor, hazard, now=now)
        add_photos(hazard=hazard, photos=photos, purpose=PhotoPurpose.SCENE, now=now)
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.LOOK_BACK, facts=facts, note=note, position=position)
        return hazard
