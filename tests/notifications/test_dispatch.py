"""From the inbox to the channels: the recipient's choice, the law's limits, quiet hours, successors; each once."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Membership
from core.roles import Role
from hazards.models import Hazard
from notifications import actions
from notifications.choices import DeliveryState, Outcome
from notifications.models import Delivery, Notice
from notifications.rules import KINDS, Kind
from notifications.selectors import undelivered
from tests.cast import acting, make_persona
from tests.hazards.factories import record
from tests.notifications.outward import (
    MORNING,
    NIGHT,
    Wire,
    deliveries,
    dispatch,
    end_membership,
    enter,
    everything,
    give_email,
    outcome,
    send_all,
    tell,
)

SHANGHAI_EIGHT = datetime(2026, 11, 19, 0, 0, tzinfo=UTC)


@pytest.fixture
def people(cast):
    give_email(*(each for each in cast.personas.values()))
    return cast


def test_a_notice_is_handed_out_once(people):
    tell(people, people.safety_head, people.principal)
    assert dispatch() == 2
    assert dispatch() == 0
    with everything():
        Notice.objects.update(dispatch_at=MORNING)
    assert dispatch() == 2
    assert len(deliveries()) == 2
    assert outcome(people.safety_head) == Outcome.DELIVERED


def test_nothing_is_sent_by_telling(people):
    tell(people, people.safety_head)
    assert deliveries() == []
    with everything():
        assert Notice.objects.get().dispatch_at == MORNING


def test_without_an_address_the_inbox_is_all(cast):
    tell(cast, cast.safety_head)
    dispatch()
    assert outcome(cast.safety_head) == Outcome.INBOX
    assert deliveries() == []


def test_a_night_holds_back_all_but_an_immediate_danger(people):
    tell(people, people.safety_head, kind="order_served", key="order", now=NIGHT)
    tell(people, people.safety_head, kind="work_stopped", key="stop", now=NIGHT)
    dispatch(NIGHT)
    wire = Wire()
    assert send_all(wire, NIGHT) == 1
    assert "Work is stopped" in wire.sent[0][2].body
    assert deliveries(state=DeliveryState.QUEUED)[0].next_try_at == SHANGHAI_EIGHT
    assert send_all(wire, SHANGHAI_EIGHT) == 1


def test_a_delivery_that_was_late_is_not_sent_at_night(people):
    """The worker was away until the night: quiet hours count when a message is sent, not when it was queued."""
    tell(people, people.safety_head)
    dispatch()
    assert send_all(Wire(), NIGHT) == 0
    assert deliveries()[0].next_try_at == SHANGHAI_EIGHT
    assert deliveries()[0].attempts == 0


def test_a_successor_hears_what_the_predecessor_was_told(people):
    tell(people, people.safety_head, kind="order_served")
    end_membership(people.safety_head)
    with everything():
        heir = make_persona("new_safety_head", people.enterprise, "safety_head", since=MORNING)
    give_email(heir)
    dispatch()
    assert outcome(people.safety_head) == Outcome.PASSED_ON
    assert outcome(heir) == Outcome.DELIVERED
    assert [each.recipient["person"] for each in deliveries()] == ["New Safety Head"]


def test_who_leaves_between_queueing_and_sending_is_not_written_to(people):
    tell(people, people.safety_head)
    dispatch()
    end_membership(people.safety_head)
    wire = Wire()
    send_all(wire)
    assert wire.sent == []
    assert outcome(people.safety_head) == Outcome.PASSED_ON
    dispatch()
    send_all(wire)
    assert [address for _channel, address, _message in wire.sent] == ["principal@example.org"]
    with acting(people.enterprise_administrator) as actor:
        assert not undelivered(actor).exists()


def test_somebody_who_cannot_sign_in_any_more_is_succeeded_too(people):
    tell(people, people.worker)
    people.worker.user.is_active = False
    people.worker.user.save()
    dispatch()
    assert outcome(people.worker) == Outcome.PASSED_ON
    assert outcome(people.principal) == Outcome.DELIVERED


def test_one_ended_recipient_does_not_stop_the_others(people):
    """Trap 5: `return` where `continue` was meant."""
    told = [people.safety_head, people.principal, people.enterprise_administrator]
    tell(people, *told)
    end_membership(people.safety_head)
    dispatch()
    assert {each.recipient["person"] for each in deliveries()} == {"Principal", "Enterprise Administrator"}


def test_a_case_that_moved_away_is_told_to_nobody_left_behind(people):
    """Scope is checked again when it is sent: the hazard has gone to another region meanwhile."""
    hazard = record(people)
    tell(people, people.inspector, people.provincial_head, subject=hazard)
    dispatch()
    with everything():
        Hazard.objects.filter(pk=hazard.pk).update(region_code="510522")
    wire = Wire()
    send_all(wire)
    assert [address for _channel, address, _message in wire.sent] == ["provincial_head@example.org"]
    assert outcome(people.inspector) == Outcome.OUT_OF_REACH


def test_no_mail_to_holders_of_the_role_in_other_tenants(people):
    """Trap 11."""
    everybody = [each for each in people.personas.values() if each.membership]
    with everything():
        Notice.objects.bulk_create(
            [
                Notice(
                    region_code=each.membership.region_code,
                    person=each.user,
                    membership=each.membership,
                    kind="message",
                    values={"text": "About one enterprise"},
                    subject_type="enterprises.Enterprise",
                    subject_id=people.enterprise.pk,
                    created_at=MORNING,
                    key="raw",
                    dispatch_at=MORNING,
                )
                for each in everybody
            ]
        )
    dispatch(MORNING)
    wire = Wire()
    send_all(wire)
    reached = {address.partition("@")[0] for _channel, address, _message in wire.sent}
    foreign = {"anhui_head", "anhui_clerk", "anhui_inspector", "anhui_safety_head", "sibling_inspector",
               "rival_safety_head", "former_expert", "agency_administrator"}  # fmt: skip
    assert not reached & foreign
    assert {"inspector", "safety_head", "provincial_head"} <= reached


def test_a_notice_that_cannot_be_handled_holds_up_nobody(people, monkeypatch):
    tell(people, people.safety_head, key="poison")
    tell(people, people.principal, key="good")
    broken = Notice.look.fget

    def look(self):
        if self.key == "poison":
            raise ValueError("poison")
        return broken(self)

    monkeypatch.setattr(Notice, "look", property(look))
    dispatch()
    assert outcome(people.principal, "good") == Outcome.DELIVERED
    with everything():
        assert Notice.objects.get(key="poison").dispatch_at == MORNING + timedelta(hours=1)


def test_a_notice_that_the_database_refuses_holds_up_nobody(people, monkeypatch):
    tell(people, people.safety_head, key="poison")
    tell(people, people.principal, key="good")
    real = actions.dispatching.snapshot

    def snapshot(member, found):
        return real(member, found) | ({"person": "\x00"} if member.pk == people.safety_head.membership.pk else {})

    monkeypatch.setattr(actions.dispatching, "snapshot", snapshot)
    dispatch()
    assert outcome(people.principal, "good") == Outcome.DELIVERED
    with everything():
        assert Notice.objects.get(key="poison").dispatch_at == MORNING + timedelta(hours=1)


def test_what_is_switched_off_stays_in_the_inbox_but_the_law_cannot_be(people):
    row = enter(people.safety_head, "email", "safety@example.org", groups=["cases", "duties", "danger"])
    tell(people, people.safety_head, kind="grade_changed", key="news")
    dispatch()
    assert outcome(people.safety_head, "news") == Outcome.INBOX
    with everything():
        type(row).objects.filter(pk=row.pk).update(groups=[])
    tell(people, people.safety_head, kind="order_served", key="order")
    tell(people, people.safety_head, kind="work_stopped", key="stop")
    dispatch()
    assert outcome(people.safety_head, "order") == outcome(people.safety_head, "stop") == Outcome.DELIVERED


def test_a_discreet_kind_says_nothing_outside(people, monkeypatch):
    monkeypatch.setitem(KINDS, "secret", Kind("Reported by %(title)s", discreet=True))
    tell(people, people.safety_head, kind="secret")
    dispatch()
    wire = Wire()
    send_all(wire)
    ((_channel, _address, message),) = wire.sent
    assert "Blocked exit" not in message.body + message.subject + message.short
    assert message.body.count("/inbox/") == 1


def test_the_robot_of_an_authority_hears_once_what_its_people_are_told(people):
    with acting(people.county_head) as actor:
        actions.add_robot(
            actor=actor,
            now=MORNING,
            channel="wecom",
            address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789abcdef",
            groups=["danger"],
        )
    tell(people, people.inspector, people.county_clerk, people.provincial_head, kind="work_stopped")
    tell(people, people.inspector, kind="hazard_assigned", key="other")
    dispatch()
    wire = Wire()
    send_all(wire)
    robot = [message for channel, _address, message in wire.sent if channel == "wecom"]
    assert len(robot) == 1
    assert deliveries(channel="wecom")[0].state == DeliveryState.ARRIVED
    assert people.county_head.user.name not in robot[0].body


def test_every_kind_has_a_group_and_an_urgency():
    for code, kind in KINDS.items():
        assert kind.group, code
        assert kind.urgency, code
    assert KINDS["work_stopped"].compulsory
    assert KINDS["order_served"].compulsory
    assert not KINDS["hazard_closed"].compulsory


def test_the_deepest_post_wins_as_successor(people):
    """The same title comes before the newest of the role."""
    with everything():
        Membership.objects.filter(pk=people.inspector.membership.pk).update(post_title="Mines")
        same = make_persona(
            "mines", people.authorities["510525"], "inspector", since=MORNING - timedelta(days=300),
            certificate_no="1", post_title="Mines",
        )  # fmt: skip
        make_persona("newest", people.authorities["510525"], "inspector", since=MORNING, certificate_no="2")
    tell(people, people.inspector)
    end_membership(people.inspector)
    dispatch()
    with everything():
        told = Delivery.objects.count(), Notice.objects.get(membership=same.membership).outcome
        assert Role(same.membership.role) == Role.INSPECTOR
    assert told == (0, Outcome.INBOX)
