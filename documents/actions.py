"""The writers of documents: issue, serve, reply, revoke, consent. The file itself is the worker's (`drawing`)."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Authority
from audit.actions import record
from core import clock, scope
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from documents import child, drawing, policy, rules, snapshots
from documents.choices import Kind, Language, Method, Outcome, RenderState, Status
from documents.models import Document, Series, Service, ServiceConsent
from documents.tasks import render_document
from enterprises.models import Enterprise


def issue_document(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    issuer: Authority,
    snapshot: Mapping[str, Any] | snapshots.Base | snapshots.BulletinSnapshot,
    enterprise: Enterprise | None = None,
    language: str = Language.CHINESE,
    id: uuid.UUID | None = None,
    supersedes: Document | None = None,
    region_code: str = "",
) -> Document:
    """Sign a document: take its number, freeze its data, and have its file drawn up after the commit.

    `region_code` names the region of an addressee that is no enterprise, so that it may read the document too.
    Idempotent on `id`. `snapshot` is one of `documents.snapshots`; pictures in it are moved into the store. Raises
    RuleBroken naming the fields without which the document could not stand in law.
    """
    require(policy.can_issue_document(actor, issuer))
    if id and (known := Document.objects.filter(pk=id).first()):
        return known
    data = dict(snapshot) if isinstance(snapshot, Mapping) else snapshot.data()
    _check(kind, language, data)
    if supersedes is not None and supersedes.kind != kind:
        raise RuleBroken(_("A document can only be replaced by one of the same kind."))
    images: dict[str, bytes] = {}
    frozen = rules.freeze(data, images)
    _check_pictures(frozen, images)
    for digest, picture in images.items():
        drawing.keep_picture(digest, picture)
    year = clock.day_of(now).year
    with transaction.atomic():
        number = _take_number(issuer, kind, year)
        code = rules.new_code()
        printed = rules.printed_number(agency=_agency(issuer), kind=kind, year=year, serial=number)
        frozen |= {
            "number": printed,
            "code": code,
            "verify_url": f"{settings.PUBLIC_URL.rstrip('/')}/verify/{code}/",
            "issued_at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "language": str(language),
        }
        try:
            with transaction.atomic():
                document = Document.objects.create(
                    **({"id": id} if id else {}),
                    region_code=enterprise.region_code if enterprise else region_code or issuer.region_code,
                    enterprise=enterprise,
                    kind=kind,
                    status=Status.ISSUED,
                    language=language,
                    issuer=issuer,
                    year=year,
                    number=number,
                    printed_number=printed,
                    snapshot=frozen,
                    snapshot_sha256=rules.sha256(rules.canonical(frozen)),
                    template_version=rules.TEMPLATE_VERSION,
                    signed_by=actor.snapshot(),
                    issued_at=now,
                    code=code,
                    created_at=now,
                    render_after=now,
                    supersedes=supersedes,
                )
        except IntegrityError as error:
            raise Conflict(
                _("This document was already issued or replaced. Nothing was issued now; reload the page.")
            ) from error
        record(
            actor=actor,
            now=now,
            verb="issue_document",
            subject=document,
            data={"number": printed, "sha256": document.snapshot_sha256},
        )
        _enqueue(document)
    return document


def preview_document(
    *,
    actor: Actor,
    kind: str,
    issuer: Authority,
    snapshot: Mapping[str, Any] | snapshots.Base | snapshots.BulletinSnapshot,
    language: str = Language.CHINESE,
) -> bytes:
    """Return a PDF marked as a draft, without number, code or trace, for those who are about to sign."""
    require(policy.can_issue_document(actor, issuer))
    data = dict(snapshot) if isinstance(snapshot, Mapping) else snapshot.data()
    _check(kind, language, data)
    images: dict[str, bytes] = {}
    frozen = rules.freeze(data, images)
    _check_pictures(frozen, images)
    try:
        return drawing.draft_bytes(frozen, images, kind=kind, language=language)
    except child.RenderFailure as failure:
        raise Conflict(
            _("The preview could not be drawn up now. Nothing was lost; try again in a minute.")
        ) from failure


def _enqueue(document: Document) -> None:
    """Have the file drawn up after the commit; when the queue is away, the sweep of config/schedule.py does it."""
    transaction.on_commit(partial(render_document.delay, str(document.pk)), robust=True)


def _check_pictures(frozen: Mapping[str, Any], images: Mapping[str, bytes]) -> None:
    if rules.stray_pictures(frozen) or not all(drawing.is_picture(picture) for picture in images.values()):
        raise RuleBroken(
            _("A signature or photo of this document cannot be read. Sign or photograph it again; nothing was issued.")
        )


def _check(kind: str, language: str, data: dict[str, Any]) -> None:
    if kind not in Kind.values or language not in Language.values:
        raise RuleBroken(_("This kind of document is not known."))
    if gaps := snapshots.missing(kind, data):
        raise RuleBroken(
            _("The document cannot be issued yet. Missing: %(fields)s.") % {"fields": ", ".join(gaps)},
            fields={gap: _("Needed for this document.") for gap in gaps},
        )


def _agency(issuer: Authority) -> str:
    return rules.agency_code(document_code=issuer.document_code, region_name=issuer.region.name_zh)


def _take_number(issuer: Authority, kind: str, year: int) -> int:
    """Return the next number; the counter's row stays locked until the signing commits, so a rollback leaves no gap."""
    # Signing may happen in an enterprise's region outside the issuer's range; the counter belongs to the issuer alone.
    with scope.everything(because="the counter of an issuer is moved by whoever signs in its name"):
        Series.objects.bulk_create(
            [Series(region_code=issuer.region_code, issuer=issuer, kind=kind, year=year)], ignore_conflicts=True
        )
        series = Series.objects.select_for_update().get(issuer=issuer, kind=kind, year=year)
        number = series.next_number
        series.next_number = number + 1
        series.save(update_fields=["next_number"])
    return number


