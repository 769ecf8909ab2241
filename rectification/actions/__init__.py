"""The only writers of rectification, by family: policies, orders, more time, the work, the review, stopped work."""

from rectification.actions.extensions import ask_extension, decide_extension, withdraw_extension
from rectification.actions.grading import ask_opinion, downgrade, give_opinion
from rectification.actions.orders import (
    OrderLine,
    issue_order,
    propose_for,
    propose_for_many,
    serve_order,
    withdraw_order,
)
from rectification.actions.policies import add_deadline_policy, change_deadline_policy, remove_deadline_policy
from rectification.actions.reopening import reopen
from rectification.actions.review import Remainder, refuse_sign_off, sign_off, take_up_review, verify
from rectification.actions.stops import ask_resume, decide_resume, stop_work
from rectification.actions.work import AfterPhoto, report_progress, save_plan, start_work, submit_evidence

__all__ = [
    "AfterPhoto",
    "OrderLine",
    "Remainder",
    "add_deadline_policy",
    "ask_extension",
    "ask_opinion",
    "ask_resume",
    "change_deadline_policy",
    "decide_extension",
    "decide_resume",
    "downgrade",
    "give_opinion",
    "issue_order",
    "propose_for",
    "propose_for_many",
    "refuse_sign_off",
    "remove_deadline_policy",
    "reopen",
    "report_progress",
    "save_plan",
    "serve_order",
    "sign_off",
    "start_work",
    "stop_work",
    "submit_evidence",
    "take_up_review",
    "verify",
    "withdraw_extension",
    "withdraw_order",
]
