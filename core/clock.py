"""The one place where the time is read. Views and tasks ask here and hand `now` down; actions and rules never ask."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present instant, aware."""
    return timezone.now()


def today() -> date:
    """Return the present day in the official time zone (Asia/Shanghai)."""
    return timezone.localdate()


def day_of(instant: datetime) -> date:
    """Return the official day in which an instant falls."""
    return timezone.localdate(instant)
