"""Photos of findings: tied and taken off."""

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
from inspections.models import FindingPhoto


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
        photo = Photo.objects.filter(pk=photo_id).first()
        if photo is None:
            raise NotVisible(_("The photo has not arrived yet. It is still on this device and will be sent first."))
        if photo.enterprise_id not in (None, visit.enterprise_id):
            raise Conflict(_("This photo was taken at another enterprise. Nothing was changed."))
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
