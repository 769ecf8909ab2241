"""The only writers of hazards. `advance()` alone changes a status; every act leaves one row in the ledger."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import MembershipStatus
from accounts.models import Authority, Membership
from checklists.models import Criterion
from core.clock import day_of
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken, SafeloopError
from core.ids import new_id
from core.policy import require
from core.roles import OFFICER_ROLES, Role
from documents.models import Document
from enterprises.models import Enterprise, Equipment, Place
from evidence.models import Photo
from hazards import policy
from hazards.choices import EventVerb, Grade, PhotoPurpose, Source, Status, Verb
from hazards.facts import facts_for, photo_facts
from hazards.models import Event, Hazard, HazardPhoto, SavedFilter
from hazards.rules import Facts, next_status, transition_for
from hazards.selectors import competent_authority

#: Columns that an act may change beside the status; the status, the version and the episode belong to `advance()`.
CHANGEABLE = frozenset(
    {"grade", "criterion", "authority", "handler", "due_on", "rectified_on", "basis", "requirement", "interim_measures"}
)
LONGEST_TEXT = 4000
MOST_SAVED_FILTERS = 20
_TAKEN = gettext_lazy("This hazard's identifier is taken already. Nothing was saved; record it anew.")


@dataclass(frozen=True)
class Position:
    """Where and when a client says it acted: kept beside the server's time, never instead of it."""

    client_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


NOWHERE = Position()


@dataclass(frozen=True)
class BulkResult:
    """What came of one act on many rows: which were done, which not and why."""

    done: list[Hazard] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


# --- The grammar of every act ---------------------------------------------------------------------------------------


def lock_hazard(hazard_id: uuid.UUID | str, *, version: int | None = None) -> Hazard:
    """Lock and return a hazard. Raises `NotVisible`, or `Conflict` when the form was opened at another version."""
    rows = Hazard.objects.select_for_update(of=("self",)).select_related("enterprise", "authority")
    hazard = rows.filter(pk=hazard_id).first()
    if hazard is None:
        raise NotVisible(_("There is no such hazard, or it is not yours to see."))
    if version is not None and version != hazard.version:
        raise Conflict(
            _("Somebody else changed %(number)s meanwhile. Nothing of yours was saved; load the page and compare.")
            % {"number": hazard.label}
        )
    return hazard


def advance(
    *,
    actor,
    now: datetime,
    hazard: Hazard,
    verb: Verb,
    facts: Facts,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    document: Document | None = None,
    changes: Mapping[str, Any] | None = None,
    position: Position = NOWHERE,
) -> Event:
    """Take a locked hazard through the transition table and write its ledger row. The only writer of a status.

    `changes` are further columns of `CHANGEABLE` that the act sets. Raises `NotAllowed`, `Conflict` or `RuleBroken`
    as `hazards.rules.next_status` does; then nothing is written. Source: workflow 2, behaviours C1.
    """
    before = hazard.status or None
    after = next_status(before, verb, facts)
    row = transition_for(before, verb)
    hazard.status = after
    if verb == Verb.REOPEN and before == Status.CLOSED:
        hazard.episode += 1
    if verb == Verb.RETURN:
        hazard.returns += 1
    hazard.closed_at = (hazard.closed_at or now) if after == Status.CLOSED else None
    return _write(
        actor=actor,
        now=now,
        hazard=hazard,
        event=row.event,
        from_status=before or "",
        note=note,
        data=data,
        document=document,
        changes=changes,
        position=position,
    )


def record_act(
    *,
    actor,
    now: datetime,
    hazard: Hazard,
    event: EventVerb,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    document: Document | None = None,
    changes: Mapping[str, Any] | None = None,
    position: Position = NOWHERE,
) -> Event:
    """Write a ledger row of a locked hazard for an act that leaves the status alone (a plan, an extension, a note)."""
    return _write(
        actor=actor,
        now=now,
        hazard=hazard,
        event=event,
        from_status=hazard.status,
        note=note,
        data=data,
        document=document,
        changes=changes,
        position=position,
    )


