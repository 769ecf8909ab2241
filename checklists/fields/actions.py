"""The only writers of the tables of fields and departments."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from audit.actions import record
from checklists import policy
from checklists.choices import VersionStatus
from checklists.fields import selectors
from checklists.fields.rules import ASSIST, LEAD, check_gaps, check_parts
from checklists.models import FieldDuty, FieldTable
from checklists.rules import check_another_person, next_status
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken, is_race
from core.policy import require
from enterprises.models import Department

OPEN = (VersionStatus.DRAFT, VersionStatus.IN_REVIEW)


@transaction.atomic
def draft_fields(*, actor, now: datetime) -> FieldTable:
    """Draw up the region's next table: a copy of its newest one, else an empty one. An open one is returned."""
    require(policy.can_draft_fields(actor, actor.region_code))
    newest = FieldTable.objects.filter(region_code=actor.region_code).order_by("-number").first()
    if newest is not None and newest.status in OPEN:
        return newest
    try:
        with transaction.atomic():
            table = FieldTable.objects.create(
                region_code=actor.region_code,
                number=newest.number + 1 if newest else 1,
                edition=str(clock.day_of(now).year),
            )
    except IntegrityError as error:
        if not is_race(error):
            raise
        raise Conflict(_("Somebody else has just begun the next version. Open the list again.")) from error
    copies = [
        FieldDuty(
            region_code=table.region_code,
            table=table,
            industry_id=row.industry_id,
            department_id=row.department_id,
            part=row.part,
        )
        for row in (newest.duties.all() if newest else [])
    ]
    FieldDuty.objects.bulk_create(copies)
    record(actor=actor, now=now, verb="draft_field_table", subject=table, data={"number": table.number})
    return table


def _locked(table_id: UUID) -> FieldTable:
    table = FieldTable.objects.select_for_update(of=("self",)).filter(pk=table_id).first()
    if table is None:
        raise NotVisible(_("There is no such table, or it is outside your region."))
    return table


def _draft(actor, table_id: UUID) -> FieldTable:
    require(policy.can_edit_fields(actor, selectors.visible_table(table_id)))
    table = _locked(table_id)
    require(policy.can_edit_fields(actor, table))
    return table


@transaction.atomic
def set_field(
    *,
    actor,
    now: datetime,
    table_id: UUID,
    industry: str,
    leads: Sequence[str],
    assists: Sequence[str],
    revision: int | None = None,
) -> FieldTable:
    """Say in a draft who leads and who assists in a field; with nobody named, what the regions above say holds.

    Two leads may be written down: the page shows them as a gap. `revision` is the table's as the form was opened; if
    somebody else has changed this field since, it is a `Conflict` that says to what.
    """
    table = _draft(actor, table_id)
    field = selectors.field_of(industry)
    known = set(Department.objects.values_list("pk", flat=True))
    if not known.issuperset({*leads, *assists}):
        raise RuleBroken(_("There is no department with this code. Nothing was saved."))
    check_parts(leads, assists)
    rows = {row.department_id: row.part for row in table.duties.filter(industry=field)}
    wanted = dict.fromkeys(leads, LEAD) | dict.fromkeys(assists, ASSIST)
    if rows == wanted:
        return table
    if revision is not None and revision != table.revision:
        names, words = Department.objects.in_bulk(list(rows)), {LEAD: _("leads"), ASSIST: _("assists")}
        present = ", ".join(f"{names[code]} ({words[part]})" for code, part in rows.items())
        raise Conflict(
            _("The table was changed since you opened it. This field now says: %(parts)s. Nothing was saved.")
            % {"parts": present or _("nothing of its own")}
        )
    table.duties.filter(industry=field).delete()
    FieldDuty.objects.bulk_create(
        FieldDuty(region_code=table.region_code, table=table, industry=field, department_id=code, part=part)
        for code, part in wanted.items()
    )
    FieldTable.objects.filter(pk=table.pk).update(revision=F("revision") + 1)
    table.revision += 1
    data = {"field": industry, "leads": sorted(leads), "assists": sorted(assists)}
    record(actor=actor, now=now, verb="set_field_departments", subject=table, data=data)
    return table


@transaction.atomic
def discard_fields(*, actor, now: datetime, table_id: UUID) -> None:
    """Throw a draft away. What is published stays as it is."""
    table = _draft(actor, table_id)
    record(actor=actor, now=now, verb="discard_field_table", subject=table, data={"number": table.number})
    table.duties.all().delete()
    table.delete()


@transaction.atomic
def submit_fields(*, actor, now: datetime, table_id: UUID, edition: str = "", gaps_note: str = "") -> FieldTable:
    """Send a draft for review under its edition. With gaps, `gaps_note` says who decides on those fields meanwhile."""
    table = _draft(actor, table_id)
    table.status = next_status(table.status, "submit")
    table.edition, table.gaps_note = (edition.strip() or table.edition)[:40], gaps_note.strip()[:400]
    gaps = [line.industry.name for line in selectors.lines(table.region_code, table) if line.gap]
    check_gaps(gaps, table.gaps_note)
    table.sender_id, table.submitted_at, table.submitted_by = actor.person_id, now, actor.snapshot()
    table.save(update_fields=["status", "edition", "gaps_note", "sender", "submitted_at", "submitted_by"])
    record(actor=actor, now=now, verb="submit_field_table", subject=table, data={"gaps": len(gaps)})
    return table


def _in_review(actor, table_id: UUID) -> FieldTable:
    require(policy.can_publish_fields(actor, selectors.visible_table(table_id)))
    table = _locked(table_id)
    require(policy.can_publish_fields(actor, table))
    return table


@transaction.atomic
def return_fields(*, actor, now: datetime, table_id: UUID, reason: str) -> FieldTable:
    """Return a table in review with the reason; it is a draft again."""
    table = _in_review(actor, table_id)
    if not reason.strip():
        sentence = _("Say why it is returned: whoever draws it up reads it.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    table.status = next_status(table.status, "return")
    table.returned_at, table.returned_by, table.returned_reason = now, actor.snapshot(), reason.strip()[:400]
    table.sender = None
    table.save(update_fields=["status", "sender", "returned_at", "returned_by", "returned_reason"])
    record(actor=actor, now=now, verb="return_field_table", subject=table, data={"reason": table.returned_reason})
    return table


@transaction.atomic
def publish_fields(*, actor, now: datetime, table_id: UUID, effective_from: date) -> FieldTable:
    """Publish a table in review, as another person. It keeps what it says of every field; it supersedes the last."""
    table = _in_review(actor, table_id)
    table.status = next_status(table.status, "publish")
    check_another_person(table.sender_id, actor.person_id)
    content = selectors.frozen(table, effective_from)
    check_gaps([row["zh"] for row in content["rows"] if row["gap"]], table.gaps_note)
    FieldTable.objects.filter(region_code=table.region_code, status=VersionStatus.PUBLISHED).update(
        status=next_status(VersionStatus.PUBLISHED, "supersede")
    )
    table.publisher_id, table.published_at, table.published_by = actor.person_id, now, actor.snapshot()
    table.effective_from, table.content = effective_from, content
    table.save(update_fields=["status", "publisher", "published_at", "published_by", "effective_from", "content"])
    gaps = sum(bool(row["gap"]) for row in content["rows"])
    record(actor=actor, now=now, verb="publish_field_table", subject=table, data={"number": table.number, "gaps": gaps})
    return table
