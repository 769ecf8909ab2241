"""Reads of a case: its orders, deadlines, plan and evidence, in few queries; and why a deadline is the day it is."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clock import day_of
from core.prepared import Prepared
from core.templatetags.safeloop import day_with_weekday
from documents.models import Document
from evidence.models import Attachment, Photo
from evidence.selectors import find_reuse
from hazards.choices import EventVerb, PhotoPurpose
from hazards.models import Event, Hazard, HazardPhoto
from rectification.choices import ExtensionStatus, OpinionStatus, OrderStatus, Verdict
from rectification.facts import STOPPED, gaps_of
from rectification.ladder.selectors import CASE_PARTS, Clock, clocks_of
from rectification.models import (
    Deadline,
    Extension,
    GradeOpinion,
    Letter,
    Listing,
    Order,
    Plan,
    Progress,
    StopWork,
    Submission,
    Verification,
)
from regions.choices import DeadlineUnit
from regions.rules import Deadline as Computed
from regions.rules import TraceDay, WorkingCalendar
from regions.selectors import path_of

# --- Why this day ---------------------------------------------------------------------------------------------------


def explain(deadline: Computed | Deadline) -> dict[str, Any]:
    """Return what components/deadline_trace.html shows: the rule in words and the days one by one."""
    frozen = isinstance(deadline, Deadline)
    trace = [TraceDay.from_json(each) for each in deadline.trace] if frozen else deadline.trace
    start, result = (deadline.start_on, deadline.due_on) if frozen else (deadline.start, deadline.result)
    values = {"n": deadline.amount, "start": day_with_weekday(start), "day": day_with_weekday(result)}
    sentence = {
        DeadlineUnit.WORKING_DAYS: _("%(n)s working days after %(start)s, which is not counted: %(day)s."),
        DeadlineUnit.CALENDAR_DAYS: _(
            "%(n)s calendar days after %(start)s, which is not counted; a last day of rest moves on: %(day)s."
        ),
        DeadlineUnit.DATE: _("The order names the day itself: %(day)s."),
        DeadlineUnit.IMMEDIATE: _("At once: %(day)s."),
    }[DeadlineUnit(deadline.unit)]
    steps = [
        {
            "day": each.date,
            "counts": each.counted,
            "number": each.number or "",
            "note": " · ".join(part for part in (str(each.why.label), each.name) if part),
        }
        for each in trace
    ]
    return {
        "sentence": sentence % values,
        "steps": steps,
        "due_on": result,
        "provisional": deadline.provisional,
    }


# --- Pictures -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """A photo as the components show it."""

    pk: Any
    url: str
    full: str
    alt: str
    caption: str = ""
    flagged: bool = False


def picture(link: HazardPhoto, *, flagged: bool = False) -> Picture:
    """Return a hazard's photo for a page; its photo must be loaded."""
    words = {
        PhotoPurpose.BEFORE: _("Before rectification"),
        PhotoPurpose.AFTER: _("After rectification"),
        PhotoPurpose.SCENE: _("Scene"),
    }
    taken = link.photo.taken_at or link.added_at
    return Picture(
        pk=link.pk,
        url=reverse("evidence:thumb", args=[link.photo_id]),
        full=reverse("evidence:clean", args=[link.photo_id]),
        alt=words[PhotoPurpose(link.purpose)],
        caption=day_with_weekday(day_of(taken)),
        flagged=flagged,
    )


@dataclass(frozen=True)
class Pair:
    """A before-photo with what it looks like now."""

    before: Picture | None
    after: Picture | None


def pairs_of(links: Iterable[HazardPhoto], *, turn: int | None, flagged: frozenset = frozenset()) -> list[Pair]:
    """Return before-photos with their after-photos of a round (None: the last); unmatched after-photos follow."""
    links = list(links)
    before = [link for link in links if link.purpose == PhotoPurpose.BEFORE]
    after = [link for link in links if link.purpose == PhotoPurpose.AFTER]
    last = max((link.round for link in after), default=0) if turn is None else turn
    after = [link for link in after if link.round == last]
    pairs, used = [], set()
    for link in before:
        answers = [each for each in after if each.answers_id == link.pk]
        if not answers and len(before) == 1:
            answers = [each for each in after if each.answers_id is None]
        used |= {each.pk for each in answers}
        shown = [picture(each, flagged=str(each.photo_id) in flagged) for each in answers] or [None]
        pairs += [Pair(picture(link), each) for each in shown]
    rest = [each for each in after if each.pk not in used]
    return pairs + [Pair(None, picture(each, flagged=str(each.photo_id) in flagged)) for each in rest]


# --- A whole case ---------------------------------------------------------------------------------------------------


