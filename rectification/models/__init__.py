"""The rows of rectification, by family: orders, the enterprise's work, the review."""

from rectification.models.ladder import Effect, LadderPolicy, Rung, Step, Term, Watch
from rectification.models.orders import Deadline, DeadlinePolicy, Extension, Order
from rectification.models.review import GradeOpinion, StopWork, Verification
from rectification.models.work import Plan, Progress, Submission

__all__ = [
    "Deadline",
    "DeadlinePolicy",
    "Effect",
    "Extension",
    "GradeOpinion",
    "LadderPolicy",
    "Order",
    "Plan",
    "Progress",
    "Rung",
    "Step",
    "StopWork",
    "Submission",
    "Term",
    "Verification",
    "Watch",
]
