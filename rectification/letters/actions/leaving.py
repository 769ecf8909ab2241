"""What the letters to an enterprise do when the enterprise moves to another region."""

from typing import Any
from uuid import UUID

from core import scope
from core.kept import keep
from rectification.models import Letter


def leave_letters(*, enterprise_id: UUID, kept: dict[str, Any], to_region: str) -> int:
    """Let the letters stay with the region that wrote them, each with what its addressee was; return how many.

    The desk's `accept_move` calls this, permitted.
    """
    with scope.everything(because="the letters to an enterprise stay behind when it moves, and keep its name"):
        return keep(Letter.objects.filter(enterprise=enterprise_id), kept, to_region=to_region)