def retry_rendering(*, actor: Actor, now: datetime, document: Document) -> Document:
    """Have a failed file drawn up once more."""
    require(policy.can_retry_rendering(actor))
    document = _locked(document)
    if document.render_state != RenderState.FAILED:
        raise Conflict(_("This file is ready or being drawn up already."))
    document.render_state = RenderState.WAITING
    document.render_attempts = 0
    document.render_after = now
    document.save(update_fields=["render_state", "render_attempts", "render_after"])
    _enqueue(document)
    return document


def record_service(
    *,
    actor: Actor,
    now: datetime,
    document: Document,
    method: str,
    served_at: datetime,
    outcome: str = Outcome.DELIVERED,
    receiver_name: str = "",
    receiver_post: str = "",
    witness_name: str = "",
    witness_post: str = "",
    tracking_no: str = "",
    evidence_photo: uuid.UUID | None = None,
    note: str = "",
    id: uuid.UUID | None = None,
) -> Service:
    """Record how a document was handed over (送达回证). Delivered, it becomes served; a return leaves it issued.

    Electronic service needs the enterprise's signed consent (Administrative Penalty Law art. 61). Idempotent on `id`.
    """
    if id and (known := Service.objects.filter(pk=id, document=document).first()):
        return known
    document = _locked(document)
    require(policy.can_record_service(actor, document))
    if document.status != Status.ISSUED:
        raise Conflict(
            _("This document is not waiting for service: it is %(status)s.") % {"status": document.get_status_display()}
        )
    if served_at > now + timedelta(minutes=10) or served_at < document.issued_at - timedelta(days=1):
        raise RuleBroken(_("The time of service must lie between the issue of the document and now."))
    consent = None
    if method == Method.ELECTRONIC:
        consent = ServiceConsent.objects.filter(enterprise=document.enterprise_id, withdrawn_at=None).first()
        if consent is None:
            raise RuleBroken(
                _(
                    "Electronic service needs the enterprise's signed consent. "
                    "Record the consent first, or serve in person or by post."
                )
            )
    if method == Method.LEFT_IN_PLACE and not witness_name:
        raise RuleBroken(_("A document that is left at the place needs a witness. Name the witness."))
    if method == Method.IN_PERSON and not receiver_name:
        raise RuleBroken(_("Name the person who received the document."))
    if method not in Method.values or outcome not in Outcome.values:
        raise RuleBroken(_("This way of service is not known."))
    with transaction.atomic():
        service = Service.objects.create(
            **({"id": id} if id else {}),
            region_code=document.region_code,
            enterprise_id=document.enterprise_id,
            document=document,
            method=method,
            outcome=outcome,
            served_at=served_at,
            receiver_name=receiver_name,
            receiver_post=receiver_post,
            witness_name=witness_name,
            witness_post=witness_post,
            tracking_no=tracking_no,
            consent=consent,
            evidence_photo=evidence_photo,
            note=note,
            recorded_at=now,
            recorded_by=actor.snapshot(),
        )
        if outcome == Outcome.DELIVERED:
            _become(document, Status.SERVED)
        record(
            actor=actor,
            now=now,
            verb="record_service",
            subject=document,
            data={"number": document.printed_number, "method": method, "outcome": outcome},
        )
    return service


