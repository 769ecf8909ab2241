"""What anybody reads without signing in: the list, a bulletin, its file, its photos, the feed.

These pages read nothing but `Publication` and its notes, which the database admits after two releases only; the scope
is the reader's own, which shows them to everybody.
"""

import uuid

from django.contrib.syndication.views import Feed as SyndicationFeed
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bulletins import selectors
from bulletins.models import Publication
from bulletins.views.official import reader_language, spoken
from core import clock
from core.lists import keyset_page

SHOWN_ENTRIES = 500


def _title(publication: Publication) -> str:
    return publication.title_zh if reader_language() == "zh" else publication.title_en


@require_safe
def publication_list(request: HttpRequest) -> HttpResponse:
    """The bulletins that are public today, newest first."""
    page = keyset_page(
        selectors.publications(today=clock.today()),
        order=selectors.PUBLIC_ORDER,
        cursor=request.GET.get("cursor"),
        size=20,
    )
    for row in page.rows:
        row.title = _title(row)
    return render(request, "bulletins/public_list.html", {"page": page})


@require_safe
def publication(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One bulletin with what was added to it; of a withdrawn one only that, when and why; of an expired one that."""
    row = selectors.publication_of(pk)
    state = selectors.state_of(row, today=clock.today())
    context = {"publication": row, "state": state, "title": _title(row)}
    if state != "public":
        return render(request, "bulletins/public_gone.html", context, status=410)
    notes = list(row.notes.all())
    said = spoken(row.content, reader_language())
    of_entry: dict[int, list] = {}
    for note in notes:
        of_entry.setdefault(note.entry, []).append(note)
    for each in said["entries"]:
        each["notes"] = of_entry.get(each["no"], [])
    for each in said["typical"]:
        for photo in each["photos"]:
            photo["digest"] = photo["thumbnail"].removeprefix("image:")
    return render(request, "bulletins/public.html", context | {"said": said, "notes": notes})


@require_safe
def pdf(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """The file; a withdrawn or expired bulletin has none any more."""
    if language not in ("zh", "en"):
        raise Http404
    row = selectors.publication_of(pk)
    state = selectors.state_of(row, today=clock.today())
    if state != "public":
        context = {"publication": row, "state": state, "title": _title(row)}
        return render(request, "bulletins/public_gone.html", context, status=410)
    file = selectors.public_file(row, language)
    etag = f'"{file["pdf_sha256"]}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = FileResponse(
            storages["documents"].open(file["pdf"]),
            content_type="application/pdf",
            as_attachment="download" in request.GET,
            filename=f"{file['printed_number']}.pdf",
        )
    response["ETag"] = etag
    # Asked again each time, so that a withdrawal holds at once.
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def photo(request: HttpRequest, pk: uuid.UUID, digest: str) -> HttpResponse:
    """A photo of a bulletin: the clean copy that the document was made of."""
    row = selectors.readable(pk, today=clock.today())
    response = HttpResponse(selectors.public_picture(row, digest), content_type="image/jpeg")
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class Feed(SyndicationFeed):
    """The Atom feed: a new bulletin is an entry; a withdrawn one says so in its place."""

    feed_type = Atom1Feed

    def title(self) -> str:
        """The feed's name."""
        return _("Bulletins of the work-safety authorities")

    def subtitle(self) -> str:
        """What it tells."""
        return _("Published bulletins on overdue hazards, and their withdrawals")

    def link(self) -> str:
        """The page of the list."""
        return reverse("bulletins:public_list")

    def items(self):
        """The newest fifty."""
        return selectors.announced(today=clock.today())[:50]

    def item_title(self, item: Publication) -> str:
        """Number and title; a withdrawn one says so."""
        words = f"{item.number} {_title(item)}"
        return _("Withdrawn: %(title)s") % {"title": words} if item.withdrawn_at else words

    def item_description(self, item: Publication) -> str:
        """How many cases it names, or why it was withdrawn."""
        if item.withdrawn_at:
            return _("Reason: %(reason)s") % {"reason": item.withdraw_reason}
        return _("Cases named: %(count)s. Public until %(day)s.") % {
            "count": len(item.content["entries"]),
            "day": item.public_until.isoformat(),
        }

    def item_link(self, item: Publication) -> str:
        """The public page."""
        return reverse("bulletins:public", kwargs={"pk": item.pk})

    def item_guid(self, item: Publication) -> str:
        """The key, whatever becomes of the address."""
        return f"urn:uuid:{item.pk}"

    def item_author_name(self, item: Publication) -> str:
        """The authority."""
        return item.authority.name

    def item_pubdate(self, item: Publication):
        """When it became public."""
        return item.published_at

    def item_updateddate(self, item: Publication):
        """When it changed last: a withdrawal is news."""
        return item.withdrawn_at or item.published_at
