"""Settings, URLs, Celery and the schedule: how the apps are put together. Apps never import it."""

from config.celery import app as celery_app
from core.secrecy import keep_tokens_out_of_logs

__all__ = ["celery_app"]

keep_tokens_out_of_logs()
