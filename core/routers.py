"""How addresses of the API are made."""

from rest_framework.routers import SimpleRouter

from core.ids import UUID_PATTERN


class KeyRouter(SimpleRouter):
    """Takes only a UUID for a key, unless the view set says what its keys look like (`lookup_value_regex`)."""

    def get_lookup_regex(self, viewset, lookup_prefix: str = "") -> str:
        """Return the named group of the key in an address."""
        name = getattr(viewset, "lookup_url_kwarg", None) or getattr(viewset, "lookup_field", "pk")
        pattern = getattr(viewset, "lookup_value_regex", UUID_PATTERN)
        return f"(?P<{lookup_prefix}{name}>{pattern})"
