"""Verifying a tip: begin, name the enterprise, record what was found, make a true one a hazard."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership
from audit.actions import record
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from core.roles import Role
from enterprises.models import Enterprise
from evidence.actions import receive_photo
from hazards import policy as hazards_policy
from hazards.actions import record_hazard
from hazards.choices import Source
from hazards.models import Hazard
from whistleblowing import policy
from whistleblowing.actions.grammar import advance, locked, words
from whistleblowing.choices import Outcome, TipVerb
from whistleblowing.models import Tip, TipPhoto
from whistleblowing.photos import opened
from whistleblowing.rules import CONCLUDING, TRUE_OUTCOMES, redacted, repeats


@transaction.atomic
def start_verifying(*, actor, now: datetime, tip_id: uuid.UUID, note: str = "", version: int | None = None) -> Tip:
    """Begin to verify; `note` says how, and stays inside."""
    tip = locked(tip_id, version)
    require(policy.can_verify_tip(actor, tip))
    advance(tip, TipVerb.START, actor=actor, now=now, note=note.strip())
    return tip


@transaction.atomic
def match_tip(*, actor, now: datetime, tip_id: uuid.UUID, enterprise: Enterprise, version: int | None = None) -> Tip:
    """Say which enterprise of the register was reported. From then on nobody with a post there reaches the tip."""
    tip = locked(tip_id, version)
    require(policy.can_verify_tip(actor, tip))
    if Membership.objects.filter(person=actor.person_id, enterprise=enterprise.pk).exists():
        raise RuleBroken(
            _("You have or had a post at this enterprise: another person must handle the report. Nothing was changed.")
        )
    if tip.hazard_id and tip.reported_id != enterprise.pk:
        raise Conflict(_("A hazard was raised at the other enterprise already. Nothing was changed."))
    if tip.reported_id == enterprise.pk:
        return tip
    more = {"reported": enterprise, "place": None, "equipment": None}
    advance(tip, TipVerb.MATCH, actor=actor, now=now, note=enterprise.name, **more)
    record(actor=actor, now=now, verb="match_tip", subject=tip)
    return tip


@transaction.atomic
def conclude_tip(
    *, actor, now: datetime, tip_id: uuid.UUID, outcome: str, note: str, version: int | None = None
) -> Tip:
    """Record what verification found, with its grounds, which stay inside; the reporter is told within ten days."""
    tip = locked(tip_id, version)
    require(policy.can_verify_tip(actor, tip))
    if outcome not in Outcome.values:
        sentence = _("Say what was found.")
        raise RuleBroken(sentence, fields={"outcome": sentence})
    why = words(note, _("Say how it was verified, and what was found."), field="note")
    more = {"outcome": outcome, "concluded_at": now}
    advance(tip, CONCLUDING[Outcome(outcome)], actor=actor, now=now, note=why, **more)
    record(actor=actor, now=now, verb="conclude_tip", subject=tip, data={"outcome": outcome})
    return tip


@transaction.atomic
def raise_hazard(
    *,
    actor,
    now: datetime,
    tip_id: uuid.UUID,
    description: str,
    photos: Sequence[uuid.UUID] = (),
    version: int | None = None,
) -> Hazard:
    """Make a true tip a hazard of the enterprise, which takes the hazard's own way; a second press gives the first.

    The enterprise reads `description` and the chosen photos, and that its authority recorded them: neither the tip, nor
    who handles it. Addresses, numbers and accounts are blotted out of the text; one that repeats the
    reporter's own words is refused with `RuleBroken`.
    """
    tip = locked(tip_id, version)
    require(policy.can_raise_hazard(actor, tip))
    if tip.hazard_id:
        return tip.hazard
    if tip.outcome not in TRUE_OUTCOMES:
        raise Conflict(_("Only what was found to be true becomes a hazard. Nothing was changed."))
    if tip.reported_id is None:
        raise RuleBroken(_("Name the enterprise first: a hazard belongs to one."))
    enterprise = Enterprise.objects.select_related("industry", "region").filter(pk=tip.reported_id).first()
    if enterprise is None:
        raise NotVisible(_("The enterprise lies outside your region. Hand the report to its authority."))
    typed = words(description, _("Say what is wrong: one sentence is enough."), field="description")
    _in_own_words(tip, typed)
    require(hazards_policy.can_record(actor, enterprise))
    chosen = list(TipPhoto.objects.filter(tip=tip, pk__in=list(photos)).order_by("position"))
    office = in_the_name_of_the_office(actor)
    hazard = record_hazard(
        actor=office,
        now=now,
        enterprise=enterprise,
        description=redacted(typed),
        source=Source.TIP,
        place=tip.place,
        equipment=tip.equipment,
        before_photos=[
            receive_photo(actor=office, now=now, id=new_id(), data=opened(photo), enterprise=enterprise)
            for photo in chosen
        ],
    )
    advance(tip, TipVerb.RAISE_HAZARD, actor=actor, now=now, note=hazard.label, hazard=hazard)
    record(actor=actor, now=now, verb="raise_hazard_of_tip", subject=tip, data={"photos": len(chosen)})
    return hazard


def in_the_name_of_the_office(actor):
    """Return the actor as the enterprise may read of it: the authority, not the person who handles tips.

    The person's key stays, so that nobody confirms a grade that they proposed; the tip's ledger names the person.
    """
    return replace(
        actor,
        person_name=actor.official_name or actor.tenant_name,
        post_title=_("for the authority"),
        certificate_no="",
        role=Role.SYSTEM,
    )


def _in_own_words(tip: Tip, description: str) -> None:
    """Refuse what repeats the report as it was written.

    It is not held against the sealed identity: the answer would tell whoever tries names which one is the reporter's.
    """
    if repeats(description, tip.text):
        sentence = _("Write it in your own words: the reporter's could be recognised at the enterprise.")
        raise RuleBroken(sentence, fields={"description": sentence})
