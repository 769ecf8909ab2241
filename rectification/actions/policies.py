"""Deadline policies of a region. A policy proposes; an issued deadline is frozen and moved by none of these acts."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.policy import require
from enterprises.models import Industry
from hazards.choices import Grade
from rectification import policy
from rectification.deadline_policies import visible_policy
from rectification.models import DeadlinePolicy
from rectification.rules import POLICY_UNITS, DeadlinePolicyRow, policy_example
from regions.choices import DeadlineUnit
from regions.selectors import calendar_for


def add_deadline_policy(
    *, actor, now: datetime, grade: Grade | str, unit: DeadlineUnit | str, amount: int, industry: Industry | None = None
) -> DeadlinePolicy:
    """Say how many days the own region proposes for a grade, of one industry or (None) of all.

    Raises `Conflict` where the region says so already, `RuleBroken` for an amount that no order may give.
    """
    with transaction.atomic():
        require(policy.can_keep_deadline_policy(actor, actor.region_code, industry.pk if industry else None))
        row = DeadlinePolicy(
            region_code=actor.region_code, grade=Grade(grade), industry=industry, unit=unit, amount=amount
        )
        _check(row, now)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(
                _("Your region has a policy for this already. Change that one; nothing was saved.")
            ) from error
        record(actor=actor, now=now, verb="add_deadline_policy", subject=row, data=_said(row))
        return row


def change_deadline_policy(
    *, actor, now: datetime, policy_id: uuid.UUID | str, unit: DeadlineUnit | str, amount: int
) -> DeadlinePolicy:
    """Change how many days a policy of the own region proposes from now on."""
    with transaction.atomic():
        row = _own(actor, policy_id)
        before = _said(row)
        row.unit, row.amount = unit, amount
        _check(row, now)
        row.save(update_fields=["unit", "amount"])
        data = _said(row) | {"before": {"unit": before["unit"], "amount": before["amount"]}}
        record(actor=actor, now=now, verb="change_deadline_policy", subject=row, data=data)
        return row


def remove_deadline_policy(*, actor, now: datetime, policy_id: uuid.UUID | str) -> None:
    """Remove a policy of the own region: the next region up the tree, or the default, proposes again."""
    with transaction.atomic():
        row = _own(actor, policy_id)
        record(actor=actor, now=now, verb="remove_deadline_policy", subject=row, data=_said(row))
        row.delete()


def _own(actor, policy_id: uuid.UUID | str) -> DeadlinePolicy:
    """Lock a policy that the actor keeps. One of a region below is as little one's own as one of a region above."""
    require(policy.can_keep_deadline_policies(actor))
    row = visible_policy(policy_id)
    require(policy.can_keep_deadline_policy(actor, row.region_code, row.industry_id))
    # Locked only now: the wall lets nobody lock a row of a region above, and it could not be said whose it is.
    return visible_policy(policy_id, lock=True)


def _check(row: DeadlinePolicy, now: datetime) -> None:
    if row.unit not in POLICY_UNITS:
        sentence = _("A policy counts working days or calendar days.")
        raise RuleBroken(sentence, fields={"unit": sentence})
    today, calendar = day_of(now), calendar_for(row.region_code)
    try:
        policy_example(DeadlinePolicyRow(row.grade, row.unit, row.amount), today, calendar)
    except RuleBroken as error:
        raise RuleBroken(str(error), fields={"amount": str(error)}) from error


def _said(row: DeadlinePolicy) -> dict:
    """Return what the audit record keeps of a policy."""
    return {
        "region_code": row.region_code,
        "grade": str(row.grade),
        "industry": row.industry_id,
        "unit": str(row.unit),
        "amount": row.amount,
    }
