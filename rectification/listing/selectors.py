"""Reads of listings: the list with its counts, one with its story, what a hazard's dossier says of it."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import Authority
from core.errors import NotVisible
from core.prepared import Prepared
from core.roles import Role
from core.templatetags.safeloop import day_with_weekday
from hazards.models import Event
from rectification.facts import gaps_of
from rectification.listing.choices import ListingLevel, ListingStatus
from rectification.listing.rules import DIGITS, IN_FORCE, OPEN
from rectification.models import Listing, ListingPost, Plan, Progress
from regions.rules import WorkingCalendar
from regions.selectors import path_of, region_names

ORDERS = {
    "due": ("due_day", "id"),
    "-due": ("-due_day", "id"),
    "new": ("proposed_at", "id"),
    "-new": ("-proposed_at", "-id"),
}
DEFAULT_ORDER = "due"
PUBLIC_DAYS = 90
"""For so many days the public page still says that a listing was lifted or withdrawn."""


def listings() -> QuerySet[Listing]:
    """Return the listings within reach, with what an act or a page names."""
    return Listing.objects.select_related(
        "hazard__enterprise__region",
        "hazard__authority",
        "hazard__industry",
        "hazard__criterion",
        "body__region",
        "supervised__region",
        "document",
        "delisting",
        "raised_from__document",
    ).defer("document__snapshot", "delisting__snapshot", "raised_from__document__snapshot")


def listing_of(pk: uuid.UUID | str) -> Listing:
    """Return a listing behind the wall, or raise NotVisible."""
    row = listings().filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such listing, or it is not yours to see."))
    return row


def for_list() -> QuerySet[Listing]:
    """Return listings as a list shows and sorts them: with the last month of progress, by the day that comes next."""
    last = Progress.objects.filter(hazard=OuterRef("hazard_id")).order_by("-month")
    rows = Listing.objects.select_related(
        "hazard__enterprise__region", "hazard__industry", "body", "supervised", "document"
    ).defer("document__snapshot", "requirements", "assessment", "conclusion", "members")
    return rows.annotate(
        due_day=models.functions.Coalesce("due_on", "decide_by", output_field=models.DateField()),
        last_month=Subquery(last.values("month")[:1]),
        last_percent=Subquery(last.values("percent")[:1]),
    )


REPORTING = (ListingStatus.LISTED, ListingStatus.PUBLISHED)
"""The enterprise rectifies, and reports monthly."""


def overdue(today: date) -> Q:
    """Those in force whose deadline has passed; computed, never stored."""
    return Q(status__in=IN_FORCE, due_on__lt=today)


def silent(today: date) -> Q:
    """Those in force of which this month nothing was reported."""
    reported = Progress.objects.filter(hazard=OuterRef("hazard_id"), month__gte=today.replace(day=1))
    return Q(~Exists(reported), status__in=REPORTING)


@dataclass(frozen=True)
class Line:
    """A listing as its list shows it."""

    row: Listing
    number: str
    days_left: int | None
    late: bool
    plan_complete: bool
    progress: str
    silent: bool

    @property
    def pk(self) -> uuid.UUID:
        """The listing's key."""
        return self.row.pk


def lines_of(rows: Iterable[Listing], *, today: date, calendar: WorkingCalendar) -> list[Line]:
    """Return the lines of a page: one more query, for the plans."""
    rows = list(rows)
    plans = {
        plan.hazard_id: plan
        for plan in Plan.objects.filter(hazard__in=[row.hazard_id for row in rows], superseded_at=None)
    }
    return [line_of(row, plans.get(row.hazard_id), today=today, calendar=calendar) for row in rows]


def line_of(row: Listing, plan: Plan | None, *, today: date, calendar: WorkingCalendar) -> Line:
    """Return one line."""
    in_force = row.status in IN_FORCE
    month = row.last_month
    words = _("%(month)s: %(n)s percent") % {"month": f"{month:%Y-%m}", "n": row.last_percent} if month else ""
    due_on = row.due_on or row.decide_by
    return Line(
        row=row,
        number=row.document.printed_number if row.document_id else "",
        days_left=calendar.working_days_between(today, due_on) if row.status in OPEN else None,
        late=in_force and row.due_on < today,
        plan_complete=not gaps_of(plan, row.due_on or row.hazard.due_on),
        progress=words,
        silent=row.status in REPORTING and (month is None or month < today.replace(day=1)),
    )


