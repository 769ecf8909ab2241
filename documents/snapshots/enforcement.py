"""Papers of a visit and of an order: record, measures, order, opinion, reply, proof of service."""

from dataclasses import dataclass, field
from typing import Any

from documents.snapshots.parts import Base, Problem, Result


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
