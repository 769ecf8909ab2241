"""What the visits, rounds and statements of an enterprise do when the enterprise moves to another region."""

from typing import Any
from uuid import UUID

from core import scope
from core.kept import keep
from inspections.choices import StatementStatus
from inspections.models import Statement, Visit


def leave_visits(*, enterprise_id: UUID, kept: dict[str, Any], to_region: str) -> int:
    """Let visits, rounds and signed statements stay with the region that had them; return how many.

    A statement that is still owed goes along: it is handed in where the enterprise is. The desk's `accept_move` calls
    this, permitted, after it has seen that no visit is planned or under way.
    """
    with scope.everything(because="the visits of an enterprise stay behind when it moves, and keep its name"):
        statements = Statement.objects.filter(enterprise=enterprise_id)
        statements.filter(status=StatementStatus.OWED).update(region_code=to_region)
        stayed = keep(statements.filter(status=StatementStatus.SIGNED), kept, to_region=to_region)
        return stayed + keep(Visit.objects.filter(enterprise=enterprise_id), kept, to_region=to_region)
