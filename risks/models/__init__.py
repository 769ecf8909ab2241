"""The rows of risks, by family."""

from risks.models.ledger import Entry, Measure, Placement, RatingPolicy, RiskPoint, SitePlan

__all__ = ["Entry", "Measure", "Placement", "RatingPolicy", "RiskPoint", "SitePlan"]
