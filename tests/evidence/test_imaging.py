"""Photos are decoded within limits, stripped of everything but their pixels, and recognised when they come again."""

import contextlib
import io
import random
import struct
import zipfile
import zlib

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from core.errors import RuleBroken
from evidence import files, imaging, rules
from tests.evidence import pictures

SPOKEN = (b"Acme", b"secret", b"Exif", b"2026:11:20", b"xmpmeta")
"""What `with_metadata` writes into a file, and nothing of which may be handed out."""


def with_metadata(form: str = "JPEG") -> bytes:
    """A photo lying on its side, with time, place, camera and a remark in its metadata."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Acme", "Phone 7"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:20 10:12:13"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (28.0, 2.0, 19.0)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (105.0, 48.0, 45.0)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret</x:xmpmeta>"
    remarks = {"JPEG": {"comment": b"secret", "xmp": xmp}, "PNG": {"pnginfo": PngInfo()}}
    remarks["PNG"]["pnginfo"].add_text("Comment", "secret")
    out = io.BytesIO()
    pictures.photo(1).save(out, form, exif=exif.tobytes(), **remarks.get(form, {"xmp": xmp}))
    return out.getvalue()


PIXELS_ONLY = {0xE0, 0xDB, 0xC0, 0xC4}
"""The JFIF head, tables and frame of a JPEG: no APP1 (Exif, XMP), no APP2 (profile), no comment."""


def segments(jpeg: bytes) -> set[int]:
    """Return the markers of a JPEG's segments before its pixels."""
    found, place = set(), 2
    while jpeg[place + 1] != 0xDA:
        found.add(jpeg[place + 1])
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
    return found


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_reads_the_metadata_and_strips_it(form):
    data = with_metadata(form)
    assert b"Acme" in data
    assert b"secret" in data
    ready = imaging.prepare(data)
    assert ready.format == form
    assert ready.file_says == {
        "taken_at": "2026-11-20T10:12:13",
        "camera": "Acme Phone 7",
        "latitude": "28.038611",
        "longitude": "105.812500",
    }
    assert (ready.width, ready.height) == (480, 640), "orientation is applied"
    for copy in (ready.clean, ready.thumb):
        image = Image.open(io.BytesIO(copy))
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not [word for word in SPOKEN if word in copy]
        assert segments(copy) <= PIXELS_ONLY


def test_copies_are_bounded():
    ready = imaging.prepare(pictures.jpeg(pictures.photo(2, (3000, 1200))))
    assert max(Image.open(io.BytesIO(ready.clean)).size) == rules.CLEAN_SIDE
    assert max(Image.open(io.BytesIO(ready.thumb)).size) == rules.THUMB_SIDE


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_takes_other_formats_and_lays_transparency_on_white(form):
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(out, form, lossless=True)
    ready = imaging.prepare(out.getvalue())
    assert ready.format == form
    assert Image.open(io.BytesIO(ready.clean)).getpixel((5, 5)) == (255, 255, 255)


