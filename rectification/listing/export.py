"""The list of listings as rows of a sheet: what a province follows without keeping a spreadsheet of its own."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.tables import LARGEST_EXPORT
from rectification.listing.selectors import lines_of
from rectification.models import Listing
from regions.selectors import calendar_for

AT_ONCE = 500


def headers() -> list[str]:
    """Return the sheet's first row."""
    return [
        _("Number"),
        _("Status"),
        _("Level"),
        _("Body"),
        _("Supervised"),
        _("Responsible leader"),
        _("Region"),
        _("Enterprise"),
        _("Industry"),
        _("Case number"),
        _("What is wrong"),
        _("Ground"),
        _("Deadline"),
        _("Overdue"),
        _("Plan complete"),
        _("Last progress"),
        _("Published on"),
        _("Recorded above on"),
        _("Accepted on"),
        _("End published on"),
    ]


def rows_of(found: QuerySet[Listing], *, today: date) -> Iterator[list[Any]]:
    """Yield a row for each listing, in batches, at most the largest export."""
    calendar = calendar_for("")
    rows = found.order_by("due_day", "id")[:LARGEST_EXPORT].iterator(chunk_size=AT_ONCE)
    while batch := list(islice(rows, AT_ONCE)):
        for line in lines_of(batch, today=today, calendar=calendar):
            row, hazard = line.row, line.row.hazard
            yield [
                line.number,
                row.get_status_display(),
                row.get_level_display(),
                row.body.name,
                row.supervised.name if row.supervised_id else "",
                row.leader,
                hazard.enterprise.region.name,
                hazard.enterprise.name,
                hazard.industry.name,
                hazard.label,
                hazard.description,
                row.get_ground_display(),
                row.due_on,
                _("yes") if line.late else _("no"),
                _("yes") if line.plan_complete else _("no"),
                line.progress,
                row.published_on,
                row.filed_on,
                row.accepted_on,
                row.announced_on,
            ]
