"""A listing made by mistake is withdrawn; a proposal that has lost its object is refused."""

import logging
import uuid
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import system_actor
from core import scope
from core.clock import day_of
from core.errors import Conflict
from core.policy import require
from documents.actions import revoke_document
from documents.choices import Status as DocumentStatus
from hazards.choices import EventVerb, Status
from rectification.ladder.effects import POISON
from rectification.listing import policy
from rectification.listing.actions.grammar import become, keep, lock_listing, note, public_words, said
from rectification.listing.actions.proposing import AT_ONCE, BECAUSE
from rectification.listing.choices import ListingStatus
from rectification.listing.notices import tell_body, tell_enterprise, tell_supervised
from rectification.models import Listing, ListingPost

log = logging.getLogger("safeloop.listing")

OVER = (Status.CLOSED, Status.REJECTED)


def withdraw_listing(
    *, actor, now: datetime, listing_id: uuid.UUID | str, reason: str, version: int | None = None
) -> Listing:
    """Withdraw a listing made by mistake, with a reason that stays public: from then on the hazard is like any other.

    Its notice is revoked and keeps its number; a public listing is shown as withdrawn. A proposal that a higher level
    takes it over has lost its object and is refused. Once an application is under way `Conflict` says what to do.
    """
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_withdraw_listing(actor, listing))
        if listing.status in (ListingStatus.APPLIED, ListingStatus.ACCEPTED):
            raise Conflict(
                _("An application for delisting is under way. Decide on it, or return it first; nothing was changed.")
            )
        become(listing, ListingStatus.WITHDRAWN)
        reason = said(reason, "reason", _("Say why the listing was a mistake; the public reads it."))
        reason = public_words(listing, reason, "reason")
        listing.ended_at, listing.end_reason = now, reason
        listing.time_asked_at = listing.time_until = listing.decide_time_by = None
        keep(listing)
        ListingPost.objects.filter(listing=listing, ended_on=None).update(
            ended_on=day_of(now), outcome=ListingStatus.WITHDRAWN, end_reason=reason
        )
        if listing.document.status != DocumentStatus.REVOKED:
            revoke_document(actor=actor, now=now, document=listing.document, reason=reason)
        number = listing.document.printed_number
        note(
            listing,
            actor=actor,
            now=now,
            event=EventVerb.LISTING_WITHDRAWN,
            text=reason,
            data={"number": number},
            document=listing.document,
        )
        tell_enterprise(now=now, listing=listing, kind="listing_withdrawn", listed_as=number, reason=reason)
        tell_supervised(now=now, listing=listing, kind="listing_withdrawn", listed_as=number, reason=reason)
        for above in Listing.objects.filter(raised_from=listing, status=ListingStatus.PROPOSED):
            refuse_moot(above.pk, actor=actor, now=now, reason=_("The listing of the level below was withdrawn."))
        return listing


def refuse_moot(key: uuid.UUID, *, actor, now: datetime, reason: str) -> Listing:
    """Refuse a proposal that lost its object and tell the body that was to decide, in the caller's transaction."""
    listing = lock_listing(key)
    become(listing, ListingStatus.REFUSED)
    listing.ended_at, listing.end_reason = now, reason
    keep(listing)
    note(listing, actor=actor, now=now, event=EventVerb.LISTING_REFUSED, text=reason)
    tell_body(now=now, listing=listing, kind="listing_fell_away", reason=reason)
    return listing


def refuse_closed(*, now: datetime, most: int = AT_ONCE) -> int:
    """Refuse, as the clock, the proposals whose hazard was closed meanwhile, or turned out to be none; return how many.

    Each is locked and looked at anew: what somebody decided in the same moment stays.
    """
    actor = system_actor("Listed supervision by the clock")
    with scope.everything(because=BECAUSE):
        waiting = Listing.objects.filter(status=ListingStatus.PROPOSED, hazard__status__in=OVER)
        keys = list(waiting.order_by("proposed_at", "pk").values_list("pk", flat=True)[:most])
        return sum(_refuse_closed(key, actor=actor, now=now) for key in keys)


def _refuse_closed(key: uuid.UUID, *, actor, now: datetime) -> bool:
    try:
        with transaction.atomic():
            listing = lock_listing(key)
            require(policy.can_list_hazard(actor, listing))
            hazard = listing.hazard
            if listing.status != ListingStatus.PROPOSED or hazard.status not in OVER:
                return False
            if hazard.status == Status.CLOSED:
                reason = _("The hazard was closed on %(day)s, before its listing was decided.")
                reason %= {"day": day_of(hazard.closed_at).isoformat()}
            else:
                reason = _("It turned out to be no hazard, before its listing was decided.")
            refuse_moot(key, actor=actor, now=now, reason=reason)
        return True
    except POISON as error:
        if not connection.is_usable():
            raise
        log.exception("Proposal %s could not be refused: %s", key, type(error).__name__)
        return False
