"""Pages of visits: the list, a new one, the visit on the phone, and the finished visit to read."""

import uuid

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from checklists.choices import AnswerCode
from checklists.selectors import published_checklists
from core import clock
from core.errors import NotVisible, RuleBroken
from core.lists import keyset_page
from core.policy import require
from documents.choices import RenderState
from evidence.actions import capture_nonce
from hazards.choices import Grade
from inspections import actions, content, policy, rules
from inspections.choices import Disposition, GapCode, Method, Signatory, VisitKind, VisitStatus
from inspections.filters import VisitFilter
from inspections.forms import START, CancelForm, NewVisitForm, RoundForm
from inspections.models import Finding, Visit
from inspections.outline import outline_of_visit
from inspections.selectors.facts import load
from inspections.selectors.field import MOST_RECENT, field_kit, round_kit
from inspections.selectors.lists import (
    enterprise_of,
    enterprises_to_choose,
    findings_to_confirm,
    officers_to_choose,
    open_visits_of,
    people_to_choose,
    round_checklists,
    visit_of,
    visits_for,
)
from inspections.selectors.phone import phone_kit, search, visit_state
from inspections.words import visit_words
from regions.choices import DeadlineUnit

#: Where the session keeps the enterprises that were opened lately.
RECENT = "recent_enterprises"
#: The scripts of a visit, which a phone must hold before it can begin one without a connection.
MODULES = [
    f"safeloop/js/{name}.js"
    for name in (
        "camera", "drafts", "field", "field_page", "field_plan", "field_round", "field_visit", "hash", "queue",
        "signature", "visit", "visit_days", "visit_dom", "visit_findings", "visit_place", "visit_sign", "visit_store",
    )
]  # fmt: skip


