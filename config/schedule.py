"""The clock's timetable: one table of task, when, what for, and why it is safe to repeat."""

from dataclasses import dataclass

from celery.schedules import crontab, schedule


@dataclass(frozen=True)
class Job:
    """One scheduled job. `period` is the seconds between two runs; three missed periods are an alarm."""

    task: str
    when: schedule
    period: int
    purpose: str
    safe_to_repeat: str


JOBS: tuple[Job, ...] = (
    Job(
        task="documents.tasks.render_waiting_documents",
        when=crontab(minute="*"),
        period=60,
        purpose="Draw up the PDF of each issued document that has none yet, also after a crash.",
        safe_to_repeat="A document is claimed by a conditional update, and its bytes depend on its snapshot only.",
    ),
    Job(
        task="evidence.tasks.forget_stale_pieces",
        when=crontab(minute="17", hour="3"),
        period=86400,
        purpose="Remove pieces of photo uploads that nobody finished within a week.",
        safe_to_repeat="It removes rows by their age; a second run finds none.",
    ),
)


def beat_schedule() -> dict[str, dict]:
    """Return Celery's form of the table; a job that waited longer than 1.2 periods is dropped, its successor runs."""
    return {
        job.task: {"task": job.task, "schedule": job.when, "options": {"expires": int(job.period * 1.2)}}
        for job in JOBS
    }
