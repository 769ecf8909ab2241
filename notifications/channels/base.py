"""What every channel is given and what it answers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """What is sent: `reference` is the delivery's id, so that a receiver can recognise the same message twice."""

    reference: str
    subject: str
    body: str
    short: str


@dataclass(frozen=True)
class Accepted:
    """The next hop took the message; `arrived` when it says that it has shown it to the recipient."""

    arrived: bool = False


class Failure(Exception):
    """The message was not taken. `permanent`: trying again cannot help. `reason` holds no address and no secret."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason, self.permanent = reason, permanent
