"""Listings in the tests, brought to any state through the actions."""

from datetime import datetime, timedelta

from core import scope
from core.clock import day_of
from hazards.models import Hazard
from rectification.listing import actions
from rectification.models import Listing
from tests.cast import NOW, Cast, acting
from tests.hazards.factories import bring_to, record, submit

WAY = ("proposed", "listed", "published", "applied", "accepted", "delisted", "announced")
SUMMARY = "A warehouse stores fireworks above the permitted height."


def listing_now(listing) -> Listing:
    """The listing as its row is now."""
    with scope.everything(because="the test reads"):
        return Listing.objects.select_related("body", "document", "delisting", "supervised").get(pk=listing.pk)


def all_listings(**facts) -> list[Listing]:
    """All listings as the platform sees them."""
    with scope.everything(because="the test reads"):
        return list(Listing.objects.filter(**facts).select_related("body").order_by("proposed_at", "pk"))


def major(cast: Cast, *, status: str = "rectifying", now: datetime = NOW, seed: int = 71, **more) -> Hazard:
    """A major hazard of Gulin Fireworks under an order."""
    return bring_to(cast, status, hazard=record(cast, now=now, seed=seed, grade="major", **more), now=now)


def proposed(cast: Cast, hazard: Hazard, *, now: datetime = NOW, by: str = "county_clerk", **more) -> Listing:
    """A proposal made by hand."""
    with acting(getattr(cast, by)) as actor:
        return actions.propose_listing(
            actor=actor, now=now, hazard_id=hazard.pk, reason="It takes long", ground="long", **more
        )


def decided(cast: Cast, listing: Listing, *, now: datetime = NOW, by: str = "county_clerk", **more) -> Listing:
    """Listed by its body."""
    values = {"leader": "Deputy Magistrate Zhao", "due_on": day_of(now) + timedelta(days=90), "language": "en"}
    with acting(getattr(cast, by)) as actor:
        return actions.list_hazard(actor=actor, now=now, listing_id=listing.pk, **values | more)


def published(cast: Cast, listing: Listing, *, now: datetime = NOW, by: str = "county_clerk") -> Listing:
    """Published."""
    with acting(getattr(cast, by)) as actor:
        return actions.publish_listing(
            actor=actor,
            now=now,
            listing_id=listing.pk,
            published_on=day_of(now),
            channel="Gulin Daily",
            link="https://example.org/listed",
            summary=SUMMARY,
        )


def applied(cast: Cast, listing: Listing, *, now: datetime = NOW) -> Listing:
    """Applied for by the enterprise, after it handed its evidence in."""
    with scope.everything(because="the test reads"):
        hazard = Hazard.objects.get(pk=listing.hazard_id)
    if hazard.status == "rectifying":
        submit(cast, hazard, now)
    with acting(cast.safety_head) as actor:
        return actions.apply_delisting(
            actor=actor, now=now, listing_id=listing.pk, assessment="The stacks are low", assessor="Anping Technical"
        )


def accepted(cast: Cast, listing: Listing, *, now: datetime = NOW, by: str = "county_clerk") -> Listing:
    """Accepted by the department."""
    with acting(getattr(cast, by)) as actor:
        return actions.accept_delisting(
            actor=actor,
            now=now,
            listing_id=listing.pk,
            accepted_on=day_of(now),
            members="Zhao Min\nWang Lei",
            conclusion="The hazard is gone.",
        )


def delisted(cast: Cast, listing: Listing, *, now: datetime = NOW, by: str = "county_head") -> Listing:
    """Lifted by a head of the body."""
    with acting(getattr(cast, by)) as actor:
        return actions.delist(actor=actor, now=now, listing_id=listing.pk)


def announced(cast: Cast, listing: Listing, *, now: datetime = NOW) -> Listing:
    """Its end published."""
    with acting(cast.county_clerk) as actor:
        return actions.announce_delisting(
            actor=actor, now=now, listing_id=listing.pk, announced_on=day_of(now), channel="Gulin Daily"
        )


_STEPS = {
    "listed": decided,
    "published": published,
    "applied": applied,
    "accepted": accepted,
    "delisted": delisted,
    "announced": announced,
}


def bring(cast: Cast, status: str, *, hazard: Hazard | None = None, now: datetime = NOW) -> Listing:
    """A listing in a state, by the plain way."""
    listing = proposed(cast, hazard or major(cast, now=now), now=now)
    for step in WAY[1 : WAY.index(status) + 1]:
        _STEPS[step](cast, listing, now=now)
    return listing_now(listing)


MISTAKE = "The warehouse named belongs to another enterprise."


def withdrawn(cast, listing, reason: str = MISTAKE) -> Listing:
    with acting(cast.county_head) as actor:
        return actions.withdraw_listing(actor=actor, now=NOW, listing_id=listing.pk, reason=reason)
