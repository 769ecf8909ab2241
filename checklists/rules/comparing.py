"""Comparison of two versions: what was added, removed and changed, and in what changed, which words."""

import difflib
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: A Chinese character, a word, a run of spaces, or one sign: the pieces that differ or do not.
PIECE = re.compile(r"[\u4e00-\u9fff]|[0-9A-Za-z]+|\s+|[^\s0-9A-Za-z\u4e00-\u9fff]")


@dataclass(frozen=True)
class Change:
    """An item that stands in both versions with other words: field -> (before, after)."""

    before: Any
    after: Any
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Comparison:
    """What tells two versions apart. `rows` holds all in the order of the later version, removed ones between."""

    rows: Sequence[tuple[str, Any]] = field(default_factory=list)

    def of(self, kind: str) -> list[Any]:
        """Return the rows of one kind: added, removed, changed or same."""
        return [row for each, row in self.rows if each == kind]


@dataclass(frozen=True)
class Line:
    """One item as comparison sees it: every key it may be known by, best first, its values, and the item itself."""

    keys: Sequence[Hashable]
    values: Mapping[str, Any]
    item: Any = None


def _matches(before: Sequence[Line], after: Sequence[Line]) -> dict[int, int]:
    """Return which line of the later version is which of the earlier one: by key, then by equal words."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    known: dict[Hashable, int] = {}
    for place, line in enumerate(before):
        for key in line.keys:
            known.setdefault(key, place)
    for place, line in enumerate(after):
        found = next((known[key] for key in line.keys if key in known and known[key] not in taken), None)
        if found is not None:
            pairs[place] = found
            taken.add(found)
    words = {line.values.get("text_zh"): place for place, line in enumerate(before) if place not in taken}
    for place, line in enumerate(after):
        found = words.get(line.values.get("text_zh")) if place not in pairs else None
        if found is not None and found not in taken:
            pairs[place] = found
            taken.add(found)
    return pairs


def compare(before: Sequence[Line], after: Sequence[Line]) -> Comparison:
    """Compare two versions, item by item. Moving an item is no change of it."""
    pairs = _matches(before, after)
    stayed = {earlier: later for later, earlier in pairs.items()}
    rows: list[tuple[str, Any]] = []
    shown: set[int] = set()

    def removed_up_to(limit: int) -> None:
        for place in range(limit):
            if place not in stayed and place not in shown:
                shown.add(place)
                rows.append(("removed", before[place].item))

    for place, line in enumerate(after):
        if place not in pairs:
            rows.append(("added", line.item))
            continue
        earlier = before[pairs[place]]
        removed_up_to(pairs[place])
        fields = {
            name: (earlier.values.get(name), value)
            for name, value in line.values.items()
            if earlier.values.get(name) != value
        }
        kind = "changed" if fields else "same"
        rows.append((kind, Change(earlier.item, line.item, fields)))
    removed_up_to(len(before))
    return Comparison(rows)


def marked(before: str, after: str) -> list[tuple[str, str]]:
    """Return a text as pieces ("same" | "gone" | "new", words), so that the words that changed can be marked."""
    old, new = PIECE.findall(before), PIECE.findall(after)
    pieces: list[tuple[str, str]] = []
    for tag, start, end, begin, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(old[start:end])))
            continue
        if end > start:
            pieces.append(("gone", "".join(old[start:end])))
        if stop > begin:
            pieces.append(("new", "".join(new[begin:stop])))
    return pieces
