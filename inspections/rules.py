"""Pure rules of a visit: who counts as an officer, what is still missing, how two edits meet."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from checklists.choices import AnswerCode
from hazards.choices import Grade
from inspections.choices import Disposition, GapCode, Signatory, VisitKind

OFFICERS_NEEDED = 2
"""Law-enforcement officers a visit needs (Administrative Penalty Law arts 42, 55; Work Safety Law art. 67)."""
SHORTEST_VISIT = timedelta(minutes=20)
"""A shorter visit is suspected of going through the motions (domain/inspection_methods.md 10)."""
CLOCK_TOLERANCE = timedelta(minutes=10)
"""Beyond this the difference between the device's clock and ours is shown."""
REASONED = frozenset({AnswerCode.NOT_APPLICABLE, AnswerCode.NOT_CHECKED})
"""The answers that need a reason (behaviours C6)."""
ANSWER_NAMESPACE = uuid.UUID("5afe1009-0000-4000-8000-000000000001")


@dataclass(frozen=True)
class OfficerFacts:
    """One member of the team."""

    id: Any
    name: str
    certificate_no: str = ""
    capacity: str = Signatory.OFFICER
    person: Any = None


@dataclass(frozen=True)
class ItemFacts:
    """One item of the pinned checklist version with its answer ("" while open)."""

    id: Any
    label: str
    critical: bool = False
    photo_required: bool = False
    answer: str = ""
    reason: str = ""
    photos: int = 0


@dataclass(frozen=True)
class FindingFacts:
    """One finding that was not withdrawn."""

    id: Any
    label: str = ""
    item: Any = None
    description: str = ""
    grade: str = Grade.GENERAL
    disposition: str = Disposition.ORDER
    before: int = 0
    after: int = 0
    has_deadline: bool = False
    has_basis: bool = False
    interim_measures: str = ""


@dataclass(frozen=True)
class SignatureFacts:
    """One signature and the hash of what the visit said when it was given."""

    signatory: str
    officer: Any = None
    content_sha256: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything that decides whether the papers can be drawn up."""

    kind: str = VisitKind.OFFICIAL
    officers: tuple[OfficerFacts, ...] = ()
    items: tuple[ItemFacts, ...] = ()
    findings: tuple[FindingFacts, ...] = ()
    signatures: tuple[SignatureFacts, ...] = ()
    site_head_name: str = ""
    place_checked: str = ""
    refusal: str = ""
    conflicts: int = 0
    content_sha256: str = ""
    started_at: datetime | None = None
    device_started_at: datetime | None = None


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: its code (whose label is the sentence), its subject, and the step that mends it."""

    code: GapCode
    step: str
    subject: Any = None
    label: str = ""

    @property
    def sentence(self) -> str:
        """What the inspector reads."""
        return f"{self.label}: {self.code.label}" if self.label else str(self.code.label)


def answer_key(visit: uuid.UUID, item: uuid.UUID) -> uuid.UUID:
    """Return the one key of an item's answer, so that two devices that answer the same item mean the same row."""
    return uuid.uuid5(ANSWER_NAMESPACE, f"{visit}:{item}")


def counts_as_officer(officer: OfficerFacts) -> bool:
    """Tell whether a member of the team counts towards the two: experts never do."""
    return officer.capacity == Signatory.OFFICER and bool(officer.certificate_no.strip())


def has_two_officers(officers: Iterable[OfficerFacts]) -> bool:
    """Tell whether two different officers with different certificates are in the team."""
    return len({officer.certificate_no.strip().upper() for officer in officers if counts_as_officer(officer)}) >= (
        OFFICERS_NEEDED
    )


def missing_for_finish(facts: Facts) -> tuple[Gap, ...]:
    """Return everything that still stands between the visit and its papers, in the order of the steps."""
    return (
        *_arrival_gaps(facts),
        *(gap for item in facts.items for gap in _item_gaps(item, facts.findings)),
        *(gap for finding in facts.findings for gap in _finding_gaps(finding, facts.kind)),
        *([Gap(GapCode.CONFLICT, "findings")] if facts.conflicts else []),
        *_signature_gaps(facts),
    )


def signs(officer: OfficerFacts, kind: str) -> bool:
    """Tell whether a member of the team signs: officers of an official visit, all people of a round."""
    return officer.capacity == Signatory.CHECKER if kind == VisitKind.SELF else counts_as_officer(officer)


def missing_before_signing(facts: Facts) -> tuple[Gap, ...]:
    """Return what is missing before anybody can sign: everything but the signatures."""
    return tuple(gap for gap in missing_for_finish(facts) if gap.step != "sign")


def _arrival_gaps(facts: Facts) -> list[Gap]:
    gaps = []
    if facts.kind == VisitKind.SELF:
        if not any(signs(officer, facts.kind) for officer in facts.officers):
            gaps.append(Gap(GapCode.CHECKER, "arrive"))
        if not facts.place_checked.strip():
            gaps.append(Gap(GapCode.PLACE_CHECKED, "arrive"))
        return gaps
    if not has_two_officers(facts.officers):
        gaps.append(Gap(GapCode.OFFICERS, "arrive"))
    if not facts.site_head_name.strip():
        gaps.append(Gap(GapCode.SITE_HEAD, "arrive"))
    if not facts.place_checked.strip():
        gaps.append(Gap(GapCode.PLACE_CHECKED, "arrive"))
    return gaps


