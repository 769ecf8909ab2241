"""Answers, handovers, absences, manning and occasions on PostgreSQL; alarms that climb."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from checklists.duties import actions, selectors
from checklists.duties.sweep import sweep
from checklists.models import DutyClock, Holding
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.ids import new_id
from desk.duties import actions as desk_actions
from desk.duties.alarms import tell_superiors
from notifications.models import Notice
from tests.cast import acting, client_as
from tests.checklists.duties.stage import NOW, TODAY, bind, duties, events, hold, make_list, make_post, set_up

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def mine(persona, now=NOW):
    with acting(persona) as actor:
        return [each.duty for each in selectors.my_duties(actor, now=now)]


def answer(persona, duty, now=NOW, *, result="conform", **more):
    with acting(persona) as actor:
        return desk_actions.answer_duty(actor=actor, now=now, duty_id=duty.pk, result=result, **more)


@pytest.fixture
def daily(cast):
    set_up(cast, frequencies=("day",))
    sweep(now=NOW)
    return duties()[0]


def test_done_in_time_with_everything_on_the_record(cast, daily):
    assert mine(cast.worker) == [daily]
    done = answer(cast.worker, daily, note="All clear", device_at=NOW - HOUR, event_id=new_id())
    assert (done.status, done.result, done.bearer_id) == ("done", "conform", cast.worker.membership.pk)
    assert mine(cast.worker) == []
    (noted,) = events()
    assert (noted.verb, noted.note, noted.at, noted.device_at) == ("done", "All clear", NOW, NOW - HOUR)
    assert noted.bearer["person"] == cast.worker.user.name
    assert noted.bearer["post"] == daily_post(daily)


def daily_post(duty):
    with scope.everything(because="the test looks"):
        return duty.binding.post.name


def test_a_second_press_records_nothing_new(cast, daily):
    key = new_id()
    answer(cast.worker, daily, event_id=key)
    answer(cast.worker, daily, now=NOW + HOUR, event_id=key)
    assert len(events()) == 1
    with pytest.raises(Conflict):
        answer(cast.worker, daily, event_id=new_id())


def test_late_missed_and_made_up_for(cast, daily):
    assert answer(cast.worker, daily, now=NOW + DAY).status == "done_late"
    sweep(now=NOW + DAY)
    second = duties(status="open")[0]
    sweep(now=NOW + 2 * DAY + 3 * HOUR)
    made_up = answer(cast.worker, second, now=NOW + 3 * DAY, note="Done on the day after")
    assert made_up.status == "done_late"
    assert [each.verb for each in events(duty=second)] == ["missed", "done_late"]
    with pytest.raises(RuleBroken):
        answer(cast.worker, duties(status="missed")[0] if duties(status="missed") else miss(cast), now=NOW + 6 * DAY,
               result="not_applicable", note="Never mind")  # fmt: skip


def miss(cast):
    sweep(now=NOW + 6 * DAY)
    return duties(status="missed")[0]


@pytest.mark.parametrize(
    "persona", ["safety_head", "principal", "inspector", "county_head", "enterprise_administrator"]
)
def test_nobody_does_it_in_anothers_name(cast, daily, persona):
    with pytest.raises(NotAllowed):
        answer(getattr(cast, persona), daily)


@pytest.mark.parametrize("persona", ["rival_safety_head", "anhui_head", "sibling_inspector"])
def test_strangers_find_nothing(cast, daily, persona):
    with pytest.raises(NotVisible):
        answer(getattr(cast, persona), daily)
    assert mine(getattr(cast, persona)) == []


def test_a_photo_where_one_is_needed_and_only_ones_own(cast):
    set_up(cast, frequencies=("week",))
    sweep(now=NOW)
    weekly = duties()[0]
    # the item of each week asks for a photo
    with pytest.raises(RuleBroken) as refused:
        answer(cast.worker, weekly)
    assert "photos" in refused.value.fields
    with pytest.raises(RuleBroken):
        answer(cast.worker, weekly, photos=[new_id()])
    assert answer(cast.worker, weekly, result="not_applicable", note="Out of use").status == "not_applicable"


def test_a_post_changes_hands_and_takes_its_open_duties_along(cast, daily):
    post = duties_post(daily)
    with acting(cast.principal) as actor:
        made = actions.hand_over_post(
            actor=actor, now=NOW, post_id=post.pk, membership_id=cast.safety_head.membership.pk, from_on=TODAY,
            note="Keys and book",
        )  # fmt: skip
    assert made.person_name == cast.safety_head.user.name
    assert mine(cast.worker) == []
    assert mine(cast.safety_head) == [daily]
    with pytest.raises(NotAllowed):
        answer(cast.worker, daily)
    assert answer(cast.safety_head, daily).status == "done"
    with scope.everything(because="the test looks"):
        old, new = Holding.objects.filter(post=post).order_by("from_on")
    assert (old.until_on, old.ended_by["person"], new.until_on) == (TODAY, cast.principal.user.name, None)


def duties_post(duty):
    with scope.everything(because="the test looks"):
        return duty.binding.post


def test_an_absence_hands_over_and_its_end_takes_back(cast):
    binding = set_up(cast, frequencies=("day", "month"))
    sweep(now=NOW)
    with acting(cast.safety_head) as actor:
        absence = actions.record_absence(
            actor=actor, now=NOW, post_id=binding.post_id, membership_id=cast.principal.membership.pk,
            from_on=TODAY, last_on=TODAY + 2 * DAY, note="Training",
        )  # fmt: skip
    day, month = sorted(duties(), key=lambda duty: duty.frequency)
    assert (day.status, month.status) == ("handed_over", "open")
    assert mine(cast.worker) == [month]
    assert mine(cast.principal) == [day]
    sweep(now=NOW + DAY)  # what is drawn up during the absence is the substitute's from the beginning
    assert len(duties(status="handed_over")) == 2
    answer(cast.principal, day)
    with acting(cast.safety_head) as actor:
        actions.end_absence(actor=actor, now=NOW + DAY, holding_id=absence.pk)
        with pytest.raises(Conflict):
            actions.end_absence(actor=actor, now=NOW + DAY, holding_id=absence.pk)
    tomorrow = next(duty for duty in duties() if duty.period == (TODAY + DAY).isoformat())
    assert (tomorrow.status, tomorrow.handed_to_id) == ("open", None)
    assert [each.verb for each in events(duty=tomorrow)] == ["handed_over", "taken_back"]
    assert {duty.pk for duty in mine(cast.worker, NOW + DAY)} == {tomorrow.pk, month.pk}


def test_what_a_leader_cannot_do_with_posts(cast):
    binding = set_up(cast, frequencies=("day",))
    person = cast.principal.membership.pk
    ask = {"now": NOW, "post_id": binding.post_id, "membership_id": person}
    absence = ask | {"from_on": TODAY, "last_on": TODAY, "note": "Away"}
    with acting(cast.worker) as actor, pytest.raises(NotAllowed):
        actions.record_absence(actor=actor, **absence)
    with acting(cast.county_head) as actor, pytest.raises(NotAllowed):
        actions.record_absence(actor=actor, **absence)
    with acting(cast.rival_safety_head) as actor, pytest.raises(NotVisible):
        actions.record_absence(actor=actor, **absence)
    with acting(cast.principal) as actor:
        stranger = absence | {"membership_id": cast.rival_safety_head.membership.pk}
        for wrong in (stranger, absence | {"note": " "}, absence | {"last_on": TODAY - DAY}):
            with pytest.raises(RuleBroken):
                actions.record_absence(actor=actor, **wrong)
        actions.record_absence(actor=actor, **absence)
        with pytest.raises(Conflict):
            actions.record_absence(actor=actor, **absence)
        with pytest.raises(RuleBroken):
            actions.hand_over_post(actor=actor, **ask, from_on=TODAY - DAY)


def test_a_seat_of_the_bureau_changes_hands(cast):
    with scope.everything(because="the test sets its stage"):
        held, _version = make_list(frequencies=("day",))
        bind(cast, held, member=cast.inspector.membership)
    sweep(now=NOW)
    (duty,) = mine(cast.inspector)
    with acting(cast.county_head) as actor:
        actions.hand_over_post(
            actor=actor, now=NOW, post_id=cast.inspector.membership.pk,
            membership_id=cast.second_inspector.membership.pk, from_on=TODAY,
        )  # fmt: skip
    assert mine(cast.inspector) == []
    assert mine(cast.second_inspector) == [duty]
    assert answer(cast.second_inspector, duty).status == "done"


def test_shifts_from_now_on(cast):
    binding = set_up(cast, frequencies=("shift",))
    sweep(now=NOW)
    assert duties() == []
    with acting(cast.safety_head) as actor:
        actions.man_post(actor=actor, now=NOW, binding_id=binding.pk, rhythm="every_day", shifts=[20, 8])
        with pytest.raises(RuleBroken):
            actions.man_post(actor=actor, now=NOW, binding_id=binding.pk, rhythm="every_day", shifts=[8, 8])
    sweep(now=NOW + 10 * HOUR)
    assert [duty.period for duty in duties()] == ["2026-11-18T20"]
    with scope.everything(because="the test looks"):
        assert DutyClock.objects.get(binding=binding).shifts == [8, 20]


def test_new_shifts_ask_nothing_of_the_hours_before_them(cast):
    binding = set_up(cast, frequencies=("shift",))
    sweep(now=NOW - 9 * HOUR)
    with acting(cast.safety_head) as actor:
        actions.man_post(actor=actor, now=NOW, binding_id=binding.pk, rhythm="every_day", shifts=[8, 16])
    sweep(now=NOW + 6 * HOUR)
    assert [duty.period for duty in duties()] == ["2026-11-18T16"]


def test_a_second_press_asks_for_an_occasion_once(cast):
    binding = set_up(cast, frequencies=("event",), starts_on=clock.today(), bound_at=clock.now())
    client = client_as(cast.safety_head)
    form = client.get("/duties/occasion/").context["form"]
    values = {
        "id": str(form["id"].value()), "occasion": "Fire work", "bindings": [str(binding.pk)],
        "due_at": localtime(clock.now() + 5 * HOUR).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    for _press in range(2):
        assert client.post("/duties/occasion/", values).status_code == 302
    assert len(duties(frequency="event")) == 1


def test_an_occasion_asks_for_its_duties_once(cast):
    binding = set_up(cast, frequencies=("event", "day"))
    sweep(now=NOW)
    ask = {
        "now": NOW, "occasion_id": new_id(), "binding_ids": [binding.pk], "occasion": "Fire work",
        "due_at": NOW + 5 * HOUR,
    }  # fmt: skip
    with acting(cast.safety_head) as actor:
        assert actions.raise_occasion(actor=actor, **ask) == 1
        assert actions.raise_occasion(actor=actor, **ask) == 0
        with pytest.raises(RuleBroken):
            actions.raise_occasion(actor=actor, **ask | {"due_at": NOW - HOUR})
    with acting(cast.worker) as actor, pytest.raises(NotAllowed):
        actions.raise_occasion(actor=actor, **ask)
    (duty,) = duties(frequency="event")
    assert (duty.occasion, duty.period) == ("Fire work", str(ask["occasion_id"]))
    assert duty in mine(cast.worker)


def told(**where):
    with scope.everything(because="the test looks"):
        return list(Notice.objects.filter(kind="duty_missed", **where).order_by("pk"))


def test_a_miss_is_an_alarm_to_the_superior_once(cast, daily):
    sweep(now=NOW + 2 * DAY)
    assert tell_superiors(now=NOW + 2 * DAY) == 1
    assert tell_superiors(now=NOW + 2 * DAY) == 0
    (notice,) = told()
    assert notice.membership_id == cast.safety_head.membership.pk
    assert cast.worker.user.name in notice.text
    assert [each.verb for each in events(duty=daily)] == ["missed", "alarmed"]
    assert events(duty=daily)[1].told == 1
    with acting(cast.safety_head) as actor:
        assert selectors.duty_of(actor, daily.pk).status == "missed"


@pytest.mark.parametrize(
    ("bearer", "superior"), [("safety_head", "principal"), ("principal", "county_head"), ("worker", "safety_head")]
)
def test_an_alarm_climbs(cast, bearer, superior):
    set_up(cast, frequencies=("day",), holder=getattr(cast, bearer))
    sweep(now=NOW)
    sweep(now=NOW + 2 * DAY)
    tell_superiors(now=NOW + 2 * DAY)
    assert {notice.membership_id for notice in told()} == {getattr(cast, superior).membership.pk}


@pytest.mark.parametrize(("bearer", "superior"), [("inspector", "county_head"), ("county_head", "provincial_head")])
def test_an_alarm_climbs_in_the_bureaus(cast, bearer, superior):
    with scope.everything(because="the test sets its stage"):
        held, _version = make_list(frequencies=("day",))
        bind(cast, held, member=getattr(cast, bearer).membership)
    sweep(now=NOW)
    sweep(now=NOW + 2 * DAY)
    tell_superiors(now=NOW + 2 * DAY)
    assert {notice.membership_id for notice in told()} == {getattr(cast, superior).membership.pk}


def test_figures_say_what_they_count(cast):
    set_up(cast, frequencies=("day",))
    sweep(now=NOW)
    answer(cast.worker, duties()[0])
    sweep(now=NOW + DAY)
    answer(cast.worker, duties(status="open")[0], now=NOW + 2 * DAY - 1 * HOUR + 10 * HOUR)
    sweep(now=NOW + 2 * DAY)
    sweep(now=NOW + 7 * DAY)  # four days of outage
    with acting(cast.county_clerk) as actor:
        figures = selectors.figures_of(selectors.ledger_of(actor), now=NOW + 7 * DAY)
    assert (figures.done, figures.done_late, figures.missed) == (1, 1, 1)
    assert figures.outage >= 3
    assert round(figures.share) == 33


def test_a_worker_reads_the_own_rows_only(cast):
    set_up(cast, frequencies=("day",))
    with scope.everything(because="the test sets its stage"):
        held, _version = make_list(frequencies=("day",), code="OTHER")
        post = make_post(cast, "Another post")
        hold(post, cast.safety_head)
        bind(cast, held, post=post)
    sweep(now=NOW)
    with acting(cast.worker) as actor:
        assert selectors.ledger_of(actor).count() == 1
    with acting(cast.principal) as actor:
        assert selectors.ledger_of(actor).count() == 2
        lines = selectors.posts_of(actor, day=TODAY)
    assert {line.holder for line in lines} == {cast.worker.user.name, cast.safety_head.user.name}
