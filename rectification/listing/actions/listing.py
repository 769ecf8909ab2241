"""From the decision to list to its publication, the record above, and more time."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Authority
from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.policy import require
from documents.actions import issue_document, preview_document
from documents.choices import Kind, Language
from hazards.choices import EventVerb
from rectification.listing import policy, rules, wording
from rectification.listing.actions.grammar import (
    become,
    check_day,
    expect,
    keep,
    lock_listing,
    note,
    public_words,
    said,
)
from rectification.listing.actions.proposing import LISTABLE
from rectification.listing.choices import ListingLevel, ListingStatus
from rectification.listing.notices import tell_body, tell_enterprise, tell_supervised
from rectification.listing.papers import listing_snapshot
from rectification.listing.periods import periods_for, working_days_after
from rectification.listing.selectors import supervisable
from rectification.models import Listing, ListingPost
from regions.selectors import calendar_for

LONGEST_REASON = 500


def _fill(
    listing: Listing,
    *,
    now: datetime,
    leader: str,
    due_on: date,
    supervised: Authority | uuid.UUID | str | None,
    requirements: str,
    language: str,
) -> None:
    """Put what the notice says on a proposal, checked."""
    periods = periods_for(listing.body.region_code)
    if language not in Language.values:
        raise RuleBroken(_("This language is not known."))
    rules.check_due(listed_on=day_of(now), due_on=due_on, longest_days=periods.longest_days)
    choices = {str(row.pk): row for row in supervisable(listing)}
    key = str(getattr(supervised, "pk", supervised) or next(iter(choices)))
    if key not in choices:
        sentence = _("Choose a supervised government or department of the place where the hazard is.")
        raise RuleBroken(sentence, fields={"supervised": sentence})
    listing.leader = said(leader, "leader", _("Name the responsible leader with the post."))[:60]
    listing.supervised, listing.due_on, listing.language = choices[key], due_on, language
    listing.requirements = requirements.strip() or "\n".join(wording.requirements(language))


def preview_listing(
    *,
    actor,
    now: datetime,
    listing_id: uuid.UUID | str,
    leader: str,
    due_on: date,
    supervised: Authority | uuid.UUID | str | None = None,
    requirements: str = "",
    language: str = Language.CHINESE,
    version: int | None = None,
) -> bytes:
    """Return the notice's PDF with its watermark, without number and code, for whoever is about to list."""
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_list_hazard(actor, listing))
        expect(listing, ListingStatus.PROPOSED)
        _fill(
            listing,
            now=now,
            leader=leader,
            due_on=due_on,
            supervised=supervised,
            requirements=requirements,
            language=language,
        )
        periods = periods_for(listing.body.region_code)
        snapshot = listing_snapshot(listing, actor=actor, now=now, periods=periods)
    return preview_document(
        actor=actor, kind=Kind.LISTING_NOTICE, issuer=listing.body, snapshot=snapshot, language=listing.language
    )


