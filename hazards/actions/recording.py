"""Recording a hazard and putting photos to it; twice is once."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Authority, Membership
from accounts.selectors import members_of_authority, members_of_enterprise
from checklists.models import Criterion
from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.ids import new_id
from core.policy import require
from core.roles import ENTERPRISE_LEADERS, Role
from enterprises.models import Enterprise, Equipment, Place
from evidence.models import Photo
from hazards import policy
from hazards.actions.grammar import NOWHERE, Position, advance, bounded
from hazards.choices import Grade, Lead, PhotoPurpose, Source, Verb
from hazards.facts import facts_for
from hazards.models import Hazard, HazardPhoto
from hazards.selectors import competent_authority
from notifications.actions import notify

#: Who of the authority hears of a major hazard that an enterprise reports (Work Safety Law arts 41, 46).
DECIDERS = frozenset({Role.CLERK, Role.HEAD})
_TAKEN = gettext_lazy("This hazard's identifier is taken already. Nothing was saved; record it anew.")


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
    `found_by` is the snapshot of who found it, where that was somebody else than the actor. What an enterprise found
    itself and proposes as major, the authority in charge and the leaders of the enterprise are told at once.
    Raises `NotAllowed`, `RuleBroken` (no description, photo of another enterprise, day in the future), `Conflict`
    when the id already stands for something else.
    """
    with transaction.atomic():
        require(policy.can_record(actor, enterprise))
        if hazard_id is not None and (known := _already_recorded(hazard_id, enterprise, actor)):
            return known
        words = bounded(description)
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
            requirement=bounded(requirement),
            interim_measures=bounded(interim_measures),
            criterion=criterion,
            basis=basis.strip()[:300],
            source=Source(source),
            grade=Grade(grade),
            led_by=_lead_of(actor, Source(source), Grade(grade)),
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
        if _found_itself(actor, hazard.source) and hazard.grade == Grade.MAJOR:
            _tell_major(now, hazard)
        return hazard


def _already_recorded(key: uuid.UUID, enterprise: Enterprise, actor) -> Hazard | None:
    known = Hazard.objects.select_related("enterprise", "authority").filter(pk=key).first()
    if known is None:
        return None
    same = known.enterprise_id == enterprise.pk and known.recorded_by.get("person_id") == str(actor.person_id)
    if not same:
        raise Conflict(_TAKEN)
    return known


def _found_itself(actor, source: Source) -> bool:
    return actor.tenant_kind == "enterprise" and source == Source.SELF_CHECK


def _lead_of(actor, source: Source, grade: Grade) -> Lead:
    """A general hazard that an enterprise found itself is its own to fix; a major one goes to the authority at once."""
    return Lead.ENTERPRISE if _found_itself(actor, source) and grade == Grade.GENERAL else Lead.AUTHORITY


def _tell_major(now: datetime, hazard: Hazard) -> None:
    leaders = members_of_enterprise(hazard.enterprise_id, ENTERPRISE_LEADERS)
    notify(
        now=now,
        memberships=[*leaders, *members_of_authority(hazard.authority_id, DECIDERS)],
        kind="major_found_inside",
        values={"number": hazard.label, "enterprise": hazard.enterprise.name},
        subject=hazard,
        key=f"major_found_inside:{hazard.pk}",
    )


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
