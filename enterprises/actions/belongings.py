"""Places, equipment and posts of an enterprise."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises import policy
from enterprises.models import Enterprise, Equipment, Place, Post
from enterprises.rules import clean_facts

Belonging = Place | Equipment | Post
BELONGINGS: dict[str, type[Belonging]] = {
    "place": Place,
    "equipment": Equipment,
    "post": Post,
}


def _enterprise(actor, enterprise_id: UUID) -> Enterprise:
    enterprise = Enterprise.objects.select_related("industry").filter(pk=enterprise_id).first()
    if enterprise is None:
        raise NotVisible(_("There is no such enterprise within your reach."))
    require(policy.can_keep_belongings(actor, enterprise))
    return enterprise


@transaction.atomic
def save_belonging(
    *, actor, now: datetime, what: str, enterprise_id: UUID, item_id: UUID | None = None, **facts: Any
) -> Belonging:
    """Add a place, a piece of equipment or a post, or change the one with `item_id`; sending it twice harms nothing."""
    enterprise = _enterprise(actor, enterprise_id)
    model = BELONGINGS[what]
    item = model.objects.select_for_update().filter(pk=item_id, enterprise=enterprise).first() if item_id else None
    new = item is None
    if new:
        item = model(id=item_id or new_id(), enterprise=enterprise, region_code=enterprise.region_code)
    facts = clean_facts(facts)
    place_id = facts.get("place_id")
    if place_id and not Place.objects.filter(pk=place_id, enterprise=enterprise).exists():
        raise RuleBroken(
            _("This place belongs to another enterprise."), fields={"place": _("Choose a place of this enterprise.")}
        )
    changed = {name: value for name, value in facts.items() if new or getattr(item, name) != value}
    if not new and not changed:
        return item
    for name, value in changed.items():
        setattr(item, name, value)
    if not item.name:
        raise RuleBroken(_("Enter a name."), fields={"name": _("Enter a name.")})
    try:
        with transaction.atomic():
            if new:
                model.objects.bulk_create([item])
            else:
                model.objects.filter(pk=item.pk).update(**changed)
    except IntegrityError as error:
        raise Conflict(
            _("“%(name)s” is there already. Nothing was saved; give it another name.") % {"name": item.name},
            fields={"name": _("This name is there already.")},
        ) from error
    record(
        actor=actor, now=now, verb=f"add_{what}" if new else f"change_{what}", subject=item, data={"name": item.name}
    )
    return item


@transaction.atomic
def remove_belonging(*, actor, now: datetime, what: str, enterprise_id: UUID, item_id: UUID) -> None:
    """Remove a place, a piece of equipment or a post. One that is already gone is no error."""
    enterprise = _enterprise(actor, enterprise_id)
    item = BELONGINGS[what].objects.select_for_update().filter(pk=item_id, enterprise=enterprise).first()
    if item is None:
        return
    record(actor=actor, now=now, verb=f"remove_{what}", subject=item, data={"name": item.name})
    try:
        item.delete()
    except ProtectedError as error:
        raise Conflict(
            _("“%(name)s” is named in records that are kept. It stays; you may rename it.") % {"name": item.name}
        ) from error
