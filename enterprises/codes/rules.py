"""What a token looks like, how it is found in what was scanned, and which status may follow which. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType

TOKEN_LENGTH = 20
"""Base32 letters and digits: 100 random bits, more than the 96 that behaviours 20 asks for."""

GROUP = 4
PATH = "/c/"
_TOKEN = re.compile(rf"[A-Z2-7]{{{TOKEN_LENGTH}}}")
_ADDRESS = re.compile(r"/c/([A-Za-z0-9-]{20,40})/?(?:[?#].*)?$")
_TYPED = re.compile(r"^[A-Za-z0-9]{4}(?:[- ]?[A-Za-z0-9]{4}){4}$")

TRANSITIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"active": frozenset({"replaced", "revoked"}), "replaced": frozenset(), "revoked": frozenset()}
)


def may_become(status: str, wanted: str) -> bool:
    """Whether a code of a status may get another one."""
    return wanted in TRANSITIONS[status]


def shown(token: str) -> str:
    """Return a token in groups of four, as it stands below the printed code."""
    return "-".join(token[start : start + GROUP] for start in range(0, len(token), GROUP))


def plain(typed: str) -> str:
    """Return the token that somebody typed or scanned, or an empty text where it can be none.

    Case, hyphens and spaces do not matter; 0, 1 and 8, which no token has, are read as O, I and B.
    """
    text = re.sub(r"[\s-]", "", typed).upper().translate(str.maketrans("018", "OIB"))
    return text if _TOKEN.fullmatch(text) else ""


def token_in(scanned: str) -> str:
    """Return the token in what a camera read: the address of a label, of whatever host, or its short text; else empty.

    The host is not looked at: a label that was printed before the site moved leads here all the same.
    """
    text = scanned.strip()
    if found := _ADDRESS.search(text):
        return plain(found[1])
    return plain(text) if _TYPED.fullmatch(text) else ""
