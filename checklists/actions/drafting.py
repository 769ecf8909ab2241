"""Drawing up: a new list, its next version, a draft thrown away."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from audit.actions import record
from checklists import policy
from checklists.choices import VersionStatus
from checklists.content import CONTENT
from checklists.models import Checklist, ChecklistItem, ChecklistVersion
from checklists.rules import next_status
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require


def no_such_version() -> NotVisible:
    """Return the error for a version that the actor cannot see."""
    return NotVisible(_("There is no such version, or it is outside your region."))


def in_use() -> Conflict:
    """Return the error for what others build on or refer to already."""
    return Conflict(_("Something refers to this already, so it stays. Nothing was removed."))


def locked_checklist(actor, checklist_id: UUID) -> Checklist:
    """Lock a checklist that the actor may write; one of a region above can be read, but not locked."""
    checklist = Checklist.objects.filter(pk=checklist_id).first()
    if checklist is None:
        raise NotVisible(_("There is no such checklist, or it is outside your region."))
    require(policy.can_draft_checklist(actor, checklist.region_code, checklist.enterprise_id))
    return Checklist.objects.select_for_update(of=("self",)).get(pk=checklist_id)


def locked_version(actor, version_id: UUID) -> ChecklistVersion:
    """Lock a version that the actor may write, whatever its state, and its list with it."""
    version = ChecklistVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise no_such_version()
    locked_checklist(actor, version.checklist_id)
    found = ChecklistVersion.objects.select_for_update(of=("self",)).select_related("checklist", "base")
    version = found.filter(pk=version_id).first()
    if version is None:
        raise no_such_version()
    return version


def draft_to_edit(actor, version_id: UUID) -> ChecklistVersion:
    """Lock a draft for a change. Raises `NotAllowed` where it is none, or not the actor's."""
    version = ChecklistVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise no_such_version()
    require(policy.can_edit_version(actor, version))
    version = locked_version(actor, version_id)
    require(policy.can_edit_version(actor, version))
    next_status(version.status, "edit")
    return version


def touch(version: ChecklistVersion) -> None:
    """Count one more change of a draft."""
    ChecklistVersion.objects.filter(pk=version.pk).update(revision=F("revision") + 1)
    version.revision += 1


def copied(item: ChecklistItem, version: ChecklistVersion, position: int) -> ChecklistItem:
    """Return an item's content as a fresh row of a version, not saved."""
    return ChecklistItem(
        version=version,
        region_code=version.region_code,
        enterprise_id=version.enterprise_id,
        position=position,
        **{name: getattr(item, name) for name in CONTENT},
    )


def published_base(actor, base_id: UUID) -> ChecklistVersion:
    """Return a published version to build on: one of a wider region; for an enterprise also one of its own region."""
    base = ChecklistVersion.objects.select_related("checklist").filter(pk=base_id).first()
    if base is None:
        raise no_such_version()
    own_level = actor.tenant_kind == "enterprise"
    if base.enterprise_id or not actor.region_code.startswith(base.region_code):
        raise RuleBroken(_("Only a list of your region or of one above it can be the base. Nothing was drawn up."))
    if not own_level and base.region_code == actor.region_code:
        raise RuleBroken(_("A list of your own region needs no base here. Draw up its next version instead."))
    if base.status != VersionStatus.PUBLISHED:
        raise RuleBroken(_("Only a published version can be the base. Nothing was drawn up."))
    return base


@transaction.atomic
def create_checklist(
    *, actor, now: datetime, checklist_id: UUID | None = None, base_id: UUID | None = None, code: str = "", **fields
) -> Checklist:
    """Create a list of the actor's region, or of the enterprise that the actor acts for.

    With a base its first draft is drawn up at once and takes all the base's items over, locked; without one it has no
    version yet. The same id a second time changes nothing.
    """
    require(policy.can_start_checklist(actor))
    enterprise_id = actor.tenant_id if actor.tenant_kind == "enterprise" else None
    require(policy.can_draft_checklist(actor, actor.region_code, enterprise_id))
    base = published_base(actor, base_id) if base_id else None
    key = checklist_id or new_id()
    if base is not None:
        fields["kind"] = base.checklist.kind
        fields.setdefault("industry_id", base.checklist.industry_id)
    checklist, new = Checklist.objects.get_or_create(
        pk=key,
        defaults={
            "region_code": actor.region_code,
            "enterprise_id": enterprise_id,
            "code": code or f"{str(fields['kind']).upper()[:20]}-{key.hex[-8:].upper()}",
            **fields,
        },
    )
    if not new:
        return checklist
    record(actor=actor, now=now, verb="create_checklist", subject=checklist, data={"code": checklist.code})
    if base is not None:
        version = _new_version(checklist, 1, base)
        items = []
        for item in base.items.order_by("position"):
            row = copied(item, version, item.position)
            row.base_item = item
            items.append(row)
        ChecklistItem.objects.bulk_create(items)
        data = {"number": 1, "base": str(base.pk)}
        record(actor=actor, now=now, verb="draft_checklist_version", subject=version, data=data)
    return checklist


def _new_version(checklist: Checklist, number: int, base: ChecklistVersion | None) -> ChecklistVersion:
    return ChecklistVersion.objects.create(
        region_code=checklist.region_code,
        enterprise_id=checklist.enterprise_id,
        checklist=checklist,
        number=number,
        base=base,
    )


@transaction.atomic
def draft_version(*, actor, now: datetime, checklist_id: UUID) -> ChecklistVersion:
    """Draw up a new version: a copy of the newest one. Where one is open already, return that."""
    checklist = locked_checklist(actor, checklist_id)
    newest = checklist.versions.select_related("base").order_by("-number").first()
    if newest is not None and newest.status in (VersionStatus.DRAFT, VersionStatus.IN_REVIEW):
        return newest
    version = _new_version(checklist, newest.number + 1 if newest else 1, newest.base if newest else None)
    rows = []
    for item in newest.items.order_by("position") if newest else []:
        row = copied(item, version, item.position)
        row.base_item_id, row.stem = item.base_item_id, item.identity
        rows.append(row)
    ChecklistItem.objects.bulk_create(rows)
    record(actor=actor, now=now, verb="draft_checklist_version", subject=version, data={"number": version.number})
    return version


@transaction.atomic
def discard_version(*, actor, now: datetime, version_id: UUID) -> None:
    """Throw a draft away. What is published stays as it is."""
    version = draft_to_edit(actor, version_id)
    record(actor=actor, now=now, verb="discard_checklist_version", subject=version, data={"number": version.number})
    try:
        version.items.all().delete()
        version.delete()
    except ProtectedError as error:
        raise in_use() from error
