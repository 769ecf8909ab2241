"""Who answers for a field in a place: the nearest region that says anything of it; and where nobody or two do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import RuleBroken

LEAD, ASSIST = "lead", "assist"
NO_LEAD, TWO_LEADS = "no_lead", "two_leads"
MOST_DEPARTMENTS = 12


@dataclass(frozen=True)
class Answer:
    """Who answers for a field: the region that says so (None: nobody says anything), leading and assisting codes."""

    source: str | None
    leads: tuple[str, ...] = ()
    assists: tuple[str, ...] = ()

    @property
    def gap(self) -> str:
        """What is wrong: nobody leads, or more than one does. Empty: one does."""
        if not self.leads:
            return NO_LEAD
        return TWO_LEADS if len(self.leads) > 1 else ""


def answer(said: Mapping[str, Iterable[tuple[str, str]]], path: Sequence[str]) -> Answer:
    """Return who answers for one field at the end of a path of regions.

    `said` maps a region to its (department, part) for this field. The nearest region that says anything wins as a
    whole: what a region above says fills a silence, and is never mixed with a nearer word.
    """
    for region in sorted({"", *path}, key=len, reverse=True):
        parts = list(said.get(region, ()))
        if parts:
            return Answer(
                region,
                tuple(sorted(code for code, part in parts if part == LEAD)),
                tuple(sorted(code for code, part in parts if part == ASSIST)),
            )
    return Answer(None)


def check_parts(leads: Sequence[str], assists: Sequence[str]) -> None:
    """Raise where a department would both lead and assist, or too many are named."""
    both = set(leads) & set(assists)
    if both:
        sentence = _("A department either leads or assists in a field, not both. Nothing was saved.")
        raise RuleBroken(sentence, fields={"assists": sentence})
    if len(set(leads) | set(assists)) > MOST_DEPARTMENTS:
        raise RuleBroken(_("At most %(n)s departments share a field. Nothing was saved.") % {"n": MOST_DEPARTMENTS})


def check_gaps(names: Sequence[str], note: str) -> None:
    """Raise where fields without a lead, or with two, would be published and nobody says who decides meanwhile."""
    if names and not note.strip():
        sentence = _(
            "These fields have no lead or more than one: %(fields)s. Settle them, or say who decides on them meanwhile."
        ) % {"fields": ", ".join(names)}
        raise RuleBroken(sentence, fields={"gaps_note": sentence})
