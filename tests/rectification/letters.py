"""Letters in the tests: overdue cases swept, drafts taken from the ladder, letters on their way."""

from datetime import datetime, timedelta

from core import scope
from rectification.letters import actions
from rectification.models import Letter
from tests.cast import NOW, Cast, acting
from tests.hazards.factories import bring_to, record
from tests.rectification.ladders import after, run


def overdue(cast: Cast, *, days: int = 2, seed: int = 1, **more) -> tuple:
    """A case so many calendar days past its deadline, swept each day; the moment it is."""
    hazard = bring_to(cast, "served", hazard=record(cast, now=NOW, seed=seed, **more), now=NOW)
    run(NOW + timedelta(minutes=1))
    moment = NOW
    for day in range(1, days + 1):
        moment = after(hazard.due_on, day)
        run(moment)
    return hazard, moment


def letters(**facts) -> list[Letter]:
    """All letters as the platform sees them."""
    with scope.everything(because="the test reads"):
        rows = Letter.objects.filter(**facts).select_related(
            "issuer",
            "enterprise",
            "addressee",
            "document",
            "lead",
            "next__issuer",
            "next__addressee",
            "next__enterprise",
        )
        return list(rows.order_by("drafted_at", "pk"))


def letter_now(letter) -> Letter:
    """The letter as its row is now."""
    (found,) = letters(pk=letter.pk)
    return found


def drafted(cast: Cast, *, kind: str = "reminder", now: datetime = NOW, **more) -> Letter:
    """A letter drawn up by hand."""
    hazard = more.pop("hazard", None) or bring_to(cast, "served", now=now)
    with acting(cast.county_clerk) as actor:
        return actions.draft_letter(actor=actor, now=now, kind=kind, hazards=[hazard.pk], **more)


def issued(cast: Cast, *, now: datetime = NOW, **more) -> Letter:
    """A letter that a head has signed."""
    letter = drafted(cast, now=now, **more)
    with acting(cast.county_head) as actor:
        if letter.kind == "talk":
            actions.edit_letter(
                actor=actor,
                now=now,
                letter_id=letter.pk,
                talk_at=now + timedelta(days=3),
                talk_place="Room 301",
                talk_chair="Director Chen",
                talk_summoned="Manager Li",
            )
        return actions.issue_letter(actor=actor, now=now, letter_id=letter.pk)


def served(cast: Cast, *, now: datetime = NOW, **more) -> Letter:
    """A letter that was handed over."""
    letter = issued(cast, now=now, **more)
    with acting(cast.county_clerk) as actor:
        return actions.serve_letter(actor=actor, now=now, letter_id=letter.pk, receiver_name="Wang Fang")


def replied(cast: Cast, *, now: datetime = NOW, **more) -> Letter:
    """A letter that the enterprise has answered."""
    letter = served(cast, now=now, **more)
    with acting(cast.safety_head) as actor:
        actions.reply_letter(actor=actor, now=now, letter_id=letter.pk, text="The stacks are lowered")
    return letter_now(letter)
