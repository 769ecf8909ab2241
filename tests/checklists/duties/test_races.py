"""Two sweeps at once, one killed in the middle, an answer while the clock records the miss: each period once."""

from datetime import timedelta

import pytest

from checklists.duties import statements
from checklists.duties.sweep import sweep
from checklists.models import Duty
from core import scope
from desk.duties.actions import answer_duty
from tests.cast import acting, build_cast
from tests.checklists.duties.stage import NOW, duties, events, set_up
from tests.rectification.test_races import at_once, outcomes

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def people():
    return build_cast()


def test_two_sweeps_at_once_draw_up_each_period_once(people):
    for _ in range(6):
        set_up(people, frequencies=("day", "week"))
    later = NOW + 5 * DAY
    results = at_once(*[lambda: sweep(now=later, most=2)] * 3)
    assert not any(isinstance(each, Exception) for each in results)
    found = duties()
    assert len({(duty.binding_id, duty.item_key, duty.period) for duty in found}) == len(found)
    assert len(found) == 6 * (6 + 2)
    assert sum(each.drawn for each in results) == len(found)
    missed = [duty for duty in found if duty.status == "missed"]
    assert len(events(verb="missed")) == len(missed) == sum(each.missed for each in results)


def test_a_killed_sweep_leaves_nothing_half_done(people, monkeypatch):
    set_up(people, frequencies=("day",))
    whole = statements.DRAW_UP

    def killed():
        monkeypatch.setattr(statements, "DRAW_UP", whole + "; SELECT pg_terminate_backend(pg_backend_pid())")
        try:
            sweep(now=NOW)
        except Exception:
            return "killed"
        return "lived"

    assert at_once(killed) == ["killed"]
    monkeypatch.setattr(statements, "DRAW_UP", whole)
    assert duties() == []
    assert sweep(now=NOW).drawn == 1
    assert len(duties()) == 1


def test_an_answer_and_the_miss_at_once(people):
    set_up(people, frequencies=("day",))
    sweep(now=NOW)
    duty = duties()[0]
    later = NOW + 2 * DAY

    def answer():
        with acting(people.worker) as actor:
            return answer_duty(actor=actor, now=later, duty_id=duty.pk, result="conform")

    done, _refused = outcomes(at_once(answer, lambda: sweep(now=later)))
    assert done == 2
    with scope.everything(because="the test looks"):
        assert Duty.objects.get(pk=duty.pk).status == "done_late"
    assert [each.verb for each in events(duty=duty)] in (["done_late"], ["missed", "done_late"])