def _write(
    *, actor, now: datetime, hazard: Hazard, event: EventVerb, from_status: str, note, data, document, changes, position
) -> Event:
    changes = dict(changes or {})
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"An act may not change {sorted(unknown)}.")
    for name, value in changes.items():
        setattr(hazard, name, value)
    hazard.version += 1
    hazard.updated_at = now
    hazard.save(force_update=hazard.version > 1)
    return Event.objects.create(
        region_code=hazard.region_code,
        enterprise_id=hazard.enterprise_id,
        hazard=hazard,
        number=hazard.version,
        episode=hazard.episode,
        verb=event,
        from_status=from_status,
        to_status=hazard.status,
        at=now,
        client_at=position.client_at,
        latitude=position.latitude,
        longitude=position.longitude,
        actor=actor.snapshot(),
        note=_bounded(note),
        data=dict(data or {}),
        document=document,
    )


def _bounded(words: str) -> str:
    words = (words or "").strip()
    if len(words) > LONGEST_TEXT:
        raise RuleBroken(_("The text is too long: at most %(n)s characters. Nothing was saved.") % {"n": LONGEST_TEXT})
    return words


# --- Recording ------------------------------------------------------------------------------------------------------


def record_hazard(
    *,
    actor,
    now: datetime,
    enterprise: Enterprise,
    description: str,
    source: Source | str,
    hazard_id: uuid.UUID | None = None,
    authority: Authority | None = None,
    grade: Grade | str = Grade.GENERAL,
    found_on: date | None = None,
    place: Place | None = None,
    equipment: Equipment | None = None,
    place_text: str = "",
    requirement: str = "",
    interim_measures: str = "",
    criterion: Criterion | None = None,
    basis: str = "",
    before_photos: Sequence[Photo] = (),
    handler: Membership | None = None,
    parent: Hazard | None = None,
    found_by: Mapping[str, Any] | None = None,
    position: Position = NOWHERE,
) -> Hazard:
    """Record a hazard with its proposed grade. Sending the same `hazard_id` twice returns the first record unharmed.

    `authority` is the department in charge: by default the acting authority, else the competent one of the place.
    `found_by` is the snapshot of who found it, where that was somebody else than the actor.
    Raises `NotAllowed`, `RuleBroken` (no description, photo of another enterprise, day in the future), `Conflict`
    when the id already stands for something else.
    """
    with transaction.atomic():
        require(policy.can_record(actor, enterprise))
        if hazard_id is not None and (known := _already_recorded(hazard_id, enterprise, actor)):
            return known
        words = _bounded(description)
        if not words:
            sentence = _("Say what is wrong: one sentence is enough.")
            raise RuleBroken(sentence, fields={"description": sentence})
        today = day_of(now)
        if found_on and found_on > today:
            sentence = _("The day on which it was found lies in the future.")
            raise RuleBroken(sentence, fields={"found_on": sentence})
        authority = authority or _authority_of(actor, enterprise)
        hazard = Hazard(
            id=hazard_id or new_id(),
            region_code=enterprise.region_code,
            enterprise=enterprise,
            authority=authority,
            handler=handler,
            industry_id=enterprise.industry_id,
            place=place,
            equipment=equipment,
            place_text=place_text.strip()[:120],
            description=words,
            requirement=_bounded(requirement),
            interim_measures=_bounded(interim_measures),
            criterion=criterion,
            basis=basis.strip()[:300],
            source=Source(source),
            grade=Grade(grade),
            status="",
            parent=parent,
            found_on=found_on or today,
            recorded_at=now,
            recorded_by=dict(found_by or actor.snapshot()),
            updated_at=now,
        )
        facts = facts_for(actor, hazard, now=now)
        try:
            with transaction.atomic():
                advance(
                    actor=actor,
                    now=now,
                    hazard=hazard,
                    verb=Verb.RECORD,
                    facts=facts,
                    data={"grade": str(hazard.grade), "source": str(hazard.source)},
                    position=position,
                )
        except IntegrityError as error:
            # Two copies of one message crossed on the way: the second finds what the first has written.
            if known := _already_recorded(hazard.pk, enterprise, actor):
                return known
            raise Conflict(_TAKEN) from error
        hazard.refresh_from_db(fields=["number"])
        add_photos(hazard=hazard, photos=before_photos, purpose=PhotoPurpose.BEFORE, now=now)
        return hazard


