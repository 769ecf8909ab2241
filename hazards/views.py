"""Pages of hazards: the list with its filters, the acts, the export. The dossier is composed by the desk."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from checklists.duties.selectors import duty_of, noted_fault
from core import clock
from core.errors import NotVisible, RuleBroken
from core.policy import Decision, require
from core.roles import OFFICER_ROLES
from core.tables import excel_response
from enterprises.models import Enterprise
from hazards import actions, forms, policy, selectors
from hazards.choices import PhotoPurpose, Source
from hazards.filters import HazardFilter
from hazards.models import Hazard
from hazards.pages import ActionPage, BulkPage, keys_of, put_errors, take_photos
from regions.selectors import calendar_for

GRID_SECONDS = 300


def _filtered(request: HttpRequest) -> HazardFilter:
    require(policy.can_see(request.actor))
    return HazardFilter(request.GET, queryset=Hazard.objects.all(), request=request)


@require_safe
@acting
def hazard_list(request: HttpRequest) -> HttpResponse:
    """Show the hazards within reach: filters as chips, totals, overdue first, pages by keyset."""
    actor, today = request.actor, clock.today()
    found = _filtered(request)
    hazards = found.qs if found.form.is_valid() else Hazard.objects.none()
    order = request.GET.get("o", selectors.DEFAULT_ORDER)
    page = selectors.list_page(hazards, order=order, cursor=request.GET.get("cursor"))
    rows = selectors.rows_of(page.rows, today=today, calendar=calendar_for(actor.region_code))
    saved = [
        {
            "name": row.name,
            "url": f"{reverse('hazards:list')}?{row.query}",
            "delete_url": reverse("hazards:remove_filter", args=[row.pk]),
        }
        for row in selectors.saved_filters(actor.membership_id)
    ]
    context = {
        "filter": found,
        "grid": _grid(request, found.form),
        "page": page,
        "rows": rows,
        "totals": selectors.totals_of(hazards, today=today, asked=found.form.cleaned_data),
        "order": order,
        "columns": _columns(actor),
        "official": actor.tenant_kind != "enterprise",
        "saved": saved,
        "can_export": policy.can_export(actor),
        "bulk_actions": _bulk_actions(actor),
        "record_url": _record_url(actor),
        "filtered": any(value for key, value in request.GET.items() if key not in ("o", "cursor")),
    }
    return render(request, "hazards/list.html", context)


def _grid(request: HttpRequest, form) -> str:
    """Return the rendered fields of the filter, kept for a while for who asked it: paging draws the same ones again."""
    asked = "&".join(sorted(f"{key}={value}" for key in form.fields for value in request.GET.getlist(key)))
    digest = hashlib.sha256(asked.encode()).hexdigest()
    # Empty ones are alike for everybody.
    key = f"hazards:filter_grid:{request.actor.membership_id if asked else ''}:{get_language()}:{digest}"
    grid = cache.get(key)
    if grid is None:
        grid = render_to_string("components/filter_grid.html", {"form": form})
        cache.set(key, grid, GRID_SECONDS)
    return grid


def _columns(actor) -> list[dict[str, Any]]:
    columns = [
        {"label": _("Case number"), "sort": "number", "css": "nowrap"},
        {"label": _("What is wrong"), "css": "wide"},
        {"label": _("Enterprise"), "official": True},
        {"label": _("Status"), "css": "nowrap"},
        {"label": _("Deadline"), "sort": "due"},
        {"label": _("Handler"), "official": True},
    ]
    shown = [column for column in columns if actor.tenant_kind != "enterprise" or not column.get("official")]
    return [{"sort": "", "css": ""} | column for column in shown]


def _bulk_actions(actor) -> list[dict[str, str]]:
    """Return what the actor does to many ticked rows at once: the same that a dossier offers for one."""
    found = []
    if policy.can_confirm(actor, None):
        url = reverse("hazards:confirm_many")
        found.append({"value": "confirm", "label": _("Confirm as general"), "icon": "check", "formaction": url})
    if policy.can_assign(actor, None):
        url = reverse("hazards:assign_many")
        found.append({"value": "assign", "label": _("Assign to a handler"), "icon": "people", "formaction": url})
    if actor.role in OFFICER_ROLES:
        url = reverse("rectification:order_many")
        found.append({"value": "order", "label": _("Issue one order"), "icon": "document", "formaction": url})
    return found


def _record_url(actor) -> str:
    if actor.tenant_kind == "enterprise" and policy.can_record(actor):
        return f"{reverse('hazards:record')}?enterprise={actor.tenant_id}"
    return ""


@require_safe
@acting
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the filtered ledger as Excel."""
    require(policy.can_export(request.actor))
    found = _filtered(request)
    if not found.form.is_valid():
        return redirect(f"{reverse('hazards:list')}?{request.GET.urlencode()}")
    return excel_response("hazards", selectors.export_headers(), selectors.export_rows(found.qs, request.actor))


