"""The dossier of a hazard: the whole story on the left, the facts on the right, what may be done at the top."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.decorators import acting
from core import clock
from core.policy import require
from core.prepared import Prepared
from desk.dossier.buttons import buttons_of
from desk.dossier.story import paper_of, story_of
from hazards import policy as hazards_policy
from hazards.choices import OPEN_STATUSES, Grade, Lead, PhotoPurpose, Status
from hazards.models import Event, Hazard
from hazards.selectors import visible_hazard
from rectification.escalation import flag_of
from rectification.letters import policy as letters_policy
from rectification.letters.selectors import letters_of_case
from rectification.listing import policy as listing_policy
from rectification.listing.actions.proposing import LISTABLE
from rectification.listing.rules import IN_FORCE
from rectification.listing.selectors import listings_of_case
from rectification.selectors import case_of, clocks_of_case, explain, links_of, pairs_of, picture
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

#: The same for a case that stayed behind when its enterprise moved to another region.
LEFT = gettext_lazy("Closed. It is kept here to be read.")

#: The same for what an enterprise found itself and leads itself.
NEXT_INSIDE = {
    Status.RECORDED: gettext_lazy("Next: the enterprise names who fixes it, and by when."),
    Status.RECTIFYING: gettext_lazy("Next: the person named fixes it and photographs it."),
    Status.SUBMITTED: gettext_lazy("Next: another person of the enterprise verifies and closes it."),
}


_EVENTS = Prepared(
    lambda hazard: (
        Event.objects.filter(hazard=hazard).select_related("document").defer("document__snapshot").order_by("number")
    ),
    hazard=UUID,
)


def next_step(hazard: Hazard) -> Promise:
    """Return what happens next with a hazard."""
    status = Status(hazard.status)
    if hazard.kept and status == Status.CLOSED:
        return LEFT
    return NEXT_INSIDE.get(status, NEXT[status]) if hazard.led_by == Lead.ENTERPRISE else NEXT[status]


@require_safe
@acting
def dossier(request: HttpRequest, pk) -> HttpResponse:
    """Show one hazard: who, when, in what capacity, with which pictures, documents and deadlines."""
    actor, today = request.actor, clock.today()
    require(hazards_policy.can_see(actor))
    hazard = visible_hazard(pk)
    case = case_of(hazard)
    # Every document of a case stands at an entry of its ledger; its long data stays in the database.
    events = _EVENTS.objects(hazard=hazard.pk)
    links = links_of(hazard)
    documents = {event.document_id: event.document for event in events if event.document_id}
    calendar = calendar_for(hazard.region_code)
    buttons = buttons_of(actor, hazard, case, events, today)
    context = {
        "hazard": hazard,
        "case": case,
        "story": story_of(events, links, documents),
        "pairs": pairs_of(links, turn=None),
        "scenes": [picture(link) for link in links if link.purpose == PhotoPurpose.SCENE],
        "files": case.files,
        "documents": [
            paper_of(row) for row in sorted([*documents.values(), *case.proofs], key=lambda row: row.issued_at)
        ],
        "buttons": [button for button in buttons if button.primary],
        "more": [button for button in buttons if not button.primary and not button.reason],
        "refusals": sorted({button.reason for button in buttons if button.reason}),
        "next_step": next_step(hazard),
        "is_late": hazard.due_on is not None and hazard.due_on < today,
        "days_left": calendar.working_days_between(today, hazard.due_on) if hazard.due_on else None,
        "is_open": hazard.status in OPEN_STATUSES,
        "deadline": case.deadline,
        "trace": explain(case.deadline) if case.deadline else None,
        "gaps": case.gaps(hazard.due_on) if hazard.grade == Grade.MAJOR else [],
        "is_major": hazard.grade == Grade.MAJOR,
        "recorder": hazard.recorded_by,
        "shows_source": hazards_policy.reads_source(actor, hazard.source),
        "clocks": clocks_of_case(hazard, case, now=clock.now(), calendar=calendar),
        "flag": flag_of(events),
        "letters": letters_of_case(actor, case.letters, documents) if letters_policy.can_see_letters(actor) else [],
        "listings": listings_of_case(case.listings, documents, events),
        "may_propose": hazard.grade == Grade.MAJOR
        and hazard.status in LISTABLE
        and not any(row.status in IN_FORCE or row.status == "proposed" for row in case.listings)
        and bool(listing_policy.can_propose_listing(actor, hazard)),
        "may_write": hazard.status in OPEN_STATUSES and bool(letters_policy.can_draft_letter(actor)),
    }
    return render(request, "desk/dossier.html", context)
