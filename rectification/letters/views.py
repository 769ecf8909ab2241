"""Pages of letters: the list with what waits for a signature, one letter with its story, the draft, the minutes."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import Conflict, RuleBroken
from core.ids import new_id
from core.lists import keyset_page
from core.policy import require
from documents.choices import Method
from documents.policy import can_retry_rendering
from documents.rules import fallback
from documents.selectors import services_of
from documents.views import draft_response
from evidence.actions import receive_attachment
from hazards.api import key_of
from hazards.pages import put_errors, take_files, try_form
from hazards.selectors import visible_hazard
from rectification.letters import actions, forms, policy, selectors
from rectification.letters.choices import LetterKind, LetterStatus
from rectification.letters.filters import LetterFilter
from rectification.models import Letter, StandingAuthorisation, TalkMinutes
from rectification.selectors import explain
from regions.rules import Deadline as Computed
from regions.selectors import calendar_for

ORDER = ("-drafted_at", "-id")
MOST_DRAFTS = 20
PAGE = ["GET", "HEAD", "POST"]


@require_safe
@acting
def letter_list(request: HttpRequest) -> HttpResponse:
    """The letters within reach, newest first; above them the drafts that wait for a signature."""
    actor = request.actor
    require(policy.can_see_letters(actor))
    found = LetterFilter(request.GET, queryset=selectors.for_list(actor))
    page = keyset_page(found.qs, order=ORDER, cursor=request.GET.get("cursor"), size=20)
    drafts = []
    if not request.GET and actor.tenant_kind == "authority":
        rows = selectors.for_list(actor).filter(status=LetterStatus.DRAFT, issuer=actor.tenant_id)
        drafts = list(rows.order_by("drafted_at")[:MOST_DRAFTS])
    columns = [
        {"label": _("Number"), "css": "nowrap"},
        {"label": _("Letter"), "css": "wide"},
        {"label": _("Addressed to")},
        {"label": _("Status"), "css": "nowrap"},
        {"label": _("Answer by"), "css": "nowrap"},
    ]
    context = {
        "page": page,
        "filter": found,
        "columns": columns,
        "drafts": drafts,
        "today": clock.today(),
        "filtered": bool(request.GET),
        "may_see_authorisations": bool(policy.can_see_authorisations(actor)),
    }
    return render(request, "rectification/letters/list.html", context)


@require_http_methods(PAGE)
@acting
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a letter by hand on one hazard; then its text can be edited."""
    actor = request.actor
    require(policy.can_draft_letter(actor))
    hazard = visible_hazard(key_of(request.POST.get("hazard") or request.GET.get("hazard") or ""))
    form = forms.NewLetterForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            letter = actions.draft_letter(
                actor=actor, now=clock.now(), hazards=[hazard.pk], **_without_empty(form.cleaned_data)
            )
        except RuleBroken as error:
            put_errors(form, error)
        else:
            return redirect("letters:edit", pk=letter.pk)
    return render(request, "rectification/letters/new.html", {"form": form, "hazard": hazard}, status=status)


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


@require_http_methods(PAGE)
@acting
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a draft's text."""
    row = selectors.letter_of(request.actor, pk)
    require(policy.can_draft_letter(request.actor, row))
    if row.status != LetterStatus.DRAFT:
        raise Conflict(_("This letter was issued: its text stays as it is. Withdraw it and draw up another one."))
    form = forms.DraftForm(request.POST or None, letter=row)
    status = 200
    if form.is_bound:
        status = try_form(request, form, lambda values: actions.edit_letter(**_who(request, row), **values))
        if status == 200:
            messages.success(request, _("The draft is saved."))
            return redirect("letters:letter", pk=pk)
    return render(request, "rectification/letters/edit.html", {"letter": row, "form": form}, status=status)


@require_safe
@acting
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The draft's PDF with its watermark."""
    row = selectors.letter_of(request.actor, pk)
    require(policy.can_draft_letter(request.actor, row))
    return draft_response(actions.preview_letter(actor=request.actor, now=clock.now(), letter_id=pk))


