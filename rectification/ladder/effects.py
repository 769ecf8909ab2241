"""The one door to what the ladder has asked for: letters and bulletins claim it here, take it or put it off."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Self

from django.db import Error as DatabaseProblem
from django.db.models import Q

from core.errors import SafeloopError
from rectification.ladder.choices import EffectKind
from rectification.models import Effect

POISON = (ValueError, KeyError, TypeError, DatabaseProblem, SafeloopError)
"""What one case can bring up when it is acted on; it waits, and those behind it do not."""


@dataclass
class Tally:
    """What a run of the clock did, in numbers that add up; each family names its own."""

    def __iadd__(self, other: Self) -> Self:
        """Add up."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))
        return self


def claim_effects(kinds: Iterable[EffectKind], *, now: datetime, most: int) -> list[Effect]:
    """Return effects that wait to be acted on, the oldest first, locked until the caller's transaction ends.

    Two runs at once never hold the same one (SKIP LOCKED).
    """
    waiting = Effect.objects.filter(taken_at=None, kind__in=list(kinds))
    return list(
        waiting.filter(Q(put_off_until=None) | Q(put_off_until__lte=now))
        .select_related("watch", "hazard__enterprise", "hazard__authority__region")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .order_by("raised_at", "pk")[:most]
    )


def take_effects(effects: Iterable[Effect], *, now: datetime) -> int:
    """Mark effects as acted on, in the transaction that acts; return how many."""
    return Effect.objects.filter(pk__in=[each.pk for each in effects], taken_at=None).update(taken_at=now)


def put_off_effects(effects: Iterable[Effect], *, until: datetime) -> int:
    """Let effects wait that cannot be acted on now, so that those behind them come first; return how many."""
    return Effect.objects.filter(pk__in=[each.pk for each in effects], taken_at=None).update(put_off_until=until)
