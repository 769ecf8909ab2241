"""Pages of the ladder: what holds here, versions, the editor of a draft, and its preview on a real case."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import Conflict, RuleBroken
from core.policy import require
from hazards.models import Hazard
from hazards.pages import put_errors
from rectification import policy
from rectification.ladder import actions, forms, selectors, words
from rectification.ladder.choices import PolicyStatus
from rectification.ladder.rules import TermRow
from rectification.models import LadderPolicy
from regions.selectors import path_of, region_names


@require_safe
@acting
def ladder(request: HttpRequest) -> HttpResponse:
    """Show by which rungs the region climbs now, and the versions that say so."""
    actor = request.actor
    require(policy.can_see_ladder(actor))
    rungs, terms = actions.in_force(actor.region_code, now=clock.now())
    kind, pace = forms.LadderChoice(request.GET or None).chosen()
    rows = selectors.ordered([selectors.RungLine(row) for row in rungs[kind, pace]])
    return _page(request, None, kind, pace, rows=rows, term=terms.get((kind, pace)))


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def version(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Read one version; a draft of the own region is published from here."""
    require(policy.can_see_ladder(request.actor))
    held = selectors.visible_version(pk)
    kind, pace = forms.LadderChoice(request.GET or None).chosen()
    form, status = forms.PublishForm(request.POST or None), 200
    if request.method == "POST":
        require(policy.can_edit_ladder(request.actor, held))
        status = 422
        if form.is_valid():
            try:
                actions.publish_ladder(actor=request.actor, now=clock.now(), policy_id=pk, **form.cleaned_data)
            except RuleBroken as error:
                put_errors(form, error)
            else:
                messages.success(request, _("The ladder is in force. What was passed stays passed."))
                return redirect("rectification:ladder")
    term = selectors.term_in(held, kind, pace)
    rows = selectors.rungs_of(held, kind, pace)
    term_row = TermRow(term.unit, term.amount) if term else None
    return _page(request, held, kind, pace, rows=rows, term=term_row, form=form, status=status)


def _page(
    request: HttpRequest,
    held: LadderPolicy | None,
    kind: str,
    pace: str,
    *,
    rows: list[selectors.RungLine],
    term: TermRow | None,
    form: forms.PublishForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    versions = selectors.versions_at(actor.region_code)
    names = region_names([*path_of(actor.region_code), *([held.region_code] if held else [])])
    context = {
        "held": held,
        "rows": rows,
        "term": words.how_long(term) if term else "",
        "choice": forms.LadderChoice({"kind": kind, "pace": pace}),
        "kind": kind,
        "pace": pace,
        "versions": [(each, names.get(each.region_code) or _("The nation")) for each in versions],
        "region": names.get(held.region_code if held else actor.region_code) or actor.region_code,
        "draft": next((each for each in versions if _is_own_draft(actor, each)), None),
        "may_keep": bool(policy.can_keep_ladder(actor)),
        "may_edit": held is not None and bool(policy.can_edit_ladder(actor, held)),
        "form": form,
    }
    return render(request, "rectification/ladder/page.html", context, status=status)


def _is_own_draft(actor, row: LadderPolicy) -> bool:
    return row.status == PolicyStatus.DRAFT and row.region_code == actor.region_code


@require_POST
@acting
def draft(request: HttpRequest) -> HttpResponse:
    """Draw up the region's next version and open it."""
    made = actions.draft_ladder(actor=request.actor, now=clock.now())
    return redirect("rectification:ladder_version", pk=made.pk)


@require_POST
@acting
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    actions.discard_ladder(actor=request.actor, now=clock.now(), policy_id=pk)
    messages.success(request, _("The draft is discarded. What was in force stays in force."))
    return redirect("rectification:ladder")


def _draft_of(request: HttpRequest, pk: uuid.UUID) -> LadderPolicy:
    """Return a draft that the actor may change; whoever may change none learns nothing of which there are."""
    require(policy.can_keep_ladder(request.actor))
    held = selectors.visible_version(pk)
    require(policy.can_edit_ladder(request.actor, held))
    return held


def _back(pk: uuid.UUID, kind: str, pace: str) -> str:
    return f"{reverse('rectification:ladder_version', args=[pk])}?{urlencode({'kind': kind, 'pace': pace})}"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def rung(request: HttpRequest, pk: uuid.UUID, rung_id: uuid.UUID | None = None) -> HttpResponse:
    """Add a rung to a draft, or change one."""
    held = _draft_of(request, pk)
    present = selectors.visible_rung(held, rung_id) if rung_id else None
    kind, pace = (present.kind, present.pace) if present else forms.LadderChoice(request.GET or None).chosen()
    initial = forms.RungForm.initial_of(present) if present else {}
    form = forms.RungForm(request.POST or None, initial=initial)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                actions.save_rung(
                    actor=request.actor,
                    now=clock.now(),
                    policy_id=pk,
                    kind=kind,
                    pace=pace,
                    row=form.row(),
                    rung_id=rung_id,
                )
            except (RuleBroken, Conflict) as error:
                put_errors(form, error) if isinstance(error, RuleBroken) else form.add_error(None, str(error))
            else:
                return redirect(_back(pk, kind, pace))
    context = {"held": held, "form": form, "present": present, "of": words.kind_and_pace(kind, pace)}
    return render(request, "rectification/ladder/rung.html", context | {"back": _back(pk, kind, pace)}, status=status)


@require_POST
@acting
def remove_rung(request: HttpRequest, pk: uuid.UUID, rung_id: uuid.UUID) -> HttpResponse:
    """Remove a rung from a draft."""
    held = _draft_of(request, pk)
    present = selectors.visible_rung(held, rung_id)
    actions.remove_rung(actor=request.actor, now=clock.now(), policy_id=pk, rung_id=rung_id)
    return redirect(_back(pk, present.kind, present.pace))


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def term(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say in a draft how long a party may take."""
    held = _draft_of(request, pk)
    kind, pace = forms.LadderChoice(request.GET or None).chosen()
    present = selectors.term_in(held, kind, pace)
    initial = {"amount": present.amount, "unit": present.unit} if present else {}
    form, status = forms.TermForm(request.POST or None, initial=initial), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                actions.set_term(
                    actor=request.actor, now=clock.now(), policy_id=pk, kind=kind, pace=pace, **form.cleaned_data
                )
            except RuleBroken as error:
                put_errors(form, error)
            else:
                return redirect(_back(pk, kind, pace))
    context = {"held": held, "form": form, "of": words.kind_and_pace(kind, pace), "back": _back(pk, kind, pace)}
    return render(request, "rectification/ladder/term.html", context, status=status)


@require_safe
@acting
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show for a real open case on which day what would happen to whom if this version held from now on."""
    require(policy.can_see_ladder(request.actor))
    held = selectors.visible_version(pk)
    form = forms.PreviewForm(request.GET or None)
    number, hazard = form.digits(), None
    if number is not None:
        hazard = Hazard.objects.select_related("enterprise").filter(number=number).first()
    if form.is_bound and form.is_valid() and hazard is None and form.cleaned_data["number"]:
        form.add_error("number", _("There is no such hazard, or it is not yours to see."))
    clocks = selectors.preview_of(held, hazard, now=clock.now()) if hazard else []
    context = {"held": held, "form": form, "hazard": hazard, "clocks": clocks}
    return render(request, "rectification/ladder/preview.html", context)
