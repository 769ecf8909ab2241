"""Which colour follows from which facts (domain/ranking.md section 2). Pure: facts and thresholds are handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from risks.colours.choices import AppealStatus, CodeColour, Ground


@dataclass(frozen=True)
class Thresholds:
    """What differs by region: counts, days near a deadline, days that a self-inspection statement may be late, days
    before a licence expires, days of silence, working days to decide an appeal."""

    generals_needed: int = 3
    near_days: int = 3
    statement_days: int = 7
    licence_days: int = 30
    silent_days: int = 90
    appeal_days: int = 3


@dataclass(frozen=True)
class Facts:
    """What is known of an enterprise at a moment. Counts; `days_silent` are calendar days since anything happened,
    `statement_days_late` since the day by which the oldest statement that is still owed was due, `licence_days_left`
    until the last day of the licence that expires next, None where none does."""

    operating: bool = True
    activated: bool = True
    majors_late: int = 0
    majors_open: int = 0
    stopped: int = 0
    generals_late: int = 0
    generals_near: int = 0
    red_uncontrolled: int = 0
    statement_days_late: int = 0
    dishonest: int = 0
    fatal_accidents: int = 0
    licences_expired: int = 0
    licence_days_left: int | None = None
    days_silent: int = 0


@dataclass(frozen=True)
class Verdict:
    """The colour and each ground for it, the worst first."""

    colour: CodeColour
    grounds: tuple[Ground, ...]


RANK: Mapping[CodeColour, int] = MappingProxyType({colour: rank for rank, colour in enumerate(CodeColour)})
APPEALS: Mapping[AppealStatus, frozenset[AppealStatus]] = MappingProxyType(
    {
        AppealStatus.FILED: frozenset({AppealStatus.UPHELD, AppealStatus.DISMISSED}),
        AppealStatus.UPHELD: frozenset(),
        AppealStatus.DISMISSED: frozenset(),
    }
)


def colour_of(facts: Facts, limits: Thresholds) -> Verdict:
    """Return the colour: the worst rule wins, and every rule of that colour that holds is named as its ground.

    Danger is never hidden by grey: an enterprise that is suspended with an overdue major hazard stays red. A late
    statement is no danger: of an enterprise that does not operate, or where nobody could sign one, grey says more. Nor
    is a licence that expires where no work is done.
    """
    late = facts.statement_days_late > limits.statement_days
    ends_soon = facts.licence_days_left is not None and facts.licence_days_left <= limits.licence_days
    rules = (
        (CodeColour.RED, Ground.MAJOR_LATE, facts.majors_late > 0),
        (CodeColour.RED, Ground.STOPPED, facts.stopped > 0),
        (CodeColour.RED, Ground.DISHONEST, facts.dishonest > 0),
        (CodeColour.RED, Ground.FATAL_ACCIDENT, facts.fatal_accidents > 0),
        (CodeColour.ORANGE, Ground.MAJOR_OPEN, facts.majors_open > 0),
        (CodeColour.ORANGE, Ground.GENERALS_LATE, facts.generals_late >= limits.generals_needed),
        (CodeColour.ORANGE, Ground.RED_UNCONTROLLED, facts.red_uncontrolled > 0),
        (CodeColour.YELLOW, Ground.GENERAL_LATE, facts.generals_late > 0),
        (CodeColour.YELLOW, Ground.GENERAL_NEAR, facts.generals_near > 0),
        (CodeColour.YELLOW, Ground.STATEMENT_LATE, late and facts.operating and facts.activated),
        (CodeColour.YELLOW, Ground.LICENCE_EXPIRED, facts.licences_expired > 0 and facts.operating),
        (CodeColour.YELLOW, Ground.LICENCE_NEAR, ends_soon and facts.operating),
        (CodeColour.GREY, Ground.NOT_OPERATING, not facts.operating),
        (CodeColour.GREY, Ground.NOT_ACTIVATED, not facts.activated),
        (CodeColour.GREY, Ground.SILENT, facts.days_silent > limits.silent_days),
    )
    # Grey is not better than yellow and green but of another kind: it answers only when no rule of danger does.
    order = (CodeColour.RED, CodeColour.ORANGE, CodeColour.YELLOW, CodeColour.GREY)
    for colour in order:
        grounds = tuple(ground for each, ground, holds in rules if each == colour and holds)
        if grounds:
            return Verdict(colour, grounds)
    return Verdict(CodeColour.GREEN, (Ground.NONE,))


def colour_of_point(*, majors_open: int, late: int) -> CodeColour:
    """Return the colour of a place or machine: a major case that names it is red, an overdue one yellow."""
    return CodeColour.RED if majors_open else CodeColour.YELLOW if late else CodeColour.GREEN


def may_decide(status: str, wanted: str) -> bool:
    """Whether an appeal of a status may be decided so."""
    return wanted in APPEALS[AppealStatus(status)]