@dataclass
class Case:
    """Everything that rectification knows of one hazard."""

    orders: list[Order] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)
    opinions: list[GradeOpinion] = field(default_factory=list)
    stops: list[StopWork] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    proofs: list[Document] = field(default_factory=list)
    watches: list[dict[str, Any]] = field(default_factory=list)
    ladders: list[dict[str, Any]] = field(default_factory=list)

    @property
    def order(self) -> Order | None:
        """The order in force, else the last one."""
        in_force = [row for row in self.orders if row.status == OrderStatus.IN_FORCE]
        return (in_force or self.orders or [None])[-1]

    @property
    def deadline(self) -> Deadline | None:
        """The current deadline of that order."""
        order = self.order
        found = [row for row in self.deadlines if order and row.order_id == order.pk and row.superseded_at is None]
        return found[-1] if found else None

    @property
    def superseded(self) -> list[Deadline]:
        """Deadlines that were superseded, the newest first."""
        return [row for row in reversed(self.deadlines) if row.superseded_at is not None]

    @property
    def pending(self) -> Extension | None:
        """The request for more time that waits."""
        return next((row for row in self.extensions if row.status == ExtensionStatus.REQUESTED), None)

    @property
    def plan(self) -> Plan | None:
        """The plan on file."""
        return next((row for row in self.plans if row.superseded_at is None), None)

    @property
    def submission(self) -> Submission | None:
        """The evidence handed in last."""
        return self.submissions[-1] if self.submissions else None

    @property
    def standing(self) -> Verification | None:
        """A verification that waits for the head's signature."""
        rows = [row for row in self.verifications if row.head_signed_at is None and not row.head_refusal]
        # What has closed the hazard carries its opinion; what still waits has none.
        rows = [row for row in rows if row.verdict != Verdict.RETURNED and row.document_id is None]
        last = rows[-1] if rows else None
        return last if last and self.submission and last.submission_id == self.submission.pk else None

    @property
    def stop(self) -> StopWork | None:
        """Stopped work that has not resumed."""
        return next((row for row in self.stops if row.status in STOPPED), None)

    @property
    def opinion_asked(self) -> GradeOpinion | None:
        """A second opinion that is asked for."""
        return next((row for row in self.opinions if row.status == OpinionStatus.ASKED), None)

    @property
    def opinion_agreed(self) -> GradeOpinion | None:
        """An agreeing opinion that has not been used."""
        agreed = [row for row in self.opinions if row.status == OpinionStatus.CONFIRMED and row.used_at is None]
        return agreed[-1] if agreed else None

    def gaps(self, due_on) -> list:
        """What the plan still lacks."""
        return gaps_of(self.plan, due_on)


#: The families of a case: their model, the rows that belong to the hazard %(hazard)s, and their order.
_OF_HAZARD = "hazard_id = %(hazard)s"
_HANDED_IN = (
    "id IN (SELECT attachment_id FROM rectification_submission_attachments link "
    "JOIN rectification_submission handed ON handed.id = link.submission_id WHERE handed.hazard_id = %(hazard)s)"
)
_PROVED = (
    "id IN (SELECT service.receipt_id FROM documents_service service "
    "JOIN hazards_event told ON told.document_id = service.document_id WHERE told.hazard_id = %(hazard)s)"
)
_WRITTEN = "id IN (SELECT letter_id FROM rectification_letter_hazards WHERE hazard_id = %(hazard)s)"
_FAMILIES: dict[str, tuple[type[Model], str, str]] = {
    "orders": (Order, _OF_HAZARD, "issued_at"),
    "deadlines": (
        Deadline,
        "order_id IN (SELECT id FROM rectification_order WHERE hazard_id = %(hazard)s)",
        "issued_at",
    ),
    "extensions": (Extension, _OF_HAZARD, "asked_at"),
    "plans": (Plan, _OF_HAZARD, "version"),
    "progress": (Progress, _OF_HAZARD, "month"),
    "submissions": (Submission, _OF_HAZARD, "round"),
    "verifications": (Verification, _OF_HAZARD, "verified_at"),
    "opinions": (GradeOpinion, _OF_HAZARD, "asked_at"),
    "stops": (StopWork, _OF_HAZARD, "ordered_at"),
    "files": (Attachment, _HANDED_IN, "received_at"),
    "letters": (Letter, _WRITTEN, "drafted_at"),
    "listings": (Listing, _OF_HAZARD, "proposed_at"),
    "proofs": (Document, _PROVED, "issued_at"),
}
# Written once: composing ten subqueries anew costs Django more than PostgreSQL needs to answer them. Nothing in it
# comes from outside but the hazard's key, which travels as a parameter.
_FAMILY = "(SELECT jsonb_agg(to_jsonb(family) ORDER BY <order>, id) FROM <table> family WHERE <condition>)"


