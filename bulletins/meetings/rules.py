"""What a name-and-shame meeting needs, and what became of a promise: pure."""

from datetime import date

from regions.rules import WorkingCalendar

MOST_CASES = 100
MOST_COMMITMENTS = 100
MOST_LEADERS = 10
LONGEST_SPEECH = 4000
REMIND_DAYS = 3
"""Working days before a promise falls due on which it is recalled."""
LOOK_AHEAD = 21
"""Calendar days within which those working days always lie, the longest holidays included."""
REMINDER, MISSED = "promise_due", "promise_missed"


def commitment_state(due_on: date, done_on: date | None, *, today: date) -> str:
    """Return what became of a promise: `kept`, `kept_late`, `open` or `late`."""
    if done_on is not None:
        return "kept" if done_on <= due_on else "kept_late"
    return "late" if due_on < today else "open"


def to_say(due_on: date, *, today: date, calendar: WorkingCalendar) -> str:
    """Return what is told of an open promise today: that it falls due, that it was not kept, or nothing yet."""
    if due_on < today:
        return MISSED
    return REMINDER if calendar.working_days_between(today, due_on) <= REMIND_DAYS else ""
