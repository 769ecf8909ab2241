"""A document reaches its addressee: handed over, opened, answered; the proof of it (送达回证) is a document too."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Authority
from audit.actions import record
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from documents import policy, rules, snapshots
from documents.actions.grammar import become, locked
from documents.actions.issuing import issue_document
from documents.choices import Kind, Method, Outcome, Status
from documents.models import Document, Service, ServiceConsent

MINUTE = "%Y-%m-%dT%H:%M"


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
    place: str = "",
    second_server: str = "",
    id: uuid.UUID | None = None,
) -> Service:
    """Record how a document was handed over (送达回证). Delivered, it becomes served; a return leaves it issued.

    Electronic service needs the enterprise's signed consent (Administrative Penalty Law art. 61). Idempotent on `id`.
    """
    if id and (known := Service.objects.filter(pk=id, document=document).first()):
        return known
    document = locked(document)
    require(policy.can_record_service(actor, document))
    _check_moment(document, served_at, now)
    if method not in Method.values or outcome not in Outcome.values:
        raise RuleBroken(_("This way of service is not known."))
    consent = _consent_for(document) if method == Method.ELECTRONIC else None
    if method == Method.LEFT_IN_PLACE and not witness_name:
        raise RuleBroken(_("A document that is left at the place needs a witness. Name the witness."))
    if method == Method.IN_PERSON and not receiver_name:
        raise RuleBroken(_("Name the person who received the document."))
    if outcome == Outcome.REFUSED and not note.strip():
        raise RuleBroken(_("Say for what reason it was refused."))
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
            place=place or (consent.address if consent else ""),
            second_server=second_server,
            consent=consent,
            evidence_photo=evidence_photo,
            note=note,
            recorded_at=now,
            recorded_by=actor.snapshot(),
        )
        if outcome == Outcome.DELIVERED:
            become(document, Status.SERVED)
        record(
            actor=actor,
            now=now,
            verb="record_service",
            subject=document,
            data={"number": document.printed_number, "method": method, "outcome": outcome},
        )
    return service


def _check_moment(document: Document, served_at: datetime, now: datetime) -> None:
    if document.kind == Kind.SERVICE_RECEIPT:
        raise Conflict(_("A proof of service is kept with its document; it is not handed over itself."))
    if document.status != Status.ISSUED:
        raise Conflict(
            _("This document is not waiting for service: it is %(status)s.") % {"status": document.get_status_display()}
        )
    if served_at > now + timedelta(minutes=10) or served_at < document.issued_at - timedelta(days=1):
        raise RuleBroken(_("The time of service must lie between the issue of the document and now."))


def _consent_for(document: Document) -> ServiceConsent:
    consent = ServiceConsent.objects.filter(enterprise=document.enterprise_id, withdrawn_at=None).first()
    if consent is None or document.enterprise_id is None:
        raise RuleBroken(
            _(
                "Electronic service needs the enterprise's signed consent. "
                "Record the consent first, or serve in person or by post."
            )
        )
    return consent


def record_bounce(*, actor: Actor, now: datetime, document: Document, reason: str) -> Service:
    """Note that an electronic service did not arrive: it was none, and the document waits to be served again.

    A proof that was drawn up of it is revoked. Called by the apps whose deadlines ran from it, which end them.
    Source: Administrative Penalty Law art. 61; Civil Procedure Law art. 90 (served when it reaches the addressee).
    """
    document = locked(document)
    require(policy.can_record_service(actor, document))
    service = document.services.select_related("receipt").filter(outcome=Outcome.DELIVERED).first()
    if service is None or service.method != Method.ELECTRONIC:
        raise Conflict(_("Only an electronic service can turn out not to have arrived. Nothing was changed."))
    if document.opened_at:
        raise Conflict(
            _("The addressee opened this document on %(when)s: it arrived. Nothing was changed.")
            % {"when": f"{localtime(document.opened_at):%Y-%m-%d %H:%M}"}
        )
    if not reason.strip():
        raise RuleBroken(_("Say how it is known that the message did not arrive."))
    with transaction.atomic():
        service.outcome = Outcome.BOUNCED
        service.failed_at, service.failed_by, service.failure = now, actor.snapshot(), reason.strip()[:300]
        service.save(update_fields=["outcome", "failed_at", "failed_by", "failure"])
        become(document, Status.ISSUED)
        if service.receipt and service.receipt.status != Status.REVOKED:
            receipt = locked(service.receipt)
            receipt.revoked_at, receipt.revoked_by, receipt.revoke_reason = now, actor.snapshot(), service.failure
            become(receipt, Status.REVOKED, "revoked_at", "revoked_by", "revoke_reason")
        record(
            actor=actor,
            now=now,
            verb="record_bounce",
            subject=document,
            data={"number": document.printed_number, "reason": service.failure},
        )
    return service


def note_opening(*, actor: Actor, now: datetime, document: Document) -> bool:
    """Note the first time that somebody of the addressee opens an issued document here; True when it was the first.

    Opening is a fact of delivery beside the service, not one itself: without consent it starts no period.
    """
    if document.opened_at or document.status == Status.DRAFT:
        return False
    with transaction.atomic():
        row = locked(document)
        if row.opened_at:
            return False
        row.opened_at, row.opened_by = now, actor.snapshot()
        row.save(update_fields=["opened_at", "opened_by"])
        record(actor=actor, now=now, verb="open_document", subject=row, data={"number": row.printed_number})
    document.opened_at, document.opened_by = row.opened_at, row.opened_by
    return True


def record_reply(*, actor: Actor, now: datetime, document: Document) -> Document:
    """Note that the addressee answered a served document. Called by the apps that hold the answer."""
    require(policy.can_see_document(actor))
    document = locked(document)
    if document.status == Status.REPLIED:
        return document
    become(document, Status.REPLIED)
    record(actor=actor, now=now, verb="record_reply", subject=document, data={"number": document.printed_number})
    return document


def issue_receipt(*, actor: Actor, now: datetime, service_id: uuid.UUID | str) -> Document:
    """Draw up the proof of a service (送达回证) out of the fact on record, once. A second call returns the first's.

    Raises NotVisible, or Conflict when the service turned out not to have arrived.
    """
    with transaction.atomic():
        service = (
            Service.objects.select_for_update(of=("self",))
            .select_related("document__issuer__region", "document__enterprise", "consent")
            .filter(pk=service_id)
            .first()
        )
        if service is None:
            raise NotVisible(_("There is no such service here."))
        document = service.document
        require(policy.can_record_service(actor, document))
        if service.receipt_id:
            return Document.objects.get(pk=service.receipt_id)
        if service.outcome == Outcome.BOUNCED:
            raise Conflict(_("This message did not arrive: there is no service to prove."))
        receipt = issue_document(
            actor=actor,
            now=now,
            kind=Kind.SERVICE_RECEIPT,
            issuer=document.issuer,
            snapshot=_receipt(service, document.issuer, now),
            enterprise=document.enterprise,
            language=document.language,
            region_code=document.region_code,
        )
        service.receipt = receipt
        service.save(update_fields=["receipt"])
    return receipt


def _receipt(service: Service, issuer: Authority, now: datetime) -> snapshots.ServiceReceiptSnapshot:
    document, given = service.document, service.document.snapshot
    signed = given.get("unit_sign") or {}
    in_hand = service.method == Method.IN_PERSON and service.outcome == Outcome.DELIVERED
    left = service.method == Method.LEFT_IN_PLACE
    return snapshots.ServiceReceiptSnapshot(
        issuer=snapshots.Issuer.of(issuer, address=issuer.address, phone=issuer.phone),
        unit=snapshots.Unit(**given["unit"]),
        officers=[],
        signed_on=clock.day_of(now).isoformat(),
        document_kind=str(document.kind),
        document_title=given.get("title", ""),
        document_number=document.printed_number,
        document_on=clock.day_of(document.issued_at).isoformat(),
        document_sha256=document.snapshot_sha256,
        method=str(service.method),
        outcome=str(service.outcome),
        served_at=localtime(service.served_at).strftime(MINUTE),
        place=service.place,
        receiver=service.receiver_name,
        receiver_post=service.receiver_post,
        # One set of signatures serves a visit: whoever signed the document itself on receipt signs nothing twice.
        receiver_signature=signed.get("signature", "")
        if in_hand and service.receiver_name and signed.get("name") == service.receiver_name
        else "",
        witness=service.witness_name,
        witness_post=service.witness_post,
        witness_signature=signed.get("witness_signature", "")
        if left and service.witness_name and signed.get("witness_name") == service.witness_name
        else "",
        servers=rules.servers(service.recorded_by, service.second_server, given.get("officers") or []),
        tracking_no=service.tracking_no,
        consent_by=service.consent.signed_by if service.consent else "",
        consent_on=clock.day_of(service.consent.given_at).isoformat() if service.consent else "",
        opened_at=localtime(document.opened_at).strftime(MINUTE) if document.opened_at else "",
        remarks=service.note,
    )
