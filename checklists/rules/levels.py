"""Levels: a lower level takes the base as it is, may tighten it, and never loosens it."""

from collections.abc import Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleBroken

#: The smaller, the more often. What is due on an event or a visit is no period: it stays as the base has it.
RANKS: Mapping[str, int] = MappingProxyType({"shift": 1, "day": 2, "week": 3, "month": 4, "quarter": 5, "year": 6})
#: What a lower level may change in an item of the base, and only in one direction.
TIGHTENABLE = ("frequency", "photo_required", "critical", "default_days")


def is_as_frequent(base: str, own: str) -> bool:
    """Whether something is due at least as often as the base demands."""
    return own == base or (base in RANKS and own in RANKS and RANKS[own] <= RANKS[base])


def loosened(base: Mapping[str, Any], own: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields in which an item is looser than its base."""
    found = []
    if not is_as_frequent(base["frequency"], own["frequency"]):
        found.append("frequency")
    found += [name for name in ("photo_required", "critical") if base[name] and not own[name]]
    days, mine = base["default_days"], own["default_days"]
    if days is not None and (mine is None or mine > days):
        found.append("default_days")
    return found


def _sentences() -> dict[str, str]:
    return {
        "frequency": _("How often: it may only become more frequent than the base demands."),
        "photo_required": _("Photo: the base demands it, so it stays demanded."),
        "critical": _("Must be answered: the base demands it, so it stays demanded."),
        "default_days": _("Working days: a deadline may only become shorter than the base's."),
    }


def check_tightened(base: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Raise `RuleBroken` that names every field in which an item would be looser than its base."""
    names = loosened(base, own)
    if names:
        sentences = _sentences()
        fields = {name: sentences[name] for name in names}
        raise RuleBroken(
            _("A lower level may tighten the base and never loosens it. Nothing was saved. %(why)s")
            % {"why": " ".join(fields.values())},
            fields=fields,
        )


def tightened(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return of the tightenable fields the stricter of base and own: what is kept when a new base is taken over."""
    kept = {name: base[name] for name in TIGHTENABLE}
    if is_as_frequent(base["frequency"], own["frequency"]):
        kept["frequency"] = own["frequency"]
    for name in ("photo_required", "critical"):
        kept[name] = bool(base[name] or own[name])
    days = [each for each in (base["default_days"], own["default_days"]) if each is not None]
    kept["default_days"] = min(days) if days else None
    return kept


def rebased(
    present: Sequence[tuple[Hashable, Hashable | None]], base: Sequence[Hashable]
) -> list[tuple[str, Hashable]]:
    """Return the order after a new base is taken over: ("base", identity in the base) and ("own", key), in sequence.

    `present` is the list as it stands: (key, identity in the base; None for an own item). Own items stay after the
    base item that they followed; where the base dropped it, after the nearest one before it that is still there.
    """
    staying = set(base)
    following: dict[Hashable | None, list[Hashable]] = {None: []}
    anchor: Hashable | None = None
    for key, identity in present:
        if identity is None:
            following.setdefault(anchor, []).append(key)
        elif identity in staying:
            anchor = identity
    order: list[tuple[str, Hashable]] = [("own", key) for key in following[None]]
    for identity in base:
        order.append(("base", identity))
        order += [("own", key) for key in following.get(identity, [])]
    return order
