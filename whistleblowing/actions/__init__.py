"""The only writers of tips, by family."""

from whistleblowing.actions.deciding import accept_tip, refuse_tip, transfer_tip
from whistleblowing.actions.identity import ask_identity, decide_identity, read_identity
from whistleblowing.actions.sending import Receipt, Report, answer_as_reporter, open_by_code, send_tip
from whistleblowing.actions.telling import close_tip, tell_result, write_to_reporter
from whistleblowing.actions.verifying import conclude_tip, match_tip, raise_hazard, start_verifying

__all__ = [
    "Receipt",
    "Report",
    "accept_tip",
    "answer_as_reporter",
    "ask_identity",
    "close_tip",
    "conclude_tip",
    "decide_identity",
    "match_tip",
    "open_by_code",
    "raise_hazard",
    "read_identity",
    "refuse_tip",
    "send_tip",
    "start_verifying",
    "tell_result",
    "transfer_tip",
    "write_to_reporter",
]
