"""Pages of documents: the list, one document, its file, its service, and the public page that verifies it."""

import uuid

from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import Conflict, RuleBroken
from core.lists import keyset_page
from core.policy import require
from documents import actions, policy, selectors
from documents.filters import DocumentFilter
from documents.forms import CodeForm, RevokeForm, ServiceForm
from documents.models import Document

ORDER = ("-issued_at", "-id")


def _visible(request: HttpRequest, id: uuid.UUID) -> Document:
    require(policy.can_see_document(request.actor))
    return selectors.document_of(id)


@acting
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents within reach, newest first."""
    require(policy.can_see_document(request.actor))
    found = DocumentFilter(request.GET, queryset=selectors.issued())
    page = keyset_page(found.qs, order=ORDER, cursor=request.GET.get("cursor"), size=20)
    columns = [
        {"label": _("Number"), "css": "nowrap"},
        {"label": _("Kind")},
        {"label": _("Enterprise"), "css": "wide"},
        {"label": _("Issued"), "css": "nowrap"},
        {"label": _("Status")},
    ]
    return render(request, "documents/list.html", {"page": page, "filter": found, "columns": columns})


def _page(request: HttpRequest, document: Document, *, status: int = 200, **forms) -> HttpResponse:
    actor = request.actor
    context = {
        "document": document,
        "services": list(document.services.all()[:20]),
        "successor": selectors.successor_of(document),
        "may_serve": document.status == "issued" and bool(policy.can_record_service(actor, document)),
        "may_revoke": document.status != "revoked" and bool(policy.can_revoke_document(actor, document)),
        "may_retry": document.render_state == "failed" and bool(policy.can_retry_rendering(actor)),
        "service_form": forms.get("service_form")
        or ServiceForm(initial={"served_at": clock.now(), "receiver_name": ""}),
        "revoke_form": forms.get("revoke_form") or RevokeForm(),
    }
    return render(request, "documents/document.html", context, status=status)


@acting
@require_safe
def document(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One document: state of its file, service, hashes."""
    return _page(request, _visible(request, id))


@acting
@require_safe
def file_state(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The fragment that says whether the file is ready; the page asks for it every two seconds until it is."""
    row = _visible(request, id)
    may_retry = row.render_state == "failed" and bool(policy.can_retry_rendering(request.actor))
    return render(request, "documents/_file.html", {"document": row, "may_retry": may_retry})


@acting
@require_safe
def pdf(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The file of a document; while it is being drawn up, 409 says so."""
    row = _visible(request, id)
    return pdf_response(request, row)


def pdf_response(request: HttpRequest, row: Document) -> HttpResponse:
    """Answer with a document's file: private, never sniffed, unchanged for ever."""
    if not selectors.is_ready(row):
        raise Conflict(_("The file of this document is not ready yet. It will be there in a few seconds."))
    etag = f'"{row.pdf_sha256}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = FileResponse(
            storages["documents"].open(row.pdf),
            content_type="application/pdf",
            as_attachment="download" in request.GET,
            filename=f"{row.printed_number}.pdf",
        )
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=3600"
    response["Vary"] = "Cookie"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@acting
@require_POST
def retry(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Have a failed file drawn up once more."""
    row = _visible(request, id)
    actions.retry_rendering(actor=request.actor, now=clock.now(), document=row)
    return redirect("documents:document", id=id)


@acting
@require_POST
def serve(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Record how the document was handed over."""
    row = _visible(request, id)
    form = ServiceForm(request.POST)
    if form.is_valid():
        try:
            actions.record_service(actor=request.actor, now=clock.now(), document=row, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            return redirect("documents:document", id=id)
    return _page(request, row, status=422, service_form=form)


@acting
@require_POST
def revoke(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Revoke the document with a reason."""
    row = _visible(request, id)
    form = RevokeForm(request.POST)
    if form.is_valid():
        actions.revoke_document(actor=request.actor, now=clock.now(), document=row, reason=form.cleaned_data["reason"])
        return redirect("documents:document", id=id)
    return _page(request, row, status=422, revoke_form=form)


@require_http_methods(["GET", "HEAD"])
def verify_start(request: HttpRequest) -> HttpResponse:
    """Where a check code can be typed when there is no camera."""
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("documents:verify", code=form.cleaned_data["code"].replace("/", ""))
    return render(request, "documents/verify_start.html", {"form": form})


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Tell anybody whether a document is genuine and in force; show neither addressee nor content."""
    response = render(request, "documents/verify.html", {"found": selectors.verified(code)})
    # The code is a key of sorts: it must not travel to other sites or stay in caches.
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
