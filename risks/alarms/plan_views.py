"""Pages of the plans: whom an alarm is told to, where that comes from, what it was before, the form that sets it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import RuleBroken
from core.policy import require
from enterprises.models import Enterprise
from enterprises.selectors import get_enterprise
from hazards.pages import put_errors
from regions.selectors import region_names
from risks.alarms import actions, policy, selectors
from risks.alarms.forms import PlanForm
from risks.alarms.plans import (
    channel_words,
    departments_for,
    forecast,
    limits_of,
    openness_of,
    own_plan,
    plan_of,
    plan_of_region,
    plan_without_own,
    waits_of,
)
from risks.models import AlarmPlan


def _whose(actor, pk: uuid.UUID | None) -> tuple[Enterprise | None, AlarmPlan | None, str]:
    """Return the enterprise that is asked for (None: the actor's region), its plan and the region it lies in."""
    if pk is None and actor.tenant_kind == "enterprise":
        pk = actor.tenant_id
    if pk is None:
        return None, plan_of_region(actor.region_code), actor.region_code
    enterprise = get_enterprise(pk)
    return enterprise, plan_of(enterprise.pk, enterprise.region_code), enterprise.region_code


def _named(enterprise: Enterprise | None, region_code: str) -> str:
    return enterprise.name if enterprise else region_names([region_code]).get(region_code, region_code)


def _source(plan: AlarmPlan | None, enterprise: Enterprise | None) -> str:
    if plan is None:
        return _("Safeloop's default, as no plan was set here or above")
    if plan.enterprise_id:
        return _("set by the enterprise itself")
    name = region_names([plan.region_code]).get(plan.region_code) or _("The nation")
    return _("set by %(region)s") % {"region": name}


@require_safe
@acting
def plan(request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """Show the plan in force for an enterprise or the own region: who set it, whom it tells when, what it was."""
    actor = request.actor
    require(policy.can_see_alarms(actor))
    enterprise, held, region_code = _whose(actor, pk)
    limits, named = limits_of(held), held.authorities if held else []
    context = {
        "enterprise": enterprise,
        "plan": held,
        "whose": _named(enterprise, region_code),
        "source": _source(held, enterprise),
        "openness": openness_of(held).label,
        "waits": waits_of(limits),
        "channels": channel_words(held),
        "steps": forecast(named=named, limits=limits, region_code=region_code, enterprise=enterprise),
        "own": held is not None and _is_own(actor, held),
        "changes": selectors.changes_of(held) if held else [],
        "keep": policy.can_keep_alarm_plan(actor, enterprise and enterprise.pk),
    }
    return render(request, "risks/alarms/plan.html", context)


def _is_own(actor, held: AlarmPlan) -> bool:
    if actor.tenant_kind == "enterprise":
        return held.enterprise_id == actor.tenant_id
    return held.enterprise_id is None and held.region_code == actor.region_code


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def give_back(request: HttpRequest) -> HttpResponse:
    """Give the own plan back to inheritance, after showing which plan then holds and whom it would tell."""
    actor = request.actor
    require(policy.can_keep_alarm_plan(actor))
    if request.method == "POST":
        actions.remove_alarm_plan(actor=actor, now=clock.now())
        messages.success(request, _("Your plan is removed: the next alarm is told by the plan shown here."))
        return redirect("risks:alarm_plan")
    if own_plan(actor) is None:
        return redirect("risks:alarm_plan")
    then = plan_without_own(actor)
    enterprise, _held, region_code = _whose(actor, None)
    limits, named = limits_of(then), then.authorities if then else []
    context = {
        "enterprise": enterprise,
        "whose": _named(enterprise, region_code),
        "source": _source(then, enterprise),
        "openness": openness_of(then).label,
        "waits": waits_of(limits),
        "channels": channel_words(then),
        "steps": forecast(named=named, limits=limits, region_code=region_code, enterprise=enterprise),
    }
    return render(request, "risks/alarms/give_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def edit(request: HttpRequest) -> HttpResponse:
    """Set the plan of the own enterprise or region; "look" shows whom it would tell, and saves nothing."""
    actor = request.actor
    require(policy.can_keep_alarm_plan(actor))
    enterprise, held, region_code = _whose(actor, None)
    departments = departments_for(region_code)
    form = PlanForm(request.POST or None, departments=departments, initial=PlanForm.initial_of(held))
    steps, status = [], 200
    if form.is_bound:
        status = 422
        if form.is_valid() and "look" in request.POST:
            status, named = 200, form.cleaned_data["authorities"]
            steps = forecast(named=named, limits=form.limits(), region_code=region_code, enterprise=enterprise)
        elif form.is_valid():
            try:
                actions.set_alarm_plan(actor=actor, now=clock.now(), **form.cleaned_data)
            except RuleBroken as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The plan is in force: the next alarm is told by it."))
                return redirect("risks:alarm_plan")
    context = {"form": form, "steps": steps, "whose": _named(enterprise, region_code), "enterprise": enterprise}
    return render(request, "risks/alarms/edit_plan.html", context, status=status)
