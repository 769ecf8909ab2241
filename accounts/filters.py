"""The filters of people and assignments, the same for page and API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from accounts.choices import MembershipStatus
from accounts.models import Assignment, Membership
from accounts.role_matrix import ROLES
from core import clock


class MembershipFilter(django_filters.FilterSet):
    """Members by words, role and state."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Name, sign-in name, phone, post or certificate"))
    role = django_filters.ChoiceFilter(label=gettext_lazy("Role"), choices=[(role.value, role.label) for role in ROLES])
    status = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=MembershipStatus.choices)

    class Meta:
        model = Membership
        fields = ["q", "role", "status"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the members that match every word."""
        return queryset.matching(value)


class AssignmentFilter(django_filters.FilterSet):
    """Assignments by words and whether they hold now."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Person or enterprise"))
    current = django_filters.BooleanFilter(method="holding", label=gettext_lazy("Holding now"))

    class Meta:
        model = Assignment
        fields = ["q", "current"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep assignments whose person or enterprise contains the words."""
        return queryset.filter(Q(person__name__icontains=value) | Q(enterprise__name__icontains=value))

    def holding(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Keep those that hold now, or those that do not."""
        now = clock.now()
        current = Q(starts_at__lte=now, ends_at__gt=now, withdrawn_at=None)
        return queryset.filter(current if value else ~current)
