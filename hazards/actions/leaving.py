"""What the cases of an enterprise do when the enterprise moves to another region."""

from typing import Any
from uuid import UUID

from core import scope
from core.kept import keep
from hazards.models import Hazard


def leave_cases(*, enterprise_id: UUID, kept: dict[str, Any], to_region: str) -> int:
    """Let the settled cases stay with the region that handled them, each with what its enterprise was; return how many.

    The desk's `accept_move` calls this, permitted, after it has seen that no case is open.
    """
    with scope.everything(because="the old cases of an enterprise stay behind when it moves, and keep its name"):
        return keep(Hazard.objects.filter(enterprise=enterprise_id), kept, to_region=to_region)
