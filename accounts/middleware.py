"""Every request runs in one transaction, inside the scope of the chosen membership."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.actor import become
from core import clock
from core.scope import Scope, declare

SESSION_KEY = "membership"


class ActorMiddleware:
    """Open the transaction, declare the scope, set `request.actor`; keep nothing of a request that failed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the wall."""
        request.abandoned = False
        with transaction.atomic():
            if request.user.is_authenticated:
                chosen = request.session.get(SESSION_KEY)
                request.actor = become(person=request.user, membership_id=chosen, now=clock.now())
            else:
                request.actor = None
                declare(Scope())
            response = self.get_response(request)
            if hasattr(response, "render") and callable(response.render) and not response.is_rendered:
                response.render()
            if request.abandoned or response.status_code >= 500:
                transaction.set_rollback(True)
        return response