def record_reply(*, actor: Actor, now: datetime, document: Document) -> Document:
    """Note that the addressee answered a served document. Called by the apps that hold the answer."""
    require(policy.can_see_document(actor))
    document = _locked(document)
    if document.status == Status.REPLIED:
        return document
    _become(document, Status.REPLIED)
    record(actor=actor, now=now, verb="record_reply", subject=document, data={"number": document.printed_number})
    return document


def revoke_document(*, actor: Actor, now: datetime, document: Document, reason: str) -> Document:
    """Revoke a document with a reason. Its number stays used, its file readable, its public page says revoked."""
    document = _locked(document)
    require(policy.can_revoke_document(actor, document))
    if not reason.strip():
        raise RuleBroken(_("Give the reason for revoking; it is kept with the document."))
    document.revoked_at = now
    document.revoke_reason = reason.strip()[:500]
    document.revoked_by = actor.snapshot()
    with transaction.atomic():
        _become(document, Status.REVOKED, "revoked_at", "revoke_reason", "revoked_by")
        record(
            actor=actor,
            now=now,
            verb="revoke_document",
            subject=document,
            data={"number": document.printed_number, "reason": document.revoke_reason},
        )
    return document


def give_consent(
    *, actor: Actor, now: datetime, enterprise: Enterprise, address: str, signed_by: str, signed_post: str = ""
) -> ServiceConsent:
    """Record an enterprise's signed consent to electronic service; an earlier one is replaced."""
    require(policy.can_give_consent(actor, enterprise))
    if not address.strip() or not signed_by.strip():
        raise RuleBroken(_("Name the address for electronic service and the person who signed the consent."))
    with transaction.atomic():
        ServiceConsent.objects.filter(enterprise=enterprise, withdrawn_at=None).update(withdrawn_at=now)
        consent = ServiceConsent.objects.create(
            region_code=enterprise.region_code,
            enterprise=enterprise,
            address=address.strip(),
            signed_by=signed_by.strip(),
            signed_post=signed_post.strip(),
            given_at=now,
            given_by=actor.snapshot(),
        )
        record(actor=actor, now=now, verb="give_consent", subject=consent, data={"enterprise": str(enterprise.pk)})
    return consent


def withdraw_consent(*, actor: Actor, now: datetime, enterprise: Enterprise) -> None:
    """Withdraw the consent in force; documents served before stay served."""
    require(policy.can_give_consent(actor, enterprise))
    with transaction.atomic():
        if not ServiceConsent.objects.filter(enterprise=enterprise, withdrawn_at=None).update(withdrawn_at=now):
            raise Conflict(_("There is no consent to electronic service in force."))
        record(actor=actor, now=now, verb="withdraw_consent", subject=enterprise)


def _locked(document: Document) -> Document:
    """Return the document with its row locked until the commit."""
    row = Document.objects.select_for_update(of=("self",)).filter(pk=document.pk).first()
    if row is None:
        raise NotVisible(_("There is no such document here."))
    return row


def _become(document: Document, status: Status, *fields: str) -> None:
    if not rules.may_become(document.status, status):
        raise Conflict(
            _("This document is %(status)s; that cannot be changed so.") % {"status": document.get_status_display()}
        )
    document.status = status
    document.save(update_fields=["status", *fields])