def _already_recorded(key: uuid.UUID, enterprise: Enterprise, actor) -> Hazard | None:
    known = Hazard.objects.select_related("enterprise", "authority").filter(pk=key).first()
    if known is None:
        return None
    same = known.enterprise_id == enterprise.pk and known.recorded_by.get("person_id") == str(actor.person_id)
    if not same:
        raise Conflict(_TAKEN)
    return known


def _authority_of(actor, enterprise: Enterprise) -> Authority:
    if actor.tenant_kind == "authority" and enterprise.region_code.startswith(actor.region_code):
        return Authority.objects.get(pk=actor.tenant_id)
    found = competent_authority(enterprise)
    if found is None:
        raise RuleBroken(
            _("No authority is registered for this region yet. Nothing was saved; tell the platform's operator.")
        )
    return found


def add_photos(
    *,
    hazard: Hazard,
    photos: Iterable[Photo],
    purpose: PhotoPurpose,
    now: datetime,
    answers: HazardPhoto | None = None,
    turn: int = 0,
) -> list[HazardPhoto]:
    """Put photos to a locked hazard, once each. A photo of another enterprise raises `RuleBroken`."""
    rows = []
    for photo in photos:
        if photo.enterprise_id and photo.enterprise_id != hazard.enterprise_id:
            raise RuleBroken(_("A photo of another enterprise cannot be evidence here. Nothing was saved."))
        row, _made = HazardPhoto.objects.get_or_create(
            hazard=hazard,
            photo=photo,
            purpose=purpose,
            round=turn,
            defaults={
                "region_code": hazard.region_code,
                "enterprise_id": hazard.enterprise_id,
                "answers": answers,
                "episode": hazard.episode,
                "added_at": now,
            },
        )
        rows.append(row)
    return rows


# --- Judging --------------------------------------------------------------------------------------------------------


def confirm_grade(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    grade: Grade | str,
    criterion: Criterion | None = None,
    reason: str = "",
    version: int | None = None,
) -> Hazard:
    """Settle the grade of a recorded hazard. "Major", proposed or decided, takes a second person (WSL 118)."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_confirm(actor, hazard))
        grade, proposed = Grade(grade), hazard.grade
        if grade != proposed and not reason.strip():
            sentence = _("The grade differs from the proposed one: say why.")
            raise RuleBroken(sentence, fields={"reason": sentence})
        facts = facts_for(
            actor,
            hazard,
            now=now,
            grade=Grade.MAJOR if Grade.MAJOR in (grade, proposed) else grade,
            has_criterion=bool(criterion or hazard.criterion_id),
            reason=reason,
        )
        changes = {"grade": grade} | ({"criterion": criterion} if criterion else {})
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.CONFIRM,
            facts=facts,
            note=reason,
            data={"proposed": str(proposed), "grade": str(grade)},
            changes=changes,
        )
        return hazard


def reject(*, actor, now: datetime, hazard_id: uuid.UUID | str, reason: str, version: int | None = None) -> Hazard:
    """Decide, with a reason, that a recorded hazard is none. It can be taken up again."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_reject(actor, hazard))
        facts = facts_for(actor, hazard, now=now, reason=reason)
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.REJECT, facts=facts, note=reason)
        return hazard


