"""Overdue cases, and bulletins brought to any state through the actions, by the personas of tests/cast.py."""

from datetime import datetime, timedelta

from bulletins import actions
from bulletins.models import Bulletin, Exposure
from core import clock, scope
from hazards.models import Hazard
from rectification.actions import OrderLine, issue_order
from tests.cast import Cast, acting
from tests.hazards.factories import bring_to, officers, record, reread


def overdue(cast: Cast, *, ago: int = 70, seed: int = 401, **more) -> Hazard:
    """A case of Gulin Fireworks ordered so many days ago, to be done in 15 days, with nothing handed in since."""
    now = clock.now() - timedelta(days=ago)
    hazard = bring_to(cast, "confirmed", hazard=record(cast, seed=seed, now=now, **more), now=now)
    with acting(cast.county_clerk) as actor:
        issue_order(
            actor=actor,
            now=now,
            lines=[OrderLine(hazard.pk, "calendar_days", 15)],
            officers=officers(cast),
            language="en",
        )
    return bring_to(cast, "served", hazard=reread(cast, hazard), now=now)


def drawn(cast: Cast, *, by: str = "county_clerk", now: datetime | None = None, **more) -> Bulletin:
    """A draft."""
    with acting(getattr(cast, by)) as actor:
        return actions.draw_up(actor=actor, now=now or clock.now(), **more)


def exposed(cast: Cast, bulletin: Bulletin, *, by: str = "county_clerk", now: datetime | None = None) -> Bulletin:
    """Its cases on the boards."""
    with acting(getattr(cast, by)) as actor:
        return actions.expose(actor=actor, now=now or clock.now() - timedelta(days=20), bulletin_id=bulletin.pk)


def released(cast: Cast, bulletin: Bulletin, *, by: str, now: datetime | None = None) -> Bulletin:
    """Released by one person."""
    with acting(getattr(cast, by)) as actor:
        row = Bulletin.objects.get(pk=bulletin.pk)
        return actions.release_bulletin(actor=actor, now=now or clock.now(), bulletin_id=row.pk, version=row.version)


def published(cast: Cast, bulletin: Bulletin | None = None) -> Bulletin:
    """A bulletin that two persons released."""
    bulletin = exposed(cast, bulletin or drawn(cast))
    released(cast, bulletin, by="county_clerk")
    return released(cast, bulletin, by="county_head")


def exposures(bulletin: Bulletin) -> list[Exposure]:
    """What the boards show of it."""
    with scope.everything(because="the tests read"):
        return list(Exposure.objects.filter(bulletin=bulletin).order_by("number"))
