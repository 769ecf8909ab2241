"""The periods of a region: set, changed, removed. No day that stands in a listing moves."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import NotVisible, RuleBroken
from core.policy import require
from rectification.listing import policy
from rectification.listing.choices import ListingLevel
from rectification.listing.rules import MOST, NUMBERS
from rectification.models import ListingPolicy


def keep_listing_policy(*, actor, now: datetime, level: str, **days: int) -> ListingPolicy:
    """Set the own region's level and periods for listings from now on; returns the policy."""
    with transaction.atomic():
        require(policy.can_keep_listing_policy(actor))
        if level not in ListingLevel.values:
            raise RuleBroken(_("This ground or level is not known."))
        values: dict[str, Any] = {"level": level} | {name: days[name] for name in NUMBERS}
        wrong = {name: days[name] for name in NUMBERS if not 1 <= days[name] <= MOST[name]}
        if wrong:
            sentence = _("At least 1 day, and at most %(n)s.")
            raise RuleBroken(
                _("A period is too short or too long. Nothing was saved."),
                fields={name: sentence % {"n": MOST[name]} for name in wrong},
            )
        row, _made = ListingPolicy.objects.update_or_create(
            region_code=actor.region_code, defaults=values | {"changed_at": now, "changed_by": actor.snapshot()}
        )
        record(actor=actor, now=now, verb="keep_listing_policy", subject=row, data=values | {"level": str(level)})
        return row


def remove_listing_policy(*, actor, now: datetime) -> None:
    """Let the region above, or the default, say the periods again."""
    with transaction.atomic():
        require(policy.can_keep_listing_policy(actor))
        row = ListingPolicy.objects.select_for_update().filter(region_code=actor.region_code).first()
        if row is None:
            raise NotVisible(_("Your region has set no periods of its own."))
        record(actor=actor, now=now, verb="remove_listing_policy", subject=row)
        row.delete()
