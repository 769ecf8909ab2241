"""The clock's part: each job declares its scope and calls one action."""

from accounts.actor import system_actor
from core import clock
from core.tasks import stepped_task
from risks.alarms.actions import climb_alarms as climb
from risks.colours.actions import follow_events, recompute_everybody
from risks.ledger.reviews import tell_overdue


@stepped_task(because="overdue reviews of risk points are told to the enterprises that they are of")
def tell_overdue_reviews() -> int:
    """Tell the leaders of each enterprise which of its risk points are due for review; return how many were told."""
    return tell_overdue(now=clock.now())


@stepped_task(because="colours follow the cases, stops and risks of every enterprise")
def follow_colours() -> int:
    """Work out anew the colours of the enterprises of which something was recorded; return how many changed."""
    return follow_events(now=clock.now())


@stepped_task(because="deadlines pass and silence grows for every enterprise without anything being recorded")
def recompute_colours() -> int:
    """Work out the colours of all enterprises; return how many changed."""
    return recompute_everybody(now=clock.now())


@stepped_task(because="alarms that nobody answers climb, whosever they are")
def climb_alarms() -> int:
    """Tell the next level of each alarm that nobody has acknowledged in time; return how many climbed."""
    return climb(actor=system_actor("the clock of alarms"), now=clock.now())
