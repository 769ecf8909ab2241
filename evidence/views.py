"""Pages that hand out evidence: clean copies, thumbnails, files, and originals with a reason."""

import uuid

from django.core.files.storage import storages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import NotAllowed, NotVisible
from core.policy import require
from evidence import actions, policy, selectors
from evidence.forms import ReasonForm
from evidence.models import Photo
from evidence.rules import FORMATS

KEPT_BY_BROWSER = "private, max-age=3600"


def _file(
    request: HttpRequest, name: str, sha256: str, *, media_type: str, shown_as: str, attach: bool
) -> HttpResponse:
    """Answer with a stored file that nobody but this browser may keep and no browser may take for something else."""
    etag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = FileResponse(
            storages["evidence"].open(name), content_type=media_type, as_attachment=attach, filename=shown_as
        )
    response["ETag"] = etag
    return guarded(response)


def guarded(response: HttpResponse) -> HttpResponse:
    """Add the headers that every piece of evidence carries."""
    response["Cache-Control"] = KEPT_BY_BROWSER
    response["Vary"] = "Cookie"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _visible(request: HttpRequest, id: uuid.UUID) -> Photo:
    if request.actor is None:
        raise NotVisible(_("There is no such photo here."))
    require(policy.can_see_evidence(request.actor))
    return selectors.photo_of(id)


@require_safe
def clean(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The clean copy of a photo: no metadata, at most 2048 pixels."""
    photo = _visible(request, id)
    return _file(
        request, photo.clean_file, photo.clean_sha256, media_type="image/jpeg", shown_as=f"{photo.pk}.jpg", attach=False
    )


@require_safe
def thumb(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """The thumbnail of a photo."""
    photo = _visible(request, id)
    return _file(
        request, photo.thumb_file, photo.thumb_sha256, media_type="image/jpeg", shown_as=f"{photo.pk}.jpg", attach=False
    )


@acting
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Ask for the reason; with it, hand out the sealed original once, which is recorded."""
    photo = _visible(request, id)
    decision = policy.can_open_original(request.actor)
    if not decision:
        raise NotAllowed(decision.reason)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = actions.open_original(
            actor=request.actor, now=clock.now(), photo=photo, reason=form.cleaned_data["reason"]
        )
        response = HttpResponse(data, content_type=FORMATS.get(photo.format, "application/octet-stream"))
        suffix = photo.format.lower().replace("jpeg", "jpg")
        response["Content-Disposition"] = f'attachment; filename="{photo.pk}-original.{suffix}"'
        guarded(response)
        response["Cache-Control"] = "private, no-store"
        return response
    return render(
        request, "evidence/original.html", {"photo": photo, "form": form}, status=422 if form.is_bound else 200
    )


@require_safe
def attachment(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """An attached file, always as a download."""
    if request.actor is None:
        raise NotVisible(_("There is no such file here."))
    require(policy.can_see_evidence(request.actor))
    kept = selectors.attachment_of(id)
    return _file(request, kept.file, kept.sha256, media_type=kept.media_type, shown_as=kept.name, attach=True)
