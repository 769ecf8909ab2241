"""When each scheduled job ran: written outside the job's own transaction, so that a failed one leaves its mark too."""

from collections import defaultdict
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localtime

from accounts.models import Authority, Membership
from config.schedule import JOBS
from core import scope
from core.roles import Role
from notifications.actions.telling import notify
from notifications.choices import RunResult
from notifications.models import Heartbeat
from notifications.selectors import clock_state
from notifications.timing import missed

PERIODS = {job.task: timedelta(seconds=job.period) for job in JOBS}
#: Jobs that come back within so long of each other stood still for one reason.
ONE_SILENCE = timedelta(hours=2)
BECAUSE = "the administrators who answer for the platform are told that its clock stands still"


def begin_run(*, task: str, now: datetime) -> None:
    """Record that a scheduled job begins. After a silence of three periods its span is kept, to be told."""
    if task not in PERIODS:
        return
    with transaction.atomic():
        if not Heartbeat.objects.filter(task=task).exists():
            meet_jobs(now=now)
        row = Heartbeat.objects.select_for_update().get(task=task)
        last = row.succeeded_at or row.first_at
        if missed(period=PERIODS[task], last=last, now=now) and row.stood_from != last:
            row.stood_from, row.stood_until = last, now
        row.started_at, row.result = now, RunResult.RUNNING
        row.save(update_fields=["started_at", "result", "stood_from", "stood_until"])


def meet_jobs(*, now: datetime) -> None:
    """Note the jobs of the timetable that the clock has not met: from now on it is noticed when they do not run."""
    Heartbeat.objects.bulk_create([Heartbeat(task=task, first_at=now) for task in PERIODS], ignore_conflicts=True)


def end_run(*, task: str, now: datetime, failure: str = "") -> None:
    """Record how a run ended; `failure` names the kind of error, and nothing of its content."""
    if task not in PERIODS:
        return
    changed = {"ended_at": now, "result": RunResult.FAILED if failure else RunResult.DONE, "failure": failure[:100]}
    if not failure:
        changed["succeeded_at"] = now
    Heartbeat.objects.filter(task=task).update(**changed)


def warn_of_silence(*, now: datetime) -> int:
    """Tell those who answer for the platform which jobs stand still or stood still; return how many notices.

    What stands still is told once a day, and again when more jobs do; what stood still once, when it runs again.
    """
    meet_jobs(now=now)
    states = clock_state(now=now)
    late = [each for each in states if each.late]
    stood = [each for each in states if each.stood_until]
    tellings = []
    if late:
        jobs, since = ", ".join(each.task for each in late), min(each.since for each in late)
        key = f"clock_silent:{localtime(now):%Y%m%d}:{sha256(jobs.encode()).hexdigest()[:16]}"
        tellings.append(("clock_silent", key, {"jobs": jobs, "since": _moment(since)}))
    if stood:
        # Jobs come back one after the other, each at its own time: what ended within the same hours is one silence.
        until = max(each.stood_until for each in stood)
        last = [each for each in stood if until - each.stood_until < ONE_SILENCE]
        since = min(each.stood_from for each in last)
        values = {"jobs": ", ".join(each.task for each in last), "since": _moment(since), "until": _moment(until)}
        tellings.append(("clock_stood_still", f"clock_stood_still:{since:%Y%m%d%H}", values))
    if not tellings:
        return 0
    with scope.everything(because=BECAUSE):
        return sum(
            notify(now=now, memberships=members, kind=kind, values=values, subject=authority, key=key)
            for authority, members in _keepers().items()
            for kind, key, values in tellings
        )


def _keepers() -> dict[Authority, list[Membership]]:
    """The administrators of the highest authorities of each province; there is no role over all of them."""
    members = Membership.objects.active().filter(role=Role.ADMINISTRATOR, authority__isnull=False)
    by_province: dict[str, list[Membership]] = defaultdict(list)
    for member in members.select_related("authority").order_by("pk"):
        by_province[member.region_code[:2]].append(member)
    found: dict[Authority, list[Membership]] = defaultdict(list)
    for rows in by_province.values():
        highest = min(len(each.region_code) for each in rows)
        for each in rows:
            if len(each.region_code) == highest:
                found[each.authority].append(each)
    return found


def _moment(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"
