"""The only writers of checklists."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actions import record
from checklists import policy
from checklists.choices import VersionStatus
from checklists.models import Checklist, ChecklistItem, ChecklistVersion
from checklists.rules import check_publishable
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require


def _locked_checklist(actor, checklist_id: UUID) -> Checklist:
    """Lock a checklist that the actor may write; one of a region above can be read, but not locked."""
    checklist = Checklist.objects.filter(pk=checklist_id).first()
    if checklist is None:
        raise NotVisible(_("There is no such checklist, or it is outside your region."))
    require(policy.can_draft_checklist(actor, checklist.region_code))
    return Checklist.objects.select_for_update().get(pk=checklist_id)


@transaction.atomic
def create_checklist(*, actor, now: datetime, checklist_id: UUID | None = None, **fields) -> Checklist:
    """Create a checklist of the actor's region, without a version yet. The same id a second time changes nothing."""
    require(policy.can_draft_checklist(actor, actor.region_code))
    checklist, new = Checklist.objects.get_or_create(
        pk=checklist_id or new_id(), defaults={"region_code": actor.region_code, **fields}
    )
    if new:
        record(actor=actor, now=now, verb="create_checklist", subject=checklist, data={"code": checklist.code})
    return checklist


@transaction.atomic
def draft_version(*, actor, now: datetime, checklist_id: UUID) -> ChecklistVersion:
    """Draw up a new version: a copy of the newest one. Where a draft is open already, return that."""
    checklist = _locked_checklist(actor, checklist_id)
    newest = checklist.versions.order_by("-number").first()
    if newest is not None and newest.status == VersionStatus.DRAFT:
        return newest
    version = ChecklistVersion.objects.create(
        region_code=checklist.region_code, checklist=checklist, number=newest.number + 1 if newest else 1
    )
    items = list(newest.items.order_by("position")) if newest else []
    for item in items:
        item.pk, item.version = new_id(), version
    ChecklistItem.objects.bulk_create(items)
    record(actor=actor, now=now, verb="draft_checklist_version", subject=version, data={"number": version.number})
    return version


def _draft_to_edit(actor, version_id: UUID) -> ChecklistVersion:
    version = ChecklistVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotVisible(_("There is no such version, or it is outside your region."))
    require(policy.can_edit_version(actor, version))
    version = ChecklistVersion.objects.select_for_update().get(pk=version_id)
    require(policy.can_edit_version(actor, version))
    return version


@transaction.atomic
def save_item(*, actor, now: datetime, version_id: UUID, item_id: UUID | None = None, **fields) -> ChecklistItem:
    """Add an item to a draft, or change one of its items. Without a position it goes to the end."""
    version = _draft_to_edit(actor, version_id)
    item = version.items.filter(pk=item_id).first() if item_id else None
    if item is None:
        last = version.items.aggregate(last=Max("position"))["last"] or 0
        item = ChecklistItem(
            id=item_id or new_id(), version=version, region_code=version.region_code, position=last + 1
        )
    for name, value in fields.items():
        setattr(item, name, value)
    if version.items.filter(position=item.position).exclude(pk=item.pk).exists():
        raise RuleBroken(_("Another item has this position already. Nothing was changed; choose a free one."))
    ChecklistItem.objects.bulk_create(
        [item],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[
            f.name for f in ChecklistItem._meta.concrete_fields if f.name not in ("id", "version", "region_code")
        ],
    )
    record(actor=actor, now=now, verb="save_checklist_item", subject=item, data={"text": item.text_zh})
    return item


@transaction.atomic
def remove_item(*, actor, now: datetime, version_id: UUID, item_id: UUID) -> None:
    """Remove an item from a draft."""
    version = _draft_to_edit(actor, version_id)
    item = version.items.filter(pk=item_id).first()
    if item is None:
        raise NotVisible(_("This item is not in the draft any more."))
    record(actor=actor, now=now, verb="remove_checklist_item", subject=item, data={"text": item.text_zh})
    item.delete()


@transaction.atomic
def publish_version(
    *, actor, now: datetime, version_id: UUID, effective_from: date, expected_items: int | None = None
) -> ChecklistVersion:
    """Publish a draft; the version published so far is superseded, and neither ever changes again.

    `expected_items` is how many the publisher has read: a different number now is a `Conflict`.
    """
    version = ChecklistVersion.objects.select_related("checklist").filter(pk=version_id).first()
    if version is None:
        raise NotVisible(_("There is no such version, or it is outside your region."))
    _locked_checklist(actor, version.checklist_id)
    version = ChecklistVersion.objects.select_for_update(of=("self",)).select_related("checklist").get(pk=version_id)
    texts = list(version.items.values_list("text_zh", "text_en"))
    check_publishable(version.status, texts)
    require(policy.can_publish_version(actor, version))
    if expected_items is not None and expected_items != len(texts):
        raise Conflict(
            _("Somebody has changed the items since you opened the draft. Nothing was published; read it again.")
        )
    ChecklistVersion.objects.filter(checklist_id=version.checklist_id, status=VersionStatus.PUBLISHED).update(
        status=VersionStatus.SUPERSEDED
    )
    version.status = VersionStatus.PUBLISHED
    version.published_at, version.published_by, version.effective_from = now, actor.snapshot(), effective_from
    ChecklistVersion.objects.filter(pk=version.pk).update(
        status=version.status,
        published_at=version.published_at,
        published_by=version.published_by,
        effective_from=version.effective_from,
    )
    record(
        actor=actor,
        now=now,
        verb="publish_checklist_version",
        subject=version,
        data={"code": version.checklist.code, "number": version.number, "items": len(texts)},
    )
    return version
