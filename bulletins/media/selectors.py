"""Reads of batches for the media: the list, one batch, how many of its cases are rectified."""

import uuid
from collections.abc import Iterator
from datetime import date

from django.db.models import Count, F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from bulletins.choices import Status
from bulletins.models import MediaBatch, MediaEntry, MediaLine, MediaPost, MediaStatement, Statement
from bulletins.selectors import state_of
from core.errors import Conflict, NotVisible

ORDER = ("-drawn_at", "-id")
MOST_EXPORTED = 20_000
#: So many of what a unit said after the release are shown beside its case, the newest first.
MOST_STATEMENTS = 20


def batches() -> QuerySet[MediaBatch]:
    """Return the batches behind the wall, with the number of their cases and of those rectified."""
    return MediaBatch.objects.select_related("authority").annotate(
        cases=Count("entries"), rectified=Count("entries__rectified_on")
    )


def batch_of(pk: uuid.UUID) -> MediaBatch:
    """Return one batch with its cases, or raise NotVisible."""
    entries = Prefetch("entries", MediaEntry.objects.order_by("number"))
    found = batches().select_related("bulletin").prefetch_related(entries).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such exposure here."))
    return found


def said_on(batch: MediaBatch) -> dict[uuid.UUID, str]:
    """Return the latest statement of the unit to each case, by hazard."""
    rows = Statement.objects.filter(exposure__batch=batch).order_by("filed_at", "id")
    return dict(rows.values_list("exposure__hazard_id", "text"))


def reach(found: QuerySet[MediaBatch]) -> dict[str, int]:
    """Return how many batches of a list were released, with how many cases, and how many of these are rectified."""
    released = MediaEntry.objects.filter(batch__in=found.filter(status=Status.RELEASED).values("pk"))
    return released.aggregate(batches=Count("batch", distinct=True), cases=Count("id"), rectified=Count("rectified_on"))


def export_headers() -> list[str]:
    """Return the headings of the export."""
    return [
        _("Title"), _("Channel"), _("Outlet"), _("Status"), _("Shown on"), _("Link"), _("Authority"), _("No."),
        _("Unit"), _("Region"), _("Problem"), _("Grade"), _("Deadline"), _("Responsible regulator"),
        _("Rectified on"),
    ]  # fmt: skip


def export_rows(found: QuerySet[MediaBatch]) -> Iterator[tuple]:
    """Yield one row for each case of the batches found."""
    rows = (
        MediaEntry.objects.filter(batch__in=found.values("pk"))
        .select_related("batch", "batch__authority")
        .order_by(F("batch__drawn_at").desc(), "batch", "number")[:MOST_EXPORTED]
    )
    for row in rows:
        batch, told = row.batch, row.facts.get
        due_on = told("due_on")
        yield (
            batch.title, batch.get_channel_display(), batch.outlet, batch.get_status_display(), batch.aired_on,
            batch.link, batch.authority.name, row.number, told("unit"), told("region_zh"), told("problem"),
            _("Major") if told("grade") == "major" else _("General"), date.fromisoformat(due_on) if due_on else None,
            told("regulator_zh"), row.rectified_on,
        )  # fmt: skip


# --- The public -------------------------------------------------------------------------------------------------------


def posts(*, today: date) -> QuerySet[MediaPost]:
    """Return what was given to the media and is public today; a withdrawn one as long as it would have been."""
    found = MediaPost.objects.filter(public_until__gte=today).select_related("authority")
    return found.annotate(cases=Count("lines"), rectified=Count("lines__rectified_on"))


def post_of(pk: uuid.UUID) -> MediaPost:
    """Return one public batch with its cases and what units said since, whatever became of it, or raise NotVisible."""
    said = MediaStatement.objects.order_by("-filed_at", "-id")[:MOST_STATEMENTS]
    lines = Prefetch(
        "lines",
        MediaLine.objects.order_by("number").prefetch_related(Prefetch("statements", said, to_attr="said_since")),
    )
    found = MediaPost.objects.select_related("authority").prefetch_related(lines).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such exposure here."))
    return found


def readable_post(pk: uuid.UUID, *, today: date) -> MediaPost:
    """Return a public batch whose cases may be read today; a withdrawn or expired one raises Conflict with why."""
    found = post_of(pk)
    state = state_of(found, today=today)
    if state == "withdrawn":
        raise Conflict(_("This exposure was withdrawn. Reason: %(reason)s") % {"reason": found.withdraw_reason})
    if state == "expired":
        raise Conflict(_("The publication of this exposure has ended."))
    return found
