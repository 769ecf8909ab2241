"""Reopening: a new episode under a new order; what was closed before stays as it is (behaviours C1)."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Authority, Membership
from core.errors import RuleBroken
from core.policy import require
from hazards.actions import advance, lock_hazard, record_act
from hazards.choices import EventVerb, Status, Verb
from hazards.models import Hazard
from hazards.rules import transition_for
from rectification import policy
from rectification.actions.orders import (
    GENERAL_BASIS,
    START_OF_REOPENING,
    create_order,
    deadline_from_today,
    freeze_deadline,
)
from rectification.choices import ReopenGround
from rectification.escalation import answerable_for, authority_above, supervisor_of
from rectification.facts import full_facts
from rectification.models import Order
from rectification.notices import tell_authority, tell_enterprise, tell_heads, tell_level_above
from rectification.papers import draw_up_order
from regions.choices import DeadlineUnit


def reopen(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    reason: str,
    ground: ReopenGround | str | None = None,
    unit: DeadlineUnit | str | None = None,
    amount: int | date | None = None,
    officers: Iterable[Membership] = (),
    language: str = "zh",
    version: int | None = None,
) -> Hazard:
    """Reopen a closed hazard as a new episode under a new order, or take a rejected one up again.

    A closed one is reopened on a `ground`. Where the removal was faked, the case is flagged for accountability with
    those who claimed and found it, its supervision is raised by one level (the order stays with the authority in
    charge), and the heads of both levels are told. Source: workflow 2, invariant 5; Judicial Interpretation (2022)
    No. 19 art. 3.
    """
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_reopen(actor, hazard))
        facts = full_facts(actor, hazard, now=now, reason=reason)
        if hazard.status == Status.REJECTED:
            advance(actor=actor, now=now, hazard=hazard, verb=Verb.REOPEN, facts=facts, note=reason)
            return hazard
        ground = _ground(ground)
        faked = ground == ReopenGround.FABRICATED
        answerable = answerable_for(hazard) if faked else []
        deadline = deadline_from_today(hazard, unit, amount, now=now)
        last = Order.objects.filter(hazard=hazard).order_by("-issued_at").first()
        transition_for(hazard.status, Verb.REOPEN)
        document = draw_up_order(
            actor=actor,
            now=now,
            hazards=[hazard],
            due={hazard.pk: deadline.result},
            officers=officers,
            interim_measures=hazard.interim_measures,
            language=language,
        )
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.REOPEN,
            facts=facts,
            note=reason,
            data={"ground": str(ground), "due_on": deadline.result} | ({"answerable": answerable} if faked else {}),
            document=document,
            changes={"due_on": deadline.result, "rectified_on": None},
        )
        order = create_order(
            actor=actor, now=now, hazard=hazard, document=document, basis=last.basis if last else GENERAL_BASIS
        )
        freeze_deadline(
            actor=actor, now=now, order=order, deadline=deadline, start_fact=START_OF_REOPENING, reason=reason
        )
        above = _escalate(actor, now, hazard, reason) if faked else None
        tell_enterprise(now=now, hazard=hazard, kind="hazard_reopened", reason=reason)
        tell_authority(now=now, hazard=hazard, kind="hazard_reopened", reason=reason)
        if faked:
            tell_heads(now=now, hazard=hazard, kind="hazard_reopened", reason=reason)
        if above:
            tell_level_above(now=now, hazard=hazard, authority=above, kind="removal_faked", reason=reason)
        return hazard


def _ground(ground: ReopenGround | str | None) -> ReopenGround:
    if ground not in ReopenGround.values:
        sentence = _("Say on which ground the hazard is opened again.")
        raise RuleBroken(sentence, fields={"ground": sentence})
    return ReopenGround(ground)


def _escalate(actor, now: datetime, hazard: Hazard, reason: str) -> Authority | None:
    """Raise the supervision of a faked case by one level in the ledger; above a province there is none."""
    present = supervisor_of(hazard)
    above = authority_above(present, hazard.industry_id)
    if above is None:
        return None
    data = {"from": present.name_zh, "to": above.name_zh, "to_id": str(above.pk)}
    record_act(actor=actor, now=now, hazard=hazard, event=EventVerb.ESCALATED, note=reason, data=data)
    return above
