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


@dataclass(frozen=True)
class BulletinSnapshot:
    """通报. It has no addressed unit and no officers; `content` is what `bulletins.content` froze."""

    issuer: Issuer
    signed_on: str
    title: str
    title_en: str
    content: dict[str, Any]
    original_number: str = ""

    def data(self) -> dict[str, Any]:
        """Return the snapshot as plain JSON data."""
        return asdict(self)


BULLETINS = frozenset({"bulletin", "bulletin_translation"})
"""Kinds that speak to everybody: no unit is addressed, the authority signs."""


@dataclass(frozen=True)
class LetterProblem:
    """One problem of a letter: of which unit, and which department answers for it."""

    no: int
    unit: str
    description: str
    place: str = ""
    basis: str = ""
    grade: str = "general"
    due_on: str = ""
    regulator: str = ""


@dataclass(frozen=True)
class Talk:
    """When, where and with whom a talk takes place; nobody may be sent instead of the summoned person."""

    at: str = ""
    place: str = ""
    chair: str = ""
    summoned: str = ""
    attendees: list[str] = field(default_factory=list)
    materials: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class LetterSnapshot(Base):
    """提醒敦促函, 限期整改（督办）通知书, 约谈通知书. `unit` is the addressee, be it an enterprise or an authority.

    `reply_days` are working days, counted from service; of a talk, from its day.
    """

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    basis: str = ""
    problems: list[LetterProblem] = field(default_factory=list)
    demands: list[str] = field(default_factory=list)
    reply_days: int = 0
    copies_to: list[str] = field(default_factory=list)
    earlier: str = ""
    talk: Talk = field(default_factory=Talk)


@dataclass(frozen=True)
class Measure:
    """What was agreed in a talk: who does what by when."""

    no: int
    what: str
    who: str
    due_on: str


@dataclass(frozen=True)
class TalkMinutesSnapshot(Base):
    """约谈纪要 (GB/T 9704-2012, 10.3): who was there, what was said, what was agreed."""

    title: str = ""
    notice_number: str = ""
    talk: Talk = field(default_factory=Talk)
    present: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    observers: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    explanation: list[str] = field(default_factory=list)
    agreed: list[Measure] = field(default_factory=list)
    report_due_on: str = ""


@dataclass(frozen=True)
class DutyExtractSnapshot(Base):
    """履职台账摘录: the rows of the duty ledger of some days as they stood, with their figures and what these count.

    A line is a dict of text: no, due_on, duty, basis, list, post, person, tenant, standing, result, recorded_at,
    device_at, period.
    """

    first: str = ""
    last: str = ""
    as_of: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class RiskLine:
    """One risk point of a ledger: where, what may happen, the raw values, level and colour as read on that day."""

    no: str
    name: str
    place: str = ""
    accidents: str = ""
    people: str = ""
    rating: str = ""
    level: str = ""
    colour: str = ""
    control: str = ""
    measures: list[dict[str, str]] = field(default_factory=list)
    reviewed_on: str = ""
    next_review_on: str = ""


@dataclass(frozen=True)
class RiskLedgerSnapshot(Base):
    """安全风险分级管控台账: an enterprise's own ledger as it stood on a day, registered with the issuer."""

    as_of: str = ""
    drawn_up_by: str = ""
    boundaries: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    lines: list[RiskLine] = field(default_factory=list)


@dataclass(frozen=True)
class SelfCheckRecordSnapshot(Base):
    """企业自查记录: a round that people of the enterprise did themselves; no officer, no order."""

    place: str = ""
    started_at: str = ""
    ended_at: str = ""
    basis: str = ""
    checklists: list[dict[str, Any]] = field(default_factory=list)
    content: str = ""
    problems: list[Problem] = field(default_factory=list)
    #: Who did the round: name, post, signature (a picture), signed_at.
    checkers: list[UnitSign] = field(default_factory=list)
    position: str = ""


@dataclass(frozen=True)
class SelfCheckStatementSnapshot(Base):
    """事故隐患排查治理情况统计: one period, signed by the head of the enterprise (SAWS Order 16 art. 14)."""

    period: str = ""
    starts_on: str = ""
    ends_on: str = ""
    due_on: str = ""
    rounds: int = 0
    items: int = 0
    #: One row a grade and a total: label, found, closed, open, overdue, rate (text).
    lines: list[dict[str, Any]] = field(default_factory=list)
    #: Major hazards that are open: number, what, place, due_on.
    majors: list[dict[str, Any]] = field(default_factory=list)
    remark: str = ""


