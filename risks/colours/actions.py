"""The only writers of colours: follow what happened, look at everybody each night, appeals and thresholds."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from audit.actions import record
from core import scope
from core.clock import day_of
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import require
from enterprises.models import Accident, DishonestyListing, Enterprise, Licence
from hazards.models import Event
from inspections.models import Statement
from rectification.models import StopWork
from regions.selectors import calendar_for
from risks.colours import policy
from risks.colours.choices import AppealStatus, Ground
from risks.colours.facts import Limits, facts_of, thresholds_of
from risks.colours.rules import colour_of, may_decide
from risks.models import Appeal, Colour, ColourCursor, ColourPolicy, Entry

BECAUSE = "colours follow the cases, stops and risks of every enterprise"
#: Transactions that began earlier may commit a little later: so far back is read again; reading twice changes nothing.
OVERLAP = timedelta(minutes=10)
BATCH = 2000
CURSOR = "ledger"


def recompute_colours(*, now: datetime, keys: Iterable[UUID]) -> int:
    """Work out the colours of some enterprises and write those that changed; return how many did.

    Runs in its own transaction and scope. The cursor's lock keeps two runs apart; a colour whose grounds are the same
    is left alone, so that repeating this writes nothing.
    """
    wanted = list(keys)
    with transaction.atomic(), scope.everything(because=BECAUSE):
        ColourCursor.objects.get_or_create(name=CURSOR)
        ColourCursor.objects.select_for_update().get(name=CURSOR)
        limits = Limits()
        found = facts_of(wanted, limits, now)
        present = {row.enterprise_id: row for row in Colour.objects.filter(enterprise__in=wanted, until=None)}
        fresh, ended = [], []
        for key, (region_code, facts) in found.items():
            verdict = colour_of(facts, limits.at(region_code))
            before = present.get(key)
            # A run that began earlier may come to an enterprise after a later one.
            since = max(now, before.since) if before else now
            same = before and (before.colour, tuple(before.grounds)) == (verdict.colour, verdict.grounds)
            # An enterprise that has moved gets a row of its new region, whose authorities see it.
            if same and before.region_code == region_code:
                continue
            if before:
                ended.append(before.pk)
            fresh.append(
                Colour(
                    id=new_id(),
                    region_code=region_code,
                    enterprise_id=key,
                    colour=verdict.colour,
                    grounds=list(verdict.grounds),
                    facts=asdict(facts),
                    since=since,
                )
            )
        Colour.objects.filter(pk__in=ended).update(until=Greatest(F("since"), Value(now)))
        Colour.objects.bulk_create(fresh)
        return len(fresh)


def follow_events(*, now: datetime) -> int:
    """Recompute the colours of the enterprises of which something was recorded since the last time."""
    with transaction.atomic(), scope.everything(because=BECAUSE):
        ColourCursor.objects.get_or_create(name=CURSOR)
        cursor = ColourCursor.objects.get(name=CURSOR)
        since = (cursor.read_until or now - timedelta(days=1)) - OVERLAP
        touched = set(Event.objects.filter(at__gte=since).values_list("hazard__enterprise_id", flat=True))
        touched |= set(StopWork.objects.filter(ordered_at__gte=since).values_list("enterprise_id", flat=True))
        touched |= set(StopWork.objects.filter(decided_at__gte=since).values_list("enterprise_id", flat=True))
        touched |= set(Entry.objects.filter(at__gte=since).values_list("enterprise_id", flat=True))
        # Whoever signs a late statement need not wait for the night.
        late = Colour.objects.filter(until=None, grounds__contains=[Ground.STATEMENT_LATE]).values("enterprise")
        signed = Statement.objects.filter(enterprise__in=late, signed_at__gte=since)
        touched |= set(signed.values_list("enterprise_id", flat=True))
        for entered in (Licence, DishonestyListing, Accident):
            touched |= set(entered.objects.filter(changed_at__gte=since).values_list("enterprise_id", flat=True))
        touched |= set(Enterprise.objects.filter(updated_at__gte=since).values_list("pk", flat=True))
    changed = _in_batches(sorted(touched), now)
    with transaction.atomic(), scope.everything(because=BECAUSE):
        ColourCursor.objects.filter(name=CURSOR).update(read_until=now)
    return changed


def recompute_everybody(*, now: datetime) -> int:
    """Look at every enterprise: deadlines pass and silence grows without anything being recorded."""
    with scope.everything(because=BECAUSE):
        keys = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True))
    return _in_batches(keys, now)


def _in_batches(keys: list[UUID], now: datetime) -> int:
    return sum(recompute_colours(now=now, keys=keys[start : start + BATCH]) for start in range(0, len(keys), BATCH))


@transaction.atomic
def appeal_colour(*, actor, now: datetime, colour_id: UUID, text: str, appeal_id: UUID | None = None) -> Appeal:
    """Say that the present colour rests on wrong facts. Sending the same `appeal_id` twice files one appeal."""
    colour = Colour.objects.select_for_update(of=("self",)).filter(pk=colour_id).first()
    if colour is None:
        raise NotVisible(_("There is no such colour within your reach."))
    require(policy.can_appeal(actor, colour.enterprise_id))
    if appeal_id and (known := Appeal.objects.filter(pk=appeal_id, enterprise=colour.enterprise_id).first()):
        return known
    words = text.strip()[:1000]
    if not words:
        sentence = _("Say which fact is wrong; what you can prove is looked at first.")
        raise RuleBroken(sentence, fields={"text": sentence})
    if colour.until is not None:
        raise Conflict(_("The colour has changed meanwhile. Look at the present one; nothing was filed."))
    if Appeal.objects.filter(enterprise=colour.enterprise_id, status=AppealStatus.FILED).exists():
        raise Conflict(_("An appeal of your enterprise is being decided already. Wait for its decision."))
    days = Limits().at(colour.region_code).appeal_days
    appeal = Appeal.objects.create(
        id=appeal_id or new_id(),
        region_code=colour.region_code,
        enterprise_id=colour.enterprise_id,
        colour=colour,
        text=words,
        filed_at=now,
        filed_by=actor.snapshot(),
        due_on=calendar_for(colour.region_code).add_working_days(day_of(now), days),
    )
    record(actor=actor, now=now, verb="appeal_colour", subject=appeal, data={"colour": colour.colour})
    return appeal


@transaction.atomic
def decide_appeal(*, actor, now: datetime, appeal_id: UUID, uphold: bool, decision: str) -> Appeal:
    """Decide an appeal with words. Upholding corrects no row: the facts themselves are corrected where they stand, and
    the colour follows them."""
    appeal = Appeal.objects.select_for_update(of=("self",)).filter(pk=appeal_id).first()
    if appeal is None:
        raise NotVisible(_("There is no such appeal within your reach."))
    require(policy.can_decide_appeal(actor, appeal))
    wanted = AppealStatus.UPHELD if uphold else AppealStatus.DISMISSED
    if not may_decide(appeal.status, wanted):
        raise Conflict(_("This appeal was decided already. Nothing was changed."))
    words = decision.strip()[:1000]
    if not words:
        sentence = _("Give the reasons of the decision; the enterprise reads them.")
        raise RuleBroken(sentence, fields={"decision": sentence})
    appeal.status, appeal.decision = wanted, words
    appeal.decided_at, appeal.decided_by = now, actor.snapshot()
    appeal.save(update_fields=["status", "decision", "decided_at", "decided_by"])
    record(actor=actor, now=now, verb="decide_appeal", subject=appeal, data={"decision": wanted})
    return appeal


@transaction.atomic
def set_colour_policy(*, actor, now: datetime, reason: str, **thresholds: int) -> ColourPolicy:
    """Set the thresholds of the actor's region; they hold for it and all below that have none of their own.

    The audit chain keeps them whole with their reason. Codes follow in the next nightly run.
    """
    require(policy.can_keep_colour_policy(actor))
    if not reason.strip():
        sentence = _("Say why: others read it beside the thresholds.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    row, _made = ColourPolicy.objects.update_or_create(
        region_code=actor.region_code,
        defaults={**thresholds, "reason": reason.strip()[:300], "set_at": now, "set_by": actor.snapshot()},
    )
    record(actor=actor, now=now, verb="set_colour_policy", subject=row, data={**thresholds, "reason": row.reason})
    return row


@transaction.atomic
def remove_colour_policy(*, actor, now: datetime, reason: str) -> None:
    """Give the thresholds of the actor's region back: those of the nearest region up the tree hold again.

    They stay in the audit chain with the reason. Codes follow in the next nightly run.
    """
    require(policy.can_keep_colour_policy(actor))
    row = ColourPolicy.objects.select_for_update().filter(region_code=actor.region_code).first()
    if row is None:
        raise NotVisible(_("Your region has set no thresholds of its own: those above hold already."))
    if not reason.strip():
        sentence = _("Say why: it stands in the audit chain.")
        raise RuleBroken(sentence, fields={"reason": sentence})
    data = asdict(thresholds_of(row)) | {"reason": reason.strip()[:300]}
    record(actor=actor, now=now, verb="remove_colour_policy", subject=row, data=data)
    row.delete()
