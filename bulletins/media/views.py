"""Pages of media exposures: the list with its figures, a new one, one batch with its cases, the export."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from accounts.models import Authority
from bulletins import policy as bulletins_policy
from bulletins import selectors as bulletins_selectors
from bulletins.choices import Status
from bulletins.forms import ReasonForm
from bulletins.media import actions, forms, policy, selectors
from bulletins.media.filters import MediaFilter
from bulletins.models import Bulletin, MediaBatch
from bulletins.rules import kept
from bulletins.views.official import version_of
from core import clock
from core.lists import keyset_page
from core.policy import require
from core.tables import excel_response
from hazards.pages import try_form

OFFERED = 100


def _found(request: HttpRequest) -> MediaFilter:
    require(bulletins_policy.can_see_bulletins(request.actor))
    return MediaFilter(request.GET, queryset=selectors.batches())


@acting
@require_safe
def media_list(request: HttpRequest) -> HttpResponse:
    """The batches within reach, newest first, and how many cases were exposed and rectified."""
    found = _found(request)
    columns = [
        {"label": _("Exposure"), "css": "wide"},
        {"label": _("Channel")},
        {"label": _("Shown on"), "css": "nowrap"},
        {"label": _("Cases"), "css": "num"},
        {"label": _("Rectified"), "css": "num"},
        {"label": _("Status"), "css": "nowrap"},
    ]
    context = {
        "page": keyset_page(found.qs, order=selectors.ORDER, cursor=request.GET.get("cursor"), size=20),
        "filter": found,
        "filtered": any(request.GET.get(name) for name in found.form.fields),
        "columns": columns,
        "reach": selectors.reach(found.qs),
        "may_draft": bool(policy.can_draft_media(request.actor)),
    }
    return render(request, "bulletins/media/list.html", context)


@acting
@require_safe
def media_export(request: HttpRequest) -> HttpResponse:
    """The cases of the batches found, as an Excel workbook."""
    found = _found(request)
    return excel_response("media-exposures", selectors.export_headers(), selectors.export_rows(found.qs))


def offered(request: HttpRequest) -> tuple[list[tuple[uuid.UUID, str]], Bulletin | None]:
    """Return the cases that can be chosen, gravest first, and the bulletin they were taken from if one was named."""
    authority, today = Authority.objects.get(pk=request.actor.tenant_id), clock.today()
    rows = bulletins_selectors.cases_to_name(authority, today=today, least_days=0, most=None)
    bulletin, given = None, request.GET.get("bulletin") or request.POST.get("bulletin") or ""
    if given:
        bulletin = bulletins_selectors.bulletin_of(bulletins_selectors.key_of(given))
        named = kept(bulletin.items, bulletin.left_out)
        rows = rows.filter(pk__in=[item["hazard"] for item in named])
    return [(row.pk, _case(row)) for row in rows[:OFFERED]], bulletin


def _case(hazard) -> str:
    return f"{hazard.label} · {hazard.enterprise.name} · {hazard.get_grade_display()} · {hazard.description[:80]}"


@acting
@require_http_methods(["GET", "HEAD", "POST"])
def media_new(request: HttpRequest) -> HttpResponse:
    """Choose cases and the outlet that shows them."""
    require(policy.can_draft_media(request.actor))
    cases, bulletin = offered(request)
    form = forms.BatchForm(request.POST or None, cases=cases, initial={"title": bulletin.title_zh if bulletin else ""})
    status, drawn_up = 200, []

    def act(values: dict[str, Any]) -> None:
        who = {"actor": request.actor, "now": clock.now()}
        drawn_up.append(actions.draw_up_batch(**who, bulletin=bulletin.pk if bulletin else None, **values))

    if form.is_bound:
        status = try_form(request, form, act)
        if drawn_up:
            return redirect("bulletins:media_batch", pk=drawn_up[0].pk)
    context = {"form": form, "bulletin": bulletin, "any_case": bool(cases)}
    return render(request, "bulletins/media/new.html", context, status=status)


def _visible(request: HttpRequest, pk: uuid.UUID) -> MediaBatch:
    require(bulletins_policy.can_see_bulletins(request.actor))
    return selectors.batch_of(pk)


def _page(request: HttpRequest, batch: MediaBatch, *, status: int = 200, **open_forms: Any) -> HttpResponse:
    actor = request.actor
    heard = bulletins_selectors.units_heard(batch, today=clock.today())
    release, said = policy.can_release_media(actor, batch), selectors.said_on(batch)
    entries = list(batch.entries.all())
    for entry in entries:
        entry.said = said.get(entry.hazard_id, "")
    may_draft = bool(policy.can_draft_media(actor, batch))
    context = {
        "batch": batch,
        "entries": entries,
        "heard": heard,
        "moments": bulletins_selectors.moments(batch),
        "may_drop": batch.status in (Status.DRAFT, Status.EXPOSED) and len(entries) > 1 and may_draft,
        "may_announce": batch.status == Status.DRAFT and may_draft,
        "may_release": bool(release)
        and (batch.status == Status.RELEASED_FIRST or (batch.status == Status.EXPOSED and heard)),
        "why_not_release": release.reason if batch.status == Status.RELEASED_FIRST and not release else "",
        "may_send_back": batch.status == Status.RELEASED_FIRST and bool(policy.can_send_back_media(actor, batch)),
        "may_withdraw": batch.status != Status.WITHDRAWN and bool(policy.can_withdraw_media(actor, batch)),
        "may_air": batch.status == Status.RELEASED and may_draft,
        "reason_form": ReasonForm(auto_id="back_%s"),
        "withdraw_form": ReasonForm(auto_id="out_%s"),
        "airing_form": forms.AiringForm(initial={"aired_on": batch.aired_on or clock.today(), "link": batch.link}),
        **open_forms,
    }
    return render(request, "bulletins/media/batch.html", context, status=status)


@acting
@require_safe
def media_batch(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One batch: its cases with what their units say and which are rectified, and who must act next."""
    return _page(request, _visible(request, pk))


