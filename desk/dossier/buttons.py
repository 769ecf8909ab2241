"""What somebody may do to a hazard now: the policies that the actions ask, and the guards about the person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import NotAllowed
from core.policy import Decision
from core.roles import Role
from hazards import policy as hazards_policy
from hazards.choices import OPEN_STATUSES, Grade, Lead, Status, Verb
from hazards.facts import facts_of_actor, facts_of_hazard, inside_workers
from hazards.models import Event, Hazard
from hazards.rules import Facts, broken_guards, possible_verbs, transition_for
from rectification import policy
from rectification.facts import WORK
from rectification.selectors import (
    Case,
)


@dataclass(frozen=True)
class Button:
    """Something that may be done now; with a `reason` it is said why not by this person."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False
    danger: bool = False
    reason: str = ""


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
    Act(
        Verb.CLOSE_INSIDE,
        gettext_lazy("Verify and close it"),
        "hazards:close_inside",
        hazards_policy.can_close_inside,
        "shield-check",
    ),
    Act(
        Verb.REPORT_FIXED,
        gettext_lazy("Report it fixed"),
        "hazards:report_fixed",
        hazards_policy.can_report_fixed,
        "camera",
    ),
    Act(
        Verb.ASSIGN_INSIDE,
        gettext_lazy("Name who fixes it, and by when"),
        "hazards:assign_inside",
        hazards_policy.can_assign_inside,
        "people",
    ),
    Act(
        Verb.RETURN_INSIDE,
        gettext_lazy("Not fixed yet: return it"),
        "hazards:return_inside",
        hazards_policy.can_return_inside,
        "return",
        True,
    ),
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
        Verb.TAKE_OVER,
        gettext_lazy("Take into supervision"),
        "hazards:take_over",
        hazards_policy.can_take_over,
        "flag",
        True,
    ),
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


def _facts(actor, hazard: Hazard, case: Case, events: list[Event]) -> Facts:
    workers = {
        event.actor.get("person_id") for event in events if event.verb in WORK and event.episode == hazard.episode
    }
    facts = facts_of_hazard(hazard) | facts_of_actor(actor, frozenset())
    facts["worker_ids"] = frozenset(workers - {None})
    facts["stop_work_active"] = case.stop is not None
    if hazard.led_by == Lead.ENTERPRISE:
        facts["worker_ids"] = inside_workers(events, hazard.episode)
    facts["plan_complete"] = hazard.grade != Grade.MAJOR or not case.gaps(hazard.due_on)
    return Facts(**facts)


def buttons_of(actor, hazard: Hazard, case: Case, events: list[Event], today: date) -> list[Button]:
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
        if act.verb not in possible or _elsewhere(hazard, act.verb) or _pointless(hazard, act.verb, facts):
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


def _elsewhere(hazard: Hazard, verb: Verb) -> bool:
    """Whether a verb of the authority's way has no place while the enterprise leads the case itself."""
    return hazard.led_by == Lead.ENTERPRISE and verb in (Verb.ACCEPT, Verb.REVIEW, Verb.SUBMIT)


def _may_verify(hazard: Hazard, actor) -> bool:
    return hazard.status == Status.SUBMITTED and bool(policy.can_accept(actor, hazard))


def _row(hazard: Hazard, verb: Verb):
    return transition_for(Status.UNDER_REVIEW if verb == Verb.ACCEPT else hazard.status, verb)


def _pointless(hazard: Hazard, verb: Verb, facts: Facts) -> bool:
    """Whether a verb cannot mean anything here: grading up what is major, stopping what stands still."""
    return any(
        guard.name in ("is_general", "work_running", "led_inside", "under_authority")
        for guard in broken_guards(_row(hazard, verb), facts)
    )


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
    running = hazard.status in (Status.SERVED, Status.RECTIFYING) and hazard.led_by == Lead.AUTHORITY
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
