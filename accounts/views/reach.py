"""Who from elsewhere may work at which enterprise: assignments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, policy
from accounts.decorators import acting
from accounts.filters import AssignmentFilter
from accounts.forms import AssignmentForm, broken
from accounts.selectors import assignments_in_reach
from core import clock
from core.errors import RuleBroken
from core.lists import keyset_page
from core.policy import require
from enterprises.models import Enterprise

ORDER = ("-ends_at", "-id")


@acting
@require_safe
def assignments(request: HttpRequest) -> HttpResponse:
    """List the assignments within reach, those that end last first."""
    require(policy.can_see_assignments(request.actor))
    found = AssignmentFilter(request.GET, queryset=assignments_in_reach(request.actor))
    page = keyset_page(found.qs, order=ORDER, cursor=request.GET.get("cursor") or None, size=40)
    columns = [
        {"label": _("Person"), "css": "wide"},
        {"label": _("Enterprise"), "css": "wide"},
        {"label": _("From"), "css": "nowrap"},
        {"label": _("Until"), "css": "nowrap"},
        {"label": _("Reason")},
        {"label": ""},
    ]
    may_assign = bool(policy.can_assign_across_regions(request.actor))
    context = {"filter": found, "page": page, "columns": columns, "may_assign": may_assign, "now": clock.now()}
    return render(request, "accounts/assignments.html", context)


@acting
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """Assign an inspector or expert to an enterprise of the own region."""
    require(policy.can_assign_across_regions(request.actor))
    form = AssignmentForm(request.POST or None, initial={"credit_code": request.GET.get("credit_code", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        enterprise = Enterprise.objects.filter(credit_code=data["credit_code"]).first()
        starts_at, ends_at = form.period()
        if enterprise is None:
            form.add_error("credit_code", _("No enterprise within your reach has this credit code."))
            return render(request, "accounts/assign.html", {"form": form})
        try:
            assignment = actions.assign(
                actor=request.actor,
                now=clock.now(),
                enterprise_id=enterprise.pk,
                username=data["username"],
                starts_at=starts_at,
                ends_at=ends_at,
                reason=data["reason"],
            )
        except RuleBroken as error:
            broken(form, error)
        else:
            said = {"person": assignment.assignee["person"], "enterprise": enterprise.name}
            messages.success(request, _("%(person)s can now work at %(enterprise)s.") % said)
            return redirect("accounts:assignments")
    return render(request, "accounts/assign.html", {"form": form})


@acting
@require_POST
def withdraw_assignment(request: HttpRequest, pk) -> HttpResponse:
    """End an assignment at once."""
    actions.withdraw_assignment(actor=request.actor, now=clock.now(), pk=pk)
    messages.success(request, _("The assignment has ended; the person does not reach the enterprise any more."))
    return redirect("accounts:assignments")