@require_safe
@acting
def letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One letter: what it says, what happened, what comes next, what may be done."""
    require(policy.can_see_letters(request.actor))
    row = selectors.letter_of(request.actor, pk)
    if request.method == "GET":
        actions.note_opening(actor=request.actor, now=clock.now(), letter=row)
    return _page(request, row)


def _page(request: HttpRequest, row: Letter, *, status: int = 200, **bound: Any) -> HttpResponse:
    actor, today = request.actor, clock.today()
    minutes = TalkMinutes.objects.select_related("document").defer("document__snapshot").filter(letter=row).first()
    is_talk, state = row.kind == LetterKind.TALK, row.status
    open_ = state in (LetterStatus.ISSUED, LetterStatus.SERVED, LetterStatus.REPLIED, LetterStatus.DRAFT)
    version = {"version": row.version}
    calendar = calendar_for(row.region_code) if row.due_on else None
    services = services_of(row.document) if row.document_id else []
    may_handle = bool(policy.can_serve_letter(actor, row))
    sent = selectors.electronic_service_of(row, services)
    failed = next((each for each in reversed(services) if each.outcome != "delivered"), None)
    way = Method(fallback(failed.method, failed.outcome)) if failed and state == LetterStatus.ISSUED else None
    follower = selectors.visible_to(actor).filter(pk=row.next_id).first() if row.next_id else None
    context = {
        "letter": row,
        "hazards": list(row.hazards.select_related("enterprise").order_by("number")[:50]),
        "story": selectors.story_of(
            row,
            replies=list(row.replies.prefetch_related("attachments").order_by("replied_at")[:20]),
            services=services,
            minutes=minutes,
        ),
        "minutes": minutes,
        "follower": follower,
        "before": selectors.visible_to(actor).filter(next=row).first(),
        "next_step": selectors.next_step_of(row, today),
        "late": row.due_on is not None and row.due_on < today,
        "days_left": calendar.working_days_between(today, row.due_on) if calendar else None,
        "awaited": state == LetterStatus.SERVED,
        "trace": explain(Computed.from_json(row.due_trace)) if row.due_trace else None,
        "may_edit": state == LetterStatus.DRAFT and bool(policy.can_draft_letter(actor, row)),
        "may_issue": state == LetterStatus.DRAFT and bool(policy.can_issue_letter(actor, row)),
        "may_serve": state == LetterStatus.ISSUED and may_handle,
        "services": services,
        "may_prove": may_handle,
        "failed": failed if way else None,
        "way": way,
        "may_bounce": sent is not None and may_handle and row.document.opened_at is None,
        "dead_messages": selectors.dead_messages(row) if sent is not None and may_handle else [],
        "bounce_form": forms.BounceForm(initial=version),
        "may_reply": state in (LetterStatus.SERVED, LetterStatus.REPLIED) and bool(policy.can_reply_letter(actor, row)),
        "may_rate": bool(policy.can_rate_letter(actor, row))
        and (state == LetterStatus.REPLIED or (state == LetterStatus.SERVED and row.due_on < today)),
        "may_minute": is_talk
        and state == LetterStatus.SERVED
        and minutes is None
        and bool(policy.can_record_minutes(actor, row)),
        "may_withdraw": open_ and bool(policy.can_withdraw_letter(actor, row)),
        "may_retry": bool(row.document_id)
        and "failed" in (row.document.render_state, row.document.sign_state)
        and bool(can_retry_rendering(actor)),
        "serve_form": forms.ServeLetterForm(
            initial=version
            | {"served_at": clock.now(), "method": way or Method.IN_PERSON, "place": selectors.address_of(row)}
        ),
        "reply_form": forms.ReplyForm(initial=version),
        "rate_form": _rate_form(row, initial=version),
        "withdraw_form": forms.WithdrawForm(initial=version),
    }
    return render(request, "rectification/letters/letter.html", context | bound, status=status)


def _rate_form(row: Letter, *args: Any, **kwargs: Any) -> forms.RateForm:
    form = forms.RateForm(*args, **kwargs)
    silent = row.status == LetterStatus.SERVED
    form.fields["rating"].choices = [each for each in form.fields["rating"].choices if (each[0] == "none") == silent]
    if silent:
        form.fields["rating"].initial = "none"
    return form


def _who(request: HttpRequest, row: Letter) -> dict[str, Any]:
    return {"actor": request.actor, "now": clock.now(), "letter_id": row.pk}


def _act(request: HttpRequest, pk: uuid.UUID, *, permit, form_of, name: str, act, done: str) -> HttpResponse:
    row = selectors.letter_of(request.actor, pk)
    require(permit(request.actor, row))
    form = form_of(row)
    status = try_form(request, form, lambda values: act(row, values))
    if status == 200:
        messages.success(request, done)
        return redirect("letters:letter", pk=pk)
    return _page(request, selectors.letter_of(request.actor, pk), status=status, **{name: form})


@require_POST
@acting
def issue(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sign with one click."""
    row = selectors.letter_of(request.actor, pk)
    require(policy.can_issue_letter(request.actor, row))
    form = forms.VersionForm(request.POST)
    status = try_form(request, form, lambda values: actions.issue_letter(**_who(request, row), **values))
    if status != 200:
        return _page(request, selectors.letter_of(request.actor, pk), status=status, issue_form=form)
    messages.success(request, _("The letter is issued. Its document is being drawn up."))
    return redirect("letters:letter", pk=pk)


