"""The order of items: one step up or down, or as they were dragged; a moved item joins the section it lands in."""

from collections.abc import Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from core.errors import Conflict

Key = TypeVar("Key")


def moved(order: Sequence[Key], key: Key, step: int) -> list[Key]:
    """Return the order with one item moved by `step` places; at an end it stays there."""
    place = order.index(key)
    rest = [each for each in order if each != key]
    rest.insert(max(0, min(len(rest), place + step)), key)
    return rest


def reordered(order: Sequence[Key], wanted: Sequence[Key]) -> list[Key]:
    """Return the wanted order. Raises `Conflict` unless it holds exactly the items that are there."""
    if len(wanted) != len(order) or set(wanted) != set(order):
        raise Conflict(
            _("Somebody has added or removed items meanwhile. The order was not changed; look at the list again.")
        )
    return list(wanted)


def section_at(before: str | None, own: str, after: str | None) -> str:
    """Return the section of an item that now stands between two others; None: there is no neighbour.

    Between two sections it keeps its own if that is one of them; inside a section it joins it.
    """
    around = [each for each in (before, after) if each is not None]
    return own if own in around or not around else around[0]
