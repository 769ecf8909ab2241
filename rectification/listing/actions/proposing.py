"""Proposals: taken from the ladder by the clock, made by hand, or to a higher level."""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import LEVELS, system_actor
from accounts.models import Authority
from core import scope
from core.clock import day_of
from core.errors import Conflict, RuleBroken
from core.policy import require
from hazards.actions import lock_hazard
from hazards.choices import RUNNING_STATUSES, EventVerb, Grade, Status
from hazards.models import Hazard
from hazards.querysets import WITH_ENTERPRISE
from rectification.ladder.choices import EffectKind, WaitKind
from rectification.ladder.effects import POISON, Tally, claim_effects, put_off_effects, take_effects
from rectification.ladder.rules import POISON_PAUSE
from rectification.letters.climbing import Climb
from rectification.letters.rules import seat
from rectification.listing import policy, rules
from rectification.listing.actions.grammar import expect, lock_listing, note, said
from rectification.listing.choices import Ground, ListingLevel, ListingStatus
from rectification.listing.notices import tell_body
from rectification.listing.periods import periods_for, working_days_after
from rectification.models import Effect, Listing
from regions.selectors import calendar_for

log = logging.getLogger("safeloop.listing")

BECAUSE = "The clock proposes for every authority what its ladder has asked to be listed."
AT_ONCE = 200
LISTABLE = RUNNING_STATUSES | {Status.ORDERED}


@dataclass
class Taken(Tally):
    """What a run of the clock did: effects taken, of these proposals made, levels asked to take over, put off."""

    taken: int = 0
    proposed: int = 0
    raised: int = 0
    put_off: int = 0


def body_at(region_code: str, level: str) -> tuple[Authority, ListingLevel]:
    """Return who speaks for the commission at a level, or at the next one up that has somebody."""
    climb, wanted = Climb(), ListingLevel(level)
    while wanted is not None:
        found = seat(climb.bodies, rules.region_at(region_code, wanted))
        if found is not None:
            return climb.authorities[found.id], wanted
        wanted = rules.level_above(wanted)
    raise RuleBroken(_("No authority of that level is registered that could list it. Nothing was saved."))


def _level(hazard: Hazard, now: datetime, *, counties: int = 1, cities: int = 1) -> ListingLevel:
    recorder = hazard.recorded_by
    late = hazard.due_on is not None and hazard.status in WITH_ENTERPRISE
    return rules.level_of(
        default=periods_for(hazard.region_code).level,
        in_charge=LEVELS.get(len(hazard.authority.region_code), ""),
        found_by=recorder.get("level", "") if recorder.get("tenant_kind") == "authority" else "",
        counties=counties,
        cities=cities,
        overdue_days=(day_of(now) - hazard.due_on).days if late else 0,
    )


def _check(hazard: Hazard) -> None:
    if hazard.grade != Grade.MAJOR or hazard.status not in LISTABLE:
        raise RuleBroken(
            _("Listed supervision is for major hazards under an order that are not closed yet. Nothing was saved.")
        )


def _propose(
    *,
    actor,
    now: datetime,
    hazard: Hazard,
    level: str,
    ground: str,
    reason: str,
    effect: Effect | None = None,
    before: Listing | None = None,
    id: uuid.UUID | None = None,
) -> Listing:
    _check(hazard)
    held = Listing.objects.filter(hazard=hazard, status__in=rules.OPEN - {ListingStatus.DELISTED})
    if before is not None:
        held = held.exclude(pk=before.pk)
    if held.exists():
        raise Conflict(_("This hazard is listed or proposed already. Nothing was saved; load the page again."))
    body, level = body_at(hazard.region_code, level)
    if before is not None and level == before.level:
        raise RuleBroken(_("No level above could take over the listed supervision. Nothing was saved."))
    days = periods_for(body.region_code).decide_days
    listing = Listing(
        region_code=hazard.region_code,
        enterprise=hazard.enterprise,
        hazard=hazard,
        body=body,
        level=level,
        ground=ground,
        reason=reason[:4000],
        raised_from=before,
        effect=effect,
        proposed_at=now,
        proposed_by=actor.snapshot(),
        decide_by=working_days_after(now, days, calendar_for(hazard.region_code)),
    )
    if id:
        listing.id = id
    listing.save(force_insert=True)
    note(listing, actor=actor, now=now, event=EventVerb.LISTING_PROPOSED, text=reason, data={"why": str(ground)})
    tell_body(now=now, listing=listing, kind="listing_proposed")
    return listing


# --- By hand ----------------------------------------------------------------------------------------------------------


