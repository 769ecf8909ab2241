"""Where a region draws the boundaries between the levels. Raw values stay; the colours are read anew at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import NotVisible, RuleBroken
from core.policy import require
from risks.ledger import policy, rules
from risks.models import RatingPolicy


@transaction.atomic
def set_rating_policy(*, actor, now: datetime, boundaries: rules.Boundaries, reason: str) -> RatingPolicy:
    """Set the boundaries of the actor's region, with the reason; those of nearer regions go before."""
    require(policy.can_keep_rating_policies(actor))
    rules.check_boundaries(boundaries)
    reason = reason.strip()[: rules.LONGEST["reason"]]
    if not reason:
        sentence = _("Say why the boundaries change.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    row, _made = RatingPolicy.objects.update_or_create(
        region_code=actor.region_code,
        defaults={
            "boundary": boundaries.boundary,
            **dict(zip(("lec_red", "lec_orange", "lec_yellow"), boundaries.lec, strict=True)),
            **dict(zip(("ls_red", "ls_orange", "ls_yellow"), boundaries.ls, strict=True)),
            **dict(
                zip(("months_red", "months_orange", "months_yellow", "months_blue"), boundaries.months, strict=True)
            ),
            "reason": reason,
            "set_at": now,
            "set_by": actor.snapshot(),
        },
    )
    words = rules.boundary_words(boundaries)
    record(actor=actor, now=now, verb="set_rating_policy", subject=row, data={"boundaries": words, "reason": reason})
    return row


@transaction.atomic
def remove_rating_policy(*, actor, now: datetime) -> None:
    """Remove the region's own boundaries: those of the region above hold again."""
    require(policy.can_keep_rating_policies(actor))
    row = RatingPolicy.objects.select_for_update().filter(region_code=actor.region_code).first()
    if row is None:
        raise NotVisible(_("Your region has no boundaries of its own."))
    record(actor=actor, now=now, verb="remove_rating_policy", subject=row, data={})
    row.delete()
