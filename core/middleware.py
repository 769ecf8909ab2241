"""What stands round every view: private responses, and the four errors as pages."""

from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from core.errors import SafeloopError, is_race
from core.text import storable


class PrivateResponses:
    """Nothing shown to one person is cached for another; the browser gets no power that a page does not need."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then forbid shared caching unless the view said otherwise."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
        )
        return response


class FourErrors:
    """Show `NotVisible`, `NotAllowed`, `Conflict` and `RuleBroken` as pages that say what to do next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Roll back what the view did; render one of the four errors."""
        request.abandoned = True
        if isinstance(exception, SafeloopError):
            return render(request, f"{exception.status}.html", {"sentence": str(exception)}, status=exception.status)
        if isinstance(exception, IntegrityError) and is_race(exception):
            # The database answers nothing more until the middleware has rolled back: the page comes without its frame.
            request.actor = None
            sentence = _("The same was being saved at this moment. Nothing was lost: send it again.")
            return render(request, "409.html", {"sentence": sentence}, status=409)
        return None


class StorableText:
    """Refuse addresses and form fields with characters that no column can keep (NUL), before any view sees them.

    Bodies of the API are refused by its parsers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view) -> HttpResponse | None:
        """Answer 400 where a text cannot be kept."""
        api = request.path.startswith("/api/")
        given = [request.path_info, *request.GET, *(text for texts in request.GET.lists() for text in texts[1])]
        if request.method == "POST" and not api:
            given += [*request.POST, *(text for texts in request.POST.lists() for text in texts[1])]
        if all(storable(text) for text in given):
            return None
        sentence = _("The request has characters that cannot be stored. Nothing was changed.")
        if api:
            return JsonResponse({"detail": sentence}, status=400)
        return render(request, "400.html", {"sentence": sentence}, status=400)
