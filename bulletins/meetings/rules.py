"""What a name-and-shame meeting needs, and what became of a promise: pure."""

from datetime import date

MOST_CASES = 100
MOST_COMMITMENTS = 100
MOST_LEADERS = 10
LONGEST_SPEECH = 4000


def commitment_state(due_on: date, done_on: date | None, *, today: date) -> str:
    """Return what became of a promise: `kept`, `kept_late`, `open` or `late`."""
    if done_on is not None:
        return "kept" if done_on <= due_on else "kept_late"
    return "late" if due_on < today else "open"
