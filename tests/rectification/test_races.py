"""Two people at once, with real connections: one wins, the other is told; nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core import clock, scope
from core.errors import SafeloopError
from core.ids import new_id
from hazards import actions as hazard_actions
from hazards.choices import Source
from hazards.models import Event, Hazard
from rectification import actions
from rectification.models import Order, Verification
from tests.cast import acting, build_cast
from tests.hazards.factories import bring_to, officers, record

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls in threads of their own that start together; return what each gave or raised."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=30)
            return call()
        except SafeloopError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def people():
    return build_cast()


def outcomes(results):
    refused = [result for result in results if isinstance(result, SafeloopError)]
    return len(results) - len(refused), refused


def test_two_verifiers_at_once(people):
    hazard = bring_to(people, "submitted")

    def verify(who):
        def call():
            with acting(who) as actor:
                return actions.verify(
                    actor=actor,
                    now=clock.now(),
                    hazard_id=hazard.pk,
                    verdict="accepted",
                    method="visit",
                    seen="Seen",
                    officers=officers(people),
                    language="en",
                )

        return call

    done, refused = outcomes(at_once(verify(people.inspector), verify(people.second_inspector)))
    assert done == 1
    assert [error.status for error in refused] == [409]
    with scope.everything(because="the test counts"):
        assert Verification.objects.filter(hazard=hazard).count() == 1
        numbers = list(Event.objects.filter(hazard=hazard).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_two_clerks_order_the_same_hazard(people):
    hazard = bring_to(people, "confirmed")

    def order():
        with acting(people.county_clerk) as actor:
            return actions.issue_order(
                actor=actor,
                now=clock.now(),
                lines=[actions.OrderLine(hazard.pk, version=hazard.version)],
                officers=officers(people),
                language="en",
            )

    done, refused = outcomes(at_once(order, order))
    assert (done, [error.status for error in refused]) == (1, [409])
    with scope.everything(because="the test counts"):
        assert Order.objects.filter(hazard=hazard).count() == 1


def test_one_phone_sends_a_finding_three_times_at_once(people):
    key = new_id()

    def send():
        with acting(people.inspector) as actor:
            return hazard_actions.record_hazard(
                actor=actor,
                now=clock.now(),
                hazard_id=key,
                enterprise=people.enterprise,
                description="Stack too high",
                source=Source.VISIT,
            )

    results = at_once(send, send, send)
    assert {result.pk for result in results} == {key}
    with scope.everything(because="the test counts"):
        assert Event.objects.filter(hazard_id=key).count() == 1


def test_confirm_and_reject_at_once(people):
    hazard = record(people)

    def confirm():
        with acting(people.second_inspector) as actor:
            return hazard_actions.confirm_grade(actor=actor, now=clock.now(), hazard_id=hazard.pk, grade="general")

    def reject():
        with acting(people.county_clerk) as actor:
            return hazard_actions.reject(actor=actor, now=clock.now(), hazard_id=hazard.pk, reason="No")

    done, refused = outcomes(at_once(confirm, reject))
    assert (done, [error.status for error in refused]) == (1, [409])
    with scope.everything(because="the test counts"):
        assert Hazard.objects.get(pk=hazard.pk).version == 2
