"""Reads of evidence: a visible photo or file, and whether a picture was used before."""

import base64
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.storage import storages
from django.db import connection
from django.utils.translation import gettext as _

from core.errors import NotVisible
from evidence import rules
from evidence.choices import Likeness
from evidence.models import Attachment, Photo, PhotoHash, UploadPiece

MOST_FLAGS = 50


@dataclass(frozen=True)
class Reuse:
    """A flag: `photo` looks like `other`, which came in before or elsewhere. `distance` counts differing bits of 64."""

    photo_id: uuid.UUID
    other_id: uuid.UUID
    likeness: Likeness
    distance: int
    other_received_at: datetime
    other_enterprise_id: uuid.UUID | None
    other_purpose: str


def photo_of(id: uuid.UUID) -> Photo:
    """Return a photo behind the wall, or raise NotVisible."""
    photo = Photo.objects.filter(pk=id).first()
    if photo is None:
        raise NotVisible(_("There is no such photo here."))
    return photo


def attachment_of(id: uuid.UUID) -> Attachment:
    """Return a file behind the wall, or raise NotVisible."""
    attachment = Attachment.objects.filter(pk=id).first()
    if attachment is None:
        raise NotVisible(_("There is no such file here."))
    return attachment


def received_bytes(id: uuid.UUID, *, person_id: uuid.UUID | None) -> int | None:
    """Return how many bytes of the person's upload have arrived without a gap, or None when none has begun."""
    pieces = list(UploadPiece.objects.filter(upload=id, person_id=person_id).values_list("start", "size", "total"))
    return rules.arrived([(start, size) for start, size, _total in pieces], pieces[0][2]) if pieces else None


def thumbnail_address(photo: Photo) -> str:
    """Return the thumbnail as a `data:` address, as document snapshots take pictures."""
    with storages["evidence"].open(photo.thumb_file) as file:
        return "data:image/jpeg;base64," + base64.b64encode(file.read()).decode()


# The whole frame of a new photo against every stored cut, and every cut of it against stored whole frames.
_NEAR = """
SELECT q.photo, h.photo_id, min(bit_count((h.bits # q.main)::bit(64)))
FROM evidence_photohash h
JOIN unnest(%(photos)s::uuid[], %(mains)s::bigint[], %(checks)s::bigint[], %(wholes)s::boolean[])
    AS q(photo, main, checks, whole) ON (q.whole OR h.variant = 0) AND h.photo_id <> q.photo
WHERE (
    h.band0 = ANY(%(whole0)s) OR h.band1 = ANY(%(whole1)s) OR h.band2 = ANY(%(whole2)s) OR h.band3 = ANY(%(whole3)s)
    OR (h.variant = 0 AND (
        h.band0 = ANY(%(cut0)s) OR h.band1 = ANY(%(cut1)s) OR h.band2 = ANY(%(cut2)s) OR h.band3 = ANY(%(cut3)s)))
)
AND bit_count((h.bits # q.main)::bit(64)) <= %(near)s
AND bit_count((h.check_bits # q.checks)::bit(64)) <= %(check_near)s
GROUP BY q.photo, h.photo_id
ORDER BY 3
LIMIT %(most)s
"""


def find_reuse(photos: Sequence[Photo], *, apart_from: Sequence[uuid.UUID] = ()) -> list[Reuse]:
    """Return flags for photos that were used before, among all photos within the actor's reach, likest first.

    `apart_from` names photos that may well be alike (others of the same submission). Always three queries.
    """
    if not photos:
        return []
    known = {photo.pk for photo in photos} | set(apart_from)
    nearest: dict[tuple[uuid.UUID, uuid.UUID], int] = {}
    stored = list(
        PhotoHash.objects.filter(photo__in=photos).values_list(
            "photo_id", "variant", "bits", "check_bits", "band0", "band1", "band2", "band3"
        )
    )
    if stored:
        asked = {
            "photos": [str(row[0]) for row in stored],
            "mains": [row[2] for row in stored],
            "checks": [row[3] for row in stored],
            "wholes": [row[1] == rules.WHOLE_FRAME for row in stored],
            "near": rules.NEAR,
            "check_near": rules.CHECK_NEAR,
            "most": MOST_FLAGS * len(photos),
        }
        for index in range(rules.BANDS):
            for name, whole in (("whole", True), ("cut", False)):
                values = {row[4 + index] for row in stored if (row[1] == rules.WHOLE_FRAME) == whole}
                asked[f"{name}{index}"] = sorted({probe for value in values for probe in rules.probes(value)})
        with connection.cursor() as cursor:
            cursor.execute(_NEAR, asked)
            nearest = {(uuid.UUID(str(mine)), uuid.UUID(str(other))): near for mine, other, near in cursor.fetchall()}
    by_hash = {photo.sha256: [] for photo in photos}
    for photo in photos:
        by_hash[photo.sha256].append(photo.pk)
    others = Photo.objects.filter(sha256__in=by_hash) | Photo.objects.filter(pk__in={other for _mine, other in nearest})
    flags = []
    for other in others.exclude(pk__in=known).only("id", "sha256", "received_at", "enterprise_id", "purpose")[
        : MOST_FLAGS * len(photos)
    ]:
        for photo in photos:
            same = photo.pk in by_hash.get(other.sha256, ())
            if same or (photo.pk, other.pk) in nearest:
                flags.append(
                    Reuse(
                        photo_id=photo.pk,
                        other_id=other.pk,
                        likeness=Likeness.SAME if same else Likeness.NEAR,
                        distance=0 if same else nearest[photo.pk, other.pk],
                        other_received_at=other.received_at,
                        other_enterprise_id=other.enterprise_id,
                        other_purpose=other.purpose,
                    )
                )
    return sorted(flags, key=lambda flag: (flag.distance, flag.other_received_at))
