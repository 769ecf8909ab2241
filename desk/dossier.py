"""The dossier of a hazard: the whole story on the left, the facts on the right, what may be done at the top."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.decorators import acting
from core import clock
from core.errors import NotAllowed
from core.policy import Decision, require
from core.roles import Role
from core.templatetags.safeloop import day_with_weekday
from documents.choices import RenderState
from documents.models import Document
from hazards import policy as hazards_policy
from hazards.choices import OPEN_STATUSES, EventVerb, Grade, PhotoPurpose, Status, Verb
from hazards.facts import facts_of_actor, facts_of_hazard
from hazards.models import Event, Hazard
from hazards.rules import Facts, broken_guards, possible_verbs, transition_for
from hazards.selectors import visible_hazard
from rectification import policy
from rectification.facts import WORK
from rectification.selectors import (
    Case,
    Picture,
    case_of,
    explain,
    links_of,
    pairs_of,
    picture,
)
from regions.selectors import calendar_for

#: What happens next, said to everybody who looks at the case.
NEXT = {
    Status.RECORDED: gettext_lazy("Next: an officer confirms the grade."),
    Status.CONFIRMED: gettext_lazy("Next: an officer orders rectification with a deadline."),
    Status.ORDERED: gettext_lazy("Next: an officer records that the order was handed over."),
    Status.SERVED: gettext_lazy("Next: the enterprise rectifies and sends the evidence."),
    Status.RECTIFYING: gettext_lazy("Next: the enterprise finishes and sends the evidence."),
    Status.SUBMITTED: gettext_lazy("Next: a second person verifies the evidence."),
    Status.UNDER_REVIEW: gettext_lazy("Next: the verifier decides."),
    Status.CLOSED: gettext_lazy("Closed. A look-back check may follow."),
    Status.REJECTED: gettext_lazy("Decided: not a hazard."),
    Status.TRANSFERRED: gettext_lazy("Next: the receiving department takes it over."),
}

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
    EventVerb.LOOKED_BACK: ("eye", "ok"),
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
    EventVerb.NOTED: ("pen", "neutral"),
    EventVerb.EVIDENCE_ADDED: ("camera", "neutral"),
}


@dataclass(frozen=True)
class Button:
    """Something that may be done now; with a `reason` it is said why not by this person."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False
    danger: bool = False
    reason: str = ""


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


@dataclass(frozen=True)
class Act:
    """How a verb of the table appears as a button."""

    verb: Verb
    label: Any
    url: str
    permit: Callable[[Any, Hazard], Decision]
    icon: str
    danger: bool = False


#: In the order of importance: the first that is possible is the primary button.
ACTS = (
    Act(Verb.CONFIRM, gettext_lazy("Confirm the grade"), "hazards:confirm", hazards_policy.can_confirm, "check"),
    Act(Verb.ORDER, gettext_lazy("Issue order"), "rectification:order", policy.can_order, "document"),
    Act(Verb.SERVE, gettext_lazy("Record the service"), "rectification:serve", policy.can_serve, "mail"),
    Act(Verb.ACCEPT, gettext_lazy("Decide on the evidence"), "rectification:accept", policy.can_accept, "shield-check"),
    Act(Verb.REVIEW, gettext_lazy("Take up the review"), "rectification:review", policy.can_review, "eye"),
    Act(Verb.RECEIVE, gettext_lazy("Take over the hazard"), "hazards:receive", hazards_policy.can_receive, "switch"),
    Act(Verb.SUBMIT, gettext_lazy("Send the evidence"), "rectification:submit", policy.can_submit, "camera"),
    Act(
        Verb.START_WORK, gettext_lazy("Start rectification"), "rectification:start_work", policy.can_start_work, "gear"
    ),
    Act(
        Verb.LOOK_BACK,
        gettext_lazy("Record a look-back check"),
        "hazards:look_back",
        hazards_policy.can_look_back,
        "eye",
    ),
    Act(
        Verb.FIX_ON_SPOT,
        gettext_lazy("Fixed on the spot"),
        "hazards:fix_on_spot",
        hazards_policy.can_fix_on_spot,
        "camera",
    ),
    Act(Verb.REJECT, gettext_lazy("Not a hazard"), "hazards:reject", hazards_policy.can_reject, "close", True),
    Act(Verb.TRANSFER, gettext_lazy("Transfer the hazard"), "hazards:transfer", hazards_policy.can_transfer, "switch"),
    Act(
        Verb.STOP_WORK,
        gettext_lazy("Order work to stop"),
        "rectification:stop_work",
        policy.can_stop_work,
        "stop",
        True,
    ),
    Act(
        Verb.UPGRADE,
        gettext_lazy("Grade up to major"),
        "hazards:upgrade",
        hazards_policy.can_upgrade,
        "chevron-up",
        True,
    ),
    Act(
        Verb.WITHDRAW_ORDER,
        gettext_lazy("Withdraw the order"),
        "rectification:withdraw_order",
        policy.can_withdraw_order,
        "undo",
        True,
    ),
    Act(Verb.REOPEN, gettext_lazy("Reopen the hazard"), "rectification:reopen", policy.can_reopen, "undo", True),
)


