"""Reads of statements."""

import uuid
from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import NotVisible
from core.tables import LARGEST_EXPORT
from inspections.choices import StatementStatus
from inspections.models import Statement
from inspections.statements import rules


def statements() -> QuerySet[Statement]:
    """Return the statements behind the wall with what a list shows."""
    return Statement.objects.select_related("enterprise").defer("remark", "signed_by")


def statement_of(pk: uuid.UUID | str) -> Statement:
    """Return one statement, or raise `NotVisible`."""
    row = Statement.objects.select_related("enterprise__region", "document").filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such statement, or it is not yours to see."))
    return row


def owed_by(enterprise_id, limit: int = 4) -> list[Statement]:
    """Return what an enterprise still has to sign, the oldest first."""
    rows = Statement.objects.filter(enterprise_id=enterprise_id, status=StatementStatus.OWED)
    return list(rows.order_by("due_on", "id")[:limit])


def last_of(enterprise_id, limit: int = 4) -> list[Statement]:
    """Return the last statements of an enterprise, the newest first."""
    return list(Statement.objects.filter(enterprise_id=enterprise_id).order_by("-due_on", "-id")[:limit])


def export_headers() -> list[str]:
    """Return the head of the sheet."""
    return [
        _("Enterprise"), _("Credit code"), _("Region code"), _("Reporting period"), _("Due on"), _("State"),
        _("Days late"), _("Signed at"), _("Rounds"), _("Found"), _("Closed"), _("Overdue"),
    ]  # fmt: skip


def export_rows(rows: QuerySet[Statement], today: date) -> Iterator[list]:
    """Yield the rows of the sheet, bounded."""
    for row in rows.order_by("-due_on", "-id")[:LARGEST_EXPORT].iterator(chunk_size=2000):
        total = next((line for line in row.figures.get("lines", ()) if line["key"] == "total"), {})
        late = rules.days_late(row.due_on, today) if row.status == StatementStatus.OWED else 0
        yield [
            row.enterprise.name, row.enterprise.credit_code, row.region_code,
            rules.words_of(row.period, row.starts_on), row.due_on, row.get_status_display(), late, row.signed_at,
            row.figures.get("rounds", ""), total.get("found", ""), total.get("closed", ""), total.get("overdue", ""),
        ]  # fmt: skip
