"""Orders and their frozen deadlines: proposed by policy, issued, served, withdrawn."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership
from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.policy import require
from documents import policy as documents_policy
from documents.actions import record_service, revoke_document
from documents.choices import Method
from documents.choices import Status as DocumentStatus
from documents.models import Document
from hazards.actions import advance, lock_hazard
from hazards.choices import Verb
from hazards.models import Hazard
from hazards.rules import transition_for
from rectification import policy
from rectification.choices import ExtensionStatus, OrderStatus
from rectification.facts import full_facts, order_in_force
from rectification.models import Deadline, DeadlinePolicy, Extension, Order
from rectification.notices import tell_enterprise
from rectification.papers import acting_authority, basis_of, draw_up_order
from rectification.rules import DeadlinePolicyRow, check_due, propose_deadline
from regions import rules as calendar_rules
from regions.choices import DeadlineUnit
from regions.selectors import calendar_for, path_of

START_OF_ORDER = "service_day"
START_OF_EXTENSION = "extension"
START_OF_REOPENING = "reopening"
#: The general basis of an order where a hazard names none (Work Safety Law art. 65 para 1 (2)).
GENERAL_BASIS = "《中华人民共和国安全生产法》第六十五条第一款第二项"


@dataclass(frozen=True)
class OrderLine:
    """One hazard of an order with its deadline; without a unit the region's policy proposes it.

    `amount` is a number of days, the date itself for a given date, None for "at once".
    """

    hazard_id: uuid.UUID | str
    unit: DeadlineUnit | str | None = None
    amount: int | date | None = None
    version: int | None = None


def propose_for(*, grade: str, industry_id: str, region_code: str, start: date) -> calendar_rules.Deadline:
    """Return the deadline that the nearest region's policy proposes for a hazard served on `start`; saves nothing."""
    place = {"grade": grade, "industry": industry_id, "region_code": region_code}
    return _proposed(_policies({region_code}), calendar_for(region_code), start, **place)


def propose_for_many(hazards: Sequence[Hazard], *, start: date) -> dict[uuid.UUID, calendar_rules.Deadline]:
    """Return the proposed deadline of each hazard by its id, in few queries however many they are."""
    regions = {hazard.region_code for hazard in hazards}
    policies, calendars = _policies(regions), {code: calendar_for(code) for code in regions}
    return {
        hazard.pk: _proposed(
            policies,
            calendars[hazard.region_code],
            start,
            grade=hazard.grade,
            industry=hazard.industry_id,
            region_code=hazard.region_code,
        )
        for hazard in hazards
    }


def _policies(regions: Iterable[str]) -> list[DeadlinePolicyRow]:
    codes = {"", *(code for region in regions for code in path_of(region))}
    return [
        DeadlinePolicyRow(row.grade, row.unit, row.amount, row.industry_id or "", row.region_code)
        for row in DeadlinePolicy.objects.filter(region_code__in=codes)
    ]


def _proposed(policies, calendar, start: date, **place: str) -> calendar_rules.Deadline:
    row = propose_deadline(policies, **place)
    return calendar_rules.compute_deadline(start, row.unit, row.amount, calendar)


def issue_order(
    *,
    actor,
    now: datetime,
    lines: Sequence[OrderLine],
    document: Document | None = None,
    officers: Iterable[Membership] = (),
    basis: str = "",
    interim_measures: str = "",
    serve_on: date | None = None,
    language: str = "zh",
) -> list[Order]:
    """Order one enterprise to rectify confirmed hazards, each by its frozen deadline; return the orders.

    A caller that has drawn the document up already (a visit) hands it in; otherwise it is issued here in the name of
    two certified `officers`. Day 0 is `serve_on` (default: today), and is not counted (Civil Code 201). The date is
    printed in the order, so that a later service does not move it. Raises `Conflict`, `NotAllowed`, `RuleBroken`.
    """
    if not lines:
        raise RuleBroken(_("Choose at least one hazard to order the rectification of."))
    today = day_of(now)
    start = serve_on or today
    if start < today:
        sentence = _("The day of service lies in the past: an order runs from the day on which it is handed over.")
        raise RuleBroken(sentence, fields={"serve_on": sentence})
    with transaction.atomic():
        pairs = [(lock_hazard(line.hazard_id, version=line.version), line) for line in sorted(lines, key=_key)]
        hazards = [hazard for hazard, _line in pairs]
        for hazard in hazards:
            require(policy.can_order(actor, hazard))
            transition_for(hazard.status, Verb.ORDER)
        if len({hazard.enterprise_id for hazard in hazards}) > 1:
            raise RuleBroken(_("One order goes to one enterprise. Issue an order for each of them."))
        deadlines = {hazard.pk: _deadline(hazard, line, start) for hazard, line in pairs}
        due = {key: deadline.result for key, deadline in deadlines.items()}
        document = document or draw_up_order(
            actor=actor,
            now=now,
            hazards=hazards,
            due=due,
            officers=officers,
            interim_measures=interim_measures,
            language=language,
        )
        return [
            _put_in_force(
                actor=actor,
                now=now,
                hazard=hazard,
                deadline=deadlines[hazard.pk],
                document=document,
                basis=basis or basis_of(hazard) or GENERAL_BASIS,
            )
            for hazard in hazards
        ]