@require_safe
@acting
def dossier(request: HttpRequest, pk) -> HttpResponse:
    """Show one hazard: who, when, in what capacity, with which pictures, documents and deadlines."""
    actor, today = request.actor, clock.today()
    require(hazards_policy.can_see(actor))
    hazard = visible_hazard(pk)
    case = case_of(hazard)
    # Every document of a case stands at an entry of its ledger; its long data stays in the database.
    events = list(
        Event.objects.filter(hazard=hazard).select_related("document").defer("document__snapshot").order_by("number")
    )
    links = links_of(hazard)
    documents = {event.document_id: event.document for event in events if event.document_id}
    calendar = calendar_for(hazard.region_code)
    buttons = _buttons(actor, hazard, case, events, today)
    context = {
        "hazard": hazard,
        "case": case,
        "story": _story(events, links, documents),
        "pairs": pairs_of(links, turn=None),
        "scenes": [picture(link) for link in links if link.purpose == PhotoPurpose.SCENE],
        "files": case.files,
        "documents": [_paper(row) for row in sorted(documents.values(), key=lambda row: row.issued_at)],
        "buttons": [button for button in buttons if button.primary],
        "more": [button for button in buttons if not button.primary and not button.reason],
        "refusals": sorted({button.reason for button in buttons if button.reason}),
        "next_step": NEXT[Status(hazard.status)],
        "is_late": hazard.due_on is not None and hazard.due_on < today,
        "days_left": calendar.working_days_between(today, hazard.due_on) if hazard.due_on else None,
        "is_open": hazard.status in OPEN_STATUSES,
        "deadline": case.deadline,
        "trace": explain(case.deadline) if case.deadline else None,
        "gaps": case.gaps(hazard.due_on) if hazard.grade == Grade.MAJOR else [],
        "is_major": hazard.grade == Grade.MAJOR,
        "recorder": hazard.recorded_by,
    }
    return render(request, "desk/dossier.html", context)


# --- Buttons --------------------------------------------------------------------------------------------------------


def _facts(actor, hazard: Hazard, case: Case, events: list[Event]) -> Facts:
    workers = {
        event.actor.get("person_id") for event in events if event.verb in WORK and event.episode == hazard.episode
    }
    facts = facts_of_hazard(hazard) | facts_of_actor(actor, frozenset())
    facts["worker_ids"] = frozenset(workers - {None})
    facts["stop_work_active"] = case.stop is not None
    facts["plan_complete"] = hazard.grade != Grade.MAJOR or not case.gaps(hazard.due_on)
    return Facts(**facts)


def _buttons(actor, hazard: Hazard, case: Case, events: list[Event], today: date) -> list[Button]:
    """Return what the actor can do now: the same policies that the actions ask, and the guards about the person."""
    facts = _facts(actor, hazard, case, events)
    possible = set(possible_verbs(hazard.status, actor.role))
    found = _special(actor, hazard, case)
    if case.standing is not None:
        possible -= {Verb.ACCEPT, Verb.REVIEW, Verb.RETURN}
    if Verb.ACCEPT in possible or _may_verify(hazard, actor):
        possible.discard(Verb.REVIEW)
        possible.add(Verb.ACCEPT)
    for act in ACTS:
        if act.verb not in possible or _pointless(hazard, act.verb, facts):
            continue
        decision = act.permit(actor, hazard)
        reason = "" if decision else decision.reason
        if not reason:
            reason = _personal(hazard, act.verb, facts)
        url = reverse(act.url, args=[hazard.pk])
        primary = not reason and not act.danger and not any(button.primary for button in found)
        found.append(Button(str(act.label), url, act.icon, primary, act.danger, reason))
    found.append(Button(_("Add a note"), reverse("hazards:note", args=[hazard.pk]), "pen"))
    return found if hazards_policy.can_note(actor, hazard) else found[:-1]


def _may_verify(hazard: Hazard, actor) -> bool:
    return hazard.status == Status.SUBMITTED and bool(policy.can_accept(actor, hazard))


def _row(hazard: Hazard, verb: Verb):
    return transition_for(Status.UNDER_REVIEW if verb == Verb.ACCEPT else hazard.status, verb)


def _pointless(hazard: Hazard, verb: Verb, facts: Facts) -> bool:
    """Whether a verb cannot mean anything here: grading up what is major, stopping what stands still."""
    return any(guard.name in ("is_general", "work_running") for guard in broken_guards(_row(hazard, verb), facts))


