"""Pages of who handles tips: the list, the case file, and one page for each act."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.decorators import acting
from core import clock
from core.lists import keyset_page
from core.policy import Decision, require
from evidence.views import guarded
from hazards.pages import ActPage
from rectification.selectors import explain
from regions.rules import Deadline
from regions.selectors import calendar_for
from whistleblowing import actions, forms, policy, selectors
from whistleblowing.choices import Manner, RequestStatus, TipVerb
from whistleblowing.filters import TipFilter
from whistleblowing.models import IdentityRequest, Tip
from whistleblowing.photos import opened
from whistleblowing.rules import TRUE_OUTCOMES, may


@require_safe
@acting
def tip_list(request: HttpRequest) -> HttpResponse:
    """The tips within reach, what is due first above."""
    require(policy.can_see_tips(request.actor))
    found = TipFilter(request.GET, queryset=selectors.tips())
    page = keyset_page(found.qs, order=selectors.ORDER, cursor=request.GET.get("cursor"), size=25, nullable=("due_on",))
    today, calendar = clock.today(), calendar_for(request.actor.region_code)
    columns = [
        {"label": gettext("Report"), "css": "wide"},
        {"label": gettext("Unit reported")},
        {"label": gettext("State")},
        {"label": gettext("To be done by"), "css": "nowrap"},
    ]
    context = {
        "page": page,
        "rows": selectors.lines_of(page.rows, today=today, calendar=calendar),
        "filter": found,
        "columns": columns,
    }
    return render(request, "whistleblowing/list.html", context)


@require_safe
@acting
def tip(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One case file: what was reported, its ledger, and what can be done now."""
    require(policy.can_see_tips(request.actor))
    row = selectors.get_tip(pk)
    asked = selectors.request_of(pk) if row.manner == Manner.NAMED else None
    context = {
        "tip": row,
        "line": selectors.line_of(row, today=clock.today()),
        "trace": explain(Deadline.from_json(row.deadline)) if row.deadline else None,
        "events": selectors.timeline_of(pk),
        "photos": selectors.photos_of(pk),
        "asked": asked,
        "hand": policy.can_decide_tip(request.actor, row),
        "acts": [
            {"url": reverse(f"whistleblowing:{page.address}", args=[pk]), "page": page, "css": css}
            for page, css in open_acts(request.actor, row, asked)
        ],
    }
    return render(request, "whistleblowing/tip.html", context)


@require_safe
@acting
def photo(request: HttpRequest, pk: uuid.UUID, position: int) -> HttpResponse:
    """A photo of a tip, for who handles it."""
    require(policy.can_see_tips(request.actor))
    response = guarded(HttpResponse(opened(selectors.get_photo(pk, position)), content_type="image/jpeg"))
    response["Cache-Control"] = "private, no-store"
    return response


class TipPage(ActPage):
    """A page for one act on a tip: `can` permits, `action` does it with the form's values."""

    template_name: ClassVar[str] = "whistleblowing/act.html"
    called: ClassVar[str] = "tip"
    form_class: ClassVar[type[forms.ActForm]] = forms.NothingForm
    #: The name of the address.
    address: ClassVar[str] = ""
    verb: ClassVar[TipVerb]
    can: ClassVar[Callable[..., Decision]]
    action: ClassVar[Callable[..., Any]]
    symbol: ClassVar[str] = "check"

    def find(self) -> Tip:
        """Return the tip; who handles none learns nothing of it."""
        require(policy.can_see_tips(self.request.actor))
        return selectors.get_tip(self.kwargs["pk"])

    def permit(self, actor, thing: Tip) -> Decision:
        """Ask the policy."""
        return type(self).can(actor, thing)

    def form(self, thing: Tip, *sent: Any) -> forms.ActForm:
        """Return the form."""
        proposed = {} if sent else {"initial": {"version": thing.version}}
        return self.form_class(*sent, actor=self.request.actor, tip=thing, **proposed)

    def act(self, request: HttpRequest, thing: Tip, form: forms.ActForm) -> Any:
        """Call the action."""
        return type(self).action(actor=request.actor, now=clock.now(), tip_id=thing.pk, **form.values())

    def after(self, request: HttpRequest, thing: Tip, result: Any) -> HttpResponse:
        """Lead back to the case file."""
        return redirect("whistleblowing:tip", pk=thing.pk)