def list_hazard(
    *,
    actor,
    now: datetime,
    listing_id: uuid.UUID | str,
    leader: str,
    due_on: date,
    supervised: Authority | uuid.UUID | str | None = None,
    requirements: str = "",
    language: str = Language.CHINESE,
    version: int | None = None,
) -> Listing:
    """List: the notice takes its number without gaps, the days to publish and to record above are frozen.

    A listing of the level below ends in the same moment, so that the hazard is never without one.
    """
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_list_hazard(actor, listing))
        expect(listing, ListingStatus.PROPOSED)
        if listing.hazard.status not in LISTABLE:
            raise Conflict(_("The hazard is closed or not under an order any more. Refuse the proposal instead."))
        _fill(
            listing,
            now=now,
            leader=leader,
            due_on=due_on,
            supervised=supervised,
            requirements=requirements,
            language=language,
        )
        periods, calendar = periods_for(listing.body.region_code), calendar_for(listing.region_code)
        listing.document = issue_document(
            actor=actor,
            now=now,
            kind=Kind.LISTING_NOTICE,
            issuer=listing.body,
            snapshot=listing_snapshot(listing, actor=actor, now=now, periods=periods),
            enterprise=listing.hazard.enterprise,
            language=language,
        )
        raised = _end_below(listing, now)
        become(listing, ListingStatus.LISTED)
        listing.listed_at, listing.listed_by = now, actor.snapshot()
        listing.publish_by = working_days_after(now, periods.publish_days, calendar)
        if listing.level != ListingLevel.PROVINCE:
            listing.file_by = working_days_after(now, periods.file_days, calendar)
        keep(listing)
        data = {"due_on": listing.due_on, "supervised": listing.supervised.name_zh, "leader": listing.leader}
        note(listing, actor=actor, now=now, event=EventVerb.LISTED, data=data, document=listing.document)
        if raised:
            up = {"to": listing.body.name_zh, "to_id": str(listing.body_id)}
            note(listing, actor=actor, now=now, event=EventVerb.ESCALATED, text=listing.reason, data=up)
        number = listing.document.printed_number
        tell_enterprise(now=now, listing=listing, kind="hazard_listed", listed_as=number)
        tell_supervised(now=now, listing=listing, kind="hazard_listed", listed_as=number)
        return listing


def _end_below(listing: Listing, now: datetime) -> bool:
    """End the listing of the level below, if there is one; return whether there was."""
    rows = Listing.objects.select_for_update(of=("self",)).filter(hazard=listing.hazard_id, status__in=rules.IN_FORCE)
    for below in rows:
        become(below, ListingStatus.RAISED)
        below.ended_at, below.end_reason = now, listing.reason[:LONGEST_REASON]
        below.time_asked_at = below.time_until = below.decide_time_by = None
        keep(below)
        ListingPost.objects.filter(listing=below, ended_on=None).update(
            ended_on=day_of(now), outcome=ListingStatus.RAISED
        )
    return bool(rows)


def refuse_listing(
    *, actor, now: datetime, listing_id: uuid.UUID | str, reason: str, version: int | None = None
) -> Listing:
    """Refuse a proposal with a reason; a listing of the level below stays in force."""
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_list_hazard(actor, listing))
        reason = said(reason, "reason", _("State the reason; it is kept with the proposal."))[:LONGEST_REASON]
        become(listing, ListingStatus.REFUSED)
        listing.ended_at, listing.end_reason = now, reason
        keep(listing)
        note(listing, actor=actor, now=now, event=EventVerb.LISTING_REFUSED, text=reason)
        return listing


def publish_listing(
    *,
    actor,
    now: datetime,
    listing_id: uuid.UUID | str,
    published_on: date,
    channel: str,
    summary: str,
    link: str = "",
    version: int | None = None,
) -> Listing:
    """Publish: the day, the channel and what the public reads; from now on the public page shows it.

    The public text is the body's own, with the names of persons covered; the hazard's description is not published.
    """
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_publish_listing(actor, listing))
        # An application that is returned becomes published too; that is another act.
        expect(listing, ListingStatus.LISTED)
        become(listing, ListingStatus.PUBLISHED)
        check_day(published_on, since=listing.listed_at, now=now, field="published_on")
        listing.channel = said(channel, "channel", _("Name the channel in which it was published."))[:120]
        listing.published_on, listing.link = published_on, link[:300]
        listing.summary = public_words(listing, summary, "summary")
        keep(listing)
        ListingPost.objects.create(
            region_code=listing.region_code,
            listing=listing,
            body=listing.body,
            number=listing.document.printed_number,
            unit=listing.hazard.enterprise.name,
            summary=listing.summary,
            supervised=listing.supervised.name_zh,
            supervised_en=listing.supervised.name_en,
            level=listing.level,
            published_on=published_on,
            due_on=listing.due_on,
        )
        data = {"on": published_on, "channel": listing.channel, "link": listing.link}
        note(listing, actor=actor, now=now, event=EventVerb.LISTING_PUBLISHED, text=listing.summary, data=data)
        tell_enterprise(now=now, listing=listing, kind="listing_published")
        return listing


