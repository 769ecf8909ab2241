"""Reads of bulletins: the cases that could be named, the boards, and what anybody may read."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.files.storage import storages
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from accounts.models import Authority
from bulletins import rules
from bulletins.choices import Ground, Scope, Status
from bulletins.models import Bulletin, Exposure, MediaPost, Note, Publication, Schedule, Statement
from bulletins.models.release import ReleasedByTwo
from core import scope
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import nearest
from documents import drawing
from documents.choices import RenderState
from documents.models import Document
from documents.rules import pictures
from hazards.choices import Grade
from hazards.models import Hazard
from hazards.querysets import OPEN, WITH_ENTERPRISE
from inspections.choices import VisitStatus
from inspections.models import Visit
from regions.selectors import calendar_for

BULLETIN_ORDER = ("-drawn_at", "-id")
BOARD_ORDER = ("-raised_at", "-id")
PUBLIC_ORDER = ("-published_at", "-id")


def key_of(text: str) -> uuid.UUID:
    """Return an id from an address; what is none is not visible."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotVisible(_("There is no such bulletin here.")) from error


# --- What could be named ----------------------------------------------------------------------------------------------


def cases_to_name(
    authority: Authority,
    *,
    today: date,
    least_days: int,
    which: str = Scope.ALL,
    late_on: date | None = None,
    most: int | None = rules.MOST_ENTRIES,
) -> QuerySet[Hazard]:
    """Return the cases of the authority's region that are so many working days past their deadline, gravest first.

    `late_on` is the day on which they were so late already, today unless given.
    """
    last = calendar_for(authority.region_code).add_working_days(late_on or today, -least_days)
    found = Hazard.objects.overdue(today).filter(
        region_code__gte=authority.region_code, region_code__lt=authority.region_code + "~", due_on__lte=last
    )
    if which == Scope.MAJOR:
        found = found.filter(grade=Grade.MAJOR)
    industries = list(authority.industries.values_list("pk", flat=True))
    if industries:
        found = found.filter(industry__in=industries)
    found = found.select_related("enterprise", "authority").order_by("-grade", "due_on", "id")
    return found[:most] if most else found


def overdue_cases(authority: Authority, keys: Iterable[uuid.UUID], *, today: date) -> list[Hazard]:
    """Return chosen cases of the authority's region that are past their deadline, gravest first.

    Raises RuleBroken where one of them is not.
    """
    wanted = set(keys)
    found = list(cases_to_name(authority, today=today, least_days=0, most=None).filter(pk__in=wanted))
    if len(found) < len(wanted):
        raise RuleBroken(_("A case you chose is not past its deadline any more. Nothing was saved; choose again."))
    return found


def figures(authority: Authority, *, first: date, last: date, today: date) -> dict[str, int | None]:
    """Return the values of `rules.FIGURES` for the authority's region and industries."""
    within = Q(region_code__gte=authority.region_code, region_code__lt=authority.region_code + "~")
    industries = list(authority.industries.values_list("pk", flat=True))
    hazards = Hazard.objects.filter(within)
    visits = Visit.objects.filter(within, status=VisitStatus.FINISHED, finished_at__date__range=(first, last))
    if industries:
        hazards = hazards.filter(industry__in=industries)
        visits = visits.filter(enterprise__industry__in=industries)
    closed = Q(closed_at__date__range=(first, last), status="closed")
    past = Q(status__in=WITH_ENTERPRISE, due_on__lt=today)
    major = Q(grade=Grade.MAJOR)
    values = hazards.annotate(closed_on=TruncDate("closed_at")).aggregate(
        found=Count("id", filter=Q(found_on__range=(first, last)) & ~Q(status="rejected")),
        closed=Count("id", filter=closed),
        dated=Count("id", filter=closed & Q(due_on__isnull=False, rectified_on__isnull=False)),
        in_time=Count("id", filter=closed & Q(rectified_on__lte=F("due_on"))),
        open=Count("id", filter=Q(status__in=OPEN)),
        open_major=Count("id", filter=Q(status__in=OPEN) & major),
        past_due=Count("id", filter=past),
        past_due_major=Count("id", filter=past & major),
    )
    dated, in_time = values.pop("dated"), values.pop("in_time")
    visited = visits.aggregate(visits=Count("id"), units=Count("enterprise", distinct=True))
    return {**visited, **values, "on_time": round(100 * in_time / dated) if dated else None}


