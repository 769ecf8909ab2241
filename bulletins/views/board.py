"""The board of exposed cases, one case with what its unit says, and the unit's answer."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import acting
from bulletins import actions, forms, policy, selectors
from bulletins.models import Exposure
from core import clock
from core.errors import RuleBroken
from core.lists import keyset_page
from core.policy import require
from hazards.pages import put_errors


@acting
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The cases that are named within the platform, newest first."""
    require(policy.can_see_exposures(request.actor))
    page = keyset_page(
        selectors.exposures(request.actor), order=selectors.BOARD_ORDER, cursor=request.GET.get("cursor"), size=20
    )
    columns = [
        {"label": _("Unit"), "css": "wide"},
        {"label": _("Problem"), "css": "wide"},
        {"label": _("Late"), "css": "nowrap"},
        {"label": _("Responsible regulator")},
        {"label": _("Why")},
        {"label": _("Named"), "css": "nowrap"},
    ]
    selectors.with_grounds(page.rows)
    return render(request, "bulletins/board.html", {"page": page, "columns": columns})


def _page(request: HttpRequest, row: Exposure, form: forms.StatementForm, status: int = 200) -> HttpResponse:
    context = {
        "exposure": row,
        "beside": selectors.exposures_beside(request.actor, row),
        "statements": list(row.statements.order_by("-filed_at")[:20]),
        "form": form,
        "may_answer": row.withdrawn_at is None and bool(policy.can_file_statement(request.actor, row)),
    }
    return render(request, "bulletins/exposure.html", context, status=status)


@acting
@require_safe
def exposure(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One exposed case."""
    require(policy.can_see_exposures(request.actor))
    return _page(request, selectors.exposure_of(request.actor, pk), forms.StatementForm())


@acting
@require_POST
def statement(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer an exposure."""
    require(policy.can_see_exposures(request.actor))
    row, form = selectors.exposure_of(request.actor, pk), forms.StatementForm(request.POST)
    require(policy.can_file_statement(request.actor, row))
    if form.is_valid():
        try:
            actions.file_statement(actor=request.actor, now=clock.now(), exposure_id=pk, **form.cleaned_data)
        except RuleBroken as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Your answer is kept. It stands beside your case."))
            return redirect("bulletins:exposure", pk=pk)
    return _page(request, row, form, status=422)
