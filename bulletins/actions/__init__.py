"""The writers of bulletins, by family."""

from bulletins.actions.drafting import draw_up, edit_draft, expose
from bulletins.actions.following import add_follow_up, file_statement, follow_closed_cases, take_exposures
from bulletins.actions.releasing import release_bulletin, send_back, withdraw_bulletin
from bulletins.actions.scheduling import draw_up_monthly, keep_schedule

__all__ = [
    "add_follow_up",
    "draw_up",
    "draw_up_monthly",
    "edit_draft",
    "expose",
    "file_statement",
    "follow_closed_cases",
    "keep_schedule",
    "release_bulletin",
    "send_back",
    "take_exposures",
    "withdraw_bulletin",
]
