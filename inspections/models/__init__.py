"""The rows of inspections: visits with what they hold, and the statements that enterprises sign of their own rounds."""

from inspections.models.statements import Statement
from inspections.models.visits import (
    Answer,
    AnswerPhoto,
    Finding,
    FindingPhoto,
    Revision,
    Signature,
    Visit,
    VisitOfficer,
)

__all__ = [
    "Answer",
    "AnswerPhoto",
    "Finding",
    "FindingPhoto",
    "Revision",
    "Signature",
    "Statement",
    "Visit",
    "VisitOfficer",
]
