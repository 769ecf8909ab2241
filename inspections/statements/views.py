"""Pages of statements: the list with its filters and sheet, and one statement with its figures and its signature."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import RuleBroken
from core.lists import keyset_page
from core.policy import require
from core.tables import excel_response
from hazards.pages import put_errors
from inspections import policy
from inspections.choices import StatementStatus
from inspections.models import Statement
from inspections.statements import figures, rules, selectors
from inspections.statements.actions import sign_statement
from inspections.statements.filters import StatementFilter
from inspections.statements.forms import SignForm

ORDER = ("-due_on", "-id")


@require_safe
@acting
def statement_list(request: HttpRequest) -> HttpResponse:
    """Who signed, who still has to, and who is late."""
    require(policy.can_see_statements(request.actor))
    today = clock.today()
    found = StatementFilter(request.GET, queryset=selectors.statements())
    if request.GET.get("format") == "xlsx":
        return excel_response("statements", selectors.export_headers(), selectors.export_rows(found.qs, today))
    page = keyset_page(found.qs, order=ORDER, cursor=request.GET.get("cursor"), size=20)
    context = {
        "page": page,
        "rows": [{"statement": row, **_state(row, today)} for row in page.rows],
        "filter": found,
        "filtered": bool(request.GET),
    }
    return render(request, "inspections/statements/list.html", context)


def _state(row: Statement, today) -> dict:
    owed = row.status == StatementStatus.OWED
    late = rules.days_late(row.due_on, today) if owed else 0
    return {"words": rules.words_of(row.period, row.starts_on), "days_late": late}


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def statement(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The figures, live until they are signed and frozen from then on; the head of the enterprise signs here."""
    actor, today = request.actor, clock.today()
    require(policy.can_see_statements(actor))
    row = selectors.statement_of(pk)
    may_sign = policy.can_sign_statement(actor, row)
    if request.method == "POST":
        require(may_sign)
    owed = row.status == StatementStatus.OWED
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("remark", "language")}
        try:
            sign_statement(actor=actor, now=clock.now(), statement_id=row.pk, **values)
        except RuleBroken as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Signed. The figures are frozen and the document is being drawn up."))
            return redirect("inspections:statement", row.pk)
    live = {"starts_on": row.starts_on, "ends_on": row.ends_on, "today": today}
    data = figures.compute(row.enterprise_id, **live) if owed else row.figures
    context = {
        "statement": row,
        "owed": owed,
        "form": form if owed and may_sign else None,
        "over": today > row.ends_on,
        "figures": data,
        "lines": figures.shown(data),
        **_state(row, today),
    }
    status = 422 if form.is_bound else 200
    return render(request, "inspections/statements/statement.html", context, status=status)
