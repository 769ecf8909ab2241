"""Which periods hold in a region, and from where they come. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime

from core.clock import day_of
from core.policy import nearest
from rectification.listing.rules import DEFAULTS, NUMBERS, Periods
from rectification.models import ListingPolicy
from regions.choices import DeadlineUnit
from regions.rules import WorkingCalendar, compute_deadline
from regions.selectors import region_names


@dataclass(frozen=True)
class InForce:
    """The periods of a region with the region that set them; empty for the default."""

    periods: Periods
    region_code: str = ""
    row: ListingPolicy | None = None
    region: str = ""


def periods_of(row: ListingPolicy | None) -> Periods:
    """Return a stored policy as the rules take it."""
    if row is None:
        return DEFAULTS
    return Periods(level=row.level, **{name: getattr(row, name) for name in NUMBERS})


def periods_for(region_code: str) -> Periods:
    """Return the periods of the nearest region up the tree."""
    return periods_of(nearest(ListingPolicy.objects.all(), region_code))


def in_force(region_code: str) -> InForce:
    """Return the periods of a region with whence they come."""
    row = nearest(ListingPolicy.objects.all(), region_code)
    if row is None:
        return InForce(DEFAULTS)
    name = region_names([row.region_code]).get(row.region_code, row.region_code)
    return InForce(periods_of(row), row.region_code, row, name)


def working_days_after(moment: datetime, days: int, calendar: WorkingCalendar) -> date:
    """Return the day so many working days after a moment's day."""
    return compute_deadline(day_of(moment), DeadlineUnit.WORKING_DAYS, days, calendar).result