class Accept(TipPage):
    """Accept a report."""

    address, verb, symbol = "accept", TipVerb.ACCEPT, "check"
    form_class = forms.AcceptForm
    title = button = _("Accept the report")
    note = _("Your authority then has it in hand, and verifies it within 60 days.")
    can, action = policy.can_decide_tip, actions.accept_tip


class Refuse(TipPage):
    """Do not accept it."""

    address, verb, symbol = "refuse", TipVerb.REFUSE, "close"
    form_class = forms.RefuseForm
    title = button = _("Do not accept the report")
    can, action = policy.can_decide_tip, actions.refuse_tip


class Transfer(TipPage):
    """Hand it to another authority."""

    address, verb, symbol = "transfer", TipVerb.TRANSFER, "switch"
    form_class = forms.TransferForm
    title = button = _("Hand the report to another authority")
    note = _("The whole file goes along, the sealed identity too. Outside your region you read it no more.")
    can, action = policy.can_decide_tip, actions.transfer_tip

    def after(self, request: HttpRequest, thing: Tip, result: Any) -> HttpResponse:
        """Lead to the list: the report may be out of reach."""
        return redirect("whistleblowing:tips")


class Start(TipPage):
    """Begin to verify."""

    address, verb, symbol = "start", TipVerb.START, "eye"
    form_class = forms.StartForm
    title = button = _("Begin to verify")
    note = _("On the spot, check as on any other day: nothing may show that somebody reported.")
    can, action = policy.can_verify_tip, actions.start_verifying


class Match(TipPage):
    """Name the enterprise."""

    address, verb, symbol = "match", TipVerb.MATCH, "enterprise"
    form_class = forms.MatchForm
    title = button = _("Name the enterprise")
    note = _("From then on nobody with a post there can open this report, here or in your authority.")
    can, action = policy.can_verify_tip, actions.match_tip


class Conclude(TipPage):
    """Record what was found."""

    address, verb, symbol = "conclude", TipVerb.CONFIRM, "shield-check"
    form_class = forms.ConcludeForm
    title = button = _("Record what was found")
    can, action = policy.can_verify_tip, actions.conclude_tip


class Hazard(TipPage):
    """Make it a hazard."""

    address, verb, symbol = "hazard", TipVerb.RAISE_HAZARD, "hazard"
    form_class = forms.HazardForm
    title = button = _("Make it a hazard")
    note = _("The enterprise sees the hazard and its authority. It sees neither the report nor who handles it.")
    done = _("The hazard is recorded. It takes the way of every hazard from here.")
    can, action = policy.can_raise_hazard, actions.raise_hazard

    def shown(self, request: HttpRequest, thing: Tip, form: Any) -> dict[str, Any]:
        """Show the photos that can be chosen."""
        return {"photos": selectors.photos_of(thing.pk)}


class Tell(TipPage):
    """Tell the result."""

    address, verb, symbol = "tell", TipVerb.TELL, "send"
    form_class = forms.TellForm
    title = button = _("Tell the reporter the result")
    can, action = policy.can_tell_reporter, actions.tell_result


class Write(TipPage):
    """Write to the reporter."""

    address, verb, symbol = "write", TipVerb.WRITE, "mail"
    form_class = forms.WriteForm
    title = button = _("Write to the reporter")
    can, action = policy.can_tell_reporter, actions.write_to_reporter


