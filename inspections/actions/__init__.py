"""The only writers of visits: plan and start, the entries of the phone, and the finish that draws up the papers."""

from inspections.actions.editing import Saved
from inspections.actions.entries import (
    confirm_finding_grade,
    decide_conflict,
    save_answer,
    save_details,
    save_finding,
    withdraw_finding,
)
from inspections.actions.finish import Finished, finish_visit
from inspections.actions.photos import attach_answer_photo, attach_photo, detach_answer_photo, detach_photo
from inspections.actions.plan import Member, cancel_visit, plan_visit, start_visit
from inspections.actions.signing import sign

__all__ = [
    "Finished",
    "Member",
    "Saved",
    "attach_answer_photo",
    "attach_photo",
    "cancel_visit",
    "confirm_finding_grade",
    "decide_conflict",
    "detach_answer_photo",
    "detach_photo",
    "finish_visit",
    "plan_visit",
    "save_answer",
    "save_details",
    "save_finding",
    "sign",
    "start_visit",
    "withdraw_finding",
]
