"""What the reporter reads: messages, the result; and the end of a tip."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.policy import require
from whistleblowing import policy
from whistleblowing.actions.grammar import advance, locked, words
from whistleblowing.choices import TipVerb
from whistleblowing.models import Tip


@transaction.atomic
def write_to_reporter(*, actor, now: datetime, tip_id: uuid.UUID, told: str, version: int | None = None) -> Tip:
    """Write to the reporter, who reads it by code and PIN."""
    tip = locked(tip_id, version)
    require(policy.can_tell_reporter(actor, tip))
    advance(tip, TipVerb.WRITE, actor=actor, now=now, told=words(told, _("Write what you want to say."), field="told"))
    return tip


@transaction.atomic
def tell_result(*, actor, now: datetime, tip_id: uuid.UUID, told: str, version: int | None = None) -> Tip:
    """Tell the reporter what was found and what follows."""
    tip = locked(tip_id, version)
    require(policy.can_tell_reporter(actor, tip))
    said = words(told, _("Say what was found and what is being done."), field="told")
    advance(tip, TipVerb.TELL, actor=actor, now=now, told=said)
    record(actor=actor, now=now, verb="tell_result_of_tip", subject=tip)
    return tip


@transaction.atomic
def close_tip(*, actor, now: datetime, tip_id: uuid.UUID, note: str = "", version: int | None = None) -> Tip:
    """Close a tip whose result was told; its ledger stays."""
    tip = locked(tip_id, version)
    require(policy.can_tell_reporter(actor, tip))
    advance(tip, TipVerb.CLOSE, actor=actor, now=now, note=note.strip(), closed_at=now)
    record(actor=actor, now=now, verb="close_tip", subject=tip)
    return tip
