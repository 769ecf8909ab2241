"""What is printed on a label never stands in a log: its token is blotted out of every record, whoever writes it.

A token reaches logs as part of an address: the server's access log, a 404 warning, the referer of the next request, a
task's arguments. The records are altered where they are made, before any handler of any library sees them.
"""

import logging
import re

#: The address of a label, plain or quoted; what was typed or scanned on the page for scanning; a label's short text.
TOKENS = re.compile(
    r"(?i)((?:/|%2F)c(?:/|%2F))[A-Z0-9-]{12,}"
    r"|([?&;\s\"']code=)[^\s&\"']{12,}"
    r"|\b(?:[A-Z2-7]{4}-){4}[A-Z2-7]{4}\b"
)
BLOT = "[label]"


def without_tokens(text: str) -> str:
    """Return a text with every label's token blotted out."""
    return TOKENS.sub(lambda found: (found[1] or found[2] or "") + BLOT, text)


class Discreet(logging.Formatter):
    """Formats a record as told, tracebacks included, without tokens."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return without_tokens(super().format(record))


class DiscreetRecord(logging.LogRecord):
    """A record whose message holds no token, whatever formats it later."""

    def getMessage(self) -> str:  # the name is the library's
        """Return the message without tokens."""
        return without_tokens(super().getMessage())


def keep_tokens_out_of_logs() -> None:
    """Have every record of this process made discreet."""
    logging.setLogRecordFactory(DiscreetRecord)
