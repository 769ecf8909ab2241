"""Reads over several models: who is competent, the list with its totals, the ledger for Excel."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import IntegerField, Subquery
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from accounts.choices import AuthorityKind
from accounts.models import Authority
from core.errors import NotVisible
from core.lists import Page, keyset_page
from core.tables import LARGEST_EXPORT
from enterprises.models import Enterprise
from hazards.choices import PhotoPurpose
from hazards.models import Hazard, HazardPhoto, SavedFilter
from hazards.querysets import OPEN, HazardQuerySet
from regions.models import Region
from regions.rules import WorkingCalendar
from regions.selectors import path_of

COUNTED_UP_TO = 1_000


class CountOf(Subquery):
    """The number of rows of a bounded subquery, so that several counts travel in one statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


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


def totals_of(hazards: HazardQuerySet, *, today: date, region_code: str) -> Totals:
    """Return the bounded totals of a filtered list in one statement."""
    counts = {
        "found": hazards,
        "overdue": hazards.overdue(today),
        "major": hazards.major(),
    }
    figures = (
        Region.objects.filter(code=region_code)
        .values(**{name: CountOf(rows.order_by().values("pk")[: COUNTED_UP_TO + 1]) for name, rows in counts.items()})
        .first()
    )
    return Totals(**(figures or {"found": 0, "overdue": 0, "major": 0}))


def list_page(hazards: HazardQuerySet, *, order: str, cursor: str | None, size: int = 20) -> Page:
    """Return one page of a filtered list in one of `ORDERS`."""
    terms = ORDERS.get(order, ORDERS[DEFAULT_ORDER])
    joined = Hazard.objects.for_rows()
    return keyset_page(hazards, order=terms, cursor=cursor, size=size, nullable=("due_on",), joined=joined)


def visible_hazard(pk) -> Hazard:
    """Return a hazard behind the wall with what its pages show, or raise `NotVisible`."""
    rows = Hazard.objects.select_related(
        "enterprise__region", "authority", "industry", "place", "equipment", "criterion", "handler__person", "parent"
    )
    try:
        return rows.get(pk=pk)  # unlike first() it asks for no order, which hashes each of the hundred columns
    except Hazard.DoesNotExist:
        raise NotVisible(_("There is no such hazard, or it is not yours to see.")) from None


def before_photos(hazard: Hazard) -> list[HazardPhoto]:
    """Return the before-photos of a hazard, the first first."""
    rows = HazardPhoto.objects.filter(hazard=hazard, purpose=PhotoPurpose.BEFORE)
    return list(rows.select_related("photo").order_by("added_at", "id"))


def saved_filters(membership_id) -> list[SavedFilter]:
    """Return the filters that a membership keeps."""
    return list(SavedFilter.objects.filter(membership_id=membership_id).order_by("name"))


def export_rows(hazards: HazardQuerySet) -> Iterator[list]:
    """Yield the ledger's rows for Excel, in one query; the caller bounds them."""
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
            hazard.get_source_display(),
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
