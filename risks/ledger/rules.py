"""Rating of risks: the tables of LEC and of the matrix, levels and colours, control, review, comparison. Pure.

Sources: domain/ranking.md section 3; Opinions of the State Council's Work Safety Committee Office on dual prevention
(2016) for the four colours and who controls which; GB 6441-1986 for kinds of accidents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleBroken
from regions.rules import add_months
from risks.ledger.choices import (
    AccidentKind,
    Boundary,
    Colour,
    Control,
    DirectRed,
    Gap,
    Level,
    MeasureKind,
    Method,
    PointStatus,
)

Scale = tuple[tuple[Decimal, str | Promise], ...]


def _scale(*rows: tuple[str, str | Promise]) -> Scale:
    return tuple((Decimal(value), words) for value, words in rows)


LEC_LIKELIHOOD = _scale(
    ("10", gettext_lazy("certain")),
    ("6", gettext_lazy("quite possible")),
    ("3", gettext_lazy("possible, not often")),
    ("1", gettext_lazy("a small chance")),
    ("0.5", gettext_lazy("very unlikely")),
    ("0.2", gettext_lazy("extremely unlikely")),
    ("0.1", gettext_lazy("practically impossible")),
)
LEC_EXPOSURE = _scale(
    ("10", gettext_lazy("continuous")),
    ("6", gettext_lazy("daily in working hours")),
    ("3", gettext_lazy("weekly or by chance")),
    ("2", gettext_lazy("monthly")),
    ("1", gettext_lazy("a few times a year")),
    ("0.5", gettext_lazy("very rare")),
)
LEC_CONSEQUENCE = _scale(
    ("100", gettext_lazy("ten or more deaths")),
    ("40", gettext_lazy("three to nine deaths")),
    ("15", gettext_lazy("one or two deaths")),
    ("7", gettext_lazy("serious injury")),
    ("3", gettext_lazy("disabling injury")),
    ("1", gettext_lazy("slight injury")),
)
LS_LIKELIHOOD = _scale(
    ("5", gettext_lazy("happens often")),
    ("4", gettext_lazy("happens easily")),
    ("3", gettext_lazy("happens now and then")),
    ("2", gettext_lazy("happens seldom")),
    ("1", gettext_lazy("hardly ever happens")),
)
LS_SEVERITY = _scale(
    ("5", gettext_lazy("deaths")),
    ("4", gettext_lazy("lost ability to work")),
    ("3", gettext_lazy("fracture, or over six months of recovery")),
    ("2", gettext_lazy("slight injury")),
    ("1", gettext_lazy("no injury")),
)
SCALES: Mapping[str, Mapping[str, Scale]] = MappingProxyType(
    {
        Method.LEC: MappingProxyType(
            {"likelihood": LEC_LIKELIHOOD, "exposure": LEC_EXPOSURE, "consequence": LEC_CONSEQUENCE}
        ),
        Method.LS: MappingProxyType({"likelihood": LS_LIKELIHOOD, "consequence": LS_SEVERITY}),
    }
)
"""Which values each method knows, with what they mean, the gravest first."""

COLOURS: Mapping[int, Colour] = MappingProxyType(
    {Level.MAJOR: Colour.RED, Level.LARGER: Colour.ORANGE, Level.GENERAL: Colour.YELLOW, Level.LOW: Colour.BLUE}
)
LEVELS: Mapping[str, Level] = MappingProxyType({colour: Level(level) for level, colour in COLOURS.items()})

CONTROL_OF: Mapping[int, Control] = MappingProxyType(
    {
        Level.UNRATED: Control.TEAM,
        Level.LOW: Control.TEAM,
        Level.GENERAL: Control.WORKSHOP,
        Level.LARGER: Control.DEPARTMENT,
        Level.MAJOR: Control.ENTERPRISE,
    }
)
"""Red is controlled by the enterprise, orange by the plant or department, yellow by the workshop, blue by the team."""

#: A point that nobody has rated is looked at again after a month.
MONTHS_UNRATED = 1
LONGEST_MONTHS = 60
MOST_MEASURES = 40
WHOLE = 10_000
LONGEST: Mapping[str, int] = MappingProxyType(
    {
        "name": 120,
        "place_text": 120,
        "description": 1000,
        "direct_red_reason": 300,
        "text": 500,
        "owner": 120,
        "note": 500,
        "plan": 80,
        "reason": 300,
    }
)
MOST_PEOPLE = 1_000_000


@dataclass(frozen=True)
class Boundaries:
    """Where the levels begin, and after how many months each is reviewed: red, orange, yellow (and blue)."""

    boundary: Boundary = Boundary.LOWER
    lec: tuple[Decimal, Decimal, Decimal] = (Decimal(320), Decimal(160), Decimal(70))
    ls: tuple[int, int, int] = (20, 15, 9)
    months: tuple[int, int, int, int] = (3, 6, 12, 12)


DEFAULT = Boundaries()


@dataclass(frozen=True)
class Rating:
    """The raw values of a rating: L, E, C of the LEC method, or L and S of the matrix (as `consequence`)."""

    method: str = ""
    likelihood: Decimal | None = None
    exposure: Decimal | None = None
    consequence: Decimal | None = None
    direct_red: str = ""


def score(rating: Rating) -> Decimal | None:
    """Return D = L x E x C, or R = L x S; None where nothing was rated."""
    if not rating.method:
        return None
    return rating.likelihood * (Decimal(1) if rating.exposure is None else rating.exposure) * rating.consequence


def level_of(rating: Rating, boundaries: Boundaries = DEFAULT) -> Level:
    """Return the level of a rating. Directly red cases are major whatever the score says.

    The boundary rule is of LEC, whose products may meet a boundary from both sides; the bands of the matrix are named
    by the whole numbers they begin with.
    """
    if rating.direct_red:
        return Level.MAJOR
    value = score(rating)
    if value is None:
        return Level.UNRATED
    starts = boundaries.lec if rating.method == Method.LEC else boundaries.ls
    above = rating.method == Method.LEC and boundaries.boundary == Boundary.UPPER
    for start, level in zip(starts, (Level.MAJOR, Level.LARGER, Level.GENERAL), strict=True):
        if value > start or (value == start and not above):
            return level
    return Level.LOW


def colour_of(level: int) -> str:
    """Return the colour of a level; an empty text where nothing was rated."""
    return COLOURS[level].value if level in COLOURS else ""


def worst(levels: Iterable[int]) -> Level:
    """Return the colour rule of an area: the worst of its units (unrated where there is none)."""
    return Level(max(levels, default=Level.UNRATED))


def months_of(level: int, boundaries: Boundaries = DEFAULT) -> int:
    """Return after how many months a level is reviewed."""
    red, orange, yellow, blue = boundaries.months
    return {Level.MAJOR: red, Level.LARGER: orange, Level.GENERAL: yellow, Level.LOW: blue}.get(level, MONTHS_UNRATED)


def next_review(reviewed: Iterable[date], level: int, boundaries: Boundaries = DEFAULT) -> date:
    """Return when the next review is due: the months of the level after the oldest of the given reviews."""
    return add_months(min(reviewed), months_of(level, boundaries))


def gaps_of(level: int, controls: Sequence[int]) -> tuple[Gap, ...]:
    """Return what a point lacks, by its level and by how high up each measure in force is controlled."""
    found = [Gap.UNRATED] if level == Level.UNRATED else []
    if not controls:
        found.append(Gap.NO_MEASURE)
    elif max(controls) < CONTROL_OF[level]:
        found.append(Gap.CONTROL_TOO_LOW)
    return tuple(found)


def check_rating(rating: Rating) -> None:
    """Raise `RuleBroken` unless every value stands in the method's table."""
    if rating.method not in SCALES:
        sentence = _("Choose LEC or the matrix. Nothing was saved.")
        raise RuleBroken(sentence, fields={"method": sentence})
    scales = SCALES[rating.method]
    wrong = {}
    for name in ("likelihood", "exposure", "consequence"):
        value = getattr(rating, name)
        if name not in scales:
            if value is not None:
                wrong[name] = _("The matrix has no exposure. Leave it out.")
        elif value not in {known for known, _words in scales[name]}:
            choices = ", ".join(plain(known) for known, _words in scales[name])
            wrong[name] = _("This value is not in the table. Choose one of %(values)s.") % {"values": choices}
    if wrong:
        raise RuleBroken(_("The rating is not complete. Nothing was saved."), fields=wrong)


