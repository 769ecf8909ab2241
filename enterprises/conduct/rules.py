"""What makes a licence, a listing and an accident believable. Pure: the day is handed in."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from enterprises.conduct.choices import Investigation, LicenceKind, LicenceStatus

TRANSITIONS: Mapping[LicenceStatus, frozenset[LicenceStatus]] = MappingProxyType(
    {
        LicenceStatus.HELD: frozenset({LicenceStatus.REPLACED, LicenceStatus.ENDED}),
        LicenceStatus.REPLACED: frozenset(),
        LicenceStatus.ENDED: frozenset(),
    }
)
#: The longest text of each fact, as the database keeps it.
LONGEST = {
    "title": 80,
    "number": 60,
    "issuer": 120,
    "authority": 120,
    "decision_no": 80,
    "basis": 200,
    "place": 120,
    "summary": 500,
    "conclusion": 500,
    "reason": 300,
}
MOST_PEOPLE = 10_000


def may_become(status: str, wanted: LicenceStatus) -> bool:
    """Whether a licence of a status may become another."""
    return wanted in TRANSITIONS[LicenceStatus(status)]


def words(name: str, text: str, needed: str = "") -> str:
    """Return a text without blanks around it. Raises `RuleBroken` at its field where it is too long, or `needed`."""
    found = " ".join((text or "").split())
    if needed and not found:
        raise RuleBroken(needed, fields={name: needed})
    if len(found) > LONGEST[name]:
        raise _broken(name, _("This is longer than %(n)s characters.") % {"n": LONGEST[name]})
    return found


def _broken(name: str, sentence: str) -> RuleBroken:
    return RuleBroken(sentence, fields={name: sentence})


def check_licence(*, kind: str, title: str, valid_from: date | None, valid_to: date | None) -> None:
    """Raise `RuleBroken` where the kind is unknown, one of another kind has no name, or its days are in disorder."""
    if kind not in LicenceKind.values:
        raise _broken("kind", _("Choose the kind of licence."))
    if kind == LicenceKind.OTHER and not title:
        raise _broken("title", _("Say what kind of licence it is."))
    if valid_from and valid_to and valid_to < valid_from:
        raise _broken("valid_to", _("The licence ends before it begins."))


def check_renewal(*, kind: str, before: str, until: date | None, valid_to: date | None) -> None:
    """Raise `RuleBroken` unless a renewal is of the same kind and lasts longer than what it replaces."""
    if kind != before:
        raise _broken("kind", _("A renewal is of the same kind as the licence that it replaces."))
    if valid_to and until and valid_to <= until:
        raise _broken("valid_to", _("A renewal lasts longer than the licence that it replaces."))


def check_listing(*, listed_on: date, off_on: date | None, today: date) -> None:
    """Raise `RuleBroken` where a listing begins in the future or ends before it begins."""
    if listed_on > today:
        raise _broken("listed_on", _("The day cannot lie in the future."))
    if off_on and off_on <= listed_on:
        raise _broken("off_on", _("The listing ends before it begins."))


def is_listed(listed_on: date, off_on: date | None, today: date) -> bool:
    """Whether a listing is in force on a day; on the day off it is over."""
    return listed_on <= today and (off_on is None or off_on > today)


def check_accident(*, occurred_on: date, deaths: int, injured: int, today: date) -> None:
    """Raise `RuleBroken` where an accident lies in the future or its numbers are none."""
    if occurred_on > today:
        raise _broken("occurred_on", _("The day cannot lie in the future."))
    for name, count in (("deaths", deaths), ("injured", injured)):
        if not 0 <= count <= MOST_PEOPLE:
            raise _broken(name, _("This is no number of people."))


def check_conclusion(
    *, investigation: str, conclusion: str, concluded_on: date | None, occurred_on: date, today: date
) -> None:
    """Raise `RuleBroken` unless a concluded investigation says on which day and with what result."""
    if investigation not in Investigation.values:
        raise _broken("investigation", _("Say where the investigation stands."))
    if investigation == Investigation.UNDER:
        return
    if not conclusion:
        raise _broken("conclusion", _("Say what the investigation found, with the number of its report."))
    if concluded_on is None or not occurred_on <= concluded_on <= today:
        raise _broken("concluded_on", _("The day lies between the accident and today."))