@require_POST
@acting
def serve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record how it was handed over."""
    return _act(
        request,
        pk,
        permit=policy.can_serve_letter,
        form_of=lambda row: forms.ServeLetterForm(request.POST),
        name="serve_form",
        act=lambda row, values: actions.serve_letter(**_who(request, row), **values),
        done=_("The service is recorded."),
    )


@require_POST
@acting
def bounce(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that the electronic message did not arrive."""
    return _act(
        request,
        pk,
        permit=policy.can_serve_letter,
        form_of=lambda row: forms.BounceForm(request.POST),
        name="bounce_form",
        act=lambda row, values: actions.record_bounce(**_who(request, row), **values),
        done=_("It is noted. The letter waits to be served another way; no time runs until then."),
    )


@require_POST
@acting
def reply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer, with files."""

    def act(row: Letter, values: dict[str, Any]) -> None:
        kept = _take_files(request, row, values.pop("files"))
        actions.reply_letter(**_who(request, row), attachments=kept, **values)

    return _act(
        request,
        pk,
        permit=policy.can_reply_letter,
        form_of=lambda row: forms.ReplyForm(request.POST, request.FILES),
        name="reply_form",
        act=act,
        done=_("The answer is sent. The authority rates it now; you will be told."),
    )


def _take_files(request: HttpRequest, row: Letter, files: list) -> list:
    """Take the answer's files in: as the enterprise's, or as the addressed authority's region's."""
    if row.enterprise_id:
        return take_files(request, row.enterprise, files)
    return [
        receive_attachment(
            actor=request.actor,
            now=clock.now(),
            id=new_id(),
            name=file.name,
            data=file.read(),
            region_code=row.region_code,
        )
        for file in files
    ]


@require_POST
@acting
def rate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Rate the answer."""
    return _act(
        request,
        pk,
        permit=policy.can_rate_letter,
        form_of=lambda row: _rate_form(row, request.POST),
        name="rate_form",
        act=lambda row, values: actions.rate_letter(**_who(request, row), **values),
        done=_("The answer is rated."),
    )


@require_POST
@acting
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it back."""
    return _act(
        request,
        pk,
        permit=policy.can_withdraw_letter,
        form_of=lambda row: forms.WithdrawForm(request.POST),
        name="withdraw_form",
        act=lambda row, values: actions.withdraw_letter(**_who(request, row), **values),
        done=_("The letter is withdrawn. Its number stays used."),
    )


@require_http_methods(PAGE)
@acting
def minutes(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what was said and agreed in a talk."""
    row = selectors.letter_of(request.actor, pk)
    require(policy.can_record_minutes(request.actor, row))
    if row.kind != LetterKind.TALK or row.status != LetterStatus.SERVED:
        raise Conflict(_("Minutes are recorded of a talk whose notice was served. Nothing was saved."))
    initial = {"version": row.version, "report_due_on": row.due_on, "statements": row.reason}
    form = forms.MinutesForm(request.POST or None, initial=initial)
    status = 200
    if form.is_bound:
        status = try_form(request, form, lambda values: actions.record_minutes(**_who(request, row), **values))
        if status == 200:
            messages.success(request, _("The minutes are recorded. Their document is being drawn up."))
            return redirect("letters:letter", pk=pk)
    return render(request, "rectification/letters/minutes.html", {"letter": row, "form": form}, status=status)


@require_http_methods(PAGE)
@acting
def authorisations(request: HttpRequest) -> HttpResponse:
    """Which letters of the own authority go without a signature; a head grants and ends it."""
    actor = request.actor
    require(policy.can_see_authorisations(actor))
    may_grant = bool(policy.can_grant_authorisation(actor))
    today = clock.today()
    form = forms.AuthorisationForm(request.POST or None, initial={"starts_on": today})
    status = 200
    if form.is_bound:
        require(policy.can_grant_authorisation(actor))
        status = try_form(
            request, form, lambda values: actions.grant_authorisation(actor=actor, now=clock.now(), **values)
        )
        if status == 200:
            messages.success(request, _("The authorisation stands. It is on record and can be ended at any time."))
            return redirect("letters:authorisations")
    rows = StandingAuthorisation.objects.select_related("authority").order_by("-granted_at")[:50]
    shown = [(row, row.ended_at is None and row.starts_on <= today <= row.ends_on) for row in rows]
    context = {"rows": shown, "form": form, "may_grant": may_grant, "own": actor.tenant_id}
    return render(request, "rectification/letters/authorisations.html", context, status=status)


@require_POST
@acting
def end_authorisation(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End it at once."""
    actions.end_authorisation(actor=request.actor, now=clock.now(), authorisation_id=pk)
    messages.success(request, _("The authorisation has ended. Drafts wait for a signature again."))
    return redirect("letters:authorisations")
