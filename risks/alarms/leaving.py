"""What the alarms of an enterprise do when the enterprise moves to another region."""

from typing import Any
from uuid import UUID

from core import scope
from core.kept import keep
from risks.models import Alarm


def leave_alarms(*, enterprise_id: UUID, kept: dict[str, Any], to_region: str) -> int:
    """Let the closed alarms stay with the region that answered them, each with its enterprise of then; return how many.

    The desk's `accept_move` calls this, permitted, after it has seen that no alarm is open.
    """
    with scope.everything(because="the old alarms of an enterprise stay behind when it moves, and keep its name"):
        return keep(Alarm.objects.filter(enterprise=enterprise_id), kept, to_region=to_region)
