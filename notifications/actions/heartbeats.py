"""When each scheduled job ran: written outside the job's own transaction, so that a failed one leaves its mark too."""

from collections import defaultdict
from datetime import datetime, timedelta

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
BECAUSE = "the administrators who answer for the platform are told that its clock stands still"


def begin_run(*, task: str, now: datetime) -> None:
    """Record that a scheduled job begins. After a silence of three periods its span is kept, to be told."""
    if task not in PERIODS:
        return
    with transaction.atomic():
        row, fresh = Heartbeat.objects.select_for_update().get_or_create(
            task=task, defaults={"first_at": now, "started_at": now}
        )
        if fresh:
            return
        last = row.succeeded_at or row.first_at
        if missed(period=PERIODS[task], last=last, now=now) and row.stood_from != last:
            row.stood_from, row.stood_until = last, now
        row.started_at, row.result = now, RunResult.RUNNING
        row.save(update_fields=["started_at", "result", "stood_from", "stood_until"])


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

    The key of a notice holds the job, the beginning of the silence and the day: once a day while it lasts.
    """
    told = 0
    tellings = []
    for state in clock_state(now=now):
        if state.late and state.since:
            tellings.append(("clock_silent", state.task, state.since, {}, f"{localtime(now):%Y%m%d}"))
        if state.stood_from and state.stood_until:
            tellings.append(
                ("clock_stood_still", state.task, state.stood_from, {"until": _moment(state.stood_until)}, "")
            )
    if not tellings:
        return 0
    with scope.everything(because=BECAUSE):
        for authority, members in _keepers().items():
            for kind, task, since, more, day in tellings:
                told += notify(
                    now=now,
                    memberships=members,
                    kind=kind,
                    values={"job": task, "since": _moment(since), **more},
                    subject=authority,
                    key=f"{kind}:{task}:{since:%Y%m%d%H%M%S}:{day}"[:120],
                )
    return told


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
