"""The clock on PostgreSQL: each period once, late ones after an outage, misses, holders and dates of effect."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from checklists.duties.sweep import sweep
from checklists.models import Binding, Duty, DutyEvent, Holding
from core import scope
from tests.checklists.duties.stage import (
    FREQUENCIES,
    NOW,
    TODAY,
    add_version,
    bind,
    duties,
    events,
    hold,
    make_list,
    set_up,
)

PERIODIC = {"day", "week", "month", "quarter", "year"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_day_is_drawn_up_once(cast):
    binding = set_up(cast)
    first = sweep(now=NOW)
    assert (first.started, first.clocks, first.drawn) == (1, 1, 5)
    again = sweep(now=NOW + HOUR)
    assert (again.started, again.clocks, again.drawn) == (0, 0, 0)
    found = duties(binding=binding)
    assert {duty.frequency for duty in found} == PERIODIC
    assert {duty.period for duty in found} == {"2026-11-18", "2026-W47", "2026-11", "2026-Q4", "2026"}
    assert {duty.status for duty in found} == {"open"}
    assert not any(duty.drawn_up_late for duty in found)


def test_the_next_day_brings_the_next_period_and_the_miss_of_the_last(cast):
    binding = set_up(cast, frequencies=("day",))
    sweep(now=NOW)
    done = sweep(now=NOW + DAY)
    assert (done.drawn, done.missed) == (1, 0)  # its grace ends at noon
    assert sweep(now=NOW + DAY + 3 * HOUR).missed == 1
    assert sweep(now=NOW + DAY + 4 * HOUR).missed == 0
    first, second = duties(binding=binding)
    assert (first.status, second.status) == ("missed", "open")
    assert first.bearer_id == cast.worker.membership.pk
    assert first.alarm_at is not None
    (noted,) = events()
    assert (noted.verb, noted.number, noted.actor["role"]) == ("missed", 1, "system")
    assert noted.bearer["person"] == cast.worker.user.name
    assert noted.bearer["post"].startswith("Post ")
    assert noted.bearer["tenant"] == cast.enterprise.name


def test_an_outage_of_ten_days_is_caught_up_with_once(cast):
    binding = set_up(cast, frequencies=("day", "shift"), shifts=(8, 20))
    sweep(now=NOW)
    done = sweep(now=NOW + 10 * DAY)
    again = sweep(now=NOW + 10 * DAY)
    assert (again.drawn, again.missed) == (0, 0)
    found = duties(binding=binding)
    days = {duty.period for duty in found if duty.frequency == "day"}
    assert days == {(TODAY + n * DAY).isoformat() for n in range(11)}
    # the shift from eight of the first day was running when the post was bound
    assert sum(duty.frequency == "shift" for duty in found) == 21
    late = [duty for duty in found if duty.drawn_up_late]
    # what is late but within its grace can still be done
    assert all(duty.status == ("missed" if duty.closes_at <= NOW + 10 * DAY else "open") for duty in found)
    in_time = [duty for duty in found if duty.status == "missed" and not duty.drawn_up_late]
    assert len(in_time) == 2 and len(late) > 25  # the two of the first day were drawn up in time
    assert len(events()) == done.missed


def test_what_was_over_before_the_post_was_bound_is_nobodys(cast):
    binding = set_up(cast, frequencies=("shift",), shifts=(0, 4, 12), starts_on=TODAY - 30 * DAY)
    sweep(now=NOW)
    assert [duty.period for duty in duties(binding=binding)] == ["2026-11-18T04"]


def test_dates_of_effect(cast):
    with scope.everything(because="the test sets its stage"):
        held, first = make_list(frequencies=("day",))
        bound = bind(cast, held, member=cast.inspector.membership, starts_on=TODAY + DAY, ends_on=TODAY + 9 * DAY)
        second = add_version(held, 2, ("day", "day"), TODAY + 6 * DAY)
    assert sweep(now=NOW).drawn == 0
    for day in range(1, 15):
        sweep(now=NOW + day * DAY)
    found = duties(binding=bound)
    by_day = {}
    for duty in found:
        by_day.setdefault(duty.period, set()).add(duty.item.version_id)
    # a bureau's post is manned on working days: Thursday and Friday by the first version, the next week by the second
    assert by_day == {
        "2026-11-19": {first.pk},
        "2026-11-20": {first.pk},
        "2026-11-23": {first.pk},
        "2026-11-24": {second.pk},
        "2026-11-25": {second.pk},
        "2026-11-26": {second.pk},
    }
    assert len([duty for duty in found if duty.period == "2026-11-24"]) == 2
    assert sweep(now=NOW + 20 * DAY).clocks == 0


def test_a_binding_that_ended_leaves_no_miss(cast):
    binding = set_up(cast, frequencies=("week",))
    sweep(now=NOW)
    with scope.everything(because="the test ends it"):
        Binding.objects.filter(pk=binding.pk).update(ends_on=TODAY + DAY)
    done = sweep(now=NOW + 10 * DAY)
    assert (done.missed, done.lapsed) == (0, 1)
    (duty,) = duties(binding=binding)
    assert (duty.status, duty.result) == ("not_applicable", "not_applicable")
    assert "bound the post no more" in events()[0].note


def test_whoever_held_the_post_on_the_day_answers_for_the_miss(cast):
    binding = set_up(cast, frequencies=("day",))
    with scope.everything(because="the test sets its stage"):
        Holding.objects.filter(post=binding.post).update(until_on=TODAY + 2 * DAY)
        hold(binding.post, cast.safety_head, from_on=TODAY + 2 * DAY)
        hold(binding.post, cast.principal, from_on=TODAY + DAY, until_on=TODAY + 2 * DAY, kind="substitute")
    sweep(now=NOW)
    sweep(now=NOW + 6 * DAY)
    found = {duty.period: duty for duty in duties(binding=binding, status="missed")}
    who = [found[(TODAY + n * DAY).isoformat()].bearer_id for n in range(4)]
    people = [cast.worker, cast.principal, cast.safety_head, cast.safety_head]
    assert who == [each.membership.pk for each in people]
    verbs = [each.verb for each in events(duty=found[(TODAY + DAY).isoformat()])]
    assert verbs == ["handed_over", "missed"]


def test_a_post_that_nobody_holds_is_no_silent_gap(cast):
    with scope.everything(because="the test sets its stage"):
        held, _version = make_list(frequencies=("day",))
        post = cast.enterprise.posts.create(
            region_code=cast.enterprise.region_code, name="Empty post", holder_name="Old Zhang"
        )
        bind(cast, held, post=post)
    sweep(now=NOW)
    sweep(now=NOW + 2 * DAY)
    (noted,) = events()
    assert (noted.verb, noted.bearer["person"], noted.bearer["post"]) == ("missed", "Old Zhang", "Empty post")


def test_small_batches_do_the_same(cast):
    for _ in range(5):
        set_up(cast, frequencies=("day", "week"))
    done = sweep(now=NOW, most=2)
    assert (done.clocks, done.drawn) == (5, 10)
    assert sweep(now=NOW + 2 * DAY, most=2).missed == 5


def test_the_ledger_is_kept_by_the_database(cast):
    set_up(cast, frequencies=("day",))
    sweep(now=NOW)
    sweep(now=NOW + 2 * DAY)
    missed = duties(status="missed")[0]
    for spoil in (
        lambda: DutyEvent.objects.update(note="No"),
        lambda: DutyEvent.objects.all().delete(),
        lambda: Duty.objects.filter(pk=missed.pk).delete(),
        lambda: Duty.objects.filter(pk=missed.pk).update(due_on=date(2027, 1, 1)),
        lambda: Duty.objects.filter(pk=missed.pk).update(status="done"),
        lambda: Duty.objects.filter(pk=missed.pk).update(status="open", decided_at=None),
        lambda: Duty.objects.filter(pk=missed.pk).update(bearer=cast.principal.membership),
        lambda: Holding.objects.update(person_name="Another"),
        lambda: Holding.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), scope.everything(because="the test tries"), transaction.atomic():
            spoil()


def test_an_idle_sweep_asks_little(cast, django_assert_max_num_queries):
    set_up(cast, frequencies=FREQUENCIES)
    sweep(now=NOW)
    with django_assert_max_num_queries(30):
        sweep(now=NOW + HOUR)
    assert connection.in_atomic_block
