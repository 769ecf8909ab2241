"""The ladder where no region up the tree has published its own. Data only.

Source: workflow section 6 (cadence; "major overdue: each step one stage earlier"), behaviours C3 (then every 5 working
days while open), workflow section 4 and C5 (service 7 working days, verification 10 days). All are defaults.
"""

from collections.abc import Iterable

from notifications.choices import Urgency
from rectification.ladder.choices import Anchor, EffectKind, Pace, Party, WaitKind
from rectification.ladder.rules import END_OF_DAY, MORNING, RungRow, TermRow
from regions.choices import DeadlineUnit

OWNER, UNIT_HEAD, HANDLER = Party.OWNER, Party.UNIT_HEAD, Party.HANDLER
HEAD, REGULATOR, SUPERIOR = Party.AUTHORITY_HEAD, Party.REGULATOR, Party.SUPERIOR
ALARM, EXPOSURE, LISTING = EffectKind.ALARM, EffectKind.EXPOSURE, EffectKind.LISTING
REMINDER, NOTICE, TALK = EffectKind.LETTER_REMINDER, EffectKind.LETTER_NOTICE, EffectKind.LETTER_TALK
DIGEST, PROMPT, URGENT = Urgency.DIGEST, Urgency.PROMPT, Urgency.URGENT


def due(offset: int, *tell: Party, does: Iterable[EffectKind] = (), up: int = 0, how: Urgency = PROMPT) -> RungRow:
    """A rung so many working days from the deadline; 0 is the end of its day."""
    return RungRow(Anchor.DUE, offset, tell, tuple(does), up, how, MORNING if offset else END_OF_DAY)


def share(percent: int, *tell: Party) -> RungRow:
    """A reminder after a share of the time."""
    return RungRow(Anchor.SHARE, percent, tell, urgency=DIGEST)


def again(every: int, *tell: Party, up: int = 0, how: Urgency = DIGEST) -> RungRow:
    """The rung that repeats while the case is open."""
    return RungRow(Anchor.REPEAT, every, tell, (), up, how)


