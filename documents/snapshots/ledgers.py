"""Papers drawn from ledgers: duties, risks, self-inspection, fields of responsibility."""

from dataclasses import asdict, dataclass, field
from typing import Any

from documents.snapshots.parts import Base, Issuer, Problem, UnitSign


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
