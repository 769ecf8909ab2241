"""Pages of listed supervision: the list with its counts, one listing with its acts, the periods, the public."""

import uuid
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from core import clock
from core.lists import keyset_page
from core.policy import require
from core.tables import excel_response
from documents.views import draft_response
from hazards.api import key_of
from hazards.pages import take_files, try_form
from hazards.selectors import visible_hazard
from rectification.listing import actions, forms, policy, selectors
from rectification.listing import export as sheet
from rectification.listing.filters import ListingFilter
from rectification.listing.page_acts import ACTS, Act
from rectification.listing.periods import in_force
from rectification.listing.rules import IN_FORCE, NUMBERS
from rectification.models import Listing, ListingPolicy
from regions.selectors import calendar_for, region_names

PAGE = ["GET", "HEAD", "POST"]
GRID_SECONDS = 300
# --- The list ---------------------------------------------------------------------------------------------------------


@require_safe
@acting
def listing_list(request: HttpRequest) -> HttpResponse:
    """The listings within reach: counts by state and region, filters, the earliest deadline first."""
    actor, today = request.actor, clock.today()
    require(policy.can_see_listings(actor))
    found = ListingFilter(request.GET, queryset=selectors.for_list())
    rows = found.qs if found.form.is_valid() else selectors.for_list().none()
    order = request.GET.get("o", selectors.DEFAULT_ORDER)
    order = order if order in selectors.ORDERS else selectors.DEFAULT_ORDER
    page = keyset_page(rows, order=selectors.ORDERS[order], cursor=request.GET.get("cursor"), size=20)
    context = {
        "page": page,
        "rows": selectors.lines_of(page.rows, today=today, calendar=calendar_for(actor.region_code)),
        "filter": found,
        "grid": _grid(request, found.form),
        "totals": selectors.totals_of(rows, region_code=actor.region_code, today=today),
        "order": order,
        "columns": [
            {"label": _("Number"), "sort": "new"},
            {"label": _("Hazard"), "css": "wide"},
            {"label": _("Status"), "css": "nowrap"},
            {"label": _("Deadline"), "sort": "due"},
            {"label": _("Plan")},
            {"label": _("Progress")},
        ],
        "filtered": any(value for key, value in request.GET.items() if key not in ("o", "cursor")),
        "may_export": bool(policy.can_export_listings(actor)),
        "may_see_periods": bool(policy.can_see_listing_policy(actor)),
    }
    return render(request, "rectification/listings/list.html", context)


def _grid(request: HttpRequest, form: django_forms.Form) -> str:
    """Return the rendered fields of the filter: where nothing is asked they are alike for everybody, and kept."""
    if any(request.GET.get(name) for name in form.fields):
        return render_to_string("components/filter_grid.html", {"form": form})
    key = f"listings:filter_grid:{get_language()}"
    grid = cache.get(key)
    if grid is None:
        grid = render_to_string("components/filter_grid.html", {"form": form})
        cache.set(key, grid, GRID_SECONDS)
    return grid


@require_safe
@acting
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the filtered list as Excel."""
    require(policy.can_export_listings(request.actor))
    today = clock.today()
    found = ListingFilter(request.GET, queryset=selectors.for_list())
    if not found.form.is_valid():
        return redirect(f"{reverse('listings:list')}?{request.GET.urlencode()}")
    return excel_response("listings", sheet.headers(), sheet.rows_of(found.qs, today=today))


# --- One --------------------------------------------------------------------------------------------------------------


@require_http_methods(PAGE)
@acting
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a major hazard."""
    actor = request.actor
    require(policy.can_propose_listing(actor))
    hazard = visible_hazard(key_of(request.POST.get("hazard") or request.GET.get("hazard") or ""))
    require(policy.can_propose_listing(actor, hazard))
    form = forms.ProposeForm(request.POST or None)
    status = 200
    if form.is_bound:
        made: list[Listing] = []
        status = try_form(
            request,
            form,
            lambda values: made.append(
                actions.propose_listing(actor=actor, now=clock.now(), hazard_id=hazard.pk, **values)
            ),
        )
        if made:
            messages.success(request, _("The hazard is proposed. The body that lists decides."))
            return redirect("listings:listing", pk=made[0].pk)
    return render(request, "rectification/listings/propose.html", {"form": form, "hazard": hazard}, status=status)


