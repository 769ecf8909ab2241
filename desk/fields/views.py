"""The button that makes a document of a published table of fields."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.decorators import acting
from core import clock
from desk.fields import actions
from documents.choices import Language


@require_POST
@acting
def issue(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Issue the document of a published table, and open it."""
    language = Language.ENGLISH if request.POST.get("language") == "en" else Language.CHINESE
    made = actions.issue_field_table(actor=request.actor, now=clock.now(), table_id=pk, language=language)
    return redirect("documents:document", id=made.pk)
