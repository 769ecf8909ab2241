"""What may come into the API: bodies whose every text can be stored.

Apart from `core.api`, because DRF loads its parsers before that module can be complete.
"""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from core.text import storable

#: Deeper than any body of this API; what is deeper still would exhaust the interpreter's stack somewhere.
DEEPEST_BODY = 32


def _refuse_what_cannot_be_stored(value: Any) -> None:
    """Walk through a parsed body without recursion; raise `ParseError` for what no column can keep."""
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > DEEPEST_BODY:
            raise ParseError(_("The body is nested too deeply. Nothing was saved."))
        if isinstance(item, str) and not storable(item):
            raise ParseError(_("The body has characters that cannot be stored. Nothing was saved."))
        if isinstance(item, dict):
            waiting += [(part, depth + 1) for pair in item.items() for part in pair]
        elif isinstance(item, list | tuple):
            waiting += [(part, depth + 1) for part in item]


class CleanJSON(parsers.JSONParser):
    """JSON whose every text can be stored, and which is not nested beyond reason."""

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        """Return the parsed body, or raise `ParseError`."""
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply. Nothing was saved.")) from error
        _refuse_what_cannot_be_stored(data)
        return data


class CleanMultiPart(parsers.MultiPartParser):
    """Multipart fields whose every text can be stored, beside files."""

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        """Return fields and files, or raise `ParseError`."""
        found = super().parse(stream, media_type, parser_context)
        _refuse_what_cannot_be_stored(list(found.data.lists()))
        return found
