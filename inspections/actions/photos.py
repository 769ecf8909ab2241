"""Photos of findings and of answers: tied and taken off."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from evidence.models import Photo
from inspections import policy
from inspections.actions.editing import finding_of
from inspections.actions.shared import locked, require_under_way
from inspections.choices import PhotoPurpose
from inspections.models import Answer, AnswerPhoto, FindingPhoto, Visit


def attach_photo(
    *,
    actor,
    now: datetime,
    link_id: uuid.UUID,
    finding_id: uuid.UUID,
    photo_id: uuid.UUID,
    purpose: str,
    position: int = 0,
) -> FindingPhoto:
    """Tie a received photo to a finding, as before or after. The same link a second time changes nothing."""
    with transaction.atomic():
        finding, visit, team = finding_of(finding_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        known = (
            FindingPhoto.objects.filter(pk=link_id).first()
            or FindingPhoto.objects.filter(finding=finding, photo=photo_id).first()
        )
        if known is not None:
            if known.finding_id != finding.pk or known.photo_id != photo_id:
                raise Conflict(_("This photo is tied to another finding already. Nothing was changed."))
            return known
        require_under_way(visit)
        if purpose not in PhotoPurpose.values:
            raise RuleBroken(_("A photo of a finding shows it before or after. Nothing was saved."))
        photo = _arrived(photo_id, visit)
        return FindingPhoto.objects.create(
            pk=link_id, region_code=visit.region_code, enterprise_id=visit.enterprise_id, finding=finding, photo=photo,
            purpose=purpose, position=position,
        )  # fmt: skip


def detach_photo(*, actor, now: datetime, link_id: uuid.UUID) -> None:
    """Take a photo off a finding while the visit is under way; the photo itself is kept. Repeating changes nothing."""
    with transaction.atomic():
        link = FindingPhoto.objects.filter(pk=link_id).select_related("finding").first()
        if link is None:
            return
        visit, team = locked(link.finding.visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        link.delete()
        record(
            actor=actor, now=now, verb="finding.photo_removed", subject=link.finding, data={"photo": str(link.photo_id)}
        )


def attach_answer_photo(
    *, actor, now: datetime, link_id: uuid.UUID, answer_id: uuid.UUID, photo_id: uuid.UUID, position: int = 0
) -> AnswerPhoto:
    """Tie a received photo to an answer. The same link a second time changes nothing."""
    with transaction.atomic():
        answer = Answer.objects.filter(pk=answer_id).first()
        if answer is None:
            raise NotVisible(_("There is no such answer. What you entered is still on this device."))
        visit, team = locked(answer.visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        known = (
            AnswerPhoto.objects.filter(pk=link_id).first()
            or AnswerPhoto.objects.filter(answer=answer, photo=photo_id).first()
        )
        if known is not None:
            if known.answer_id != answer.pk or known.photo_id != photo_id:
                raise Conflict(_("This photo is tied to another answer already. Nothing was changed."))
            return known
        require_under_way(visit)
        photo = _arrived(photo_id, visit)
        return AnswerPhoto.objects.create(
            pk=link_id, region_code=visit.region_code, enterprise_id=visit.enterprise_id, answer=answer, photo=photo,
            position=position,
        )  # fmt: skip


def detach_answer_photo(*, actor, now: datetime, link_id: uuid.UUID) -> None:
    """Take a photo off an answer while the visit is under way; the photo itself is kept. Repeating changes nothing."""
    with transaction.atomic():
        link = AnswerPhoto.objects.filter(pk=link_id).select_related("answer").first()
        if link is None:
            return
        visit, team = locked(link.answer.visit_id, actor)
        require(policy.can_record_finding(actor, visit, team))
        require_under_way(visit)
        link.delete()
        record(actor=actor, now=now, verb="answer.photo_removed", subject=visit, data={"photo": str(link.photo_id)})


def _arrived(photo_id: uuid.UUID, visit: Visit) -> Photo:
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        raise NotVisible(_("The photo has not arrived yet. It is still on this device and will be sent first."))
    if photo.enterprise_id not in (None, visit.enterprise_id):
        raise Conflict(_("This photo was taken at another enterprise. Nothing was changed."))
    return photo
