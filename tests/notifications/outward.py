"""What the tests of sending share: people with addresses, notices handed out and sent, failures to order."""

from datetime import UTC, datetime

import pytest
import time_machine

from accounts.models import Membership
from core import scope
from notifications import actions
from notifications.actions.endpoints import add_endpoint
from notifications.channels import Accepted, Failure
from notifications.models import Delivery, Notice
from notifications.tasks import deliver
from tests.cast import acting

#: Wednesday 18 November 2026, 10:00 in Shanghai.
MORNING = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
#: The same day, 22:00.
NIGHT = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
VALUES = {
    "number": "H-1",
    "due_on": "2026-12-01",
    "title": "Blocked exit",
    "enterprise": "Works",
    "reason": "So",
    "text": "T",
    "jobs": "a.tasks.job",
    "since": "2026-11-18 08:00",
    "until": "2026-11-18 09:00",
    "count": "1",
    "grade": "major",
    "visit_on": "2026-12-01",
}


def give_email(*personas) -> None:
    for each in personas:
        each.user.email = f"{each.name}@example.org"
        each.user.save(update_fields=["email"])


def tell(cast, *personas, kind="order_served", now=MORNING, key="k", subject=None) -> int:
    with acting(cast.inspector):
        return actions.notify(
            now=now,
            memberships=[each.membership for each in personas],
            kind=kind,
            values=VALUES,
            subject=subject or cast.enterprise,
            key=key,
        )


def dispatch(now=MORNING) -> int:
    done = 0
    while found := actions.dispatch_notices(now=now):
        done += found
    return done


class Wire:
    """A sender that remembers what it was given, and fails as told."""

    def __init__(self, *, failing: dict[str, Failure] | None = None) -> None:
        self.failing = failing or {}
        self.sent: list[tuple[str, str, object]] = []

    def send(self, channel, address, message) -> Accepted:
        if channel in self.failing:
            raise self.failing[channel]
        self.sent.append((str(channel), address, message))
        return Accepted(arrived=channel not in ("email", "sms"))


def send_all(wire: Wire, now=MORNING) -> int:
    """Send what is due at `now`, until nothing is; the clock stands at that moment."""
    sent = 0
    with time_machine.travel(now, tick=False):
        while True:
            looked_at, claimed = actions.claim_deliveries(now=now)
            if not looked_at:
                return sent
            sent += sum(deliver(each, wire) for each in claimed)


def everything():
    return scope.everything(because="the test looks")


def deliveries(**filters) -> list[Delivery]:
    with everything():
        return list(Delivery.objects.filter(**filters).order_by("queued_at", "id"))


def outcome(persona, key="k") -> str:
    with everything():
        return Notice.objects.get(membership=persona.membership, key=key).outcome


def end_membership(persona, now=MORNING) -> None:
    with everything():
        Membership.objects.filter(pk=persona.membership.pk).update(status="ended", ended_at=now)


def enter(persona, channel: str, address: str, groups=(), now=MORNING):
    with acting(persona) as actor:
        return add_endpoint(actor=actor, now=now, channel=channel, address=address, groups=groups)


DOWN = Failure("SMTP 450", permanent=False)
GONE = Failure("SMTP 550", permanent=True)
#: Thursday 19 November 2026, 08:30 in Shanghai.
DIGEST = datetime(2026, 11, 19, 0, 30, tzinfo=UTC)


@pytest.fixture
def people(cast):
    give_email(*(each for each in cast.personas.values()))
    return cast
