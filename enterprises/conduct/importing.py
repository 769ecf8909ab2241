"""Licences from an Excel sheet: each row by itself, through the same act as the page; what a row refuses is told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import NotVisible, RuleBroken, SafeloopError
from core.policy import require
from enterprises.conduct import policy, sheets
from enterprises.conduct.actions import enter_licence
from enterprises.conduct.choices import LicenceStatus, RowOutcome
from enterprises.models import Enterprise, Licence


@dataclass(frozen=True)
class RowReport:
    """What became of a row: its number in the sheet, the outcome, whose licence it is, and a sentence."""

    number: int
    outcome: RowOutcome
    name: str
    enterprise: Enterprise | None = None
    message: str = ""


@dataclass
class Report:
    """What became of a sheet, row by row."""

    rows: list[RowReport] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows ended how."""
        return {each.value: sum(row.outcome == each for row in self.rows) for each in RowOutcome}


def import_licences(*, actor, now: datetime, rows: Iterable[tuple[int, list[str]]]) -> Report:
    """Take in a sheet. Good rows are kept even if others are refused.

    A row whose kind and number are held already renews that licence where it lasts longer, and changes nothing where it
    says the same. Raises `RuleBroken` for a sheet without the needed headings.
    """
    require(policy.can_import_licences(actor))
    read = iter(rows)
    places = sheets.read_headings(next(read, (1, []))[1])
    report = Report()
    for number, cells in read:
        if any(cells):
            report.rows.append(_taken(actor, now, number, cells, places))
    return report


def _taken(actor, now: datetime, number: int, cells: list[str], places: dict[str, int]) -> RowReport:
    index = places["number"]
    name = cells[index] if index < len(cells) else ""
    try:
        with transaction.atomic():
            facts = sheets.read_row(cells, places)
            enterprise = Enterprise.objects.filter(credit_code=facts.pop("credit_code")).first()
            if enterprise is None:
                raise NotVisible(_("There is no enterprise with this credit code within your reach."))
            return RowReport(number, _take(actor, now, enterprise, facts), name, enterprise)
    except SafeloopError as error:
        said = dict.fromkeys([str(error), *(str(each) for each in error.fields.values())])
        return RowReport(number, RowOutcome.REFUSED, name, message="; ".join(said))


def _take(actor, now: datetime, enterprise: Enterprise, facts: dict[str, Any]) -> RowOutcome:
    require(policy.can_enter_licence(actor, enterprise))
    known = Licence.objects.filter(
        enterprise=enterprise, kind=facts["kind"], number=facts["number"], status=LicenceStatus.HELD
    ).first()
    if known is not None and known.valid_to == facts["valid_to"]:
        return RowOutcome.UNCHANGED
    if known is not None and known.valid_to is None:
        raise RuleBroken(_("This licence holds for good here. End it before you enter it anew."))
    enter_licence(actor=actor, now=now, enterprise_id=enterprise.pk, replaces=known.pk if known else None, **facts)
    return RowOutcome.RENEWED if known else RowOutcome.ENTERED
