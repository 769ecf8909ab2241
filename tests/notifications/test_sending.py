"""Sending: each message once, retries that end, the next channel, dead letters, summaries."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import override_settings

from core import clock
from core.errors import Conflict, NotAllowed
from notifications import actions, tasks
from notifications.channels import Accepted, Failure, Sender
from notifications.choices import DeliveryState, Outcome
from notifications.models import Delivery, Notice
from notifications.rendering import rendered_hash
from notifications.selectors import undelivered
from notifications.timing import LEASE, MOST_ATTEMPTS
from tests.cast import acting, make_persona
from tests.notifications.outward import (
    MORNING,
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

DOWN = Failure("SMTP 450", permanent=False)
GONE = Failure("SMTP 550", permanent=True)
#: Thursday 19 November 2026, 08:30 in Shanghai.
DIGEST = datetime(2026, 11, 19, 0, 30, tzinfo=UTC)


@pytest.fixture
def people(cast):
    give_email(*(each for each in cast.personas.values()))
    return cast


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


def test_one_summary_a_person_and_day(people):
    for n in range(3):
        tell(people, people.safety_head, kind="hazard_closed", key=f"c{n}", now=MORNING + timedelta(minutes=n))
    dispatch(MORNING + timedelta(hours=1))
    assert outcome(people.safety_head, "c0") == Outcome.DIGEST
    assert actions.draw_up_digests(now=MORNING + timedelta(hours=1)) == (0, None)
    assert actions.draw_up_digests(now=DIGEST - timedelta(seconds=1)) == (0, None)
    assert actions.draw_up_digests(now=DIGEST) == (1, None)
    tell(people, people.safety_head, kind="hazard_closed", key="later", now=DIGEST)
    dispatch(DIGEST + timedelta(minutes=1))
    assert actions.draw_up_digests(now=DIGEST + timedelta(hours=2)) == (0, None)
    wire = Wire()
    assert send_all(wire, DIGEST) == 1
    message = wire.sent[0][2]
    assert message.body.count("is closed") == 3
    assert message.body.count("http") == 5
    assert "Summary of Thu 19 Nov 2026: 3 messages" in message.subject
    assert actions.draw_up_digests(now=DIGEST + timedelta(days=1)) == (1, None)


def test_a_summary_leaves_out_what_was_read_and_what_is_no_longer_theirs(people):
    tell(people, people.safety_head, kind="hazard_closed", key="read")
    tell(people, people.safety_head, kind="hazard_closed", key="unread")
    tell(people, people.principal, kind="hazard_closed", key="left")
    dispatch()
    with acting(people.safety_head) as actor:
        with everything():
            pk = Notice.objects.get(key="read").pk
        actions.mark_read(actor=actor, now=MORNING, pks=[pk])
    assert actions.draw_up_digests(now=DIGEST)[0] == 2
    end_membership(people.principal)
    wire = Wire()
    assert send_all(wire, DIGEST) == 1
    assert wire.sent[0][2].body.count("is closed") == 1
    with acting(people.enterprise_administrator) as actor:
        assert not undelivered(actor).exists()


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_waits_for_a_summary_goes_to_the_successor_too(people, when):
    """The post is lost before the summary is drawn up, or between that and its sending."""
    tell(people, people.safety_head, kind="hazard_closed")
    dispatch()
    if when == "before":
        end_membership(people.safety_head)
    actions.draw_up_digests(now=DIGEST)
    end_membership(people.safety_head)
    wire = Wire()
    send_all(wire, DIGEST)
    assert wire.sent == []
    assert outcome(people.safety_head) == Outcome.PASSED_ON
    dispatch(DIGEST)
    assert outcome(people.principal) == Outcome.DIGEST
    assert actions.draw_up_digests(now=DIGEST + timedelta(days=1))[0] == 1
    assert send_all(wire, DIGEST + timedelta(days=1)) == 1


def test_two_posts_of_one_person_share_a_summary(people):
    with everything():
        second = make_persona("second_post", people.rival, "principal", since=MORNING)
        membership = second.membership
        membership.person = people.safety_head.user
        membership.save()
    tell(people, people.safety_head, kind="hazard_closed")
    with acting(people.inspector):
        actions.notify(
            now=MORNING, memberships=[membership], kind="hazard_closed",
            values={"number": "H-2", "enterprise": "Rival"}, subject=people.rival, key="k",
        )  # fmt: skip
    dispatch()
    assert actions.draw_up_digests(now=DIGEST)[0] == 1
    wire = Wire()
    assert send_all(wire, DIGEST) == 1
    assert "Langjiu Town Woodwork · Principal" in wire.sent[0][2].body
    assert "Gulin Fireworks Wholesale · Safety head" in wire.sent[0][2].body


def test_a_summary_that_fails_goes_by_the_next_address(people):
    enter(people.safety_head, "email", "first@example.org")
    enter(people.safety_head, "feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef")
    tell(people, people.safety_head, kind="hazard_closed")
    dispatch()
    actions.draw_up_digests(now=DIGEST)
    wire = Wire(failing={"email": GONE})
    send_all(wire, DIGEST)
    assert [channel for channel, _address, _message in wire.sent] == ["feishu"]


def test_summaries_of_a_holiday_wait_for_the_working_morning(people):
    saturday = datetime(2026, 11, 21, 0, 45, tzinfo=UTC)
    tell(people, people.safety_head, kind="hazard_closed", now=saturday - timedelta(hours=12))
    dispatch(saturday)
    assert actions.draw_up_digests(now=saturday)[0] == 0
    assert actions.draw_up_digests(now=saturday + timedelta(days=2))[0] == 1


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


# --- What gateways report later ---------------------------------------------------------------------------------------

REPORTS = "/api/v1/delivery-receipts/"


def report(client, row, *, arrived, token="gateway-token", **more):
    return client.post(
        REPORTS,
        {"reference": str(row.pk), "arrived": arrived} | more,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


@pytest.fixture
def sent(people, settings):
    settings.RECEIPTS_TOKEN = "gateway-token"
    tell(people, people.safety_head, kind="work_stopped")
    dispatch()
    send_all(Wire())
    return deliveries()[0]


def test_a_report_of_arrival_is_recorded_once(sent, client):
    assert sent.state == DeliveryState.SENT
    assert report(client, sent, arrived=True).json() == {"state": "arrived"}
    assert report(client, sent, arrived=False, reason="late bounce").json() == {"state": "arrived"}
    assert [row.state for row in deliveries()] == [DeliveryState.ARRIVED]


def test_a_bounce_ends_in_the_next_channel_or_among_the_dead_letters(sent, client, people):
    assert report(client, sent, arrived=False, reason="550 no such user").json() == {"state": "permanent_failure"}
    (row,) = deliveries()
    assert (row.state, row.failure, row.replaced_by) == (DeliveryState.PERMANENT_FAILURE, "550 no such user", None)


def test_nobody_reports_without_the_token(sent, client, settings):
    assert report(client, sent, arrived=True, token="guess").status_code == 401
    settings.RECEIPTS_TOKEN = ""
    assert report(client, sent, arrived=True, token="").status_code == 401
    assert deliveries()[0].state == DeliveryState.SENT


def test_a_report_of_an_unknown_message_is_not_found(sent, client):
    sent.pk = "018f0000-0000-7000-8000-000000000000"
    assert report(client, sent, arrived=True).status_code == 404
