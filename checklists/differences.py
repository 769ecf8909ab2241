"""What changed between two items, in the words that a reader sees."""

from checklists.content import CONTENT, label_of, said
from checklists.rules import Change, marked

LONG_TEXTS = {name for name in CONTENT if name.startswith(("text_", "basis_", "finding_"))}


def changed_fields(change: Change) -> list[dict]:
    """Return what changed in an item, field by field, as pieces that a page marks."""
    fields = []
    for name in change.fields:
        before, after = said(change.before, name), said(change.after, name)
        if name in LONG_TEXTS:
            pieces = marked(before, after)
        else:
            pieces = [("gone", before)] * bool(before) + [("new", after)] * bool(after)
        fields.append(
            {
                "name": name,
                "label": label_of(name),
                "before": [piece for piece in pieces if piece[0] != "new"],
                "after": [piece for piece in pieces if piece[0] != "gone"],
            }
        )
    return fields
