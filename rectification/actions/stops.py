"""Stopped work: ordered, asked to resume, consented to only after a review on site (Work Safety Law art. 65)."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership
from core.errors import Conflict, RuleBroken
from core.policy import require
from hazards.actions import advance, lock_hazard, record_act
from hazards.choices import EventVerb, Verb, VerificationMethod
from hazards.models import Hazard
from rectification import policy
from rectification.choices import StopWorkStatus
from rectification.facts import STOPPED, full_facts, order_in_force
from rectification.models import StopWork
from rectification.notices import tell_authority, tell_enterprise
from rectification.papers import draw_up_stop


def _active(hazard: Hazard) -> StopWork | None:
    return StopWork.objects.filter(hazard=hazard, status__in=STOPPED).first()


def stop_work(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    extent: str,
    basis: str,
    until: str = "",
    officers: Iterable[Membership] = (),
    language: str = "zh",
    version: int | None = None,
) -> StopWork:
    """Order work, or a part of it, to stop: `extent` says what, `basis` the clause; two officers sign the decision."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_stop_work(actor, hazard))
        if not extent.strip():
            sentence = _("Say what has to stop.")
            raise RuleBroken(sentence, fields={"extent": sentence})
        facts = full_facts(actor, hazard, now=now, order=order_in_force(hazard), has_basis=bool(basis.strip()))
        row = StopWork(
            region_code=hazard.region_code,
            enterprise_id=hazard.enterprise_id,
            hazard=hazard,
            status=StopWorkStatus.STOPPED,
            extent=extent,
            basis=basis[:300],
            until=until[:200],
            ordered_at=now,
            ordered_by=actor.snapshot(),
        )
        row.document = draw_up_stop(actor=actor, now=now, hazard=hazard, stop=row, officers=officers, language=language)
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.STOP_WORK,
            facts=facts,
            note=extent,
            document=row.document,
        )
        row.save()
        tell_enterprise(now=now, hazard=hazard, kind="work_stopped")
        return row


def ask_resume(*, actor, now: datetime, hazard_id: uuid.UUID | str, text: str, version: int | None = None) -> StopWork:
    """Ask, as the enterprise, to resume the stopped work; it stays stopped until the authority consents."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_ask_resume(actor, hazard))
        row = _active(hazard)
        if row is None or row.status != StopWorkStatus.STOPPED:
            raise Conflict(_("No work is stopped here, or resuming is asked for already. Nothing was saved."))
        if not text.strip():
            sentence = _("Say what was done to make it safe again.")
            raise RuleBroken(sentence, fields={"text": sentence})
        row.status, row.asked_text = StopWorkStatus.RESUME_ASKED, text
        row.asked_at, row.asked_by = now, actor.snapshot()
        row.save()
        record_act(actor=actor, now=now, hazard=hazard, event=EventVerb.RESUME_ASKED, note=text)
        tell_authority(now=now, hazard=hazard, kind="resume_asked")
        return row


def decide_resume(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    consent: bool,
    reason: str,
    method: VerificationMethod | str = VerificationMethod.VISIT,
    version: int | None = None,
) -> StopWork:
    """Consent to resuming after a review on site, or refuse with a reason; refused, work stays stopped."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_resume_work(actor, hazard))
        row = _active(hazard)
        if row is None:
            raise Conflict(_("No work is stopped here. Nothing was changed; load the page again."))
        if not reason.strip():
            sentence = _("Say what you saw on site.")
            raise RuleBroken(sentence, fields={"reason": sentence})
        row.decided_at, row.decided_by, row.decision_reason = now, actor.snapshot(), reason
        if consent:
            facts = full_facts(
                actor,
                hazard,
                now=now,
                order=order_in_force(hazard),
                reason=reason,
                verification_method=VerificationMethod(method),
            )
            data = {"method": str(method)}
            advance(actor=actor, now=now, hazard=hazard, verb=Verb.RESUME_WORK, facts=facts, note=reason, data=data)
            row.status, decision = StopWorkStatus.RESUMED, _("consented")
        else:
            record_act(actor=actor, now=now, hazard=hazard, event=EventVerb.RESUME_REFUSED, note=reason)
            row.status, decision = StopWorkStatus.STOPPED, _("refused")
        row.save()
        tell_enterprise(now=now, hazard=hazard, kind="resume_decided", decision=f"{decision}: {reason}")
        return row
