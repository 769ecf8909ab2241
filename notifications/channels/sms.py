"""Text messages through a gateway: a small interface, one gateway over HTTP, one that only writes them down."""

from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from notifications.channels.base import Accepted, Failure, Message

SECONDS = 10
#: Answers after which the same message may be taken later.
TEMPORARY = (408, 425, 429)


class Gateway(Protocol):
    """What sends text messages. An operator's own gateway needs only this method."""

    def send(self, number: str, message: Message) -> Accepted:
        """Hand over `message.short`. Raises `Failure`."""


class HttpGateway:
    """A gateway that takes JSON: `{"to", "text", "reference"}` with a bearer token; any 2xx means taken."""

    def __init__(self, url: str, token: str) -> None:
        if urlsplit(url).scheme != "https":
            raise ImproperlyConfigured("SMS_URL must begin with https://")
        self.url, self.token = url, token

    def send(self, number: str, message: Message) -> Accepted:
        """Post the message. `reference` is the same when it is sent again."""
        try:
            answer = requests.post(
                self.url,
                json={"to": number, "text": message.short, "reference": message.reference},
                headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": message.reference},
                timeout=SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Failure(type(error).__name__, permanent=False) from None
        if not answer.ok or answer.is_redirect:
            status = answer.status_code
            raise Failure(f"HTTP {status}", permanent=status < 500 and status not in TEMPORARY)
        return Accepted()


class FileGateway:
    """For development: each message becomes a file under `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, number: str, message: Message) -> Accepted:
        """Write the message down."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{message.reference}.txt").write_text(f"{number}\n{message.short}\n", encoding="utf-8")
        return Accepted()


def gateway() -> Gateway:
    """Return the gateway that the settings name."""
    return _gateway(settings.SMS_GATEWAY, settings.SMS_URL, settings.SMS_TOKEN, str(settings.SMS_FILE_PATH))


@cache
def _gateway(name: str, url: str, token: str, folder: str) -> Gateway:
    if name == "http":
        return HttpGateway(url, token)
    if name == "file":
        return FileGateway(Path(folder))
    raise Failure("No text message gateway is set up", permanent=True)
