"""The deadline of a finding: what its fields say, and the day that follows from it."""

from datetime import date

from inspections.models import Finding
from rectification.rules import check_due
from regions.choices import DeadlineUnit
from regions.rules import Deadline, compute_deadline
from regions.selectors import calendar_for


def unit_and_amount(finding: Finding) -> tuple[str, int | date | None]:
    """Return the unit with its amount: a number of days, the date itself, or None for "at once"."""
    unit = finding.deadline_unit
    if unit == DeadlineUnit.DATE:
        return unit, finding.deadline_date
    return unit, finding.deadline_amount if unit != DeadlineUnit.IMMEDIATE else None


def due_of(finding: Finding, start: date) -> Deadline:
    """Return the deadline of a finding served on `start`, with its trace. Raises `RuleBroken` if it gives too much."""
    calendar = calendar_for(finding.region_code)
    deadline = compute_deadline(start, *unit_and_amount(finding), calendar)
    check_due(finding.grade, start, deadline.result, calendar)
    return deadline
