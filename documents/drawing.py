"""The worker's writer: the file of an issued document, and the pictures it is made of."""

import hashlib
import io
import uuid
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from PIL import Image

from documents import certificates, child, rules, secrets
from documents.choices import RenderState, SignState, SignTrouble, Status
from documents.models import Document

RENDER_SECONDS = 60.0
SIGN_SECONDS = 60.0
MOST_PIXELS = 12_000_000


def picture_name(digest: str) -> str:
    """Return the name under which a picture of a snapshot is stored: its own hash."""
    return f"pictures/{digest[:2]}/{digest}"


def keep_picture(digest: str, data: bytes) -> None:
    """Store a picture once; documents keep their own copies, so nothing that happens to evidence changes them."""
    storage = storages["documents"]
    if not storage.exists(picture_name(digest)):
        storage.save(picture_name(digest), ContentFile(data))


def is_picture(data: bytes) -> bool:
    """Tell whether a PNG or JPEG can be read to its end and is small enough to be printed."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                return False
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def render_document(*, id: uuid.UUID, now: datetime) -> Document | None:
    """Draw up the PDF of an issued document and keep it. Idempotent; None when another worker is at it.

    The row's lock is the claim: a worker that dies lets go of it, so nothing can be "running" for ever. A failure is
    recorded with its reason and tried again later, later each time; after `rules.MOST_ATTEMPTS` it waits for a person.
    """
    with transaction.atomic():
        document = Document.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=id).first()
        if document is None or document.status == Status.DRAFT:
            return None
        if document.render_state == RenderState.RENDERED:
            if document.sign_state == SignState.WAITING:
                with storages["documents"].open(document.pdf) as file:
                    _sign(document, file.read(), now)
            return document
        document.render_attempts += 1
        try:
            pdf = pdf_bytes(document)
        except child.RenderFailure as failure:
            document.render_state = RenderState.FAILED
            document.render_reason = str(failure)[:500]
            document.render_after = now + timedelta(minutes=2**document.render_attempts)
            document.save(update_fields=["render_state", "render_attempts", "render_reason", "render_after"])
            return document
        document.pdf = storages["documents"].save(f"{document.kind}/{document.pk}.pdf", ContentFile(pdf))
        document.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
        document.pdf_size = len(pdf)
        document.render_state = RenderState.RENDERED
        document.render_reason = ""
        document.save(
            update_fields=["pdf", "pdf_sha256", "pdf_size", "render_state", "render_reason", "render_attempts"]
        )
        if document.sign_state == SignState.WAITING:
            _sign(document, pdf, now)
    return document


def _sign(document: Document, pdf: bytes, now: datetime) -> None:
    """Append the authority's signature to the frozen file; a failure is recorded and hinders nothing."""
    try:
        signed = signed_bytes(document, pdf, now)
    except certificates.Unfit as unfit:
        document.sign_state, document.sign_trouble = SignState.FAILED, unfit.trouble
        document.save(update_fields=["sign_state", "sign_trouble"])
        return
    document.signed_pdf = storages["documents"].save(f"{document.kind}/{document.pk}-signed.pdf", ContentFile(signed))
    document.signed_sha256 = hashlib.sha256(signed).hexdigest()
    document.signed_size = len(signed)
    document.signed_at = now
    document.sign_state = SignState.SIGNED
    document.save(update_fields=["signed_pdf", "signed_sha256", "signed_size", "signed_at", "sign_state"])


def signed_bytes(document: Document, pdf: bytes, now: datetime) -> bytes:
    """Return the frozen file with the signature appended as an increment; raises certificates.Unfit."""
    certificate = document.certificate
    if certificate is None or not certificate.sealed:
        raise certificates.Unfit(SignTrouble.REMOVED)
    if trouble := certificates.at_moment(certificate.valid_from, certificate.valid_until, now):
        raise certificates.Unfit(trouble)
    try:
        pkcs12, password = secrets.unseal(certificate.sealed)
        job = child.signing_job_of(
            pdf, pkcs12=pkcs12, password=password, name=document.issuer.name, reason=document.printed_number
        )
        signed = child.sign_in_child(job, seconds=SIGN_SECONDS)
    except (InvalidToken, child.RenderFailure):
        raise certificates.Unfit(SignTrouble.BROKEN) from None
    if not signed.startswith(pdf):
        raise certificates.Unfit(SignTrouble.BROKEN)
    return signed


def pdf_bytes(document: Document) -> bytes:
    """Return the PDF that the frozen snapshot gives, made in a child process; raises child.RenderFailure."""
    if rules.sha256(rules.canonical(document.snapshot)) != document.snapshot_sha256:
        raise child.RenderFailure("The stored data are not those that were signed.")
    images = {}
    for digest in sorted(rules.pictures(document.snapshot)):
        try:
            with storages["documents"].open(picture_name(digest)) as file:
                images[digest] = file.read()
        except OSError as error:
            raise child.RenderFailure(f"Picture {digest} could not be read: {error}") from error
    job = child.job_of(
        document.snapshot,
        kind=document.kind,
        language=document.language,
        template_version=document.template_version,
        images=images,
    )
    return child.render_in_child(job, seconds=RENDER_SECONDS)


def draft_bytes(frozen: dict, images: dict[str, bytes], *, kind: str, language: str) -> bytes:
    """Return the PDF of data that were not signed yet, watermarked as a draft; raises child.RenderFailure."""
    job = child.job_of(frozen, kind=kind, language=language, template_version=rules.TEMPLATE_VERSION, images=images)
    return child.render_in_child(job, seconds=RENDER_SECONDS)
