"""The rows of risks, by family."""

from risks.models.alarms import Alarm, AlarmEvent, AlarmPlan
from risks.models.colours import Appeal, Colour, ColourCursor, ColourPolicy
from risks.models.ledger import Entry, Measure, Placement, RatingPolicy, RiskPoint, SitePlan

__all__ = [
    "Alarm",
    "AlarmEvent",
    "AlarmPlan",
    "Appeal",
    "Colour",
    "ColourCursor",
    "ColourPolicy",
    "Entry",
    "Measure",
    "Placement",
    "RatingPolicy",
    "RiskPoint",
    "SitePlan",
]