def schedule_of(authority: Authority) -> Schedule:
    """Return how the authority publishes: its own schedule, else the nearest region's periods, else defaults."""
    own = Schedule.objects.filter(authority=authority).first()
    if own is not None:
        return own
    found = nearest(Schedule.objects.all(), authority.region_code)
    return Schedule(
        authority=authority,
        region_code=authority.region_code,
        least_days=found.least_days if found else rules.LEAST_DAYS,
        reply_days=found.reply_days if found else rules.REPLY_DAYS,
        public_months=found.public_months if found else rules.PUBLIC_MONTHS,
        scope=found.scope if found else Scope.ALL,
    )


# --- Bulletins of authorities -----------------------------------------------------------------------------------------


def bulletins() -> QuerySet[Bulletin]:
    """Return the bulletins behind the wall with what a list shows of them."""
    return Bulletin.objects.select_related("authority", "publication").defer("items", "content", "figures")


def bulletin_of(pk: uuid.UUID) -> Bulletin:
    """Return a bulletin behind the wall, or raise NotVisible."""
    found = Bulletin.objects.select_related("authority", "publication").filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such bulletin here."))
    return found


def statements_of(bulletin: Bulletin) -> dict[str, dict[str, str]]:
    """Return the latest statement to each case of a bulletin, by the hazard's key."""
    rows = (
        Statement.objects.filter(exposure__bulletin=bulletin)
        .order_by("filed_at", "id")
        .values_list("exposure__hazard_id", "text", "filed_at__date")
    )
    return {str(hazard): {"text": text, "on": day.isoformat()} for hazard, text, day in rows}


def units_heard(bulletin: ReleasedByTwo, *, today: date) -> bool:
    """Whether every named unit of a bulletin or a batch has answered, or the time to answer is over."""
    if bulletin.reply_until is None or today > bulletin.reply_until:
        return bulletin.reply_until is not None
    named = bulletin.exposures.filter(withdrawn_at=None)
    said = Statement.objects.filter(exposure__in=bulletin.exposures.all())
    return not named.exclude(enterprise__in=said.values("enterprise")).exists()


# --- The board --------------------------------------------------------------------------------------------------------


def exposures(actor) -> QuerySet[Exposure]:
    """Return the exposures that the actor's board shows: an enterprise sees its own only.

    A case that was exposed more than once (by the ladder, a bulletin, the media) stands there once, with its newest
    exposure; an authority that is late with the case is named on a line of its own.
    """
    newer = Exposure.objects.filter(
        Q(raised_at__gt=OuterRef("raised_at")) | Q(raised_at=OuterRef("raised_at"), id__gt=OuterRef("id")),
        hazard=OuterRef("hazard"),
        withdrawn_at=None,
    )
    of_unit, of_duty = newer.exclude(ground=Ground.DUTY), newer.filter(ground=Ground.DUTY)
    found = Exposure.objects.filter(
        Q(ground=Ground.DUTY) & ~Exists(of_duty) | ~Q(ground=Ground.DUTY) & ~Exists(of_unit), withdrawn_at=None
    )
    if actor.tenant_kind == "enterprise":
        found = found.filter(enterprise=actor.tenant_id).exclude(ground=Ground.DUTY)
    return found.select_related("authority")


def with_grounds(rows: Iterable[Exposure]) -> list[Exposure]:
    """Return rows of a board, each with `grounds`: why the case stands there, the oldest ground first. One query."""
    found = list(rows)
    why: dict[tuple, list[str]] = {}
    told = Exposure.objects.filter(hazard__in={row.hazard_id for row in found}, withdrawn_at=None)
    for row in told.only("hazard", "ground", "raised_at").order_by("raised_at", "id"):
        grounds = why.setdefault((row.hazard_id, row.ground == Ground.DUTY), [])
        if (word := row.get_ground_display()) not in grounds:
            grounds.append(word)
    for row in found:
        row.grounds = why.get((row.hazard_id, row.ground == Ground.DUTY), [row.get_ground_display()])
    return found