def file_listing(
    *,
    actor,
    now: datetime,
    listing_id: uuid.UUID | str,
    filed_on: date,
    filed_with: str = "",
    version: int | None = None,
) -> Listing:
    """Record the listing with the body above (备案), once."""
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_file_listing(actor, listing))
        expect(listing, *rules.IN_FORCE)
        if listing.filed_on is not None:
            raise Conflict(_("This listing is on record above already. Nothing was changed."))
        check_day(filed_on, since=listing.listed_at, now=now, field="filed_on")
        listing.filed_on = filed_on
        listing.filed_with = said(filed_with, "filed_with", _("Name the body with which it was recorded."))[:120]
        keep(listing)
        data = {"on": filed_on, "with": listing.filed_with}
        note(listing, actor=actor, now=now, event=EventVerb.LISTING_FILED, data=data)
        return listing


def ask_listing_time(
    *, actor, now: datetime, listing_id: uuid.UUID | str, until: date, reason: str, version: int | None = None
) -> Listing:
    """Ask, as the enterprise, for more time: early enough, and never beyond the longest time of a listing."""
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_ask_listing_time(actor, listing))
        expect(listing, ListingStatus.LISTED, ListingStatus.PUBLISHED)
        if listing.time_asked_at is not None:
            raise Conflict(_("A request for more time is waiting already. Nothing was saved."))
        periods, calendar = periods_for(listing.body.region_code), calendar_for(listing.region_code)
        rules.check_time_asked(
            today=day_of(now), due_on=listing.due_on, until=until, calendar=calendar, ask_days=periods.ask_days
        )
        _check_longest(listing, until, periods.longest_days, "until")
        listing.time_reason = said(reason, "reason", _("Say why the time is not enough."))
        listing.time_asked_at, listing.time_until = now, until
        listing.decide_time_by = working_days_after(now, periods.decide_days, calendar)
        listing.turn += 1
        keep(listing)
        note(listing, actor=actor, now=now, event=EventVerb.LISTING_TIME_ASKED, text=reason, data={"until": until})
        tell_body(now=now, listing=listing, kind="listing_time_asked", until_on=until)
        return listing


def _check_longest(listing: Listing, until: date, longest_days: int, field: str) -> None:
    try:
        rules.check_due(listed_on=day_of(listing.listed_at), due_on=until, longest_days=longest_days)
    except RuleBroken as error:
        raise RuleBroken(str(error), fields={field: str(error)}) from error


def decide_listing_time(
    *,
    actor,
    now: datetime,
    listing_id: uuid.UUID | str,
    grant: bool,
    reason: str = "",
    until: date | None = None,
    version: int | None = None,
) -> Listing:
    """Grant more time, until the day asked for or another, or refuse it with a reason; the public page follows."""
    with transaction.atomic():
        listing = lock_listing(listing_id, version=version)
        require(policy.can_decide_listing_time(actor, listing))
        expect(listing, *rules.IN_FORCE)
        if listing.time_asked_at is None:
            raise Conflict(_("No request for more time is waiting. Nothing was changed; load the page again."))
        before, asked = listing.due_on, listing.time_until
        if grant:
            day = until or asked
            if day <= before:
                sentence = _("The new deadline lies after the present one.")
                raise RuleBroken(sentence, fields={"until": sentence})
            _check_longest(listing, day, periods_for(listing.body.region_code).longest_days, "until")
            listing.due_on, listing.due_version = day, listing.due_version + 1
            ListingPost.objects.filter(listing=listing, ended_on=None).update(due_on=day)
        else:
            said(reason, "reason", _("State the reason."))
        listing.time_asked_at = listing.time_until = listing.decide_time_by = None
        keep(listing)
        data = {"granted": bool(grant), "until": listing.due_on}
        note(listing, actor=actor, now=now, event=EventVerb.LISTING_TIME_DECIDED, text=reason, data=data)
        decision = _("granted") if grant else _("refused")
        tell_enterprise(now=now, listing=listing, kind="listing_time_decided", decision=decision)
        return listing
