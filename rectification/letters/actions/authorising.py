"""Standing authorisations: an authority lets letters of a kind go without its signature, for a time, on record."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.clock import day_of
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from rectification.letters import policy
from rectification.letters.choices import LetterKind
from rectification.models import StandingAuthorisation

LONGEST_DAYS = 366


def grant_authorisation(
    *, actor, now: datetime, kind: LetterKind | str, starts_on: date, ends_on: date, reason: str
) -> StandingAuthorisation:
    """Authorise a kind of letter for at most a year; an earlier authorisation of that kind ends. Never for talks."""
    with transaction.atomic():
        require(policy.can_grant_authorisation(actor, actor.tenant_id if actor else None))
        if kind not in (LetterKind.REMINDER, LetterKind.NOTICE):
            sentence = _("A talk needs a time, a place and a chair: it is never issued without a signature.")
            raise RuleBroken(sentence, fields={"kind": sentence})
        if not reason.strip():
            sentence = _("Give the reason; it is kept with the authorisation.")
            raise RuleBroken(sentence, fields={"reason": sentence})
        if ends_on < max(starts_on, day_of(now)) or (ends_on - starts_on).days > LONGEST_DAYS:
            sentence = _("The authorisation ends after it starts, not in the past, and within a year.")
            raise RuleBroken(sentence, fields={"ends_on": sentence})
        StandingAuthorisation.objects.select_for_update().filter(
            authority=actor.tenant_id, kind=kind, ended_at=None
        ).update(ended_at=now, ended_by=actor.snapshot())
        row = StandingAuthorisation.objects.create(
            region_code=actor.region_code,
            authority_id=actor.tenant_id,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason.strip()[:300],
            granted_at=now,
            granted_by=actor.snapshot(),
        )
        data = {"kind": str(kind), "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
        record(actor=actor, now=now, verb="grant_letter_authorisation", subject=row, data=data)
        return row


def end_authorisation(*, actor, now: datetime, authorisation_id: uuid.UUID | str) -> StandingAuthorisation:
    """End a standing authorisation at once; letters that went under it stay issued."""
    with transaction.atomic():
        row = StandingAuthorisation.objects.select_for_update().filter(pk=authorisation_id).first()
        if row is None:
            raise NotVisible(_("There is no such authorisation, or it is not yours to see."))
        require(policy.can_grant_authorisation(actor, row.authority_id))
        if row.ended_at is not None:
            raise Conflict(_("This authorisation has ended already. Nothing was changed."))
        row.ended_at, row.ended_by = now, actor.snapshot()
        row.save(update_fields=["ended_at", "ended_by"])
        record(actor=actor, now=now, verb="end_letter_authorisation", subject=row, data={"kind": row.kind})
        return row