def _key(line: OrderLine) -> str:
    return str(line.hazard_id)


def _deadline(hazard: Hazard, line: OrderLine, start: date) -> calendar_rules.Deadline:
    if line.unit is None:
        return propose_for(
            grade=hazard.grade, industry_id=hazard.industry_id, region_code=hazard.region_code, start=start
        )
    calendar = calendar_for(hazard.region_code)
    deadline = calendar_rules.compute_deadline(start, line.unit, line.amount, calendar)
    check_due(hazard.grade, start, deadline.result, calendar)
    return deadline


def deadline_from_today(
    hazard: Hazard, unit: DeadlineUnit | str | None, amount: int | date | None, *, now: datetime
) -> calendar_rules.Deadline:
    """Return a deadline counted from today, proposed by policy where no unit is given; saves nothing."""
    return _deadline(hazard, OrderLine(hazard.pk, unit, amount), day_of(now))


def _put_in_force(
    *, actor, now: datetime, hazard: Hazard, deadline: calendar_rules.Deadline, document: Document, basis: str
) -> Order:
    facts = full_facts(
        actor,
        hazard,
        now=now,
        has_deadline=True,
        has_addressee=bool(hazard.enterprise.name),
        has_basis=bool(basis.strip()),
        has_document=True,
    )
    advance(
        actor=actor,
        now=now,
        hazard=hazard,
        verb=Verb.ORDER,
        facts=facts,
        data={"due_on": deadline.result.isoformat(), "unit": str(deadline.unit), "amount": deadline.amount},
        document=document,
        changes={"due_on": deadline.result},
    )
    order = create_order(actor=actor, now=now, hazard=hazard, document=document, basis=basis)
    freeze_deadline(actor=actor, now=now, order=order, deadline=deadline, start_fact=START_OF_ORDER)
    return order


def create_order(*, actor, now: datetime, hazard: Hazard, document: Document | None, basis: str, **more: Any) -> Order:
    """Write the order in force of a locked hazard. For the actions of this app only."""
    return Order.objects.create(
        region_code=hazard.region_code,
        enterprise_id=hazard.enterprise_id,
        hazard=hazard,
        authority=acting_authority(actor),
        document=document,
        status=OrderStatus.IN_FORCE,
        episode=hazard.episode,
        basis=basis[:300],
        issued_at=now,
        issued_by=actor.snapshot(),
        **more,
    )


def freeze_deadline(
    *, actor, now: datetime, order: Order, deadline: calendar_rules.Deadline, start_fact: str, reason: str = ""
) -> Deadline:
    """Write a deadline with its trace; one that was current is superseded. For the actions of this app only."""
    before = Deadline.objects.filter(order=order).order_by("-version").first()
    if before and before.superseded_at is None:
        before.superseded_at = now
        before.save(update_fields=["superseded_at"])
    frozen = deadline.as_json()
    return Deadline.objects.create(
        region_code=order.region_code,
        enterprise_id=order.enterprise_id,
        order=order,
        version=before.version + 1 if before else 1,
        unit=deadline.unit,
        amount=deadline.amount,
        start_on=deadline.start,
        start_fact=start_fact,
        due_on=deadline.result,
        trace=frozen["trace"],
        calendar_version=deadline.calendar_version,
        provisional=deadline.provisional,
        reason=reason[:300],
        issued_at=now,
        issued_by=actor.snapshot(),
    )


def end_order(order: Order, *, now: datetime, status: OrderStatus, reason: str = "") -> None:
    """End an order in force. For the actions of this app only."""
    order.status = status
    order.ended_at = now
    order.end_reason = reason[:300]
    order.save(update_fields=["status", "ended_at", "end_reason"])


