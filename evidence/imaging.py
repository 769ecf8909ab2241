"""What is done to a photo's bytes: decode within limits, read what the file says, strip, shrink, hash. Pure."""

import hashlib
import io
import math
import re
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from core.errors import RuleBroken
from evidence import rules

Image.MAX_IMAGE_PIXELS = rules.MOST_PIXELS
Image.init()
# What phones write beside the picture (depth, previews, masks) is no evidence and is left undecoded.
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
READABLE = tuple(name for name in rules.FORMATS if name in Image.OPEN)

# The whole frame, and what is left of it after a cut of about five or ten percent at various places.
CROPS = (
    (0.0, 0.0, 1.0, 1.0),
    (0.025, 0.025, 0.975, 0.975),
    *((left, top, left + 0.95, top + 0.95) for top in (0.0, 0.05) for left in (0.0, 0.05)),
    *((left, top, left + 0.9, top + 0.9) for top in (0.0, 0.05, 0.1) for left in (0.0, 0.05, 0.1)),
)
DAMAGE = (
    OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, OverflowError, MemoryError, RuntimeError
)  # fmt: skip
"""What the decoders raise for damaged files."""
HEIF_EXTENT = re.compile(rb"ispe\0\0\0\0(.{4})(.{4})", re.DOTALL)
"""The box of ISO/IEC 23008-12 that states an image's width and height before any crop, in four bytes each."""
HASH_SIDE = 32
LOW = 8


@dataclass(frozen=True)
class Prepared:
    """A decoded photo: its clean copy, thumbnail, hashes, and what its file said before it was stripped."""

    format: str
    width: int
    height: int
    sha256: str
    clean: bytes
    thumb: bytes
    hashes: list[tuple[int, int]]
    file_says: dict[str, str] = field(default_factory=dict)


def prepare(data: bytes) -> Prepared:
    """Decode a photo and make its copies.

    Raises RuleBroken with a sentence for the sender: too large, no photo, animated, too many pixels, damaged.
    """
    if len(data) > rules.LARGEST_PHOTO:
        raise RuleBroken(
            _("This photo is larger than %(n)s MB. Take it again at a lower resolution.")
            % {"n": rules.LARGEST_PHOTO // rules.MEGABYTE}
        )
    image = _open(data)
    told = file_says(image)
    kind = image.format or ""
    upright = ImageOps.exif_transpose(image)
    width, height = upright.size
    plain = _plain(upright)
    return Prepared(
        format="JPEG" if kind == "MPO" else kind,
        width=width,
        height=height,
        sha256=hashlib.sha256(data).hexdigest(),
        clean=_jpeg(plain, rules.CLEAN_SIDE, rules.CLEAN_QUALITY),
        thumb=_jpeg(plain, rules.THUMB_SIDE, rules.THUMB_QUALITY),
        hashes=hashes(plain),
        file_says=told,
    )


def _open(data: bytes) -> Image.Image:
    """Decode every pixel inside the limits; a file that only pretends to be a photo fails here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            _refuse_hidden_pixels(data)
            image = Image.open(io.BytesIO(data), formats=READABLE)
            if image.format not in rules.FORMATS:
                raise UnidentifiedImageError(image.format)
            if getattr(image, "is_animated", False) and image.format not in rules.CONTAINERS:
                raise RuleBroken(_("This is an animation, not a photo. Send a still photo."))
            width, height = image.size
            if width * height > rules.MOST_PIXELS:
                raise Image.DecompressionBombError
            if min(width, height) < rules.SMALLEST_SIDE:
                raise RuleBroken(_("This picture is too small to be evidence. Send the photo itself."))
            # Other libraries switch this on for the whole process; half a photo is no evidence.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            image.load()
            if image.width * image.height > rules.MOST_PIXELS:  # a HEIC may turn out larger than it said
                raise Image.DecompressionBombError
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RuleBroken(
            _("This photo has more than %(n)s million pixels. Take it again at a lower resolution.")
            % {"n": rules.MOST_PIXELS // 1_000_000}
        ) from error
    except UnidentifiedImageError as error:
        raise RuleBroken(_("This file is not a photo that can be read here. Send JPEG, PNG, WebP or HEIC.")) from error
    except DAMAGE as error:
        raise RuleBroken(_("This photo is damaged and cannot be read. It was not kept; send it again.")) from error
    return image


def _refuse_hidden_pixels(data: bytes) -> None:
    """Raise DecompressionBombError when any image inside a HEIC, cropped or not, is larger than a photo may be."""
    if data[4:8] != b"ftyp":
        return
    for width, height in HEIF_EXTENT.findall(data):
        if int.from_bytes(width) * int.from_bytes(height) > rules.MOST_PIXELS:
            raise Image.DecompressionBombError


def file_says(image: Image.Image) -> dict[str, str]:
    """Return what the file's metadata claims of time, place and camera: shown to the verifier, never trusted."""
    said: dict[str, str] = {}
    with suppress(Exception):  # damaged metadata says nothing; the pixels are what counts
        exif = image.getexif()
        details = exif.get_ifd(ExifTags.IFD.Exif)
        if taken := details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime):
            date, _space, time = str(taken).strip("\x00 ")[:19].partition(" ")
            said["taken_at"] = datetime.fromisoformat(f"{date.replace(':', '-')}T{time}").isoformat()
        camera = " ".join(str(exif.get(tag, "")).strip("\x00 ") for tag in (ExifTags.Base.Make, ExifTags.Base.Model))
        if camera.strip():
            said["camera"] = camera.strip()[:80]
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        if ExifTags.GPS.GPSLatitude in place and ExifTags.GPS.GPSLongitude in place:
            latitude = _degrees(place[ExifTags.GPS.GPSLatitude], str(place.get(ExifTags.GPS.GPSLatitudeRef, "N")), "S")
            longitude = _degrees(
                place[ExifTags.GPS.GPSLongitude], str(place.get(ExifTags.GPS.GPSLongitudeRef, "E")), "W"
            )
            said |= {"latitude": str(latitude), "longitude": str(longitude)}
    return said


