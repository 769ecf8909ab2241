"""The clock's timetable: one table of task, when, what for, and why it is safe to repeat."""

from dataclasses import dataclass

from celery.schedules import crontab, schedule
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Job:
    """One scheduled job. `period` is the seconds between two runs; three missed periods are an alarm."""

    task: str
    when: schedule
    period: int
    purpose: str | Promise
    safe_to_repeat: str


JOBS: tuple[Job, ...] = (
    Job(
        task="rectification.tasks.sweep",
        when=crontab(minute="*"),
        period=60,
        purpose=gettext_lazy("Climb each ladder whose next rung has come: remind, alarm, ask for letters, name."),
        safe_to_repeat="Rungs and notices have unique keys and are recorded with their effects in one transaction.",
    ),
    Job(
        task="rectification.tasks.follow_calendar",
        when=crontab(minute="23", hour="0"),
        period=86400,
        purpose=gettext_lazy("Let open clocks follow a working calendar that was loaded or changed."),
        safe_to_repeat="It only asks the sweep to look at clocks anew; a second run finds none.",
    ),
    Job(
        task="rectification.tasks.draft_letters",
        when=crontab(minute="*/5"),
        period=300,
        purpose=gettext_lazy("Draw up the letters that the ladder asks for, and issue those that are authorised."),
        safe_to_repeat="What is asked for is taken with its letter in one transaction; each draft has a key.",
    ),
    Job(
        task="rectification.tasks.propose_listings",
        when=crontab(minute="*/5"),
        period=300,
        purpose=gettext_lazy(
            "Propose for listed supervision, or to the next level, what stays overdue; refuse what was closed."
        ),
        safe_to_repeat="What is asked for is taken with its proposal in one transaction; a case has one proposal.",
    ),
    Job(
        task="bulletins.tasks.take_exposures",
        when=crontab(minute="*"),
        period=60,
        purpose=gettext_lazy("Put cases on the boards of their region whose ladder passed the rung of exposure."),
        safe_to_repeat="Each effect of the ladder is locked, and its exposure has it as a unique key.",
    ),
    Job(
        task="bulletins.tasks.draw_up_monthly",
        when=crontab(minute="*/30"),
        period=1800,
        purpose=gettext_lazy(
            "Draw up last month's bulletin of each authority that asked for it, and expose its cases."
        ),
        safe_to_repeat="The schedule remembers the month in the same transaction; a month is unique for an authority.",
    ),
    Job(
        task="bulletins.tasks.follow_closed_cases",
        when=crontab(minute="*/30"),
        period=1800,
        purpose=gettext_lazy("Note on public bulletins which of their cases were closed since."),
        safe_to_repeat="A case is noted once for a bulletin, by a unique key.",
    ),
    Job(
        task="bulletins.tasks.follow_promises",
        when=crontab(minute="*/30"),
        period=1800,
        purpose=gettext_lazy("Remind of promises made in meetings before they fall due, and tell of those not kept."),
        safe_to_repeat="That a promise was told of is written into its locked row, and the key of a notice names it.",
    ),
    Job(
        task="checklists.tasks.sweep_duties",
        when=crontab(minute="*"),
        period=60,
        purpose=gettext_lazy("Draw up the duties of each post when their day or shift begins, and record misses."),
        safe_to_repeat="A duty is unique for its binding, item and period; a miss is one ledger row by its number.",
    ),
    Job(
        task="desk.tasks.alarm_missed_duties",
        when=crontab(minute="*"),
        period=60,
        purpose=gettext_lazy("Tell the superiors of whoever missed a duty."),
        safe_to_repeat="The alarm of a duty is taken with its notices in one transaction, and their keys are unique.",
    ),
    Job(
        task="documents.tasks.render_waiting_documents",
        when=crontab(minute="*"),
        period=60,
        purpose=gettext_lazy("Draw up the PDF of each issued document that has none yet, also after a crash."),
        safe_to_repeat="A document is claimed by a conditional update, and its bytes depend on its snapshot only.",
    ),
    Job(
        task="inspections.tasks.follow_self_checks",
        when=crontab(minute="41", hour="*/6"),
        period=21600,
        purpose=gettext_lazy(
            "Open the self-inspection statements of the period that ended, and tell enterprises of what is late."
        ),
        safe_to_repeat="A statement is unique for enterprise and period; the key of a notice names its reminder.",
    ),
    Job(
        task="risks.tasks.tell_overdue_reviews",
        when=crontab(minute="7", hour="*/6"),
        period=21600,
        purpose=gettext_lazy("Tell each enterprise which of its risk points are due for review."),
        safe_to_repeat="The key of a notice names the enterprise, the latest day that passed and the week.",
    ),
    Job(
        task="risks.tasks.climb_alarms",
        when=crontab(minute="*"),
        period=60,
        purpose=gettext_lazy("Tell the level above of each alarm that nobody has acknowledged in time."),
        safe_to_repeat="Each alarm is locked and moved on with its notices, whose keys name the round.",
    ),
    Job(
        task="risks.tasks.follow_colours",
        when=crontab(minute="*"),
        period=60,
        purpose=gettext_lazy("Work out the colours of the enterprises of which something was recorded."),
        safe_to_repeat="A colour is written only when it or its grounds changed; one is present, by a unique key.",
    ),
    Job(
        task="risks.tasks.recompute_colours",
        when=crontab(minute="41", hour="0"),
        period=86400,
        purpose=gettext_lazy("Work out the colours of all enterprises, since deadlines pass by themselves."),
        safe_to_repeat="A colour is written only when it or its grounds changed; one is present, by a unique key.",
    ),
    Job(
        task="whistleblowing.tasks.tell_waiting",
        when=crontab(minute="*/10"),
        period=600,
        purpose=gettext_lazy("Tell of reports of the public that are due or late, and of danger to life undecided."),
        safe_to_repeat="The key of a notice names the report with its deadline and week, or the hour of the danger.",
    ),
    Job(
        task="evidence.tasks.forget_stale_pieces",
        when=crontab(minute="17", hour="3"),
        period=86400,
        purpose=gettext_lazy("Remove pieces of photo uploads that nobody finished within a week."),
        safe_to_repeat="It removes rows by their age; a second run finds none.",
    ),
    Job(
        task="notifications.tasks.dispatch_notices",
        when=crontab(minute="*"),
        period=60,
        purpose=gettext_lazy("Hand each new notice to the channels of its recipient."),
        safe_to_repeat="A notice is locked while it is handled, and the key of each delivery is unique.",
    ),
    Job(
        task="notifications.tasks.send_deliveries",
        when=crontab(minute="*"),
        period=60,
        purpose=gettext_lazy("Send what is due by mail, text message and robot, and try again what failed."),
        safe_to_repeat="A delivery is claimed for ten minutes before it is sent, and its reference never changes.",
    ),
    Job(
        task="notifications.tasks.send_digests",
        when=crontab(minute="*/10"),
        period=600,
        purpose=gettext_lazy(
            "Draw up each person's summary on the working morning at 08:30, or as soon after as the clock runs."
        ),
        safe_to_repeat="A notice leaves the waiting state with its summary; the day's second summary has the same key.",
    ),
    Job(
        task="notifications.tasks.watch_clock",
        when=crontab(minute="*/5"),
        period=300,
        purpose=gettext_lazy("Tell administrators which scheduled job has missed three periods."),
        safe_to_repeat="The key of a notice names the job, the beginning of its silence and the day.",
    ),
)


def beat_schedule() -> dict[str, dict]:
    """Return Celery's form of the table; a job that waited longer than 1.2 periods is dropped, its successor runs."""
    return {
        job.task: {"task": job.task, "schedule": job.when, "options": {"expires": int(job.period * 1.2)}}
        for job in JOBS
    }