class Close(TipPage):
    """Close it."""

    address, verb, symbol = "close", TipVerb.CLOSE, "check-circle"
    form_class = forms.CloseForm
    title = button = _("Close the report")
    can, action = policy.can_tell_reporter, actions.close_tip


class IdentityPage(TipPage):
    """A page of the sealed identity: no version, since its requests have states of their own."""

    def act(self, request: HttpRequest, thing: Tip, form: forms.ActForm) -> Any:
        """Call the action without the version."""
        given = {name: value for name, value in form.values().items() if name != "version"}
        return type(self).action(actor=request.actor, now=clock.now(), tip_id=thing.pk, **given)


class AskIdentity(IdentityPage):
    """Ask to read who reported."""

    address, verb, symbol = "ask_identity", TipVerb.ASK_IDENTITY, "lock"
    form_class = forms.PurposeForm
    title = button = _("Ask to read who reported")
    can, action = policy.can_ask_identity, actions.ask_identity


class DecideIdentity(IdentityPage):
    """Approve or refuse the reading."""

    address, verb, symbol = "decide_identity", TipVerb.APPROVE_IDENTITY, "key"
    form_class = forms.IdentityForm
    title = _("Who reported: may it be read?")
    button = _("Decide on the reading")
    action = actions.decide_identity

    def permit(self, actor, thing: Tip) -> Decision:
        """Ask the policy about the open request; who asked does not decide."""
        return policy.can_decide_identity(actor, selectors.open_request(thing))

    def shown(self, request: HttpRequest, thing: Tip, form: Any) -> dict[str, Any]:
        """Show what it is needed for."""
        return {"asked": selectors.request_of(thing.pk)}


class ReadIdentity(IdentityPage):
    """Read who reported, once."""

    address, verb, symbol = "read_identity", TipVerb.READ_IDENTITY, "unlock"
    title = button = _("Read who reported, once")
    note = _("It is shown once, and stands in the audit with your name and the purpose.")
    done = _("This reading stands in the audit.")
    can, action = policy.can_ask_identity, actions.read_identity

    def after(self, request: HttpRequest, thing: Tip, result: Any) -> HttpResponse:
        """Show name and contact in this answer only."""
        response = render(request, "whistleblowing/identity.html", {"tip": thing, "who": result})
        response["Cache-Control"] = "no-store, private"
        return response


PAGES: tuple[type[TipPage], ...] = (
    Accept, Start, Conclude, Hazard, Tell, Close, Match, Write, Refuse, Transfer, AskIdentity, DecideIdentity,
    ReadIdentity,
)  # fmt: skip
#: What is the next step rather than one of the others: drawn as the button.
_NEXT = (Accept, Start, Conclude, Tell, Close)


def open_acts(actor, row: Tip, asked: IdentityRequest | None) -> list[tuple[type[TipPage], str]]:
    """Return the acts that state and policy permit now, each with the look of its button."""
    found = []
    for page in PAGES:
        if not may(page.verb, row.status) or not _fits(page, actor, row, asked):
            continue
        if page is not DecideIdentity and not page.can(actor, row):
            continue
        found.append((page, "btn-primary" if page in _NEXT else "btn-secondary"))
    return found


def _fits(page: type[TipPage], actor, row: Tip, asked: IdentityRequest | None) -> bool:
    """Whether an act makes sense, beyond state and role."""
    if page is Hazard:
        return row.hazard_id is None and row.outcome in TRUE_OUTCOMES
    if page is Match:
        return row.hazard_id is None
    if page is AskIdentity:
        return row.manner == Manner.NAMED and asked is None
    if page is DecideIdentity:
        asked_for = asked is not None and asked.status == RequestStatus.ASKED
        return asked_for and asked.asker != actor.person_id and bool(policy.can_see_tips(actor))
    if page is ReadIdentity:
        return asked is not None and asked.status == RequestStatus.APPROVED and asked.asker == actor.person_id
    return True
