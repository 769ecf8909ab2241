"""What the phone writes down while a visit is under way: the unit on site, the answers, the findings, their grade."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from checklists.choices import AnswerCode
from checklists.models import ChecklistItem, Criterion
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from documents.choices import Language
from enterprises.models import Equipment
from hazards.choices import Grade
from inspections import content, policy, rules
from inspections.actions.editing import Saved, clean, edit, finding_of, only_known, row_of, texts, write_revision
from inspections.actions.shared import locked, require_under_way
from inspections.choices import Disposition, Outcome, Subject, VisitKind
from inspections.deadlines import due_of
from inspections.models import Answer, Finding, Revision, Signature, Visit
from regions.choices import DeadlineUnit

COUNTED = frozenset({DeadlineUnit.WORKING_DAYS, DeadlineUnit.CALENDAR_DAYS})


def save_details(
    *, actor, now: datetime, visit_id: uuid.UUID, values: Mapping[str, Any], base_version: int,
    device_at: datetime | None = None,
) -> Saved:  # fmt: skip
    """Fill in fields of the visit itself (head on site, places checked, a refusal, language) from `content.DETAILS`."""
    with transaction.atomic():
        visit, team = locked(visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        only_known(values, content.DETAILS if visit.kind == VisitKind.OFFICIAL else content.OWN_DETAILS)
        if "language" in values and values["language"] not in Language.values:
            raise RuleBroken(_("Papers can be drawn up in Chinese or English. Nothing was saved."))
        return edit(
            actor=actor, now=now, visit=visit, row=visit, subject=Subject.VISIT, stored=content.of_details(visit),
            values=texts(visit, values), base_version=base_version, device_at=device_at,
        )  # fmt: skip


def save_answer(
    *, actor, now: datetime, answer_id: uuid.UUID, visit_id: uuid.UUID, item_id: uuid.UUID, values: Mapping[str, Any],
    base_version: int = 0, device_at: datetime | None = None,
) -> Saved:  # fmt: skip
    """Answer one item of the visit's pinned list. "Not applicable" and "not checked" need a reason.

    An item has one answer, whose id is `rules.answer_key(visit, item)` on every device; another id is a `Conflict`.
    """
    with transaction.atomic():
        visit, team = locked(visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        only_known(values, content.ANSWER)
        answer = Answer.objects.filter(visit=visit, item=item_id).first()
        if answer is not None and answer.pk != answer_id:
            raise Conflict(
                _("This item was answered under another id (%(id)s). Nothing was changed; load the visit again.")
                % {"id": answer.pk}
            )
        if answer is None:
            item = ChecklistItem.objects.filter(pk=item_id, version=visit.checklist_version_id).first()
            if item is None:
                raise RuleBroken(_("This item is not in the checklist of this visit. Nothing was saved."))
            answer = Answer(
                pk=answer_id, region_code=visit.region_code, enterprise_id=visit.enterprise_id, visit=visit, item=item,
                code="", answered_at=now, device_at=device_at, by=actor.snapshot(), version=0,
            )  # fmt: skip
        final = {**content.of_answer(answer), **texts(answer, values)}
        if final["code"] not in AnswerCode.values:
            raise RuleBroken(
                _("Choose one of the four answers."), fields={"code": _("Choose one of the four answers.")}
            )
        if final["code"] in rules.REASONED and not final["reason"].strip():
            raise RuleBroken(
                _("Give the reason why this item was not answered by yes or no."),
                fields={"reason": _("Give the reason.")},
            )
        return edit(
            actor=actor, now=now, visit=visit, row=answer, subject=Subject.ANSWER, stored=content.of_answer(answer),
            values=texts(answer, values), base_version=base_version, device_at=device_at,
        )  # fmt: skip


def save_finding(
    *, actor, now: datetime, finding_id: uuid.UUID, visit_id: uuid.UUID, values: Mapping[str, Any],
    base_version: int = 0, device_at: datetime | None = None,
) -> Saved:  # fmt: skip
    """Record a finding under its client's id, or change fields of it (`content.FINDING`).

    What only one side changed since `base_version` is merged; a field both changed differently keeps the stored value,
    the other is kept aside in a parked revision, and `Saved.conflicts` names both (behaviours C7).
    """
    with transaction.atomic():
        visit, team = locked(visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        only_known(values, content.FINDING)
        finding = Finding.objects.filter(pk=finding_id).first()
        if finding is not None and finding.visit_id != visit.pk:
            raise Conflict(_("This finding belongs to another visit. Nothing was changed."))
        if finding is not None and finding.withdrawn_at:
            raise Conflict(_("This finding was withdrawn. Nothing was changed; record a new one."))
        if finding is None:
            finding = Finding(
                pk=finding_id, region_code=visit.region_code, enterprise_id=visit.enterprise_id, visit=visit,
                created_at=now, device_at=device_at, by=actor.snapshot(), version=0,
                position=Finding.objects.filter(visit=visit).count() + 1,
            )  # fmt: skip
        values = _finding_values(visit, finding, values, now)
        return edit(
            actor=actor, now=now, visit=visit, row=finding, subject=Subject.FINDING, stored=content.of_finding(finding),
            values=values, base_version=base_version, device_at=device_at,
        )  # fmt: skip


def decide_conflict(*, actor, now: datetime, revision_id: uuid.UUID, keep: Mapping[str, str]) -> Saved:
    """Decide a parked revision field by field: `mine` takes the parked value, `theirs` keeps the stored one."""
    with transaction.atomic():
        parked = Revision.objects.filter(pk=revision_id).first()
        if parked is None:
            raise NotVisible(_("There is nothing to decide here."))
        visit, team = locked(parked.visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        parked = Revision.objects.select_for_update().get(pk=revision_id)
        row, stored = row_of(parked)
        if parked.outcome != Outcome.PARKED:
            return Saved(row, row.version, stored)
        values = {name: became for name, (_was, became) in parked.changes.items() if keep.get(name) == "mine"}
        saved = edit(
            actor=actor, now=now, visit=visit, row=row, subject=Subject(parked.subject), stored=stored, values=values,
            base_version=row.version, device_at=None,
        )  # fmt: skip
        parked.outcome, parked.decided_at, parked.decided_by = Outcome.DECIDED, now, actor.snapshot()
        parked.save(update_fields=["outcome", "decided_at", "decided_by"])
        # Whoever signed may have seen the other value.
        Signature.objects.filter(visit=visit, superseded_at=None).update(superseded_at=now)
    return saved


def withdraw_finding(*, actor, now: datetime, finding_id: uuid.UUID, reason: str) -> Finding:
    """Withdraw a finding with its reason; it stays readable and raises nothing. Repeating it changes nothing."""
    with transaction.atomic():
        finding, visit, team = finding_of(finding_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        if finding.withdrawn_at:
            return finding
        require_under_way(visit)
        if not reason.strip():
            raise RuleBroken(
                _("Give the reason why the finding is withdrawn."), fields={"reason": _("Give the reason.")}
            )
        finding.withdrawn_at, finding.withdrawn_reason = now, clean(reason)[:300]
        finding.version += 1
        finding.save(update_fields=["withdrawn_at", "withdrawn_reason", "version"])
        changes = {"withdrawn_reason": ["", finding.withdrawn_reason]}
        write_revision(actor=actor, now=now, visit=visit, subject=Subject.FINDING, row=finding, changes=changes)
    return finding


def confirm_finding_grade(*, actor, now: datetime, finding_id: uuid.UUID) -> Finding:
    """Confirm that a finding is a major hazard: a second person, not whoever recorded it (workflow 2.2)."""
    with transaction.atomic():
        finding, visit, _team = finding_of(finding_id, actor)
        require(policy.can_confirm_finding_grade(actor, finding))
        if finding.grade_confirmed_by:
            return finding
        require_under_way(visit)
        if finding.grade != Grade.MAJOR or finding.withdrawn_at:
            raise Conflict(_("This finding is not graded major. Nothing was changed."))
        finding.grade_confirmed_by = {**actor.snapshot(), "at": content.stamp(now)}
        finding.save(update_fields=["grade_confirmed_by"])
        record(actor=actor, now=now, verb="finding.grade_confirmed", subject=finding, data={"visit": str(visit.pk)})
    return finding


def _finding_values(visit: Visit, finding: Finding, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Check what was handed in of a finding against what it names."""
    made = texts(finding, values)
    final = {**content.of_finding(finding), **made}
    _choice(final, "grade", Grade)
    _choice(final, "disposition", Disposition)
    if final["deadline_unit"]:
        _choice(final, "deadline_unit", DeadlineUnit)
    if final["grade"] == Grade.MAJOR and final["disposition"] == Disposition.FIXED_ON_SPOT:
        raise RuleBroken(
            _("A major hazard cannot be closed on the spot: order its rectification. Nothing was saved."),
            fields={"disposition": _("A major hazard is ordered to be rectified.")},
        )
    if (
        made.get("item")
        and not ChecklistItem.objects.filter(pk=made["item"], version=visit.checklist_version_id).exists()
    ):
        raise RuleBroken(_("This item is not in the checklist of this visit. Nothing was saved."))
    if (
        made.get("equipment")
        and not Equipment.objects.filter(pk=made["equipment"], enterprise=visit.enterprise_id).exists()
    ):
        raise RuleBroken(_("This equipment does not belong to the enterprise. Nothing was saved."))
    if made.get("criterion"):
        _in_force(made["criterion"], visit, now)
    if final["disposition"] == Disposition.ORDER and {
        "deadline_unit",
        "deadline_amount",
        "deadline_date",
        "grade",
    } & set(made):
        _check_deadline(finding, final, clock.day_of(now))
    return made


