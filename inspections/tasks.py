"""The clock's part: statements are opened and reminded of, and what an enterprise found itself is told inside it."""

from core import clock
from core.tasks import stepped_task
from inspections.statements.actions import open_statements, remind_late_inside, remind_owing

BECAUSE = "statements of self-inspection and late fixes are told to the enterprises that they are of"


@stepped_task(because=BECAUSE)
def follow_self_checks() -> int:
    """Open the statements that are owed, remind those who owe them, and tell of late fixes inside; return how many."""
    now = clock.now()
    open_statements(now=now)
    return remind_owing(now=now) + remind_late_inside(now=now)
