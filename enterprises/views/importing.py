"""Importing a sheet: the template, the upload, the progress, and the refused rows."""

import uuid

from django.core.files.storage import storages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import NotVisible
from core.ids import new_id
from core.policy import require
from core.tables import EXCEL
from enterprises import actions, policy, selectors
from enterprises.choices import ImportState
from enterprises.forms import ImportForm
from enterprises.gate import for_members
from enterprises.models import EnterpriseImport
from enterprises.tasks import import_enterprises
from enterprises.template import template_workbook


@require_safe
@for_members
def template(request: HttpRequest) -> HttpResponse:
    """Download the empty sheet with the codes that this authority may write."""
    require(policy.can_import_enterprises(request.actor))
    response = HttpResponse(template_workbook(request.actor), content_type=EXCEL)
    response["Content-Disposition"] = 'attachment; filename="enterprises-template.xlsx"'
    return response


def begin_import(actor, file) -> EnterpriseImport:
    """Store a sheet and hand it to the worker once everything is committed. Pages and API come through here."""
    key = new_id()
    stored = storages["exports"].save(f"imports/{key}.xlsx", file)
    row = actions.request_import(actor=actor, now=clock.now(), file=stored, file_name=file.name, import_id=key)
    transaction.on_commit(lambda: import_enterprises.delay(str(row.pk)))
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a sheet; below it, the imports of late."""
    require(policy.can_import_enterprises(request.actor))
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row = begin_import(request.actor, form.cleaned_data["file"])
        return redirect("enterprises:import", pk=row.pk)
    context = {"form": form, "imports": selectors.recent_imports()}
    return render(request, "enterprises/import.html", context, status=422 if form.errors else 200)


def _words(row: EnterpriseImport) -> str:
    if row.state == ImportState.WAITING:
        return _("Waiting for the worker.")
    if row.state == ImportState.RUNNING:
        return _("Importing rows.") if row.total else _("Reading the sheet.")
    return _("Finished: %(created)s new, %(updated)s changed, %(unchanged)s unchanged, %(refused)s refused.") % {
        "created": row.created,
        "updated": row.updated,
        "unchanged": row.unchanged,
        "refused": row.refused,
    }


@require_safe
@for_members
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far an import is and what came of it; asked by htmx, only the part that changes."""
    require(policy.can_import_enterprises(request.actor))
    row = selectors.get_import(pk)
    context = {
        "row": row,
        "job_url": reverse("enterprises:import", args=[pk]),
        "words": _words(row),
        "done": row.done,
        "total": row.total,
        "finished": row.state == ImportState.DONE,
        "failed": row.message if row.state == ImportState.FAILED else "",
        "refusals": selectors.first_refusals(pk) if row.refused else [],
    }
    page = "enterprises/import_progress.html" if request.htmx else "enterprises/import_detail.html"
    return render(request, page, context)


def refused_rows(row: EnterpriseImport) -> FileResponse:
    """Return the stored sheet of refused rows as a download."""
    file = storages["exports"].open(row.refused_file)
    return FileResponse(file, as_attachment=True, filename="refused-rows.xlsx", content_type=EXCEL)


@require_safe
@for_members
def refused(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Download the refused rows with the reason in the last column."""
    require(policy.can_import_enterprises(request.actor))
    row = selectors.get_import(pk)
    if not row.refused_file:
        raise NotVisible(_("This import refused no row."))
    return refused_rows(row)