def png_bomb(side: int) -> bytes:
    """A tiny file that says it has side x side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def heic() -> bytes:
    """A HEIC photo."""
    out = io.BytesIO()
    pictures.photo(8, (256, 256)).save(out, "HEIF", quality=30)
    return out.getvalue()


def heic_bomb() -> bytes:
    """A HEIC with too many pixels: of one colour they take a few kilobytes, but seconds to encode."""
    out = io.BytesIO()
    Image.new("L", (7_200, 7_200)).save(out, "HEIF", quality=30, enc_params={"preset": "ultrafast"})
    return out.getvalue()


def cropped_heic_bomb() -> bytes:
    """A HEIC that claims one of its pictures to be 60,000 pixels wide, whatever the photo itself says."""
    data = heic()
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", 60_000, 60_000) + data[at + 8 :]


def animation() -> bytes:
    """Two frames."""
    out = io.BytesIO()
    frames = [pictures.photo(3, (80, 80)), pictures.photo(4, (80, 80))]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


REFUSED = {
    "heic bomb": (heic_bomb, "million pixels"),
    "heic that hides its pixels in a crop": (cropped_heic_bomb, "million pixels"),
    "heic cut off": (lambda: heic()[:900], "damaged|not a photo"),
    "heic of another kind": (b"\0\0\0\x18ftypavif" + b"\0" * 200, "not a photo"),
    "text": (b"hello" * 100, "not a photo"),
    "html that calls itself a photo": (b"\xff\xd8\xff<script>alert(1)</script>", "damaged|not a photo"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a photo"),
    "gif": (b"GIF89a" + b"\0" * 100, "not a photo"),
    "cut off": (pictures.jpeg(pictures.photo(5))[:9000], "damaged"),
    "bomb": (png_bomb(30_000), "million pixels"),
    "slightly too many pixels": (png_bomb(7_200), "million pixels"),
    "animation": (animation(), "animation"),
    "too small": (pictures.jpeg(Image.new("RGB", (20, 20))), "too small"),
    "too large": (b"\xff\xd8" + b"\0" * rules.LARGEST_PHOTO, "larger than 25 MB"),
    "empty": (b"", "not a photo|damaged"),
}


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_refuses_with_a_sentence(data, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        imaging.prepare(data() if callable(data) else data)


def test_a_polyglot_leaves_only_pixels():
    hidden = b"PK\x03\x04 <script>alert(1)</script>"
    ready = imaging.prepare(pictures.jpeg(pictures.photo(6)) + hidden)
    assert hidden not in ready.clean


def test_a_phones_further_pictures_are_left_out():
    out = io.BytesIO()
    first, second = Image.new("RGB", (200, 100), "red"), Image.new("RGB", (64, 64), "blue")
    first.save(out, "HEIF", save_all=True, append_images=[second])
    ready = imaging.prepare(out.getvalue())
    assert (ready.width, ready.height) == (200, 100)


@pytest.mark.parametrize("form", ["JPEG", "HEIF"])
def test_random_damage_is_refused_or_read_never_a_crash(form):
    out, chance = io.BytesIO(), random.Random(1)
    pictures.photo(7, (160, 120)).save(out, form)
    whole = out.getvalue()
    for _round in range(150):
        damaged = bytearray(whole)
        for _byte in range(6):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(RuleBroken):
            imaging.prepare(bytes(damaged))


def test_planted_reuse_is_caught_and_nothing_else():
    """Behaviours 13: at least 95 % of a planted set caught, at most 1 % of fresh photos flagged, as the index asks."""
    chance, kept = random.Random(11), 60
    originals = [pictures.photo(seed) for seed in range(kept)]
    stored = {seed: imaging.hashes(original) for seed, original in enumerate(originals)}
    index: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for seed, hashes in stored.items():
        for variant, (main, _check) in enumerate(hashes):
            for place, band in enumerate(rules.bands(main)):
                index.setdefault((place, band), set()).add((seed, variant))

    def found(asked: list[tuple[int, int]]) -> set[int]:
        """What the bands' index and the exact check return together."""
        hits = set()
        for cut, mine in enumerate(asked):
            near = [
                entry
                for place, band in enumerate(rules.bands(mine[0]))
                for probe in rules.probes(band)
                for entry in index.get((place, probe), ())
            ]
            hits |= {
                seed for seed, variant in near if 0 in (cut, variant) and rules.is_near(mine, stored[seed][variant])
            }
        return hits

    caught = planted = 0
    for seed in range(kept):
        for how in ("recompress", "cut", "resize", "brightness"):
            again = Image.open(io.BytesIO(pictures.jpeg(pictures.altered(originals[seed], how, chance), 40)))
            planted += 1
            caught += seed in found(imaging.hashes(again))
    fresh = [imaging.hashes(pictures.photo(1000 + number)) for number in range(150)]
    flagged = sum(bool(found(hashes)) for hashes in fresh)
    assert caught / planted >= 0.95, f"caught {caught} of {planted}"
    assert flagged / len(fresh) <= 0.01, f"{flagged} of {len(fresh)} fresh photos flagged"


def test_similarity_is_one_for_the_same_and_zero_for_another():
    one, two = imaging.hashes(pictures.photo(1)), imaging.hashes(pictures.photo(2))
    assert rules.similarity(one, one) == 1.0
    assert rules.similarity(one, two) == 0.0


def test_attachments_are_what_their_bytes_say():
    def office(*names: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name in names:
                package.writestr(name, "x")
        return out.getvalue()

    assert files.media_type_of(b"%PDF-1.7 ... %%EOF\n") == "application/pdf"
    assert files.media_type_of(office("[Content_Types].xml", "word/document.xml")).endswith("wordprocessingml.document")
    for bad in (
        b"MZ\x90",
        office("a.txt"),
        office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04x",
    ):
        with pytest.raises(RuleBroken):
            files.media_type_of(bad)
    assert files.safe_name("../../etc/pass\u202ewd.PDF", "application/pdf") == "etc pass wd.pdf"
    assert files.safe_name("", "application/pdf") == "file.pdf"


@pytest.mark.parametrize(
    ("pieces", "total", "arrived"),
    [([], 10, 0), ([(0, 4)], 10, 4), ([(4, 6)], 10, 0), ([(4, 6), (0, 4)], 10, 10), ([(0, 6), (4, 6)], 10, 10)],
)
def test_what_has_arrived_without_a_gap(pieces, total, arrived):
    assert rules.arrived(pieces, total) == arrived
