"""Pages of colours: the list for regulators, one enterprise's history, an appeal and its decision, the thresholds."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import RuleBroken
from core.lists import keyset_page
from core.policy import require
from enterprises.conduct.policy import can_see_conduct
from enterprises.selectors import get_enterprise
from hazards.pages import put_errors
from regions.selectors import region_names
from risks.colours import actions, policy, selectors
from risks.colours.facts import thresholds_of
from risks.colours.filters import ColourFilter
from risks.colours.forms import AppealForm, DecideForm, GiveBackForm, ThresholdsForm
from risks.colours.preview import preview_of
from risks.colours.rules import Thresholds


@require_safe
@acting
def colour_list(request: HttpRequest) -> HttpResponse:
    """The present colours of a region, those that changed last first."""
    require(policy.can_count_colours(request.actor))
    found = ColourFilter(request.GET, queryset=selectors.present_colours())
    page = keyset_page(found.qs, order=("-since", "-id"), cursor=request.GET.get("cursor"), size=25)
    columns = [
        {"label": _("Enterprise"), "css": "wide"},
        {"label": _("Region")},
        {"label": _("Colour")},
        {"label": _("Reasons"), "css": "wide"},
        {"label": _("Since"), "css": "nowrap"},
    ]
    appeals = list(selectors.open_appeals()[:10])
    context = {"page": page, "filter": found, "columns": columns, "appeals": appeals}
    return render(request, "risks/colours/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The history of an enterprise's colour with the reasons of each; its leaders appeal here."""
    require(policy.can_see_colours(request.actor))
    enterprise = get_enterprise(pk)
    rows, appeals = selectors.history_of(pk), selectors.appeals_of(pk)
    present = rows[0] if rows and rows[0].until is None else None
    may_appeal = bool(policy.can_appeal(request.actor, pk)) and present is not None
    form = AppealForm(request.POST or None)
    if request.method == "POST":
        require(policy.can_appeal(request.actor, pk))
        if form.is_valid() and present is not None:
            actions.appeal_colour(
                actor=request.actor, now=clock.now(), colour_id=present.pk, text=form.cleaned_data["text"]
            )
            messages.success(request, _("The appeal is filed. Another person decides it."))
            return redirect("risks:colour", pk)
    context = {
        "enterprise": enterprise,
        "rows": rows,
        "present": present,
        "appeals": appeals,
        "form": form if may_appeal and not any(each.status == "filed" for each in appeals) else None,
        "may_decide": bool(policy.can_decide_appeal(request.actor)),
        "may_see_record": bool(can_see_conduct(request.actor)),
    }
    return render(request, "risks/colours/history.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def appeal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One appeal, to be decided by another person."""
    row = selectors.get_appeal(pk)
    require(policy.can_decide_appeal(request.actor, row))
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_appeal(actor=request.actor, now=clock.now(), appeal_id=pk, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The appeal is decided."))
            return redirect("risks:colour", row.enterprise_id)
    return render(
        request,
        "risks/colours/appeal.html",
        {"appeal": row, "form": form, "action_label": _("Decide the appeal")},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def thresholds(request: HttpRequest) -> HttpResponse:
    """Show the thresholds in force and where they come from; a head sets them, and first looks at what would change."""
    actor = request.actor
    require(policy.can_see_colours(actor))
    rows = selectors.thresholds_at(actor.region_code)
    held = thresholds_of(rows[0][0]) if rows else Thresholds()
    keep = policy.can_keep_colour_policy(actor)
    form, preview, status = ThresholdsForm(request.POST or None, initial=ThresholdsForm.initial_of(held)), None, 200
    if request.method == "POST":
        require(keep)
        status = 422
        # Looking needs no reason yet.
        form.fields["reason"].required = "look" not in request.POST
        if form.is_valid() and "look" in request.POST:
            status = 200
            preview = preview_of(region_code=actor.region_code, thresholds=form.thresholds(), now=clock.now())
        elif form.is_valid():
            try:
                actions.set_colour_policy(actor=actor, now=clock.now(), **form.cleaned_data)
            except RuleBroken as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The thresholds are in force. The codes follow them in the coming night."))
                return redirect("risks:colour_thresholds")
        form.fields["reason"].required = True
    context = {
        "held": held,
        "rows": rows,
        "default": Thresholds(),
        "source": rows[0] if rows else None,
        "own": bool(rows) and rows[0][0].region_code == actor.region_code,
        "form": form if keep else None,
        "keep": keep,
        "preview": preview,
        "region": region_names([actor.region_code]).get(actor.region_code, actor.region_code),
        "may_count": bool(policy.can_count_colours(actor)),
    }
    return render(request, "risks/colours/thresholds.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def give_back(request: HttpRequest) -> HttpResponse:
    """Give the own region's thresholds back, after showing which then hold and which codes would change."""
    actor = request.actor
    require(policy.can_keep_colour_policy(actor))
    rows = selectors.thresholds_at(actor.region_code)
    if request.method != "POST" and not (rows and rows[0][0].region_code == actor.region_code):
        return redirect("risks:colour_thresholds")
    form = GiveBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.remove_colour_policy(actor=actor, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("The thresholds are given back. The codes follow in the coming night."))
        return redirect("risks:colour_thresholds")
    above = [(row, name) for row, name in rows if row.region_code != actor.region_code]
    context = {
        "held": thresholds_of(above[0][0]) if above else Thresholds(),
        "source": above[0] if above else None,
        "form": form,
        "preview": preview_of(region_code=actor.region_code, thresholds=None, now=clock.now()),
        "region": region_names([actor.region_code]).get(actor.region_code, actor.region_code),
    }
    return render(request, "risks/colours/give_back.html", context, status=422 if form.errors else 200)
