"""Pages of criteria and checklists: look up, read a version, draw up and publish the next."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from checklists import actions, policy, selectors
from checklists.filters import CriterionFilter
from checklists.forms import ItemForm, PublishForm
from checklists.models import Criterion
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.lists import keyset_page
from core.policy import require


@require_safe
@acting
def criteria(request: HttpRequest) -> HttpResponse:
    """Look up the criteria of major hazards; without a day, those in force today."""
    require(policy.can_read_checklists(request.actor))
    data = request.GET.copy()
    data.setdefault("on", clock.today().isoformat())
    found = CriterionFilter(data, queryset=Criterion.objects.select_related("industry"), request=request)
    queryset = found.qs
    page = keyset_page(queryset, order=("code",), cursor=request.GET.get("cursor"), size=25)
    columns = [
        {"label": _("Criterion code"), "css": "nowrap"},
        {"label": _("Criterion"), "css": "wide"},
        {"label": _("Industry")},
        {"label": _("Source")},
        {"label": _("In force"), "css": "nowrap"},
    ]
    context = {"page": page, "total": queryset.count(), "filter": found, "columns": columns}
    return render(request, "checklists/criteria.html", context)


@require_safe
@acting
def checklist_list(request: HttpRequest) -> HttpResponse:
    """Show the checklists readable here with their versions."""
    require(policy.can_read_checklists(request.actor))
    context = {
        "checklists": selectors.checklists_with_versions(),
        "may_draft": bool(policy.can_draft_checklist(request.actor, request.actor.region_code)),
        "own_region": request.actor.region_code,
    }
    return render(request, "checklists/list.html", context)


@require_safe
@acting
def version(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read one version of a checklist, item by item."""
    require(policy.can_read_checklists(request.actor))
    shown = selectors.version_to_read(pk)
    items = list(shown.items.all())
    context = {
        "version": shown,
        "sections": selectors.by_section(items),
        "count": len(items),
        "may_publish": policy.can_publish_version(request.actor, shown),
        "may_edit": bool(policy.can_edit_version(request.actor, shown)),
        "may_draft": bool(policy.can_draft_checklist(request.actor, shown.region_code)),
        "publish_form": PublishForm(initial={"effective_from": clock.today(), "items": len(items)}),
    }
    return render(request, "checklists/version.html", context)


@require_POST
@acting
def draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Draw up the next version of a checklist and open it."""
    made = actions.draft_version(actor=request.actor, now=clock.now(), checklist_id=pk)
    return redirect("checklists:version", pk=made.pk)


@require_POST
@acting
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish a draft."""
    form = PublishForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the day from which the list is used. Nothing was published."))
        return redirect("checklists:version", pk=pk)
    made = actions.publish_version(
        actor=request.actor,
        now=clock.now(),
        version_id=pk,
        effective_from=form.cleaned_data["effective_from"],
        expected_items=form.cleaned_data["items"],
    )
    messages.success(request, _("Version %(number)s is published; it never changes.") % {"number": made.number})
    return redirect("checklists:version", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def item(request: HttpRequest, pk: uuid.UUID, item_id: uuid.UUID | None = None) -> HttpResponse:
    """Add an item to a draft, or change one."""
    shown = selectors.version_to_read(pk)
    require(policy.can_edit_version(request.actor, shown))
    present = next((each for each in shown.items.all() if each.pk == item_id), None)
    if item_id and present is None:
        raise NotVisible(_("This item is not in the draft any more."))
    form = ItemForm(request.POST or None, initial=ItemForm.initial_of(present) if present else {})
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_item(actor=request.actor, now=clock.now(), version_id=pk, item_id=item_id, **form.facts())
        except (RuleBroken, Conflict) as error:
            form.add_error(None, str(error))
        else:
            return redirect("checklists:version", pk=pk)
    context = {"version": shown, "form": form, "item": present}
    return render(request, "checklists/item.html", context, status=422 if form.errors else 200)


@require_POST
@acting
def remove_item(request: HttpRequest, pk: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Remove an item from a draft."""
    actions.remove_item(actor=request.actor, now=clock.now(), version_id=pk, item_id=item_id)
    return redirect("checklists:version", pk=pk)
