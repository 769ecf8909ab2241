"""A new base is out: a list takes it over, keeps its own items and what it had tightened."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from checklists.actions.drafting import copied, draft_to_edit, draft_version, touch
from checklists.actions.editing import ASIDE, place
from checklists.choices import VersionStatus
from checklists.models import ChecklistItem, ChecklistVersion
from checklists.rules import rebased, tightened
from checklists.rules.levels import TIGHTENABLE
from core.errors import Conflict, RuleBroken


@transaction.atomic
def adopt_base(*, actor, now: datetime, checklist_id: UUID) -> ChecklistVersion:
    """Take the newest published base over into the list's draft, which is drawn up where there is none.

    New items of the base come in, dropped ones go, own items and tightenings stay as far as they are not looser than
    the new base. Raises `Conflict` where the draft builds on the newest base already, or is in review.
    """
    draft = draft_version(actor=actor, now=now, checklist_id=checklist_id)
    draft = draft_to_edit(actor, draft.pk)
    if draft.base_id is None:
        raise RuleBroken(_("This list builds on no base. Nothing was changed."))
    newest = ChecklistVersion.objects.filter(
        checklist_id=draft.base.checklist_id, status=VersionStatus.PUBLISHED
    ).first()
    if newest is None or newest.pk == draft.base_id:
        raise Conflict(_("The draft builds on the newest base already. Nothing was changed."))
    _take_over(draft, newest)
    draft.base = newest
    draft.save(update_fields=["base"])
    touch(draft)
    data = {"number": draft.number, "base": str(newest.pk), "base_number": newest.number}
    record(actor=actor, now=now, verb="adopt_checklist_base", subject=draft, data=data)
    return draft


def _take_over(draft: ChecklistVersion, newest: ChecklistVersion) -> None:
    rows = list(draft.items.select_related("base_item").order_by("position"))
    present = [(row.pk, row.base_item.identity if row.base_item_id else None) for row in rows]
    base = {item.identity: item for item in newest.items.order_by("position")}
    order = rebased(present, list(base))
    own = {row.pk: row for row in rows if row.base_item_id is None}
    derived = {row.base_item.identity: row for row in rows if row.base_item_id}
    draft.items.exclude(base_item=None).delete()
    made: dict[object, ChecklistItem] = {}
    for number, (identity, item) in enumerate(base.items(), start=1):
        row = copied(item, draft, ASIDE * 2 + number)
        row.base_item = item
        before = derived.get(identity)
        if before is not None:
            row.id, row.stem, row.revision = before.pk, before.stem, before.revision + 1
            kept = tightened(*({name: getattr(each, name) for name in TIGHTENABLE} for each in (item, before)))
            for name, value in kept.items():
                setattr(row, name, value)
        made[identity] = row
    ChecklistItem.objects.bulk_create(made.values())
    place(draft, [made[key] if kind == "base" else own[key] for kind, key in order])
