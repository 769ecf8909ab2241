"""The gate of the register's pages: only who acts through a membership comes in."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def for_members(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view run only with `request.actor`; others are led to sign-in, or to the choice of a membership."""

    @wraps(view)
    def gate(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.actor is None:
            return redirect("accounts:choose")
        return view(request, *args, **kwargs)

    return gate