@dataclass(frozen=True)
class ListedHazard:
    """The hazard under listed supervision: of which unit, where, by which criterion."""

    number: str
    unit: str
    description: str
    place: str = ""
    criterion: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Speech:
    """What one speaker said in a meeting; `capacity` is `enterprise`, `regulator` or `leader`."""

    unit: str
    name: str
    post: str = ""
    capacity: str = "enterprise"
    text: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class MeetingMinutesSnapshot:
    """点名通报会纪要 (GB/T 9704-2012, 10.3): on which cases, who reflected, what was promised. No unit is addressed."""

    issuer: Issuer
    signed_on: str
    title: str
    talk: Talk
    cases: list[LetterProblem] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)
    agreed: list[Measure] = field(default_factory=list)
    conclusion: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    bulletin_number: str = ""

    def data(self) -> dict[str, Any]:
        """Return the snapshot as plain JSON data."""
        return asdict(self)


@dataclass(frozen=True)
class FiveFixed:
    """The five implementations (五落实) as filed; `funds` is an amount in yuan as text."""

    responsible: str = ""
    measures: str = ""
    funds: str = ""
    funds_source: str = ""
    finish_on: str = ""
    interim: str = ""
    contingency: str = ""


@dataclass(frozen=True)
class ListingNoticeSnapshot(Base):
    """挂牌督办通知书. `unit` is the supervised government or department; the listing's number is the document's."""

    title: str = ""
    ground: str = ""
    hazard: ListedHazard | None = None
    plan: FiveFixed | None = None
    leader: str = ""
    due_on: str = ""
    requirements: list[str] = field(default_factory=list)
    publish_days: int = 0
    delist_days: int = 0
    copies_to: list[str] = field(default_factory=list)
    earlier: str = ""


@dataclass(frozen=True)
class DelistingNoticeSnapshot(Base):
    """解除挂牌督办（摘牌）通知书: which listing ends, who accepted what on which day, by when it is published."""

    title: str = ""
    notice_number: str = ""
    notice_on: str = ""
    hazard: ListedHazard | None = None
    assessor: str = ""
    accepted_on: str = ""
    accepted_by: str = ""
    members: list[str] = field(default_factory=list)
    conclusion: str = ""
    publish_days: int = 0
    copies_to: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ServiceReceiptSnapshot(Base):
    """送达回证: which document reached whom, where, when and how, and who handed it over. `unit` is its addressee.

    `servers`: {name, certificate_no} each. `outcome` is `documents.choices.Outcome`'s.
    """

    document_kind: str = ""
    document_title: str = ""
    document_number: str = ""
    document_on: str = ""
    document_sha256: str = ""
    method: str = ""
    outcome: str = "delivered"
    served_at: str = ""
    place: str = ""
    receiver: str = ""
    receiver_post: str = ""
    receiver_signature: str = ""
    witness: str = ""
    witness_post: str = ""
    witness_signature: str = ""
    servers: list[dict[str, str]] = field(default_factory=list)
    tracking_no: str = ""
    consent_by: str = ""
    consent_on: str = ""
    opened_at: str = ""
    remarks: str = ""


@dataclass(frozen=True)
class FieldRow:
    """A field with its leading and assisting departments; `gap` is no_lead, two_leads or empty, `own` said here."""

    code: str
    name: str
    leads: list[str] = field(default_factory=list)
    assists: list[str] = field(default_factory=list)
    own: bool = True
    gap: str = ""


@dataclass(frozen=True)
class FieldTableSnapshot:
    """行业领域安全监管责任清单: which department leads and assists in each field of a region. No unit is addressed."""

    issuer: Issuer
    signed_on: str
    title: str
    region: str
    edition: str
    version: int
    effective_from: str
    gaps_note: str = ""
    key_fields: list[FieldRow] = field(default_factory=list)
    emerging_fields: list[FieldRow] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """Return the snapshot as plain JSON data."""
        return asdict(self)


