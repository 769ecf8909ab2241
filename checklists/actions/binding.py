"""Who performs a list: an enterprise's post, or a member of an authority, from a day on and until another."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Membership
from audit.actions import record
from checklists import policy
from checklists.models import Binding, Checklist
from core.clock import day_of
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises.models import Post


def _performer(actor, checklist: Checklist, post_id: UUID | None, membership_id: UUID | None) -> dict:
    """Return the columns that say who performs the list. Raises unless it is exactly one, and the actor's own."""
    if (post_id is None) == (membership_id is None):
        raise RuleBroken(_("Name either a post of the enterprise or a member of the authority. Nothing was changed."))
    if post_id is not None:
        post = Post.objects.filter(pk=post_id).first()
        if post is None or post.enterprise_id != actor.tenant_id:
            raise NotVisible(_("There is no such post within your reach."))
        if checklist.enterprise_id not in (None, post.enterprise_id):
            raise RuleBroken(_("This list belongs to another enterprise. Nothing was changed."))
        return {"post": post, "enterprise_id": post.enterprise_id, "region_code": post.region_code}
    membership = Membership.objects.active().filter(pk=membership_id, authority_id=actor.tenant_id).first()
    if membership is None or actor.tenant_kind != "authority":
        raise NotVisible(_("There is no such member of your authority."))
    if checklist.enterprise_id is not None:
        raise RuleBroken(_("This list belongs to an enterprise, whose posts perform it. Nothing was changed."))
    return {"membership": membership, "region_code": membership.region_code}


@transaction.atomic
def bind_checklist(
    *,
    actor,
    now: datetime,
    checklist_id: UUID,
    starts_on: date,
    post_id: UUID | None = None,
    membership_id: UUID | None = None,
    binding_id: UUID | None = None,
) -> Binding:
    """Say that a post (or a member of an authority) performs a list from a day on.

    The same pair twice on one day is a `Conflict`: its duties would be drawn up twice. Idempotent on `binding_id`.
    """
    require(policy.can_bind_checklist(actor))
    if binding_id and (known := Binding.objects.filter(pk=binding_id).first()):
        return known
    checklist = Checklist.objects.filter(pk=checklist_id).first()
    if checklist is None:
        raise NotVisible(_("There is no such checklist, or it is outside your region."))
    who = _performer(actor, checklist, post_id, membership_id)
    same = {name: value for name, value in who.items() if name in ("post", "membership")}
    still_bound = Q(ends_on=None) | Q(ends_on__gt=starts_on)
    if Binding.objects.filter(still_bound, checklist=checklist, **same).exists():
        sentence = (
            _("This member performs the list already. Nothing was changed.")
            if membership_id
            else _("This post performs the list already. Nothing was changed.")
        )
        raise Conflict(sentence)
    binding = Binding.objects.create(
        id=binding_id or new_id(),
        checklist=checklist,
        starts_on=starts_on,
        bound_at=now,
        bound_by=actor.snapshot(),
        **who,
    )
    data = {"checklist": str(checklist.pk), "starts_on": starts_on.isoformat()}
    record(actor=actor, now=now, verb="bind_checklist", subject=binding, data=data)
    return binding


@transaction.atomic
def end_binding(*, actor, now: datetime, binding_id: UUID, ends_on: date) -> Binding:
    """Say on which day a post performs a list no more: today or later, so that no duty of the past lapses."""
    require(policy.can_bind_checklist(actor))
    found = Binding.objects.select_for_update(of=("self",)).select_related("membership").filter(pk=binding_id)
    binding = found.first()
    if binding is None or binding.tenant_id != actor.tenant_id:
        raise NotVisible(_("There is no such entry within your reach."))
    if binding.ends_on is not None:
        raise Conflict(_("This has ended already. Nothing was changed."))
    if ends_on < day_of(now):
        sentence = _("Choose today or a later day.")
        raise RuleBroken(sentence, fields={"ends_on": sentence})
    binding.ends_on = max(ends_on, binding.starts_on)
    binding.save(update_fields=["ends_on"])
    data = {"ends_on": binding.ends_on.isoformat()}
    record(actor=actor, now=now, verb="end_binding", subject=binding, data=data)
    return binding
