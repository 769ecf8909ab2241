"""Hazards brought to any state through the actions themselves, by the personas of tests/cast.py."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.ids import new_id
from evidence.actions import receive_photo
from evidence.models import Photo
from hazards import actions as hazard_actions
from hazards.choices import PhotoPurpose, Source, Status
from hazards.models import Hazard, HazardPhoto
from rectification import actions
from tests.cast import Cast, acting
from tests.evidence.pictures import jpeg, photo

#: The states on the way to closed, in their order.
WAY = ("recorded", "confirmed", "ordered", "served", "rectifying", "submitted", "under_review", "closed")
PLAN = {
    "goal": "Remove the dust",
    "measures": "Install an extraction",
    "funds": Decimal(50000),
    "funds_source": "Own funds",
    "responsible_unit": "Workshop 2",
    "responsible_person": "Li Wei",
    "responsible_phone": "13800138000",
    "interim_measures": "Stop grinding",
    "contingency_plan": "Evacuate by the north gate",
    "evacuation_trigger": "Smoke",
}


def make_photo(actor, enterprise, *, seed: int = 1, purpose: str = "before", now: datetime | None = None) -> Photo:
    """A photo that came in through the evidence app."""
    return receive_photo(
        actor=actor,
        now=now or clock.now(),
        id=new_id(),
        data=jpeg(photo(seed, size=(320, 240))),
        purpose=purpose,
        enterprise=enterprise,
    )


def record(cast: Cast, *, by: str = "inspector", photos: bool = True, seed: int = 1, **more: Any) -> Hazard:
    """A hazard recorded on a visit, with one before-photo."""
    with acting(getattr(cast, by)) as actor:
        enterprise = more.pop("enterprise", cast.enterprise)
        now = more.pop("now", clock.now())
        before = [make_photo(actor, enterprise, seed=seed, now=now)] if photos else []
        return hazard_actions.record_hazard(
            actor=actor,
            now=now,
            enterprise=enterprise,
            description=more.pop("description", "Stacks are higher than 2.5 m"),
            source=more.pop("source", Source.VISIT),
            basis=more.pop("basis", "GB 50161-2022 7.2.4"),
            before_photos=before,
            **more,
        )


def officers(cast: Cast) -> list:
    """The two officers who sign."""
    return [cast.inspector.membership, cast.second_inspector.membership]


def _confirmed(cast: Cast, hazard: Hazard, now: datetime) -> None:
    with acting(cast.second_inspector) as actor:
        hazard_actions.confirm_grade(
            actor=actor, now=now, hazard_id=hazard.pk, grade=hazard.grade, reason="It meets the criterion"
        )


def _ordered(cast: Cast, hazard: Hazard, now: datetime) -> None:
    with acting(cast.county_clerk) as actor:
        actions.issue_order(
            actor=actor, now=now, lines=[actions.OrderLine(hazard.pk)], officers=officers(cast), language="en"
        )


def _served(cast: Cast, hazard: Hazard, now: datetime) -> None:
    with acting(cast.county_clerk) as actor:
        actions.serve_order(actor=actor, now=now, hazard_id=hazard.pk, receiver_name="Wang Fang")


def _rectifying(cast: Cast, hazard: Hazard, now: datetime) -> None:
    with acting(cast.safety_head) as actor:
        if hazard.grade == "major":
            file_plan(actor, hazard, now)
        actions.start_work(actor=actor, now=now, hazard_id=hazard.pk)


def file_plan(actor, hazard: Hazard, now: datetime, **changes: Any):
    """A complete plan."""
    due = Hazard.objects.get(pk=hazard.pk).due_on
    plan = PLAN | {"finish_on": due - timedelta(days=1)} | changes
    return actions.save_plan(actor=actor, now=now, hazard_id=hazard.pk, plan=plan)


def submit(cast: Cast, hazard: Hazard, now: datetime | None = None, *, seed: int = 50, **more: Any):
    """Evidence with an after-photo for each before-photo."""
    now = now or clock.now()
    with acting(cast.safety_head) as actor:
        before = HazardPhoto.objects.filter(hazard=hazard, purpose=PhotoPurpose.BEFORE)
        after = [
            actions.AfterPhoto(make_photo(actor, hazard.enterprise, seed=seed + no, purpose="after", now=now), row.pk)
            for no, row in enumerate(before)
        ]
        return actions.submit_evidence(
            actor=actor,
            now=now,
            hazard_id=hazard.pk,
            measures=more.pop("measures", "Lowered the stacks"),
            rectified_on=more.pop("rectified_on", clock.day_of(now)),
            after=more.pop("after", after),
            **more,
        )


def _submitted(cast: Cast, hazard: Hazard, now: datetime) -> None:
    submit(cast, hazard, now)


def _under_review(cast: Cast, hazard: Hazard, now: datetime) -> None:
    with acting(cast.second_inspector) as actor:
        actions.take_up_review(actor=actor, now=now, hazard_id=hazard.pk)


def accept(cast: Cast, hazard: Hazard, now: datetime | None = None, *, by: str = "second_inspector", **more: Any):
    """An accepting verification on site."""
    with acting(getattr(cast, by)) as actor:
        return actions.verify(
            **{
                "actor": actor,
                "now": now or clock.now(),
                "hazard_id": hazard.pk,
                "verdict": "accepted",
                "method": "visit",
                "seen": "Stacks are 2.2 m high now",
                "officers": officers(cast),
                "language": "en",
            }
            | more
        )


def _closed(cast: Cast, hazard: Hazard, now: datetime) -> None:
    accept(cast, hazard, now)
    if hazard.grade == "major":
        with acting(cast.county_head) as actor:
            actions.sign_off(actor=actor, now=now, hazard_id=hazard.pk, language="en")


_STEPS = {
    "confirmed": _confirmed,
    "ordered": _ordered,
    "served": _served,
    "rectifying": _rectifying,
    "submitted": _submitted,
    "under_review": _under_review,
    "closed": _closed,
}


def bring_to(
    cast: Cast, status: str, *, hazard: Hazard | None = None, now: datetime | None = None, **more: Any
) -> Hazard:
    """A hazard in `status`, by the plain way."""
    now = now or clock.now()
    hazard = hazard or record(cast, now=now, **more)
    for step in WAY[WAY.index(hazard.status) + 1 : WAY.index(Status(status)) + 1]:
        _STEPS[step](cast, hazard, now)
    return reread(cast, hazard)


def reread(cast: Cast, hazard: Hazard) -> Hazard:
    """The hazard as its row is now."""
    with acting(cast.county_head):
        return Hazard.objects.select_related("enterprise", "authority").get(pk=hazard.pk)


def tomorrow(now: datetime) -> date:
    """The day after."""
    return clock.day_of(now) + timedelta(days=1)


class CountedQueries(CaptureQueriesContext):
    """Counts what a request asks of the database, apart from the test's own savepoints and forgetting of scopes."""

    def __exit__(self, *error):
        """Keep the queries that a request in production would make too."""
        super().__exit__(*error)
        self.asked = [
            query["sql"]
            for query in self.captured_queries
            if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config('role', 'safeloop_app', true)"))
        ]


def count_queries() -> CountedQueries:
    """Return the counter for a `with` block; read `.asked` afterwards."""
    return CountedQueries(connection)
