"""The API of risks, by family."""

from rest_framework.routers import SimpleRouter


def register(router: SimpleRouter) -> None:
    """Add every family's endpoints."""