@dataclass(frozen=True)
class Share:
    """A number of the head of the list, with the filter that shows just these."""

    label: str
    count: int
    name: str
    value: str
    late: int = 0


@dataclass(frozen=True)
class Totals:
    """The counts of the list: by state, by region, and those that need somebody."""

    states: list[Share]
    regions: list[Share]
    in_force: int
    overdue: int
    silent: int


def totals_of(rows: QuerySet[Listing], *, region_code: str, today: date) -> Totals:
    """Count by state and by the regions one level below, in two statements and one for the names."""
    plain = rows.order_by().select_related(None)
    late = overdue(today)
    found = plain.values("status").annotate(
        n=Count("pk"), late=Count("pk", filter=late), silent=Count("pk", filter=silent(today))
    )
    counts = {each["status"]: each for each in found}
    counted = {status: each["n"] for status, each in counts.items()}
    digits = next((n for n in sorted(DIGITS.values()) if n > len(region_code)), len(region_code))
    places = list(
        plain.filter(status__in=OPEN)
        .annotate(place=models.functions.Substr("region_code", 1, digits))
        .values("place")
        .annotate(n=Count("pk"), late=Count("pk", filter=late))
        .order_by("place")[:50]
    )
    names = region_names([each["place"] for each in places])
    return Totals(
        states=[
            Share(str(state.label), counted[state], "status", state.value)
            for state in ListingStatus
            if counted.get(state)
        ],
        regions=[
            Share(names.get(each["place"], each["place"]), each["n"], "region", each["place"], each["late"])
            for each in places
        ],
        in_force=sum(counted.get(state, 0) for state in IN_FORCE),
        overdue=sum(each["late"] for each in counts.values()),
        silent=sum(each["silent"] for each in counts.values()),
    )


def supervisable(listing: Listing) -> list[Authority]:
    """Return whom a notice may go to, the likeliest first: the department in charge where the county lists, else the
    seats of the county and the city below the listing body, then the department in charge."""
    hazard = listing.hazard
    rows = list(
        Authority.objects.select_related("region")
        .filter(region_code__in=path_of(hazard.region_code))
        .order_by("-region_code", "kind", "pk")
    )
    below = [row for row in rows if len(row.region_code) > DIGITS[listing.level]]
    office = [row for row in below if row.kind == "commission_office"]
    own = [row for row in rows if row.pk == hazard.authority_id]
    first = own if listing.level == ListingLevel.COUNTY else [*office, *own]
    return list({row.pk: row for row in [*first, *below, *own]}.values())


def story_of(listing: Listing) -> list[Event]:
    """Return what the hazard's ledger says of a listing, newest first."""
    rows = Event.objects.filter(hazard=listing.hazard_id, data__listing_id=str(listing.pk))
    return list(rows.select_related("document").defer("document__snapshot").order_by("-number")[:100])


@dataclass(frozen=True)
class Named:
    """A listing as the hazard's dossier names it."""

    row: Listing
    body: str
    number: str


def listings_of_case(rows: Iterable[Listing], documents: Mapping, events: Iterable[Event]) -> list[Named]:
    """Return the listings of a case, newest first, with body and number as the ledger tells. Asks nothing more."""
    bodies = {event.data["listing_id"]: event.data.get("body", "") for event in events if "listing_id" in event.data}
    found = [
        Named(row, bodies.get(str(row.pk), ""), getattr(documents.get(row.document_id), "printed_number", ""))
        for row in rows
    ]
    return found[::-1]


def progress_of(listing: Listing) -> list[Progress]:
    """Return the monthly reports, newest first."""
    return list(Progress.objects.filter(hazard=listing.hazard_id).order_by("-month")[:24])


