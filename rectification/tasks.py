"""The clock's part: the sweep over whatever is due."""

from dataclasses import asdict
from datetime import timedelta

from core import clock
from core.tasks import stepped_task
from rectification.ladder.sweep import BECAUSE
from rectification.ladder.sweep import follow_calendar as follow_calendar_now
from rectification.ladder.sweep import sweep as sweep_all
from rectification.letters import actions as letters
from rectification.letters.actions.drafting import Drafted
from rectification.listing.actions import refuse_closed
from rectification.listing.actions.proposing import BECAUSE as LISTING
from rectification.listing.actions.proposing import Taken, take_from_ladder

#: A sweep stops taking batches before its successor begins; what is left is the successor's.
LONGEST = timedelta(seconds=50)


@stepped_task(because=BECAUSE)
def sweep() -> dict[str, int]:
    """Climb every ladder whose next rung has come; return what was done."""
    begun = clock.now()
    return asdict(sweep_all(now=begun, go_on=lambda: clock.now() - begun < LONGEST))


@stepped_task(because=BECAUSE)
def follow_calendar() -> int:
    """Let the clocks follow a calendar that has changed; return how many look at their next rung anew."""
    return follow_calendar_now(now=clock.now())


@stepped_task(because=LISTING)
def propose_listings() -> dict[str, int]:
    """Propose for listed supervision what the ladder asks for, refuse what was closed meanwhile; return the counts."""
    begun, total = clock.now(), Taken()
    while clock.now() - begun < LONGEST:
        done = take_from_ladder(now=begun)
        total += done
        if not done.taken + done.put_off:
            break
    return asdict(total) | {"refused": refuse_closed(now=begun)}


@stepped_task(because=BECAUSE)
def draft_letters() -> dict[str, int]:
    """Draw up what the ladder has asked for, follow silent authorities, issue what is authorised; return the counts."""
    begun, total = clock.now(), Drafted()
    while clock.now() - begun < LONGEST:
        done = letters.draft_from_ladder(now=begun)
        total += done
        if not done.taken + done.overtaken + done.put_off:
            break
    followed = letters.follow_silent_authorities(now=begun)
    return asdict(total) | {"followed": followed, "issued": letters.issue_authorised(now=begun)}
