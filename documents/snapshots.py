"""The data a document is made of: what callers fill in, and nothing else enters a PDF.

A caller builds one of the `...Snapshot` classes and passes it to `actions.issue_document`. Dates are `YYYY-MM-DD`,
moments `YYYY-MM-DDTHH:MM` in Asia/Shanghai.
A picture is a `data:image/png;base64,...` or `data:image/jpeg;base64,...` address.
"""

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


@dataclass(frozen=True)
class InspectionRecordSnapshot(Base):
    """现场检查记录. `references` may name plan and task numbers."""

    place: str = ""
    started_at: str = ""
    ended_at: str = ""
    method: str = ""
    basis: str = ""
    plan_no: str = ""
    checklists: list[dict[str, Any]] = field(default_factory=list)
    content: str = ""
    problems: list[Problem] = field(default_factory=list)
    handling: str = ""
    experts: list[str] = field(default_factory=list)
    weather: str = ""
    position: str = ""


@dataclass(frozen=True)
class MeasuresDecisionSnapshot(Base):
    """现场处理措施决定书 (Work Safety Law art. 65(1)(3))."""

    found_on: str = ""
    record_number: str = ""
    facts: list[Problem] = field(default_factory=list)
    basis: str = ""
    measures: list[str] = field(default_factory=list)
    until: str = ""


@dataclass(frozen=True)
class RectificationOrderSnapshot(Base):
    """责令限期整改指令书. Problems that share a deadline are grouped in one sentence."""

    found_on: str = ""
    record_number: str = ""
    problems: list[Problem] = field(default_factory=list)
    interim_measures: str = ""


@dataclass(frozen=True)
class ReinspectionOpinionSnapshot(Base):
    """整改复查意见书. `opinion`: `closed`, `further_order`, `penalty` or `suspension`."""

    order_number: str = ""
    order_on: str = ""
    checked_on: str = ""
    method: str = ""
    results: list[Result] = field(default_factory=list)
    opinion: str = "closed"
    opinion_text: str = ""


@dataclass(frozen=True)
class ExtensionReplySnapshot(Base):
    """延期批复. `decision`: `granted` or `refused`."""

    order_number: str = ""
    order_on: str = ""
    requested_on: str = ""
    reason: str = ""
    decision: str = "granted"
    problems: list[Problem] = field(default_factory=list)
    old_due_on: str = ""
    new_due_on: str = ""
    interim_measures: str = ""
    decision_reason: str = ""


KINDS = {
    "inspection_record": InspectionRecordSnapshot,
    "measures_decision": MeasuresDecisionSnapshot,
    "rectification_order": RectificationOrderSnapshot,
    "reinspection_opinion": ReinspectionOpinionSnapshot,
    "extension_reply": ExtensionReplySnapshot,
}
"""Which snapshot class belongs to which kind."""


def missing(kind: str, data: dict[str, Any]) -> list[str]:
    """Return the names of the fields without which a document of `kind` could not stand in law."""
    needed = {
        "inspection_record": ("started_at", "ended_at", "place"),
        "measures_decision": ("facts", "basis", "measures"),
        "rectification_order": ("problems",),
        "reinspection_opinion": ("order_number", "checked_on", "results", "opinion"),
        "extension_reply": ("order_number", "requested_on", "decision"),
    }[kind]
    gaps = [name for name in needed if not data.get(name)]
    gaps += [f"issuer.{name}" for name in ("name",) if not data["issuer"].get(name)]
    gaps += [f"unit.{name}" for name in ("name",) if not data["unit"].get(name)]
    if not data.get("signed_on"):
        gaps.append("signed_on")
    if kind == "rectification_order":
        gaps += [f"problems.{problem['no']}.due_on" for problem in data["problems"] if not problem.get("due_on")]
    if len([officer for officer in data["officers"] if officer.get("certificate_no")]) < officers_needed(kind):
        gaps.append("officers")
    return gaps


def officers_needed(kind: str) -> int:
    """Return how many officers with certificates a document needs (Administrative Penalty Law arts 42, 55)."""
    return 0 if kind == "extension_reply" else 2
