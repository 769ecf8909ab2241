"""Reads of deadline policies: which hold in a region, whence they come, which of them wins, what each means today."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.errors import NotVisible, RuleBroken
from hazards.choices import Grade
from rectification.models import DeadlinePolicy
from rectification.rules import DEFAULT_POLICY, DeadlinePolicyRow, policy_example, propose_deadline
from regions.choices import DeadlineUnit
from regions.rules import Deadline
from regions.selectors import calendar_for, path_of, region_names

MOST_ROWS = 500


@dataclass(frozen=True)
class PolicyLine:
    """A policy as its list shows it; `instead` is what a nearer one says in its place, None where it wins."""

    row: DeadlinePolicyRow
    region: str
    industry: str
    pk: uuid.UUID | None = None
    own: bool = False
    instead: "PolicyLine | None" = None
    due_on: date | None = None

    @property
    def grade(self) -> str:
        """Of which grade."""
        return self.row.grade

    @property
    def words(self) -> str:
        """How much time it gives."""
        return amount_words(self.row.unit, self.row.amount)

    @property
    def in_force(self) -> bool:
        """Whether it is what the region proposes."""
        return self.instead is None

    def __str__(self) -> str:
        return f"{self.region}: {self.words}"


def amount_words(unit: str, amount: int) -> str:
    """Say an amount of time."""
    if unit == DeadlineUnit.WORKING_DAYS:
        return _("%(n)s working days") % {"n": amount}
    return _("%(n)s calendar days") % {"n": amount}


def row_of(policy: DeadlinePolicy) -> DeadlinePolicyRow:
    """Return a stored policy as the rules take it."""
    return DeadlinePolicyRow(
        Grade(policy.grade), DeadlineUnit(policy.unit), policy.amount, policy.industry_id or "", policy.region_code
    )


def policies_at(region_code: str, *, today: date) -> list[PolicyLine]:
    """Return what the region and every region above it say, by grade and industry, the nearest first.

    A row wins where `propose_deadline` answers with it for exactly what it is for.
    """
    stored = list(
        DeadlinePolicy.objects.filter(region_code__in=["", *path_of(region_code)]).select_related("industry")[
            :MOST_ROWS
        ]
    )
    names, calendar = region_names(path_of(region_code)), calendar_for(region_code)
    lines = [
        PolicyLine(
            row=row_of(each),
            region=names.get(each.region_code, each.region_code) or _("The nation"),
            industry=str(each.industry) if each.industry else _("All industries"),
            pk=each.pk,
            own=each.region_code == region_code,
        )
        for each in stored
    ]
    lines += [
        PolicyLine(row=row, region=_("Safeloop's default"), industry=_("All industries")) for row in DEFAULT_POLICY
    ]
    by_row = {id(line.row): line for line in lines}
    rows = [line.row for line in lines if line.pk]
    shown = []
    for line in lines:
        place = {"grade": line.row.grade, "industry": line.row.industry, "region_code": region_code}
        winner = by_row[id(propose_deadline(rows, **place))]
        shown.append(
            PolicyLine(
                row=line.row,
                region=line.region,
                industry=line.industry,
                pk=line.pk,
                own=line.own,
                instead=None if winner is line else winner,
                due_on=_due_on(line.row, today, calendar),
            )
        )
    return sorted(shown, key=lambda line: (line.row.grade, line.row.industry, -len(line.row.region_code), not line.pk))


def _due_on(row: DeadlinePolicyRow, today: date, calendar) -> date | None:
    """Return the day it means today, None where it gives more than an order may (an older, longer policy)."""
    try:
        return policy_example(row, today, calendar).result
    except RuleBroken:
        return None


def example_of(*, grade: str, unit: str, amount: int, region_code: str, today: date) -> Deadline:
    """Return the deadline that a policy, saved or not, would give a hazard found today; raises as `policy_example`."""
    return policy_example(DeadlinePolicyRow(grade, unit, amount), today, calendar_for(region_code))


def visible_policy(pk: uuid.UUID | str, *, lock: bool = False) -> DeadlinePolicy:
    """Return a policy behind the wall, locked where it is going to be changed, or raise `NotVisible`."""
    rows = DeadlinePolicy.objects.select_related("industry")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such deadline policy. It may have been removed; load the page again."))
    return row
