"""Handling: who has it, notes to its story, filters that people keep."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import MembershipStatus
from accounts.models import Membership
from core.errors import NotAllowed, NotVisible, RuleBroken
from core.policy import require
from core.roles import OFFICER_ROLES, Role
from evidence.models import Photo
from hazards import policy
from hazards.actions.grammar import NOWHERE, BulkResult, Position, act_on_each, lock_hazard, record_act
from hazards.actions.recording import add_photos
from hazards.choices import EventVerb, PhotoPurpose
from hazards.models import Event, Hazard, SavedFilter

MOST_SAVED_FILTERS = 20


def assign_handler(
    *, actor, now: datetime, hazard_id: uuid.UUID | str, handler: Membership, version: int | None = None
) -> Hazard:
    """Name who handles a hazard: an officer whose authority is in charge of the region."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_assign(actor, hazard))
        fits = (
            handler.role in OFFICER_ROLES
            and handler.status == MembershipStatus.ACTIVE
            and hazard.region_code.startswith(handler.region_code)
        )
        if not fits:
            sentence = _("Choose an officer of an authority that is in charge of this region.")
            raise RuleBroken(sentence, fields={"handler": sentence})
        record_act(
            actor=actor,
            now=now,
            hazard=hazard,
            event=EventVerb.ASSIGNED,
            data={"handler": str(handler.person), "handler_id": str(handler.pk)},
            changes={"handler": handler},
        )
        return hazard


def assign_many(*, actor, now: datetime, hazard_ids: Sequence[uuid.UUID | str], handler: Membership) -> BulkResult:
    """Assign many hazards at once; a row that cannot be assigned is named with its reason, the others are done."""
    return act_on_each(hazard_ids, lambda key: assign_handler(actor=actor, now=now, hazard_id=key, handler=handler))


def add_note(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    note: str,
    photos: Sequence[Photo] = (),
    version: int | None = None,
    position: Position = NOWHERE,
) -> Event:
    """Add a note, with photos of the scene where there are some, to the story of a hazard in any state."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_note(actor, hazard))
        if not note.strip():
            sentence = _("Write the note first.")
            raise RuleBroken(sentence, fields={"note": sentence})
        rows = add_photos(hazard=hazard, photos=photos, purpose=PhotoPurpose.SCENE, now=now)
        event = EventVerb.EVIDENCE_ADDED if rows else EventVerb.NOTED
        return record_act(actor=actor, now=now, hazard=hazard, event=event, note=note, position=position)


def save_filter(*, actor, now: datetime, name: str, query: str) -> SavedFilter:
    """Keep the present filter of the list under a name; the same name again replaces it."""
    with transaction.atomic():
        require(policy.can_keep_filter(actor))
        name = name.strip()[:40]
        if not name:
            raise RuleBroken(_("Give the filter a name."), fields={"name": _("Give the filter a name.")})
        if len(query) > SavedFilter._meta.get_field("query").max_length:
            raise RuleBroken(_("This filter is too long to be kept. Nothing was saved."))
        mine = SavedFilter.objects.filter(membership_id=actor.membership_id)
        if mine.exclude(name=name).count() >= MOST_SAVED_FILTERS:
            raise RuleBroken(_("You have %(n)s saved filters already. Remove one first.") % {"n": MOST_SAVED_FILTERS})
        row, _made = SavedFilter.objects.update_or_create(
            membership_id=actor.membership_id,
            name=name,
            defaults={
                "region_code": actor.region_code,
                "person_id": actor.person_id,
                "query": query,
                "created_at": now,
            },
        )
        return row


def remove_filter(*, actor, now: datetime, filter_id: uuid.UUID | str) -> None:
    """Remove one of one's own filters."""
    with transaction.atomic():
        row = SavedFilter.objects.filter(pk=filter_id).first()
        if row is None:
            raise NotVisible(_("There is no such filter."))
        if row.membership_id != actor.membership_id and actor.role != Role.SYSTEM:
            raise NotAllowed(_("This filter belongs to somebody else."))
        row.delete()
