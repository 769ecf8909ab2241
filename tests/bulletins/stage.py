"""Overdue cases, and bulletins brought to any state through the actions, by the personas of tests/cast.py."""

from datetime import datetime, timedelta

from bulletins import actions
from bulletins.media import actions as media
from bulletins.meetings import actions as meetings
from bulletins.models import Bulletin, Exposure, MediaBatch, Meeting
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


def batch(cast: Cast, hazards: list[Hazard], *, by: str = "county_clerk") -> MediaBatch:
    """A draft of an exposure on television."""
    with acting(getattr(cast, by)) as actor:
        return media.draw_up_batch(
            actor=actor,
            now=clock.now(),
            title="On the evening news",
            channel="tv",
            outlet="Luzhou TV",
            hazards=[each.pk for each in hazards],
        )


def announced(cast: Cast, row: MediaBatch, *, now: datetime | None = None) -> MediaBatch:
    """Those named were told, so long ago that they have been heard."""
    with acting(cast.county_clerk) as actor:
        return media.announce_batch(actor=actor, now=now or clock.now() - timedelta(days=20), batch_id=row.pk)


def batch_released(cast: Cast, row: MediaBatch, *, by: str) -> MediaBatch:
    """Released by one person."""
    with acting(getattr(cast, by)) as actor:
        version = MediaBatch.objects.get(pk=row.pk).version
        return media.release_batch(actor=actor, now=clock.now(), batch_id=row.pk, version=version)


def batch_out(cast: Cast, hazards: list[Hazard]) -> MediaBatch:
    """An exposure that two persons released."""
    row = announced(cast, batch(cast, hazards))
    batch_released(cast, row, by="county_clerk")
    return batch_released(cast, row, by="county_head")


def called(
    cast: Cast,
    hazards: list[Hazard],
    *,
    by: str = "county_clerk",
    held_at: datetime | None = None,
    now: datetime | None = None,
) -> Meeting:
    """A meeting that was to take place yesterday."""
    with acting(getattr(cast, by)) as actor:
        return meetings.call_meeting(
            actor=actor,
            now=now or clock.now() - timedelta(days=5),
            title="Those who are late",
            held_at=held_at or clock.now() - timedelta(days=1),
            place="Hall 2",
            chair="Deputy County Head Wang",
            hazards=[each.pk for each in hazards],
            leaders=[{"name": "Wang", "post": "Deputy County Head"}],
        )


def held(cast: Cast, meeting: Meeting, **changes) -> Meeting:
    """Recorded with one statement and one promise."""
    with acting(cast.county_clerk) as actor:
        first = meeting.speakers.order_by("number").first()
        said = {
            "speaker": first.pk,
            "text": "We failed in our duty.\nIt will not happen again.",
            "commitments": [{"what": "Clear the warehouse", "due_on": clock.today() + timedelta(days=10)}],
        }
        return meetings.record_meeting(
            actor=actor, now=clock.now(), meeting_id=meeting.pk, statements=[said | changes], conclusion="Look again."
        )
