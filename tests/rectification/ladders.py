"""Cases on the ladder: swept as the clock does, at any time, and read back."""

from datetime import datetime, timedelta

from core import scope
from core.clock import day_of
from notifications.models import Notice
from rectification.ladder import rules
from rectification.ladder.sweep import Swept, sweep
from rectification.models import Effect, Step, Watch
from tests.cast import NOW


def run(now: datetime = NOW) -> Swept:
    """One sweep."""
    return sweep(now=now)


def at(day, hour: int = 10) -> datetime:
    """An hour of an official day."""
    return rules.at(day, hour)


def after(due_on, days: int, hour: int = 10) -> datetime:
    """So many calendar days after a deadline."""
    return at(due_on + timedelta(days=days), hour)


def watches(hazard, **facts) -> list[Watch]:
    """The clocks of a case."""
    with scope.everything(because="the test reads"):
        return list(Watch.objects.filter(hazard=hazard, **facts).order_by("opened_at", "pk"))


def watch_of(hazard, kind: str) -> Watch:
    """The one open clock of a kind."""
    (found,) = watches(hazard, kind=kind, ended_at=None)
    return found


def steps(hazard, kind: str = "rectify") -> list[tuple[str, str, str]]:
    """Rung, outcome and why, in the order of the rungs' moments."""
    with scope.everything(because="the test reads"):
        rows = Step.objects.filter(watch__hazard=hazard, watch__kind=kind).order_by("recorded_at", "planned_at", "pk")
        return [(row.rung, row.outcome, row.why) for row in rows]


def effects(hazard) -> list[str]:
    """What the ladder has set going."""
    with scope.everything(because="the test reads"):
        return sorted(Effect.objects.filter(hazard=hazard).values_list("kind", flat=True))


def told(hazard, *, since: datetime | None = None) -> list[tuple[str, str]]:
    """Who was told what by the clock."""
    with scope.everything(because="the test reads"):
        rows = Notice.objects.filter(subject_id=hazard.pk, key__startswith="ladder:").select_related("person")
        rows = rows.filter(created_at__gte=since) if since else rows
        return sorted((row.person.username, row.kind) for row in rows)


def today(now: datetime):
    """The official day."""
    return day_of(now)
