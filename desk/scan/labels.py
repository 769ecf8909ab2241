"""Sheets of labels: the chosen codes of an enterprise, drawn up in a process of its own."""

import json
import uuid
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.decorators import acting
from core import clock
from core.errors import Conflict, RuleBroken
from core.policy import require
from documents.child import RenderFailure, render_in_child
from enterprises.codes import policy, tokens
from enterprises.codes.actions import note_printing
from enterprises.codes.choices import CodeKind
from enterprises.codes.rules import shown
from enterprises.codes.selectors import MOST_CODES, name_of, printable
from enterprises.selectors import get_enterprise

#: The divisions of a sheet (desk/scan/sheet.py, which only the child process imports).
SIZES = [
    ("2x5", gettext_lazy("10 large ones (2 x 5)")),
    ("3x8", gettext_lazy("24 middle ones (3 x 8)")),
    ("4x10", gettext_lazy("40 small ones (4 x 10)")),
]
DRAW_SECONDS = 60.0


class LabelsForm(forms.Form):
    """Which labels are printed, and how large."""

    size = forms.ChoiceField(choices=SIZES)
    code = forms.TypedMultipleChoiceField(coerce=uuid.UUID)

    def __init__(self, data) -> None:
        super().__init__(data)
        self.fields["code"].choices = [(each, each) for each in data.getlist("code")[:MOST_CODES]]


def sheet_of(*, actor, now: datetime, enterprise_id: uuid.UUID, codes: list[uuid.UUID], size: str) -> bytes:
    """Return the PDF with the labels of some codes of an enterprise, and record that they were printed."""
    enterprise = get_enterprise(enterprise_id)
    require(policy.can_keep_codes(actor, enterprise))
    if not codes:
        raise RuleBroken(_("Choose at least one label to print."))
    rows = printable(enterprise_id, codes)
    found = note_printing(actor=actor, now=now, codes=rows)
    labels = [
        {
            "address": tokens.address(token),
            "text": shown(token),
            "name": name_of(row),
            "under": "" if row.kind == CodeKind.ENTERPRISE else enterprise.name,
        }
        for row, token in zip(rows, found, strict=True)
    ]
    job = {"size": size, "title": enterprise.name, "labels": labels}
    try:
        return render_in_child(json.dumps(job).encode(), seconds=DRAW_SECONDS, program="desk.scan.sheet")
    except RenderFailure as failure:
        raise Conflict(
            _("The sheet could not be drawn up. Choose fewer labels, or try again in a minute.")
        ) from failure


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """Answer with a sheet: private, kept nowhere."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="labels-{name}.pdf"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@acting
def labels(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Print the chosen labels of an enterprise."""
    enterprise = get_enterprise(pk)
    require(policy.can_keep_codes(request.actor, enterprise))
    form = LabelsForm(request.POST)
    try:
        chosen = form.is_valid()
    except ValueError:
        chosen = False
    if not chosen:
        raise RuleBroken(_("Choose at least one label to print."))
    given = form.cleaned_data
    pdf = sheet_of(actor=request.actor, now=clock.now(), enterprise_id=pk, codes=given["code"], size=given["size"])
    return pdf_response(pdf, given["size"])
