"""Editing a draft: items saved, duplicated, removed, moved. What comes from the base is locked, and only tightened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, ProtectedError
from django.utils.translation import gettext as _

from audit.actions import record
from checklists.actions.drafting import copied, draft_to_edit, in_use, touch
from checklists.content import CONTENT, label_of, said
from checklists.models import ChecklistItem, ChecklistVersion
from checklists.rules import check_tightened, moved, reordered, section_at
from checklists.rules.levels import TIGHTENABLE
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id

#: Positions are unique in a version; while all are numbered anew they stand out of each other's way.
ASIDE = 100_000
#: Where an item of the base stands is the list's own affair; what it says is the base's.
PLACING = {"section_zh", "section_en", "position"}


def _item_of(version: ChecklistVersion, item_id: UUID) -> ChecklistItem:
    item = version.items.select_related("base_item").filter(pk=item_id).first()
    if item is None:
        raise NotVisible(_("This item is not in the draft any more."))
    return item


def check_fresh(item: ChecklistItem, revision: int | None, fields: dict[str, Any]) -> None:
    """Raise `Conflict` that names what somebody else has saved, where a form was opened on an earlier state."""
    if revision is None or revision == item.revision:
        return
    differing = [name for name in CONTENT if name in fields and getattr(item, name) != fields[name]]
    sentences = {
        name.removesuffix("_id"): _("Saved meanwhile: “%(value)s”") % {"value": said(item, name)} for name in differing
    }
    raise Conflict(
        _("Somebody has changed this item since you opened it: %(fields)s. What you typed is kept; compare and save.")
        % {"fields": ", ".join(label_of(name) for name in differing) or _("nothing that you see")},
        fields=sentences,
    )


def check_locked(item: ChecklistItem, fields: dict[str, Any]) -> None:
    """Raise where a change touches the base's words or loosens the base. An own item may change in everything."""
    if item.base_item_id is None:
        return
    base = item.base_item
    changed = [
        name
        for name, value in fields.items()
        if name not in PLACING and name not in TIGHTENABLE and getattr(base, name) != value
    ]
    if changed:
        names = ", ".join(label_of(name) for name in changed)
        raise RuleBroken(
            _("This item comes from the base and is locked: %(fields)s cannot be changed here. Nothing was saved.")
            % {"fields": names},
            fields={name.removesuffix("_id"): _("Locked by the base.") for name in changed},
        )
    known = {name: getattr(base, name) for name in TIGHTENABLE}
    check_tightened(known, {name: fields.get(name, getattr(item, name)) for name in TIGHTENABLE})


def check_grade(item: ChecklistItem) -> None:
    """Raise where an own item proposes a major grade without the criterion that makes it one."""
    if item.base_item_id is None and item.default_grade == "major" and not item.criterion_id:
        sentence = _("A major grade needs the criterion that it rests on.")
        raise RuleBroken(sentence, fields={"criterion": sentence})


@transaction.atomic
def save_item(
    *,
    actor,
    now: datetime,
    version_id: UUID,
    item_id: UUID | None = None,
    revision: int | None = None,
    **fields,
) -> ChecklistItem:
    """Add an item to a draft, or change one of its items. Without a position it goes to the end.

    `revision` is the item's as the form was opened: another one now is a `Conflict` that names what differs.
    """
    version = draft_to_edit(actor, version_id)
    item = version.items.select_related("base_item").filter(pk=item_id).first() if item_id else None
    if item is None:
        if item_id and ChecklistItem.objects.filter(pk=item_id).exists():
            raise NotVisible(_("This item is not in the draft any more."))
        last = version.items.aggregate(last=Max("position"))["last"] or 0
        item = ChecklistItem(
            id=item_id or new_id(),
            version=version,
            region_code=version.region_code,
            enterprise_id=version.enterprise_id,
            position=last + 1,
        )
    else:
        check_fresh(item, revision, fields)
        check_locked(item, fields)
        item.revision += 1
    for name, value in fields.items():
        setattr(item, name, value)
    check_grade(item)
    if version.items.filter(position=item.position).exclude(pk=item.pk).exists():
        raise RuleBroken(_("Another item has this position already. Nothing was changed; choose a free one."))
    item.save()
    touch(version)
    record(actor=actor, now=now, verb="save_checklist_item", subject=item, data={"text": item.text_zh})
    return item


