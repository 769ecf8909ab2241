"""Two dispatchers, two senders, two summaries at once, and a sender that is killed: nothing doubled, nothing lost."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Lock

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from core.errors import SafeloopError
from notifications import actions, tasks
from notifications.channels import Accepted, Failure
from notifications.choices import DeliveryState
from notifications.models import Delivery, Notice
from notifications.selectors import undelivered
from notifications.timing import LEASE
from tests.cast import acting, build_cast
from tests.notifications.outward import MORNING, Wire, deliveries, dispatch, everything, give_email, send_all, tell

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
NOTICES = 60


@pytest.fixture
def people():
    cast = build_cast()
    give_email(cast.safety_head, cast.principal)
    for n in range(NOTICES // 2):
        tell(cast, cast.safety_head, cast.principal, key=f"k{n}")
    return cast


def together(call, times: int = 4) -> list:
    start = Barrier(times)

    def run(number):
        try:
            start.wait(timeout=30)
            return call(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_dispatchers_at_once_make_each_delivery_once(people):
    def run(_number):
        done = 0
        while found := actions.dispatch_notices(now=MORNING, limit=7):
            done += found
        return done

    assert sum(together(run)) >= NOTICES
    dispatch()
    rows = deliveries()
    assert len(rows) == NOTICES
    assert len({row.notice_id for row in rows}) == NOTICES
    with everything():
        assert not Notice.objects.exclude(dispatch_at=None).exists()


def test_senders_at_once_send_each_message_once(people):
    dispatch()
    lock, sent = Lock(), []

    class Slow(Wire):
        def send(self, channel, address, message):
            time.sleep(0.005)
            with lock:
                sent.append(message.reference)
            return Accepted()

    def run(_number):
        while True:
            looked_at, claimed = actions.claim_deliveries(now=MORNING, limit=5)
            if not looked_at:
                return
            for each in claimed:
                tasks.deliver(each, Slow())

    with time_machine.travel(MORNING, tick=True):
        together(run)
        run(0)
    assert len(sent) == NOTICES
    assert max(Counter(sent).values()) == 1
    assert {row.state for row in deliveries()} == {DeliveryState.SENT}


def test_summaries_drawn_up_at_once_are_one_a_person(people):
    with everything():
        Notice.objects.update(kind="hazard_closed")
    dispatch()
    when = MORNING.replace(day=19)
    together(lambda _number: actions.draw_up_digests(now=when))
    actions.draw_up_digests(now=when)
    rows = deliveries()
    assert len(rows) == 2
    assert {len(row.content["notices"]) for row in rows} == {NOTICES // 2}


#: A sender in a process of its own, which tells when its claim is committed and then waits to be killed.
SENDER = """
import django; django.setup()
import time
from datetime import datetime
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {name!r}
from django.db import connection
from django.db.backends.signals import connection_created
connection.settings_dict["NAME"] = {name!r}
from tests.conftest import wear_application_role
connection_created.connect(wear_application_role)
from notifications import actions
looked_at, claimed = actions.claim_deliveries(now=datetime.fromisoformat({now!r}))
print("claimed", len(claimed), flush=True)
time.sleep(60)
"""


def test_a_sender_killed_between_claim_and_record_loses_nothing(people):
    dispatch()
    source = SENDER.format(name=settings.DATABASES["default"]["NAME"], now=MORNING.isoformat())
    child = subprocess.Popen(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings_test"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout.readline() == f"claimed {actions.sending.BATCH}\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    wire = Wire()
    assert send_all(wire) == NOTICES - actions.sending.BATCH
    assert send_all(wire, MORNING + LEASE) == actions.sending.BATCH
    references = [message.reference for _channel, _address, message in wire.sent]
    assert len(references) == len(set(references)) == NOTICES
    with everything():
        assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()


def test_two_administrators_send_a_dead_letter_again(people):
    dispatch()
    send_all(Wire(failing={"email": Failure("SMTP 550", permanent=True)}))

    def run(_number):
        with acting(people.enterprise_administrator) as actor:
            dead = undelivered(actor).order_by("id").first()
            start.wait(timeout=30)
            try:
                return actions.resend_delivery(actor=actor, now=MORNING, delivery=dead)
            except SafeloopError as error:
                return error.status

    start = Barrier(2)
    results = together(run, 2)
    assert sorted(type(each).__name__ for each in results) == ["Delivery", "int"]
    assert 409 in results