def exposures_beside(actor, row: Exposure) -> list[Exposure]:
    """Return the other exposures of the same case in force, newest first."""
    found = Exposure.objects.filter(hazard=row.hazard_id, withdrawn_at=None).exclude(pk=row.pk)
    found = found.filter(ground=Ground.DUTY) if row.ground == Ground.DUTY else found.exclude(ground=Ground.DUTY)
    return list(found.select_related("authority").order_by(*BOARD_ORDER)[:20])


def newest_exposures(actor, most: int = 5) -> list[Exposure]:
    """Return the newest exposures for the head of a board."""
    return list(exposures(actor).order_by(*BOARD_ORDER)[:most])


def exposure_of(actor, pk: uuid.UUID) -> Exposure:
    """Return one exposure that the actor may see, or raise NotVisible."""
    found = Exposure.objects.select_related("authority")
    if actor.tenant_kind == "enterprise":
        found = found.filter(enterprise=actor.tenant_id).exclude(ground=Ground.DUTY)
    row = found.filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such exposure here."))
    return row


# --- The public -------------------------------------------------------------------------------------------------------


def publications(*, today: date) -> QuerySet[Publication]:
    """Return what is public today and was not withdrawn, newest first; readable without signing in."""
    return Publication.objects.filter(withdrawn_at=None, public_until__gte=today).select_related("authority")


def announced(*, today: date) -> QuerySet[Publication]:
    """Return what the feed tells: the public ones, and the withdrawn ones as long as they would have been public."""
    return Publication.objects.filter(public_until__gte=today).select_related("authority").order_by(*PUBLIC_ORDER)


def publication_of(pk: uuid.UUID) -> Publication:
    """Return one publication with its notes, whatever became of it, or raise NotVisible."""
    found = (
        Publication.objects.select_related("authority")
        .prefetch_related(Prefetch("notes", Note.objects.order_by("added_at", "id")))
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotVisible(_("There is no such bulletin here."))
    return found


def state_of(publication: Publication | MediaPost, *, today: date) -> str:
    """Return whether a publication is public, withdrawn or expired today."""
    if publication.withdrawn_at:
        return "withdrawn"
    return "expired" if publication.public_until < today else "public"


def readable(pk: uuid.UUID, *, today: date) -> Publication:
    """Return a publication whose content may be read today; a withdrawn or expired one raises Conflict with why."""
    found = publication_of(pk)
    state = state_of(found, today=today)
    if state == "withdrawn":
        raise Conflict(_("This bulletin was withdrawn. Reason: %(reason)s") % {"reason": found.withdraw_reason})
    if state == "expired":
        raise Conflict(_("The publication of this bulletin has ended."))
    return found


def public_file(publication: Publication, language: str) -> dict[str, Any]:
    """Return name, number and hash of the publication's file in a language; Conflict while it is being drawn up."""
    key = publication.document_id if language == "zh" else publication.translation_id
    # Documents are their tenant's; the file of a readable publication is everybody's.
    with scope.everything(because="the file of a published bulletin is read without signing in"):
        row = Document.objects.filter(pk=key).values("pdf", "pdf_sha256", "printed_number", "render_state").get()
    if row["render_state"] != RenderState.RENDERED:
        raise Conflict(_("The file of this document is not ready yet. It will be there in a few seconds."))
    return row


def public_picture(publication: Publication, digest: str) -> bytes:
    """Return a photo of the publication; only those that its content names."""
    if digest not in pictures(publication.content):
        raise NotVisible(_("There is no such photo here."))
    with storages["documents"].open(drawing.picture_name(digest)) as file:
        return file.read()


def moments(bulletin: Bulletin) -> list[tuple[str, datetime]]:
    """Return what became of a bulletin when, in order."""
    told = [
        (_("Drawn up"), bulletin.drawn_at),
        (_("Exposed within the platform"), bulletin.exposed_at),
        (_("Released by the first person"), bulletin.first_released_at),
        (_("Released by the second person and published"), bulletin.released_at),
        (_("Withdrawn"), bulletin.withdrawn_at),
    ]
    return [(words, at) for words, at in told if at]


def is_editable(bulletin: Bulletin) -> bool:
    """Whether the text can still be changed."""
    return bulletin.status in (Status.DRAFT, Status.EXPOSED)