def propose_listing(
    *,
    actor,
    now: datetime,
    hazard_id: uuid.UUID | str,
    reason: str,
    ground: Ground | str = Ground.OTHER,
    level: ListingLevel | str = "",
    counties: int = 1,
    cities: int = 1,
    id: uuid.UUID | None = None,
) -> Listing:
    """Propose a major hazard; without a level the region's policy and the reach say which. Idempotent on `id`."""
    with transaction.atomic():
        if id and (known := Listing.objects.select_related("body", "hazard").filter(pk=id).first()):
            return known
        hazard = lock_hazard(hazard_id)
        require(policy.can_propose_listing(actor, hazard))
        if ground not in Ground.values or (level and level not in ListingLevel.values):
            raise RuleBroken(_("This ground or level is not known."))
        reason = said(reason, "reason", _("State the reason."))
        level = level or _level(hazard, now, counties=counties, cities=cities)
        return _propose(
            actor=actor, now=now, hazard=hazard, level=level, ground=str(Ground(ground)), reason=reason, id=id
        )


def raise_listing(
    *, actor, now: datetime, listing_id: uuid.UUID | str, reason: str, version: int | None = None
) -> Listing:
    """Ask the next level up to take over; the present listing stays in force until that level has listed."""
    with transaction.atomic():
        before = lock_listing(listing_id, version=version)
        require(policy.can_raise_listing(actor, before))
        expect(before, *rules.IN_FORCE)
        reason = said(reason, "reason", _("State the reason."))
        return _raise(before, actor=actor, now=now, reason=reason)


def _raise(before: Listing, *, actor, now: datetime, reason: str, effect: Effect | None = None) -> Listing:
    above = rules.level_above(before.level)
    if above is None:
        raise RuleBroken(_("The province lists already: there is no level above. Nothing was saved."))
    return _propose(
        actor=actor,
        now=now,
        hazard=before.hazard,
        level=above,
        ground=Ground.RAISED,
        reason=reason,
        before=before,
        effect=effect,
    )


# --- By the clock -----------------------------------------------------------------------------------------------------


def take_from_ladder(*, now: datetime, most: int = AT_ONCE) -> Taken:
    """Take what the ladder has asked to be listed: a proposal for each case, once.

    An effect is taken in the transaction that proposes. Of a case that has moved on, or is listed already, nothing is
    proposed. What cannot be proposed now waits an hour, or a day where nobody could list, and holds up nothing.
    """
    with scope.everything(because=BECAUSE):
        done = Taken()
        for effect in claim_effects([EffectKind.LISTING], now=now, most=most):
            done += _take(effect, now)
        return done


def _take(effect: Effect, now: datetime) -> Taken:
    try:
        with transaction.atomic():
            found = Taken(taken=take_effects([effect], now=now))
            if effect.watch.ended_at is None:
                found += _act_on(effect, now)
            return found
    except RuleBroken:
        return Taken(put_off=put_off_effects([effect], until=now + timedelta(days=1)))
    except POISON as error:
        if not connection.is_usable():
            raise
        log.exception("Effect %s could not be taken for a listing: %s", effect.pk, type(error).__name__)
        return Taken(put_off=put_off_effects([effect], until=now + POISON_PAUSE))


def _act_on(effect: Effect, now: datetime) -> Taken:
    hazard, actor = lock_hazard(effect.hazard_id), system_actor("Listed supervision by the clock")
    if hazard.grade != Grade.MAJOR or hazard.status not in LISTABLE:
        return Taken()
    rows = Listing.objects.select_related("body", "document").filter(hazard=hazard)
    proposed = rows.filter(status=ListingStatus.PROPOSED).exists()
    standing = rows.filter(status__in=rules.IN_FORCE).first()
    late = (day_of(now) - effect.watch.due_on).days
    if proposed or (standing is not None and effect.watch.kind != WaitKind.LISTED):
        return Taken()
    if standing is not None:
        if rules.level_above(standing.level) is None:
            return Taken()
        standing.hazard = hazard
        reason = _("Overdue under listed supervision, days: %(n)s") % {"n": late}
        _raise(standing, actor=actor, now=now, reason=reason, effect=effect)
        return Taken(raised=1)
    if effect.watch.kind == WaitKind.LISTED:
        return Taken()
    reason = _("Overdue, days: %(n)s") % {"n": late}
    level = _level(hazard, now)
    _propose(actor=actor, now=now, hazard=hazard, level=level, ground=Ground.OVERDUE, reason=reason, effect=effect)
    return Taken(proposed=1)
