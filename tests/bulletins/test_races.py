"""Two releasers at once, with real connections: one wins, the other is told; nothing is published by one."""

from datetime import timedelta

import pytest

from accounts.actor import system_actor
from bulletins import actions
from bulletins.meetings.actions import follow_promises
from bulletins.models import Bulletin, Publication
from core import clock, scope
from core.errors import Conflict
from notifications.models import Notice
from tests.bulletins import stage
from tests.cast import acting, build_cast
from tests.rectification.test_races import at_once, outcomes

pytestmark = pytest.mark.django_db(transaction=True)


def release(who, bulletin, version):
    def call():
        with acting(who) as actor:
            return actions.release_bulletin(
                actor=actor, now=clock.now(), bulletin_id=bulletin.pk, version=version
            ).status

    return call


def test_two_first_releasers_make_no_publication():
    cast = build_cast()
    stage.overdue(cast)
    bulletin = stage.exposed(cast, stage.drawn(cast))
    done, refused = outcomes(
        at_once(*(release(who, bulletin, bulletin.version) for who in (cast.county_clerk, cast.county_head)))
    )
    assert done == 1
    assert isinstance(refused[0], Conflict)
    with scope.everything(because="the test reads"):
        row = Bulletin.objects.get()
        assert row.status == "released_first"
        assert not Publication.objects.exists()
    other = cast.county_head if row.first_released_by_id == cast.county_clerk.user.pk else cast.county_clerk
    done, refused = outcomes(at_once(*[release(other, row, row.version)] * 2))
    assert (done, len(refused)) == (1, 1)
    with scope.public():
        assert Publication.objects.count() == 1


def test_runs_at_once_tell_of_a_broken_promise_once():
    cast = build_cast()
    stage.held(cast, stage.called(cast, [stage.overdue(cast)]))
    late = clock.now() + timedelta(days=30)

    def run():
        with scope.everything(because="the clock runs"):
            return follow_promises(actor=system_actor("promises of meetings"), now=late)

    assert sum(at_once(run, run, run)) == 1
    with scope.everything(because="the test counts"):
        assert Notice.objects.filter(kind="promise_missed").count() == 4
