"""What the development setup caught instead of sending: mails and text messages, as files. No page of production."""

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

MOST_FILES = 100
MOST_SHOWN = 200
#: Django's file back end writes so between two mails of one connection.
BETWEEN = b"-" * 79


@dataclass(frozen=True)
class Caught:
    """One caught message."""

    at: str
    to: str
    subject: str
    body: str


def is_caught() -> bool:
    """Whether this installation catches messages and may show them."""
    return settings.CATCH_MAIL


def caught() -> list[Caught]:
    """Return the newest caught messages, mails first."""
    return (_mails() + _texts())[:MOST_SHOWN]


def _newest(folder: Path, pattern: str) -> list[Path]:
    files = sorted(folder.glob(pattern), key=lambda each: each.stat().st_mtime, reverse=True) if folder.is_dir() else []
    return files[:MOST_FILES]


def _mails() -> list[Caught]:
    found = []
    for path in _newest(Path(settings.EMAIL_FILE_PATH), "*.log"):
        parts = [part.strip() for part in path.read_bytes().split(BETWEEN) if part.strip()]
        for part in reversed(parts):
            mail = email.message_from_bytes(part, policy=email.policy.default)
            content = mail.get_body(("plain",))
            found.append(
                Caught(
                    at=str(mail["Date"] or ""),
                    to=str(mail["To"] or ""),
                    subject=str(mail["Subject"] or ""),
                    body=content.get_content() if content else "",
                )
            )
    return found


def _texts() -> list[Caught]:
    found = []
    for path in _newest(Path(settings.SMS_FILE_PATH), "*.txt"):
        number, _line, text = path.read_text(encoding="utf-8").partition("\n")
        found.append(Caught(at="", to=number, subject="", body=text))
    return found
