"""Chainable filters over duties and over who holds a post."""

from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from checklists.duties.choices import WAITING, DutyStatus, HoldingKind
from core.kept import KeptQuerySet


class HoldingQuerySet(models.QuerySet):
    """Holdings by day."""

    def on(self, day: date) -> "HoldingQuerySet":
        """Keep those that hold on a day."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)

    def holders(self) -> "HoldingQuerySet":
        """Keep the holders."""
        return self.filter(kind=HoldingKind.HOLDER)

    def substitutes(self) -> "HoldingQuerySet":
        """Keep those who stand in."""
        return self.filter(kind=HoldingKind.SUBSTITUTE)


class DutyQuerySet(KeptQuerySet):
    """Duties by who has to do them, and as a list shows them."""

    def waiting(self) -> "DutyQuerySet":
        """Keep what somebody still has to do."""
        return self.filter(status__in=WAITING)

    def in_hands_of(self, membership_id: UUID, holdings: models.QuerySet, *, day: date) -> "DutyQuerySet":
        """Keep what waits for a membership on a day: of the posts it holds, of its own seat, handed over to it.

        `holdings` are all holdings. Whoever has passed a seat on to another holder has nothing of it any more.
        """
        held = holdings.holders().on(day)
        posts = held.filter(membership=membership_id, post__isnull=False).values("post")
        seats = held.filter(membership=membership_id, seat__isnull=False).values("seat")
        passed_on = held.filter(seat=membership_id).exclude(membership=membership_id)
        own = Q(binding__membership=membership_id) & ~models.Exists(passed_on)
        return self.filter(
            Q(status=DutyStatus.HANDED_OVER, handed_to__membership=membership_id)
            | Q(Q(binding__post__in=posts) | Q(binding__membership__in=seats) | own, status=DutyStatus.OPEN)
        )

    def opened(self, now: datetime) -> "DutyQuerySet":
        """Keep what can be done by now: an occasion may be announced ahead."""
        return self.filter(opens_at__lte=now)

    def counted(self) -> "DutyQuerySet":
        """Leave out what was drawn up only after its time: an outage of the platform, for which nobody answers."""
        return self.filter(generated_at__lt=F("due_at"))

    def as_rows(self) -> "DutyQuerySet":
        """Join what a row of a list shows."""
        return self.select_related(
            "item__version__checklist",
            "binding__post",
            "binding__membership__person",
            "binding__membership__authority",
            "enterprise",
            "handed_to",
            "bearer__person",
        )

    def as_ledger(self) -> "DutyQuerySet":
        """Join what a row of a list shows; also of a duty whose post and list have moved to another region."""
        return self.as_rows().outside("binding")
