"""Evidence's part of the clock."""

from accounts.actor import system_actor
from core import clock
from core.tasks import scoped_task
from evidence import actions


@scoped_task(because="Unfinished uploads of all tenants are removed after a week.")
def forget_stale_pieces() -> int:
    """Remove pieces of uploads that nobody finished."""
    return actions.forget_stale_pieces(actor=system_actor("Clean up unfinished uploads"), now=clock.now())
