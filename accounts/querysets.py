"""Filters of memberships that chain."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.choices import MembershipStatus


class MembershipQuerySet(QuerySet):
    """Memberships by state, tenant, role and words."""

    def active(self) -> "MembershipQuerySet":
        """Leave out those that ended."""
        return self.filter(status=MembershipStatus.ACTIVE)

    def of_tenant(self, kind: str, tenant_id) -> "MembershipQuerySet":
        """Keep the members of one authority, enterprise or agency."""
        return self.filter(**{"tenant_kind": kind, f"{kind}_id": tenant_id})

    def with_roles(self, roles: Iterable[str]) -> "MembershipQuerySet":
        """Keep those with one of the roles."""
        return self.filter(role__in=list(roles))

    def matching(self, words: str) -> "MembershipQuerySet":
        """Keep those whose person's name, sign-in name, phone, post or certificate contains every word."""
        found = self
        for word in words.split()[:5]:
            found = found.filter(
                Q(person__name__icontains=word)
                | Q(person__username__icontains=word)
                | Q(person__phone__contains=word)
                | Q(post_title__icontains=word)
                | Q(certificate_no__icontains=word)
            )
        return found


class AssignmentQuerySet(QuerySet):
    """Assignments by what holds at a moment."""

    def current(self, now: datetime) -> "AssignmentQuerySet":
        """Keep those that have begun, have not ended and were not withdrawn."""
        return self.filter(starts_at__lte=now, ends_at__gt=now, withdrawn_at=None)
