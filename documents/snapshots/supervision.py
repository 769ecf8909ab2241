"""Letters, minutes of talks, notices of listed supervision, bulletins and minutes of meetings."""

from dataclasses import asdict, dataclass, field
from typing import Any

from documents.snapshots.parts import Base, Issuer


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
class ListedHazard:
    """The hazard under listed supervision: of which unit, where, by which criterion."""

    number: str
    unit: str
    description: str
    place: str = ""
    criterion: str = ""
    basis: str = ""


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