def check_direct_red(case: str, reason: str) -> None:
    """Raise `RuleBroken` for a directly red case without its reason, or a reason without a case."""
    if case and case not in DirectRed.values:
        raise RuleBroken(_("This case is not known."), fields={"direct_red": _("This case is not known.")})
    if case and not reason:
        sentence = _("Say why the point is directly red; the reason stays in the ledger.")
        raise RuleBroken(sentence, fields={"direct_red_reason": sentence})


def check_boundaries(given: Boundaries) -> None:
    """Raise `RuleBroken` unless boundaries descend from red to yellow and review periods are sensible."""
    wrong = {}
    if not given.lec[0] > given.lec[1] > given.lec[2] > 0:
        wrong["lec_red"] = _("The boundaries must descend: red above orange above yellow above zero.")
    if not 25 >= given.ls[0] > given.ls[1] > given.ls[2] > 1:
        wrong["ls_red"] = _("The boundaries must descend: red above orange above yellow, between 2 and 25.")
    if not all(1 <= months <= LONGEST_MONTHS for months in given.months):
        wrong["months_red"] = _("Give from 1 to %(n)s months.") % {"n": LONGEST_MONTHS}
    if wrong:
        raise RuleBroken(_("These boundaries cannot hold. Nothing was saved."), fields=wrong)


