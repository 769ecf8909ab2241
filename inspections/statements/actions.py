"""The only writers of statements: owed by the clock, signed by the head of the enterprise."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.actor import system_actor
from accounts.models import Authority
from accounts.selectors import members_of_enterprise
from audit.actions import record
from core import clock, scope
from core.errors import NotVisible, RuleBroken
from core.policy import require
from core.roles import ENTERPRISE_LEADERS, ENTERPRISE_ROLES
from documents import snapshots
from documents.actions import issue_document
from documents.choices import DJANGO_LANGUAGE, Kind, Language
from enterprises.choices import EnterpriseStatus
from enterprises.models import Enterprise
from hazards.choices import OPEN_STATUSES
from hazards.models import Hazard
from inspections import policy
from inspections.actions.rounds import registrar_of
from inspections.choices import StatementStatus
from inspections.models import Statement
from inspections.statements import figures, rules
from notifications.actions import notify
from notifications.models import Notice

BATCH = 1000
LONGEST_REMARK = 4000
BECAUSE = "the clock opens statements of self-inspection and reminds those who owe them"


def open_statements(*, now: datetime, spans: Iterable[rules.Span] | None = None, enterprise_ids=None) -> int:
    """Open what is owed for the periods that ended last; return how many were opened. Twice is once.

    An enterprise owes a statement for a period at whose end it was registered here.
    """
    opened = 0
    for span in spans if spans is not None else rules.ended_before(clock.day_of(now)):
        while done := _open_batch(now, span, enterprise_ids):
            opened += done
    return opened


def _open_batch(now: datetime, span: rules.Span, enterprise_ids) -> int:
    with transaction.atomic(), scope.everything(because=BECAUSE):
        known = Statement.objects.filter(enterprise=OuterRef("pk"), period=span.period, starts_on=span.starts_on)
        owing = Enterprise.objects.filter(~Exists(known), status=EnterpriseStatus.ACTIVE)
        if enterprise_ids is None:
            owing = owing.filter(created_at__date__lte=span.ends_on)
        else:
            owing = owing.filter(pk__in=enterprise_ids)
        rows = list(owing.order_by("pk").values_list("pk", "region_code")[:BATCH])
        made = [
            Statement(
                region_code=region,
                enterprise_id=key,
                period=span.period,
                starts_on=span.starts_on,
                ends_on=span.ends_on,
                due_on=span.due_on,
                opened_at=now,
            )
            for key, region in rows
        ]
        Statement.objects.bulk_create(made, ignore_conflicts=True)
        return len(made)


def sign_statement(
    *, actor, now: datetime, statement_id: uuid.UUID | str, remark: str = "", language: str = Language.CHINESE
) -> Statement:
    """Sign, as the head of the enterprise, the figures as the ledger has them now; they and the document are frozen.

    Signing again changes nothing. Raises `NotAllowed`, `RuleBroken` (too long a remark, period not over).
    """
    with transaction.atomic():
        row = Statement.objects.select_for_update(of=("self",)).filter(pk=statement_id).first()
        if row is None:
            raise NotVisible(_("There is no such statement, or it is not yours to see."))
        require(policy.can_sign_statement(actor, row))
        if row.status == StatementStatus.SIGNED:
            return row
        today = clock.day_of(now)
        if today <= row.ends_on:
            raise RuleBroken(_("This period is not over yet. Nothing was signed; come back after its last day."))
        if len(remark) > LONGEST_REMARK:
            sentence = _("The text is too long: at most %(n)s characters. Nothing was saved.") % {"n": LONGEST_REMARK}
            raise RuleBroken(sentence, fields={"remark": sentence})
        enterprise = Enterprise.objects.get(pk=row.enterprise_id)
        row.figures = figures.compute(enterprise.pk, starts_on=row.starts_on, ends_on=row.ends_on, today=today)
        row.remark, row.status = remark.strip(), StatementStatus.SIGNED
        row.signed_at, row.signed_by = now, actor.snapshot()
        issuer = registrar_of(enterprise)
        row.document = issue_document(
            actor=system_actor(f"registers the statement that {actor.person_name} ({actor.tenant_name}) signs"),
            now=now,
            kind=Kind.SELF_CHECK_STATEMENT,
            issuer=issuer,
            snapshot=_snapshot(row, enterprise, issuer, now=now, language=language),
            enterprise=enterprise,
            language=language,
        )
        row.save()
        data = {"period": rules.words_of(row.period, row.starts_on), "document": row.document.printed_number}
        record(actor=actor, now=now, verb="statement.signed", subject=row, data=data)
        return row


def _snapshot(
    row: Statement, enterprise: Enterprise, issuer: Authority, *, now: datetime, language: str
) -> snapshots.SelfCheckStatementSnapshot:
    with override(DJANGO_LANGUAGE[language]):
        return snapshots.SelfCheckStatementSnapshot(
            issuer=snapshots.Issuer.of(issuer),
            unit=snapshots.Unit(
                name=enterprise.name, credit_code=enterprise.credit_code, address=enterprise.address,
                head=enterprise.principal_name,
            ),
            officers=[],
            signed_on=clock.day_of(now).isoformat(),
            unit_sign=snapshots.UnitSign(name=row.signed_by["person"], post=row.signed_by.get("post") or ""),
            period=rules.words_of(row.period, row.starts_on),
            starts_on=row.starts_on.isoformat(),
            ends_on=row.ends_on.isoformat(),
            due_on=row.due_on.isoformat(),
            rounds=row.figures["rounds"],
            items=row.figures["items"],
            lines=figures.shown(row.figures),
            majors=row.figures["majors"],
            remark=row.remark,
        )  # fmt: skip


def remind_owing(*, now: datetime) -> int:
    """Remind the leaders of the enterprises whose statements come due or are late; return how many people were told.

    The key of a notice names the statement and its reminder (a week before, then each week of lateness): twice is once.
    """
    today = clock.day_of(now)
    owed = Statement.objects.filter(status=StatementStatus.OWED, due_on__lte=today + rules.NEAR)
    rows = owed.select_related("enterprise")
    return _in_batches(rows, lambda row: f"statement:{row.pk}:{rules.told_at(row.due_on, today)}", _remind, now)


def _remind(row: Statement, key: str, now: datetime) -> int:
    return notify(
        now=now,
        memberships=members_of_enterprise(row.enterprise_id, ENTERPRISE_LEADERS),
        kind="statement_due" if key.endswith(":near") else "statement_late",
        values={
            "enterprise": row.enterprise.name,
            "period": rules.words_of(row.period, row.starts_on),
            "due_on": row.due_on,
        },
        subject=row,
        key=key,
    )


def remind_late_inside(*, now: datetime) -> int:
    """Tell, inside the enterprise only, what it found itself and has not fixed by its own day: once, then each week.

    Nobody of an authority is told, nothing is named in public and no letter is drafted (behaviours 18).
    """
    today = clock.day_of(now)
    late = Hazard.objects.inside().filter(status__in=sorted(OPEN_STATUSES), due_on__lt=today)
    rows = late.select_related("enterprise", "handler")
    return _in_batches(
        rows, lambda row: f"fix_late_inside:{row.pk}:{row.due_on}:{rules.told_at(row.due_on, today)}", _tell_late, now
    )


def _tell_late(hazard: Hazard, key: str, now: datetime) -> int:
    told = {each.pk for each in members_of_enterprise(hazard.enterprise_id, ENTERPRISE_LEADERS)}
    if hazard.handler and hazard.handler.role in ENTERPRISE_ROLES:
        told.add(hazard.handler_id)
    return notify(
        now=now,
        memberships=told,
        kind="fix_late_inside",
        values={"number": hazard.label, "enterprise": hazard.enterprise.name, "due_on": hazard.due_on},
        subject=hazard,
        key=key,
    )


def _in_batches(
    rows: QuerySet, key_of: Callable[[Any], str], tell: Callable[[Any, str, datetime], int], now: datetime
) -> int:
    """Tell of each row whose notice is not there yet, a batch a transaction; return how many people were told."""
    told, last = 0, None
    while True:
        with transaction.atomic(), scope.everything(because=BECAUSE):
            batch = list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:BATCH])
            keys = {row.pk: key_of(row) for row in batch}
            known = set(Notice.objects.filter(key__in=keys.values()).values_list("key", flat=True))
            told += sum(tell(row, keys[row.pk], now) for row in batch if keys[row.pk] not in known)
        if len(batch) < BATCH:
            return told
        last = batch[-1].pk