def _degrees(parts: tuple, reference: str, negative: str) -> Decimal:
    """Return degrees with a sign from degrees, minutes, seconds and a hemisphere."""
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return round(Decimal(str(-value if reference.upper().startswith(negative) else value)), 6)


def _plain(image: Image.Image) -> Image.Image:
    """Return the pixels as sRGB on white, with nothing attached."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError, ValueError):  # a broken profile is ignored, as browsers do
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _jpeg(image: Image.Image, side: int, quality: int) -> bytes:
    """Return a JPEG whose longer side is at most `side`, without any metadata."""
    copy = image.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=quality, optimize=True, progressive=False)
    return out.getvalue()


@lru_cache(maxsize=1)
def _cosines() -> list[list[float]]:
    """Return the first cosine waves over 32 samples (DCT-II), without the constant one's scale."""
    return [
        [math.cos(math.pi * wave * (2 * place + 1) / (2 * HASH_SIDE)) for place in range(HASH_SIDE)]
        for wave in range(LOW + 1)
    ]


def hashes(image: Image.Image) -> list[tuple[int, int]]:
    """Return (main, check) hashes of the whole frame and of its crops, in the order of `CROPS`."""
    grey = image.convert("L")
    grey.thumbnail((512, 512), Image.Resampling.BOX)
    width, height = grey.size
    found = []
    for left, top, right, bottom in CROPS:
        box = (left * width, top * height, right * width, bottom * height)
        found.append((_waves_hash(grey, box), _slopes_hash(grey, box)))
    return found


def _waves_hash(grey: Image.Image, box: tuple[float, float, float, float]) -> int:
    """Return 64 bits: whether each of the 64 coarsest waves of the picture is above their median (pHash)."""
    small = grey.resize((HASH_SIDE, HASH_SIDE), Image.Resampling.BOX, box=box).tobytes()
    waves = _cosines()
    rows = [small[start : start + HASH_SIDE] for start in range(0, HASH_SIDE * HASH_SIDE, HASH_SIDE)]
    across = [[sum(map(float.__mul__, wave, map(float, row))) for row in rows] for wave in waves[:LOW]]
    values = [sum(map(float.__mul__, waves[down], column)) for column in across for down in range(1, LOW + 1)]
    middle = sorted(values)[len(values) // 2]
    return sum(1 << place for place, value in enumerate(values) if value > middle)


def _slopes_hash(grey: Image.Image, box: tuple[float, float, float, float]) -> int:
    """Return 64 bits: whether each cell of 8 x 8 is brighter than its neighbour on the right (dHash)."""
    small = grey.resize((9, 8), Image.Resampling.BOX, box=box).tobytes()
    return sum(
        1 << (row * 8 + column)
        for row in range(8)
        for column in range(8)
        if small[row * 9 + column] > small[row * 9 + column + 1]
    )
