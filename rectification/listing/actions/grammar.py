"""What every act on a listing shares: lock, check the state and the version, write, record."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import Conflict, NotVisible, RuleBroken
from core.rules import anonymise
from documents.models import Document
from hazards.actions import lock_hazard, record_act
from hazards.choices import EventVerb
from hazards.persons import persons_of
from rectification.listing import rules
from rectification.listing.choices import ListingStatus
from rectification.listing.selectors import listings
from rectification.models import Listing


def lock_listing(listing_id: uuid.UUID | str, *, version: int | None = None) -> Listing:
    """Return a listing with its hazard and its row locked, in that order (lock order: visit, hazard, order)."""
    key = Listing.objects.filter(pk=listing_id).values_list("hazard_id", flat=True).first()
    if key is None:
        raise NotVisible(_("There is no such listing, or it is not yours to see."))
    hazard = lock_hazard(key)
    row = listings().select_for_update(of=("self",)).get(pk=listing_id)
    row.hazard = hazard
    if version is not None and version != row.version:
        raise Conflict(_("Somebody changed this listing meanwhile. Nothing was saved; load the page again."))
    return row


def become(listing: Listing, status: ListingStatus) -> None:
    """Go to another state; the caller saves."""
    _unless(rules.may_become(listing.status, status), listing)
    listing.status = status


def expect(listing: Listing, *statuses: ListingStatus) -> None:
    """Raise `Conflict` unless the listing stands in one of the states."""
    _unless(listing.status in statuses, listing)


def _unless(fits: bool, listing: Listing) -> None:
    if not fits:
        raise Conflict(
            _("This listing is “%(status)s”; that cannot be done now. Nothing was changed.")
            % {"status": listing.get_status_display()}
        )


def check_day(day: date, *, since: datetime, now: datetime, field: str) -> None:
    """Raise `RuleBroken` at the field unless something was done between a decision and today."""
    if not day_of(since) <= day <= day_of(now):
        sentence = _("Give the day on which it was done: not before the decision and not after today.")
        raise RuleBroken(sentence, fields={field: sentence})


def keep(listing: Listing) -> None:
    """Save with a new version."""
    listing.version += 1
    listing.save()


def note(
    listing: Listing,
    *,
    actor,
    now: datetime,
    event: EventVerb,
    text: str = "",
    data: Mapping[str, Any] | None = None,
    document: Document | None = None,
) -> None:
    """Write what happened into the hazard's ledger; the clock looks at the case anew."""
    record_act(
        actor=actor,
        now=now,
        hazard=listing.hazard,
        event=event,
        note=text,
        data={"listing_id": str(listing.pk), "level": str(listing.level), "body": listing.body.name_zh}
        | dict(data or {}),
        document=document,
    )


def said(text: str, field: str, sentence: str) -> str:
    """Return words that have to say something; `RuleBroken` at the field otherwise."""
    words = (text or "").strip()
    if not words:
        raise RuleBroken(sentence, fields={field: sentence})
    return words


def public_words(listing: Listing, text: str, field: str) -> str:
    """Return a text as the public reads it: the names of persons whom the case knows are covered.

    `RuleBroken` at the field where it says nothing, or holds a telephone, identity card or mail address.
    """
    rules.check_public_text(text, field)
    bodies = {listing.body_id, listing.supervised_id} - {None}
    persons = persons_of((listing.hazard_id, body) for body in bodies)
    names = [*persons[str(listing.hazard_id)], listing.proposed_by.get("person", "")]
    return anonymise(text.strip(), names)[: rules.LONGEST_PUBLIC]
