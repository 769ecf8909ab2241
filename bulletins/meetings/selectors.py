"""Reads of meetings: the list, one meeting with its parts, the promises."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from bulletins.meetings.rules import commitment_state
from bulletins.models import Commitment, Meeting, Speaker
from core.errors import NotVisible

ORDER = ("-held_at", "-id")
MOST_EXPORTED = 20_000


def meetings(actor, *, today: date) -> QuerySet[Meeting]:
    """Return the meetings that the actor sees, with how many promises were made, and how many are late."""
    found = Meeting.objects.select_related("authority")
    if actor.tenant_kind == "enterprise":
        found = found.filter(Exists(Speaker.objects.filter(meeting=OuterRef("pk"), enterprise=actor.tenant_id)))
    return found.annotate(
        promised=Count("commitments"),
        kept=Count("commitments__done_on"),
        late=Count("commitments", filter=Q(commitments__done_on=None, commitments__due_on__lt=today)),
    )


def meeting_of(actor, pk: uuid.UUID, *, today: date) -> Meeting:
    """Return one meeting that the actor sees, or raise NotVisible."""
    found = meetings(actor, today=today).select_related("bulletin", "document").filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such meeting here."))
    return found


def part_of(actor, pk: uuid.UUID) -> Speaker:
    """Return who was called, of those the actor may see, or raise NotVisible."""
    found = Speaker.objects.filter(pk=pk)
    if actor.tenant_kind == "enterprise":
        found = found.filter(enterprise=actor.tenant_id)
    row = found.first()
    if row is None:
        raise NotVisible(_("There is no such meeting here."))
    return row


def parts_of(actor, meeting: Meeting, *, today: date) -> dict[str, list]:
    """Return cases, speakers and promises; an enterprise gets its own only, the wall leaves out other regions'."""
    own = {"enterprise": actor.tenant_id} if actor.tenant_kind == "enterprise" else {}
    promises = list(meeting.commitments.filter(**own).select_related("speaker").order_by("due_on", "number"))
    for each in promises:
        each.state = commitment_state(each.due_on, each.done_on, today=today)
    return {
        "cases": list(meeting.cases.filter(**own).order_by("number")),
        "speakers": list(meeting.speakers.filter(**own).order_by("number")),
        "commitments": promises,
    }


def states() -> dict[str, str]:
    """Return the words for what became of a promise."""
    return {"kept": _("Kept"), "kept_late": _("Kept late"), "open": _("Open"), "late": _("Late")}


def export_headers() -> list[str]:
    """Return the headings of the export."""
    return [
        _("Meeting"), _("Date"), _("Authority"), _("Unit"), _("Speaker"), _("Commitment"), _("Due on"), _("Done on"),
        _("Status"),
    ]  # fmt: skip


def export_rows(actor, found: QuerySet[Meeting], *, today: date) -> Iterator[tuple[Any, ...]]:
    """Yield one row for each promise of the meetings found."""
    words = states()
    rows = Commitment.objects.filter(meeting__in=found.values("pk"))
    if actor.tenant_kind == "enterprise":
        rows = rows.filter(enterprise=actor.tenant_id)
    rows = rows.select_related("meeting__authority", "speaker").order_by("-meeting__held_at", "meeting", "number")
    for row in rows[:MOST_EXPORTED]:
        state = commitment_state(row.due_on, row.done_on, today=today)
        yield (
            row.meeting.title, row.meeting.held_at, row.meeting.authority.name, row.speaker.unit, row.speaker.name,
            row.what, row.due_on, row.done_on, words[state],
        )  # fmt: skip
