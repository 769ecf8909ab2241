"""The clock's part of tips: tell those who handle them of what waits."""

from core import clock
from core.tasks import stepped_task
from whistleblowing.notices import tell_due


@stepped_task(because="reports of the public that wait are told to those who handle them, wherever they are")
def tell_waiting() -> int:
    """Tell of reports that are due or late, and of danger to life that nobody has decided on."""
    return tell_due(now=clock.now())
