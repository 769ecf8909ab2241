"""The closed vocabularies of listed supervision."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListingStatus(TextChoices):
    """Where a listing stands. One column; overdue is computed."""

    PROPOSED = "proposed", _("Proposed, to be decided")
    LISTED = "listed", _("Listed, to be published")
    PUBLISHED = "published", _("Listed and published")
    APPLIED = "applied", _("Delisting applied for")
    ACCEPTED = "accepted", _("Accepted, delisting to be decided")
    DELISTED = "delisted", _("Delisted, to be published")
    ANNOUNCED = "announced", _("Delisted and published")
    REFUSED = "refused", _("Proposal refused")
    RAISED = "raised", _("Raised to a higher level")
    WITHDRAWN = "withdrawn", _("Listing withdrawn")


class ListingLevel(TextChoices):
    """Which level lists, lowest first (workflow section 5)."""

    COUNTY = "county", _("Listed by the county")
    CITY = "city", _("Listed by the city")
    PROVINCE = "province", _("Listed by the province")

    @property
    def rank(self) -> int:
        """0 for the county."""
        return list(type(self)).index(self)


class Ground(TextChoices):
    """Why a major hazard is listed (workflow section 5, default policy a to e)."""

    LONG = "long", _("It cannot be closed within 30 days")
    STOPPED = "stopped", _("Work has to be suspended")
    OVERDUE = "overdue", _("It is past its deadline")
    CROSSING = "crossing", _("It concerns several units or regions")
    HIGHER = "higher", _("A higher level found it")
    RAISED = "raised", _("It stayed overdue at the level below")
    OTHER = "other", _("Another reason")
