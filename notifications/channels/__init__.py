"""How a message leaves the platform: one sender a channel, all with the same answer."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings

from notifications.channels.base import Accepted, Failure, Message
from notifications.channels.mail import Mailbox
from notifications.channels.robots import send_to_robot
from notifications.channels.sms import gateway
from notifications.choices import Channel

__all__ = ["Accepted", "Failure", "Message", "Sender", "available", "open_sender"]


def available() -> frozenset[Channel]:
    """Return the channels that this installation can send through."""
    without = set() if settings.SMS_GATEWAY else {Channel.SMS}
    return frozenset(set(Channel) - without)


class Sender:
    """Sends messages one after the other, over one connection to the mail server."""

    def __init__(self, stack: ExitStack) -> None:
        self.mailbox = stack.enter_context(Mailbox())

    def send(self, channel: str, address: str, message: Message) -> Accepted:
        """Send one message. Raises `Failure`, which says whether trying again later may help."""
        if channel == Channel.EMAIL:
            return self.mailbox.send(address, message)
        if channel == Channel.SMS:
            return gateway().send(address, message)
        return send_to_robot(channel, address, message)


@contextmanager
def open_sender() -> Iterator[Sender]:
    """Yield a sender and close what it opened."""
    with ExitStack() as stack:
        yield Sender(stack)
