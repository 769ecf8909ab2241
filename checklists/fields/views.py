"""Pages of the tables of fields: what holds here and where it gaps, the versions, and the editor of a draft."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from checklists import policy
from checklists.fields import actions, selectors
from checklists.fields.forms import FieldForm, PublishFieldsForm, SubmitFieldsForm
from checklists.forms import ReturnForm
from core import clock
from core.errors import Conflict, RuleBroken
from core.policy import require
from regions.selectors import region_names


def counts(rows: list) -> dict[str, int]:
    """Return how many fields there are, with one lead, with none, and with more than one."""
    gaps = [row.gap for row in rows]
    return {
        "all": len(gaps),
        "one": gaps.count(""),
        "no_lead": gaps.count("no_lead"),
        "two_leads": gaps.count("two_leads"),
    }


@require_safe
@acting
def overview(request: HttpRequest) -> HttpResponse:
    """Show who answers for each field in the acting region, and what falls between two."""
    actor = request.actor
    require(policy.can_read_checklists(actor))
    rows = selectors.lines(actor.region_code)
    tables = list(selectors.tables_of(actor.region_code)[: selectors.LONGEST_LIST])
    names = region_names(version.region_code for version in tables)
    for version in tables:
        version.region_name = names.get(version.region_code, version.region_code)
    only_gaps = request.GET.get("gaps") == "1"
    context = {
        "rows": [row for row in rows if row.gap] if only_gaps else rows,
        "counts": counts(rows),
        "only_gaps": only_gaps,
        "tables": tables,
        "may_draft": bool(policy.can_draft_fields(actor, actor.region_code)),
    }
    return render(request, "checklists/fields/overview.html", context)


@require_POST
@acting
def draft(request: HttpRequest) -> HttpResponse:
    """Draw up the region's next table and open it."""
    made = actions.draft_fields(actor=request.actor, now=clock.now())
    return redirect("checklists:fields_table", pk=made.pk)


@require_safe
@acting
def table(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read one version, and do what its state permits."""
    actor = request.actor
    require(policy.can_read_checklists(actor))
    held = selectors.visible_table(pk)
    rows = selectors.kept_lines(held) if held.content else selectors.draft_lines(held)
    context = {
        "table": held,
        "rows": rows,
        "counts": counts(rows),
        "may_edit": bool(policy.can_edit_fields(actor, held)),
        "may_review": policy.can_publish_fields(actor, held),
        "submit_form": SubmitFieldsForm(initial={"edition": held.edition, "gaps_note": held.gaps_note}),
        "publish_form": PublishFieldsForm(initial={"effective_from": clock.today()}),
        "return_form": ReturnForm(),
        "may_issue": bool(policy.can_draft_fields(actor, held.region_code)),
    }
    return render(request, "checklists/fields/table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def field(request: HttpRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    """Say who leads and who assists in one field of a draft."""
    held = selectors.visible_table(pk)
    require(policy.can_edit_fields(request.actor, held))
    industry = selectors.field_of(code)
    parts = {row.department_id: row.part for row in held.duties.filter(industry=industry)}
    above = next(row for row in selectors.lines(held.region_code[:-2] or "", None) if row.code == code)
    initial = {
        "revision": held.revision,
        "leads": [key for key, part in parts.items() if part == "lead"],
        "assists": [key for key, part in parts.items() if part == "assist"],
    }
    form = FieldForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_field(
                actor=request.actor,
                now=clock.now(),
                table_id=pk,
                industry=code,
                leads=[row.pk for row in data["leads"]],
                assists=[row.pk for row in data["assists"]],
                revision=data["revision"],
            )
        except (RuleBroken, Conflict) as error:
            form.add_error(None, str(error))
            if isinstance(error, Conflict):
                form.data = form.data.copy()
                form.data["revision"] = str(held.revision)
        else:
            return redirect(f"{reverse('checklists:fields_table', args=[pk])}#field-{code}")
    context = {"table": held, "industry": industry, "form": form, "above": above}
    return render(request, "checklists/fields/field.html", context, status=422 if form.errors else 200)


@require_POST
@acting
def submit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a draft for review."""
    form = SubmitFieldsForm(request.POST)
    data = form.cleaned_data if form.is_valid() else {}
    try:
        actions.submit_fields(actor=request.actor, now=clock.now(), table_id=pk, **data)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Sent for review. Another person publishes it or returns it with a reason."))
    return redirect("checklists:fields_table", pk=pk)


@require_POST
@acting
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Return a table in review with a reason."""
    form = ReturnForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.return_fields(actor=request.actor, now=clock.now(), table_id=pk, reason=reason)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Returned. The reason stands with the draft."))
    return redirect("checklists:fields_table", pk=pk)


@require_POST
@acting
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Publish a table in review."""
    form = PublishFieldsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the day from which the table holds. Nothing was published."))
        return redirect("checklists:fields_table", pk=pk)
    try:
        actions.publish_fields(actor=request.actor, now=clock.now(), table_id=pk, **form.cleaned_data)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The table is published; it never changes."))
    return redirect("checklists:fields_table", pk=pk)


@require_POST
@acting
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    actions.discard_fields(actor=request.actor, now=clock.now(), table_id=pk)
    messages.success(request, _("The draft is discarded. What was published stays as it is."))
    return redirect("checklists:fields")
