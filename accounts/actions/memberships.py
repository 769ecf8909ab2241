"""Choosing and ending memberships, and deactivating a person."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policy
from accounts.actor import Actor, actor_of_key
from accounts.choices import MembershipStatus
from accounts.models import Assignment, Membership, MembershipToken, User
from audit.actions import record
from core import scope
from core.errors import Conflict, NotVisible
from core.policy import require


def choose_membership(*, person: User, now: datetime, membership_id: uuid.UUID | str) -> Actor:
    """Return the actor of one of the person's active memberships and record the choice; others raise `NotVisible`."""
    actor = actor_of_key(person=person, membership_id=membership_id, now=now)
    if actor is None:
        raise NotVisible(_("This post is not yours, or it has ended. Choose one of the others."))
    record(
        actor=actor, now=now, verb="choose_membership", subject=actor.membership_id, subject_type="accounts.Membership"
    )
    return actor


@transaction.atomic
def end_membership(*, actor: Actor, now: datetime, pk, reason: str = "") -> Membership:
    """End a membership of the actor's tenant: its assignments are withdrawn and its tokens revoked at once."""
    membership = Membership.objects.select_for_update().filter(pk=pk).first()
    if membership is None:
        raise NotVisible(_("There is no such member that you can see."))
    require(policy.can_end_membership(actor, membership))
    if membership.status != MembershipStatus.ACTIVE:
        raise Conflict(_("This membership has already ended. Nothing was changed."))
    _end([membership], actor=actor, now=now)
    record(actor=actor, now=now, verb="end_membership", subject=membership, data={"reason": reason})
    return membership


@transaction.atomic
def deactivate_person(*, actor: Actor, now: datetime, pk, reason: str = "") -> User:
    """Deactivate a person who belongs to the actor's tenant only: every membership ends, no sign-in works any more."""
    membership = Membership.objects.select_for_update().filter(pk=pk).first()
    if membership is None:
        raise NotVisible(_("There is no such member that you can see."))
    with scope.everything(because="whoever belongs to another tenant too cannot be deactivated by one of them"):
        all_posts = list(Membership.objects.select_for_update().active().filter(person=membership.person_id))
        person = User.objects.select_for_update().get(pk=membership.person_id)
    elsewhere = [each for each in all_posts if each.tenant_id != actor.tenant_id]
    require(policy.can_deactivate_person(actor, membership, elsewhere=bool(elsewhere)))
    if not person.is_active:
        raise Conflict(_("This person is already deactivated. Nothing was changed."))
    _end(all_posts, actor=actor, now=now)
    person.is_active = False
    person.save(update_fields=["is_active"])
    record(actor=actor, now=now, verb="deactivate_person", subject=person, data={"reason": reason})
    return person


def _end(memberships: list[Membership], *, actor: Actor, now: datetime) -> None:
    keys = [each.pk for each in memberships]
    with scope.everything(because="what a membership holds elsewhere ends with it"):
        for each in memberships:
            each.status, each.ended_at = MembershipStatus.ENDED, now
            each.save(update_fields=["status", "ended_at"])
        Assignment.objects.filter(membership__in=keys, withdrawn_at=None, ends_at__gt=now).update(
            withdrawn_at=now, withdrawn_by=actor.snapshot()
        )
        MembershipToken.objects.filter(membership_key__in=keys, revoked_at=None).update(revoked_at=now)
