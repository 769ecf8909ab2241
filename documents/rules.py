"""Numbers, check codes and the transition table of documents. Pure: no ORM, clock or settings."""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

TEMPLATE_VERSION = "v1"
"""The template set new documents are drawn up with; a released set is never edited, a new one is added beside it."""

TYPE_CODES: Mapping[str, str] = MappingProxyType(
    {
        "inspection_record": "检记",
        "measures_decision": "现决",
        "rectification_order": "责改",
        "reinspection_opinion": "复查",
        "extension_reply": "延复",
        "reminder_letter": "函",
        "urging_notice": "督",
        "talk_notice": "约",
        "talk_minutes": "约纪",
        "service_receipt": "送达",
        "listing_notice": "挂督",
        "delisting_notice": "摘督",
        "bulletin": "通报",
        "bulletin_translation": "通译",
        "meeting_minutes": "会纪",
        "risk_ledger": "险账",
        "duty_extract": "履账",
        "self_check_record": "自查",
        "self_check_statement": "自报",
        "field_table": "责单",
    }
)
"""The word for the kind inside a number, after the enforcement forms ("现决", "责改", "复查" with the 应急 prefix)."""

TRANSITIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "draft": frozenset({"issued"}),
        "issued": frozenset({"served", "revoked"}),
        # Back to issued only when an electronic service turns out not to have arrived.
        "served": frozenset({"replied", "revoked", "issued"}),
        "replied": frozenset({"revoked"}),
        "revoked": frozenset(),
    }
)
"""Which status may follow which; a revoked document keeps its number for ever."""

MOST_ATTEMPTS = 6
"""After so many failures a file waits for a person; before, the sweep tries again, each time later."""

DATA_ADDRESS = re.compile(r"^data:image/(png|jpeg);base64,([A-Za-z0-9+/=\s]+)$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
CODE_GROUP = 4


def may_become(status: str, target: str) -> bool:
    """Tell whether a document in `status` may become `target`."""
    return target in TRANSITIONS.get(status, frozenset())


def printed_number(*, agency: str, kind: str, year: int, serial: int) -> str:
    """Return the number as it is printed, for example `荣应急责改〔2026〕12号`.

    `agency` is the issuer's short code (机关代字). The year stands in hexagonal brackets, the serial has neither "第"
    nor leading zeros (GB/T 9704-2012, 7.2.5).
    """
    return f"{agency}{TYPE_CODES[kind]}〔{year}〕{serial}号"


def agency_code(*, document_code: str, region_name: str) -> str:
    """Return the short code (机关代字) that begins an issuer's numbers.

    A registered code that names its place (`荣应急`, `川安办`) stands as it is; a bare one (`应急`) gets the place in
    brackets before it, as the enforcement forms have it: `（荣县）应急`.
    """
    return document_code if len(document_code) > 2 else f"（{region_name}）{document_code or '应急'}"


def new_code() -> str:
    """Return a fresh check code: 100 random bits as 20 base32 letters and digits, not to be guessed."""
    return base64.b32encode(secrets.token_bytes(13)).decode()[:20]


def shown_code(code: str) -> str:
    """Return a check code in groups of four, as printed beside the QR code."""
    return "-".join(code[start : start + CODE_GROUP] for start in range(0, len(code), CODE_GROUP))


def plain_code(typed: str) -> str:
    """Return what a person typed as a check code: upper case, without hyphens and spaces, 0/1/8 read as O/I/B."""
    return re.sub(r"[^A-Z2-7]", "", typed.upper().translate(str.maketrans("018", "OIB")))


def canonical(snapshot: Mapping[str, Any]) -> bytes:
    """Return the one byte form of a snapshot that is hashed: UTF-8 JSON, sorted keys, no spaces."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def freeze(value: Any, images: dict[str, bytes]) -> Any:
    """Return `value` fit to be stored for ever.

    Pictures given as `data:` addresses are moved into `images` under their SHA-256 and replaced by `image:<sha256>`;
    control characters, which neither JSON in the database nor a PDF can hold, are dropped; tuples become lists.
    """
    if isinstance(value, Mapping):
        return {str(key): freeze(item, images) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [freeze(item, images) for item in value]
    if isinstance(value, str):
        found = DATA_ADDRESS.match(value) if value.startswith("data:") else None
        if found:
            data = base64.b64decode(found[2])
            digest = sha256(data)
            images[digest] = data
            return f"image:{digest}"
        return CONTROL.sub("", value)
    return value


PICTURE_FIELDS = frozenset({"signature", "witness_signature", "receiver_signature", "thumbnail"})


def stray_pictures(value: Any) -> list[str]:
    """Return what stands in a picture's place of a frozen snapshot and is no picture: it could never be drawn."""
    if isinstance(value, Mapping):
        found = [
            item
            for name, item in value.items()
            if name in PICTURE_FIELDS and item and not str(item).startswith("image:")
        ]
        return found + [stray for item in value.values() for stray in stray_pictures(item)]
    if isinstance(value, list):
        return [stray for item in value for stray in stray_pictures(item)]
    return []


def pictures(value: Any) -> set[str]:
    """Return the SHA-256 of every picture that a frozen snapshot names."""
    if isinstance(value, Mapping):
        return set().union(*(pictures(item) for item in value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*(pictures(item) for item in value)) if value else set()
    if isinstance(value, str) and value.startswith("image:"):
        return {value.removeprefix("image:")}
    return set()


def servers(recorder: Mapping[str, Any], second: str, officers: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return who served a document, each with the number of the certificate where it is known.

    `recorder` is the snapshot of who recorded the service, `officers` those named in the document that was served.
    """
    numbers = {each.get("name", ""): each.get("certificate_no", "") for each in officers}
    found = [{"name": recorder.get("person", ""), "certificate_no": recorder.get("certificate_no") or ""}]
    if second and second != found[0]["name"]:
        found.append({"name": second, "certificate_no": ""})
    return [each | {"certificate_no": each["certificate_no"] or numbers.get(each["name"], "")} for each in found]


FALLBACKS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("electronic", "bounced"): "in_person",
        ("electronic", "returned"): "in_person",
        ("in_person", "refused"): "left_in_place",
        ("in_person", "returned"): "post",
        ("post", "refused"): "left_in_place",
        ("post", "returned"): "in_person",
        ("left_in_place", "returned"): "post",
        ("notice", "returned"): "post",
    }
)
"""The way that is proposed after one that failed. Public notice is never proposed: it is the last resort, when nobody
can be found (Civil Procedure Law arts 89, 91, 95)."""


def fallback(method: str, outcome: str) -> str:
    """Return the way of service to propose after an attempt that failed; in person where no other is known."""
    return FALLBACKS.get((method, outcome), "in_person")