def fix_on_spot(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    after_photos: Sequence[Photo] = (),
    note: str = "",
    version: int | None = None,
    position: Position = NOWHERE,
) -> Hazard:
    """Close a general hazard in the same visit with a photo pair: the before-photos and what they look like now.

    The n-th after-photo answers the n-th before-photo. Source: workflow 2 (FIXED_ON_SPOT), behaviours C1.
    """
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_fix_on_spot(actor, hazard))
        before = list(HazardPhoto.objects.filter(hazard=hazard, purpose=PhotoPurpose.BEFORE).order_by("added_at", "id"))
        for position_no, photo in enumerate(after_photos):
            answers = before[min(position_no, len(before) - 1)] if before else None
            add_photos(hazard=hazard, photos=[photo], purpose=PhotoPurpose.AFTER, now=now, answers=answers)
        facts = facts_for(actor, hazard, now=now, reason=note, **photo_facts(hazard))
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.FIX_ON_SPOT,
            facts=facts,
            note=note,
            changes={"rectified_on": day_of(now)},
            position=position,
        )
        return hazard


def transfer(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    to: Authority,
    reason: str,
    version: int | None = None,
) -> Hazard:
    """Hand a hazard, before an order, to the competent department and keep the record (Work Safety Law art. 69)."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_transfer(actor, hazard))
        if to.pk == hazard.authority_id:
            raise RuleBroken(_("The hazard is with this department already. Choose another one."))
        if not hazard.region_code.startswith(to.region_code):
            raise RuleBroken(_("That department is not in charge of the place where the enterprise is."))
        facts = facts_for(actor, hazard, now=now, reason=reason, has_addressee=True)
        data = {"from": str(hazard.authority), "to": str(to), "to_id": str(to.pk)}
        advance(
            actor=actor,
            now=now,
            hazard=hazard,
            verb=Verb.TRANSFER,
            facts=facts,
            note=reason,
            data=data,
            changes={"authority": to, "handler": None},
        )
        return hazard


def receive(*, actor, now: datetime, hazard_id: uuid.UUID | str, note: str = "", version: int | None = None) -> Hazard:
    """Take a transferred hazard over; it is judged anew."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_receive(actor, hazard))
        facts = facts_for(actor, hazard, now=now)
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.RECEIVE, facts=facts, note=note)
        return hazard


def upgrade(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    reason: str,
    criterion: Criterion | None = None,
    version: int | None = None,
) -> Hazard:
    """Grade a hazard up to major at any time, as another person than the recorder (workflow 2.1)."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_upgrade(actor, hazard))
        facts = facts_for(actor, hazard, now=now, reason=reason)
        changes = {"grade": Grade.MAJOR} | ({"criterion": criterion} if criterion else {})
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.UPGRADE, facts=facts, note=reason, changes=changes)
        return hazard


def look_back(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    note: str,
    photos: Sequence[Photo] = (),
    version: int | None = None,
    position: Position = NOWHERE,
) -> Hazard:
    """Record a look-back check of a closed hazard that found it still in order; otherwise reopen it."""
    with transaction.atomic():
        hazard = lock_hazard(hazard_id, version=version)
        require(policy.can_look_back(actor, hazard))
        if not note.strip():
            sentence = _("Say what you saw.")
            raise RuleBroken(sentence, fields={"note": sentence})
        facts = facts_for(actor, hazard, now=now)
        add_photos(hazard=hazard, photos=photos, purpose=PhotoPurpose.SCENE, now=now)
        advance(actor=actor, now=now, hazard=hazard, verb=Verb.LOOK_BACK, facts=facts, note=note, position=position)
        return hazard


# --- Handling -------------------------------------------------------------------------------------------------------


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
    result = BulkResult()
    for key in sorted({str(key) for key in hazard_ids}):
        try:
            with transaction.atomic():
                result.done.append(assign_handler(actor=actor, now=now, hazard_id=key, handler=handler))
        except SafeloopError as error:
            result.failed.append((key, str(error)))
    return result


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


# --- Saved filters --------------------------------------------------------------------------------------------------


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
