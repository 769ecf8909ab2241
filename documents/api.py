"""Endpoints of documents under /api/v1/."""

from rest_framework.routers import SimpleRouter


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
