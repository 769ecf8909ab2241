"""Typed, loud reading of the environment: every setting is named, explained and may come from a file (`NAME_FILE`)."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ENVIRONMENT: dict[str, str] = {}
"""Name -> meaning of every variable that the settings read; docker-compose.yml is tested against it."""


def text(name: str, meaning: str, default: str | None = None) -> str:
    """Return the variable `name`, or the content of the file that `NAME_FILE` names; neither and no default raises."""
    ENVIRONMENT[name] = meaning
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE): {meaning}.")
    return value


def flag(name: str, meaning: str, default: bool = False) -> bool:
    """Return a yes/no variable; anything but 1/0, true/false, yes/no is an error."""
    value = text(name, meaning, "1" if default else "0").lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off", ""):
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, meaning: str, default: int) -> int:
    """Return a whole-number variable."""
    value = text(name, meaning, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, meaning: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in text(name, meaning, default).split(",") if word.strip()]


def database(url: str) -> dict:
    """Translate `postgres://user:password@host:port/name?host=/socket/dir` into Django's dictionary."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// — Safeloop runs on PostgreSQL only.")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "OPTIONS": {"sslmode": query["sslmode"][0]} if "sslmode" in query else {},
    }
