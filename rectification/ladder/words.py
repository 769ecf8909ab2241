"""What a rung, a term and a clock are called, in the reader's language."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from rectification.ladder.choices import Anchor, EffectKind, Pace, Party, WaitKind
from rectification.ladder.rules import END_OF_DAY, MORNING, RungRow, TermRow
from regions.choices import DeadlineUnit


def kind_and_pace(kind: str, pace: str) -> str:
    """Name a ladder: what is waited for, at which pace."""
    return f"{WaitKind(kind).label} ({Pace(pace).label})"


def when(rung: RungRow) -> str:
    """Say when a rung comes."""
    number = {"n": abs(rung.offset)}
    if rung.anchor == Anchor.REPEAT:
        return _("Then again, working days apart: %(n)s") % number
    if rung.anchor == Anchor.SHARE:
        return _("After %(n)s percent of the time") % number
    if rung.anchor == Anchor.OPENED:
        return _("At once") if not rung.offset else _("Working days after it began: %(n)s") % number
    if rung.offset == 0:
        return _("At the end of the last day") if rung.hour == END_OF_DAY else _("On the last day")
    if rung.offset < 0:
        return _("Working days before the deadline: %(n)s") % number
    return _("Working days after the deadline: %(n)s") % number


#: A rung's key, as `RungRow.key` writes it: where it is counted from, how far, at which hour.
_KEY = re.compile(r"(?:(?P<anchor>[DOR])(?P<offset>[+-]?\d+)|(?P<share>\d+)%)(?:@(?P<hour>\d+))?")


def of_key(key: str) -> str:
    """Say when the rung of a key in the ledger was due."""
    found = _KEY.fullmatch(key)
    if found is None:
        return key
    if found["anchor"] == "R":
        return _("Again, time: %(n)s") % {"n": found["offset"]}
    anchor = Anchor.SHARE if found["share"] else Anchor.DUE if found["anchor"] == "D" else Anchor.OPENED
    return when(RungRow(anchor, int(found["share"] or found["offset"]), (), hour=int(found["hour"] or MORNING)))


def whom(rung: RungRow) -> str:
    """Say whom a rung tells."""
    names = [str(Party(party).label) for party in Party if party in rung.tell]
    if Party.SUPERIOR in rung.tell:
        names[-1] = _("Authority, levels up: %(n)s") % {"n": max(rung.levels_up, 1)}
    return " · ".join(names)


def what(effects: Iterable[str]) -> str:
    """Say what a rung does besides."""
    chosen = set(effects)
    return " · ".join(str(effect.label) for effect in EffectKind if effect in chosen)


def how_long(term: TermRow) -> str:
    """Say how long a party may take."""
    if term.unit == DeadlineUnit.WORKING_DAYS:
        return _("%(n)s working days") % {"n": term.amount}
    return _("%(n)s calendar days") % {"n": term.amount}
