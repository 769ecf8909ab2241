"""Reads of licences, listings and accidents."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from core.errors import NotVisible
from enterprises.conduct.choices import Investigation, LicenceStatus
from enterprises.conduct.rules import is_listed
from enterprises.models import Accident, DishonestyListing, Enterprise, Licence

#: So many of each kind a page shows; an enterprise rarely has ten.
MOST = 200
#: A licence that ends in so many days or fewer is marked on pages; the colours have thresholds of their own.
SOON = 30


def in_force(today: date) -> Q:
    """Return what finds the listings in force on a day."""
    return Q(listed_on__lte=today) & (Q(off_on=None) | Q(off_on__gt=today))


@dataclass(frozen=True)
class Standing:
    """What the page of an enterprise says of its record, in numbers."""

    held: int
    expired: int
    soon: int
    next_end: date | None
    listed: bool
    fatal: bool


def standing_of(pk: UUID, today: date) -> Standing:
    """Return how an enterprise stands on a day, in one query."""
    held = Licence.objects.filter(enterprise=OuterRef("pk"), status=LicenceStatus.HELD).order_by().values("enterprise")
    near = Q(valid_to__gte=today, valid_to__lte=today + timedelta(days=SOON))

    def counted(**which) -> Subquery:
        return Subquery(held.annotate(n=Count("pk", **which)).values("n"))

    row = (
        Enterprise.objects.filter(pk=pk)
        .annotate(
            held_licences=counted(),
            past=counted(filter=Q(valid_to__lt=today)),
            near=counted(filter=near),
            next_end=Subquery(held.annotate(first=Min("valid_to", filter=Q(valid_to__gte=today))).values("first")),
            listed=Exists(DishonestyListing.objects.filter(in_force(today), enterprise=OuterRef("pk"))),
            fatal=Exists(
                Accident.objects.filter(enterprise=OuterRef("pk"), deaths__gt=0, investigation=Investigation.UNDER)
            ),
        )
        .values_list("held_licences", "past", "near", "next_end", "listed", "fatal")
        .get()
    )
    return Standing(row[0] or 0, row[1] or 0, row[2] or 0, row[3], row[4], row[5])


def licences_of(pk: UUID, today: date) -> tuple[list[Licence], list[Licence]]:
    """Return the licences that an enterprise holds, those that end first at the head, and those it held before.

    Each has `days_left` until its last day: negative once it has expired, None where it holds for good.
    """
    rows = list(Licence.objects.filter(enterprise=pk).order_by("valid_to", "kind", "id")[:MOST])
    for row in rows:
        row.days_left = (row.valid_to - today).days if row.valid_to else None
        row.ends_soon = row.days_left is not None and 0 <= row.days_left <= SOON
    held = [row for row in rows if row.status == LicenceStatus.HELD]
    return held, [row for row in rows if row.status != LicenceStatus.HELD]


def listings_of(pk: UUID, today: date) -> list[DishonestyListing]:
    """Return the listings of an enterprise, newest first, each with `is_in_force`."""
    rows = list(DishonestyListing.objects.filter(enterprise=pk).order_by("-listed_on", "-id")[:MOST])
    for row in rows:
        row.is_in_force = is_listed(row.listed_on, row.off_on, today)
    return rows


def accidents_of(pk: UUID) -> list[Accident]:
    """Return the accidents of an enterprise, newest first."""
    return list(Accident.objects.filter(enterprise=pk).order_by("-occurred_on", "-id")[:MOST])


def licences() -> QuerySet[Licence]:
    """Return the licences within reach."""
    return Licence.objects.select_related("enterprise")


def listings() -> QuerySet[DishonestyListing]:
    """Return the listings within reach."""
    return DishonestyListing.objects.select_related("enterprise")


def accidents() -> QuerySet[Accident]:
    """Return the accidents within reach."""
    return Accident.objects.select_related("enterprise")


def entry_of(rows: QuerySet, enterprise_id: UUID, pk: UUID):
    """Return one entry of an enterprise. Raises `NotVisible`."""
    row = rows.filter(pk=pk, enterprise=enterprise_id).first()
    if row is None:
        raise NotVisible(_("There is no such entry within your reach."))
    return row