KINDS = {
    "inspection_record": InspectionRecordSnapshot,
    "measures_decision": MeasuresDecisionSnapshot,
    "rectification_order": RectificationOrderSnapshot,
    "reinspection_opinion": ReinspectionOpinionSnapshot,
    "extension_reply": ExtensionReplySnapshot,
    "reminder_letter": LetterSnapshot,
    "urging_notice": LetterSnapshot,
    "talk_notice": LetterSnapshot,
    "talk_minutes": TalkMinutesSnapshot,
    "service_receipt": ServiceReceiptSnapshot,
    "listing_notice": ListingNoticeSnapshot,
    "delisting_notice": DelistingNoticeSnapshot,
    "bulletin": BulletinSnapshot,
    "bulletin_translation": BulletinSnapshot,
    "meeting_minutes": MeetingMinutesSnapshot,
    "risk_ledger": RiskLedgerSnapshot,
    "duty_extract": DutyExtractSnapshot,
    "field_table": FieldTableSnapshot,
    "self_check_record": SelfCheckRecordSnapshot,
    "self_check_statement": SelfCheckStatementSnapshot,
}
"""Which snapshot class belongs to which kind."""

WITHOUT_OFFICERS = frozenset(
    {
        "extension_reply",
        "reminder_letter",
        "urging_notice",
        "talk_notice",
        "talk_minutes",
        "service_receipt",
        "listing_notice",
        "delisting_notice",
        "risk_ledger",
        "duty_extract",
        "field_table",
        "self_check_record",
        "self_check_statement",
    }
)
"""Kinds that the authority issues or registers as such: no officer signs them with a certificate."""


def missing(kind: str, data: dict[str, Any]) -> list[str]:
    """Return the names of the fields without which a document of `kind` could not stand in law."""
    needed = {
        "inspection_record": ("started_at", "ended_at", "place"),
        "measures_decision": ("facts", "basis", "measures"),
        "rectification_order": ("problems",),
        "reinspection_opinion": ("order_number", "checked_on", "results", "opinion"),
        "extension_reply": ("order_number", "requested_on", "decision"),
        "reminder_letter": ("title", "paragraphs", "demands", "reply_days"),
        "urging_notice": ("title", "paragraphs", "problems", "demands", "reply_days"),
        "talk_notice": ("title", "paragraphs", "basis", "reply_days"),
        "talk_minutes": ("title", "notice_number", "present", "statements", "agreed", "report_due_on"),
        "listing_notice": ("title", "hazard", "leader", "due_on"),
        "delisting_notice": ("title", "notice_number", "hazard", "accepted_on", "conclusion"),
        "service_receipt": ("document_number", "document_on", "method", "served_at", "servers"),
        "bulletin": ("title", "content"),
        "bulletin_translation": ("title_en", "content", "original_number"),
        "meeting_minutes": ("title", "cases", "speeches", "agreed"),
        "risk_ledger": ("as_of", "drawn_up_by", "lines"),
        "duty_extract": ("first", "last", "as_of", "lines"),
        "self_check_record": ("place", "started_at", "ended_at", "checkers"),
        "self_check_statement": ("period", "starts_on", "ends_on", "lines"),
        "field_table": ("title", "region", "edition", "version", "effective_from", "key_fields"),
    }[kind]
    gaps = [name for name in needed if not data.get(name)]
    gaps += [f"issuer.{name}" for name in ("name",) if not data["issuer"].get(name)]
    if not data.get("signed_on"):
        gaps.append("signed_on")
    if kind == "meeting_minutes":
        return gaps + [f"talk.{name}" for name in ("at", "place", "chair") if not data["talk"].get(name)]
    if kind in BULLETINS or kind == "field_table":
        return gaps
    gaps += [f"unit.{name}" for name in ("name",) if not data["unit"].get(name)]
    if kind in ("talk_notice", "talk_minutes"):
        gaps += [f"talk.{name}" for name in ("at", "place", "chair", "summoned") if not data["talk"].get(name)]
    if kind == "rectification_order":
        gaps += [f"problems.{problem['no']}.due_on" for problem in data["problems"] if not problem.get("due_on")]
    if len([officer for officer in data["officers"] if officer.get("certificate_no")]) < officers_needed(kind):
        gaps.append("officers")
    return gaps


def officers_needed(kind: str) -> int:
    """Return how many officers with certificates a document needs (Administrative Penalty Law arts 42, 55)."""
    return 0 if kind in WITHOUT_OFFICERS else 2
