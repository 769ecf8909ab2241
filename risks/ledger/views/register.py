"""The register of risk points, its export and import, the region's board, and the paper drawn from the ledger."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import NotVisible, RuleBroken
from core.lists import keyset_page
from core.policy import require
from core.tables import LARGEST_EXPORT, excel_response, from_excel
from documents.choices import Language
from enterprises.models import Enterprise
from enterprises.selectors import get_enterprise
from hazards.pages import put_errors
from regions.selectors import region_names
from risks.ledger import actions, policy, rules, selectors, sheets
from risks.ledger.choices import Level
from risks.ledger.filters import RiskPointFilter
from risks.ledger.forms import BoardForm, SheetForm
from risks.ledger.levels import BoundaryTable

ORDERS = {
    "-level": ("-rank", "enterprise_id", "number"),
    "level": ("rank", "enterprise_id", "number"),
    "number": ("enterprise_id", "number"),
    "review": ("next_review_on", "id"),
    "-review": ("-next_review_on", "-id"),
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
}
#: So many rows are joined and written at once.
EXPORT_STEP = 1000


@require_safe
@acting
def point_list(request: HttpRequest) -> HttpResponse:
    """Show the risk points within reach with the totals by level, the gravest first."""
    require(policy.can_see_risk_points(request.actor))
    table = BoundaryTable.read()
    found = RiskPointFilter(request.GET, queryset=selectors.points(table), request=request)
    ordering = request.GET.get("o", "-level")
    page = keyset_page(
        found.qs,
        order=ORDERS.get(ordering, ORDERS["-level"]),
        cursor=request.GET.get("cursor"),
        size=25,
    )
    enterprise = _one_enterprise(request, found)
    lines = selectors.lines_by_key([row.pk for row in page.rows], table, today=clock.today())
    totals = selectors.totals(found.qs)
    columns = [
        {"label": _("Risk point"), "sort": "name", "css": "wide"},
        {"label": _("Level"), "sort": "level", "css": "nowrap"},
        {"label": _("Rating"), "css": "nowrap"},
        {"label": _("Possible accidents")},
        {"label": _("Control")},
        {"label": _("Next review"), "sort": "review"},
    ]
    context = {
        "page": page,
        "lines": lines,
        "tiles": [(rules.colour_of(level), Level(level).label, n) for level, n in totals.items()],
        "total": sum(totals.values()),
        "filter": found,
        "columns": columns,
        "ordering": ordering,
        "enterprise": enterprise,
        "many": enterprise is None,
        "plans": selectors.plans_of(enterprise.pk) if enterprise else [],
        "may_keep": bool(enterprise and policy.can_keep_risk_points(request.actor, enterprise.pk)),
        "may_register": bool(enterprise and policy.can_register_risk_ledger(request.actor, enterprise)),
        "may_export": bool(policy.can_export_risk_points(request.actor)),
        "may_see_board": bool(policy.can_see_risk_board(request.actor)),
        "languages": Language.choices,
    }
    return render(request, "risks/ledger/list.html", context)


def _one_enterprise(request: HttpRequest, found: RiskPointFilter) -> Enterprise | None:
    """Return the enterprise that the list is of: the actor's own, or the one that the filter names."""
    own = request.actor.tenant_id if request.actor.tenant_kind == "enterprise" else None
    named = own or (found.form.is_valid() and found.form.cleaned_data.get("enterprise"))
    return Enterprise.objects.select_related("industry", "region").filter(pk=named).first() if named else None


@require_safe
@acting
def export(request: HttpRequest) -> HttpResponse:
    """Download the filtered list as Excel, in the columns that an import reads."""
    require(policy.can_export_risk_points(request.actor))
    table = BoundaryTable.read()
    found = RiskPointFilter(request.GET, queryset=selectors.points(table), request=request)
    several = request.actor.tenant_kind != "enterprise"
    keys = list(found.qs.order_by("enterprise_id", "number").values_list("pk", flat=True)[:LARGEST_EXPORT])
    heads = [str(word) for word in sheets.COLUMNS.values()] + [_("Next review")]
    return excel_response("risks", heads + ([_("Enterprise")] if several else []), _rows(keys, table, several))


def _rows(keys: list[uuid.UUID], table: BoundaryTable, several: bool):
    for start in range(0, len(keys), EXPORT_STEP):
        for line in selectors.lines_by_key(keys[start : start + EXPORT_STEP], table, today=clock.today()):
            row = [*sheets.written(line), line.next_review_on]
            yield [*row, line.point.enterprise.name] if several else row


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Take in the enterprise's own Excel sheet and say row by row what became of it."""
    require(policy.can_keep_risk_points(request.actor))
    form, report = SheetForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.import_points(
                actor=request.actor,
                now=clock.now(),
                enterprise_id=request.actor.tenant_id,
                rows=from_excel(form.cleaned_data["file"]),
            )
        except RuleBroken as error:
            put_errors(form, error)
    context = {"form": form, "report": report}
    return render(request, "risks/ledger/import.html", context, status=422 if form.errors else 200)


@require_safe
@acting
def template(request: HttpRequest) -> HttpResponse:
    """Download an empty sheet with our headings."""
    require(policy.can_keep_risk_points(request.actor))
    return excel_response("risk-template", [str(word) for word in sheets.COLUMNS.values()], [])


@require_POST
@acting
def register(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Freeze the ledger of an enterprise as a numbered document."""
    enterprise = get_enterprise(pk)
    require(policy.can_register_risk_ledger(request.actor, enterprise))
    language = request.POST.get("language")
    try:
        document = actions.register_risk_ledger(
            actor=request.actor,
            now=clock.now(),
            enterprise_id=pk,
            language=language if language in Language.values else Language.CHINESE,
        )
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect("risks:points")
    messages.success(request, _("The ledger is registered as %(number)s.") % {"number": document.printed_number})
    return redirect("documents:document", id=document.pk)


@require_safe
@acting
def board(request: HttpRequest) -> HttpResponse:
    """Show a region by its parts or its enterprises: the colour of each is the worst of its points, with counts."""
    require(policy.can_see_risk_board(request.actor))
    form = BoardForm(request.GET or None, actor=request.actor)
    if form.is_bound and not form.is_valid():
        raise NotVisible(_("This region is not within your reach."))
    chosen = form.cleaned_data if form.is_bound else {}
    code = chosen.get("region") or request.actor.region_code
    by_enterprise = chosen.get("by") == "enterprise"
    areas = selectors.board(code, today=clock.today(), by_enterprise=by_enterprise)
    whole = rules.worst(area.level for area in areas)
    counts = {level: sum(area.counts.get(level, 0) for area in areas) for level in reversed(Level)}
    context = {
        "form": form,
        "areas": areas,
        "region": code,
        "region_name": region_names([code]).get(code, code),
        "above": code[: {4: 2, 6: 4, 9: 6, 12: 9}.get(len(code), 0)],
        "home": request.actor.region_code,
        "by_enterprise": by_enterprise,
        "colour": rules.colour_of(whole),
        "tiles": [(rules.colour_of(level), Level(level).label, n) for level, n in counts.items()],
        "heads": [(rules.colour_of(level), Level(level).label) for level in reversed(Level)],
    }
    return render(request, "risks/ledger/board.html", context)
