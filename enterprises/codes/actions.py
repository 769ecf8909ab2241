"""The only writers of safety codes: issue what is missing, replace a label, revoke one."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises.codes import policy, tokens
from enterprises.codes.choices import CodeKind, CodeStatus
from enterprises.codes.rules import may_become
from enterprises.codes.selectors import things_of
from enterprises.models import Code, Enterprise

LONGEST_REASON = 200


def _enterprise(actor, enterprise_id: UUID) -> Enterprise:
    enterprise = Enterprise.objects.select_for_update(of=("self",)).filter(pk=enterprise_id).first()
    if enterprise is None:
        raise NotVisible(_("There is no such enterprise within your reach."))
    require(policy.can_keep_codes(actor, enterprise))
    return enterprise


@transaction.atomic
def issue_codes(
    *, actor, now: datetime, enterprise_id: UUID, things: Iterable[tuple[str, UUID]] | None = None
) -> list[Code]:
    """Issue a code for the enterprise and each of its places, machines and posts that has none; return the new ones.

    `things` limits it to some, as (kind, id). Things of another enterprise raise `NotVisible`. Doing it again issues
    nothing: each thing has one code in force, which the database keeps.
    """
    enterprise = _enterprise(actor, enterprise_id)
    known = things_of(enterprise)
    wanted = known if things is None else {}
    for kind, key in things or ():
        if (kind, key) not in known:
            raise NotVisible(_("There is no such thing in this enterprise."))
        wanted[kind, key] = known[kind, key]
    have = {(code.kind, code.thing_id) for code in Code.objects.filter(enterprise=enterprise, status="active")}
    missing = [(kind, key, name) for (kind, key), name in wanted.items() if (kind, key) not in have]
    made = [_row(enterprise, kind, key, name, token="", actor=actor, now=now) for kind, key, name in missing]
    fresh = [tokens.new_token() for _each in made]
    for row, token, sealed in zip(made, fresh, tokens.seal(fresh), strict=True):
        row.key_hash, row.sealed_token = tokens.token_hash(token), sealed
    Code.objects.bulk_create(made)
    if made:
        record(actor=actor, now=now, verb="issue_codes", subject=enterprise, data={"count": len(made)})
    return made


def _row(enterprise: Enterprise, kind: str, key: UUID | None, name: str, *, token: str, actor, now: datetime) -> Code:
    thing = {} if kind == CodeKind.ENTERPRISE else {f"{kind}_id": key}
    return Code(
        id=new_id(),
        region_code=enterprise.region_code,
        enterprise=enterprise,
        kind=kind,
        name=name[:120],
        key_hash=tokens.token_hash(token) if token else "",
        sealed_token=tokens.seal([token])[0] if token else b"",
        issued_at=now,
        issued_by=actor.snapshot(),
        **thing,
    )


def _locked(actor, code_id: UUID) -> Code:
    found = Code.objects.filter(pk=code_id).values_list("enterprise_id", flat=True).first()
    if found is None:
        raise NotVisible(_("There is no such code within your reach."))
    enterprise = _enterprise(actor, found)
    code = Code.objects.select_for_update(of=("self",)).get(pk=code_id)
    code.enterprise = enterprise
    return code


def _ended(code: Code, wanted: CodeStatus, *, actor, now: datetime, reason: str) -> None:
    if not may_become(code.status, wanted):
        raise Conflict(
            _("This label is no longer in force: somebody replaced or revoked it before. Nothing was changed.")
        )
    words = reason.strip()[:LONGEST_REASON]
    if not words:
        sentence = _("Say why: lost, damaged, copied, moved.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    code.status, code.ended_at, code.ended_by, code.end_reason = wanted, now, actor.snapshot(), words
    code.save(update_fields=["status", "ended_at", "ended_by", "end_reason"])


@transaction.atomic
def replace_code(*, actor, now: datetime, code_id: UUID, reason: str) -> Code:
    """End a label and issue another one for the same thing. The old one then says that it was replaced.

    Raises `Conflict` when it has ended already: of two who replace at once, one succeeds.
    """
    code = _locked(actor, code_id)
    name = things_of(code.enterprise).get((code.kind, code.thing_id))
    if name is None:
        raise Conflict(_("What this label stood on was removed. There is nothing to make a new label for."))
    _ended(code, CodeStatus.REPLACED, actor=actor, now=now, reason=reason)
    token = tokens.new_token()
    fresh = _row(code.enterprise, code.kind, code.thing_id, name, token=token, actor=actor, now=now)
    fresh.save(force_insert=True)
    code.replaced_by = fresh
    code.save(update_fields=["replaced_by"])
    record(actor=actor, now=now, verb="replace_code", subject=code, data={"reason": code.end_reason, "name": name})
    return fresh


@transaction.atomic
def revoke_code(*, actor, now: datetime, code_id: UUID, reason: str) -> Code:
    """End a label without another one: from this moment a scan says only that it is no longer in force."""
    code = _locked(actor, code_id)
    _ended(code, CodeStatus.REVOKED, actor=actor, now=now, reason=reason)
    record(actor=actor, now=now, verb="revoke_code", subject=code, data={"reason": code.end_reason, "name": code.name})
    return code


@transaction.atomic
def note_printing(*, actor, now: datetime, codes: list[Code]) -> list[str]:
    """Return the tokens of labels about to be printed, in their order, and record who printed how many.

    Raises `Conflict` where one has ended meanwhile or was sealed under a key that this site no longer has.
    """
    enterprises = {code.enterprise_id: code.enterprise for code in codes}
    for enterprise in enterprises.values():
        require(policy.can_keep_codes(actor, enterprise))
    found = tokens.unseal([code.sealed_token for code in codes])
    if any(code.status != CodeStatus.ACTIVE for code in codes) or not all(found):
        raise Conflict(_("A label among these can no longer be printed. Replace it, then print the new one."))
    for enterprise in enterprises.values():
        count = sum(code.enterprise_id == enterprise.pk for code in codes)
        record(actor=actor, now=now, verb="print_codes", subject=enterprise, data={"count": count})
    return found
