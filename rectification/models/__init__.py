"""The rows of rectification, by family: orders, the enterprise's work, the review."""

from rectification.models.ladder import Effect, LadderPolicy, Rung, Step, Term, Watch
from rectification.models.letters import Letter, LetterReply, StandingAuthorisation, TalkMinutes
from rectification.models.listing import Listing, ListingPolicy, ListingPost
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
    "Letter",
    "LetterReply",
    "Listing",
    "ListingPolicy",
    "ListingPost",
    "Order",
    "Plan",
    "Progress",
    "Rung",
    "StandingAuthorisation",
    "Step",
    "StopWork",
    "Submission",
    "TalkMinutes",
    "Term",
    "Verification",
    "Watch",
]