def serve_order(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    method: Method | str = Method.IN_PERSON,
    served_at: datetime | None = None,
    receiver_name: str = "",
    receiver_post: str = "",
    witness_name: str = "",
    witness_post: str = "",
    tracking_no: str = "",
    evidence_photo: uuid.UUID | None = None,
    note: str = "",
    place: str = "",
    second_server: str = "",
    version: int | None = None,
) -> list[Hazard]:
    """Record how and when the order of a hazard was handed over; every hazard on the same document is served with it.

    Where the document's service is on record already (a visit), that record is the proof. Source: behaviours 4,
    Administrative Penalty Law art. 61.
    """
    with transaction.atomic():
        first = lock_hazard(hazard_id, version=version)
        require(policy.can_serve(actor, first))
        order = order_in_force(first)
        if order is None or order.document is None:
            raise Conflict(_("No order is in force for this hazard. Nothing was saved; load the page again."))
        document = order.document
        moment = served_at or now
        if document.status == DocumentStatus.ISSUED:
            record_service(
                actor=actor,
                now=now,
                document=document,
                method=method,
                served_at=moment,
                receiver_name=receiver_name,
                receiver_post=receiver_post,
                witness_name=witness_name,
                witness_post=witness_post,
                tracking_no=tracking_no,
                evidence_photo=evidence_photo,
                note=note,
                place=place,
                second_server=second_server,
            )
        service = document.services.filter(outcome="delivered").order_by("-served_at").first()
        orders = Order.objects.filter(document=document, status=OrderStatus.IN_FORCE, served_at=None)
        served = []
        for each in orders.order_by("hazard_id"):
            hazard = first if each.hazard_id == first.pk else lock_hazard(each.hazard_id)
            _serve(actor=actor, now=now, hazard=hazard, order=each, service=service, note=note)
            served.append(hazard)
        if not served:
            raise Conflict(_("This order was served already. Nothing was changed."))
        return served


def _serve(*, actor, now: datetime, hazard: Hazard, order: Order, service, note: str) -> None:
    if service and hazard.due_on and day_of(service.served_at) > hazard.due_on:
        raise RuleBroken(
            _("The order was handed over after its deadline %(due)s. Withdraw it and issue a new one.")
            % {"due": hazard.due_on.isoformat()}
        )
    facts = full_facts(actor, hazard, now=now, order=order, has_service_proof=service is not None)
    data = {"method": str(service.method), "served_at": service.served_at.isoformat()} if service else {}
    advance(
        actor=actor,
        now=now,
        hazard=hazard,
        verb=Verb.SERVE,
        facts=facts,
        note=note,
        data=data | {"receiver": service.receiver_name if service else ""},
        document=order.document,
    )
    # A device's clock may run ahead of the issue by some seconds; an order is never served before it was issued.
    order.served_at = max(service.served_at, order.issued_at)
    order.served_by = actor.snapshot()
    order.save(update_fields=["served_at", "served_by"])
    tell_enterprise(now=now, hazard=hazard, kind="order_served")


def withdraw_order(
    *, actor, now: datetime, hazard_id: uuid.UUID | str, reason: str, version: int | None = None
) -> Hazard:
    """Take an order back before rectification begins. Its number stays used; a new order names the old one."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_withdraw_order(actor, hazard))
        order = order_in_force(hazard)
        facts = full_facts(actor, hazard, now=now, order=order, reason=reason)
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.WITHDRAW_ORDER,
            facts=facts,
            note=reason,
            document=order.document if order else None,
            changes={"due_on": None},
        )
        if order:
            end_order(order, now=now, status=OrderStatus.WITHDRAWN, reason=reason)
            Extension.objects.filter(order=order, status=ExtensionStatus.REQUESTED).update(
                status=ExtensionStatus.WITHDRAWN, decided_at=now, decided_by=actor.snapshot()
            )
            _revoke_if_empty(actor, now, order.document, reason)
        tell_enterprise(now=now, hazard=hazard, kind="order_withdrawn", reason=reason)
        return hazard


def _revoke_if_empty(actor, now: datetime, document: Document | None, reason: str) -> None:
    """Revoke the document too when no other hazard rests on it and the actor may."""
    if document is None or Order.objects.filter(document=document, status=OrderStatus.IN_FORCE).exists():
        return
    if documents_policy.can_revoke_document(actor, document) and document.status != DocumentStatus.REVOKED:
        revoke_document(actor=actor, now=now, document=document, reason=reason)
