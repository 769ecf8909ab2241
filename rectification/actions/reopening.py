"""Reopening: a new episode under a new order; what was closed before stays as it is (behaviours C1)."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import Membership
from core.policy import require
from hazards.actions import advance, lock_hazard
from hazards.choices import Status, Verb
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
from rectification.facts import full_facts
from rectification.models import Order
from rectification.notices import tell_authority, tell_enterprise, tell_heads
from rectification.papers import draw_up_order
from regions.choices import DeadlineUnit


def reopen(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    reason: str,
    fabricated: bool = False,
    unit: DeadlineUnit | str | None = None,
    amount: int | date | None = None,
    officers: Iterable[Membership] = (),
    language: str = "zh",
    version: int | None = None,
) -> Hazard:
    """Reopen a closed hazard as a new episode under a new order, or take a rejected one up again.

    `fabricated`: the removal was faked (judicial interpretation 2022 No. 19 art. 3): flagged in the ledger for
    accountability and told to the heads.
    """
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_reopen(actor, hazard))
        facts = full_facts(actor, hazard, now=now, reason=reason)
        if hazard.status == Status.REJECTED:
            advance(actor=actor, now=now, hazard=hazard, verb=Verb.REOPEN, facts=facts, note=reason)
            return hazard
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
            data={"fabricated": fabricated, "due_on": deadline.result},
            document=document,
            changes={"due_on": deadline.result, "rectified_on": None},
        )
        order = create_order(
            actor=actor, now=now, hazard=hazard, document=document, basis=last.basis if last else GENERAL_BASIS
        )
        freeze_deadline(
            actor=actor, now=now, order=order, deadline=deadline, start_fact=START_OF_REOPENING, reason=reason
        )
        tell_enterprise(now=now, hazard=hazard, kind="hazard_reopened", reason=reason)
        tell_authority(now=now, hazard=hazard, kind="hazard_reopened", reason=reason)
        if fabricated:
            tell_heads(now=now, hazard=hazard, kind="hazard_reopened", reason=reason)
        return hazard
