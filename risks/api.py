"""The API of risks, by family."""

from rest_framework.routers import SimpleRouter

from risks.alarms import api as alarms_api
from risks.colours import api as colours_api
from risks.ledger import api as ledger_api


def register(router: SimpleRouter) -> None:
    """Add every family's endpoints."""
    ledger_api.register(router)
    colours_api.register(router)
    alarms_api.register(router)
