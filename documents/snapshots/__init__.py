"""The data a document is made of: what callers fill in, and nothing else enters a PDF.

A caller builds one of the `...Snapshot` classes and passes it to `actions.issue_document`. Dates are `YYYY-MM-DD`,
moments `YYYY-MM-DDTHH:MM` in Asia/Shanghai.
A picture is a `data:image/png;base64,...` or `data:image/jpeg;base64,...` address.
"""

from typing import Any

from documents.snapshots.enforcement import (
    ExtensionReplySnapshot,
    InspectionRecordSnapshot,
    MeasuresDecisionSnapshot,
    RectificationOrderSnapshot,
    ReinspectionOpinionSnapshot,
    ServiceReceiptSnapshot,
)
from documents.snapshots.ledgers import (
    DutyExtractSnapshot,
    FieldRow,
    FieldTableSnapshot,
    RiskLedgerSnapshot,
    RiskLine,
    SelfCheckRecordSnapshot,
    SelfCheckStatementSnapshot,
)
from documents.snapshots.parts import (
    Base,
    Issuer,
    Officer,
    Photo,
    Problem,
    Result,
    Unit,
    UnitSign,
)
from documents.snapshots.supervision import (
    BULLETINS,
    BulletinSnapshot,
    DelistingNoticeSnapshot,
    FiveFixed,
    LetterProblem,
    LetterSnapshot,
    ListedHazard,
    ListingNoticeSnapshot,
    Measure,
    MeetingMinutesSnapshot,
    Speech,
    Talk,
    TalkMinutesSnapshot,
)

__all__ = [
    "BULLETINS",
    "KINDS",
    "WITHOUT_OFFICERS",
    "Base",
    "BulletinSnapshot",
    "DelistingNoticeSnapshot",
    "DutyExtractSnapshot",
    "ExtensionReplySnapshot",
    "FieldRow",
    "FieldTableSnapshot",
    "FiveFixed",
    "InspectionRecordSnapshot",
    "Issuer",
    "LetterProblem",
    "LetterSnapshot",
    "ListedHazard",
    "ListingNoticeSnapshot",
    "Measure",
    "MeasuresDecisionSnapshot",
    "MeetingMinutesSnapshot",
    "Officer",
    "Photo",
    "Problem",
    "RectificationOrderSnapshot",
    "ReinspectionOpinionSnapshot",
    "Result",
    "RiskLedgerSnapshot",
    "RiskLine",
    "SelfCheckRecordSnapshot",
    "SelfCheckStatementSnapshot",
    "ServiceReceiptSnapshot",
    "Speech",
    "Talk",
    "TalkMinutesSnapshot",
    "Unit",
    "UnitSign",
    "missing",
    "officers_needed",
]

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
