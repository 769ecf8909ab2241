"""API tokens act through one membership; a browser session acts through the chosen one."""

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions, permissions

from accounts.actor import become
from accounts.models import MembershipToken
from accounts.rules import secret_hash
from core import clock


class MembershipTokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token <key>`: authenticate, then declare the scope of the token's membership."""

    keyword = "Token"

    def authenticate(self, request):
        """Return (person, token), or None when the request carries no token."""
        header = authentication.get_authorization_header(request).split()
        if not header or header[0].decode("latin-1").lower() != self.keyword.lower():
            return None
        if len(header) != 2:
            raise exceptions.AuthenticationFailed(
                _("The Authorization header must read “Token”, a space, and the token.")
            )
        now = clock.now()
        token = (
            MembershipToken.objects.select_related("person")
            .filter(key_hash=secret_hash(header[1].decode("latin-1")), revoked_at=None, expires_at__gt=now)
            .first()
        )
        if token is None or not token.person.is_active:
            raise exceptions.AuthenticationFailed(_("This token is not valid any more. Make a new one on your page."))
        actor = become(person=token.person, membership_id=token.membership_key, now=now)
        if actor is None:
            raise exceptions.AuthenticationFailed(_("The post that this token acted through has ended."))
        request._request.actor = actor
        return token.person, token

    def authenticate_header(self, request) -> str:
        """Name the scheme, so that a missing token is 401."""
        return self.keyword


class ActsThroughMembership(permissions.BasePermission):
    """The API answers only those who act through a membership; what they may do is the action's policy."""

    def has_permission(self, request, view) -> bool:
        """Allow anyone with an actor."""
        return getattr(request._request, "actor", None) is not None


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema describes the token."""

    target_class = "accounts.api_authentication.MembershipTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema) -> dict:
        """Return OpenAPI's words for it."""
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token <key>"}
