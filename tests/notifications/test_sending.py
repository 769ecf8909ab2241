"""Sending: each message once, retries that end, the next channel, dead letters, summaries."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import override_settings

from core import clock
from core.errors import Conflict, NotAllowed
from notifications import actions, tasks
from notifications.channels import Accepted, Sender
from notifications.choices import DeliveryState
from notifications.models import Delivery, Notice
from notifications.rendering import rendered_hash
from notifications.selectors import undelivered
from notifications.timing import LEASE, MOST_ATTEMPTS
from tests.cast import acting
from tests.notifications.outward import (
    DOWN,
    GONE,
    MORNING,
    Wire,
    deliveries,
    dispatch,
    enter,
    everything,
    people,
    send_all,
    tell,
)
from tests.notifications.test_reports import sent

__all__ = ["people", "sent"]


def test_a_mail_leaves_with_a_link_and_an_id_that_stays(people, settings):
    settings.PUBLIC_URL = "https://safe.example"
    tell(people, people.safety_head)
    dispatch()
    with everything():
        Delivery.objects.update(next_try_at=clock.now() - timedelta(minutes=1))
        # What quiet hours do is tried elsewhere: here it is an urgent one.
        Notice.objects.update(kind="work_stopped")
    assert tasks.send_deliveries() == 1
    assert tasks.send_deliveries() == 0
    (sent,) = mail.outbox
    row = deliveries()[0]
    assert sent.to == ["safety_head@example.org"]
    assert sent.extra_headers["Message-ID"] == f"<{row.pk}@localhost>"
    assert f"https://safe.example/enterprises/{people.enterprise.pk}/" in sent.body
    assert "Safety Head (Gulin Fireworks Wholesale · Safety head)" in sent.body
    assert row.state == DeliveryState.SENT
    assert row.recipient["address"] == "s***@example.org"
    assert (row.template_version, len(row.rendered_hash)) == (1, 64)


def test_each_reads_their_own_language(people):
    people.principal.user.language = "zh-hans"
    people.principal.user.save()
    tell(people, people.principal, people.safety_head, kind="hazard_reopened")
    dispatch()
    wire = Wire()
    send_all(wire)
    bodies = {address: message.body for _channel, address, message in wire.sent}
    assert "was reopened" in bodies["safety_head@example.org"]
    assert "was reopened" not in bodies["principal@example.org"]


def test_what_fails_is_tried_again_until_it_is_enough(people):
    tell(people, people.safety_head)
    dispatch()
    wire, now = Wire(failing={"email": DOWN}), MORNING
    moments = []
    for _ in range(MOST_ATTEMPTS):
        send_all(wire, now)
        row = deliveries()[0]
        moments.append(row.next_try_at)
        now = row.next_try_at or now
    assert row.state == DeliveryState.PERMANENT_FAILURE
    assert row.attempts == MOST_ATTEMPTS
    assert row.failure == "SMTP 450"
    assert moments[0] > MORNING
    with acting(people.enterprise_administrator) as actor:
        assert undelivered(actor).count() == 1
    with acting(people.administrator) as actor:
        assert undelivered(actor).count() == 0


def test_a_dead_address_gives_way_to_the_next(people):
    enter(people.safety_head, "email", "first@example.org")
    enter(
        people.safety_head, "feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef", groups=["news"]
    )
    tell(people, people.safety_head)
    dispatch()
    wire = Wire(failing={"email": GONE})
    send_all(wire)
    assert [channel for channel, _address, _message in wire.sent] == ["feishu"]
    first, second = deliveries()
    assert first.replaced_by_id == second.pk
    assert second.state == DeliveryState.ARRIVED


def test_the_next_address_is_only_one_that_was_chosen_where_the_law_leaves_a_choice(people):
    enter(people.safety_head, "email", "first@example.org")
    enter(
        people.safety_head, "feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef", groups=["duties"]
    )
    tell(people, people.safety_head, kind="grade_changed")
    dispatch()
    wire = Wire(failing={"email": GONE})
    send_all(wire)
    assert wire.sent == []
    assert [row.state for row in deliveries()] == [DeliveryState.PERMANENT_FAILURE]


def test_an_immediate_danger_goes_everywhere_at_once(people):
    enter(people.safety_head, "email", "first@example.org")
    enter(people.safety_head, "email", "second@example.org")
    tell(people, people.safety_head, kind="work_stopped")
    dispatch()
    wire = Wire()
    send_all(wire)
    assert {address for _channel, address, _message in wire.sent} == {"first@example.org", "second@example.org"}


def test_of_two_dead_addresses_the_last_is_the_dead_letter(people):
    enter(people.safety_head, "email", "first@example.org")
    enter(people.safety_head, "email", "second@example.org")
    tell(people, people.safety_head, kind="work_stopped")
    dispatch()
    send_all(Wire(failing={"email": GONE}))
    with acting(people.enterprise_administrator) as actor:
        assert undelivered(actor).count() == 1


def test_a_removed_address_hands_over(people):
    first = enter(people.safety_head, "email", "first@example.org")
    enter(people.safety_head, "email", "second@example.org")
    tell(people, people.safety_head)
    dispatch()
    with acting(people.safety_head) as actor:
        actions.remove_endpoint(actor=actor, now=MORNING, endpoint=first)
    wire = Wire()
    send_all(wire)
    assert [address for _channel, address, _message in wire.sent] == ["second@example.org"]


def test_a_dead_letter_is_sent_again_by_the_administrator(people):
    tell(people, people.safety_head)
    dispatch()
    send_all(Wire(failing={"email": GONE}))
    (dead,) = deliveries()
    with acting(people.administrator) as actor, pytest.raises(NotAllowed):
        actions.resend_delivery(actor=actor, now=MORNING, delivery=dead)
    with acting(people.enterprise_administrator) as actor:
        dead = undelivered(actor).get()
        actions.resend_delivery(actor=actor, now=MORNING, delivery=dead)
        with pytest.raises(Conflict):
            actions.resend_delivery(actor=actor, now=MORNING, delivery=dead)
        assert not undelivered(actor).exists()
    wire = Wire()
    assert send_all(wire) == 1
    # Dead once more, and once more sent again.
    with everything():
        Delivery.objects.filter(state="sent").update(state="permanent_failure")
    with acting(people.enterprise_administrator) as actor:
        actions.resend_delivery(actor=actor, now=MORNING, delivery=undelivered(actor).get())
    assert send_all(wire) == 1


def test_a_sender_that_died_lets_go(people):
    """Killed between the claim's commit and the record: tried again after the lease, with the same reference."""
    tell(people, people.safety_head)
    dispatch()
    _looked, (claimed,) = actions.claim_deliveries(now=MORNING)
    assert actions.claim_deliveries(now=MORNING) == (0, [])
    wire = Wire()
    assert send_all(wire, MORNING + LEASE) == 1
    assert wire.sent[0][2].reference == claimed.message.reference