def _statement() -> str:
    parts = [
        _FAMILY.replace("<order>", order).replace("<table>", model._meta.db_table).replace("<condition>", condition)
        for model, condition, order in _FAMILIES.values()
    ]
    return "SELECT " + ", ".join([*parts, *CASE_PARTS])


_CASE = _statement()


def case_of(hazard: Hazard) -> Case:
    """Return everything about a hazard's rectification in one statement, behind the wall as any other."""
    with connection.cursor() as cursor:
        cursor.execute(_CASE, {"hazard": hazard.pk, "path": ["", *path_of(hazard.region_code)]})
        *families, watches, ladders = cursor.fetchone()
    return Case(
        **{
            name: [_row(model, values) for values in _parsed(found)]
            for (name, (model, _condition, _order)), found in zip(_FAMILIES.items(), families, strict=True)
        },
        watches=_parsed(watches),
        ladders=_parsed(ladders),
    )


def clocks_of_case(hazard: Hazard, case: Case, *, now: datetime, calendar: WorkingCalendar) -> list[Clock]:
    """Return whom the case waits for, what was said on which day, and what comes. Asks nothing more."""
    return clocks_of(case.watches, case.ladders, region_code=hazard.region_code, now=now, calendar=calendar)


def _parsed(found: Any) -> list[dict[str, Any]]:
    return json.loads(found) if isinstance(found, str) else found or []


def _row(model: type[Model], values: dict[str, Any]) -> Model:
    typed = {}
    for column in model._meta.concrete_fields:
        target = column.target_field if column.is_relation else column
        typed[column.attname] = target.to_python(values[column.attname])
    return model.from_db(None, list(typed), list(typed.values()))


def attachments_of(submissions: Iterable[Submission]) -> dict[Any, list[Attachment]]:
    """Return the files of submissions by the submission's id, in one query."""
    keys = [row.pk for row in submissions]
    found: dict[Any, list[Attachment]] = {}
    if keys:
        links = Submission.attachments.through.objects.filter(submission_id__in=keys).select_related("attachment")
        for link in links.order_by("pk"):
            found.setdefault(link.submission_id, []).append(link.attachment)
    return found


_LINKS = Prepared(
    lambda hazard: HazardPhoto.objects.filter(hazard=hazard).select_related("photo").order_by("added_at", "pk"),
    hazard=UUID,
)


def links_of(hazard: Hazard) -> list[HazardPhoto]:
    """Return a hazard's photos in their order, each with its photo, in one query."""
    return _LINKS.objects(hazard=hazard.pk)


def last_return(hazard: Hazard) -> Event | None:
    """Return the entry by which this episode last came back to the enterprise: returned, or opened again; its note is
    the reason."""
    rows = Event.objects.filter(
        hazard=hazard, episode=hazard.episode, verb__in=[EventVerb.RETURNED, EventVerb.REOPENED]
    )
    return rows.order_by("-number").first()


def extensions_of(hazard: Hazard) -> list[Extension]:
    """Return the requests for more time, the newest first."""
    return list(Extension.objects.filter(hazard=hazard).order_by("-asked_at"))


def evidence_of(hazard: Hazard) -> dict[str, Any]:
    """Return what a verifier looks at: the last evidence as pairs, its files, and what was used before."""
    case, links = case_of(hazard), links_of(hazard)
    submission = case.submission
    turn = submission.round if submission else None
    photos = [link.photo for link in links if link.purpose == PhotoPurpose.AFTER and link.round == turn]
    flags = [flag | {"url": reverse("evidence:clean", args=[flag["other_id"]])} for flag in _flags(photos)]
    return {
        "case": case,
        "submission": submission,
        "pairs": pairs_of(links, turn=turn, flagged=frozenset(flag["photo_id"] for flag in flags)),
        "attachments": attachments_of([submission]).get(submission.pk, []) if submission else [],
        "flags": flags,
        "standing": case.standing,
    }


def reuse_flags(hazard: Hazard, submission: Submission) -> list[dict]:
    """Return what of the submitted photos was used before, as kept with the verification: a flag, never a verdict."""
    rows = HazardPhoto.objects.filter(hazard=hazard, purpose=PhotoPurpose.AFTER, round=submission.round)
    return _flags([row.photo for row in rows.select_related("photo")])


def _flags(photos: list[Photo]) -> list[dict]:
    return [
        {key: None if value is None else str(value) for key, value in asdict(flag).items()}
        for flag in find_reuse(photos)
    ]