RECTIFY = {
    Pace.GENERAL: (
        share(50, OWNER),
        due(-7, OWNER, how=DIGEST),
        due(-3, OWNER, UNIT_HEAD, how=DIGEST),
        due(-1, OWNER, UNIT_HEAD, HANDLER),
        due(0, OWNER, UNIT_HEAD, HANDLER, does=[ALARM]),
        due(1, OWNER, UNIT_HEAD, HANDLER, HEAD, does=[REMINDER]),
        due(3, OWNER, UNIT_HEAD, HANDLER, HEAD, REGULATOR, does=[NOTICE]),
        due(7, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, up=1, does=[EXPOSURE]),
        due(15, UNIT_HEAD, HEAD, SUPERIOR, up=1, does=[TALK]),
        again(5, OWNER, HANDLER, HEAD, SUPERIOR, up=1),
    ),
    Pace.MAJOR: (
        share(50, OWNER, UNIT_HEAD),
        due(-7, OWNER, UNIT_HEAD),
        due(-3, OWNER, UNIT_HEAD, HANDLER),
        due(-1, OWNER, UNIT_HEAD, HANDLER, HEAD),
        due(0, OWNER, UNIT_HEAD, HANDLER, HEAD, does=[ALARM, REMINDER]),
        due(1, OWNER, UNIT_HEAD, HANDLER, HEAD, REGULATOR, does=[NOTICE]),
        due(3, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, up=1, does=[TALK, EXPOSURE]),
        due(7, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, up=1, does=[LISTING]),
        due(15, HEAD, SUPERIOR, up=2),
        again(3, OWNER, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, up=1),
    ),
    Pace.IMMEDIATE: (
        RungRow(Anchor.OPENED, 0, (OWNER, UNIT_HEAD, HANDLER, HEAD), (ALARM,), 0, URGENT, 0),
        due(1, OWNER, UNIT_HEAD, HANDLER, HEAD, REGULATOR, SUPERIOR, up=1, does=[NOTICE, EXPOSURE], how=URGENT),
        due(3, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, up=2, does=[TALK, LISTING], how=URGENT),
        again(1, OWNER, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, up=1),
    ),
}
ENTERPRISE = {
    Pace.GENERAL: (
        due(-3, OWNER, how=DIGEST),
        due(-1, OWNER, UNIT_HEAD),
        due(0, OWNER, UNIT_HEAD, HANDLER, does=[ALARM]),
        due(3, OWNER, UNIT_HEAD, HANDLER, HEAD, does=[REMINDER]),
        due(7, UNIT_HEAD, HANDLER, HEAD, REGULATOR, does=[NOTICE]),
        due(15, UNIT_HEAD, HEAD, SUPERIOR, up=1, does=[EXPOSURE]),
        again(5, OWNER, HANDLER, HEAD, SUPERIOR, up=1),
    ),
    Pace.MAJOR: (
        due(-3, OWNER, UNIT_HEAD, how=DIGEST),
        due(-1, OWNER, UNIT_HEAD, HANDLER),
        due(0, OWNER, UNIT_HEAD, HANDLER, HEAD, does=[ALARM]),
        due(1, OWNER, UNIT_HEAD, HANDLER, HEAD, does=[REMINDER]),
        due(3, UNIT_HEAD, HANDLER, HEAD, REGULATOR, does=[NOTICE]),
        due(7, UNIT_HEAD, HEAD, SUPERIOR, up=1, does=[EXPOSURE]),
        again(3, OWNER, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, up=1),
    ),
}
AUTHORITY = {
    Pace.GENERAL: (
        share(50, HANDLER),
        due(-1, HANDLER),
        due(0, HANDLER, HEAD, does=[ALARM]),
        due(3, HANDLER, HEAD, SUPERIOR, up=1),
        due(7, HEAD, SUPERIOR, up=1, does=[EXPOSURE]),
        due(15, HEAD, SUPERIOR, up=2),
        again(5, HANDLER, HEAD, SUPERIOR, up=1),
    ),
    Pace.MAJOR: (
        share(50, HANDLER),
        due(-1, HANDLER, HEAD),
        due(0, HANDLER, HEAD, does=[ALARM]),
        due(1, HANDLER, HEAD, SUPERIOR, up=1),
        due(3, HEAD, SUPERIOR, up=1, does=[EXPOSURE]),
        due(7, HEAD, SUPERIOR, up=2),
        again(3, HANDLER, HEAD, SUPERIOR, up=1),
    ),
}
#: Of the authority that listed: its clerks and heads, then the levels above.
BODY = (
    share(50, HANDLER),
    due(-1, HANDLER, HEAD),
    due(0, HANDLER, HEAD, does=[ALARM]),
    due(1, HANDLER, HEAD, SUPERIOR, up=1),
    due(7, HEAD, SUPERIOR, up=2),
    again(3, HANDLER, HEAD, SUPERIOR, up=1),
)
#: Under listed supervision; a month overdue at one level, the next level is asked to take over (workflow section 5).
LISTED = (
    share(50, OWNER, UNIT_HEAD, HANDLER),
    due(-20, OWNER, UNIT_HEAD, HANDLER),
    due(-7, OWNER, UNIT_HEAD, HANDLER, HEAD),
    due(-1, OWNER, UNIT_HEAD, HANDLER, HEAD),
    due(0, OWNER, UNIT_HEAD, HANDLER, HEAD, does=[ALARM]),
    due(1, OWNER, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, does=[NOTICE], up=1),
    due(3, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, does=[TALK, EXPOSURE], up=1),
    due(21, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, does=[LISTING], up=1),
    again(3, OWNER, UNIT_HEAD, HANDLER, HEAD, SUPERIOR, up=1),
)
_OF_BODY = (
    WaitKind.LIST,
    WaitKind.PUBLISH_LISTING,
    WaitKind.FILE_LISTING,
    WaitKind.LISTING_TIME,
    WaitKind.DELIST,
    WaitKind.PUBLISH_DELISTING,
)
_OF_ENTERPRISE = (WaitKind.PLAN, WaitKind.PROGRESS, WaitKind.REPLY)

#: The rungs of every kind at every pace: none is missing, so that none is silent.
RUNGS: dict[tuple[str, str], tuple[RungRow, ...]] = {}
for _kind in WaitKind:
    for _pace in Pace:
        if _kind == WaitKind.RECTIFY:
            _rows = RECTIFY[_pace]
        elif _kind == WaitKind.LISTED:
            _rows = LISTED
        elif _kind in _OF_BODY:
            _rows = BODY
        else:
            _family = ENTERPRISE if _kind in _OF_ENTERPRISE else AUTHORITY
            _rows = _family[Pace.GENERAL if _pace == Pace.GENERAL else Pace.MAJOR]
        RUNGS[_kind.value, _pace.value] = _rows

WORKING, CALENDAR = DeadlineUnit.WORKING_DAYS, DeadlineUnit.CALENDAR_DAYS
_TERMS = {
    WaitKind.CONFIRM_GRADE: (WORKING, 5, 2),
    WaitKind.ORDER: (WORKING, 5, 2),
    WaitKind.SERVE: (WORKING, 7, 3),
    WaitKind.PLAN: (WORKING, 5, 5),
    WaitKind.VERIFY: (CALENDAR, 10, 10),
    WaitKind.SIGN: (WORKING, 3, 3),
    WaitKind.DECIDE_RESUME: (CALENDAR, 10, 10),
    WaitKind.OPINION: (WORKING, 5, 3),
    WaitKind.RECEIVE: (WORKING, 3, 2),
    WaitKind.REPLY: (WORKING, 10, 5),
}
#: How long a party may take, general and major, where neither an order nor a request freezes the day.
TERMS: dict[tuple[str, str], TermRow] = {
    (kind.value, pace.value): TermRow(unit, general if pace == Pace.GENERAL else major)
    for kind, (unit, general, major) in _TERMS.items()
    for pace in Pace
}
