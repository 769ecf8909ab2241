"""Grading down: asked, confirmed or refused by a second person, decided by a head (workflow 2.1)."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, RuleBroken
from core.policy import require
from hazards.actions import advance, lock_hazard, record_act
from hazards.choices import OPEN_STATUSES, EventVerb, Grade, Verb
from hazards.models import Hazard
from rectification import policy
from rectification.choices import OpinionStatus
from rectification.facts import full_facts, order_in_force
from rectification.models import GradeOpinion
from rectification.notices import tell_authority, tell_enterprise, tell_heads


def ask_opinion(
    *, actor, now: datetime, hazard_id: uuid.UUID | str, reason: str, version: int | None = None
) -> GradeOpinion:
    """Ask for a second opinion on grading a major hazard down, with the reason."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_ask_opinion(actor, hazard))
        if hazard.grade != Grade.MAJOR or hazard.status not in OPEN_STATUSES:
            raise Conflict(_("Only an open major hazard can be graded down. Nothing was saved."))
        if not reason.strip():
            sentence = _("Say why the grade is too high.")
            raise RuleBroken(sentence, fields={"reason": sentence})
        if GradeOpinion.objects.filter(hazard=hazard, status=OpinionStatus.ASKED).exists():
            raise Conflict(_("An opinion is asked for already. Nothing was saved."))
        row = GradeOpinion.objects.create(
            region_code=hazard.region_code,
            enterprise_id=hazard.enterprise_id,
            hazard=hazard,
            status=OpinionStatus.ASKED,
            reason=reason,
            asked_at=now,
            asked_by=actor.snapshot(),
        )
        record_act(actor=actor, now=now, hazard=hazard, event=EventVerb.OPINION_ASKED, note=reason)
        return row


def give_opinion(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    agrees: bool,
    opinion: str,
    version: int | None = None,
) -> GradeOpinion:
    """Give the second opinion, as another person than who asked: it agrees to grading down, or does not."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        row = GradeOpinion.objects.filter(hazard=hazard, status=OpinionStatus.ASKED).first()
        require(policy.can_give_opinion(actor, hazard, row))
        if row is None:
            raise Conflict(_("No opinion is asked for. Nothing was changed; load the page again."))
        if not opinion.strip():
            sentence = _("Give the reasons for your opinion.")
            raise RuleBroken(sentence, fields={"opinion": sentence})
        row.status = OpinionStatus.CONFIRMED if agrees else OpinionStatus.REFUSED
        row.opinion, row.given_at, row.given_by = opinion, now, actor.snapshot()
        row.save()
        data = {"agrees": agrees}
        record_act(actor=actor, now=now, hazard=hazard, event=EventVerb.SECOND_OPINION, note=opinion, data=data)
        if agrees:
            tell_heads(now=now, hazard=hazard, kind="hazard_to_confirm")
        else:
            tell_authority(now=now, hazard=hazard, kind="grade_changed", grade=str(hazard.get_grade_display()))
        return row


def downgrade(*, actor, now: datetime, hazard_id: uuid.UUID | str, reason: str, version: int | None = None) -> Hazard:
    """Grade a major hazard down, as a head of the recording level or above, on an agreeing second opinion."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_downgrade(actor, hazard))
        opinions = GradeOpinion.objects.filter(hazard=hazard, status=OpinionStatus.CONFIRMED, used_at=None)
        opinion = opinions.order_by("-given_at").first()
        facts = full_facts(
            actor,
            hazard,
            now=now,
            order=order_in_force(hazard),
            reason=reason,
            second_opinion_by=opinion.given_by.get("person_id") if opinion else None,
        )
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.DOWNGRADE,
            facts=facts,
            note=reason,
            data={"opinion": str(opinion.pk) if opinion else None},
            changes={"grade": Grade.GENERAL},
        )
        opinions.update(used_at=now)
        tell_enterprise(now=now, hazard=hazard, kind="grade_changed", grade=str(Grade.GENERAL.label))
        return hazard