@require_POST
@acting
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the present filter under a name."""
    query = request.POST.get("query", "")
    try:
        actions.save_filter(actor=request.actor, now=clock.now(), name=request.POST.get("name", ""), query=query)
        messages.success(request, _("The filter is kept. You find it above the list."))
    except RuleBroken as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('hazards:list')}?{query}")


@require_POST
@acting
def remove_filter(request: HttpRequest, pk) -> HttpResponse:
    """Remove a kept filter."""
    actions.remove_filter(actor=request.actor, now=clock.now(), filter_id=pk)
    messages.success(request, _("The filter is removed."))
    return redirect("hazards:list")


class AssignMany(BulkPage):
    """Name the handler of many."""

    form_class = forms.AssignManyForm
    title, button = gettext_lazy("Assign hazards"), gettext_lazy("Assign these hazards")
    done = gettext_lazy("Assigned: %(n)s.")

    def permit(self, actor) -> Decision:
        """Ask the verb's policy."""
        return policy.can_assign(actor, None)

    def act(self, request: HttpRequest, keys: list[str], values: dict[str, Any]) -> actions.BulkResult:
        """Assign each of them."""
        return actions.assign_many(actor=request.actor, now=clock.now(), hazard_ids=keys, **values)


class ConfirmMany(BulkPage):
    """Settle the grade of many as general."""

    title, button = gettext_lazy("Confirm as general hazards"), gettext_lazy("Confirm these hazards as general")
    note = gettext_lazy(
        "Only what is proposed as general is confirmed here. A major hazard is weighed on its own page."
    )
    done = gettext_lazy("Confirmed as general: %(n)s.")

    def permit(self, actor) -> Decision:
        """Ask the verb's policy."""
        return policy.can_confirm(actor, None)

    def act(self, request: HttpRequest, keys: list[str], values: dict[str, Any]) -> actions.BulkResult:
        """Confirm each of them."""
        return actions.confirm_many(actor=request.actor, now=clock.now(), hazard_ids=keys)


def _noted(request: HttpRequest, enterprise: Enterprise) -> str:
    """Return what was noted with the duty that this reports, so that nobody types it twice; else nothing."""
    if request.method == "POST" or "duty" not in request.GET:
        return ""
    duty = duty_of(request.actor, keys_of([request.GET["duty"]])[0])
    return noted_fault(duty) if duty.enterprise_id == enterprise.pk else ""


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def record(request: HttpRequest) -> HttpResponse:
    """Record a hazard outside a visit: an enterprise's own finding, or one that came to the desk."""
    actor = request.actor
    key = request.POST.get("enterprise") or request.GET.get("enterprise") or str(actor.tenant_id)
    enterprise = Enterprise.objects.filter(pk=keys_of([key])[0]).first()
    if enterprise is None:
        raise NotVisible(_("There is no such enterprise, or it is not yours to see."))
    require(policy.can_record(actor, enterprise))
    initial = {"description": _noted(request, enterprise)}
    form = forms.RecordForm(request.POST or None, request.FILES or None, enterprise=enterprise, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            photos = take_photos(request, enterprise, values.pop("photos"), PhotoPurpose.BEFORE)
            source = {"enterprise": Source.SELF_CHECK, "agency": Source.AGENCY}.get(actor.tenant_kind, Source.VISIT)
            hazard = actions.record_hazard(actor=actor, now=clock.now(), source=source, before_photos=photos, **values)
            messages.success(request, _("Recorded as %(number)s.") % {"number": hazard.label})
            return redirect("hazards:dossier", pk=hazard.pk)
        except RuleBroken as error:
            put_errors(form, error)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "hazards/record.html", {"form": form, "enterprise": enterprise}, status=status)


class HazardPage(ActionPage):
    """A page whose act is one action of this app."""

    policies, actions = policy, actions


class Confirm(HazardPage):
    """Settle the grade."""

    verb, action, form_class = "confirm", "confirm_grade", forms.ConfirmForm
    title, button = gettext_lazy("Confirm the grade"), gettext_lazy("Confirm the grade")
    note = gettext_lazy("A major hazard is confirmed by another person than who recorded it.")
    done = gettext_lazy("The grade is settled.")


class Reject(HazardPage):
    """Decide that it is none."""

    verb, form_class, danger = "reject", forms.ReasonForm, True
    title, button, done = (
        gettext_lazy("This is not a hazard"),
        gettext_lazy("Decide: not a hazard"),
        gettext_lazy("It is not a hazard any more."),
    )


