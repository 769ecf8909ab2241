"""Which state of a tip may follow which, by when each must be left, and what a code looks like. Pure.

Source: domain/rewards.md sections 4 to 6 (emergency ministry 2023 no. 106; the 2012 rule, article 10).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from core.rules import IDENTITY, LANDLINE, MAIL, MOBILE
from regions.choices import DeadlineUnit
from whistleblowing.choices import Outcome, TipKind, TipStatus, TipVerb

TO_DECIDE = frozenset({TipStatus.SUBMITTED, TipStatus.TRANSFERRED})
_VERIFYING = frozenset({TipStatus.VERIFYING})
_FOUND = frozenset({TipStatus.CONFIRMED, TipStatus.PARTLY, TipStatus.UNFOUNDED, TipStatus.CANNOT_VERIFY})
_TRUE = frozenset({TipStatus.CONFIRMED, TipStatus.PARTLY})
_ANY = frozenset(TipStatus)
#: Nothing is decided any more; the reporter may still write.
FINAL = frozenset({TipStatus.NOT_ACCEPTED, TipStatus.CLOSED})

#: From which states a verb may be done, and into which it leads (None: as it was).
TRANSITIONS: Mapping[TipVerb, tuple[frozenset[TipStatus], TipStatus | None]] = MappingProxyType(
    {
        TipVerb.SUBMIT: (frozenset(), TipStatus.SUBMITTED),
        TipVerb.ACCEPT: (TO_DECIDE, TipStatus.ACCEPTED),
        TipVerb.REFUSE: (TO_DECIDE, TipStatus.NOT_ACCEPTED),
        TipVerb.TRANSFER: (TO_DECIDE, TipStatus.TRANSFERRED),
        TipVerb.START: (frozenset({TipStatus.ACCEPTED}), TipStatus.VERIFYING),
        TipVerb.CONFIRM: (_VERIFYING, TipStatus.CONFIRMED),
        TipVerb.CONFIRM_PARTLY: (_VERIFYING, TipStatus.PARTLY),
        TipVerb.FIND_UNFOUNDED: (_VERIFYING, TipStatus.UNFOUNDED),
        TipVerb.GIVE_UP: (_VERIFYING, TipStatus.CANNOT_VERIFY),
        TipVerb.TELL: (_FOUND, TipStatus.RESULT_TOLD),
        TipVerb.CLOSE: (frozenset({TipStatus.RESULT_TOLD}), TipStatus.CLOSED),
        TipVerb.MATCH: (_ANY - FINAL, None),
        # Once told, a true tip may still become a hazard: the outcome says that it was true.
        TipVerb.RAISE_HAZARD: (_TRUE | {TipStatus.RESULT_TOLD}, None),
        TipVerb.WRITE: (_ANY, None),
        TipVerb.ANSWER: (_ANY, None),
        TipVerb.ASK_IDENTITY: (_ANY, None),
        TipVerb.APPROVE_IDENTITY: (_ANY, None),
        TipVerb.REFUSE_IDENTITY: (_ANY, None),
        TipVerb.READ_IDENTITY: (_ANY, None),
    }
)
#: The verb that records what verification found.
CONCLUDING: Mapping[Outcome, TipVerb] = MappingProxyType(
    {
        Outcome.CONFIRMED: TipVerb.CONFIRM,
        Outcome.PARTLY: TipVerb.CONFIRM_PARTLY,
        Outcome.UNFOUNDED: TipVerb.FIND_UNFOUNDED,
        Outcome.CANNOT_VERIFY: TipVerb.GIVE_UP,
    }
)
TRUE_OUTCOMES = frozenset({Outcome.CONFIRMED, Outcome.PARTLY})


@dataclass(frozen=True)
class Period:
    """How long a state may last, counted from the day of the act that led into it."""

    unit: DeadlineUnit
    amount: int


DECIDE = Period(DeadlineUnit.WORKING_DAYS, 5)
#: Revenge on a reporter goes by the fast lane.
DECIDE_FAST = Period(DeadlineUnit.WORKING_DAYS, 3)
VERIFY = Period(DeadlineUnit.CALENDAR_DAYS, 60)
TELL = Period(DeadlineUnit.CALENDAR_DAYS, 10)
#: Where a life hangs on it, somebody decides within the hour.
ANSWER_WITHIN = timedelta(hours=1)

_PERIODS: Mapping[TipVerb, Period] = MappingProxyType(
    {
        TipVerb.SUBMIT: DECIDE,
        TipVerb.TRANSFER: DECIDE,
        TipVerb.ACCEPT: VERIFY,
        **dict.fromkeys(CONCLUDING.values(), TELL),
    }
)


def may(verb: TipVerb, status: str) -> bool:
    """Whether a verb may be done in a state."""
    return status in TRANSITIONS[verb][0]


def after(verb: TipVerb, status: str) -> TipStatus:
    """Return the state after a verb."""
    return TRANSITIONS[verb][1] or TipStatus(status)


def period_after(verb: TipVerb, kind: str) -> Period | None:
    """Return the period that begins with a verb; None where none does."""
    period = _PERIODS.get(verb)
    return DECIDE_FAST if period == DECIDE and kind == TipKind.RETALIATION else period


def keeps_deadline(verb: TipVerb) -> bool:
    """Whether the deadline before an act still runs after it: what is verified is due since the acceptance."""
    return verb == TipVerb.START or TRANSITIONS[verb][1] is None


# --- The code of the reporter -----------------------------------------------------------------------------------------

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Thirty-two characters that are not taken for one another: no 0, 1, I, O."""
CODE_LENGTH = 16
PIN_LENGTH = 6
GROUP = 4
#: After so many wrong PINs a code rests for this long.
MOST_WRONG = 5
REST_SECONDS = 3600
MOST_MESSAGES = 30
"""Messages of a reporter to one tip: more say nothing new."""


