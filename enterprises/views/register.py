"""The list of enterprises, one enterprise, and the forms that change it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Conflict, RuleBroken
from core.lists import keyset_page
from core.policy import require
from core.tables import LARGEST_EXPORT, excel_response
from enterprises import actions, policy, selectors
from enterprises.conduct.policy import can_see_conduct
from enterprises.conduct.selectors import standing_of
from enterprises.filters import EnterpriseFilter
from enterprises.forms import ContactForm, EnterpriseForm, RegisterForm
from enterprises.gate import for_members
from enterprises.models import Enterprise
from enterprises.sheets import COLUMNS

ORDERS = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "region": ("region_code", "name", "id"),
    "-region": ("-region_code", "-name", "-id"),
    "updated": ("updated_at", "id"),
    "-updated": ("-updated_at", "-id"),
}


@require_safe
@for_members
def enterprise_list(request: HttpRequest) -> HttpResponse:
    """Show the enterprises within reach, filtered and sorted."""
    require(policy.can_see_enterprises(request.actor))
    found = EnterpriseFilter(request.GET, queryset=selectors.register(), request=request)
    ordering = request.GET.get("o", "name")
    order = ORDERS.get(ordering, ORDERS["name"])
    queryset = found.qs
    page = keyset_page(queryset, order=order, cursor=request.GET.get("cursor"), size=25)
    columns = [
        {"label": _("Enterprise"), "sort": "name", "css": "wide"},
        {"label": _("Region"), "sort": "region"},
        {"label": _("Industry")},
        {"label": _("Risk tags")},
        {"label": _("Status")},
        {"label": _("Principal")},
    ]
    tags = {str(code): str(word) for code, word in found.filters["risk_tag"].extra["choices"]}
    for row in page.rows:
        row.tag_words = [tags.get(code, code) for code in row.risk_tags]
    context = {
        "page": page,
        "total": selectors.capped_total(queryset),
        "filter": found,
        "columns": columns,
        "ordering": ordering,
        "may_register": bool(policy.can_begin_registering(request.actor)),
        "may_import": bool(policy.can_import_enterprises(request.actor)),
        "may_see_moves": bool(policy.can_see_moves(request.actor)),
        "may_export": bool(policy.can_export_enterprises(request.actor)),
    }
    return render(request, "enterprises/list.html", context)


@require_safe
@for_members
def export(request: HttpRequest) -> HttpResponse:
    """Download the filtered list as Excel, in the columns that an import reads."""
    require(policy.can_export_enterprises(request.actor))
    found = EnterpriseFilter(request.GET, queryset=selectors.register(), request=request)
    headings = [column.heading for column in COLUMNS]
    return excel_response("enterprises", headings, selectors.export_rows(found.qs, LARGEST_EXPORT))


@require_safe
@for_members
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one enterprise: facts, places, equipment, posts; its cases come from the desk."""
    require(policy.can_see_enterprises(request.actor))
    enterprise = selectors.get_enterprise(pk)
    context = {
        "enterprise": enterprise,
        "department": selectors.department_name(enterprise.industry.lead_authority_code),
        "tags": selectors.tag_names(enterprise.risk_tags),
        "place_items": list(enterprise.places.order_by("name")[:200]),
        "equipment_items": list(enterprise.equipment.select_related("place").order_by("name")[:200]),
        "post_items": list(enterprise.posts.order_by("name")[:200]),
        "edit": policy.can_edit_contacts(request.actor, enterprise),
        "keep": policy.can_keep_belongings(request.actor, enterprise),
        "standing": standing_of(pk, clock.today()) if can_see_conduct(request.actor) else None,
    }
    return render(request, "enterprises/detail.html", context)


def _take(form, error: RuleBroken | Conflict) -> None:
    """Show the reason of a refused action at its field, or at the top of the form."""
    for name, sentence in error.fields.items():
        form.add_error(name if name in form.fields else None, str(sentence))
    if not error.fields:
        form.add_error(None, str(error))


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def create(request: HttpRequest) -> HttpResponse:
    """Register an enterprise."""
    require(policy.can_begin_registering(request.actor))
    form = RegisterForm(request.POST or None, actor=request.actor, initial={"status": "active"})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_enterprise(actor=request.actor, now=clock.now(), **form.facts())
        except (RuleBroken, Conflict) as error:
            _take(form, error)
        else:
            messages.success(request, _("%(name)s is registered.") % {"name": made.name})
            return redirect("enterprises:detail", pk=made.pk)
    status = 422 if form.errors else 200
    return render(request, "enterprises/register.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change an enterprise: its bureau everything, its own people the contacts."""
    enterprise = selectors.get_enterprise(pk)
    require(policy.can_edit_contacts(request.actor, enterprise))
    form = _form_for(request, enterprise)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_enterprise(
                actor=request.actor,
                now=clock.now(),
                enterprise_id=pk,
                version=form.cleaned_data["version"],
                **form.facts(),
            )
        except (RuleBroken, Conflict) as error:
            _take(form, error)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("enterprises:detail", pk=pk)
    status = 422 if form.errors else 200
    return render(request, "enterprises/edit.html", {"form": form, "enterprise": enterprise}, status=status)


def _form_for(request: HttpRequest, enterprise: Enterprise) -> ContactForm:
    initial = ContactForm.initial_of(enterprise)
    if policy.can_edit_enterprise(request.actor, enterprise):
        return EnterpriseForm(request.POST or None, actor=request.actor, initial=initial)
    return ContactForm(request.POST or None, initial=initial)
