"""Pages of authorities: the list, one bulletin with draft, preview, release and withdrawal, and the schedule."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from accounts.models import Authority
from bulletins import actions, content, forms, policy, rules, selectors
from bulletins.actions.releasing import preview as draw_preview
from bulletins.choices import Status
from bulletins.models import Bulletin
from core import clock
from core.lists import keyset_page
from core.policy import require
from documents.charts import bars
from documents.views import draft_response
from hazards.pages import try_form
from regions.selectors import calendar_for

SHOWN_CASES = 100


def _visible(request: HttpRequest, pk: uuid.UUID) -> Bulletin:
    require(policy.can_see_bulletins(request.actor))
    return selectors.bulletin_of(pk)


def reader_language() -> str:
    """The language of the reader as contents have it: zh or en."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


def drawn(charts: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Return charts ready for a page: the same picture as in the PDF, and the rows behind it."""
    return [
        {
            "title": chart[f"title_{language}"],
            # Words in it are escaped where it is drawn.
            "svg": bars(chart["rows"], title=chart[f"title_{language}"], language=language),
            "rows": [(row[language] or row["zh"], row["value"]) for row in chart["rows"]],
        }
        for chart in charts
    ]


def spoken(said: dict[str, Any], language: str) -> dict[str, Any]:
    """Return a content with the words of one language under plain names, for templates."""

    def pick(row: dict[str, Any]) -> dict[str, Any]:
        plain = {name[:-3]: row[name] for name in row if name.endswith(f"_{language}")}
        return {**row, **plain, "name": row.get(language, "")}

    return {
        **pick(said),
        "region": said["region"][language],
        "as_of": said["as_of"].replace("T", " "),
        "figures": [pick(row) for row in said["figures"]],
        "typical": [pick(row) | {"photos": [pick(photo) for photo in row["photos"]]} for row in said["typical"]],
        "entries": [pick(row) for row in said["entries"]],
        "charts": drawn(said["charts"], language),
    }


@acting
@require_safe
def bulletin_list(request: HttpRequest) -> HttpResponse:
    """The bulletins of authorities within reach, newest first."""
    require(policy.can_see_bulletins(request.actor))
    page = keyset_page(selectors.bulletins(), order=selectors.BULLETIN_ORDER, cursor=request.GET.get("cursor"), size=20)
    columns = [
        {"label": _("Bulletin"), "css": "wide"},
        {"label": _("Authority")},
        {"label": _("Drawn up"), "css": "nowrap"},
        {"label": _("Status"), "css": "nowrap"},
    ]
    context = {
        "page": page,
        "columns": columns,
        "may_draft": bool(policy.can_draft_bulletin(request.actor)),
        "may_schedule": bool(policy.can_keep_bulletin_schedule(request.actor)),
        "today": clock.today(),
    }
    return render(request, "bulletins/list.html", context)


@acting
@require_http_methods(["GET", "HEAD", "POST"])
def draw_up(request: HttpRequest) -> HttpResponse:
    """Choose from which cases a bulletin is drawn up."""
    require(policy.can_draft_bulletin(request.actor))
    today = clock.today()
    form = forms.DrawUpForm(request.POST or None, initial={"period_from": today.replace(day=1), "period_to": today})
    status, drawn_up = 200, []

    def act(values: dict[str, Any]) -> None:
        drawn_up.append(actions.draw_up(actor=request.actor, now=clock.now(), **values))

    if form.is_bound:
        status = try_form(request, form, act)
        if drawn_up:
            return redirect("bulletins:bulletin", pk=drawn_up[0].pk)
    return render(request, "bulletins/draw_up.html", {"form": form}, status=status)


def _page(request: HttpRequest, row: Bulletin, *, status: int = 200, **open_forms: Any) -> HttpResponse:
    actor, language = request.actor, reader_language()
    said = row.content or content.content_of(row, selectors.statements_of(row))
    heard = selectors.units_heard(row, today=clock.today())
    release = policy.can_release_bulletin(actor, row)
    publication = getattr(row, "publication", None)
    due = rules.withdraw_by(row.decided_on, calendar_for(row.region_code)) if row.decided_on else None
    context = {
        "bulletin": row,
        "said": spoken(said, language),
        "entries": spoken(said, language)["entries"][:SHOWN_CASES],
        "hidden_entries": max(0, len(said["entries"]) - SHOWN_CASES),
        "title": row.title_zh if language == "zh" else row.title_en,
        "moments": selectors.moments(row),
        "publication": publication,
        "heard": heard,
        "may_edit": selectors.is_editable(row) and bool(policy.can_draft_bulletin(actor, row)),
        "may_preview": row.status in (Status.DRAFT, Status.EXPOSED, Status.RELEASED_FIRST)
        and bool(policy.can_draft_bulletin(actor, row)),
        "may_expose": row.status == Status.DRAFT and bool(policy.can_expose(actor, row)),
        "may_release": bool(release)
        and (row.status == Status.RELEASED_FIRST or (row.status == Status.EXPOSED and heard)),
        "why_not_release": release.reason if row.status == Status.RELEASED_FIRST and not release else "",
        "may_send_back": row.status == Status.RELEASED_FIRST and bool(policy.can_send_back(actor, row)),
        "may_withdraw": row.status != Status.WITHDRAWN and bool(policy.can_withdraw_bulletin(actor, row)),
        "may_follow_up": row.status == Status.RELEASED and bool(policy.can_follow_up(actor, row)),
        "may_go_on": row.status not in (Status.DRAFT, Status.WITHDRAWN) and bool(policy.can_draft_bulletin(actor, row)),
        "withdraw_by": due,
        "withdrawn_late": bool(due and row.withdrawn_at and clock.day_of(row.withdrawn_at) > due),
        "reason_form": forms.ReasonForm(),
        "withdraw_form": forms.WithdrawForm(),
        "follow_form": forms.FollowUpForm(initial={"happened_on": clock.today(), "entry": 1}),
        **open_forms,
    }
    return render(request, "bulletins/bulletin.html", context, status=status)


@acting
@require_safe
def bulletin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One bulletin: what it says, where it stands, who must act next."""
    return _page(request, _visible(request, pk))


@acting
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Edit the words of a draft, its typical cases, what is left out, and which photos are shown."""
    row = _visible(request, pk)
    require(policy.can_draft_bulletin(request.actor, row))
    initial = {name: getattr(row, name) for name in forms.EditForm.base_fields if hasattr(row, name)}
    form = forms.EditForm(request.POST or None, items=row.items, initial=initial)
    status = 200

    def act(texts: dict[str, Any]) -> None:
        picked = {name: texts.pop(name) for name in ("typical", "left_out", "photos_off")}
        shown = {item["no"] for item in row.items[:SHOWN_CASES]}
        picked["left_out"] = [*picked["left_out"], *(number for number in row.left_out if number not in shown)]
        who = {"actor": request.actor, "now": clock.now(), "bulletin_id": pk, "version": version_of(request)}
        actions.edit_draft(**who, texts=texts, **picked)

    if form.is_bound:
        status = try_form(request, form, act)
        if status == 200:
            messages.success(request, _("The draft is saved."))
            return redirect("bulletins:bulletin", pk=pk)
    context = {"bulletin": row, "form": form, "cases": row.items[:SHOWN_CASES]}
    return render(request, "bulletins/edit.html", context, status=status)


def version_of(request: HttpRequest) -> int:
    """Return the version that a form was opened on."""
    given = request.POST.get("version", "")
    # A form without its version was opened on no version at all: the lock says that it is stale.
    return int(given) if given.isdecimal() and len(given) < 9 else -1


@acting
@require_safe
def preview(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """The PDF as it would be published, marked as a draft."""
    row = _visible(request, pk)
    require(policy.can_draft_bulletin(request.actor, row))
    if language not in ("zh", "en"):
        raise Http404
    return draft_response(draw_preview(actor=request.actor, now=clock.now(), bulletin=row, language=language))


@acting
@require_POST
def expose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the cases on the boards of the region."""
    _visible(request, pk)
    actions.expose(actor=request.actor, now=clock.now(), bulletin_id=pk, version=version_of(request))
    messages.success(request, _("The cases stand on the boards of the region, and the units named were told."))
    return redirect("bulletins:bulletin", pk=pk)


@acting
@require_POST
def release(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Release the bulletin, as the first or the second person."""
    _visible(request, pk)
    done = actions.release_bulletin(actor=request.actor, now=clock.now(), bulletin_id=pk, version=version_of(request))
    if done.status == Status.RELEASED:
        messages.success(request, _("The bulletin is public now. Its file is being drawn up."))
    else:
        messages.success(request, _("You released the bulletin. It becomes public when a second person releases it."))
    return redirect("bulletins:bulletin", pk=pk)


@acting
@require_POST
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo the first release with a reason."""
    _visible(request, pk)
    form = forms.ReasonForm(request.POST)
    who = {"actor": request.actor, "now": clock.now(), "bulletin_id": pk, "version": version_of(request)}
    status = try_form(request, form, lambda values: actions.send_back(**who, **values))
    if status == 200:
        return redirect("bulletins:bulletin", pk=pk)
    return _page(request, _visible(request, pk), status=status, reason_form=form)


@acting
@require_POST
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw the bulletin with a reason."""
    _visible(request, pk)
    form = forms.WithdrawForm(request.POST)
    who = {"actor": request.actor, "now": clock.now(), "bulletin_id": pk, "version": version_of(request)}
    status = try_form(request, form, lambda values: actions.withdraw_bulletin(**who, **values))
    if status == 200:
        messages.success(request, _("The bulletin is withdrawn everywhere."))
        return redirect("bulletins:bulletin", pk=pk)
    return _page(request, _visible(request, pk), status=status, withdraw_form=form)


@acting
@require_POST
def follow_up(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add what became of a case to the public page."""
    _visible(request, pk)
    form = forms.FollowUpForm(request.POST)
    who = {"actor": request.actor, "now": clock.now(), "bulletin_id": pk}
    status = try_form(request, form, lambda values: actions.add_follow_up(**who, **values))
    if status == 200:
        messages.success(request, _("The follow-up is public."))
        return redirect("bulletins:bulletin", pk=pk)
    return _page(request, _visible(request, pk), status=status, follow_form=form)


@acting
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest) -> HttpResponse:
    """Set the monthly bulletin of the own authority."""
    actor = request.actor
    require(policy.can_keep_bulletin_schedule(actor))
    row = selectors.schedule_of(Authority.objects.get(pk=actor.tenant_id))
    names = ("day_of_month", "least_days", "reply_days", "public_months")
    initial = {name: getattr(row, name) for name in names} | {"which": row.scope}
    form = forms.ScheduleForm(request.POST or None, initial=initial)
    status = 200
    if form.is_bound:
        status = try_form(request, form, lambda values: actions.keep_schedule(actor=actor, now=clock.now(), **values))
        if status == 200:
            messages.success(request, _("The monthly bulletin is set."))
            return redirect("bulletins:list")
    return render(request, "bulletins/schedule.html", {"form": form}, status=status)
