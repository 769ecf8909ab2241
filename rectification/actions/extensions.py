"""More time: a small case of its own. Silence never approves (behaviours 21)."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.policy import require
from hazards.actions import lock_hazard, record_act
from hazards.choices import EventVerb
from hazards.models import Hazard
from rectification import policy
from rectification.actions.orders import START_OF_EXTENSION, freeze_deadline
from rectification.choices import ExtensionStatus
from rectification.facts import order_in_force
from rectification.models import Deadline, Extension
from rectification.notices import tell_authority, tell_enterprise
from rectification.papers import draw_up_extension_reply
from rectification.rules import check_due, check_extension_decision, check_extension_request, decision_due
from regions import rules as calendar_rules
from regions.choices import DeadlineUnit
from regions.selectors import calendar_for


def ask_extension(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    proposed_due_on: date,
    reason: str,
    interim_measures: str,
    version: int | None = None,
) -> Extension:
    """Ask, as the enterprise, for more time: early enough, with interim safety measures (behaviours 21)."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_ask_extension(actor, hazard))
        order = order_in_force(hazard)
        today, calendar = day_of(now), calendar_for(hazard.region_code)
        check_extension_request(
            status=hazard.status,
            today=today,
            due=hazard.due_on or today,
            new_due=proposed_due_on,
            reason=reason,
            interim_measures=interim_measures,
            pending=Extension.objects.filter(order=order, status=ExtensionStatus.REQUESTED).exists(),
            calendar=calendar,
        )
        _check_longest(order, hazard, proposed_due_on, calendar)
        extension = Extension.objects.create(
            region_code=hazard.region_code,
            enterprise_id=hazard.enterprise_id,
            hazard=hazard,
            order=order,
            status=ExtensionStatus.REQUESTED,
            reason=reason,
            interim_measures=interim_measures,
            proposed_due_on=proposed_due_on,
            asked_at=now,
            asked_by=actor.snapshot(),
            decide_by=decision_due(today, calendar),
        )
        record_act(
            actor=actor,
            now=now,
            hazard=hazard,
            event=EventVerb.EXTENSION_ASKED,
            note=reason,
            data={"due_on": hazard.due_on, "proposed_on": proposed_due_on},
        )
        tell_authority(now=now, hazard=hazard, kind="extension_asked", proposed_on=proposed_due_on)
        return extension


def _check_longest(order, hazard: Hazard, due: date, calendar) -> None:
    first = Deadline.objects.filter(order=order).order_by("version").first()
    check_due(hazard.grade, first.start_on if first else due, due, calendar)


def _open_request(hazard: Hazard) -> Extension:
    row = (
        Extension.objects.select_related("order__document")
        .filter(hazard=hazard, status=ExtensionStatus.REQUESTED)
        .first()
    )
    if row is None:
        raise Conflict(_("No request for more time is waiting. Nothing was changed; load the page again."))
    return row


def withdraw_extension(*, actor, now: datetime, hazard_id: uuid.UUID | str, version: int | None = None) -> Extension:
    """Withdraw one's waiting request; the deadline stays as it is."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_withdraw_extension(actor, hazard))
        extension = _open_request(hazard)
        _decide(extension, actor, now, ExtensionStatus.WITHDRAWN)
        record_act(actor=actor, now=now, hazard=hazard, event=EventVerb.EXTENSION_WITHDRAWN)
        return extension


def decide_extension(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    grant: bool,
    reason: str = "",
    new_due_on: date | None = None,
    language: str = "zh",
    version: int | None = None,
) -> Extension:
    """Grant more time, until the day asked for or another later one, or refuse it with a reason.

    Granted, a new frozen deadline supersedes the old one; either way the reply is an official document.
    """
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_decide_extension(actor, hazard))
        extension = _open_request(hazard)
        new_due = (new_due_on or extension.proposed_due_on) if grant else None
        check_extension_decision(
            record_status=extension.status,
            status=hazard.status,
            due=hazard.due_on,
            new_due=new_due,
            grant=grant,
            reason=reason,
        )
        if grant:
            _check_not_past(new_due, now)
            _check_longest(extension.order, hazard, new_due, calendar_for(hazard.region_code))
        extension.document = draw_up_extension_reply(
            actor=actor,
            now=now,
            hazard=hazard,
            extension=extension,
            granted=grant,
            new_due=new_due,
            reason=reason,
            language=language,
        )
        if grant:
            calendar = calendar_for(hazard.region_code)
            extension.deadline = freeze_deadline(
                actor=actor,
                now=now,
                order=extension.order,
                deadline=calendar_rules.compute_deadline(day_of(now), DeadlineUnit.DATE, new_due, calendar),
                start_fact=START_OF_EXTENSION,
                reason=reason or extension.reason,
            )
        extension.decision_reason = reason
        old = hazard.due_on
        _decide(extension, actor, now, ExtensionStatus.GRANTED if grant else ExtensionStatus.REFUSED)
        record_act(
            actor=actor,
            now=now,
            hazard=hazard,
            event=EventVerb.EXTENSION_GRANTED if grant else EventVerb.EXTENSION_REFUSED,
            note=reason,
            data={"old_due_on": old, "due_on": new_due or old},
            document=extension.document,
            changes={"due_on": new_due} if grant else {},
        )
        kind = "extension_granted" if grant else "extension_refused"
        tell_enterprise(now=now, hazard=hazard, kind=kind, reason=reason)
        return extension


def _check_not_past(day: date, now: datetime) -> None:
    if day < day_of(now):
        sentence = _("The new deadline lies in the past. Choose a later day.")
        raise RuleBroken(sentence, fields={"new_due_on": sentence})


def _decide(extension: Extension, actor, now: datetime, status: ExtensionStatus) -> None:
    extension.status = status
    extension.decided_at = now
    extension.decided_by = actor.snapshot()
    extension.save()
