"""Reads over several models: who is competent, the list with its totals, the ledger for Excel."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import IntegerField, QuerySet, Subquery
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from accounts.choices import AuthorityKind
from accounts.models import Authority
from core.errors import NotVisible
from core.lists import Page, keyset_page
from core.prepared import Prepared
from core.tables import LARGEST_EXPORT
from enterprises.models import Enterprise
from hazards.choices import Grade, PhotoPurpose
from hazards.models import Hazard, HazardPhoto, SavedFilter
from hazards.policy import reads_source
from hazards.querysets import OPEN, HazardQuerySet
from regions.rules import WorkingCalendar
from regions.selectors import path_of

COUNTED_UP_TO = 1_000


class CountOf(Subquery):
    """The number of rows of a bounded subquery, so that several counts travel in one statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


_ROWS = Prepared(lambda keys: Hazard.objects.for_rows().filter(pk__any_of=keys), keys=list)
_VISIBLE = Prepared(lambda pk: Hazard.objects.for_page().filter(pk=pk), pk=UUID)
_SAVED = Prepared(
    lambda membership: SavedFilter.objects.filter(membership_id=membership).order_by("name"), membership=UUID
)


def competent_authority(enterprise: Enterprise) -> Authority | None:
    """Return the authority in charge of an enterprise: the nearest region, there the bureau of its industry first."""
    rows = (
        Authority.objects.filter(region_code__in=path_of(enterprise.region_code))
        .exclude(kind=AuthorityKind.TOWNSHIP)
        .select_related("region")
        .prefetch_related("industries")
        .order_by(Length("region_code").desc(), "id")
    )
    ranked = []
    for row in rows:
        industries = {each.pk for each in row.industries.all()}
        if industries and enterprise.industry_id not in industries:
            continue
        bureau = row.kind == AuthorityKind.BUREAU
        ranked.append((len(row.region_code), enterprise.industry_id in industries, bureau, row))
    return max(ranked, key=lambda each: each[:3])[3] if ranked else None


@dataclass(frozen=True)
class Row:
    """A hazard as a row of the list, with the working days left (negative: late; None: no deadline)."""

    hazard: Hazard
    working_days: int | None
    late: bool = False

    @property
    def pk(self):
        """The key that a ticked row sends."""
        return self.hazard.pk

    @property
    def is_closed(self) -> bool:
        """Whether nothing about it can be late any more."""
        return self.hazard.status not in OPEN

    def __str__(self) -> str:
        return self.hazard.label


def counted_words(count: int) -> str:
    """Say a count that went no further than it had to."""
    return str(count) if count <= COUNTED_UP_TO else _("more than %(n)s") % {"n": f"{COUNTED_UP_TO:,}"}


@dataclass(frozen=True)
class Totals:
    """How many the filter found, and how many of them are overdue or major; counted no further than 1,000."""

    found: int
    overdue: int
    major: int

    @property
    def shown(self) -> str:
        """The number found in words."""
        return counted_words(self.found)

    @property
    def overdue_shown(self) -> str:
        """The number overdue in words."""
        return counted_words(self.overdue)

    @property
    def major_shown(self) -> str:
        """The number of major ones in words."""
        return counted_words(self.major)


#: Orders of the list: what `?o=` may say, and the columns that page through it.
ORDERS = {
    "due": ("due_on", "id"),
    "-due": ("-due_on", "id"),
    "number": ("number",),
    "-number": ("-number",),
}
DEFAULT_ORDER = "due"


def rows_of(hazards: Iterable[Hazard], *, today: date, calendar: WorkingCalendar) -> list[Row]:
    """Return hazards as rows with the working days left."""
    return [
        Row(hazard, calendar.working_days_between(today, hazard.due_on), late=hazard.due_on < today)
        if hazard.due_on
        else Row(hazard, None)
        for hazard in hazards
    ]


_COUNT = "(SELECT count(*) FROM (<rows>) AS counted)"


def counts_of(**piles: QuerySet) -> dict[str, int]:
    """Return how many rows each pile has, counted no further than one beyond `COUNTED_UP_TO`, in one statement."""
    parts, params = [], []
    for rows in piles.values():
        try:
            sql, values = rows.order_by().values("pk")[: COUNTED_UP_TO + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, values = "SELECT WHERE false", ()
        parts.append(_COUNT.replace("<rows>", sql))
        params += values
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        return dict(zip(piles, cursor.fetchone(), strict=True))


def totals_of(hazards: HazardQuerySet, *, today: date, asked: dict[str, Any]) -> Totals:
    """Return the bounded totals of a filtered list in one statement; what was `asked` for is not counted twice."""
    piles = {"found": hazards}
    if asked.get("due") != "overdue":
        piles["overdue"] = hazards.overdue(today)
    if asked.get("grade") != Grade.MAJOR:
        piles["major"] = hazards.major()
    figures = counts_of(**piles)
    return Totals(**({"overdue": figures["found"], "major": figures["found"]} | figures))


def list_page(hazards: HazardQuerySet, *, order: str, cursor: str | None, size: int = 20) -> Page:
    """Return one page of a filtered list in one of `ORDERS`."""
    terms = ORDERS.get(order, ORDERS[DEFAULT_ORDER])
    return keyset_page(hazards, order=terms, cursor=cursor, size=size, nullable=("due_on",), joined=_ROWS)


def visible_hazard(pk) -> Hazard:
    """Return a hazard behind the wall with what its pages show, or raise `NotVisible`."""
    found = _VISIBLE.objects(pk=pk)
    if not found:
        raise NotVisible(_("There is no such hazard, or it is not yours to see."))
    return found[0]


def before_photos(hazard: Hazard) -> list[HazardPhoto]:
    """Return the before-photos of a hazard, the first first."""
    rows = HazardPhoto.objects.filter(hazard=hazard, purpose=PhotoPurpose.BEFORE)
    return list(rows.select_related("photo").order_by("added_at", "id"))


def saved_filters(membership_id) -> list[SavedFilter]:
    """Return the filters that a membership keeps."""
    return _SAVED.objects(membership=membership_id)


def export_rows(hazards: HazardQuerySet, actor=None) -> Iterator[list]:
    """Yield the ledger's rows for Excel, in one query; the caller bounds them. `actor` is who reads them."""
    for hazard in hazards.for_list().order_by("number")[:LARGEST_EXPORT].iterator(chunk_size=2000):
        yield [
            hazard.label,
            hazard.enterprise.name,
            hazard.enterprise.credit_code,
            hazard.region_code,
            str(hazard.industry),
            hazard.get_grade_display(),
            hazard.get_status_display(),
            hazard.description,
            hazard.place_text,
            hazard.basis,
            hazard.get_source_display() if reads_source(actor, hazard.source) else "",
            hazard.found_on,
            hazard.due_on,
            hazard.rectified_on,
            hazard.closed_at,
            hazard.returns,
            str(hazard.authority),
            str(hazard.handler.person) if hazard.handler else "",
        ]


def export_headers() -> list[str]:
    """Return the head of the ledger's sheet."""
    return [
        _("Case number"),
        _("Enterprise"),
        _("Credit code"),
        _("Region code"),
        _("Industry"),
        _("Grade"),
        _("Status"),
        _("What is wrong"),
        _("Place"),
        _("Basis"),
        _("Source"),
        _("Found on"),
        _("Due on"),
        _("Rectified on"),
        _("Closed at"),
        _("Returned, times"),
        _("Authority in charge"),
        _("Handler"),
    ]
