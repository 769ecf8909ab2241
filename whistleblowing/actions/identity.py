"""Reading who reported: asked for a purpose, approved by another person, read once, every step in the audit chain."""

import uuid
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core import scope
from core.errors import Conflict, NotAllowed, NotVisible
from core.policy import require
from whistleblowing import policy, secrets
from whistleblowing.actions.grammar import advance, locked, words
from whistleblowing.choices import RequestStatus, TipVerb
from whistleblowing.models import IdentityRequest, TipIdentity
from whistleblowing.notices import tell_handlers

LONGEST_PURPOSE = 300


@transaction.atomic
def ask_identity(*, actor, now: datetime, tip_id: uuid.UUID, purpose: str) -> IdentityRequest:
    """Ask to read who reported. Raises `Conflict` while another request of the tip is open."""
    tip = locked(tip_id)
    require(policy.can_ask_identity(actor, tip))
    why = words(purpose, _("Say what it is needed for."), field="purpose")[:LONGEST_PURPOSE]
    try:
        with transaction.atomic():
            asked = IdentityRequest.objects.create(
                region_code=tip.region_code,
                tip=tip,
                purpose=why,
                asker=actor.person_id,
                asked_by=actor.snapshot(),
                asked_at=now,
            )
    except IntegrityError as error:
        raise Conflict(_("Somebody asked for this already. Nothing was changed.")) from error
    advance(tip, TipVerb.ASK_IDENTITY, actor=actor, now=now, note=why)
    record(actor=actor, now=now, verb="ask_identity_of_reporter", subject=tip, data=_proof(asked))
    tell_handlers(tip, "tip_identity_asked", now=now, key=f"identity:{asked.pk}")
    return asked


@transaction.atomic
def decide_identity(*, actor, now: datetime, tip_id: uuid.UUID, approve: bool, decision: str = "") -> IdentityRequest:
    """Approve or refuse the request that is open; never the person who asked. A refusal says why."""
    tip = locked(tip_id)
    asked = _open(tip, RequestStatus.ASKED)
    require(policy.can_decide_identity(actor, asked))
    why = decision.strip() if approve else words(decision, _("Say why it is refused."), field="decision")
    asked.status = RequestStatus.APPROVED if approve else RequestStatus.REFUSED
    asked.decider, asked.decided_by, asked.decided_at = actor.person_id, actor.snapshot(), now
    asked.decision = why[:LONGEST_PURPOSE]
    asked.save(update_fields=["status", "decider", "decided_by", "decided_at", "decision"])
    verb = TipVerb.APPROVE_IDENTITY if approve else TipVerb.REFUSE_IDENTITY
    advance(tip, verb, actor=actor, now=now, note=asked.decision)
    record(actor=actor, now=now, verb=f"{asked.status}_identity_of_reporter", subject=tip, data=_proof(asked))
    return asked


@transaction.atomic
def read_identity(*, actor, now: datetime, tip_id: uuid.UUID) -> secrets.Reporter:
    """Return the reporter of the tip to whoever's request was approved, once; it is recorded."""
    tip = locked(tip_id)
    require(policy.can_ask_identity(actor, tip))
    approved = _open(tip, RequestStatus.APPROVED)
    if approved.asker != actor.person_id:
        raise NotAllowed(_("Only the person who asked reads it: %(name)s.") % {"name": approved.asked_by["person"]})
    with scope.everything(because="two persons agreed that who reported is read for the purpose that they named"):
        kept = TipIdentity.objects.filter(tip=tip).first()
    if kept is None:
        raise NotVisible(_("The identity of this reporter is no longer kept."))
    who = secrets.unseal_identity(tip.pk, kept.sealed)
    approved.status, approved.read_at = RequestStatus.READ, now
    approved.save(update_fields=["status", "read_at"])
    advance(tip, TipVerb.READ_IDENTITY, actor=actor, now=now, note=approved.purpose)
    record(actor=actor, now=now, verb="read_identity_of_reporter", subject=tip, data=_proof(approved))
    return who


def _proof(asked: IdentityRequest) -> dict[str, str]:
    """Return what the audit chain keeps of a request.

    Whoever reads the chain may have a tie to the reported unit: the purpose, which may tell of the report, stands there
    as a hash; the request itself holds the words.
    """
    return {"request": str(asked.pk), "purpose_sha256": sha256(asked.purpose.encode()).hexdigest()}


def _open(tip, status: RequestStatus) -> IdentityRequest:
    asked = IdentityRequest.objects.select_for_update().filter(tip=tip, status=status).first()
    if asked is None:
        raise Conflict(_("No such request is open. Nothing was changed; look at the report again."))
    asked.tip = tip
    return asked
