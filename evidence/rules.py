"""Limits and the arithmetic of likeness. Pure: no ORM, clock or settings."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

MEGABYTE = 1024 * 1024
LARGEST_PHOTO = 25 * MEGABYTE
LARGEST_ATTACHMENT = 25 * MEGABYTE
MOST_PIXELS = 50_000_000
SMALLEST_SIDE = 32
CLEAN_SIDE = 2048
CLEAN_QUALITY = 85
THUMB_SIDE = 480
THUMB_QUALITY = 80

FORMATS: Mapping[str, str] = MappingProxyType(
    {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic", "MPO": "image/jpeg"}
)
"""Formats a photo may have, as the decoder names them (MPO: a phone's JPEG with a second frame inside)."""
CONTAINERS = frozenset({"MPO", "HEIF"})
"""Formats of phones that may hold further pictures beside the photo; only the photo itself is read."""

OFFICE = MappingProxyType(
    {
        "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
)
SUFFIXES = MappingProxyType(
    {
        "application/pdf": ".pdf",
        OFFICE["word/"]: ".docx",
        OFFICE["xl/"]: ".xlsx",
        OFFICE["ppt/"]: ".pptx",
    }
)
"""What an attachment may be: PDF, and office files without macros."""

NEAR = 11
"""Two main hashes that differ in at most so many of 64 bits may show the same picture."""

CHECK_NEAR = 18
"""... and then the second hash, of another kind, must not differ in more bits than this."""

BANDS, BAND_BITS = 4, 16
WHOLE_FRAME = 0


def hamming(left: int, right: int) -> int:
    """Return in how many of their 64 bits two hashes differ."""
    return ((left ^ right) & (2**64 - 1)).bit_count()


def signed(bits: int) -> int:
    """Return 64 bits as the signed number that a PostgreSQL bigint holds."""
    return bits - 2**64 if bits >= 2**63 else bits


def bands(bits: int) -> tuple[int, ...]:
    """Return the four 16-bit bands of a hash, lowest first."""
    return tuple((bits >> (BAND_BITS * index)) & 0xFFFF for index in range(BANDS))


def probes(band: int) -> list[int]:
    """Return a band and its sixteen neighbours at one bit's distance: what an index is asked for."""
    return [band, *(band ^ (1 << bit) for bit in range(BAND_BITS))]


def is_near(left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Tell whether two (main, check) pairs of hashes show the same picture."""
    return hamming(left[0], right[0]) <= NEAR and hamming(left[1], right[1]) <= CHECK_NEAR


def similarity(left: Sequence[tuple[int, int]], right: Sequence[tuple[int, int]]) -> float:
    """Return how alike two photos are, 0 to 1, by the best pair of one's whole frame and any cut of the other."""
    pairs = [(left[0], other) for other in right] + [(mine, right[0]) for mine in left[1:]]
    alike = [1 - hamming(mine[0], other[0]) / 64 for mine, other in pairs if is_near(mine, other)]
    return max(alike, default=0.0)


def arrived(pieces: Iterable[tuple[int, int]], total: int) -> int:
    """Return how many bytes have arrived without a gap, from (start, size) pairs in any order."""
    reached = 0
    for start, size in sorted(pieces):
        if start > reached:
            break
        reached = max(reached, start + size)
    return min(reached, total)
