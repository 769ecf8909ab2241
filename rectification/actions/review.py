"""The close-out gate: review, verdict, the head's signature, the opinion as a document, reopening (behaviours 5)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership
from core.errors import Conflict, NotAllowed, RuleBroken
from core.policy import require
from core.roles import Role
from hazards.actions import advance, confirm_grade, lock_hazard, record_act, record_hazard
from hazards.choices import EventVerb, Grade, PhotoPurpose, Source, Status, Verb, VerificationMethod
from hazards.facts import photo_facts
from hazards.models import Hazard, HazardPhoto
from hazards.rules import method_is_enough
from rectification import policy
from rectification.actions.orders import (
    OrderLine,
    deadline_from_today,
    end_order,
    issue_order,
)
from rectification.choices import OrderStatus, Verdict
from rectification.facts import full_facts, listing_in_force, order_in_force
from rectification.models import Submission, Verification
from rectification.notices import tell_enterprise, tell_heads
from rectification.papers import draw_up_opinion, officers_of
from rectification.selectors import reuse_flags
from regions import rules as calendar_rules
from regions.choices import DeadlineUnit


@dataclass(frozen=True)
class Remainder:
    """What is still to be done after a partial acceptance, and by when; without a unit the policy proposes."""

    description: str
    unit: DeadlineUnit | str | None = None
    amount: int | date | None = None


def take_up_review(*, actor, now: datetime, hazard_id: uuid.UUID | str, version: int | None = None) -> Hazard:
    """Take up the review of submitted evidence: from here on it is known who verifies."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_review(actor, hazard))
        _take_up(actor, now, hazard)
        return hazard


def _take_up(actor, now: datetime, hazard: Hazard) -> None:
    facts = full_facts(actor, hazard, now=now, order=order_in_force(hazard))
    advance(actor=actor, now=now, hazard=hazard, verb=Verb.REVIEW, facts=facts)


def latest_submission(hazard: Hazard) -> Submission | None:
    """Return the evidence that is, or was last, under review."""
    return Submission.objects.filter(hazard=hazard).order_by("-round").first()


def verify(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    verdict: Verdict | str,
    method: VerificationMethod | str,
    seen: str = "",
    reason: str = "",
    officers: Sequence[Membership] = (),
    remainder: Remainder | None = None,
    language: str = "zh",
    version: int | None = None,
) -> Verification:
    """Verify submitted evidence: accept and close, accept a part, or return it with a reason.

    The verifier neither did the work nor belongs to an enterprise; a major hazard is verified on site and waits for
    the head's signature unless the head verifies. Accepting issues the re-inspection opinion in the name of two
    certified `officers`. A partial acceptance makes the rest a hazard of its own. Source: workflow 2.2, behaviours 5.
    """
    verdict, method = Verdict(verdict), VerificationMethod(method)
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_return(actor, hazard) if verdict == Verdict.RETURNED else policy.can_accept(actor, hazard))
        if hazard.status == Status.SUBMITTED:
            _take_up(actor, now, hazard)
        submission = latest_submission(hazard)
        if hazard.status != Status.UNDER_REVIEW or submission is None:
            raise Conflict(_("There is no evidence to verify now. Nothing was changed; load the page again."))
        if Verification.objects.filter(submission=submission, head_refusal="").exists():
            raise Conflict(_("This evidence is verified already and waits for the head's signature."))
        _check_statement(verdict, reason, seen, remainder)
        row = Verification(
            region_code=hazard.region_code,
            enterprise_id=hazard.enterprise_id,
            hazard=hazard,
            submission=submission,
            method=method,
            verdict=verdict,
            reason=reason,
            seen=seen,
            reuse_flags=reuse_flags(hazard, submission),
            officers=_officers(verdict, officers),
            verified_at=now,
            verified_by=actor.snapshot(),
            remainder_terms=_terms(hazard, remainder, now) if remainder and verdict == Verdict.PARTLY else {},
        )
        if verdict == Verdict.RETURNED:
            _return(actor, now, hazard, row, language)
        elif hazard.grade == Grade.MAJOR and actor.role != Role.HEAD:
            _leave_to_head(actor, now, hazard, row)
        else:
            if hazard.grade == Grade.MAJOR:
                row.head_signed_at, row.head_signed_by = now, actor.snapshot()
            _close(actor, now, hazard, row, language)
        return row