def _act(request: HttpRequest, pk: uuid.UUID, act: Callable[..., Any], done: str, **values: Any) -> HttpResponse:
    _visible(request, pk)
    act(actor=request.actor, now=clock.now(), batch_id=pk, version=version_of(request), **values)
    messages.success(request, done)
    return redirect("bulletins:media_batch", pk=pk)


def _with_form(
    request: HttpRequest, pk: uuid.UUID, act: Callable[..., Any], done: str, *, name: str, form: django_forms.Form
) -> HttpResponse:
    _visible(request, pk)
    answers: list[HttpResponse] = []
    status = try_form(request, form, lambda values: answers.append(_act(request, pk, act, done, **values)))
    return answers[0] if answers else _page(request, _visible(request, pk), status=status, **{name: form})


@acting
@require_POST
def media_drop(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Take a case out."""
    return _act(request, pk, actions.drop_case, _("The case is taken out."), number=number)


@acting
@require_POST
def media_announce(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Tell those named."""
    done = _("The units named were told, and the boards of the region name them.")
    return _act(request, pk, actions.announce_batch, done)


@acting
@require_POST
def media_release(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Release the batch, as the first or the second person."""
    return _act(request, pk, actions.release_batch, _("You released the media exposure."))


@acting
@require_POST
def media_send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo the first release with a reason."""
    form = ReasonForm(request.POST, auto_id="back_%s")
    done = _("The media exposure is sent back.")
    return _with_form(request, pk, actions.send_back_batch, done, name="reason_form", form=form)


@acting
@require_POST
def media_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw the batch with a reason."""
    form = ReasonForm(request.POST, auto_id="out_%s")
    done = _("The media exposure is withdrawn.")
    return _with_form(request, pk, actions.withdraw_batch, done, name="withdraw_form", form=form)


@acting
@require_POST
def media_airing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record when and where it was shown."""
    form = forms.AiringForm(request.POST)
    done = _("It is recorded where it was shown.")
    return _with_form(request, pk, actions.record_airing, done, name="airing_form", form=form)


# --- The public -------------------------------------------------------------------------------------------------------


@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """What was given to the media and is public today, newest first: readable without signing in."""
    page = keyset_page(
        selectors.posts(today=clock.today()),
        order=bulletins_selectors.PUBLIC_ORDER,
        cursor=request.GET.get("cursor"),
        size=20,
    )
    return render(request, "bulletins/media/public_list.html", {"page": page})


@require_safe
def public_post(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One exposure with its cases; of a withdrawn one only that, when and why; of an expired one that."""
    row = selectors.post_of(pk)
    state = bulletins_selectors.state_of(row, today=clock.today())
    if state != "public":
        return render(request, "bulletins/media/public_gone.html", {"post": row, "state": state}, status=410)
    return render(request, "bulletins/media/public.html", {"post": row, "lines": list(row.lines.all())})
