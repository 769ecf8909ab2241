"""The only writers of evidence: take in photos, files and their pieces; open what is sealed."""

import hashlib
import uuid
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from audit.actions import record
from core.errors import Conflict, RuleBroken
from core.policy import require
from enterprises.models import Enterprise
from evidence import files, imaging, policy, rules, sealing
from evidence.choices import Origin, Purpose
from evidence.models import Attachment, Photo, PhotoHash, UploadPiece

NONCE_LIFE = timedelta(days=8)
"""How long a page's nonce proves that a photo was taken inside it: longer than a phone may stay without a network."""

STALE_UPLOAD = timedelta(days=7)
EARLIEST_YEAR, LATEST_YEAR = 1990, 2070


def capture_nonce(*, actor: Actor, now: datetime) -> str:
    """Return what a page hands back with each photo that its own camera took."""
    return Signer(salt="evidence.capture").sign(f"{actor.person_id}:{int(now.timestamp())}")


def _origin(nonce: str, *, actor: Actor, now: datetime) -> Origin:
    try:
        person, _colon, made = Signer(salt="evidence.capture").unsign(nonce).partition(":")
    except BadSignature:
        return Origin.FILE
    age = now.timestamp() - int(made)
    return Origin.IN_PAGE if person == str(actor.person_id) and age <= NONCE_LIFE.total_seconds() else Origin.FILE


def receive_photo(
    *,
    actor: Actor,
    now: datetime,
    id: uuid.UUID,
    data: bytes,
    purpose: str = Purpose.SCENE,
    enterprise: Enterprise | None = None,
    region_code: str | None = None,
    claimed_sha256: str = "",
    taken_at: datetime | None = None,
    device_now: datetime | None = None,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    accuracy_metres: int | None = None,
    nonce: str = "",
) -> Photo:
    """Take in one photo under the id its client made: seal the original, keep a clean copy, a thumbnail and its hashes.

    Sending the same bytes again gives the same answer; other bytes under a used id raise Conflict; bytes that are not
    those the client hashed, or that are no photo within the limits, raise RuleBroken. `device_now` is the device's
    clock when it sent.
    """
    require(policy.can_add_evidence(actor))
    if purpose not in Purpose.values:
        raise RuleBroken(_("This purpose of a photo is not known."))
    digest = hashlib.sha256(data).hexdigest()
    if claimed_sha256 and claimed_sha256.lower() != digest:
        raise RuleBroken(_("The photo did not arrive as it was sent. It is still on the device; send it again."))
    if kept := Photo.objects.filter(pk=id).first():
        return _same(kept, digest)
    owner, region = _owner(actor, enterprise, region_code)
    ready = imaging.prepare(data)
    clock = _plausible(device_now)
    names = {
        "sealed_file": _keep("sealed", f"photos/{id}.sealed", sealing.seal(data, belongs_to=str(id))),
        "clean_file": _keep("evidence", f"photos/{id}.jpg", ready.clean),
        "thumb_file": _keep("evidence", f"photos/{id}.small.jpg", ready.thumb),
    }
    try:
        with transaction.atomic():
            photo = Photo.objects.create(
                id=id,
                region_code=region,
                enterprise=owner,
                purpose=purpose,
                origin=_origin(nonce, actor=actor, now=now),
                sha256=digest,
                format=ready.format,
                size=len(data),
                width=ready.width,
                height=ready.height,
                taken_at=_plausible(taken_at),
                received_at=now,
                client_skew_seconds=round((clock - now).total_seconds()) if clock else None,
                latitude=latitude,
                longitude=longitude,
                accuracy_metres=accuracy_metres,
                file_says=ready.file_says,
                nonce=nonce,
                uploaded_by_id=actor.person_id,
                uploader=actor.snapshot(),
                clean_sha256=hashlib.sha256(ready.clean).hexdigest(),
                thumb_sha256=hashlib.sha256(ready.thumb).hexdigest(),
                **names,
            )
            _index(photo, ready.hashes)
    except IntegrityError:
        _forget(names)
        # Either the same photo came in on a second connection, or somebody else's photo has this id.
        return _same(Photo.objects.filter(pk=id).first(), digest)
    UploadPiece.objects.filter(upload=id, person_id=actor.person_id).delete()
    return photo


def _same(kept: Photo | Attachment | None, digest: str) -> Photo | Attachment:
    if kept is None or kept.sha256 != digest:
        raise Conflict(
            _("Another file was already sent under this id. Nothing was changed; send it again as a new one.")
        )
    return kept


def _plausible(moment: datetime | None) -> datetime | None:
    """Return a device's time, or None when its clock was never set: the photo counts all the same."""
    return moment if moment and EARLIEST_YEAR <= moment.year < LATEST_YEAR else None


