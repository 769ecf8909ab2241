"""A sheet into a draft: every row is told what became of it; the same sheet a second time changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from checklists.actions.drafting import draft_to_edit, touch
from checklists.actions.editing import check_grade, check_locked
from checklists.models import ChecklistItem, ChecklistVersion, Criterion
from checklists.sheets import places_of, read_row
from core.errors import RuleBroken, SafeloopError

LONGEST_SHEET = 500
ADDED, CHANGED, UNCHANGED, REFUSED = "added", "changed", "unchanged", "refused"


@dataclass(frozen=True)
class RowReport:
    """What became of a row: its number in the sheet, the outcome, its words, and why it was refused."""

    number: int
    outcome: str
    text: str
    reason: str = ""


class _Sheet:
    """The items of a draft, found by the key that the export printed, or by their Chinese words."""

    def __init__(self, version: ChecklistVersion) -> None:
        self.version = version
        self.rows = list(version.items.select_related("base_item").order_by("position"))
        self.by_key = {str(row.identity): row for row in self.rows} | {str(row.pk): row for row in self.rows}
        self.by_text = {row.text_zh: row for row in self.rows}
        self.criteria = set(Criterion.objects.values_list("pk", flat=True))
        self.seen: dict[Any, int] = {}

    def take(self, number: int, cells: Sequence[str], places: dict[str, int]) -> tuple[str, ChecklistItem]:
        """Sort one row in; return the outcome and the item, not saved. Raises `RuleBroken` with the reason."""
        facts = read_row(cells, places)
        key = facts.pop("key", "")
        item = self.by_key.get(key) or self.by_text.get(facts.get("text_zh", ""))
        if item is None and "text_zh" not in facts:
            raise RuleBroken(_("This draft has no item with this key, and the row has no words to add one."))
        mark = item.pk if item else facts["text_zh"]
        if mark in self.seen:
            raise RuleBroken(_("The same item stands in row %(n)s.") % {"n": self.seen[mark]})
        self.seen[mark] = number
        if facts.get("criterion_id", "") not in self.criteria | {""}:
            raise RuleBroken(_("There is no criterion with this code."))
        if item is None:
            if "text_en" not in facts:
                facts["text_en"] = ""
            made = ChecklistItem(
                version=self.version,
                region_code=self.version.region_code,
                enterprise_id=self.version.enterprise_id,
                position=len(self.rows) + 1,
                **facts,
            )
            check_grade(made)
            self.rows.append(made)
            self.by_text[made.text_zh] = made
            self.seen[made.pk] = number
            return ADDED, made
        different = {name: value for name, value in facts.items() if getattr(item, name) != value}
        if not different:
            return UNCHANGED, item
        check_locked(item, different)
        for name, value in different.items():
            setattr(item, name, value)
        check_grade(item)
        item.revision += 1
        return CHANGED, item


@transaction.atomic
def import_items(
    *, actor, now: datetime, version_id: UUID, rows: Sequence[tuple[int, Sequence[str]]]
) -> list[RowReport]:
    """Add and change items of a draft after a sheet; `rows` are (number, cells), the first names the columns.

    What the sheet does not name stays. Rows that cannot be taken are refused with their reason, the others are kept.
    Raises `RuleBroken` where the sheet as a whole cannot be read.
    """
    version = draft_to_edit(actor, version_id)
    if not rows:
        raise RuleBroken(_("The sheet is empty. Nothing was changed."))
    places = places_of(rows[0][1])
    sheet, report = _Sheet(version), []
    for number, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            outcome, item = sheet.take(number, cells, places)
        except SafeloopError as error:
            words = cells[places["text_zh"]] if places["text_zh"] < len(cells) else ""
            report.append(RowReport(number, REFUSED, words, str(error)))
            continue
        if outcome != UNCHANGED:
            item.save()
        report.append(RowReport(number, outcome, item.text_zh))
    counts = {kind: sum(row.outcome == kind for row in report) for kind in (ADDED, CHANGED, UNCHANGED, REFUSED)}
    if counts[ADDED] or counts[CHANGED]:
        touch(version)
        record(actor=actor, now=now, verb="import_checklist_items", subject=version, data=counts)
    return report
