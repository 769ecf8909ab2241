"""The writers of batches for the media: draw up, tell those named, release by two, withdraw, record the airing."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Authority
from audit.actions import record
from bulletins import content, rules, selectors
from bulletins.actions.drafting import facts_of, tell_units
from bulletins.actions.grammar import (
    ask_second,
    become,
    locked,
    reason_of,
    release_first,
    release_second,
    same_version,
    tell_named,
    undo_release,
    withdraw,
)
from bulletins.choices import Channel, Ground, Status
from bulletins.media import policy
from bulletins.media.selectors import said_on
from bulletins.models import Exposure, MediaBatch, MediaEntry, MediaLine, MediaPost
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from core.rules import anonymise
from hazards.choices import Status as HazardStatus
from hazards.persons import persons_of
from regions.selectors import calendar_for

MOST_CASES = 100
CLOSED_AT_ONCE = 200


def draw_up_batch(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    channel: str,
    outlet: str,
    hazards: Iterable[uuid.UUID],
    planned_on: date | None = None,
    bulletin: uuid.UUID | None = None,
    id: uuid.UUID | None = None,
) -> MediaBatch:
    """Draw up a batch of overdue cases for a channel. Nobody is told yet. Idempotent on `id`.

    Raises RuleBroken where a case is not past its deadline: nobody is shamed for what is not due.
    """
    require(policy.can_draft_media(actor))
    if id and (known := MediaBatch.objects.filter(pk=id).first()):
        return known
    title, outlet = title.strip(), outlet.strip()[:80]
    if not title or not outlet or channel not in Channel.values:
        raise RuleBroken(_("Give the exposure a title, a channel and the outlet that shows it."))
    authority, today = Authority.objects.get(pk=actor.tenant_id), clock.day_of(now)
    cases = selectors.overdue_cases(authority, hazards, today=today)
    if not 1 <= len(cases) <= MOST_CASES:
        raise RuleBroken(_("Choose 1 to %(most)s cases.") % {"most": MOST_CASES})
    if bulletin is not None:
        selectors.bulletin_of(bulletin)
    persons = persons_of((each.pk, authority.pk) for each in cases)
    title = anonymise(title, chain.from_iterable(persons.values()))[:120]
    calendar = calendar_for(authority.region_code)
    items = content.items_of(cases, today=today, calendar=calendar, level=len(authority.region_code))
    with transaction.atomic():
        batch = MediaBatch.objects.create(
            **({"id": id} if id else {}),
            region_code=authority.region_code,
            authority=authority,
            bulletin_id=bulletin,
            title=title,
            channel=channel,
            outlet=outlet,
            planned_on=planned_on,
            drawn_at=now,
            drawn_by=actor.snapshot(),
        )
        MediaEntry.objects.bulk_create(
            MediaEntry(
                region_code=batch.region_code,
                enterprise_id=uuid.UUID(item["enterprise"]),
                batch=batch,
                hazard_id=uuid.UUID(item["hazard"]),
                number=item["no"],
                facts=facts_of(item),
            )
            for item in items
        )
        record(actor=actor, now=now, verb="draw_up_media", subject=batch, data={"cases": len(items)})
    return batch


def drop_case(
    *, actor: Actor, now: datetime, batch_id: uuid.UUID, number: int, version: int | None = None
) -> MediaBatch:
    """Take a case out of a batch before anybody released it: what the unit said may have settled it."""
    with transaction.atomic():
        batch = locked(batch_id, MediaBatch)
        require(policy.can_draft_media(actor, batch))
        same_version(batch, version)
        if batch.status not in (Status.DRAFT, Status.EXPOSED):
            raise Conflict(_("One person has released this already. Send it back before you change it."))
        entry = batch.entries.filter(number=number).first()
        if entry is None:
            raise NotVisible(_("There is no case with this number here."))
        if batch.entries.count() == 1:
            raise RuleBroken(_("At least one case stays. Withdraw the exposure instead."))
        batch.exposures.filter(hazard=entry.hazard_id, withdrawn_at=None).update(
            withdrawn_at=now, withdraw_reason=_("The authority no longer names this case.")
        )
        entry.delete()
        batch.version += 1
        batch.save(update_fields=["version"])
        record(actor=actor, now=now, verb="drop_media_case", subject=batch, data={"number": number})
    return batch


def announce_batch(*, actor: Actor, now: datetime, batch_id: uuid.UUID, version: int | None = None) -> MediaBatch:
    """Tell those named that the media will name them and until when they are heard; the boards show it at once."""
    with transaction.atomic():
        batch = locked(batch_id, MediaBatch)
        require(policy.can_draft_media(actor, batch))
        same_version(batch, version)
        schedule = selectors.schedule_of(batch.authority)
        batch.exposed_at = now
        batch.reply_until = rules.reply_until(clock.day_of(now), schedule.reply_days, calendar_for(batch.region_code))
        become(batch, Status.EXPOSED, "exposed_at", "reply_until")
        rows = Exposure.objects.bulk_create(
            Exposure(
                region_code=batch.region_code,
                enterprise_id=entry.enterprise_id,
                hazard_id=entry.hazard_id,
                authority_id=batch.authority_id,
                batch=batch,
                ground=Ground.MEDIA,
                number=entry.number,
                facts={**entry.facts, "channel": batch.channel, "outlet": batch.outlet},
                raised_at=now,
                reply_until=batch.reply_until,
            )
            for entry in batch.entries.order_by("number")
        )
        tell_units(rows, now=now, authority=batch.authority, reply_until=batch.reply_until)
        record(actor=actor, now=now, verb="announce_media", subject=batch, data={"cases": len(rows)})
    return batch


def release_batch(*, actor: Actor, now: datetime, batch_id: uuid.UUID, version: int) -> MediaBatch:
    """Release a batch to its channel: the first person settles the cases, a second one releases exactly those."""
    with transaction.atomic():
        batch = locked(batch_id, MediaBatch)
        require(policy.can_release_media(actor, batch))
        same_version(batch, version)
        data = {"sha256": rules.content_hash(_said(batch))}
        if batch.status == Status.RELEASED_FIRST:
            if data["sha256"] != batch.content_sha256:
                raise Conflict(_("The cases are no longer those that the first person released. Send it back."))
            release_second(batch, actor=actor, now=now)
            _make_public(batch, now=now)
            tell_named(batch, kind="media_released", values={"title": batch.title, "outlet": batch.outlet}, now=now)
            record(actor=actor, now=now, verb="release_media_second", subject=batch, data=data)
        else:
            release_first(batch, actor=actor, now=now, sha256=data["sha256"])
            ask_second(batch, kind="media_to_release", title=batch.title, actor=actor, now=now)
            record(actor=actor, now=now, verb="release_media_first", subject=batch, data=data)
    return batch


PUBLIC_FACTS = ("unit", "place", "problem", "criterion", "grade", "due_on", "days", "regulator_zh", "regulator_en")


def _make_public(batch: MediaBatch, *, now: datetime) -> None:
    """Let everybody read what was released, with what the units said: no key of ours, no name of a person."""
    schedule, today = selectors.schedule_of(batch.authority), clock.day_of(now)
    post = MediaPost.objects.create(
        region_code=batch.region_code,
        batch=batch,
        authority_id=batch.authority_id,
        title=batch.title,
        channel=batch.channel,
        outlet=batch.outlet,
        published_at=now,
        public_until=rules.public_until(today, schedule.public_months),
    )
    said = {str(hazard): {"text": text} for hazard, text in said_on(batch).items()}
    said = content.covered_statements(said, batch.authority_id)
    MediaLine.objects.bulk_create(
        MediaLine(
            region_code=batch.region_code,
            post=post,
            number=entry.number,
            facts={name: entry.facts.get(name, "") for name in PUBLIC_FACTS}
            | {"said": said.get(str(entry.hazard_id), {}).get("text", "")},
        )
        for entry in batch.entries.order_by("number")
    )


def _said(batch: MediaBatch) -> dict:
    cases = batch.entries.order_by("number").values_list("number", "facts")
    return {
        "title": batch.title,
        "channel": str(batch.channel),
        "outlet": batch.outlet,
        "cases": [{**facts, "no": number} for number, facts in cases],
    }


def send_back_batch(
    *, actor: Actor, now: datetime, batch_id: uuid.UUID, reason: str, version: int | None = None
) -> MediaBatch:
    """Undo the first release, so that cases can be taken out; the reason is kept."""
    reason = reason_of(reason)
    with transaction.atomic():
        batch = locked(batch_id, MediaBatch)
        require(policy.can_send_back_media(actor, batch))
        same_version(batch, version)
        undo_release(batch, reason=reason)
        record(actor=actor, now=now, verb="send_back_media", subject=batch, data={"reason": reason})
    return batch


def withdraw_batch(
    *, actor: Actor, now: datetime, batch_id: uuid.UUID, reason: str, version: int | None = None
) -> MediaBatch:
    """Withdraw a batch: boards and public page follow at once, those named are told why; the reason stays public.

    What was shown, the outlet mends.
    """
    reason = reason_of(reason)
    with transaction.atomic():
        batch = locked(batch_id, MediaBatch)
        require(policy.can_withdraw_media(actor, batch))
        same_version(batch, version)
        persons = persons_of((entry.hazard_id, batch.authority_id) for entry in batch.entries.all())
        reason = anonymise(reason, chain.from_iterable(persons.values()))[:500]
        withdraw(batch, actor=actor, now=now, reason=reason)
        tell_named(batch, kind="media_withdrawn", values={"title": batch.title, "reason": reason}, now=now)
        batch.exposures.filter(withdrawn_at=None).update(withdrawn_at=now, withdraw_reason=reason)
        MediaPost.objects.filter(batch=batch).update(withdrawn_at=now, withdraw_reason=reason)
        record(actor=actor, now=now, verb="withdraw_media", subject=batch, data={"reason": reason})
    return batch


def record_airing(
    *, actor: Actor, now: datetime, batch_id: uuid.UUID, aired_on: date, link: str = "", version: int | None = None
) -> MediaBatch:
    """Record on which day the outlet showed it, and where it can be read. A later link replaces an earlier one."""
    with transaction.atomic():
        batch = locked(batch_id, MediaBatch)
        require(policy.can_draft_media(actor, batch))
        same_version(batch, version)
        if batch.status != Status.RELEASED:
            raise Conflict(_("Only what two persons released can have been shown."))
        if not clock.day_of(batch.released_at) <= aired_on <= clock.day_of(now):
            sentence = _("The day lies between the release and today.")
            raise RuleBroken(sentence, fields={"aired_on": sentence})
        batch.aired_on, batch.link = aired_on, _address(link.strip())
        batch.version += 1
        batch.save(update_fields=["aired_on", "link", "version"])
        MediaPost.objects.filter(batch=batch).update(aired_on=aired_on, link=batch.link)
        data = {"aired_on": aired_on, "link": batch.link}
        record(actor=actor, now=now, verb="record_airing", subject=batch, data=data)
    return batch


def _address(link: str) -> str:
    if link:
        try:
            URLValidator(schemes=["http", "https"])(link)
        except ValidationError as error:
            sentence = _("This is no web address. It begins with https://.")
            raise RuleBroken(sentence, fields={"link": sentence}) from error
    return link


def mark_rectified(*, actor: Actor, now: datetime) -> int:
    """Mark the cases of released batches that have been closed since, once each; return how many."""
    require(policy.can_draft_media(actor))
    rows = (
        MediaEntry.objects.filter(batch__status=Status.RELEASED, rectified_on=None, hazard__status=HazardStatus.CLOSED)
        .select_related("hazard")
        .order_by("id")[:CLOSED_AT_ONCE]
    )
    marked = 0
    with transaction.atomic():
        for row in rows.select_for_update(skip_locked=True, of=("self",)):
            row.rectified_on = clock.day_of(row.hazard.closed_at)
            row.save(update_fields=["rectified_on"])
            lines = MediaLine.objects.filter(post__batch=row.batch_id, number=row.number, rectified_on=None)
            lines.filter(post__withdrawn_at=None).update(rectified_on=row.rectified_on)
            marked += 1
    return marked
