"""The API of risks, by family."""

from rest_framework.routers import SimpleRouter

from risks.ledger import api as ledger_api


def register(router: SimpleRouter) -> None:
    """Add every family's endpoints."""
    ledger_api.register(router)
