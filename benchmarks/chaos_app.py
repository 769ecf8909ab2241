"""Celery as the fault harness runs it: the real task every second, and a clock that reads its time from a file."""

import os
from datetime import datetime
from pathlib import Path

from config.celery import app
from core import clock

CLOCK = Path(os.environ["CHAOS_CLOCK"])
EVERY = 1.0
EXPIRES = 5


def _told() -> datetime:
    return datetime.fromisoformat(CLOCK.read_text())


clock.now = _told
app.conf.beat_schedule = {
    "sweep": {"task": "rectification.tasks.sweep", "schedule": EVERY, "options": {"expires": EXPIRES}}
}