@require_safe
@acting
def list_visits(request: HttpRequest) -> HttpResponse:
    """My open visits first, then every visit within reach, newest first."""
    actor = request.actor
    require(policy.can_see_visits(actor))
    chosen = VisitFilter(request.GET, queryset=visits_for(actor))
    page = keyset_page(chosen.qs, order=("-created_at", "-id"), cursor=request.GET.get("cursor"), size=20)
    mine = open_visits_of(actor, clock.today())
    return render(
        request,
        "inspections/list.html",
        {
            "page": page,
            "filter": chosen,
            "mine": mine,
            "to_confirm": findings_to_confirm(actor) if policy.can_plan_visit(actor) else [],
            "may_start": bool(policy.can_start_visit(actor)),
            "may_plan": bool(policy.can_plan_visit(actor)),
            "own": actor.tenant_kind == "enterprise",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new_visit(request: HttpRequest) -> HttpResponse:
    """Choose the enterprise by a few words, then start there or plan a day."""
    actor = request.actor
    if actor.tenant_kind == "enterprise":
        return _new_round(request, actor)
    may_start = policy.can_start_visit(actor)
    if not may_start:
        require(policy.can_plan_visit(actor))
    key = request.POST.get("enterprise") or request.GET.get("enterprise", "")
    if not key:
        words = request.GET.get("q", "")
        return render(
            request,
            "inspections/new_choose.html",
            {"words": words, "found": enterprises_to_choose(words), "why_not_start": may_start.reason},
        )
    try:
        enterprise = enterprise_of(uuid.UUID(key))
    except ValueError as error:
        raise NotVisible(_("There is no such enterprise in your area.")) from error
    _remember(request, enterprise.pk)
    form = NewVisitForm(
        request.POST or None,
        initial={"enterprise": enterprise.pk},
        officers=officers_to_choose(actor),
        checklists=published_checklists(enterprise.region_code, enterprise.industry_id),
        may_start=bool(may_start),
    )
    if request.method == "POST" and form.is_valid():
        visit = _create(actor, form)
        return redirect("inspections:visit", visit.pk)
    return render(
        request,
        "inspections/new.html",
        {"form": form, "enterprise": enterprise, "why_not_start": may_start.reason},
        status=422 if form.is_bound else 200,
    )


def _new_round(request: HttpRequest, actor) -> HttpResponse:
    """Choose where, by which list and with whom; then start the round of the own enterprise, or plan it."""
    require(policy.can_plan_visit(actor))
    enterprise = enterprise_of(actor.tenant_id)
    asked = {name: request.GET[name] for name in ("place", "equipment") if is_key(request.GET.get(name))}
    form = RoundForm(
        request.POST or None,
        initial=asked | {"people": [str(actor.membership_id)]},
        enterprise=enterprise,
        people=people_to_choose(actor),
        checklists=round_checklists(enterprise),
    )
    if request.method == "POST" and form.is_valid():
        try:
            visit = _create_round(actor, form)
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            return redirect("inspections:visit", visit.pk)
    context = {"form": form, "enterprise": enterprise}
    return render(request, "inspections/new_round.html", context, status=422 if form.is_bound else 200)


def _create_round(actor, form: RoundForm) -> Visit:
    data = form.cleaned_data
    shared = {
        "actor": actor,
        "now": clock.now(),
        "visit_id": data["id"],
        "enterprise_id": actor.tenant_id,
        "method": Method.SELF,
        "checklist_version_id": data["checklist_version"] or None,
        "officers": form.members(),
        "language": data["language"],
        "place_id": data["place"].pk if data["place"] else None,
        "equipment_id": data["equipment"].pk if data["equipment"] else None,
    }
    if data["when"] == START:
        return actions.start_visit(latitude=data["latitude"], longitude=data["longitude"], **shared)
    return actions.plan_visit(planned_on=data["planned_on"], **shared)


def is_key(text: str | None) -> bool:
    """Tell whether a text is the key of a row."""
    try:
        return bool(uuid.UUID(text or ""))
    except ValueError:
        return False


def _create(actor, form: NewVisitForm) -> Visit:
    data = form.cleaned_data
    shared = {
        "actor": actor,
        "now": clock.now(),
        "visit_id": data["id"],
        "enterprise_id": data["enterprise"],
        "method": data["method"],
        "basis": data["basis"],
        "plan_no": data["plan_no"],
        "checklist_version_id": data["checklist_version"] or None,
        "officers": form.members(),
        "language": data["language"],
    }
    if data["when"] == START:
        place = {"latitude": data["latitude"], "longitude": data["longitude"]}
        return actions.start_visit(place_checked=data["place_checked"], **place, **shared)
    return actions.plan_visit(planned_on=data["planned_on"], **shared)


@require_safe
@acting
def visit(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The visit: to work in for its team, to read for everybody else who may see it."""
    actor = request.actor
    row, team = visit_of(id, actor)
    open_ = row.status in (VisitStatus.PLANNED, VisitStatus.UNDER_WAY)
    if open_ and policy.can_record_finding(actor, row, team):
        return _phone(request, actor, row)
    return _record(request, actor, row, team)


def _phone(request: HttpRequest, actor, row: Visit) -> HttpResponse:
    now = clock.now()
    loaded = load(row)
    sections: list[tuple[str, list]] = []
    for item in loaded.items:
        if not sections or sections[-1][0] != item.section:
            sections.append((item.section, []))
        sections[-1][1].append(item)
    state = visit_state(row, actor, now, loaded=loaded) | {"at": content.stamp(now)}
    kit = phone_kit(row, actor, now) | {"nonce": capture_nonce(actor=actor, now=now)}
    _remember(request, row.enterprise_id)
    return render(
        request,
        "inspections/visit.html",
        {
            "visit": row,
            "officers": loaded.officers,
            "sections": sections,
            "state": state,
            "kit": kit,
            **_phone_words(own=row.kind == VisitKind.SELF),
        },
    )


def _phone_words(*, own: bool) -> dict:
    """Return what the phone's page says and offers, of a round of the enterprise itself where `own`."""
    return {
        "answers": AnswerCode.choices,
        "grades": Grade.choices,
        "dispositions": Disposition.choices,
        "units": DeadlineUnit.choices,
        "gaps": {str(code): str(code.label) for code in GapCode},
        "steps": [
            ("arrive", _("Arrive")),
            ("checklist", _("Checklist")),
            ("findings", _("Findings")),
            ("sign", _("Signatures")),
            ("finish", _("Finish")),
        ],
        "words": visit_words(own=own),
    }


def _remember(request: HttpRequest, enterprise_id: uuid.UUID) -> None:
    """Note that an enterprise was opened on this sign-in: its phone takes it along (`selectors.field`)."""
    before = [key for key in request.session.get(RECENT, []) if key != str(enterprise_id)]
    request.session[RECENT] = [str(enterprise_id), *before][:MOST_RECENT]


@require_safe
@acting
def field(request: HttpRequest) -> HttpResponse:
    """Begin a visit or a round on the spot without a connection: the page that the phone keeps for it."""
    actor, now = request.actor, clock.now()
    require(policy.can_start_visit(actor))
    own = actor.tenant_kind == "enterprise"
    if own:
        enterprise = enterprise_of(actor.tenant_id)
        offered = {"checklists": round_checklists(enterprise), "people": people_to_choose(actor)}
        form = RoundForm(
            auto_id="begin-%s", initial={"people": [str(actor.membership_id)]}, enterprise=enterprise, **offered
        )
        kit = round_kit(actor, now, enterprise, **offered)
    else:
        form = NewVisitForm(auto_id="begin-%s")
        kit = field_kit(actor, now, [uuid.UUID(key) for key in request.session.get(RECENT, [])])
    return render(
        request,
        "inspections/field.html",
        {
            "form": form,
            "own": own,
            "kit": {"places": []},
            "field_kit": kit | {"nonce": capture_nonce(actor=actor, now=now)},
            "methods": {str(code): str(label) for code, label in Method.choices},
            "modules": MODULES,
            **outline_of_visit(VisitKind.SELF if own else VisitKind.OFFICIAL),
            **_phone_words(own=own),
        },
    )


def _record(request: HttpRequest, actor, row: Visit, team: frozenset) -> HttpResponse:
    loaded = load(row)
    answers = {answer.item_id: answer for answer in loaded.answers}
    return render(
        request,
        "inspections/record.html",
        {
            "visit": row,
            "loaded": loaded,
            **_papers(row),
            "rows": [(item, answers.get(item.pk)) for item in loaded.items],
            "findings": [
                (finding, bool(policy.can_confirm_finding_grade(actor, finding))) for finding in loaded.findings
            ],
            "signatures": [(row_, content.png_address(row_.png)) for row_ in loaded.signatures],
            "may_cancel": row.status in (VisitStatus.PLANNED, VisitStatus.UNDER_WAY)
            and bool(policy.can_cancel_visit(actor, row, team)),
            "hasty": bool(row.finished_at) and rules.is_hasty(row.started_at, row.finished_at),
            "skew": rules.clock_skew(row.device_started_at, row.started_at),
            "site_head": Signatory.SITE_HEAD.label,
        },
    )


def _papers(row: Visit) -> dict:
    papers = [paper for paper in (row.record, row.order) if paper is not None]
    return {
        "documents": [
            (paper, segno.make(paper.snapshot["verify_url"], error="m").svg_data_uri(scale=3, border=2))
            for paper in papers
        ],
        "drawing": any(paper.render_state == RenderState.WAITING for paper in papers),
    }


@require_safe
@acting
def papers(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The papers of a finished visit, asked for again until both files are drawn up."""
    row, _team = visit_of(id, request.actor)
    return render(request, "inspections/_papers.html", {"visit": row, **_papers(row)})


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def cancel(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Cancel a visit, with its reason."""
    actor = request.actor
    row, team = visit_of(id, actor)
    require(policy.can_cancel_visit(actor, row, team))
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_visit(actor=actor, now=clock.now(), visit_id=id, reason=form.cleaned_data["reason"])
        messages.success(request, _("The visit is cancelled. What was entered stays readable."))
        return redirect("inspections:list")
    return render(
        request, "inspections/cancel.html", {"visit": row, "form": form}, status=422 if form.is_bound else 200
    )


@require_POST
@acting
def confirm_grade(request: HttpRequest, id: uuid.UUID, finding: uuid.UUID) -> HttpResponse:
    """Confirm, as a second person, that a finding is a major hazard."""
    actor = request.actor
    if not Finding.objects.filter(pk=finding, visit=id).exists():
        raise NotVisible(_("There is no such finding."))
    actions.confirm_finding_grade(actor=actor, now=clock.now(), finding_id=finding)
    messages.success(request, _("Confirmed: this is a major hazard."))
    return redirect("inspections:visit", id)


@require_POST
@acting
def start(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Start a planned visit without scripts."""
    # To start is also to create, with a key that the device made; here there is something to start, or nothing.
    visit_of(id, request.actor)
    actions.start_visit(actor=request.actor, now=clock.now(), visit_id=id)
    return redirect("inspections:visit", id)


@require_POST
@acting
def finish(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Finish a visit without scripts."""
    actions.finish_visit(actor=request.actor, now=clock.now(), visit_id=id)
    return redirect("inspections:visit", id)


@require_safe
@acting
def criteria(request: HttpRequest, id: uuid.UUID) -> JsonResponse:
    """Search the criteria in force on the day of the visit, of every industry."""
    row, _team = visit_of(id, request.actor)
    words = request.GET.get("q", "").strip()
    if len(words) > 100:
        raise RuleBroken(_("Type a few words only."))
    day = clock.day_of(row.started_at or clock.now())
    return JsonResponse({"results": search(words, day, row.enterprise.industry_id) if words else []})
