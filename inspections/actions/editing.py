"""How an entry meets what is stored: merged field by field, with a revision for each edit, and nothing thrown away."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from enterprises.models import Place
from inspections import content, rules
from inspections.actions.shared import locked
from inspections.choices import Outcome, Subject
from inspections.models import Answer, Finding, Revision, Visit
from inspections.selectors.facts import author_of

LONGEST_TEXT = 4000
CONTROL = {number: None for number in range(32) if chr(number) not in "\n\t"}
MERGED_OUTCOMES = (Outcome.APPLIED, Outcome.MERGED)


@dataclass(frozen=True)
class Saved:
    """What came of an entry: the row, and what could not be taken because a colleague changed the same field."""

    row: Any
    version: int
    content: dict[str, Any]
    conflicts: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    colleague: str = ""
    revision: Revision | None = None


def edit(
    *, actor, now: datetime, visit: Visit, row: Any, subject: Subject, stored: dict[str, Any], values: dict[str, Any],
    base_version: int, device_at: datetime | None,
) -> Saved:  # fmt: skip
    """Merge `values` into `row`, write what may be written and keep aside what may not."""
    new = row.version == 0
    newer = Revision.objects.filter(
        subject_id=row.pk, version__gt=max(base_version, 1), outcome__in=[Outcome.APPLIED, Outcome.MERGED]
    ).order_by("version", "at")
    base = stored if new else rules.base_of(stored, newer.values_list("changes", flat=True))
    if not new and base_version == 0 and subject == Subject.ANSWER and not _mine(row, actor):
        # Two devices answered the same item without knowing of each other.
        base = {"code": "", "reason": ""}
    merged = rules.merge(stored=stored, base=base, mine=values)
    revision = None
    shared = {"actor": actor, "now": now, "visit": visit, "subject": subject, "row": row}
    shared |= {"base_version": base_version, "device_at": device_at}
    if merged.write or new:
        changes = {name: [None if new else stored[name], value] for name, value in merged.write.items()}
        for name, value in merged.write.items():
            _set(row, subject, name, value)
        row.version = 1 if new else row.version + 1
        if subject == Subject.FINDING and {"grade", "criterion", "description"} & set(merged.write):
            row.grade_confirmed_by = None
        try:
            with transaction.atomic():
                row.save(force_insert=new)
        except IntegrityError as error:
            # Either it was sent twice at once, or somebody else's row has this id, which the wall hides.
            raise Conflict(
                _("This entry is being saved already. It is kept on this device and will be sent again.")
            ) from error
        outcome = Outcome.MERGED if merged.theirs or merged.conflicts else Outcome.APPLIED
        revision = write_revision(changes=changes, outcome=outcome, **shared)
    if merged.conflicts:
        collided = {name: [theirs, mine] for name, (mine, theirs) in merged.conflicts.items()}
        revision = Revision.objects.filter(
            subject_id=row.pk, outcome=Outcome.PARKED, changes=collided, by__person_id=actor.snapshot()["person_id"]
        ).first() or write_revision(changes=collided, outcome=Outcome.PARKED, **shared)
    after = {Subject.VISIT: content.of_details, Subject.ANSWER: content.of_answer, Subject.FINDING: content.of_finding}
    colleague = author_of(row.pk, merged.conflicts) if merged.conflicts else ""
    return Saved(row, row.version, after[subject](row), merged.conflicts, colleague, revision)


def write_revision(
    *,
    actor,
    now: datetime,
    visit: Visit,
    subject: Subject,
    row: Any,
    changes: dict,
    base_version: int | None = None,
    outcome: Outcome = Outcome.APPLIED,
    device_at: datetime | None = None,
) -> Revision:
    """Write down one edit."""
    return Revision.objects.create(
        pk=new_id(), region_code=visit.region_code, enterprise_id=visit.enterprise_id, visit=visit, subject=subject,
        subject_id=row.pk, base_version=row.version - 1 if base_version is None else base_version, version=row.version,
        outcome=outcome, changes=changes, at=now, device_at=device_at, by=actor.snapshot(),
    )  # fmt: skip


def _mine(row: Answer, actor) -> bool:
    last = (
        Revision.objects.filter(subject_id=row.pk, outcome__in=[Outcome.APPLIED, Outcome.MERGED])
        .order_by("version")
        .last()
    )
    return last is not None and last.by.get("person_id") == str(actor.person_id)


def row_of(revision: Revision) -> tuple[Any, dict[str, Any]]:
    """Return the row that a revision is of, with what it says now."""
    if revision.subject == Subject.VISIT:
        row = Visit.objects.get(pk=revision.subject_id)
        return row, content.of_details(row)
    if revision.subject == Subject.ANSWER:
        row = Answer.objects.get(pk=revision.subject_id)
        return row, content.of_answer(row)
    row = Finding.objects.get(pk=revision.subject_id)
    return row, content.of_finding(row)


def finding_of(finding_id: uuid.UUID, actor) -> tuple[Finding, Visit, frozenset]:
    """Lock the visit of a finding and return both with the team, or raise `NotVisible`."""
    found = Finding.objects.filter(pk=finding_id).values_list("visit_id", flat=True).first()
    if found is None:
        raise NotVisible(_("There is no such finding. What you entered is still on this device."))
    visit, team = locked(found, actor)
    return Finding.objects.get(pk=finding_id), visit, team


def _set(row: Any, subject: Subject, name: str, value: Any) -> None:
    if subject == Subject.FINDING and name in ("item", "equipment", "criterion"):
        setattr(row, f"{name}_id", value)
    elif subject == Subject.FINDING and name == "deadline_date":
        row.deadline_date = date.fromisoformat(value) if value else None
    else:
        setattr(row, name, value)
        if subject == Subject.FINDING and name == "place_text":
            row.place = Place.objects.filter(enterprise=row.enterprise_id, name=value).first() if value else None


def only_known(values: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Raise `RuleBroken` for fields that the entry does not have."""
    strange = sorted(set(values) - set(names))
    if strange:
        raise RuleBroken(_("Unknown fields: %(names)s. Nothing was saved.") % {"names": ", ".join(strange)})


def clean(text: Any) -> str:
    """Return a text without control characters."""
    return str(text or "").translate(CONTROL).replace("\x7f", "")


def texts(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with texts fit to be stored, and refuse those too long for their column."""
    made = {}
    for name, value in values.items():
        if not isinstance(value, str):
            made[name] = value
            continue
        made[name] = clean(value)
        try:
            most = row._meta.get_field(name).max_length or LONGEST_TEXT
        except AttributeError:
            most = LONGEST_TEXT
        if len(made[name]) > most:
            raise RuleBroken(
                _("This text is too long: %(have)s of %(most)s characters. Nothing was saved; shorten it.")
                % {"have": len(made[name]), "most": most},
                fields={name: _("Too long.")},
            )
    return made