def plan_of(listing: Listing) -> Plan | None:
    """Return the plan in force."""
    return Plan.objects.filter(hazard=listing.hazard_id, superseded_at=None).first()


def next_step_of(listing: Listing) -> str:
    """Return the sentence that says who must do what by when, to everybody who sees it."""
    names = {
        "body": listing.body.name,
        "department": (listing.supervised or listing.hazard.authority).name,
        "unit": listing.hazard.enterprise.name,
    }
    days = {
        name: day_with_weekday(getattr(listing, name)) if getattr(listing, name) else ""
        for name in ("decide_by", "publish_by", "due_on", "accept_by", "delist_by", "announce_by")
    }
    sentence = {
        ListingStatus.PROPOSED: _("Next: %(body)s lists it or refuses, by %(decide_by)s."),
        ListingStatus.LISTED: _("Next: %(body)s publishes it, by %(publish_by)s."),
        ListingStatus.PUBLISHED: _(
            "Next: %(unit)s rectifies by %(due_on)s, reports monthly, hands in its evidence and applies for delisting."
        ),
        ListingStatus.APPLIED: _("Next: %(department)s accepts the work or returns it, by %(accept_by)s."),
        ListingStatus.ACCEPTED: _("Next: a head of %(body)s lifts the listing, by %(delist_by)s."),
        ListingStatus.DELISTED: _("Next: %(body)s publishes that it was lifted, by %(announce_by)s."),
        ListingStatus.ANNOUNCED: _("Lifted and published. The hazard can be closed."),
        ListingStatus.REFUSED: _("The proposal was refused."),
        ListingStatus.RAISED: _("A higher level has taken over."),
        ListingStatus.WITHDRAWN: _("The listing was withdrawn. The hazard is rectified and closed like any other."),
    }[ListingStatus(listing.status)]
    return sentence % (names | days)


MOST_TO_DO = 10


def _to_do(role: Role) -> Prepared:
    def build(tenant: uuid.UUID) -> QuerySet:
        decides = [ListingStatus.PROPOSED, ListingStatus.LISTED, ListingStatus.DELISTED]
        if role == Role.HEAD:
            decides.append(ListingStatus.ACCEPTED)
        own = Q(body=tenant) & (Q(status__in=decides) | Q(time_asked_at__isnull=False))
        department = Q(supervised=tenant) | Q(hazard__authority=tenant)
        rows = Listing.objects.filter(own | (Q(status=ListingStatus.APPLIED) & department))
        return rows.order_by("proposed_at", "id").values_list("pk")[:MOST_TO_DO]

    return Prepared(build, tenant=uuid.UUID)


_TO_DO = {role: _to_do(role) for role in (Role.HEAD, Role.CLERK)}


def to_do(actor, today: date) -> list[Listing]:
    """Return the listings that wait for the actor's tenant, the oldest first; bounded.

    One short query, a second where listings wait.
    """
    if actor.tenant_kind != "authority" or actor.role not in _TO_DO:
        return []
    # Most homes have none: planning the joins costs more than looking.
    keys = [key for (key,) in _TO_DO[actor.role].rows(tenant=actor.tenant_id)]
    rows = Listing.objects.select_related("hazard__enterprise", "document").defer("document__snapshot")
    return list(rows.filter(pk__in=keys).order_by("proposed_at", "id")) if keys else []


# --- The public -------------------------------------------------------------------------------------------------------


SAID_AFTERWARDS = (ListingStatus.ANNOUNCED, ListingStatus.WITHDRAWN)


def posts(*, today: date) -> QuerySet[ListingPost]:
    """Return what is published as listed today, and what was lifted or withdrawn lately; readable by anybody."""
    since = date.fromordinal(today.toordinal() - PUBLIC_DAYS)
    return (
        ListingPost.objects.filter(Q(ended_on=None) | Q(outcome__in=SAID_AFTERWARDS, ended_on__gte=since))
        .select_related("body")
        .order_by("-published_on", "-id")
    )
