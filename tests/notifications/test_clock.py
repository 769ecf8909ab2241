"""The heartbeat: written whatever becomes of the job, read by anybody's monitor, told to those who answer for it."""

from datetime import timedelta

import pytest
import time_machine
from celery import current_app

from config.schedule import JOBS, beat_schedule
from core import clock
from notifications import actions, tasks
from notifications.choices import RunResult
from notifications.models import Heartbeat, Notice
from notifications.selectors import clock_state
from tests.cast import client_as
from tests.notifications.outward import MORNING, everything

TASK = "notifications.tasks.dispatch_notices"
MINUTE = timedelta(minutes=1)


def state(now, task=TASK):
    return next(each for each in clock_state(now=now) if each.task == task)


@pytest.mark.django_db(transaction=True)
def test_a_run_leaves_its_mark():
    tasks.dispatch_notices.delay()
    row = Heartbeat.objects.get(task=TASK)
    assert row.result == RunResult.DONE
    assert row.started_at <= row.ended_at == row.succeeded_at


@pytest.mark.django_db(transaction=True)
def test_a_run_that_fails_leaves_its_mark_and_no_success(monkeypatch):
    tasks.dispatch_notices.delay()
    before = Heartbeat.objects.get(task=TASK).succeeded_at

    def broken(**rest):
        raise ValueError("a name and an address")

    monkeypatch.setattr(actions, "dispatch_notices", broken)
    tasks.dispatch_notices.apply(throw=False)
    row = Heartbeat.objects.get(task=TASK)
    assert (row.result, row.failure, row.succeeded_at) == (RunResult.FAILED, "ValueError", before)


def test_a_worker_that_dies_in_a_job_is_seen_to_have_begun(db):
    actions.begin_run(task=TASK, now=MORNING)
    row = state(MORNING + 3 * MINUTE)
    assert (row.result, row.late) == (RunResult.RUNNING, False)
    assert state(MORNING + 4 * MINUTE).late


def test_dying_again_and_again_is_not_running(db):
    """Each start is fresh, none ends: what counts is the last success, or the first start of all."""
    for minute in range(5):
        actions.begin_run(task=TASK, now=MORNING + minute * MINUTE)
    assert state(MORNING + 4 * MINUTE).late


def test_what_is_not_in_the_timetable_has_no_heartbeat(db):
    actions.begin_run(task="documents.tasks.render_document", now=MORNING)
    actions.end_run(task="documents.tasks.render_document", now=MORNING)
    assert not Heartbeat.objects.exists()


def test_health_tells_the_clock(db, client):
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["clock"]) == (200, "not started")
    now = clock.now()
    for job in JOBS:
        actions.begin_run(task=job.task, now=now)
        actions.end_run(task=job.task, now=now)
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["clock"]) == (200, "ok")
    assert set(answer.json()["jobs"]) == {job.task for job in JOBS}
    with time_machine.travel(now + timedelta(minutes=3, seconds=30)):
        answer = client.get("/health/")
    found = answer.json()
    assert (answer.status_code, found["clock"], found["status"]) == (503, "late", "failing")
    late = {task for task, job in found["jobs"].items() if job["late"]}
    assert late == {job.task for job in JOBS if job.period == 60}


def test_a_job_that_never_ran_beside_others_is_late_in_the_end(db):
    actions.begin_run(task="notifications.tasks.watch_clock", now=MORNING)
    actions.end_run(task="notifications.tasks.watch_clock", now=MORNING)
    assert state(MORNING + 4 * MINUTE).late


def test_a_job_that_came_with_an_upgrade_is_not_late_at_once(db):
    actions.begin_run(task="notifications.tasks.watch_clock", now=MORNING - timedelta(days=100))
    Heartbeat.objects.filter(task=TASK).delete()
    assert not state(MORNING).late
    actions.warn_of_silence(now=MORNING)
    assert not state(MORNING).late
    assert state(MORNING).started_at is None
    assert state(MORNING + 4 * MINUTE).late


def test_administrators_of_the_highest_authority_are_told_once_a_day(cast):
    actions.begin_run(task=TASK, now=MORNING)
    actions.end_run(task=TASK, now=MORNING)
    now = MORNING + 10 * MINUTE
    assert actions.warn_of_silence(now=now) > 0
    assert actions.warn_of_silence(now=now + MINUTE) == 0
    with everything():
        told = set(Notice.objects.filter(kind="clock_silent").values_list("person__username", flat=True))
    # Sichuan has one administrator in this cast, of the county; Anhui has none.
    assert told == {"administrator"}
    assert actions.warn_of_silence(now=now + timedelta(days=1)) > 0


def test_a_silence_that_has_ended_is_told_too(cast):
    actions.begin_run(task=TASK, now=MORNING)
    actions.end_run(task=TASK, now=MORNING)
    back = MORNING + timedelta(days=10)
    for job in JOBS:
        actions.begin_run(task=job.task, now=back)
        actions.end_run(task=job.task, now=back)
    actions.warn_of_silence(now=back)
    actions.warn_of_silence(now=back + MINUTE)
    with everything():
        notice = Notice.objects.get(kind="clock_stood_still")
    assert (notice.values["since"], notice.values["until"]) == ("2026-11-18 10:00", "2026-11-28 10:00")
    assert TASK in notice.values["jobs"]
    assert "2026-11-18 10:00" in notice.text


def test_every_job_is_a_task_and_expires():
    current_app.loader.import_default_modules()
    for job in JOBS:
        assert job.task in current_app.tasks
        assert str(job.purpose)
        assert job.safe_to_repeat
    assert all(row["options"]["expires"] >= 60 for row in beat_schedule().values())


def test_the_page_of_the_clock(cast):
    client = client_as(cast.county_head)
    assert "The clock has never run" in client.get("/clock/").content.decode()
    now = clock.now()
    for job in JOBS:
        actions.begin_run(task=job.task, now=now)
        actions.end_run(task=job.task, now=now)
    assert "The clock runs" in client.get("/clock/").content.decode()
    with time_machine.travel(now + timedelta(minutes=4)):
        assert "The clock stands still" in client.get("/clock/").content.decode()
    assert client_as(cast.safety_head).get("/clock/").status_code == 403


def test_the_board_says_when_the_clock_stands_still(cast):
    actions.begin_run(task=TASK, now=clock.now() - timedelta(hours=1))
    head, viewer = (client_as(who).get("/board/").content.decode() for who in (cast.county_head, cast.viewer))
    assert "The clock stands still" in head
    assert 'href="/clock/"' in head
    assert "The clock stands still" in viewer
    assert 'href="/clock/"' not in viewer


def test_what_the_clock_starts_does_not_wait_behind_documents():
    """A worker without `-Q` takes from both queues in turn; the schedule's jobs have one of their own."""
    queues = set(current_app.amqp.queues)
    assert queues == {"clock", "celery"}
    for job in JOBS:
        assert current_app.amqp.router.route({}, job.task)["queue"].name == "clock"
    assert current_app.amqp.router.route({}, "documents.tasks.render_document")["queue"].name == "celery"