@require_safe
@acting
def listing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One listing: the hazard, the plan, the progress, the story, and what may be done."""
    require(policy.can_see_listings(request.actor))
    return _page(request, selectors.listing_of(pk))


def _form_of(act: Act, name: str, row: Listing, *data: Any) -> forms.VersionForm:
    more: dict[str, Any] = {"auto_id": f"{name}_%s"}
    if act.form is forms.ListForm:
        more["listing"] = row
    else:
        today = clock.today()
        more["initial"] = {
            "version": row.version,
            "published_on": today,
            "announced_on": today,
            "filed_on": today,
            "accepted_on": today,
            "until": row.time_until,
        }
    return act.form(*data, **more)


def _page(request: HttpRequest, row: Listing, *, status: int = 200, bound: dict | None = None) -> HttpResponse:
    actor, today, bound = request.actor, clock.today(), bound or {}
    calendar = calendar_for(row.region_code)
    plan = selectors.plan_of(row)
    progress = selectors.progress_of(row)
    row.last_month = progress[0].month if progress else None
    row.last_percent = progress[0].percent if progress else None
    shown = [
        {
            "name": name,
            "act": act,
            "url": reverse(f"listings:{name}", args=[row.pk]),
            "form": bound.get(name) or _form_of(act, name, row),
        }
        for name, act in ACTS.items()
        if row.status in act.states and act.fits(row) and act.permit(actor, row)
    ]
    context = {
        "listing": row,
        "hazard": row.hazard,
        "line": selectors.line_of(row, plan, today=today, calendar=calendar),
        "plan": plan,
        "progress": progress,
        "files": list(row.attachments.all()[:20]),
        "story": selectors.story_of(row),
        "next_step": selectors.next_step_of(row),
        "ended": row.status not in IN_FORCE,
        "acts": [each for each in shown if each["act"].first],
        "more": [each for each in shown if not each["act"].first],
        "above": row.raised_to.select_related("body").order_by("-proposed_at").first(),
        "region": region_names([row.region_code]).get(row.region_code, row.region_code),
    }
    return render(request, "rectification/listings/listing.html", context, status=status)


@require_POST
@acting
def act(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """Do one act: ask the policy, read the form, call the action."""
    row, chosen = selectors.listing_of(pk), ACTS[name]
    require(chosen.permit(request.actor, row))
    form = _form_of(chosen, name, row, request.POST, request.FILES)

    def do(values: dict[str, Any]) -> None:
        if chosen.files:
            values["attachments"] = take_files(request, row.hazard.enterprise, values.pop("files"))
        chosen.do(actor=request.actor, now=clock.now(), listing_id=row.pk, **values)

    status = try_form(request, form, do)
    if status == 200:
        messages.success(request, str(chosen.done))
        return redirect("listings:listing", pk=pk)
    return _page(request, selectors.listing_of(pk), status=status, bound={name: form})


@require_POST
@acting
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The notice as it would be, with its watermark, from what stands in the form."""
    row = selectors.listing_of(pk)
    require(policy.can_list_hazard(request.actor, row))
    form, found = _form_of(ACTS["list_hazard"], "list_hazard", row, request.POST), []
    status = try_form(
        request,
        form,
        lambda values: found.append(
            actions.preview_listing(actor=request.actor, now=clock.now(), listing_id=pk, **values)
        ),
    )
    if not found:
        return _page(request, selectors.listing_of(pk), status=status, bound={"list_hazard": form})
    return draft_response(found[0])


# --- The periods ------------------------------------------------------------------------------------------------------


@require_http_methods(PAGE)
@acting
def periods(request: HttpRequest) -> HttpResponse:
    """Who lists by default here and the periods, with whence they come; a head sets those of the own region."""
    actor = request.actor
    require(policy.can_see_listing_policy(actor))
    held = in_force(actor.region_code)
    initial = {"level": held.periods.level} | {name: getattr(held.periods, name) for name in NUMBERS}
    form = forms.PolicyForm(request.POST or None, initial=initial)
    status = 200
    if form.is_bound:
        require(policy.can_keep_listing_policy(actor))
        status = try_form(
            request, form, lambda values: actions.keep_listing_policy(actor=actor, now=clock.now(), **values)
        )
        if status == 200:
            messages.success(request, _("The periods are saved. They hold for listings from now on."))
            return redirect("listings:periods")
    context = {
        "held": held,
        "form": form,
        "facts": [(form.fields[name].label, getattr(held.periods, name)) for name in NUMBERS],
        "level": ListingPolicy(level=held.periods.level).get_level_display(),
        "may_keep": bool(policy.can_keep_listing_policy(actor)),
        "own": held.region_code == actor.region_code,
        "region": region_names([actor.region_code]).get(actor.region_code, actor.region_code),
    }
    return render(request, "rectification/listings/periods.html", context, status=status)


@require_POST
@acting
def remove_periods(request: HttpRequest) -> HttpResponse:
    """Let the region above say them again."""
    actions.remove_listing_policy(actor=request.actor, now=clock.now())
    messages.success(request, _("The periods of your region are removed. The region above says them again."))
    return redirect("listings:periods")


# --- The public -------------------------------------------------------------------------------------------------------


@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """What is listed today and published, and what was lifted lately: readable without signing in."""
    page = keyset_page(
        selectors.posts(today=clock.today()),
        order=("-published_on", "-id"),
        cursor=request.GET.get("cursor"),
        size=20,
    )
    places = region_names({row.region_code for row in page.rows})
    for row in page.rows:
        row.place = places.get(row.region_code, "")
    return render(request, "rectification/listings/public_list.html", {"page": page, "today": clock.today()})
