"""The only writers of checklists."""

from checklists.actions.basing import adopt_base
from checklists.actions.binding import bind_checklist, end_binding
from checklists.actions.drafting import create_checklist, discard_version, draft_version
from checklists.actions.editing import duplicate_item, move_item, remove_item, reorder_items, save_item
from checklists.actions.importing import LONGEST_SHEET, import_items
from checklists.actions.reviewing import publish_version, return_version, submit_version

__all__ = [
    "LONGEST_SHEET",
    "adopt_base",
    "bind_checklist",
    "create_checklist",
    "discard_version",
    "draft_version",
    "duplicate_item",
    "end_binding",
    "import_items",
    "move_item",
    "publish_version",
    "remove_item",
    "reorder_items",
    "return_version",
    "save_item",
    "submit_version",
]
