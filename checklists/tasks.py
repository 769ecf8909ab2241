"""The clock's part: duties are drawn up, and misses recorded."""

from dataclasses import asdict
from datetime import timedelta

from checklists.duties.sweep import BECAUSE
from checklists.duties.sweep import sweep as sweep_all
from core import clock
from core.tasks import stepped_task

#: A sweep stops taking batches before its successor begins; what is left is the successor's.
LONGEST = timedelta(seconds=50)


@stepped_task(because=BECAUSE)
def sweep_duties() -> dict[str, int]:
    """Draw up the duties whose periods have opened, and record those that were missed; return what was done."""
    begun = clock.now()
    return asdict(sweep_all(now=begun, go_on=lambda: clock.now() - begun < LONGEST))
