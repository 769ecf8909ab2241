"""The Celery application: tasks of every app, times from config/schedule.py.

What the clock starts waits in a queue of its own, and a worker takes from both in turn: a hundred documents to be drawn
up do not hold back the message of an immediate danger.
"""

import os

from celery import Celery
from kombu import Queue

from config.schedule import JOBS, beat_schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("safeloop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = beat_schedule()
app.conf.task_queues = (Queue("clock"), Queue("celery"))
app.conf.task_default_queue = "celery"
app.conf.task_routes = {job.task: {"queue": "clock"} for job in JOBS}
app.autodiscover_tasks()
