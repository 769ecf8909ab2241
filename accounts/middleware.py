"""Every request runs in one transaction, inside the scope of the chosen membership."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.actor import become
from accounts.policy import must_use_second_factor
from core import clock
from core.scope import Scope, declare

SESSION_KEY = "membership"
#: What somebody who still has to set up a second factor may open.
WITHOUT_SECOND_FACTOR = (
    "/me/second-factor/",
    "/sign-out/",
    "/sign-in/",
    "/choose/",
    "/i18n/",
    "/static/",
    "/health/",
    "/sw.js",
)


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
            response = self._other_name(request) or self._held_back(request) or self.get_response(request)
            if hasattr(response, "render") and callable(response.render) and not response.is_rendered:
                response.render()
            if request.abandoned or response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    @staticmethod
    def _other_name(request: HttpRequest) -> HttpResponse | None:
        """Refuse what a device collected in one name and sends in another (somebody else signed in meanwhile).

        The device's outbox says in `X-Membership` in whose name an entry was made; 401 makes it wait, nothing is lost.
        """
        named = request.headers.get("X-Membership")
        if not named or not request.user.is_authenticated:
            return None
        if request.actor is not None and str(request.actor.membership_id) == named:
            return None
        sentence = _("This was entered in another name than the one you act in now. It waits on the device until then.")
        return JsonResponse({"detail": sentence}, status=401)

    def _held_back(self, request: HttpRequest) -> HttpResponse | None:
        """Lead those who must use a second factor and have not to the page where they set it up."""
        person = request.user
        if (
            not person.is_authenticated
            or not must_use_second_factor(request.actor, person, forced=settings.FORCE_TWO_FACTOR)
            or request.path.startswith(WITHOUT_SECOND_FACTOR)
            or person.is_verified()
        ):
            return None
        if request.path.startswith("/api/v1/"):
            sentence = _("Administrators use a second factor. Set it up on your page, then try again.")
            return JsonResponse({"detail": sentence}, status=403)
        return redirect("accounts:second_factor")
