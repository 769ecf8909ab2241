"""Letters as tables and pure functions: the states, how grave, who is addressed next and by whom, how long they have.

Source: workflow sections 6 and 7 (severity 1 to 3, reply 10, 5 and 10 working days, "else next severity"), behaviours 3
(the addressee climbs enterprise, industry regulator, county, city, commission office).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rectification.letters.choices import LetterKind, LetterStatus, Level, Rating

S = LetterStatus
TRANSITIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        S.DRAFT: frozenset({S.ISSUED, S.WITHDRAWN}),
        S.ISSUED: frozenset({S.SERVED, S.WITHDRAWN}),
        S.SERVED: frozenset({S.REPLIED, S.RATED, S.WITHDRAWN, S.ISSUED}),
        S.REPLIED: frozenset({S.RATED, S.WITHDRAWN}),
        S.RATED: frozenset(),
        S.WITHDRAWN: frozenset(),
    }
)
"""Which state may follow which. From served straight to rated: no answer came in time; back to issued: an electronic
service turned out not to have arrived, so it was none."""

KINDS = (LetterKind.REMINDER, LetterKind.NOTICE, LetterKind.TALK)
REPLY_DAYS: Mapping[str, int] = MappingProxyType({LetterKind.REMINDER: 10, LetterKind.NOTICE: 5, LetterKind.TALK: 10})
"""Working days for the answer where no region up the tree has published another time; of a talk, after its day."""

OPENS_NEXT = frozenset({Rating.POOR, Rating.NONE})
COUNTY_DIGITS, CITY_DIGITS, PROVINCE_DIGITS = 6, 4, 2
LEVEL_OF = {COUNTY_DIGITS: Level.COUNTY, CITY_DIGITS: Level.CITY, PROVINCE_DIGITS: Level.OFFICE}
OFFICE, EMERGENCY = "commission_office", "YJ"


def may_become(status: str, target: str) -> bool:
    """Whether a letter in one state may go to another."""
    return target in TRANSITIONS.get(status, frozenset())


def severity(kind: str) -> int:
    """How grave a letter is: 1 to 3."""
    return KINDS.index(LetterKind(kind)) + 1


@dataclass(frozen=True)
class Body:
    """An authority as the climb looks at it."""

    id: object
    region_code: str
    kind: str
    department_code: str


@dataclass(frozen=True)
class Station:
    """A step of the climb: who is addressed (None: the enterprise) and who writes."""

    level: Level
    addressee: object | None
    issuer: object


def path(region_code: str) -> list[str]:
    """The codes of a place from itself up to the province."""
    return [region_code[:n] for n in (9, COUNTY_DIGITS, CITY_DIGITS, PROVINCE_DIGITS) if len(region_code) >= n]


def seat(bodies: Iterable[Body], region_code: str) -> Body | None:
    """Who speaks for the commission in a region: its office, else the emergency bureau that houses it."""
    here = sorted((each for each in bodies if each.region_code == region_code), key=lambda each: str(each.id))
    offices = [each for each in here if each.kind == OFFICE]
    bureaus = [each for each in here if each.department_code == EMERGENCY and each.kind != OFFICE]
    return next(iter(offices + bureaus), None)


def writer_to(bodies: Sequence[Body], addressee: Body) -> Body | None:
    """Who writes to an authority: the commission's seat of its region, or, if that is itself, the next one above."""
    for code in path(addressee.region_code):
        found = seat(bodies, code)
        if found is not None and found.id != addressee.id:
            return found
    return None


def stations(
    bodies: Iterable[Body], *, place: str, in_charge: object, lead_department: str | None
) -> tuple[Station, ...]:
    """The climb of a case: the enterprise, the regulator of its industry, the county, the city, the province.

    Nobody is addressed twice, and whoever has nobody above is not addressed: there the ladder ends.
    """
    bodies = tuple(bodies)
    by_id = {each.id: each for each in bodies}
    found = [Station(Level.ENTERPRISE, None, in_charge)]
    regulators = [
        each
        for code in path(place)
        for each in sorted(bodies, key=lambda each: str(each.id))
        if each.region_code == code and each.kind != OFFICE and each.department_code == lead_department
    ]
    wanted = [(Level.REGULATOR, next(iter(regulators), None) or by_id.get(in_charge))]
    wanted += [(LEVEL_OF[len(code)], seat(bodies, code)) for code in path(place) if len(code) in LEVEL_OF]
    seen: set = set()
    for level, body in wanted:
        if body is None or body.id in seen:
            continue
        seen.add(body.id)
        writer = writer_to(bodies, body)
        if writer is not None:
            found.append(Station(level, body.id, writer.id))
    return tuple(found)


def next_step(kind: str, *, addressee: object | None, climb: Sequence[Station]) -> tuple[LetterKind, Station] | None:
    """What follows a letter that was not answered, or poorly: the next graver kind; after a talk, the next addressee.

    None at the top: nobody above could be written to.
    """
    at = next((no for no, each in enumerate(climb) if each.addressee == addressee), None)
    if at is None:
        return None
    if severity(kind) < len(KINDS):
        return KINDS[severity(kind)], climb[at]
    return (KINDS[0], climb[at + 1]) if at + 1 < len(climb) else None


def draft_key(*, issuer: object, to: object, kind: str, day: object) -> str:
    """One draft of the clock for an issuer, an addressee, a severity and a day."""
    return f"{issuer}:{to}:{severity(kind)}:{day}"
