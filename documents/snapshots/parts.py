"""What documents have in common: issuer, unit, officers, pictures, and the base of every snapshot."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Issuer:
    """The authority that signs: names, its code in numbers, and where its orders can be contested."""

    name: str
    name_en: str = ""
    region_name: str = ""
    region_name_en: str = ""
    reconsideration_body: str = ""
    reconsideration_body_en: str = ""
    court: str = ""
    court_en: str = ""
    address: str = ""
    phone: str = ""
    contact: str = ""

    @classmethod
    def of(cls, authority: Any, **more: str) -> "Issuer":
        """Return an authority with its region as papers name them; `more` is what a kind of paper prints besides."""
        region = authority.region
        return cls(
            name=authority.name_zh,
            name_en=authority.name_en,
            region_name=region.name_zh,
            region_name_en=region.name_en,
            **more,
        )


@dataclass(frozen=True)
class Unit:
    """The inspected unit."""

    name: str
    credit_code: str = ""
    address: str = ""
    head: str = ""
    head_post: str = ""
    phone: str = ""
    industry: str = ""


@dataclass(frozen=True)
class Officer:
    """One law-enforcement officer with certificate number and, when signed on the screen, the signature's picture."""

    name: str
    certificate_no: str
    agency: str = ""
    signature: str = ""
    signed_at: str = ""


@dataclass(frozen=True)
class UnitSign:
    """The unit's answer to the signature line: signed, or refused before a witness (Work Safety Law art. 68)."""

    name: str = ""
    post: str = ""
    signature: str = ""
    signed_at: str = ""
    comment: str = ""
    refused: bool = False
    refusal_reason: str = ""
    witness_name: str = ""
    witness_post: str = ""
    witness_signature: str = ""


@dataclass(frozen=True)
class Photo:
    """A photo named by the hash of the sealed original; `thumbnail` is the picture printed in the annex."""

    sha256: str
    caption: str = ""
    taken_at: str = ""
    place: str = ""
    problem_no: int = 0
    purpose: str = ""
    thumbnail: str = ""


@dataclass(frozen=True)
class Problem:
    """One problem found, with its basis and its own deadline."""

    no: int
    description: str
    place: str = ""
    basis: str = ""
    grade: str = "general"
    due_on: str = ""
    interim_measures: str = ""
    fixed_on_site: bool = False
    photo_count: int = 0


@dataclass(frozen=True)
class Result:
    """What the re-check found for one problem: `done`, `partly` or `not_done`, and on which evidence."""

    no: int
    description: str
    result: str
    evidence: str = ""
    due_on: str = ""


@dataclass(frozen=True)
class Base:
    """What every document carries."""

    issuer: Issuer
    unit: Unit
    officers: list[Officer]
    signed_on: str
    unit_sign: UnitSign = field(default_factory=UnitSign)
    photos: list[Photo] = field(default_factory=list)
    references: list[dict[str, str]] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """Return the snapshot as plain JSON data."""
        return asdict(self)
