"""The rows of rectification, by family: orders, the enterprise's work, the review."""

from rectification.models.orders import Deadline, DeadlinePolicy, Extension, Order
from rectification.models.review import GradeOpinion, StopWork, Verification
from rectification.models.work import Plan, Progress, Submission

__all__ = [
    "Deadline",
    "DeadlinePolicy",
    "Extension",
    "GradeOpinion",
    "Order",
    "Plan",
    "Progress",
    "StopWork",
    "Submission",
    "Verification",
]