def code_from(digest: bytes) -> str:
    """Return the code that 16 random bytes spell: five bits each, 80 in all."""
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:CODE_LENGTH])


def pin_from(digest: bytes) -> str:
    """Return the six digits that eight random bytes give."""
    return f"{int.from_bytes(digest[:8]) % 10**PIN_LENGTH:0{PIN_LENGTH}d}"


def shown(code: str) -> str:
    """Return a code in groups of four, as people copy it."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def plain_code(typed: str) -> str:
    """Return the code that somebody typed, or an empty text where it can be none."""
    text = re.sub(r"[\s-]", "", typed).upper()
    return text if len(text) == CODE_LENGTH and set(text) <= set(LETTERS) else ""


def plain_pin(typed: str) -> str:
    """Return the PIN that somebody typed, or an empty text where it can be none."""
    text = re.sub(r"\s", "", typed)
    return text if len(text) == PIN_LENGTH and text.isascii() and text.isdigit() else ""


# --- What may not leave the case file ---------------------------------------------------------------------------------

_REDACTED = "＊＊＊"
_ACCOUNT = re.compile(r"(?i)(?:wechat|weixin|微信|QQ)(?:号|id)?\s*[:：]?\s*[A-Za-z0-9_-]{5,20}")
_PERSONAL = (MAIL, IDENTITY, MOBILE, LANDLINE, _ACCOUNT)
"""Addresses, numbers of identity cards and telephones, accounts: nothing of them belongs into a hazard."""


def redacted(text: str) -> str:
    """Return a text with the personal data that a machine can tell blotted out; a person reads it over again."""
    for pattern in _PERSONAL:
        text = pattern.sub(_REDACTED, text)
    return text


def repeats(text: str, report: str) -> bool:
    """Whether a text holds a whole report as it was written, whatever the spaces and the case."""
    squeezed, written = (re.sub(r"\s", "", each).lower() for each in (text, report))
    return bool(written) and (written in squeezed or redacted(written) in squeezed)