def _personal(hazard: Hazard, verb: Verb, facts: Facts) -> str:
    """Return why this very person may not, or that the plan is missing before work starts; empty where nothing is."""
    broken = broken_guards(_row(hazard, verb), facts)
    return " ".join(
        str(guard.sentence)
        for guard in broken
        if guard.error is NotAllowed or (guard.name == "plan_complete" and verb != Verb.ACCEPT)
    )


#: The policies of the small cases, by the name of their page.
_PERMITS: dict[str, Callable[[Any, Hazard], Decision]] = {
    "sign_off": policy.can_sign_off,
    "refuse_sign_off": policy.can_sign_off,
    "decide_extension": policy.can_decide_extension,
    "resume_work": policy.can_resume_work,
    "give_opinion": policy.can_give_opinion,
    "downgrade": policy.can_downgrade,
    "save_plan": policy.can_save_plan,
    "report_progress": policy.can_report_progress,
    "ask_resume": policy.can_ask_resume,
    "ask_extension": policy.can_ask_extension,
    "withdraw_extension": policy.can_withdraw_extension,
    "ask_opinion": policy.can_ask_opinion,
}


def _special(actor, hazard: Hazard, case: Case) -> list[Button]:
    """Return the buttons of the small cases beside the table: more time, plan, signature, grade, stopped work."""
    running = hazard.status in (Status.SERVED, Status.RECTIFYING)
    is_open = hazard.status in OPEN_STATUSES
    major = hazard.grade == Grade.MAJOR
    plan_first = major and running and bool(case.gaps(hazard.due_on))
    asked, agreed = case.opinion_asked is not None, case.opinion_agreed is not None
    pending, signing = case.pending is not None, case.standing is not None
    rows = [
        (signing, _("Sign and close"), "sign_off", "signature", True),
        (signing, _("Refuse the signature"), "refuse_sign_off", "return", False),
        (pending, _("Decide on more time"), "decide_extension", "clock", True),
        (_resume_waits(case), _("Decide on resuming work"), "resume_work", "stop", True),
        (asked, _("Give the second opinion"), "give_opinion", "shield", True),
        (agreed and major, _("Grade down to general"), "downgrade", "chevron-down", False),
        (major and is_open, _("File the plan"), "save_plan", "list", plan_first),
        (major and running, _("Report progress"), "report_progress", "chart", False),
        (_stopped(case), _("Ask to resume work"), "ask_resume", "gear", False),
        (running and not pending, _("Ask for more time"), "ask_extension", "clock", False),
        (pending, _("Withdraw the request for more time"), "withdraw_extension", "undo", False),
        (major and is_open and not asked, _("Ask for a second opinion"), "ask_opinion", "help", False),
    ]
    found: list[Button] = []
    for holds, label, name, icon, primary in rows:
        if holds and _PERMITS[name](actor, hazard):
            first = primary and not any(button.primary for button in found)
            found.append(Button(label, reverse(f"rectification:{name}", args=[hazard.pk]), icon, first))
    if is_open and hazards_policy.can_assign(actor, hazard) and actor.role != Role.SYSTEM:
        found.append(Button(_("Assign to a handler"), reverse("hazards:assign", args=[hazard.pk]), "people"))
    return found


def _resume_waits(case: Case) -> bool:
    return case.stop is not None and case.stop.status == "resume_asked"


def _stopped(case: Case) -> bool:
    return case.stop is not None and case.stop.status == "stopped"


# --- The story ------------------------------------------------------------------------------------------------------


def _story(events: list[Event], links: list, documents: dict) -> list[Moment]:
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
        document=_paper(documents.get(event.document_id)),
        episode=event.episode,
    )


def _role(value: str | None) -> str:
    return str(Role(value).label) if value in set(Role) else ""


def _shows(event: Event, verb: EventVerb, link) -> bool:
    """Whether a picture belongs to an entry of the ledger."""
    if verb == EventVerb.RECORDED:
        return link.purpose == PhotoPurpose.BEFORE
    if verb == EventVerb.SUBMITTED:
        return link.purpose == PhotoPurpose.AFTER and link.round == event.data.get("round")
    if verb == EventVerb.FIXED_ON_SPOT:
        return link.purpose == PhotoPurpose.AFTER and link.round == 0
    if verb in (EventVerb.EVIDENCE_ADDED, EventVerb.LOOKED_BACK):
        return link.purpose == PhotoPurpose.SCENE and link.added_at == event.at
    return False


def _lines(event: Event) -> list[str]:
    """Return the facts that an entry carries, as short sentences."""
    lines = _SAID.get(EventVerb(event.verb), lambda data: [])(event.data)
    if event.data.get("fabricated"):
        lines.append(_("The removal was faked: flagged for accountability."))
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


def _paper(document: Document | None) -> Paper | None:
    if document is None:
        return None
    return Paper(
        label=f"{document.get_kind_display()} {document.printed_number}",
        url=reverse("documents:document", args=[document.pk]),
        state=document.get_status_display(),
        is_ready=document.render_state == RenderState.RENDERED,
    )
