"""The answers by which a device learns that the server has what it sent."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from inspections import actions, content, rules

#: What a request says about itself: it is not stored as such, and comes back in the hash as it was sent.
ECHOED = frozenset({"base_version", "device_at", "device_time"})


def receipt(sent: Mapping[str, Any], valid: Mapping[str, Any], stored: Mapping[str, Any]) -> str:
    """Return the hash of what was sent, provided that every field of it is now stored as sent.

    A field that is stored otherwise enters the hash with its stored value, so that a device never takes what the server
    does not have for saved.
    """
    echo = {}
    for name, raw in sent.items():
        if name in ECHOED:
            echo[name] = raw
        elif name in stored:
            kept = content.plain(stored[name]) if not isinstance(stored[name], list | dict) else stored[name]
            same = content.plain(valid[name]) == kept if not isinstance(kept, list | dict) else raw == kept
            echo[name] = raw if same else kept
    return rules.digest(echo)


def saved_answer(
    request: Request, valid: Mapping[str, Any], saved: actions.Saved, stored: Mapping[str, Any]
) -> Response:
    """Answer an entry: its receipt; 409 with both values where a colleague changed the same field."""
    body = {
        "id": str(saved.row.pk),
        "version": saved.version,
        "sha256": receipt(request.data, valid, {**saved.content, **stored}),
        "content": saved.content,
        "at": content.stamp(clock.now()),
    }
    if not saved.conflicts:
        return Response(body)
    # Not raised: the parked revision must stay, or one of the two values would be lost.
    body |= {
        "detail": _("A colleague changed the same field meanwhile. Both values are kept: choose which one holds."),
        "conflicts": {name: {"mine": mine, "theirs": theirs} for name, (mine, theirs) in saved.conflicts.items()},
        "revision": str(saved.revision.pk),
        "colleague": saved.colleague,
    }
    return Response(body, status=409)
