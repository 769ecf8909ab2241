"""Deciding on a tip: accept it, refuse it with the ground, hand it to another authority."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Authority
from audit.actions import record
from core import scope
from core.errors import RuleBroken
from core.policy import require
from whistleblowing import policy
from whistleblowing.actions.grammar import advance, locked, words
from whistleblowing.choices import RefusalGround, TipVerb
from whistleblowing.models import IdentityRequest, Tip, TipAccess, TipEvent, TipIdentity, TipPhoto
from whistleblowing.notices import tell_handlers


@transaction.atomic
def accept_tip(*, actor, now: datetime, tip_id: uuid.UUID, told: str = "", version: int | None = None) -> Tip:
    """Accept a report: from now on this authority has it in hand, and verifies within sixty days."""
    tip = locked(tip_id, version)
    require(policy.can_decide_tip(actor, tip))
    advance(tip, TipVerb.ACCEPT, actor=actor, now=now, told=told.strip(), authority_id=actor.tenant_id)
    record(actor=actor, now=now, verb="accept_tip", subject=tip)
    return tip


@transaction.atomic
def refuse_tip(*, actor, now: datetime, tip_id: uuid.UUID, ground: str, told: str, version: int | None = None) -> Tip:
    """Do not accept a report, on a ground of the list; the reporter reads why."""
    tip = locked(tip_id, version)
    require(policy.can_decide_tip(actor, tip))
    if ground not in RefusalGround.values:
        sentence = _("Choose the ground.")
        raise RuleBroken(sentence, fields={"ground": sentence})
    why = words(told, _("Tell the reporter why, and where to turn instead."), field="told")
    advance(tip, TipVerb.REFUSE, actor=actor, now=now, told=why, refusal=ground, authority_id=actor.tenant_id)
    record(actor=actor, now=now, verb="refuse_tip", subject=tip, data={"ground": ground})
    return tip


@transaction.atomic
def transfer_tip(
    *, actor, now: datetime, tip_id: uuid.UUID, to: Authority, told: str, version: int | None = None
) -> Tip:
    """Hand a report to another authority, which may act on it; it decides anew. Outside its region nobody here reads it
    any more, so the whole file goes along: ledger, photos, code and sealed identity."""
    tip = locked(tip_id, version)
    require(policy.can_decide_tip(actor, tip))
    if to.pk == actor.tenant_id:
        sentence = _("Choose another authority than your own.")
        raise RuleBroken(sentence, fields={"to": sentence})
    why = words(told, _("Tell the reporter who decides now, and why."), field="told")
    # Within its reach the tip stays where it is: an authority above reads what lies below it.
    region = tip.region_code if tip.region_code.startswith(to.region_code) else to.region_code
    with scope.everything(because="a report is handed over to an authority of another region"):
        tip.region_code = region
        for model in (TipEvent, TipPhoto, TipAccess, TipIdentity, IdentityRequest):
            model.objects.filter(tip=tip).exclude(region_code=region).update(region_code=region)
        more = {"authority": to, "region_code": region}
        advance(tip, TipVerb.TRANSFER, actor=actor, now=now, told=why, **more)
        tell_handlers(tip, "tip_received", now=now, key=f"transfer:{tip.version}")
    record(actor=actor, now=now, verb="transfer_tip", subject=tip, data={"to": str(to.pk)})
    return tip
