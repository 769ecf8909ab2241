"""Chainable filters of visits and findings."""

from django.db.models import Q, QuerySet

from core.kept import KeptQuerySet
from inspections.choices import VisitKind, VisitStatus
from inspections.policy import COVERT


class VisitQuerySet(KeptQuerySet):
    """Visits behind the wall, further narrowed to what the policy lets an actor see."""

    def seen_by(self, actor) -> "VisitQuerySet":
        """Leave out what would give a planned visit away (policy.can_see_visit says the same of one row)."""
        hidden = Q(status__in=[VisitStatus.PLANNED, VisitStatus.CANCELLED])
        if actor.tenant_kind == "enterprise":
            return self.exclude(hidden & Q(kind=VisitKind.OFFICIAL))
        seen = self.exclude(Q(kind=VisitKind.SELF) & ~Q(status=VisitStatus.FINISHED))
        team = self.model._meta.get_field("officers").related_model.objects
        mine = Q(authority=actor.tenant_id) | Q(id__in=team.filter(membership=actor.membership_id).values("visit_id"))
        return seen.exclude(hidden & Q(method__in=COVERT) & ~mine)

    def rounds(self) -> "VisitQuerySet":
        """The rounds that enterprises do themselves."""
        return self.filter(kind=VisitKind.SELF)

    def official(self) -> "VisitQuerySet":
        """The visits of authorities."""
        return self.filter(kind=VisitKind.OFFICIAL)

    def of_member(self, membership_id) -> "VisitQuerySet":
        """Those in whose team the membership is."""
        return self.filter(officers__membership=membership_id)


class FindingQuerySet(QuerySet):
    """Findings of visits."""

    def standing(self) -> "FindingQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)
