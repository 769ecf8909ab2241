"""Reads of colours."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import scope
from core.errors import NotVisible
from regions.selectors import path_of, region_names
from risks.colours.choices import AppealStatus, Ground
from risks.models import Appeal, Colour, ColourPolicy

ROWS = 50


@dataclass(frozen=True)
class Said:
    """What anybody learns from a label: the colour and since when. The grounds are the members'."""

    colour: str
    since: datetime | None


def said_of(enterprise_id: UUID) -> Said:
    """Return the present colour of an enterprise for the page of its label; grey before the first one."""
    with scope.everything(because="whoever stands before a label may see the colour of the code"):
        row = Colour.objects.filter(enterprise=enterprise_id, until=None).values_list("colour", "since").first()
    return Said(*row) if row else Said("grey", None)


def present_colours() -> QuerySet[Colour]:
    """Return the present colours within reach, with what a row shows."""
    return Colour.objects.filter(until=None).select_related("enterprise", "enterprise__region")


def history_of(enterprise_id: UUID) -> list[Colour]:
    """Return the colours of an enterprise, the present one first."""
    rows = Colour.objects.filter(enterprise=enterprise_id).select_related("enterprise")
    return list(rows.order_by("-since", "-id")[:ROWS])


def appeals_of(enterprise_id: UUID) -> list[Appeal]:
    """Return the appeals of an enterprise, newest first."""
    return list(Appeal.objects.filter(enterprise=enterprise_id).order_by("-filed_at", "-id")[:ROWS])


def open_appeals() -> QuerySet[Appeal]:
    """Return the appeals that wait for a decision, those due first."""
    return Appeal.objects.filter(status=AppealStatus.FILED).select_related("enterprise", "colour").order_by("due_on")


def get_appeal(pk: UUID) -> Appeal:
    """Return one appeal within reach. Raises `NotVisible`."""
    row = Appeal.objects.select_related("enterprise", "colour").filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such appeal within your reach."))
    return row


def grounds_in_words(codes: list[str]) -> list[str]:
    """Return grounds in the reader's language."""
    return [str(Ground(code).label) for code in codes]


def thresholds_at(region_code: str) -> list[tuple[ColourPolicy, str]]:
    """Return the thresholds set for a region and those above it, the nearest first, each with its region's name."""
    rows = list(ColourPolicy.objects.filter(region_code__in=["", *path_of(region_code)]))
    names = region_names([row.region_code for row in rows if row.region_code])
    rows.sort(key=lambda row: -len(row.region_code))
    return [(row, names.get(row.region_code) or _("The nation")) for row in rows]
