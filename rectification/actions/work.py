"""What the enterprise does: the plan, the work, the monthly report, the evidence."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.policy import require
from evidence.models import Attachment, Photo
from hazards.actions import NOWHERE, Position, add_photos, advance, lock_hazard, record_act
from hazards.choices import OPEN_STATUSES, EventVerb, Grade, PhotoPurpose, Status, Verb
from hazards.facts import photo_facts
from hazards.models import Hazard, HazardPhoto
from rectification import policy
from rectification.facts import PLAN_FIELDS, full_facts, gaps_of, order_in_force
from rectification.models import Plan, Progress, Submission
from rectification.notices import tell_authority

MOST_MILESTONES = 30
MOST_PERCENT = 100


@dataclass(frozen=True)
class AfterPhoto:
    """An after-photo and the before-photo (a `HazardPhoto`) that it answers; None where there is only one."""

    photo: Photo
    answers_id: uuid.UUID | None = None


def save_plan(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    plan: Mapping[str, Any],
    milestones: Sequence[tuple[date, str]] = (),
    version: int | None = None,
) -> Plan:
    """File a rectification plan, complete or not; it supersedes the one before. Gaps: `facts.gaps_of`.

    `plan` has the keys of `facts.PLAN_FIELDS`. Source: SAWS Order 16 art. 15 (五落实).
    """
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_save_plan(actor, hazard))
        if hazard.status not in OPEN_STATUSES:
            raise Conflict(_("The hazard is closed: its plan stays as it is."))
        if hazard.grade != Grade.MAJOR:
            raise RuleBroken(_("Only a major hazard needs a rectification plan."))
        if len(milestones) > MOST_MILESTONES:
            raise RuleBroken(_("At most %(n)s milestones. Nothing was saved.") % {"n": MOST_MILESTONES})
        before = Plan.objects.filter(hazard=hazard).order_by("-version").first()
        if before and before.superseded_at is None:
            before.superseded_at = now
            before.save(update_fields=["superseded_at"])
        row = Plan.objects.create(
            region_code=hazard.region_code,
            enterprise_id=hazard.enterprise_id,
            hazard=hazard,
            version=before.version + 1 if before else 1,
            milestones=[{"on": day.isoformat(), "text": text} for day, text in milestones],
            saved_at=now,
            saved_by=actor.snapshot(),
            **{name: plan[name] for name in PLAN_FIELDS if plan.get(name) is not None},
        )
        gaps = gaps_of(row, hazard.due_on)
        record_act(
            actor=actor,
            now=now,
            hazard=hazard,
            event=EventVerb.PLAN_SAVED,
            data={"version": row.version, "gaps": [str(gap) for gap in gaps]},
        )
        if not gaps:
            tell_authority(now=now, hazard=hazard, kind="plan_submitted")
        return row


def start_work(
    *, actor, now: datetime, hazard_id: uuid.UUID | str, note: str = "", version: int | None = None
) -> Hazard:
    """Begin rectification; a major hazard needs its complete plan first (workflow 2.4)."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_start_work(actor, hazard))
        facts = full_facts(actor, hazard, now=now, order=order_in_force(hazard))
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.START_WORK, facts=facts, note=note)
        return hazard


def report_progress(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    percent: int,
    text: str,
    version: int | None = None,
) -> Progress:
    """Report this month's progress on a major hazard; a second report in a month corrects the first."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_report_progress(actor, hazard))
        if hazard.grade != Grade.MAJOR:
            raise RuleBroken(_("Progress is reported on major hazards. Send the evidence when this one is done."))
        if hazard.status not in (Status.SERVED, Status.RECTIFYING):
            raise Conflict(_("Progress is reported while the hazard is being rectified. Nothing was saved."))
        if not 0 <= percent <= MOST_PERCENT:
            sentence = _("Progress lies between 0 and 100 percent.")
            raise RuleBroken(sentence, fields={"percent": sentence})
        if not text.strip():
            sentence = _("Say what was done this month.")
            raise RuleBroken(sentence, fields={"text": sentence})
        row, _made = Progress.objects.update_or_create(
            hazard=hazard,
            month=day_of(now).replace(day=1),
            defaults={
                "region_code": hazard.region_code,
                "enterprise_id": hazard.enterprise_id,
                "percent": percent,
                "text": text,
                "reported_at": now,
                "reported_by": actor.snapshot(),
            },
        )
        record_act(
            actor=actor,
            now=now,
            hazard=hazard,
            event=EventVerb.PROGRESS_REPORTED,
            note=text,
            data={"percent": percent, "month": row.month},
        )
        tell_authority(now=now, hazard=hazard, kind="progress_reported")
        return row


def submit_evidence(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    measures: str,
    rectified_on: date,
    after: Sequence[AfterPhoto] = (),
    attachments: Sequence[Attachment] = (),
    cost: Decimal | None = None,
    partly: str = "",
    version: int | None = None,
    position: Position = NOWHERE,
) -> Submission:
    """Hand in what proves the fix: an after-photo for every before-photo, or a document; and the day it was done.

    `partly` says what is not done yet; then photos of the done part suffice. The day lies between service and today.
    Source: behaviours C1 and 5.
    """
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_submit(actor, hazard))
        order = order_in_force(hazard)
        if not measures.strip():
            sentence = _("Say what was done: one sentence is enough.")
            raise RuleBroken(sentence, fields={"measures": sentence})
        number = Submission.objects.filter(hazard=hazard).count() + 1
        _put_photos(hazard, after, now, number)
        if any(each.enterprise_id and each.enterprise_id != hazard.enterprise_id for each in attachments):
            raise RuleBroken(_("A file of another enterprise cannot be evidence here. Nothing was saved."))
        shown = photo_facts(hazard, turn=number)
        if partly.strip() and after:
            shown["has_after_photo_for_each"] = True
        facts = full_facts(
            actor,
            hazard,
            now=now,
            order=order,
            rectified_on=rectified_on,
            has_document_proof=bool(attachments),
            **shown,
        )
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.SUBMIT,
            facts=facts,
            note=measures,
            data={"round": number, "rectified_on": rectified_on, "photos": len(after), "partly": partly},
            changes={"rectified_on": rectified_on},
            position=position,
        )
        row = Submission.objects.create(
            region_code=hazard.region_code,
            enterprise_id=hazard.enterprise_id,
            hazard=hazard,
            order=order,
            round=number,
            measures=measures,
            rectified_on=rectified_on,
            cost=cost,
            partly=partly,
            submitted_at=now,
            submitted_by=actor.snapshot(),
        )
        row.attachments.set(attachments)
        tell_authority(now=now, hazard=hazard, kind="fix_submitted")
        return row


def _put_photos(hazard: Hazard, after: Sequence[AfterPhoto], now: datetime, number: int) -> None:
    before = {row.pk: row for row in HazardPhoto.objects.filter(hazard=hazard, purpose=PhotoPurpose.BEFORE)}
    for each in after:
        if each.answers_id is not None and each.answers_id not in before:
            raise RuleBroken(_("An after-photo answers a photo that is not one of this hazard. Nothing was saved."))
        add_photos(
            hazard=hazard,
            photos=[each.photo],
            purpose=PhotoPurpose.AFTER,
            now=now,
            answers=before.get(each.answers_id),
            turn=number,
        )