def _check_statement(verdict: Verdict, reason: str, seen: str, remainder: Remainder | None) -> None:
    if verdict == Verdict.RETURNED and not reason.strip():
        sentence = _("Say what is missing, so that the enterprise knows what to do.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    if verdict != Verdict.RETURNED and not seen.strip():
        sentence = _("Say what you saw that proves the rectification.")
        raise RuleBroken(sentence, fields={"seen": sentence})
    if verdict == Verdict.PARTLY and (remainder is None or not remainder.description.strip()):
        sentence = _("Say what is still to be done.")
        raise RuleBroken(sentence, fields={"remainder": sentence})


def _officers(verdict: Verdict, officers: Iterable[Membership]) -> list[dict]:
    officers = list(officers)
    if verdict == Verdict.RETURNED and not officers:
        return []
    return [asdict(officer) for officer in officers_of(officers)]


def _terms(hazard: Hazard, remainder: Remainder, now: datetime) -> dict:
    """Keep what the rest is and by when: until the evidence is accepted and signed, nothing of it is in force."""
    deadline = deadline_from_today(hazard, remainder.unit, remainder.amount, now=now)
    amount = deadline.result if deadline.unit == DeadlineUnit.DATE else deadline.amount
    return {"description": remainder.description.strip(), "unit": str(deadline.unit), "amount": amount}


def _deadline_of_terms(hazard: Hazard, terms: dict, now: datetime) -> calendar_rules.Deadline | None:
    if not terms:
        return None
    amount = terms["amount"]
    if terms["unit"] == DeadlineUnit.DATE and isinstance(amount, str):
        amount = date.fromisoformat(amount)
    return deadline_from_today(hazard, terms["unit"], amount, now=now)


def _return(actor, now: datetime, hazard: Hazard, row: Verification, language: str) -> None:
    order = order_in_force(hazard)
    if row.officers:
        row.document = draw_up_opinion(
            actor=actor,
            now=now,
            hazard=hazard,
            order=order,
            verification=row,
            next_due=hazard.due_on,
            language=language,
        )
    facts = full_facts(actor, hazard, now=now, order=order, reason=row.reason, has_document=row.document is not None)
    advance(
        actor=actor,
        now=now,
        hazard=hazard,
        verb=Verb.RETURN,
        facts=facts,
        note=row.reason,
        data={"method": str(row.method)},
        document=row.document,
        changes={"rectified_on": None},
    )
    row.save()
    tell_enterprise(now=now, hazard=hazard, kind="fix_returned", reason=row.reason)


def _leave_to_head(actor, now: datetime, hazard: Hazard, row: Verification) -> None:
    """Keep the verification of a major hazard until the department head signs; everything else must hold already."""
    facts = full_facts(actor, hazard, now=now, order=order_in_force(hazard))
    if facts.actor_id in facts.worker_ids or facts.actor_tenant_kind != "authority":
        raise NotAllowed(_("Whoever did the work cannot verify it. Nothing was changed; ask a colleague."))
    if not method_is_enough(row.method, hazard.grade):
        sentence = _("This way of verifying is not enough for the grade: a major hazard is verified on site.")
        raise RuleBroken(sentence, fields={"method": sentence})
    record_act(
        actor=actor,
        now=now,
        hazard=hazard,
        event=EventVerb.VERIFIED,
        note=row.seen,
        data={"verdict": str(row.verdict), "method": str(row.method)},
    )
    row.save()
    tell_heads(now=now, hazard=hazard, kind="signature_needed")


def _require_delisted(hazard: Hazard) -> None:
    """Say who must do what before a listed hazard can be closed (workflow 2, invariant 2)."""
    listing = listing_in_force(hazard)
    if listing is not None:
        raise RuleBroken(
            _(
                "This hazard is under listed supervision of %(body)s, no. %(number)s. First %(unit)s applies for "
                "delisting, %(department)s accepts the work and %(body)s lifts the listing; then it can be closed. "
                "Nothing was changed."
            )
            % {
                "body": listing.body.name,
                "number": listing.document.printed_number,
                "unit": hazard.enterprise.name,
                "department": listing.supervised.name,
            }
        )


def _close(actor, now: datetime, hazard: Hazard, row: Verification, language: str) -> None:
    _require_delisted(hazard)
    order = order_in_force(hazard)
    terms = row.remainder_terms
    rest = _deadline_of_terms(hazard, terms, now)
    row.document = draw_up_opinion(
        actor=actor,
        now=now,
        hazard=hazard,
        order=order,
        verification=row,
        next_due=rest.result if rest else None,
        language=language,
    )
    shown = photo_facts(hazard, turn=row.submission.round)
    if row.submission.partly and row.verdict == Verdict.PARTLY:
        shown["has_after_photo_for_each"] = True
    facts = full_facts(
        actor,
        hazard,
        now=now,
        order=order,
        has_document=True,
        has_document_proof=row.submission.attachments.exists(),
        has_remainder=bool(terms),
        verification_method=row.method,
        head_signed_off=row.head_signed_at is not None,
        **shown,
    )
    advance(
        actor=actor,
        now=now,
        hazard=hazard,
        verb=Verb.ACCEPT_PARTLY if row.verdict == Verdict.PARTLY else Verb.ACCEPT,
        facts=facts,
        note=row.seen,
        data={"method": str(row.method), "verified_by": row.verified_by},
        document=row.document,
    )
    end_order(order, now=now, status=OrderStatus.DISCHARGED)
    if rest:
        row.remainder = _remainder(actor, now, hazard, row, rest)
        tell_enterprise(
            now=now,
            hazard=hazard,
            kind="fix_partly_accepted",
            remainder=row.remainder.label,
            due_on=row.remainder.due_on or rest.result,
        )
    row.save()
    tell_enterprise(now=now, hazard=hazard, kind="hazard_closed")


def _remainder(actor, now: datetime, parent: Hazard, row: Verification, deadline: calendar_rules.Deadline) -> Hazard:
    """Make the rest a hazard of its own, ordered by the opinion that names it.

    Whoever verified found it; whoever signs confirms it. A head who did both leaves a major rest to a second person.
    """
    child = record_hazard(
        actor=actor,
        now=now,
        enterprise=parent.enterprise,
        authority=parent.authority,
        description=row.remainder_terms["description"],
        source=Source.REMAINDER,
        grade=parent.grade,
        place=parent.place,
        equipment=parent.equipment,
        place_text=parent.place_text,
        requirement=parent.requirement,
        interim_measures=parent.interim_measures,
        criterion=parent.criterion,
        basis=parent.basis,
        handler=parent.handler,
        parent=parent,
        found_by=row.verified_by,
    )
    for link in HazardPhoto.objects.filter(hazard=parent, purpose=PhotoPurpose.BEFORE).select_related("photo"):
        HazardPhoto.objects.create(
            region_code=child.region_code,
            enterprise_id=child.enterprise_id,
            hazard=child,
            photo=link.photo,
            purpose=PhotoPurpose.BEFORE,
            added_at=now,
        )
    if child.grade == Grade.MAJOR and row.verified_by.get("person_id") == str(actor.person_id):
        return child
    confirm_grade(actor=actor, now=now, hazard_id=child.pk, grade=child.grade, reason=parent.label)
    line = OrderLine(
        hazard_id=child.pk,
        unit=deadline.unit,
        amount=deadline.result if deadline.unit == DeadlineUnit.DATE else deadline.amount,
    )
    issue_order(actor=actor, now=now, lines=[line], document=row.document)
    child.refresh_from_db()
    return child


def _standing(hazard: Hazard) -> Verification:
    row = (
        Verification.objects.select_related("submission")
        .filter(hazard=hazard, head_signed_at=None, head_refusal="", document=None)
        .exclude(verdict=Verdict.RETURNED)
        .order_by("-verified_at")
        .first()
    )
    if row is None or hazard.status != Status.UNDER_REVIEW:
        raise Conflict(_("Nothing waits for the head's signature here. Load the page again."))
    return row


def sign_off(
    *, actor, now: datetime, hazard_id: uuid.UUID | str, language: str = "zh", version: int | None = None
) -> Verification:
    """Sign, as the department head, what was verified of a major hazard: it closes (workflow 2.2)."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_sign_off(actor, hazard))
        row = _standing(hazard)
        row.head_signed_at, row.head_signed_by = now, actor.snapshot()
        record_act(actor=actor, now=now, hazard=hazard, event=EventVerb.HEAD_SIGNED)
        _close(actor, now, hazard, row, language)
        return row


def refuse_sign_off(
    *, actor, now: datetime, hazard_id: uuid.UUID | str, reason: str, version: int | None = None
) -> Verification:
    """Refuse the signature with a reason: the evidence goes back to the enterprise."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_sign_off(actor, hazard))
        row = _standing(hazard)
        if not reason.strip():
            sentence = _("Say what is missing, so that the enterprise knows what to do.")
            raise RuleBroken(sentence, fields={"reason": sentence})
        facts = full_facts(actor, hazard, now=now, order=order_in_force(hazard), reason=reason)
        row.head_refusal, row.head_signed_by = reason, actor.snapshot()
        row.save()
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.RETURN,
            facts=facts,
            note=reason,
            changes={"rectified_on": None},
        )
        tell_enterprise(now=now, hazard=hazard, kind="fix_returned", reason=reason)
        return row
