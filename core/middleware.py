"""What stands round every view: private responses, and the four errors as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from core.errors import SafeloopError


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
        return None
