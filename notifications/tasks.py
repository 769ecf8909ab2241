"""The worker's part: hand out, send, summarise, and keep the clock's own book.

Celery's signals write the heartbeat outside the job's transaction: a job that fails or is killed has begun all the
same.
"""

import logging
from datetime import timedelta

from celery.signals import task_failure, task_postrun, task_prerun

from core import clock
from core.tasks import scoped_task, stepped_task
from notifications import actions, channels
from notifications.actions import Claimed
from notifications.channels import Failure, Sender

log = logging.getLogger("safeloop.notifications")

#: A run ends a little before the next begins; what is left is found by that one.
BUDGET = timedelta(seconds=50)
#: Longer than any channel waits for an answer.
MARGIN = timedelta(seconds=60)


@stepped_task(because="Notices of all tenants are handed to the channels of their recipients.")
def dispatch_notices() -> int:
    """Hand out what is due, batch by batch; return how many notices were looked at."""
    begun, done = clock.now(), 0
    while clock.now() - begun < BUDGET:
        found = actions.dispatch_notices(now=clock.now())
        done += found
        if not found:
            break
    return done


@stepped_task(because="Deliveries to members of all tenants are sent when they are due.")
def send_deliveries() -> int:
    """Send what is due; return how many were sent."""
    begun, sent = clock.now(), 0
    with channels.open_sender() as sender:
        while clock.now() - begun < BUDGET:
            looked_at, claimed = actions.claim_deliveries(now=clock.now())
            sent += sum(deliver(each, sender) for each in claimed)
            if not looked_at:
                break
    return sent


def deliver(claimed: Claimed, sender: Sender) -> bool:
    """Send one claimed delivery and record how it went; whatever happens, it does not stop those behind it.

    One whose lease is about to end may be another sender's soon: it is left alone.
    """
    if clock.now() > claimed.until - MARGIN:
        return False
    try:
        accepted = sender.send(claimed.channel, claimed.address, claimed.message)
    except Failure as failure:
        _failed(claimed, failure)
        return False
    except Exception as error:
        # The error's text may hold the address; its kind and place are enough.
        log.error("delivery %s: %s", claimed.delivery_id, type(error).__name__)
        _failed(claimed, Failure(type(error).__name__, permanent=False))
        return False
    return actions.record_sent(delivery_id=claimed.delivery_id, accepted=accepted, now=clock.now())


def _failed(claimed: Claimed, failure: Failure) -> None:
    actions.record_failure(delivery_id=claimed.delivery_id, attempt=claimed.attempt, failure=failure, now=clock.now())


@stepped_task(because="The summaries of people of all tenants are drawn up on their working morning.")
def send_digests() -> int:
    """Draw up the summaries that are due; return how many."""
    begun, made, after = clock.now(), 0, None
    while clock.now() - begun < 10 * BUDGET:
        found, after = actions.draw_up_digests(now=clock.now(), after=after)
        made += found
        if after is None:
            break
    return made


@scoped_task(because="Administrators of the highest authorities are told that the clock stands still.")
def watch_clock() -> int:
    """Tell which jobs have missed three periods; return how many notices."""
    return actions.warn_of_silence(now=clock.now())


def _begun(task=None, **kwargs) -> None:
    actions.begin_run(task=task.name, now=clock.now())


def _ended(task=None, state: str = "", **kwargs) -> None:
    if state == "SUCCESS":
        actions.end_run(task=task.name, now=clock.now())


def _broke(sender=None, exception: BaseException | None = None, **kwargs) -> None:
    actions.end_run(task=sender.name, now=clock.now(), failure=type(exception).__name__)


task_prerun.connect(_begun, weak=False)
task_postrun.connect(_ended, weak=False)
task_failure.connect(_broke, weak=False)
