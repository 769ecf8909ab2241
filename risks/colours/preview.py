"""What other thresholds would do to the colours of a region: worked out on some enterprises, never saved."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from core import scope
from enterprises.models import Enterprise
from risks.colours.choices import CodeColour
from risks.colours.facts import Limits, facts_of
from risks.colours.rules import Thresholds, colour_of

#: So many enterprises are looked at; past it, a share of them says enough.
MOST_LOOKED_AT = 2000
MOST_NAMED = 20


@dataclass(frozen=True)
class Turned:
    """An enterprise that would get another colour."""

    enterprise: Enterprise
    before: CodeColour
    after: CodeColour


@dataclass(frozen=True)
class Preview:
    """How many enterprises would change colour, from which to which, and the first of them by name."""

    looked_at: int
    more: bool
    changed: int
    moves: list[tuple[CodeColour, CodeColour, int]]
    named: list[Turned]


def preview_of(*, region_code: str, thresholds: Thresholds | None, now: datetime) -> Preview:
    """Return what the thresholds would change in a region now, other regions' own thresholds left as they are.

    None: what would change if the region had none of its own.
    """
    with scope.everything(because="the head of a region tries thresholds on the enterprises of that region alone"):
        of_region = Enterprise.objects.filter(region_code__startswith=region_code)
        keys = list(of_region.order_by("pk").values_list("pk", flat=True)[: MOST_LOOKED_AT + 1])
        looked_at = keys[:MOST_LOOKED_AT]
        limits = Limits()
        wanted = limits.replaced(region_code, thresholds) if thresholds else limits.without(region_code)
        before, after = _colours(looked_at, limits, now), _colours(looked_at, wanted, now)
        turned = {key: (before[key], colour) for key, colour in after.items() if before[key] != colour}
        firms = Enterprise.objects.in_bulk(list(turned)[:MOST_NAMED])
    counted = Counter(turned.values()).most_common()
    return Preview(
        looked_at=len(looked_at),
        more=len(keys) > MOST_LOOKED_AT,
        changed=len(turned),
        moves=[(old, new, n) for (old, new), n in counted],
        named=[Turned(firm, *turned[key]) for key, firm in firms.items()],
    )


def _colours(keys: list, limits: Limits, now: datetime) -> dict:
    found = facts_of(keys, limits, now)
    return {key: colour_of(facts, limits.at(region_code)).colour for key, (region_code, facts) in found.items()}
