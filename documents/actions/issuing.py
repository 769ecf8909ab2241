"""A document leaves: signed, numbered, frozen; its file is the worker's (`drawing`). It may be revoked."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Authority
from audit.actions import record
from core import clock, scope
from core.errors import Conflict, RuleBroken
from core.policy import require
from documents import child, drawing, policy, rules, snapshots
from documents.actions.grammar import become, locked
from documents.choices import Kind, Language, RenderState, SignState, Status
from documents.models import Document, Series, SigningCertificate
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
        certificate = _certificate_of(issuer)
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
                    certificate=certificate,
                    sign_state=SignState.WAITING if certificate else SignState.NONE,
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


def _certificate_of(issuer: Authority) -> SigningCertificate | None:
    """Return the certificate in force with which the issuer's files are signed, if it has one."""
    with scope.everything(because="the certificate of an issuer is taken by whoever signs in its name"):
        return SigningCertificate.objects.filter(authority=issuer, removed_at=None).first()


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
    """Have a failed file drawn up once more, or signed once more with the certificate that is in force now."""
    require(policy.can_retry_rendering(actor))
    document = locked(document)
    if document.render_state == RenderState.FAILED:
        document.render_state = RenderState.WAITING
    elif document.sign_state != SignState.FAILED:
        raise Conflict(_("This file is ready or being drawn up already."))
    if document.sign_state == SignState.FAILED:
        document.certificate = _certificate_of(document.issuer)
        document.sign_state = SignState.WAITING if document.certificate else SignState.NONE
        document.sign_trouble = ""
    document.render_attempts = 0
    document.render_after = now
    document.save(
        update_fields=[
            "render_state",
            "render_attempts",
            "render_after",
            "certificate",
            "sign_state",
            "sign_trouble",
        ]
    )
    _enqueue(document)
    return document


def revoke_document(*, actor: Actor, now: datetime, document: Document, reason: str) -> Document:
    """Revoke a document with a reason. Its number stays used, its file readable, its public page says revoked."""
    document = locked(document)
    require(policy.can_revoke_document(actor, document))
    if not reason.strip():
        raise RuleBroken(_("Give the reason for revoking; it is kept with the document."))
    document.revoked_at = now
    document.revoke_reason = reason.strip()[:500]
    document.revoked_by = actor.snapshot()
    with transaction.atomic():
        become(document, Status.REVOKED, "revoked_at", "revoke_reason", "revoked_by")
        record(
            actor=actor,
            now=now,
            verb="revoke_document",
            subject=document,
            data={"number": document.printed_number, "reason": document.revoke_reason},
        )
    return document
