"""Alarms: sent once, told at once at night too, climbing until answered, dealt with on a timeline; who may; races."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.actor import system_actor
from audit.models import Entry
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.ids import new_id
from notifications.actions import dispatch_notices, record_receipt
from notifications.choices import Channel, Urgency
from notifications.models import Delivery, Endpoint, Notice
from notifications.secrets import fingerprint, seal
from risks.alarms import actions, plans, rules, views
from risks.alarms.choices import AlarmKind, AlarmLevel, AlarmStatus, AlarmVerb
from risks.alarms.views import FROM_HOLDERS
from risks.models import Alarm, AlarmEvent, AlarmPlan
from tests.cast import acting, api_as, build_cast, client_as
from tests.enterprises.test_codes import furnish, issue, token_of
from tests.evidence.pictures import jpeg
from tests.evidence.pictures import photo as photo_of
from tests.rectification.test_races import at_once, outcomes

#: A Sunday night in Beijing: every quiet hour there is.
NIGHT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


def ready(cast):
    """The codes of the furnished enterprise by kind."""
    furnish(cast)
    return issue(cast)


def sent(cast, codes, who=None, now=None, **more):
    """An alarm sent from the ice machine."""
    with acting(who or cast.worker) as actor:
        return actions.raise_alarm(
            actor=actor, now=now or clock.now(), code_id=codes["equipment"].pk, kind="sparking", **more
        )


def told(alarm):
    """Who was told, by round."""
    with scope.everything(because="the test reads"):
        rows = Notice.objects.filter(subject_id=alarm.pk).values_list("key", "membership__person__username")
        found = {}
        for key, name in rows:
            found.setdefault(int(key.rsplit(":", 1)[1]), set()).add(name)
        return found


def climb(now):
    """One run of the clock."""
    return actions.climb_alarms(actor=system_actor("test"), now=now)


# --- Rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", AlarmVerb)
@pytest.mark.parametrize("status", AlarmStatus)
def test_the_table_of_states(verb, status):
    allowed = {
        "raised": {"climb", "acknowledge"},
        "acknowledged": {"act", "report", "make_hazard", "close"},
        "acting": {"act", "report", "make_hazard", "close"},
        "closed": set(),
    }
    assert rules.may(verb, status) is (verb.value in allowed[status.value])


@given(st.sampled_from(list(AlarmLevel)), st.integers(1, 600))
def test_graver_alarms_climb_no_later(level, minutes):
    limits = rules.Limits()
    order = [limits.of(each) for each in AlarmLevel]
    assert order == sorted(order)
    assert rules.climbs_at(NIGHT, level, rules.Limits(minutes, minutes, minutes, minutes)) == NIGHT + timedelta(
        minutes=minutes
    )


def test_every_kind_has_a_level():
    assert set(rules.LEVELS) == set(AlarmKind)


# --- Sent -------------------------------------------------------------------------------------------------------------


def test_the_place_is_matched_and_everybody_of_the_plan_is_told_at_once(cast):
    alarm = sent(cast, ready(cast), now=NIGHT)
    assert alarm.where == "Ammonia store · Ice machine 2"
    assert (alarm.level, alarm.status, alarm.climbs_at) == ("red", "raised", NIGHT + timedelta(minutes=15))
    first = told(alarm)[1]
    assert {"principal", "safety_head", "county_head", "county_clerk", "inspector"} <= first
    assert not first & {"viewer", "anhui_clerk", "rival_safety_head", "city_clerk"}
    with scope.everything(because="the test reads"):
        assert {notice.look.urgency for notice in Notice.objects.filter(subject_id=alarm.pk)} == {Urgency.URGENT}


def test_quiet_hours_hold_no_alarm_back(cast):
    cast.county_clerk.user.email = "clerk@example.org"
    with scope.everything(because="the test gives an address"):
        type(cast.county_clerk.user).objects.filter(pk=cast.county_clerk.user.pk).update(email="clerk@example.org")
    alarm = sent(cast, ready(cast), now=NIGHT)
    dispatch_notices(now=NIGHT)
    with scope.everything(because="the test reads"):
        due = list(Delivery.objects.filter(notice__subject_id=alarm.pk).values_list("next_try_at", flat=True))
    assert all(moment <= NIGHT for moment in due)


def test_sent_twice_is_one_alarm_told_once(cast):
    codes, key = ready(cast), new_id()
    first = sent(cast, codes, alarm_id=key)
    again = sent(cast, codes, alarm_id=key)
    assert first.pk == again.pk
    with scope.everything(because="the test reads"):
        assert AlarmEvent.objects.filter(alarm=first).count() == 1
        notices = Notice.objects.filter(subject_id=first.pk)
        assert notices.count() == len(set(notices.values_list("membership_id", flat=True)))


def test_what_is_refused(cast):
    codes = ready(cast)
    with acting(cast.worker) as actor, pytest.raises(RuleBroken):
        actions.raise_alarm(actor=actor, now=clock.now(), code_id=codes["place"].pk, kind="boredom")
    with acting(cast.rival_safety_head) as actor, pytest.raises(NotVisible):
        actions.raise_alarm(actor=actor, now=clock.now(), code_id=codes["place"].pk, kind="fire")
    with acting(cast.viewer) as actor, pytest.raises(NotAllowed):
        actions.raise_alarm(actor=actor, now=clock.now(), code_id=codes["place"].pk, kind="fire")


# --- The clock --------------------------------------------------------------------------------------------------------


def test_nobody_answers_and_it_climbs_once_a_round(cast):
    alarm = sent(cast, ready(cast), now=NIGHT)
    assert climb(NIGHT + timedelta(minutes=14)) == 0
    for turn, minutes in ((2, 15), (3, 30), (4, 45)):
        assert climb(NIGHT + timedelta(minutes=minutes)) == 1
        assert climb(NIGHT + timedelta(minutes=minutes)) == 0
        assert turn in told(alarm)
    found = told(alarm)
    assert "city_clerk" in found[2] and "provincial_head" in found[3]
    assert found[4] == found[3], "the highest are told again and again"
    assert climb(NIGHT + timedelta(days=10)) == 1


def test_an_answered_alarm_climbs_no_more(cast):
    alarm = sent(cast, ready(cast), now=NIGHT)
    with acting(cast.county_clerk) as actor:
        actions.acknowledge_alarm(actor=actor, now=NIGHT, alarm_id=alarm.pk)
    assert climb(NIGHT + timedelta(days=1)) == 0
    assert set(told(alarm)) == {1}


def test_the_minutes_are_settings(cast):
    codes = ready(cast)
    with acting(cast.county_head) as actor:
        minutes = {"minutes_red": 5, "minutes_orange": 6, "minutes_yellow": 7, "minutes_blue": 8}
        actions.set_alarm_plan(actor=actor, now=NIGHT, openness="members", authorities=[], **minutes)
    assert sent(cast, codes, now=NIGHT).climbs_at == NIGHT + timedelta(minutes=5)


# --- The disposal -----------------------------------------------------------------------------------------------------


def test_the_disposal_is_a_timeline_and_may_become_a_hazard(cast):
    alarm = sent(cast, ready(cast))
    with acting(cast.worker) as actor, pytest.raises(NotAllowed):
        actions.acknowledge_alarm(actor=actor, now=clock.now(), alarm_id=alarm.pk)
    with acting(cast.safety_head) as actor:
        given_ = {"actor": actor, "now": clock.now(), "alarm_id": alarm.pk}
        with pytest.raises(Conflict):
            actions.close_alarm(**given_, reason="Too early")
        actions.acknowledge_alarm(**given_)
        actions.act_on_alarm(**given_, text="Power cut, store evacuated")
        actions.report_on_alarm(**given_, text="The contactor is burnt")
        hazard = actions.make_hazard(**given_, description="Contactor of ice machine 2 burnt")
        assert actions.make_hazard(**given_).pk == hazard.pk
        assert (hazard.equipment_id, hazard.place_id) == (alarm.equipment_id, alarm.place_id)
        with pytest.raises(RuleBroken):
            actions.close_alarm(**given_, reason=" ")
        actions.close_alarm(**given_, reason="Machine isolated; the hazard is ordered to be rectified")
        with pytest.raises(Conflict):
            actions.report_on_alarm(**given_, text="More")
    with scope.everything(because="the test reads"):
        verbs = list(AlarmEvent.objects.filter(alarm=alarm).order_by("number").values_list("verb", flat=True))
    assert verbs == ["raise", "acknowledge", "act", "report", "make_hazard", "close"]


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_three_taps_with_a_photo(cast):
    codes = ready(cast)
    browser = client_as(cast.worker)
    path = f"/risks/alarms/new/?code={codes['equipment'].pk}"
    assert "Ice machine 2" in browser.get(path).content.decode()
    key = str(new_id())
    for _twice in range(2):
        photo = SimpleUploadedFile("spark.jpg", jpeg(photo_of(3)), content_type="image/jpeg")
        answer = browser.post(path, {"id": key, "kind": "sparking", "photo": photo})
        assert answer.status_code == 302
    with scope.everything(because="the test reads"):
        row = Alarm.objects.get()
        assert row.photo_id is not None
    page = client_as(cast.county_clerk).get(answer["Location"]).content.decode()
    assert "Acknowledge the alarm" in page
    assert client_as(cast.anhui_clerk).get(answer["Location"]).status_code == 404


def test_a_broken_photo_keeps_no_alarm_back(cast):
    codes = ready(cast)
    photo = SimpleUploadedFile("x.jpg", b"no photo", content_type="image/jpeg")
    path = f"/risks/alarms/new/?code={codes['place'].pk}"
    answer = client_as(cast.worker).post(path, {"id": str(new_id()), "kind": "leak", "photo": photo})
    assert answer.status_code == 302
    assert client_as(cast.worker).post(path, {"id": str(new_id())}).status_code == 422


def test_holders_only_where_the_enterprise_lets_them(cast):
    codes = ready(cast)
    token = token_of(codes["equipment"])
    stranger = Client()
    assert "Send an alarm" not in stranger.get(f"/c/{token}/").content.decode()
    assert stranger.get(f"/c/{token}/alarm/").status_code == 200
    assert stranger.get("/risks/alarms/new/").status_code == 404
    with acting(cast.principal) as actor:
        minutes = {"minutes_red": 15, "minutes_orange": 30, "minutes_yellow": 120, "minutes_blue": 480}
        actions.set_alarm_plan(actor=actor, now=clock.now(), openness="holders", authorities=[], **minutes)
    assert "Send an alarm" in stranger.get(f"/c/{token}/").content.decode()
    led = stranger.get(f"/c/{token}/alarm/")
    assert led.status_code == 302 and token not in led["Location"]
    form = stranger.get(led["Location"])
    assert "Watch the pressure" not in form.content.decode()
    answer = stranger.post(led["Location"], {"id": str(new_id()), "kind": "sparking"})
    assert answer.status_code == 200 and "The alarm is sent" in answer.content.decode()
    with scope.everything(because="the test reads"):
        alarm = Alarm.objects.get()
    assert {"principal", "county_head"} <= told(alarm)[1]
    assert stranger.get(f"/risks/alarms/{alarm.pk}/").status_code == 302


def led_as_holder(browser, token):
    """The form of an alarm to which the label leads somebody who holds it."""
    led = browser.get(f"/c/{token}/alarm/")
    assert led.status_code == 302
    return led["Location"]


def for_holders(cast):
    with acting(cast.principal) as actor:
        minutes = {"minutes_red": 15, "minutes_orange": 30, "minutes_yellow": 120, "minutes_blue": 480}
        return actions.set_alarm_plan(actor=actor, now=clock.now(), openness="holders", authorities=[], **minutes)


def test_somebody_of_another_enterprise_sends_as_a_holder(cast):
    token = token_of(ready(cast)["equipment"])
    for_holders(cast)
    visitor = client_as(cast.rival_safety_head)
    path = led_as_holder(visitor, token)
    assert "Ice machine 2" in visitor.get(path).content.decode()
    answer = visitor.post(path, {"id": str(new_id()), "kind": "leak"})
    assert "The alarm is sent" in answer.content.decode()


def test_a_holder_cannot_rouse_everybody_without_end(cast):
    codes = ready(cast)
    token = token_of(codes["equipment"])
    for_holders(cast)
    stranger = Client()
    path = led_as_holder(stranger, token)
    answers = [
        stranger.post(path, {"id": str(new_id()), "kind": "other"}).status_code
        for _each in range(FROM_HOLDERS.most + 1)
    ]
    assert answers == [200] * FROM_HOLDERS.most + [429]
    member = f"/risks/alarms/new/?code={codes['equipment'].pk}"
    assert client_as(cast.worker).post(member, {"id": str(new_id()), "kind": "other"}).status_code == 302


def test_a_store_that_fails_keeps_no_alarm_back(cast, monkeypatch):
    codes = ready(cast)

    def broken(**_given):
        raise OSError("No space left on device")

    monkeypatch.setattr(views, "receive_photo", broken)
    photo = SimpleUploadedFile("spark.jpg", jpeg(photo_of(3)), content_type="image/jpeg")
    path = f"/risks/alarms/new/?code={codes['equipment'].pk}"
    answer = client_as(cast.worker).post(path, {"id": str(new_id()), "kind": "sparking", "photo": photo})
    assert answer.status_code == 302
    with scope.everything(because="the test reads"):
        assert Alarm.objects.get().photo_id is None


def test_what_the_action_refuses_is_said_on_the_page(cast, monkeypatch):
    alarm = sent(cast, ready(cast))

    def refused(**_given):
        raise RuleBroken("This enterprise takes no hazard now.")

    monkeypatch.setattr(actions, "make_hazard", refused)
    answer = client_as(cast.inspector).post(f"/risks/alarms/{alarm.pk}/hazard/", {"text": "Burnt"})
    assert answer.status_code == 422

    with acting(cast.inspector) as actor:
        actions.acknowledge_alarm(actor=actor, now=clock.now(), alarm_id=alarm.pk)
    answer = client_as(cast.inspector).post(f"/risks/alarms/{alarm.pk}/hazard/", {"text": "Burnt"})
    assert "This enterprise takes no hazard now." in answer.content.decode()


def test_an_alarm_that_cannot_climb_holds_up_no_other(cast, monkeypatch):
    codes = ready(cast)
    first, second = sent(cast, codes, now=NIGHT), sent(cast, codes, now=NIGHT + timedelta(seconds=1))
    climb_one = actions._climb

    def climbing(actor, pk, now):
        if pk == first.pk:
            raise ValueError("broken")
        return climb_one(actor, pk, now)

    monkeypatch.setattr(actions, "_climb", climbing)
    assert climb(NIGHT + timedelta(minutes=16)) == 1
    assert 2 in told(second) and 2 not in told(first)


def test_an_enterprise_that_moved_sets_its_plan_again(cast):
    with scope.everything(because="the test plays a move"):
        AlarmPlan.objects.filter(pk=for_holders(cast).pk).update(region_code="510104")
    assert for_holders(cast).region_code == cast.enterprise.region_code


def test_the_api_sends_answers_and_closes(cast):
    codes = ready(cast)
    sender, officer = api_as(cast.worker), api_as(cast.inspector)
    given_ = {"id": str(new_id()), "code": str(codes["equipment"].pk), "kind": "fire"}
    made = [sender.post("/api/v1/alarms/", given_, "application/json") for _twice in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    path = f"/api/v1/alarms/{given_['id']}/"
    assert officer.post(f"{path}acknowledge/", {}, "application/json").json()["status"] == "acknowledged"
    assert officer.post(f"{path}acknowledge/", {}, "application/json").status_code == 409
    assert officer.post(f"{path}act/", {"text": "On the way"}, "application/json").json()["status"] == "acting"
    assert officer.post(f"{path}close/", {"text": "Out"}, "application/json").json()["status"] == "closed"
    assert [row["verb"] for row in officer.get(f"{path}events/").json()] == ["raise", "acknowledge", "act", "close"]


# --- The plan on its pages --------------------------------------------------------------------------------------------

MINUTES = {"minutes_red": "5", "minutes_orange": "10", "minutes_yellow": "20", "minutes_blue": "40"}


def counted(steps):
    """How many people each party of each round is, by name."""
    return [{party.name: party.people for party in step.parties} for step in steps]


def test_the_forecast_counts_whom_an_alarm_tells(cast):
    codes = ready(cast)
    with acting(cast.principal):
        steps = plans.forecast(
            named=[], limits=rules.Limits(), region_code=cast.enterprise.region_code, enterprise=cast.enterprise
        )
    climbing = sent(cast, codes, now=NIGHT)
    for minutes in (15, 30):
        climb(NIGHT + timedelta(minutes=minutes))
    found, before = told(climbing), 0
    for turn, step in enumerate(counted(steps), start=1):
        before += sum(step.values())
        assert len(found[turn]) == before
    assert [[wait.minutes for wait in step.waits] for step in steps] == [[], [15, 30, 120], [30, 60, 240]]


def test_a_region_sets_its_plan_on_the_page_and_an_enterprise_its_own(cast):
    path, bureau = "/risks/alarms/plan/", cast.authorities["510525"]
    worker, head, principal = client_as(cast.worker), client_as(cast.county_head), client_as(cast.principal)
    assert "no plan was set here or above" in worker.get(path).content.decode()
    typed = {"openness": "members", "authorities": [str(bureau.pk)], "channels": ["email"], **MINUTES}
    looked = head.post(f"{path}edit/", {**typed, "look": "1"}).content.decode()
    assert "By this plan an alarm now would tell" in looked and "Red after 5 min" in looked
    assert "no plan was set here or above" in worker.get(path).content.decode(), "looking saves nothing"
    assert head.post(f"{path}edit/", typed).status_code == 302
    inherited = worker.get(path).content.decode()
    assert "set by Gulin County" in inherited and "climbs after 5 min" in inherited
    assert principal.post(f"{path}edit/", {**typed, "openness": "holders", "minutes_red": "3"}).status_code == 302
    own = client_as(cast.county_clerk).get(f"{path}{cast.enterprise.pk}/").content.decode()
    assert "set by the enterprise itself" in own and "Anybody who stands before the label" in own
    assert "Red after 3 min" in own and cast.principal.user.name in own, "its settings stand in the history"
    assert "Change the plan" not in own
    assert "climbs after 5 min" in head.get(path).content.decode()


def test_what_a_plan_may_not_say_is_kept_on_the_form(cast):
    path, head = "/risks/alarms/plan/edit/", client_as(cast.county_head)
    wrong = head.post(path, {"openness": "members", **MINUTES, "minutes_red": "0"})
    assert wrong.status_code == 422 and 'value="20"' in wrong.content.decode()
    foreign = str(cast.authorities["34"].pk)
    assert head.post(path, {"openness": "members", "authorities": [foreign], **MINUTES}).status_code == 422
    with acting(cast.county_head) as actor, pytest.raises(RuleBroken):
        actions.set_alarm_plan(
            actor=actor, now=NIGHT, openness="members", authorities=[uuid.UUID(foreign)], minutes_red=5
        )
    with scope.everything(because="the test reads"):
        assert not AlarmPlan.objects.exists()


def test_only_who_keeps_a_plan_finds_its_form(cast):
    for persona in (cast.county_clerk, cast.worker, cast.viewer):
        assert client_as(persona).get("/risks/alarms/plan/edit/").status_code == 403
    assert client_as(cast.anhui_clerk).get(f"/risks/alarms/plan/{cast.enterprise.pk}/").status_code == 404


def test_the_pages_ask_little(cast, page_queries):
    alarm = sent(cast, ready(cast))
    for_holders(cast)
    plan = f"/risks/alarms/plan/{cast.enterprise.pk}/"
    for path in ("/risks/alarms/", f"/risks/alarms/{alarm.pk}/", plan):
        asked = page_queries(client_as(cast.county_clerk), path)
        assert len(asked) <= 12, "\n".join(each[:150] for each in asked)


# --- Races ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_copies_at_once_and_two_answers_at_once():
    cast = build_cast()
    codes, key = ready(cast), uuid.uuid4()
    done, refused = outcomes(at_once(*[lambda: sent(cast, codes, alarm_id=key).pk] * 2))
    assert (done, refused) == (2, [])

    def acknowledge(who):
        def call():
            with acting(who) as actor:
                return actions.acknowledge_alarm(actor=actor, now=clock.now(), alarm_id=key).status

        return call

    done, refused = outcomes(at_once(acknowledge(cast.county_clerk), acknowledge(cast.safety_head)))
    assert done == 1 and isinstance(refused[0], Conflict)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_climb_once():
    cast = build_cast()
    alarm = sent(cast, ready(cast), now=NIGHT)
    late = NIGHT + timedelta(minutes=16)
    done, refused = outcomes(at_once(lambda: climb(late), lambda: climb(late)))
    assert (done, refused) == (2, [])
    assert set(told(alarm)) == {1, 2}
    with scope.everything(because="the test reads"):
        assert Alarm.objects.get().turn == 2


def channels_of_deliveries(alarm):
    """By which channels each person was told of an alarm, by name of account."""
    with scope.everything(because="the test reads"):
        rows = Delivery.objects.filter(notice__subject_id=alarm.pk).values_list("person__username", "channel")
        found = {}
        for name, channel in rows:
            found.setdefault(name, set()).add(channel)
        return found


def addresses(cast):
    """The safety head reads mail and messages, but chose mail alone for danger; the clerk has mail only."""
    with scope.everything(because="the test gives addresses"):
        people = type(cast.safety_head.user).objects
        people.filter(pk=cast.county_clerk.user.pk).update(email="clerk@example.org")
        people.filter(pk=cast.safety_head.user.pk).update(email="", phone="")
        for rank, (channel, address, groups) in enumerate(
            [("email", "head@example.org", ["danger"]), ("webhook", "https://example.org/hook", ["news"])]
        ):
            Endpoint.objects.create(
                region_code="",
                person=cast.safety_head.user,
                channel=channel,
                hint=address[:20],
                sealed_address=seal(address),
                address_hash=fingerprint(address),
                groups=groups,
                rank=rank,
                created_at=clock.now(),
            )


MINUTES_SET = {"minutes_red": 15, "minutes_orange": 30, "minutes_yellow": 120, "minutes_blue": 480}


def test_an_alarm_goes_out_by_every_channel_unless_the_plan_chooses(cast):
    codes = ready(cast)
    addresses(cast)
    by_all = sent(cast, codes)
    dispatch_notices(now=clock.now())
    assert channels_of_deliveries(by_all)["safety_head"] == {"email", "webhook"}, "also where danger was not ticked"
    with acting(cast.county_head) as actor:
        given_ = {"actor": actor, "now": clock.now(), "openness": "members", "authorities": [], **MINUTES_SET}
        row = actions.set_alarm_plan(**given_, channels=["webhook"])
    assert row.channels == ["webhook"]
    chosen = sent(cast, codes)
    dispatch_notices(now=clock.now())
    found = channels_of_deliveries(chosen)
    assert found["safety_head"] == {"webhook"}
    assert found["county_clerk"] == {"email"}, "whoever has no such address is told by the one they have"
    with scope.everything(because="the test reads"):
        assert Notice.objects.filter(subject_id=chosen.pk, person=cast.principal.user.pk).exists(), "the inbox has it"


def test_what_fails_by_the_channels_of_a_plan_goes_by_another(cast):
    codes = ready(cast)
    addresses(cast)
    with acting(cast.county_head) as actor:
        given_ = {"actor": actor, "now": clock.now(), "openness": "members", "authorities": [], **MINUTES_SET}
        actions.set_alarm_plan(**given_, channels=["webhook"])
    alarm = sent(cast, codes)
    dispatch_notices(now=clock.now())
    with scope.everything(because="the test reads"):
        row = Delivery.objects.get(notice__subject_id=alarm.pk, channel="webhook")
    record_receipt(delivery_id=row.pk, arrived=False, reason="gone", now=clock.now())
    assert channels_of_deliveries(alarm)["safety_head"] == {"email", "webhook"}


def test_a_plan_never_leaves_the_inbox_alone(cast, settings):
    settings.SMS_GATEWAY = ""
    with acting(cast.county_head) as actor:
        given_ = {"actor": actor, "now": clock.now(), "openness": "members", "authorities": [], **MINUTES_SET}
        for wrong in (["pigeon"], ["sms"]):
            with pytest.raises(RuleBroken):
                actions.set_alarm_plan(**given_, channels=wrong)
        assert actions.set_alarm_plan(**given_).channels == list(Channel.values)
        with pytest.raises(IntegrityError), transaction.atomic():
            AlarmPlan.objects.update(channels=[])


def test_a_plan_is_given_back_and_the_nearest_above_holds(cast):
    path = "/risks/alarms/plan/"
    province, county, unit = client_as(cast.provincial_head), client_as(cast.county_head), client_as(cast.principal)
    assert county.get(f"{path}give-back/").status_code == 302, "there is none to give back"
    assert county.post(f"{path}give-back/").status_code == 404
    typed = {"openness": "members", "authorities": [], "channels": ["email", "webhook"], **MINUTES}
    assert province.post(f"{path}edit/", typed | {"minutes_red": "11"}).status_code == 302
    assert county.post(f"{path}edit/", typed).status_code == 302
    assert unit.post(f"{path}edit/", typed | {"minutes_red": "3"}).status_code == 302
    assert unit.post(f"{path}edit/", typed | {"channels": []}).status_code == 422
    page = unit.get(f"{path}give-back/").content.decode()
    assert "set by Gulin County" in page and "climbs after 5 min" in page
    assert unit.post(f"{path}give-back/").status_code == 302
    held = unit.get(path).content.decode()
    assert "set by Gulin County" in held and "Inbox, E-mail, Webhook" in held and "Give the plan back" not in held
    page = county.get(f"{path}give-back/").content.decode()
    assert "set by Sichuan" in page and "climbs after 11 min" in page
    assert client_as(cast.county_clerk).post(f"{path}give-back/").status_code == 403
    assert api_as(cast.county_head).post("/api/v1/alarm-plans/remove/").status_code == 204
    assert api_as(cast.county_head).post("/api/v1/alarm-plans/remove/").status_code == 404
    assert "climbs after 11 min" in unit.get(path).content.decode()
    with scope.everything(because="the test reads"):
        rows = Entry.objects.filter(verb="remove_alarm_plan").order_by("at", "number")
        assert [row.data["minutes_red"] for row in rows] == [3, 5]
