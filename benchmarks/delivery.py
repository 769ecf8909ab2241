"""Messages through dispatcher and sender to a local mail server, against a bare smtplib loop with the same mails."""

import os
import smtplib
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from email.message import EmailMessage
from statistics import median

import django

from benchmarks.database import environment, manage, provide, superuser

DATABASE = "safeloop_bench_delivery"
PEOPLE = 50


@contextmanager
def sink():
    """Yield the port of a mail server in a process of its own, which takes everything and keeps nothing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.sink", str(port)])
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def prepare() -> None:
    """Bring an empty database of its own up to date, and empty what earlier runs sent."""
    provide(DATABASE)
    manage(DATABASE, "migrate", "--verbosity", "0")
    manage(DATABASE, "load_reference", "--verbosity", "0")
    with superuser(DATABASE) as cursor:
        cursor.execute("TRUNCATE notifications_notice, accounts_user, enterprises_enterprise CASCADE")
    os.environ.update(environment(DATABASE))
    django.setup()


def fill(messages: int) -> None:
    """Write one urgent notice after the other to fifty people: quiet hours must not decide what is measured."""
    from accounts.models import Membership
    from core import clock, scope
    from notifications.models import Notice
    from tests.cast import make_enterprise, make_persona

    now = clock.now()
    with scope.everything(because="a benchmark fills its own database"):
        members = list(Membership.objects.all())
        if not members:
            enterprise = make_enterprise("Bench Works", "510525", 1, now=now)
            people = [make_persona(f"bench{n}", enterprise, "worker", since=now) for n in range(PEOPLE)]
            for each in people:
                each.user.email = f"{each.name}@example.org"
                each.user.save()
            members = [each.membership for each in people]
        Notice.objects.all().delete()
        Notice.objects.bulk_create(
            [
                Notice(
                    region_code="510525",
                    enterprise_id=member.enterprise_id,
                    person_id=member.person_id,
                    membership=member,
                    kind="work_stopped",
                    values={"number": f"H-{n}"},
                    subject_type="enterprises.Enterprise",
                    subject_id=member.enterprise_id,
                    created_at=now,
                    key=f"bench{n}",
                    dispatch_at=now,
                )
                for n, member in ((n, members[n % len(members)]) for n in range(messages))
            ]
        )


def ours() -> tuple[float, int]:
    """Dispatch and send everything; return the seconds and how many mails the server took."""
    from core import clock
    from notifications import actions, channels
    from notifications.tasks import deliver

    begun, sent = time.perf_counter(), 0
    while actions.dispatch_notices(now=clock.now()):
        pass
    with channels.open_sender() as sender:
        while True:
            looked_at, claimed = actions.claim_deliveries(now=clock.now())
            sent += sum(deliver(each, sender) for each in claimed)
            if not looked_at:
                return time.perf_counter() - begun, sent


def bare(port: int, messages: int) -> float:
    """Send as many mails of the same size over one connection; return the seconds."""
    from core import scope
    from notifications.models import Notice
    from notifications.rendering import render_notice

    with scope.everything(because="a benchmark reads its own notice"):
        found = render_notice(
            Notice.objects.first(), reference="bench", language="en", name="Bench", capacity="Bench Works · Worker"
        )
    begun = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for n in range(messages):
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = "safeloop@localhost", f"bench{n}@example.org", found.subject
            mail.set_content(found.body)
            server.send_message(mail)
    return time.perf_counter() - begun


def run(*, messages: int = 1000, repeat: int = 3) -> list[dict]:
    """Measure in turn, so that a busy moment of the machine falls on both."""
    prepare()
    from django.test import override_settings

    with sink() as port:
        smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
        with override_settings(**smtp, EMAIL_PORT=port):
            times: dict[str, list[float]] = {"ours": [], "bare": []}
            fill(PEOPLE)
            ours()
            for _ in range(repeat):
                fill(messages)
                seconds, sent = ours()
                assert sent == messages, f"{sent} of {messages} mails were sent"
                times["ours"].append(seconds)
                times["bare"].append(bare(port, messages))
    own, limit = median(times["ours"]), median(times["bare"])
    return [
        {
            "benchmark": f"{messages} notices dispatched, sent by mail and recorded one by one",
            "ratio": round(own / limit, 2),
            "limit": 8,
            "against": "bare smtplib over one connection",
            "p50_ms": round(own / messages * 1000, 2),
            "mails_per_second": round(messages / own),
            "bare_mails_per_second": round(messages / limit),
        }
    ]
