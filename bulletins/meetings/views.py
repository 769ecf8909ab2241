"""Pages of name-and-shame meetings: the list, calling one, one meeting with its promises, the minutes."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from bulletins.choices import MeetingStatus
from bulletins.forms import ReasonForm
from bulletins.media.views import offered
from bulletins.meetings import actions, forms, policy, selectors
from bulletins.meetings.filters import MeetingFilter
from bulletins.models import Meeting
from bulletins.views.official import version_of
from core import clock
from core.errors import Conflict
from core.lists import keyset_page
from core.policy import require
from core.tables import excel_response
from hazards.pages import try_form


def _found(request: HttpRequest) -> MeetingFilter:
    require(policy.can_see_meetings(request.actor))
    return MeetingFilter(request.GET, queryset=selectors.meetings(request.actor, today=clock.today()))


@acting
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings within reach, newest first."""
    found = _found(request)
    columns = [
        {"label": _("Meeting"), "css": "wide"},
        {"label": _("Held"), "css": "nowrap"},
        {"label": _("Commitments"), "css": "num"},
        {"label": _("Kept"), "css": "num"},
        {"label": _("Late"), "css": "num"},
        {"label": _("Status"), "css": "nowrap"},
    ]
    context = {
        "page": keyset_page(found.qs, order=selectors.ORDER, cursor=request.GET.get("cursor"), size=20),
        "filter": found,
        "filtered": any(request.GET.get(name) for name in found.form.fields),
        "columns": columns,
        "may_call": bool(policy.can_call_meeting(request.actor)),
    }
    return render(request, "bulletins/meetings/list.html", context)


@acting
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The promises of the meetings found, as an Excel workbook."""
    found = _found(request)
    rows = selectors.export_rows(request.actor, found.qs, today=clock.today())
    return excel_response("meetings", selectors.export_headers(), rows)


@acting
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting on chosen cases, or on those of a bulletin."""
    require(policy.can_call_meeting(request.actor))
    cases, bulletin = offered(request)
    initial = {"hazards": [key for key, _label in cases]} if bulletin else {}
    form = forms.CallForm(request.POST or None, cases=cases, initial=initial)
    status, called = 200, []

    def act(values: dict[str, Any]) -> None:
        who = {"actor": request.actor, "now": clock.now()}
        called.append(actions.call_meeting(**who, bulletin=bulletin.pk if bulletin else None, **values))

    if form.is_bound:
        status = try_form(request, form, act)
        if called:
            messages.success(request, _("The meeting is called, and those who must come were told."))
            return redirect("bulletins:meeting", pk=called[0].pk)
    context = {"form": form, "bulletin": bulletin, "any_case": bool(cases)}
    return render(request, "bulletins/meetings/call.html", context, status=status)


def _visible(request: HttpRequest, pk: uuid.UUID) -> Meeting:
    require(policy.can_see_meetings(request.actor))
    return selectors.meeting_of(request.actor, pk, today=clock.today())


def _page(request: HttpRequest, row: Meeting, *, status: int = 200, **open_forms: Any) -> HttpResponse:
    actor, today = request.actor, clock.today()
    called = row.status == MeetingStatus.CALLED
    official = actor.tenant_kind != "enterprise"
    context = {
        "meeting": row,
        **selectors.parts_of(actor, row, today=today),
        "words": selectors.states(),
        "official": official,
        "begun": row.held_at <= clock.now(),
        "may_record": called and bool(policy.can_record_meeting(actor, row)),
        "may_cancel": called and bool(policy.can_call_meeting(actor, row)),
        "may_settle": row.status == MeetingStatus.HELD and bool(policy.can_settle_commitment(actor, row)),
        "cancel_form": ReasonForm(),
        "settle_form": forms.SettleForm(initial={"done_on": today}),
        **open_forms,
    }
    return render(request, "bulletins/meetings/meeting.html", context, status=status)


@acting
@require_safe
def meeting(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One meeting: who must come, on which cases, what was said and promised, and what became of it."""
    return _page(request, _visible(request, pk))


@acting
@require_safe
def part(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Lead somebody who was called to the meeting."""
    require(policy.can_see_meetings(request.actor))
    return redirect("bulletins:meeting", pk=selectors.part_of(request.actor, pk).meeting_id)


@acting
@require_POST
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cancel the meeting with a reason."""
    row, form = _visible(request, pk), ReasonForm(request.POST)
    require(policy.can_call_meeting(request.actor, row))
    who = {"actor": request.actor, "now": clock.now(), "meeting_id": pk, "version": version_of(request)}
    status = try_form(request, form, lambda values: actions.cancel_meeting(**who, **values))
    if status == 200:
        messages.success(request, _("The meeting is cancelled, and those called were told."))
        return redirect("bulletins:meeting", pk=pk)
    return _page(request, _visible(request, pk), status=status, cancel_form=form)


@acting
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what was said and promised; the minutes become a numbered document."""
    row = _visible(request, pk)
    require(policy.can_record_meeting(request.actor, row))
    if row.status != MeetingStatus.CALLED:
        raise Conflict(_("Minutes are recorded of a meeting that was called and not cancelled. Nothing was saved."))
    parts = selectors.parts_of(request.actor, row, today=clock.today())
    form = forms.MinutesForm(request.POST or None, speakers=parts["speakers"])
    status = 200
    if form.is_bound:
        who = {"actor": request.actor, "now": clock.now(), "meeting_id": pk, "version": version_of(request)}
        status = try_form(request, form, lambda values: actions.record_meeting(**who, **values))
        if status == 200:
            messages.success(request, _("The meeting is recorded. The document of its minutes is being drawn up."))
            return redirect("bulletins:meeting", pk=pk)
    return render(request, "bulletins/meetings/minutes.html", {"meeting": row, "form": form}, status=status)


@acting
@require_POST
def settle(request: HttpRequest, pk: uuid.UUID, commitment: uuid.UUID) -> HttpResponse:
    """Note that a promise was kept."""
    row, form = _visible(request, pk), forms.SettleForm(request.POST)
    require(policy.can_settle_commitment(request.actor, row))
    who = {"actor": request.actor, "now": clock.now(), "meeting_id": pk, "commitment": commitment}
    status = try_form(request, form, lambda values: actions.settle_commitment(**who, **values))
    if status == 200:
        messages.success(request, _("It is noted that the commitment was kept."))
        return redirect("bulletins:meeting", pk=pk)
    return _page(request, _visible(request, pk), status=status, settle_form=form, settling=commitment)