@transaction.atomic
def remove_item(*, actor, now: datetime, version_id: UUID, item_id: UUID) -> None:
    """Remove an own item from a draft; an item of the base stays."""
    version = draft_to_edit(actor, version_id)
    item = _item_of(version, item_id)
    if item.base_item_id is not None:
        raise RuleBroken(_("This item comes from the base and is never dropped. You may tighten it."))
    record(actor=actor, now=now, verb="remove_checklist_item", subject=item, data={"text": item.text_zh})
    try:
        item.delete()
    except ProtectedError as error:
        raise in_use() from error
    touch(version)


def place(version: ChecklistVersion, items: Sequence[ChecklistItem]) -> None:
    """Number the items of a draft in the given order, with the sections that they carry."""
    version.items.update(position=F("position") + ASIDE)
    for position, item in enumerate(items, start=1):
        item.position = position
    ChecklistItem.objects.bulk_update(items, ["position", "section_zh", "section_en"])


@transaction.atomic
def duplicate_item(*, actor, now: datetime, version_id: UUID, item_id: UUID) -> ChecklistItem:
    """Put a copy of an item right after it, as an own item."""
    version = draft_to_edit(actor, version_id)
    item = _item_of(version, item_id)
    rows = list(version.items.order_by("position"))
    index = next(index for index, row in enumerate(rows) if row.pk == item.pk)
    copy = copied(rows[index], version, ASIDE * 2)
    copy.save(force_insert=True)
    rows.insert(index + 1, copy)
    place(version, rows)
    touch(version)
    record(actor=actor, now=now, verb="save_checklist_item", subject=copy, data={"text": copy.text_zh})
    return copy


def _settle(version: ChecklistVersion, order: Sequence[UUID], mover: UUID | None) -> None:
    rows = {row.pk: row for row in version.items.all()}
    items = [rows[key] for key in order]
    if mover is not None:
        index = list(order).index(mover)
        item = items[index]
        before = items[index - 1] if index else None
        after = items[index + 1] if index + 1 < len(items) else None
        for name in ("section_zh", "section_en"):
            beside = [getattr(row, name) if row else None for row in (before, after)]
            setattr(item, name, section_at(beside[0], getattr(item, name), beside[1]))
    place(version, items)


@transaction.atomic
def move_item(*, actor, now: datetime, version_id: UUID, item_id: UUID, step: int) -> ChecklistVersion:
    """Move an item up (negative) or down by some places; among another section's items it joins that section."""
    version = draft_to_edit(actor, version_id)
    item = _item_of(version, item_id)
    order = list(version.items.order_by("position").values_list("pk", flat=True))
    _settle(version, moved(order, item.pk, step), item.pk)
    touch(version)
    record(actor=actor, now=now, verb="order_checklist_items", subject=version, data={"item": str(item_id)})
    return version


@transaction.atomic
def reorder_items(
    *, actor, now: datetime, version_id: UUID, order: Sequence[UUID], mover: UUID | None = None
) -> ChecklistVersion:
    """Put the items of a draft into an order, as they were dragged. `mover` is the item that was dragged.

    Raises `Conflict` where somebody has added or removed items meanwhile.
    """
    version = draft_to_edit(actor, version_id)
    present = list(version.items.order_by("position").values_list("pk", flat=True))
    _settle(version, reordered(present, order), mover if mover in present else None)
    touch(version)
    record(actor=actor, now=now, verb="order_checklist_items", subject=version, data={"items": len(present)})
    return version