class FixOnSpot(HazardPage):
    """Close it in the same visit."""

    verb, form_class = "fix_on_spot", forms.FixOnSpotForm
    photo_field, photo_purpose = "after_photos", PhotoPurpose.AFTER
    title, button, done = (
        gettext_lazy("Fixed on the spot"),
        gettext_lazy("Close as fixed on the spot"),
        gettext_lazy("Closed."),
    )


class Transfer(HazardPage):
    """Hand it over."""

    verb, form_class = "transfer", forms.TransferForm
    title, button = gettext_lazy("Transfer to the competent department"), gettext_lazy("Transfer the hazard")
    done = gettext_lazy("Transferred. The other department takes it over.")


class Receive(HazardPage):
    """Take it over."""

    verb, form_class = "receive", forms.TakeOverForm
    title, button, done = (
        gettext_lazy("Take over the transferred hazard"),
        gettext_lazy("Take over the hazard"),
        gettext_lazy("It is yours now."),
    )


class Upgrade(HazardPage):
    """Grade it up."""

    verb, form_class, danger = "upgrade", forms.UpgradeForm, True
    title, button, done = (
        gettext_lazy("Grade up to major"),
        gettext_lazy("Grade up to major"),
        gettext_lazy("It is graded major now."),
    )


class LookBack(HazardPage):
    """Record a look-back check."""

    verb, form_class, photo_field = "look_back", forms.LookBackForm, "photos"
    title, button = gettext_lazy("Look-back check"), gettext_lazy("Record the look-back check")
    note = gettext_lazy("Not in order any more? Then reopen the hazard instead.")
    done = gettext_lazy("The look-back check is recorded.")


class AssignInside(HazardPage):
    """Name who fixes what the enterprise found itself."""

    verb, form_class = "assign_inside", forms.AssignInsideForm
    title, button = gettext_lazy("Who fixes it, and by when"), gettext_lazy("Name the person and the day")
    note = gettext_lazy("Your enterprise found it and fixes it: no order. The ledger keeps each day you set.")
    done = gettext_lazy("The person is told.")


class ReportFixed(HazardPage):
    """Report the fix."""

    verb, form_class = "report_fixed", forms.ReportFixedForm
    title, button = gettext_lazy("It is fixed"), gettext_lazy("Report it fixed")
    note = gettext_lazy("Another person of your enterprise verifies it and closes it.")
    done = gettext_lazy("Reported. Another person verifies it now.")

    def act(self, request: HttpRequest, hazard: Hazard, form) -> Any:
        """Take the pictures in, each in its role."""
        values = form.values()
        for name, purpose in (("after_photos", PhotoPurpose.AFTER), ("before_photos", PhotoPurpose.BEFORE)):
            values[name] = take_photos(request, hazard.enterprise, values.get(name, ()), purpose)
        return actions.report_fixed(actor=request.actor, now=clock.now(), hazard_id=hazard.pk, **values)


class CloseInside(HazardPage):
    """Verify inside the enterprise."""

    verb, form_class = "close_inside", forms.CloseInsideForm
    title, button = gettext_lazy("Verify and close it"), gettext_lazy("Verified: close it")
    note = gettext_lazy("Whoever did the work cannot verify it.")
    done = gettext_lazy("Verified and closed.")


class ReturnInside(HazardPage):
    """Not fixed."""

    verb, form_class, danger = "return_inside", forms.ReasonForm, True
    title, button = gettext_lazy("Not fixed yet: return it"), gettext_lazy("Return it")
    done = gettext_lazy("Returned. The person is told what is missing.")


class TakeOver(HazardPage):
    """Lead it as an authority."""

    verb, form_class, danger = "take_over", forms.ReasonForm, True
    title, button = gettext_lazy("Take into supervision"), gettext_lazy("Take it into supervision")
    note = gettext_lazy(
        "The enterprise found this itself. From here on it is ordered, verified and counted like any other hazard."
    )
    done = gettext_lazy("It is under your supervision now. The enterprise is told.")


class Note(HazardPage):
    """Add to the story."""

    verb, action, form_class, photo_field = "note", "add_note", forms.NoteForm, "photos"
    title, button, done = gettext_lazy("Add a note"), gettext_lazy("Add the note"), gettext_lazy("The note is added.")


class Assign(HazardPage):
    """Name the handler."""

    verb, action, form_class = "assign", "assign_handler", forms.AssignForm
    title, button, done = (
        gettext_lazy("Assign to a handler"),
        gettext_lazy("Assign the hazard"),
        gettext_lazy("Assigned."),
    )