def test_a_late_answer_of_an_overtaken_sender_changes_nothing(people):
    tell(people, people.safety_head)
    dispatch()
    _looked, (slow,) = actions.claim_deliveries(now=MORNING)
    _looked, (quick,) = actions.claim_deliveries(now=MORNING + LEASE)
    actions.record_failure(delivery_id=slow.delivery_id, attempt=slow.attempt, failure=GONE, now=MORNING + LEASE)
    assert deliveries()[0].state == DeliveryState.QUEUED
    assert actions.record_sent(delivery_id=quick.delivery_id, accepted=Accepted(), now=MORNING + LEASE)
    assert not actions.record_sent(delivery_id=slow.delivery_id, accepted=Accepted(), now=MORNING + LEASE)


def test_a_delivery_that_cannot_be_drawn_up_holds_up_nobody(people, monkeypatch):
    tell(people, people.safety_head, key="bad")
    tell(people, people.principal, key="good")
    dispatch()
    real = actions.sending.rendering.render_notice

    def render(notice, **rest):
        if notice.key == "bad":
            raise ValueError("broken")
        return real(notice, **rest)

    monkeypatch.setattr(actions.sending.rendering, "render_notice", render)
    wire = Wire()
    assert send_all(wire) == 1
    assert {row.state for row in deliveries()} == {DeliveryState.SENT, DeliveryState.TEMPORARY_FAILURE}


def test_a_delivery_that_the_database_refuses_holds_up_nobody(people, monkeypatch):
    tell(people, people.safety_head, key="bad")
    tell(people, people.principal, key="good")
    dispatch()
    real = actions.sending.rendering.rendered_hash
    monkeypatch.setattr(
        actions.sending.rendering,
        "rendered_hash",
        lambda message: "\x00" if "Safety Head" in message.body else real(message),
    )
    wire = Wire()
    assert send_all(wire) == 1
    waiting = deliveries(state="queued")
    assert [row.next_try_at for row in waiting] == [MORNING + timedelta(hours=1)]


def test_what_can_never_be_drawn_up_ends_as_a_dead_letter(people, monkeypatch):
    tell(people, people.safety_head)
    dispatch()

    def broken(*args, **rest):
        raise ValueError("broken")

    monkeypatch.setattr(actions.sending, "_may_still_be_told", broken)
    now = MORNING
    for _ in range(MOST_ATTEMPTS):
        send_all(Wire(), now)
        now = deliveries()[0].next_try_at or now
    assert deliveries()[0].state == DeliveryState.PERMANENT_FAILURE


def test_a_slow_sender_leaves_what_may_be_anothers(people):
    tell(people, people.safety_head)
    dispatch()
    _looked, (claimed,) = actions.claim_deliveries(now=MORNING)
    wire = Wire()
    with time_machine.travel(MORNING + LEASE - timedelta(seconds=30), tick=False):
        assert not tasks.deliver(claimed, wire)
    assert wire.sent == []
    assert deliveries()[0].state == DeliveryState.QUEUED


def test_an_unknown_error_of_a_channel_is_a_failure_like_others(people):
    tell(people, people.safety_head, people.principal)
    dispatch()

    class Broken(Wire):
        def send(self, channel, address, message):
            if address.startswith("safety"):
                raise RuntimeError(address)
            return super().send(channel, address, message)

    assert send_all(Broken()) == 1
    assert [row.failure for row in deliveries(state="temporary_failure")] == ["RuntimeError"]


def test_what_was_sent_can_be_proved(people):
    tell(people, people.safety_head)
    dispatch()
    wire = Wire()
    send_all(wire)
    assert deliveries()[0].rendered_hash == rendered_hash(wire.sent[0][2])


def test_a_trial_message_goes_to_that_address_only(people):
    enter(people.safety_head, "email", "first@example.org")
    second = enter(people.safety_head, "email", "second@example.org")
    with acting(people.safety_head) as actor:
        actions.try_endpoint(actor=actor, now=MORNING, endpoint=second)
    wire = Wire()
    send_all(wire)
    assert [address for _channel, address, _message in wire.sent] == ["second@example.org"]
    assert dispatch() == 0


@override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=9)
def test_a_mail_server_that_is_down_is_tried_again(people):
    tell(people, people.safety_head)
    dispatch()
    with ExitStack() as stack:
        assert send_all(Sender(stack)) == 0
    assert deliveries()[0].failure == "ConnectionRefusedError"
    assert deliveries()[0].state == DeliveryState.TEMPORARY_FAILURE
