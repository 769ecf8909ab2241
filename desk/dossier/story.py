"""The ledger as a story: who did what, when, in what capacity, with which pictures and documents."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.roles import Role
from core.templatetags.safeloop import day_with_weekday
from documents.choices import RenderState
from documents.models import Document
from hazards.choices import EventVerb, Grade, PhotoPurpose
from hazards.models import Event
from rectification.choices import ReopenGround
from rectification.selectors import (
    Picture,
    picture,
)

SYMBOLS = {
    EventVerb.RECORDED: ("hazard", "warn"),
    EventVerb.CONFIRMED: ("check", "action"),
    EventVerb.REJECTED: ("close", "neutral"),
    EventVerb.FIXED_ON_SPOT: ("check-circle", "ok"),
    EventVerb.ORDERED: ("document", "action"),
    EventVerb.ORDER_WITHDRAWN: ("undo", "warn"),
    EventVerb.SERVED: ("mail", "action"),
    EventVerb.WORK_STARTED: ("gear", "action"),
    EventVerb.SUBMITTED: ("send", "action"),
    EventVerb.REVIEW_STARTED: ("eye", "action"),
    EventVerb.ACCEPTED: ("check-circle", "ok"),
    EventVerb.PARTLY_ACCEPTED: ("check", "ok"),
    EventVerb.RETURNED: ("return", "danger"),
    EventVerb.REOPENED: ("undo", "danger"),
    EventVerb.ESCALATED: ("chevron-up", "danger"),
    EventVerb.LOOKED_BACK: ("eye", "ok"),
    EventVerb.LISTED: ("flag", "danger"),
    EventVerb.LISTING_PUBLISHED: ("flag", "action"),
    EventVerb.LISTING_WITHDRAWN: ("undo", "warn"),
    EventVerb.DELISTING_RETURNED: ("return", "danger"),
    EventVerb.DELISTED: ("flag", "ok"),
    EventVerb.DELISTING_PUBLISHED: ("flag", "ok"),
    EventVerb.UPGRADED: ("chevron-up", "danger"),
    EventVerb.DOWNGRADED: ("chevron-down", "warn"),
    EventVerb.WORK_STOPPED: ("stop", "danger"),
    EventVerb.WORK_RESUMED: ("check", "ok"),
    EventVerb.RESUME_ASKED: ("help", "action"),
    EventVerb.EXTENSION_ASKED: ("clock", "action"),
    EventVerb.EXTENSION_GRANTED: ("clock", "ok"),
    EventVerb.EXTENSION_REFUSED: ("clock", "warn"),
    EventVerb.HEAD_SIGNED: ("signature", "ok"),
    EventVerb.VERIFIED: ("shield-check", "action"),
    EventVerb.TRANSFERRED: ("switch", "neutral"),
    EventVerb.RECEIVED: ("switch", "action"),
    EventVerb.PLAN_SAVED: ("list", "neutral"),
    EventVerb.PROGRESS_REPORTED: ("chart", "neutral"),
    EventVerb.ASSIGNED: ("people", "neutral"),
    EventVerb.ASSIGNED_INSIDE: ("people", "action"),
    EventVerb.REPORTED_FIXED: ("camera", "action"),
    EventVerb.CLOSED_INSIDE: ("check-circle", "ok"),
    EventVerb.RETURNED_INSIDE: ("return", "warn"),
    EventVerb.TAKEN_OVER: ("flag", "warn"),
    EventVerb.NOTED: ("pen", "neutral"),
    EventVerb.EVIDENCE_ADDED: ("camera", "neutral"),
}


@dataclass
class Moment:
    """One entry of the story."""

    when: Any
    title: str
    who: str
    tone: str
    symbol: str
    text: str = ""
    lines: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    document: Document | None = None
    episode: int = 1


def story_of(events: list[Event], links: list, documents: dict) -> list[Moment]:
    """Return the ledger as moments, the newest first."""
    return [_moment(event, links, documents) for event in reversed(events)]


def _moment(event: Event, links: list, documents: dict) -> Moment:
    verb = EventVerb(event.verb)
    symbol, tone = SYMBOLS.get(verb, ("dot", "neutral"))
    who = event.actor
    capacity = " · ".join(
        part
        for part in (who.get("tenant"), who.get("post") or _role(who.get("role")), who.get("certificate_no"))
        if part
    )
    return Moment(
        when=event.at,
        title=_("%(person)s %(did)s") % {"person": who.get("person") or "Safeloop", "did": verb.label},
        who=capacity,
        tone=tone,
        symbol=symbol,
        text=event.note,
        lines=_lines(event),
        pictures=[picture(link) for link in links if _shows(event, verb, link)],
        document=paper_of(documents.get(event.document_id)),
        episode=event.episode,
    )


def _role(value: str | None) -> str:
    return str(Role(value).label) if value in set(Role) else ""


def _shows(event: Event, verb: EventVerb, link) -> bool:
    """Whether a picture belongs to an entry of the ledger."""
    if verb == EventVerb.RECORDED:
        return link.purpose == PhotoPurpose.BEFORE
    if verb in (EventVerb.SUBMITTED, EventVerb.REPORTED_FIXED):
        return link.purpose == PhotoPurpose.AFTER and link.round == event.data.get("round")
    if verb == EventVerb.FIXED_ON_SPOT:
        return link.purpose == PhotoPurpose.AFTER and link.round == 0
    if verb in (EventVerb.EVIDENCE_ADDED, EventVerb.LOOKED_BACK):
        return link.purpose == PhotoPurpose.SCENE and link.added_at == event.at
    return False


def _lines(event: Event) -> list[str]:
    """Return the facts that an entry carries, as short sentences."""
    lines = _SAID.get(EventVerb(event.verb), lambda data: [])(event.data)
    if event.data.get("ground") == ReopenGround.FABRICATED:
        lines.append(_("The removal was faked: flagged for accountability."))
    elif event.data.get("ground") in ReopenGround.values:
        lines.append(str(ReopenGround(event.data["ground"]).label))
    if event.latitude is not None:
        lines.append(_("Place: %(lat)s, %(lon)s") % {"lat": event.latitude, "lon": event.longitude})
    return lines


def _deadline_line(data: dict) -> list[str]:
    return [_("Deadline: %(day)s") % {"day": _day(data["due_on"])}] if data.get("due_on") else []


def _submitted_lines(data: dict) -> list[str]:
    lines = [_("Done on %(day)s") % {"day": _day(data["rectified_on"])}]
    return lines + ([_("Not done yet: %(text)s") % {"text": data["partly"]}] if data.get("partly") else [])


def _plan_lines(data: dict) -> list[str]:
    gaps = data.get("gaps") or []
    return [_("Still missing: %(n)s") % {"n": len(gaps)} if gaps else _("The plan is complete.")]


#: What entries of the ledger say beside their verb.
_SAID: dict[EventVerb, Callable[[dict], list[str]]] = {
    EventVerb.ASSIGNED_INSIDE: lambda data: [
        _("Fixed by: %(name)s") % {"name": data["responsible"]},
        *_deadline_line(data),
    ],
    EventVerb.ORDERED: _deadline_line,
    EventVerb.EXTENSION_GRANTED: _deadline_line,
    EventVerb.REOPENED: _deadline_line,
    EventVerb.EXTENSION_ASKED: lambda data: [_("Asked for: %(day)s") % {"day": _day(data["proposed_on"])}],
    EventVerb.SUBMITTED: _submitted_lines,
    EventVerb.CONFIRMED: lambda data: [str(Grade(data["grade"]).label)] if data.get("grade") else [],
    EventVerb.SERVED: lambda data: (
        [_("Received by %(name)s") % {"name": data["receiver"]}] if data.get("receiver") else []
    ),
    EventVerb.PROGRESS_REPORTED: lambda data: [_("Done: %(n)s percent") % {"n": data.get("percent")}],
    EventVerb.PLAN_SAVED: _plan_lines,
    EventVerb.ASSIGNED: lambda data: [_("Handler: %(name)s") % {"name": data.get("handler")}],
    EventVerb.ESCALATED: lambda data: [_("Supervised by: %(name)s") % {"name": data.get("to")}],
    EventVerb.TRANSFERRED: lambda data: [_("To: %(name)s") % {"name": data.get("to")}],
}


def _day(text: str) -> str:
    return day_with_weekday(date.fromisoformat(text))


@dataclass(frozen=True)
class Paper:
    """A document as a line: its kind and number, where it is read, whether its file is ready."""

    label: str
    url: str
    state: str
    is_ready: bool


def paper_of(document: Document | None) -> Paper | None:
    if document is None:
        return None
    return Paper(
        label=f"{document.get_kind_display()} {document.printed_number}",
        url=reverse("documents:document", args=[document.pk]),
        state=document.get_status_display(),
        is_ready=document.render_state == RenderState.RENDERED,
    )
