"""Site plans: the four-colour view of a drawing with its table, adding a drawing, placing points; the boundaries."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import RuleBroken
from core.policy import require
from enterprises.selectors import get_enterprise
from hazards.pages import put_errors
from risks.ledger import actions, forms, policy, rules, selectors
from risks.ledger.choices import Level, PlanStatus
from risks.ledger.levels import BoundaryTable, boundaries_of

#: The drawing is laid out this wide; its height follows.
WIDTH = 1000


@require_safe
@acting
def plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a drawing with the points that stand on it, each by shape, colour and number, and the table beside it."""
    return _plan(request, pk)


def _plan(request: HttpRequest, pk: uuid.UUID, form: forms.PlaceForm | None = None, *, status: int = 200):
    require(policy.can_see_risk_points(request.actor))
    held = selectors.visible_plan(pk)
    marks, others = selectors.marks_on(held, today=clock.today())
    height = round(WIDTH * held.picture.height / held.picture.width)
    lines = [mark.line for mark in marks]
    may_keep = held.status == PlanStatus.ACTIVE and bool(policy.can_keep_site_plans(request.actor, held.enterprise_id))
    counts = [
        (colour.value, Level(level).label, sum(line.level == level for line in lines))
        for level, colour in rules.COLOURS.items()
    ]
    worst = rules.worst(line.level for line in lines)
    if may_keep and form is None:
        choices = [line.point for line in [*others, *sorted(lines, key=lambda line: line.point.number)]]
        form = forms.PlaceForm(points=choices)
    context = {
        "plan": held,
        "marks": [(mark, mark.x * WIDTH / rules.WHOLE, mark.y * height / rules.WHOLE) for mark in marks],
        "others": others,
        "width": WIDTH,
        "height": height,
        "counts": counts,
        "colour": rules.colour_of(worst),
        "level": worst,
        "may_keep": may_keep,
        "form": form if may_keep else None,
        "today": clock.today(),
        "plans": [each for each in selectors.plans_of(held.enterprise_id) if each.pk != held.pk],
    }
    return render(request, "risks/ledger/plan.html", context, status=status)


@require_POST
@acting
def place(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Place a point: by the form without scripts, or by what the drawing's script sends after a drag."""
    held = selectors.visible_plan(pk)
    require(policy.can_keep_site_plans(request.actor, held.enterprise_id))
    marks, others = selectors.marks_on(held, today=clock.today())
    form = forms.PlaceForm(request.POST, points=[line.point for line in [*others, *(mark.line for mark in marks)]])
    quiet = "application/json" in request.headers.get("Accept", "")
    if form.is_valid():
        try:
            actions.place_point(actor=request.actor, now=clock.now(), plan_id=pk, **form.spot())
        except RuleBroken as error:
            put_errors(form, error)
        else:
            if quiet:
                return HttpResponse(status=204)
            messages.success(request, _("The point stands on the plan."))
            return redirect("risks:plan", pk=pk)
    return HttpResponse(status=422) if quiet else _plan(request, pk, form, status=422)


@require_POST
@acting
def take_off(request: HttpRequest, pk: uuid.UUID, point_id: uuid.UUID) -> HttpResponse:
    """Take a point off the plan."""
    actions.take_off_plan(actor=request.actor, now=clock.now(), plan_id=pk, point_id=point_id)
    messages.success(request, _("The point is off the plan. Its ledger is as it was."))
    return redirect("risks:plan", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def add_plan(request: HttpRequest) -> HttpResponse:
    """Add a drawing to the own enterprise."""
    require(policy.can_keep_site_plans(request.actor))
    enterprise = get_enterprise(request.actor.tenant_id)
    form = forms.PlanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.add_site_plan(
                actor=request.actor,
                now=clock.now(),
                enterprise_id=enterprise.pk,
                name=form.cleaned_data["name"],
                data=file.read(),
                file_name=file.name,
            )
        except RuleBroken as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The drawing is there. Now place the risk points on it."))
            return redirect("risks:plan", pk=made.pk)
    context = {
        "form": form,
        "title": _("Add a site plan"),
        "button": _("Add site plan"),
        "css": "btn-primary",
        "back": reverse("risks:points"),
        "multipart": True,
    }
    return render(request, "risks/ledger/act.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def retire_plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Retire a plan, after a question."""
    held = selectors.visible_plan(pk)
    require(policy.can_keep_site_plans(request.actor, held.enterprise_id))
    if request.method == "POST":
        actions.retire_site_plan(actor=request.actor, now=clock.now(), plan_id=pk)
        messages.success(request, _("The plan is retired. Risk points and their ledger are as they were."))
        return redirect("risks:points")
    context = {
        "form": None,
        "title": _("Retire “%(name)s”?") % {"name": held.name},
        "text": _("It is no longer shown. The drawing stays evidence, the risk points stay in the ledger."),
        "action_label": _("Retire plan"),
        "action_url": request.path,
        "cancel_url": reverse("risks:plan", args=[pk]),
        "css": "btn-danger",
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def policies(request: HttpRequest) -> HttpResponse:
    """Show where the levels begin here, by whose decision; the head of the authority sets them for the region."""
    require(policy.can_see_rating_policies(request.actor))
    actor = request.actor
    held = BoundaryTable.read().at(actor.region_code)
    rows = selectors.policies_at(actor.region_code)
    may_keep = bool(policy.can_keep_rating_policies(actor))
    form = forms.PolicyForm(request.POST or None, initial=forms.PolicyForm.initial_of(held))
    if request.method == "POST":
        require(policy.can_keep_rating_policies(actor))
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                actions.set_rating_policy(actor=actor, now=clock.now(), boundaries=form.boundaries(), reason=reason)
            except RuleBroken as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The boundaries hold from now on. The raw values are as they were."))
                return redirect("risks:policies")
    context = {
        "rows": [(row, name, rules.boundary_words(boundaries_of(row))) for row, name in rows],
        "held": rules.boundary_words(held),
        "boundaries": held,
        "default": rules.boundary_words(rules.DEFAULT),
        "scales": [
            (_("L: likelihood"), rules.LEC_LIKELIHOOD),
            (_("E: exposure"), rules.LEC_EXPOSURE),
            (_("C: consequence"), rules.LEC_CONSEQUENCE),
            (_("Matrix, L: likelihood"), rules.LS_LIKELIHOOD),
            (_("Matrix, S: severity"), rules.LS_SEVERITY),
        ],
        "form": form if may_keep else None,
        "own": any(row.region_code == actor.region_code for row, _name in rows),
    }
    return render(request, "risks/ledger/policies.html", context, status=422 if form.errors else 200)


@require_POST
@acting
def remove_policy(request: HttpRequest) -> HttpResponse:
    """Remove the own region's boundaries."""
    actions.remove_rating_policy(actor=request.actor, now=clock.now())
    messages.success(request, _("The boundaries of the region above hold again."))
    return redirect("risks:policies")
