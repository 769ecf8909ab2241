"""Tips brought to any state through the actions themselves."""

import uuid
from datetime import datetime

from accounts.actor import system_actor
from core import clock, scope
from enterprises.codes.selectors import resolve
from tests.cast import Cast, acting
from tests.enterprises.test_codes import furnish, issue, token_of
from whistleblowing import actions
from whistleblowing.actions.sending import Report
from whistleblowing.models import Tip

TEXT = "The relief valve of the ice machine leaks, the alarm is switched off. I am 13812345678."
REPORTER = {"manner": "named", "name": "Zhao Xiaoli", "contact": "13900001111"}


def labels(cast: Cast) -> dict[str, str]:
    """The tokens of the furnished enterprise by kind."""
    furnish(cast)
    return {kind: token_of(code) for kind, code in issue(cast).items()}


def send(*, token: str = "", now: datetime | None = None, sent: uuid.UUID | None = None, **more):
    """A report as the public page sends it; returns the receipt."""
    given = {"text": TEXT, "kind": "hazard"} | more
    if token:
        with scope.public():
            given["label"] = resolve(token)
    elif "unit" not in given:
        given |= {"unit": "The ice works by the river", "region_code": "510525"}
    with scope.public():
        return actions.send_tip(
            actor=system_actor("A reporter"), now=now or clock.now(), sent=sent or uuid.uuid4(), report=Report(**given)
        )


def tip_of(receipt) -> Tip:
    """The tip of a receipt, as only the tests see it."""
    with scope.everything(because="the tests look at a tip"):
        return Tip.objects.get(number=receipt.number)


def do(cast: Cast, verb: str, tip: Tip, *, by: str = "tip_handler", now: datetime | None = None, **given) -> Tip:
    """One act of a handler."""
    with acting(getattr(cast, by)) as actor:
        getattr(actions, verb)(actor=actor, now=now or clock.now(), tip_id=tip.pk, **given)
    with scope.everything(because="the tests look at a tip"):
        tip.refresh_from_db()
    return tip


def bring(cast: Cast, state: str, *, token: str = "", **more) -> Tip:
    """A tip in a state on the straight way: submitted, accepted, verifying, confirmed, result_told, closed."""
    tip = tip_of(send(token=token, **more))
    steps = (
        ("submitted", "", {}),
        ("accepted", "accept_tip", {"told": "We look at it"}),
        ("verifying", "start_verifying", {"note": "With the next routine visit"}),
        ("confirmed", "conclude_tip", {"outcome": "confirmed", "note": "Seen on the spot"}),
        ("result_told", "tell_result", {"told": "It was as you said; it is being repaired"}),
        ("closed", "close_tip", {}),
    )
    for name, verb, given in steps:
        if verb:
            tip = do(cast, verb, tip, **given)
        if name == state:
            return tip
    raise ValueError(state)
