"""Pages of visits: `pages` (the list, a new one, the phone, the finished visit), `plain` (forms without scripts)."""

from inspections.views.pages import (
    cancel,
    confirm_grade,
    criteria,
    field,
    finish,
    list_visits,
    new_visit,
    papers,
    start,
    visit,
)
from inspections.views.plain import plain_finding, plain_item, plain_visit

__all__ = [
    "cancel",
    "confirm_grade",
    "criteria",
    "field",
    "finish",
    "list_visits",
    "new_visit",
    "papers",
    "plain_finding",
    "plain_item",
    "plain_visit",
    "start",
    "visit",
]
