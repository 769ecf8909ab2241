"""Pages of the deadline policies: what the region proposes and from where it comes; add, change, remove."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import Conflict, RuleBroken
from core.policy import require
from hazards.choices import Grade
from hazards.pages import put_errors
from rectification import actions, deadline_policies, forms, policy, selectors
from rectification.models import DeadlinePolicy
from regions.selectors import region_names


@require_safe
@acting
def policy_list(request: HttpRequest) -> HttpResponse:
    """Show the region's own policies and the inherited ones, which one wins, and the day each means today."""
    actor = request.actor
    require(policy.can_see_deadline_policies(actor))
    columns = [
        {"label": _("Grade"), "css": "nowrap"},
        {"label": _("Industry")},
        {"label": _("Proposed time"), "css": "nowrap"},
        {"label": _("Set by")},
        {"label": _("In force here"), "css": "wide"},
    ]
    context = {
        "rows": deadline_policies.policies_at(actor.region_code, today=clock.today()),
        "columns": columns,
        "region": region_names([actor.region_code]).get(actor.region_code, actor.region_code),
        "may_keep": bool(policy.can_keep_deadline_policies(actor)),
    }
    return render(request, "rectification/policies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def add(request: HttpRequest) -> HttpResponse:
    """Add a policy for the own region; "See the day" saves nothing."""
    require(policy.can_keep_deadline_policies(request.actor))
    return _form_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change how many days a policy of the own region proposes."""
    require(policy.can_keep_deadline_policies(request.actor))
    row = deadline_policies.visible_policy(pk)
    require(policy.can_keep_deadline_policy(request.actor, row.region_code, row.industry_id))
    return _form_page(request, row)


@require_POST
@acting
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Remove a policy of the own region."""
    actions.remove_deadline_policy(actor=request.actor, now=clock.now(), policy_id=pk)
    messages.success(request, _("The policy is removed. Issued deadlines stay as they are."))
    return redirect("rectification:policies")


def _form_page(request: HttpRequest, row: DeadlinePolicy | None) -> HttpResponse:
    initial = {"unit": row.unit, "amount": row.amount} if row else {}
    form = forms.PolicyForm(request.POST or None, actor=request.actor, fixed=row is not None, initial=initial)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                if "preview" not in request.POST:
                    return _save(request, row, form.cleaned_data)
                status = 200
            except RuleBroken as error:
                put_errors(form, error)
            except Conflict as error:
                form.add_error(None, str(error))
                status = 409
    context = {"form": form, "row": row, "example": _example(request, form, row)}
    return render(request, "rectification/policy.html", context, status=status)


def _save(request: HttpRequest, row: DeadlinePolicy | None, values: dict) -> HttpResponse:
    who = {"actor": request.actor, "now": clock.now()}
    if row is None:
        actions.add_deadline_policy(**who, **values)
    else:
        actions.change_deadline_policy(**who, policy_id=row.pk, **values)
    messages.success(request, _("The policy is saved. It holds for orders issued from now on."))
    return redirect("rectification:policies")


def _example(request: HttpRequest, form: forms.PolicyForm, row: DeadlinePolicy | None) -> dict | None:
    """Return the day that what stands in the form means for a hazard found today, with the days one by one."""
    if form.is_bound and not form.is_valid():
        return None
    values = form.cleaned_data if form.is_bound else {name: form[name].value() for name in form.fields}
    grade = row.grade if row else values.get("grade") or Grade.GENERAL
    code = row.region_code if row else request.actor.region_code
    try:
        found = deadline_policies.example_of(
            grade=grade, unit=values["unit"], amount=values["amount"], region_code=code, today=clock.today()
        )
    except RuleBroken as error:
        if form.is_bound:
            put_errors(form, error)
        return None
    return selectors.explain(found)