def _item_gaps(item: ItemFacts, findings: Iterable[FindingFacts]) -> list[Gap]:
    def gap(code: GapCode, step: str = "checklist") -> Gap:
        return Gap(code, step, item.id, item.label)

    if not item.answer:
        return [gap(GapCode.ANSWER)]
    gaps = []
    if item.answer in REASONED and not item.reason.strip():
        gaps.append(gap(GapCode.REASON))
    if item.photo_required and item.answer == AnswerCode.CONFORM and not item.photos:
        gaps.append(gap(GapCode.ANSWER_PHOTO))
    if item.critical and item.answer == AnswerCode.NOT_CHECKED:
        gaps.append(gap(GapCode.CRITICAL))
    if item.answer == AnswerCode.NOT_CONFORM:
        own = [finding for finding in findings if finding.item == item.id]
        if not own:
            gaps.append(gap(GapCode.FINDING))
        elif item.critical and not any(
            finding.interim_measures.strip() or finding.disposition == Disposition.FIXED_ON_SPOT for finding in own
        ):
            gaps.append(gap(GapCode.CRITICAL_MEASURES, "findings"))
    return gaps


def _finding_gaps(finding: FindingFacts, kind: str) -> list[Gap]:
    """A round needs neither clause nor day: the enterprise names the person and the day afterwards."""
    codes, official = [], kind != VisitKind.SELF
    if not finding.description.strip():
        codes.append(GapCode.DESCRIPTION)
    if official and not finding.has_basis:
        codes.append(GapCode.BASIS)
    if not finding.before:
        codes.append(GapCode.PHOTO)
    if finding.disposition == Disposition.FIXED_ON_SPOT:
        if finding.after < max(1, finding.before):
            codes.append(GapCode.PHOTO_AFTER)
    elif official and not finding.has_deadline:
        codes.append(GapCode.DEADLINE)
    return [Gap(code, "findings", finding.id, finding.label) for code in codes]


def _signature_gaps(facts: Facts) -> list[Gap]:
    valid = [row for row in facts.signatures if row.content_sha256 == facts.content_sha256]
    own = facts.kind == VisitKind.SELF
    signed = {row.officer for row in valid if row.signatory == (Signatory.CHECKER if own else Signatory.OFFICER)}
    gaps = [
        Gap(GapCode.CHECKER_SIGNATURE if own else GapCode.OFFICER_SIGNATURE, "sign", officer.id, officer.name)
        for officer in facts.officers
        if signs(officer, facts.kind) and officer.id not in signed
    ]
    if own:
        return gaps
    by = {row.signatory for row in valid}
    if facts.refusal.strip():
        if Signatory.WITNESS not in by:
            gaps.append(Gap(GapCode.WITNESS, "sign"))
    elif Signatory.SITE_HEAD not in by:
        gaps.append(Gap(GapCode.UNIT_SIGNATURE, "sign"))
    return gaps


def clock_skew(device: datetime | None, server: datetime | None) -> timedelta | None:
    """Return how far the device's clock is off when that is worth showing, else None."""
    if device is None or server is None:
        return None
    skew = device - server
    return skew if abs(skew) > CLOCK_TOLERANCE else None


def is_hasty(started_at: datetime, finished_at: datetime) -> bool:
    """Tell whether the visit was too short to have been one; shown to whoever reviews it, never a bar."""
    return finished_at - started_at < SHORTEST_VISIT


@dataclass(frozen=True)
class Merge:
    """How an edit meets what is stored: what to write, what collides (field -> (mine, theirs)), what others changed."""

    write: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    theirs: frozenset[str] = frozenset()


def merge(*, stored: Mapping[str, Any], base: Mapping[str, Any], mine: Mapping[str, Any]) -> Merge:
    """Merge an edit field by field (three-way): `base` is what the device had, `stored` what the server has now.

    A field only one side changed takes that side's value; both sides changed it alike is no conflict; both sides
    changed it differently is one, and nothing of that field is written (behaviours C7).
    """
    write, conflicts, theirs = {}, {}, set()
    for name, value in mine.items():
        current, before = stored[name], base.get(name, stored[name])
        if value == current:
            continue
        if value == before:
            theirs.add(name)
        elif current == before:
            write[name] = value
        else:
            conflicts[name] = (value, current)
    theirs |= {name for name in base if base[name] != stored.get(name) and name not in mine}
    return Merge(write, conflicts, frozenset(theirs))


def base_of(stored: Mapping[str, Any], revisions: Iterable[Mapping[str, list]]) -> dict[str, Any]:
    """Return what a device had: the stored values with the newer `revisions` (oldest first) taken back.

    Each revision maps a field to `[was, became]`.
    """
    base = dict(stored)
    seen: set[str] = set()
    for changes in revisions:
        for name, (was, _became) in changes.items():
            if name not in seen:
                base[name] = was
                seen.add(name)
    return base


def canonical(value: Any) -> str:
    """Return the one text of JSON data: sorted keys, no spaces, no escapes that JSON does not demand.

    The same text comes out of the phone's `canonical()` in visit_store.js; both sides hash it with SHA-256.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical text, in lower-case hexadecimal."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()
