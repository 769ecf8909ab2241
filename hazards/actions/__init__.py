"""The only writers of hazards. `advance()` alone changes a status; every act leaves one row in the ledger."""

from hazards.actions.grammar import NOWHERE, BulkResult, Position, advance, lock_hazard, record_act
from hazards.actions.handling import add_note, assign_handler, assign_many, remove_filter, save_filter
from hazards.actions.inside import assign_inside, close_inside, report_fixed, return_inside, take_over
from hazards.actions.judging import (
    confirm_grade,
    confirm_many,
    fix_on_spot,
    look_back,
    receive,
    reject,
    transfer,
    upgrade,
)
from hazards.actions.recording import add_photos, record_hazard

__all__ = [
    "NOWHERE",
    "BulkResult",
    "Position",
    "add_note",
    "add_photos",
    "advance",
    "assign_handler",
    "assign_inside",
    "assign_many",
    "close_inside",
    "confirm_grade",
    "confirm_many",
    "fix_on_spot",
    "lock_hazard",
    "look_back",
    "receive",
    "record_act",
    "record_hazard",
    "reject",
    "remove_filter",
    "report_fixed",
    "return_inside",
    "save_filter",
    "take_over",
    "transfer",
    "upgrade",
]
