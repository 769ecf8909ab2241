"""The clock's part: exposures of the ladder, monthly drafts, and what became of the cases that are public."""

from accounts.actor import system_actor
from bulletins import actions
from bulletins.media.actions import mark_rectified
from bulletins.meetings.actions import follow_promises as follow_promises_now
from core import clock
from core.tasks import scoped_task


@scoped_task(because="Exposures of the ladder wait in every region.")
def take_exposures() -> int:
    """Put cases on the boards whose ladder passed the rung of exposure; return how many."""
    return actions.take_exposures(actor=system_actor("exposures of the ladder"), now=clock.now())


@scoped_task(because="Authorities of every region ask for a monthly bulletin.")
def draw_up_monthly() -> int:
    """Draw up last month's bulletin of each authority whose day has come; return how many."""
    return actions.draw_up_monthly(actor=system_actor("monthly bulletins"), now=clock.now())


@scoped_task(because="Cases of public bulletins are closed in every region.")
def follow_closed_cases() -> int:
    """Note on public pages and in media batches which of their cases were closed since; return how many."""
    actor, now = system_actor("follow-ups of bulletins"), clock.now()
    return actions.follow_closed_cases(actor=actor, now=now) + mark_rectified(actor=actor, now=now)


@scoped_task(because="Promises of meetings fall due in every region.")
def follow_promises() -> int:
    """Remind of promises that fall due and tell of those that were not kept; return how many."""
    return follow_promises_now(actor=system_actor("promises of meetings"), now=clock.now())