def plain(value: Decimal | int | str | None) -> str:
    """Return a number as people write it: `10`, `0.5`, `320`."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(value):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def rating_words(rating: Rating) -> str:
    """Say a rating with its raw values and its product: `LEC 6 x 6 x 15 = 540`."""
    value = score(rating)
    if value is None:
        return ""
    parts = [rating.likelihood, rating.exposure, rating.consequence]
    word = "LEC" if rating.method == Method.LEC else "LS"
    return f"{word} {' × '.join(plain(part) for part in parts if part is not None)} = {plain(value)}"


def boundary_words(boundaries: Boundaries) -> str:
    """Say where the levels begin."""
    sign = "≥" if boundaries.boundary == Boundary.LOWER else ">"
    lec = " / ".join(f"{sign}{plain(each)}" for each in boundaries.lec)
    ls = " / ".join(f"≥{each}" for each in boundaries.ls)
    return f"LEC {lec}; LS {ls}"


FIELDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "name": gettext_lazy("Risk point"),
        "place": gettext_lazy("Place"),
        "place_text": gettext_lazy("Spot"),
        "equipment": gettext_lazy("Equipment"),
        "description": gettext_lazy("Description"),
        "accidents": gettext_lazy("Possible accidents"),
        "people_exposed": gettext_lazy("People exposed"),
        "method": gettext_lazy("Rating method"),
        "likelihood": gettext_lazy("Likelihood (L)"),
        "exposure": gettext_lazy("Exposure (E)"),
        "consequence": gettext_lazy("Consequence (C or S)"),
        "direct_red": gettext_lazy("Directly red"),
        "direct_red_reason": gettext_lazy("Why directly red"),
        "status": gettext_lazy("Status"),
        "reviewed_on": gettext_lazy("Reviewed on"),
        "level": gettext_lazy("Level as it was read then"),
    }
)
"""What a comparison looks at, in this order, with its words."""

_WORDS: Mapping[str, Any] = MappingProxyType(
    {"method": Method, "direct_red": DirectRed, "status": PointStatus, "level": Level}
)


@dataclass(frozen=True)
class Difference:
    """One difference of two states: what, before, after (empty: was not there)."""

    what: str
    before: str
    after: str


def shown(name: str, value: Any) -> str:
    """Return a fact of a state in words."""
    if value in (None, "", []):
        return ""
    if name == "accidents":
        return ", ".join(str(AccidentKind(each).label) for each in value if each in AccidentKind.values)
    if name in _WORDS:
        return str(_WORDS[name](value).label)
    return str(value)


def measure_words(measure: Mapping[str, Any]) -> str:
    """Return a measure of a state in one line."""
    kind, control = MeasureKind(measure["kind"]).label, Control(measure["control"]).label
    return f"{kind}: {measure['text']} ({measure['owner']}, {control})"


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between two states of a point: facts in the order of `FIELDS`, then measures."""
    found = [
        Difference(str(words), shown(name, before.get(name)), shown(name, after.get(name)))
        for name, words in FIELDS.items()
        if before.get(name) != after.get(name)
    ]
    old = {each["id"]: each for each in before.get("measures", ())}
    new = {each["id"]: each for each in after.get("measures", ())}
    for key in [*old, *(key for key in new if key not in old)]:
        left = measure_words(old[key]) if key in old else ""
        right = measure_words(new[key]) if key in new else ""
        if left != right:
            found.append(Difference(_("Control measure"), left, right))
    return found
