"""Pages of documents: the list, one document, its file, its service, and the public page that verifies it."""

import uuid

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from core import clock
from core.discreet import discreet, language_by_link
from core.errors import Conflict, NotVisible, RuleBroken
from core.lists import keyset_page
from core.policy import require
from documents import actions, policy, selectors
from documents.choices import Kind, RenderState, SignState
from documents.filters import DocumentFilter
from documents.forms import CertificateForm, CodeForm, RevokeForm, ServiceForm
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
    context = {
        "page": page,
        "filter": found,
        "columns": columns,
        "may_manage_certificate": bool(policy.can_manage_certificate(request.actor)),
    }
    return render(request, "documents/list.html", context)


def _page(request: HttpRequest, document: Document, *, status: int = 200, **forms) -> HttpResponse:
    actor = request.actor
    context = {
        "document": document,
        "services": selectors.services_of(document),
        "successor": selectors.successor_of(document),
        "may_serve": document.status == "issued"
        and document.kind != Kind.SERVICE_RECEIPT
        and bool(policy.can_record_service(actor, document)),
        "may_prove": bool(policy.can_record_service(actor, document)),
        "proves": selectors.served_by_receipt(document),
        "may_revoke": document.status != "revoked" and bool(policy.can_revoke_document(actor, document)),
        "may_retry": _may_retry(actor, document),
        "service_form": forms.get("service_form") or ServiceForm(initial=_proposed(document)),
        "revoke_form": forms.get("revoke_form") or RevokeForm(),
    }
    return render(request, "documents/document.html", context, status=status)


def _may_retry(actor, document: Document) -> bool:
    stuck = document.render_state == RenderState.FAILED or document.sign_state == SignState.FAILED
    return stuck and bool(policy.can_retry_rendering(actor))


def _proposed(document: Document) -> dict:
    """What a record of service begins with: now, at the addressee's address, to its head."""
    unit = (document.snapshot or {}).get("unit") or {}
    return {"served_at": clock.now(), "place": unit.get("address", "")}


def _opened(request: HttpRequest, document: Document) -> None:
    if request.method == "GET" and policy.is_addressee(request.actor, document):
        actions.note_opening(actor=request.actor, now=clock.now(), document=document)


@acting
@require_safe
def document(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """One document: state of its file, service, hashes."""
    row = _visible(request, id)
    _opened(request, row)
    return _page(request, row)


@acting
@require_safe
def file_state(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The fragment that says whether the file is ready; the page asks for it every two seconds until it is."""
    row = _visible(request, id)
    return render(request, "documents/_file.html", {"document": row, "may_retry": _may_retry(request.actor, row)})


@acting
@require_safe
def pdf(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The file of a document, signed if it was; `?unsigned` asks for the file as it was drawn up. 409 until then."""
    row = _visible(request, id)
    _opened(request, row)
    return pdf_response(request, row)


def pdf_response(request: HttpRequest, row: Document) -> HttpResponse:
    """Answer with a document's file: private, never sniffed, unchanged for ever."""
    if not selectors.is_ready(row):
        raise Conflict(_("The file of this document is not ready yet. It will be there in a few seconds."))
    signed = row.sign_state == SignState.SIGNED and "unsigned" not in request.GET
    name, digest = (row.signed_pdf, row.signed_sha256) if signed else (row.pdf, row.pdf_sha256)
    etag = f'"{digest}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = FileResponse(
            storages["documents"].open(name),
            content_type="application/pdf",
            as_attachment="download" in request.GET,
            filename=f"{row.printed_number}.pdf",
        )
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=3600"
    response["Vary"] = "Cookie"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def draft_response(pdf: bytes) -> HttpResponse:
    """Answer with the preview of a document: shown, never kept."""
    headers = {"Content-Disposition": 'inline; filename="draft.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


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
def receipt(request: HttpRequest, id: uuid.UUID, service: uuid.UUID) -> HttpResponse:
    """Draw up the proof of one service out of what is on record; nothing is typed again."""
    row = _visible(request, id)
    if all(each.pk != service for each in selectors.services_of(row)):
        raise NotVisible(_("There is no such service here."))
    proof = actions.issue_receipt(actor=request.actor, now=clock.now(), service_id=service)
    return redirect("documents:document", id=proof.pk)


@sensitive_post_parameters("password", "pkcs12")
@acting
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest) -> HttpResponse:
    """The certificate that signs the authority's files: what it is, until when it holds; upload another one."""
    require(policy.can_manage_certificate(request.actor))
    form, status = CertificateForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.upload_certificate(
                    actor=request.actor,
                    now=clock.now(),
                    pkcs12=given["pkcs12"].read(),
                    password=given["password"],
                )
            except RuleBroken as broken:
                for name, sentence in (broken.fields or {None: str(broken)}).items():
                    form.add_error(name, sentence)
            else:
                messages.success(request, _("The certificate is in force. Documents issued from now on carry it."))
                return redirect("documents:certificate")
    row = selectors.certificate_of(request.actor.tenant_id)
    expired = row is not None and row.valid_until < clock.now()
    context = {"form": form, "certificate": row, "expired": expired}
    return render(request, "documents/certificate.html", context, status=status)


@acting
@require_POST
def remove_certificate(request: HttpRequest) -> HttpResponse:
    """Forget the certificate in force."""
    actions.remove_certificate(actor=request.actor, now=clock.now())
    messages.success(request, _("The certificate is removed, its key and password are forgotten."))
    return redirect("documents:certificate")


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
    return language_by_link(request) or discreet(
        render(request, "documents/verify.html", {"found": selectors.verified(code)})
    )
