"""From the application to the notice that lifts a listing, and its publication."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.policy import require
from documents.actions import issue_document
from documents.choices import Kind
from evidence.models import Attachment
from hazards.choices import EventVerb, Status
from rectification.listing import policy
from rectification.listing.actions.grammar import become, check_day, expect, keep, lock_listing, note, said
from rectification.listing.choices import ListingStatus
from rectification.listing.notices import tell_body, tell_enterprise, tell_supervised
from rectification.listing.papers import delisting_snapshot
from rectification.listing.periods import periods_for, working_days_after
from rectification.models import Listing, ListingPost
from regions.selectors import calendar_for

HANDED_IN = (Status.SUBMITTED, Status.UNDER_REVIEW)
MOST_FILES = 20


def apply_delisting(
    *,
    actor,
    now: datetime,
    listing_id: uuid.UUID | str,
    assessment: str,
    assessor: str,
    attachments: Iterable[Attachment | uuid.UUID | str] = (),
    version: int | None = None,
) -> Listing:
    """Apply, as the enterprise, with the assessment of own experts or a qualified body (SAWS Order 16 art. 18).

    The evidence of the rectification is handed in first: the application is about that.
    """
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_apply_delisting(actor, listing))
        become(listing, ListingStatus.APPLIED)
        if listing.hazard.status not in HANDED_IN:
            raise RuleBroken(
                _("Hand in the evidence of the rectification first; then apply for delisting. Nothing was saved.")
            )
        if listing.time_asked_at is not None:
            raise Conflict(_("A request for more time is waiting. It has to be decided first; nothing was saved."))
        listing.assessment = said(assessment, "assessment", _("Say what the assessment found."))
        listing.assessor = said(assessor, "assessor", _("Name the experts or the body that made the assessment."))[:120]
        files = _files(listing, attachments)
        periods = periods_for(listing.body.region_code)
        listing.applied_at, listing.turn = now, listing.turn + 1
        listing.accept_by = working_days_after(now, periods.decide_days, calendar_for(listing.region_code))
        keep(listing)
        listing.attachments.set(files)
        data = {"assessor": listing.assessor, "files": len(files)}
        note(listing, actor=actor, now=now, event=EventVerb.DELISTING_APPLIED, text=listing.assessment, data=data)
        tell_supervised(now=now, listing=listing, kind="delisting_applied")
        return listing


def _files(listing: Listing, attachments: Iterable[Attachment | uuid.UUID | str]) -> list[Attachment]:
    keys = {str(getattr(each, "pk", each)) for each in attachments}
    rows = list(Attachment.objects.filter(pk__in=keys, enterprise=listing.enterprise_id)[: MOST_FILES + 1])
    if len(rows) != len(keys) or len(keys) > MOST_FILES:
        raise RuleBroken(_("A file of this application is not there. Send it again; nothing was saved."))
    return rows


def accept_delisting(
    *,
    actor,
    now: datetime,
    listing_id: uuid.UUID | str,
    accepted_on: date,
    members: str,
    conclusion: str,
    version: int | None = None,
) -> Listing:
    """Accept the rectification, as the department: on which day, by whom, with what conclusion."""
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_accept_delisting(actor, listing))
        become(listing, ListingStatus.ACCEPTED)
        if listing.hazard.status not in HANDED_IN:
            raise RuleBroken(
                _("The evidence went back to the enterprise. Return the application as well; nothing was saved.")
            )
        if not day_of(listing.applied_at) <= accepted_on <= day_of(now):
            sentence = _("The day of the acceptance lies between the application and today.")
            raise RuleBroken(sentence, fields={"accepted_on": sentence})
        listing.members = said(members, "members", _("Name who took part in the acceptance."))
        listing.conclusion = said(conclusion, "conclusion", _("State the conclusion of the acceptance."))
        listing.accepted_at, listing.accepted_on, listing.accepted_by = now, accepted_on, actor.snapshot()
        periods = periods_for(listing.body.region_code)
        listing.delist_by = working_days_after(now, periods.decide_days, calendar_for(listing.region_code))
        keep(listing)
        note(listing, actor=actor, now=now, event=EventVerb.DELISTING_ACCEPTED, text=listing.conclusion)
        tell_body(now=now, listing=listing, kind="delisting_to_decide")
        return listing


def return_delisting(
    *, actor, now: datetime, listing_id: uuid.UUID | str, reason: str, version: int | None = None
) -> Listing:
    """Return the application with a reason: by the department, or, once it is accepted, by the body that lists."""
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_return_delisting(actor, listing))
        expect(listing, ListingStatus.APPLIED, ListingStatus.ACCEPTED)
        reason = said(reason, "reason", _("Say what is missing, so that the enterprise knows what to do."))
        become(listing, ListingStatus.PUBLISHED)
        listing.accepted_at = listing.accepted_on = listing.accept_by = listing.delist_by = None
        listing.accepted_by, listing.conclusion, listing.members = {}, "", ""
        keep(listing)
        note(listing, actor=actor, now=now, event=EventVerb.DELISTING_RETURNED, text=reason)
        tell_enterprise(now=now, listing=listing, kind="delisting_returned", reason=reason[:200])
        return listing


def delist(*, actor, now: datetime, listing_id: uuid.UUID | str, version: int | None = None) -> Listing:
    """Lift the listing: the notice takes its number; the day by which it is published is frozen."""
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_delist(actor, listing))
        become(listing, ListingStatus.DELISTED)
        periods = periods_for(listing.body.region_code)
        listing.delisting = issue_document(
            actor=actor,
            now=now,
            kind=Kind.DELISTING_NOTICE,
            issuer=listing.body,
            snapshot=delisting_snapshot(listing, actor=actor, now=now, periods=periods),
            enterprise=listing.hazard.enterprise,
            language=listing.language,
        )
        listing.delisted_at = now
        listing.announce_by = working_days_after(now, periods.announce_days, calendar_for(listing.region_code))
        keep(listing)
        note(listing, actor=actor, now=now, event=EventVerb.DELISTED, document=listing.delisting)
        tell_enterprise(now=now, listing=listing, kind="hazard_delisted")
        tell_supervised(now=now, listing=listing, kind="hazard_delisted")
        return listing


def announce_delisting(
    *,
    actor,
    now: datetime,
    listing_id: uuid.UUID | str,
    announced_on: date,
    channel: str,
    link: str = "",
    version: int | None = None,
) -> Listing:
    """Publish that the listing was lifted; the public page says so from now on."""
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_publish_listing(actor, listing))
        become(listing, ListingStatus.ANNOUNCED)
        check_day(announced_on, since=listing.delisted_at, now=now, field="announced_on")
        listing.announced_on, listing.announce_link, listing.ended_at = announced_on, link[:300], now
        listing.announce_channel = said(channel, "channel", _("Name the channel in which it was published."))[:120]
        keep(listing)
        ListingPost.objects.filter(listing=listing, ended_on=None).update(
            ended_on=announced_on, outcome=ListingStatus.ANNOUNCED, ended_link=listing.announce_link
        )
        data = {"on": announced_on, "channel": listing.announce_channel, "link": listing.announce_link}
        note(listing, actor=actor, now=now, event=EventVerb.DELISTING_PUBLISHED, data=data)
        tell_enterprise(now=now, listing=listing, kind="delisting_published")
        return listing
