"""What the lists, posts and duties of an enterprise do when the enterprise moves to another region."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from accounts.models import Membership
from checklists.duties.choices import WAITING
from checklists.models import Binding, Checklist, ChecklistItem, ChecklistVersion, Duty, DutyClock, Holding
from core import scope
from core.clock import day_of
from regions.selectors import path_of

#: The words of an item that a row of the ledger shows.
_WORDS = ("text_zh", "text_en", "basis_zh", "basis_en", "photo_required")


def carry_lists(*, enterprise_id: UUID, kept: dict[str, Any], to_region: str, now: datetime) -> int:
    """Carry what goes on into the receiving region and leave what was done; return how many duties stay behind.

    An enterprise's own lists, its bindings with their clocks, the record of who holds its posts and the duties that
    wait go along: the new region supervises them. Duties that were done or missed stay, each with the words, the post
    and the name that it had. What an authority of the old region laid down binds nobody from today on. The desk's
    `accept_move` calls this, permitted.
    """
    with scope.everything(because="the lists and open duties of an enterprise follow it into another region's wall"):
        for model in (Checklist, ChecklistVersion, ChecklistItem, Binding, DutyClock, Holding):
            model.objects.filter(enterprise=enterprise_id).update(region_code=to_region)
        in_force = Q(ends_on=None) | Q(ends_on__gt=day_of(now))
        foreign = Q(checklist__enterprise=None) & ~Q(checklist__region_code__in=["", *path_of(to_region)])
        gone = Binding.objects.filter(in_force & foreign, enterprise=enterprise_id)
        gone.update(ends_on=Greatest(F("starts_on"), day_of(now)))
        duties = Duty.objects.filter(enterprise=enterprise_id)
        waiting, over = duties.filter(status__in=WAITING), duties.exclude(status__in=WAITING)
        waiting.update(region_code=to_region)
        # What still waits of the old region's lists is read by their words: the list itself is out of sight.
        _keep(waiting.filter(kept__isnull=True), {})
        over.filter(region_code=to_region).update(kept=None)
        return _keep(over.exclude(region_code=to_region).filter(kept__isnull=True), kept)


def _keep(duties: QuerySet[Duty], kept: dict[str, Any]) -> int:
    """Write into duties what they point at: a statement for each post, item and person, not for each day."""
    groups = list(duties.order_by().values_list("binding_id", "item_id", "bearer_id").distinct())
    posts = Binding.objects.select_related("post").in_bulk({group[0] for group in groups})
    items = ChecklistItem.objects.select_related("version__checklist").in_bulk({group[1] for group in groups})
    people = Membership.objects.select_related("person").in_bulk({group[2] for group in groups} - {None})
    count = 0
    for binding_id, item_id, bearer_id in groups:
        facts = kept | {"binding": _of_post(posts[binding_id]), "item": _of_item(items[item_id])}
        if bearer_id:
            bearer = people[bearer_id]
            facts["bearer"] = {
                "id": str(bearer.pk),
                "person": {"id": str(bearer.person_id), "name": bearer.person.name},
            }
        same = duties.filter(binding=binding_id, item=item_id, bearer=bearer_id)
        count += same.update(kept=facts)
    return count


def _of_post(binding: Binding) -> dict[str, Any]:
    post = binding.post
    return {"id": str(binding.pk), "checklist": str(binding.checklist_id)} | (
        {"post": {"id": str(post.pk), "name": post.name, "holder_name": post.holder_name}} if post else {}
    )


def _of_item(item: ChecklistItem) -> dict[str, Any]:
    version = item.version
    names = {
        "id": str(version.checklist_id),
        "name_zh": version.checklist.name_zh,
        "name_en": version.checklist.name_en,
    }
    words = {name: getattr(item, name) for name in _WORDS}
    return {
        "id": str(item.pk),
        **words,
        "version": {"id": str(version.pk), "number": version.number, "checklist": names},
    }
