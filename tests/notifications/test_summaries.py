"""Summaries of a day: one a person, of what is unread and still theirs."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications import actions
from notifications.choices import Outcome
from notifications.models import Notice
from notifications.selectors import undelivered
from tests.cast import acting, make_persona
from tests.notifications.outward import (
    DIGEST,
    GONE,
    MORNING,
    Wire,
    dispatch,
    end_membership,
    enter,
    everything,
    outcome,
    people,
    send_all,
    tell,
)

__all__ = ["people"]


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
