"""Pages on which an enterprise moves from one region to another."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from accounts.forms import broken
from core import clock
from core.errors import RuleBroken
from core.lists import keyset_page
from core.policy import require
from desk import actions
from desk.forms import DecideMoveForm, ProposeMoveForm
from enterprises import policy
from enterprises.actions.moving import industry_of
from enterprises.choices import MoveStatus
from enterprises.filters import MoveFilter
from enterprises.selectors import get_enterprise, get_move, moves

ORDER = ("-proposed_at", "-id")


@require_safe
@acting
def move_list(request: HttpRequest) -> HttpResponse:
    """List the moves out of and into the own region, the latest first."""
    require(policy.can_see_moves(request.actor))
    found = MoveFilter(request.GET, queryset=moves())
    page = keyset_page(found.qs, order=ORDER, cursor=request.GET.get("cursor") or None, size=25)
    columns = [
        {"label": _("Enterprise"), "css": "wide"},
        {"label": _("From")},
        {"label": _("To")},
        {"label": _("Proposed on"), "css": "nowrap"},
        {"label": _("Status")},
    ]
    return render(request, "desk/moves.html", {"page": page, "filter": found, "columns": columns})


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def propose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Propose that an enterprise moves."""
    enterprise = get_enterprise(pk)
    require(policy.can_propose_move(request.actor, enterprise))
    form = ProposeMoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.propose_move(
                actor=request.actor,
                now=clock.now(),
                enterprise_id=pk,
                to_region=data["region"],
                reason=data["reason"],
            )
        except RuleBroken as error:
            broken(form, error)
        else:
            messages.success(request, _("The move is proposed. The receiving region decides on it."))
            return redirect("desk:move", pk=made.pk)
    context = {"form": form, "enterprise": enterprise, "open": actions.open_cases(pk)}
    return render(request, "desk/propose_move.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a move; the receiving region decides on it here."""
    require(policy.can_see_moves(request.actor))
    found = get_move(pk)
    industry = industry_of(found)
    decide = policy.can_decide_move(request.actor, found, industry)
    form = DecideMoveForm(request.POST or None)
    if request.method == "POST":
        require(decide)
        if form.is_valid() and _decide(request, pk, form):
            return redirect("desk:move", pk=pk)
    waiting = found.status == MoveStatus.PROPOSED
    may_withdraw = waiting and bool(policy.can_withdraw_move(request.actor, found, industry))
    context = {
        "move": found,
        "industry": industry,
        "form": form if waiting and decide else None,
        "may_withdraw": may_withdraw,
        "open": actions.open_cases(found.enterprise_id) if waiting and (decide or may_withdraw) else 0,
        "reason": decide.reason if waiting else "",
    }
    return render(request, "desk/move.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, pk: uuid.UUID, form: DecideMoveForm) -> bool:
    words, given = form.cleaned_data["reason"], {"actor": request.actor, "now": clock.now(), "move_id": pk}
    try:
        if form.cleaned_data["decision"] == "accept":
            actions.accept_move(note=words, **given)
            messages.success(request, _("The enterprise is now registered in your region."))
        else:
            actions.refuse_move(reason=words, **given)
            messages.success(request, _("The move is refused. Who proposed it is told why."))
    except RuleBroken as error:
        broken(form, error)
        return False
    return True


@require_POST
@acting
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a proposal."""
    actions.withdraw_move(actor=request.actor, now=clock.now(), move_id=pk)
    messages.success(request, _("The proposal is withdrawn; the enterprise stays where it is."))
    return redirect("desk:move", pk=pk)