def _owner(actor: Actor, enterprise: Enterprise | None, region_code: str | None) -> tuple[Enterprise | None, str]:
    """Return whose the evidence is: the named enterprise, the actor's own, or a region within the actor's authority."""
    if enterprise is None and actor.tenant_kind == "enterprise":
        enterprise = Enterprise.objects.filter(pk=actor.tenant_id).first()
    if enterprise is not None:
        return enterprise, enterprise.region_code
    if actor.tenant_kind == "agency":
        raise RuleBroken(_("Name the enterprise that this concerns. Nothing was kept."))
    if region_code and not region_code.startswith(actor.region_code):
        raise RuleBroken(_("This region is outside your authority. Nothing was kept."))
    return None, region_code or actor.region_code


def _keep(storage: str, name: str, data: bytes) -> str:
    return storages[storage].save(name, ContentFile(data))


def _forget(names: dict[str, str]) -> None:
    for field, name in names.items():
        storages["sealed" if field == "sealed_file" else "evidence"].delete(name)


def _index(photo: Photo, hashes: list[tuple[int, int]]) -> None:
    rows = []
    for variant, (main, check) in enumerate(hashes):
        first, second, third, fourth = rules.bands(main)
        rows.append(
            PhotoHash(
                photo=photo,
                region_code=photo.region_code,
                enterprise_id=photo.enterprise_id,
                variant=variant,
                bits=rules.signed(main),
                check_bits=rules.signed(check),
                band0=first,
                band1=second,
                band2=third,
                band3=fourth,
            )
        )
    PhotoHash.objects.bulk_create(rows)


def receive_piece(*, actor: Actor, now: datetime, id: uuid.UUID, start: int, total: int, data: bytes) -> bytes | None:
    """Keep one piece of an upload and return the whole once nothing is missing, else None.

    A piece that came before changes nothing. Raises RuleBroken beyond the limits and Conflict when the total changed.
    """
    require(policy.can_add_evidence(actor))
    if total > rules.LARGEST_PHOTO or start + len(data) > total or start < 0 or not data:
        raise RuleBroken(
            _("This piece does not fit the photo that was announced. Send the photo again from its beginning.")
        )
    pieces = UploadPiece.objects.filter(upload=id, person_id=actor.person_id)
    if pieces.exclude(total=total).exists():
        raise Conflict(_("This upload was begun with another size. Send the photo again under a new id."))
    row = UploadPiece(
        region_code=actor.region_code,
        upload=id,
        person_id=actor.person_id,
        start=start,
        size=len(data),
        total=total,
        data=data,
        received_at=now,
    )
    UploadPiece.objects.bulk_create([row], ignore_conflicts=True)
    have = list(pieces.order_by("start").values_list("start", "size"))
    if rules.arrived(have, total) < total:
        return None
    whole = bytearray(total)
    for begin, piece in pieces.order_by("start").values_list("start", "data"):
        whole[begin : begin + len(piece)] = bytes(piece)
    return bytes(whole)


def open_original(*, actor: Actor, now: datetime, photo: Photo, reason: str) -> bytes:
    """Return the original bytes of a photo, with an entry in the audit chain that says who opened it and why."""
    require(policy.can_open_original(actor, reason))
    with storages["sealed"].open(photo.sealed_file) as file:
        data = sealing.unseal(file.read(), belongs_to=str(photo.pk))
    if hashlib.sha256(data).hexdigest() != photo.sha256:
        raise sealing.SealBroken("The original is not the one that was received.")
    record(
        actor=actor,
        now=now,
        verb="open_original",
        subject=photo,
        data={"reason": reason.strip(), "sha256": photo.sha256},
    )
    return data


def receive_attachment(
    *,
    actor: Actor,
    now: datetime,
    id: uuid.UUID,
    name: str,
    data: bytes,
    enterprise: Enterprise | None = None,
    region_code: str | None = None,
    claimed_sha256: str = "",
) -> Attachment:
    """Take in a PDF or office file; its type is read from its bytes. Idempotent on `id` like `receive_photo`."""
    require(policy.can_add_evidence(actor))
    digest = hashlib.sha256(data).hexdigest()
    if claimed_sha256 and claimed_sha256.lower() != digest:
        raise RuleBroken(_("The file did not arrive as it was sent. Send it again."))
    if kept := Attachment.objects.filter(pk=id).first():
        return _same(kept, digest)
    owner, region = _owner(actor, enterprise, region_code)
    media_type = files.media_type_of(data)
    path = _keep("evidence", f"files/{id}{rules.SUFFIXES[media_type]}", data)
    try:
        with transaction.atomic():
            return Attachment.objects.create(
                id=id,
                region_code=region,
                enterprise=owner,
                name=files.safe_name(name, media_type),
                media_type=media_type,
                sha256=digest,
                size=len(data),
                file=path,
                received_at=now,
                uploaded_by_id=actor.person_id,
                uploader=actor.snapshot(),
            )
    except IntegrityError:
        storages["evidence"].delete(path)
        return _same(Attachment.objects.filter(pk=id).first(), digest)


def forget_stale_pieces(*, actor: Actor, now: datetime) -> int:
    """Remove pieces of uploads that were not finished within a week; return how many. The phone still has the photo."""
    require(policy.can_add_evidence(actor))
    removed, _kinds = UploadPiece.objects.filter(received_at__lt=now - STALE_UPLOAD).delete()
    return removed
