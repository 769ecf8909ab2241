"""The clock's part of the desk: what one app records and another tells."""

from datetime import timedelta

from core import clock
from core.tasks import stepped_task
from desk.duties.alarms import BECAUSE, tell_superiors

#: It stops taking batches before its successor begins.
LONGEST = timedelta(seconds=50)


@stepped_task(because=BECAUSE)
def alarm_missed_duties() -> int:
    """Tell superiors of the duties that were missed; return how many."""
    begun = clock.now()
    return tell_superiors(now=begun, go_on=lambda: clock.now() - begun < LONGEST)
