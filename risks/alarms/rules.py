"""Which state of an alarm may follow which, how fast it climbs, and how grave each kind is. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from notifications.choices import Channel
from risks.alarms.choices import AlarmKind, AlarmLevel, AlarmStatus, AlarmVerb

#: From which states a verb may be done, and into which it leads (None: as it was).
TRANSITIONS: Mapping[AlarmVerb, tuple[frozenset[AlarmStatus], AlarmStatus | None]] = MappingProxyType(
    {
        AlarmVerb.RAISE: (frozenset(), AlarmStatus.RAISED),
        AlarmVerb.CLIMB: (frozenset({AlarmStatus.RAISED}), None),
        AlarmVerb.ACKNOWLEDGE: (frozenset({AlarmStatus.RAISED}), AlarmStatus.ACKNOWLEDGED),
        AlarmVerb.ACT: (frozenset({AlarmStatus.ACKNOWLEDGED, AlarmStatus.ACTING}), AlarmStatus.ACTING),
        AlarmVerb.REPORT: (frozenset({AlarmStatus.ACKNOWLEDGED, AlarmStatus.ACTING}), None),
        AlarmVerb.MAKE_HAZARD: (frozenset({AlarmStatus.ACKNOWLEDGED, AlarmStatus.ACTING}), None),
        AlarmVerb.CLOSE: (frozenset({AlarmStatus.ACKNOWLEDGED, AlarmStatus.ACTING}), AlarmStatus.CLOSED),
    }
)
LEVELS: Mapping[AlarmKind, AlarmLevel] = MappingProxyType(
    {
        AlarmKind.SPARKING: AlarmLevel.RED,
        AlarmKind.LEAK: AlarmLevel.RED,
        AlarmKind.FIRE: AlarmLevel.RED,
        AlarmKind.PERSON: AlarmLevel.RED,
        AlarmKind.COLLAPSE: AlarmLevel.ORANGE,
        AlarmKind.OTHER: AlarmLevel.YELLOW,
    }
)
#: Past this the same highest people are told again and again: an open alarm never falls silent.
HIGHEST_ROUND = 3


@dataclass(frozen=True)
class Limits:
    """Minutes until an alarm that nobody acknowledged climbs, by level (domain/ranking.md section 4)."""

    red: int = 15
    orange: int = 30
    yellow: int = 120
    blue: int = 480

    def of(self, level: str) -> timedelta:
        """Return the limit of a level."""
        return timedelta(minutes=getattr(self, level))


def may(verb: AlarmVerb, status: str) -> bool:
    """Whether a verb may be done in a state."""
    return status in TRANSITIONS[verb][0]


def after(verb: AlarmVerb, status: str) -> AlarmStatus:
    """Return the state after a verb."""
    return TRANSITIONS[verb][1] or AlarmStatus(status)


def chosen_channels(wanted: Iterable[str], usable: Collection[str]) -> list[str]:
    """Return the channels of a plan in the order of `Channel`: all where none is named.

    Raises `RuleBroken` for an unknown one, or where Safeloop can send by none of them: the inbox alone rouses nobody.
    """
    named = set(wanted) or set(Channel.values)
    if named - set(Channel.values):
        sentence = _("Choose among the channels named here.")
    elif not named & set(usable):
        sentence = _("Choose at least one channel that is set up here: the inbox alone wakes nobody.")
    else:
        return [each for each in Channel.values if each in named]
    raise RuleBroken(sentence, fields={"channels": sentence})


def climbs_at(told_at: datetime, level: str, limits: Limits) -> datetime:
    """Return when the next level is told if nobody has answered since `told_at`."""
    return told_at + limits.of(level)


def regions_of_round(region_code: str, turn: int) -> str:
    """Return the region whose authorities are told in a round: first the county, then the city, then the province."""
    steps = [6, 4, 2]
    return region_code[: steps[min(turn, len(steps)) - 1]]
