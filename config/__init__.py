"""Settings, URLs, Celery and the schedule: how the apps are put together. Apps never import it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