def _check_deadline(finding: Finding, final: Mapping[str, Any], today: date) -> None:
    """Refuse a deadline that the order could not give, here and not only at the end of the visit."""
    unit, amount, day = final["deadline_unit"], final["deadline_amount"], final["deadline_date"]
    if not unit or (unit == DeadlineUnit.DATE and not day) or (unit in COUNTED and not amount):
        return
    due_of(
        Finding(
            region_code=finding.region_code, grade=final["grade"], deadline_unit=unit, deadline_amount=amount,
            deadline_date=date.fromisoformat(day) if day else None,
        ),
        today,
    )  # fmt: skip


def _choice(values: Mapping[str, Any], name: str, choices: type) -> None:
    if values[name] not in choices.values:
        raise RuleBroken(_("Choose one of the listed values."), fields={name: _("Choose one of the listed values.")})


def _in_force(code: str, visit: Visit, now: datetime) -> None:
    day = clock.day_of(visit.started_at or now)
    row = Criterion.objects.filter(pk=code).first()
    if row is None:
        raise RuleBroken(_("There is no criterion %(code)s. Nothing was saved.") % {"code": code})
    if (row.valid_from and row.valid_from > day) or (row.valid_to and row.valid_to <= day):
        raise RuleBroken(
            _("Criterion %(code)s was not in force on the day of the visit. Nothing was saved; choose another.")
            % {"code": code}
        )
