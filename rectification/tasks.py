"""The clock's part: the sweep over whatever is due."""

from dataclasses import asdict
from datetime import timedelta

from core import clock
from core.tasks import stepped_task
from rectification.ladder.sweep import BECAUSE
from rectification.ladder.sweep import sweep as sweep_all

#: A sweep stops taking batches before its successor begins; what is left is the successor's.
LONGEST = timedelta(seconds=50)


@stepped_task(because=BECAUSE)
def sweep() -> dict[str, int]:
    """Climb every ladder whose next rung has come; return what was done."""
    begun = clock.now()
    return asdict(sweep_all(now=begun, go_on=lambda: clock.now() - begun < LONGEST))
