"""The closed vocabularies of the division tree and of the working calendar."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RegionLevel(TextChoices):
    """Administrative level, highest first."""

    COUNTRY = "country", _("Country")
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County")
    TOWNSHIP = "township", _("Township")

    @property
    def rank(self) -> int:
        """0 for the country, 4 for a township; a smaller rank is the higher authority."""
        return list(type(self)).index(self)

    def is_at_least(self, other: "RegionLevel | str") -> bool:
        """Whether this level is `other` or above it."""
        return self.rank <= RegionLevel(other).rank


class DayKind(TextChoices):
    """What a published calendar says of a day that differs from plain Monday to Friday."""

    HOLIDAY = "holiday", _("Holiday")
    ADJUSTED_WORKDAY = "adjusted_workday", _("Make-up working day")


class DeadlineUnit(TextChoices):
    """How a deadline is expressed in the order."""

    WORKING_DAYS = "working_days", _("Working days")
    CALENDAR_DAYS = "calendar_days", _("Calendar days")
    DATE = "date", _("On a given date")
    IMMEDIATE = "immediate", _("At once")


class DayReason(TextChoices):
    """Why a day in a deadline's trace was counted or not."""

    START = "start", _("Start of the period: not counted")
    WORKING_DAY = "working_day", _("Working day")
    MAKE_UP_DAY = "make_up_day", _("Make-up working day")
    WEEKEND = "weekend", _("Weekend")
    HOLIDAY = "holiday", _("Public holiday")
    LOCAL_HOLIDAY = "local_holiday", _("Local holiday")
    CALENDAR_DAY = "calendar_day", _("Calendar day")
    MOVED_WEEKEND = "moved_weekend", _("Last day is a weekend: moves on")
    MOVED_HOLIDAY = "moved_holiday", _("Last day is a public holiday: moves on")
    MOVED_TO = "moved_to", _("Next working day: the deadline")
    GIVEN_DATE = "given_date", _("Date given in the order")
    AT_ONCE = "at_once", _("Due at once")
