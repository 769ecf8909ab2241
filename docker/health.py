"""Whether a container does its work: `health.py web` asks the site, `health.py beat` looks at the clock's own book."""

import os
import sys
import time
import urllib.request
from pathlib import Path

BEAT_SILENCE = 600  # Seconds; Celery's beat writes its book every three minutes.


def web() -> bool:
    """Return whether the health page answers 200, asked as the proxy in front would ask."""
    hosts = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    host = hosts[0].strip().lstrip(".") if hosts else "localhost"
    request = urllib.request.Request(
        "http://127.0.0.1:8000/health/",
        headers={"Host": "localhost" if host == "*" else host, "X-Forwarded-Proto": "https"},
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.status == 200


def beat() -> bool:
    """Return whether the schedule's book was written lately."""
    books = Path(os.environ.get("VAR_DIR", "/srv/var")).glob("celerybeat-schedule*")
    return any(time.time() - book.stat().st_mtime < BEAT_SILENCE for book in books)


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "beat": beat}[sys.argv[1]]() else 1)
