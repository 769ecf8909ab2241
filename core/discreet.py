"""Pages whose address is a key: it travels to no other site, stays in no cache and is found by no search engine.

Such a page has no referrer, so that a form on it has no origin that could be checked; its language changes by a link.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers


def discreet(response: HttpResponse) -> HttpResponse:
    """Keep the address of an answer from other sites, caches and search engines."""
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def language_by_link(request: HttpRequest) -> HttpResponse | None:
    """Answer `?language=` with the same page in that language; None where none, or one that is not spoken, is asked."""
    wanted = request.GET.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        return None
    response = discreet(redirect(request.path))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, samesite="Lax", secure=settings.SECURE)
    return response
