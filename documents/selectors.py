"""Reads of documents: behind the wall, and the one question that anybody may ask, whether a document is genuine."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import scope
from core.errors import NotVisible
from documents import rules
from documents.choices import Kind, RenderState, Status
from documents.models import Document, Service, ServiceConsent, SigningCertificate


@dataclass(frozen=True)
class Verified:
    """What a stranger learns from a check code: nothing about the addressee, no person, no content."""

    code: str
    kind: str
    number: str
    issuer_zh: str
    issuer_en: str
    issued_at: datetime
    state: str
    revoked_at: datetime | None
    successor_number: str
    snapshot_sha256: str
    pdf_sha256: str
    signer: str = ""
    signed_at: datetime | None = None
    signed_sha256: str = ""

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        return str(Kind(self.kind).label)


def document_of(id: uuid.UUID) -> Document:
    """Return a document behind the wall with its issuer, or raise NotVisible."""
    rows = Document.objects.select_related("issuer", "enterprise", "supersedes", "certificate")
    document = rows.defer("certificate__sealed").filter(pk=id).first()
    if document is None:
        raise NotVisible(_("There is no such document here."))
    return document


def verified(typed_code: str) -> Verified:
    """Return what may be known of the document with a check code; an unknown code raises NotVisible."""
    code = rules.plain_code(typed_code)
    # The code is the permission: 100 random bits, printed on the document; only the columns named here leave the wall.
    with scope.everything(because="anybody who holds a document may verify it by its check code"):
        row = (
            Document.objects.filter(code=code)
            .values(
                "code",
                "kind",
                "printed_number",
                "issuer__name_zh",
                "issuer__name_en",
                "issued_at",
                "status",
                "revoked_at",
                "superseded_by__printed_number",
                "snapshot_sha256",
                "pdf_sha256",
                "certificate__subject",
                "signed_at",
                "signed_sha256",
            )
            .first()
            if code
            else None
        )
    if row is None:
        raise NotVisible(_("No document has this check code. Compare it with the printed one, letter by letter."))
    successor = row["superseded_by__printed_number"] or ""
    state = "revoked" if row["status"] == Status.REVOKED else "superseded" if successor else "in_force"
    return Verified(
        code=row["code"],
        kind=row["kind"],
        number=row["printed_number"],
        issuer_zh=row["issuer__name_zh"],
        issuer_en=row["issuer__name_en"],
        issued_at=row["issued_at"],
        state=state,
        revoked_at=row["revoked_at"],
        successor_number=successor,
        snapshot_sha256=row["snapshot_sha256"],
        pdf_sha256=row["pdf_sha256"],
        # The worker checked the signature before it kept the file, and a trigger keeps the file's hash.
        signer=(row["certificate__subject"] or "") if row["signed_sha256"] else "",
        signed_at=row["signed_at"],
        signed_sha256=row["signed_sha256"],
    )


def is_ready(document: Document) -> bool:
    """Whether the document's file can be read."""
    return document.render_state == RenderState.RENDERED


def consent_in_force(enterprise_id: uuid.UUID) -> ServiceConsent | None:
    """Return the enterprise's consent to electronic service, if one is in force."""
    return ServiceConsent.objects.filter(enterprise=enterprise_id, withdrawn_at=None).first()


def issued() -> QuerySet[Document]:
    """Return the issued documents within reach, with what a list shows of them."""
    return Document.objects.exclude(status=Status.DRAFT).select_related("enterprise", "issuer").defer("snapshot")


def successor_of(document: Document) -> Document | None:
    """Return the document that replaced this one, if any."""
    return Document.objects.only("id", "printed_number").filter(supersedes=document.pk).first()


MOST_SERVICES = 20


def services_of(document: Document) -> list[Service]:
    """Return the attempts to hand a document over, oldest first, each with its proof."""
    rows = Service.objects.filter(document=document.pk).select_related("receipt", "consent")
    return list(rows.defer("receipt__snapshot").order_by("served_at", "recorded_at")[:MOST_SERVICES])


def certificate_of(authority_id: uuid.UUID) -> SigningCertificate | None:
    """Return the certificate in force of an authority, if any, without its sealed key."""
    return SigningCertificate.objects.defer("sealed").filter(authority=authority_id, removed_at=None).first()


def served_by_receipt(document: Document) -> Document | None:
    """Return the document whose service this proof of service is about; None for any other document."""
    if document.kind != Kind.SERVICE_RECEIPT:
        return None
    return Document.objects.only("id", "printed_number").filter(services__receipt=document.pk).first()
