"""The audit chain of the own organisation: read, exported, and verified from its first entry to its last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import acting
from audit.filters import EntryFilter
from audit.policy import can_see_audit
from audit.selectors import chain_of, entries_of, reading, verify_chain
from core.lists import keyset_page
from core.policy import require
from core.tables import LARGEST_EXPORT, excel_response

ORDER = ("-number",)


@acting
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """List the acts, the newest first, filtered by person, act and day."""
    require(can_see_audit(request.actor))
    found = EntryFilter(request.GET, queryset=entries_of(request.actor))
    with reading(request.actor):
        page = keyset_page(found.qs, order=ORDER, cursor=request.GET.get("cursor") or None, size=40)
    columns = [
        {"label": _("No."), "css": "num"},
        {"label": _("When"), "css": "nowrap"},
        {"label": _("Person"), "css": "wide"},
        {"label": _("Act")},
        {"label": _("Details"), "css": "wide"},
    ]
    context = {"filter": found, "page": page, "columns": columns}
    return render(request, "accounts/audit.html", context)


@acting
@require_POST
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Recompute every hash and say whether the chain is whole."""
    require(can_see_audit(request.actor))
    with reading(request.actor):
        report = verify_chain(chain_of(request.actor))
    return render(request, "accounts/audit_verified.html", {"report": report})


@acting
@require_safe
def audit_export(request: HttpRequest) -> HttpResponse:
    """Export the filtered acts; the hashes go along, so that a printed list can be held against the chain."""
    require(can_see_audit(request.actor))
    headers = [
        _("No."),
        _("When"),
        _("Person"),
        _("Post"),
        _("Act"),
        _("Kind of object"),
        _("Object"),
        _("Details"),
        _("Hash before"),
        _("Hash"),
    ]
    with reading(request.actor):
        rows = EntryFilter(request.GET, queryset=entries_of(request.actor)).qs.order_by(*ORDER)[:LARGEST_EXPORT]
        cells = (
            [
                row.number,
                row.at,
                row.actor.get("person", ""),
                row.actor.get("post", ""),
                row.act,
                row.subject_type,
                row.subject_id,
                row.details,
                row.previous_hash,
                row.hash,
            ]
            for row in rows.iterator(chunk_size=2000)
        )
        return excel_response("audit", headers, cells)
