"""One FilterSet for the list page and the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from enterprises.selectors import or_moved_away
from inspections.choices import Method, VisitKind, VisitStatus
from inspections.models import Visit


class VisitFilter(django_filters.FilterSet):
    """Visits by enterprise, state, method and day."""

    q = django_filters.CharFilter(method="words", label=_("Enterprise or credit code"))
    enterprise = django_filters.UUIDFilter(field_name="enterprise", label=_("Enterprise"))
    status = django_filters.ChoiceFilter(choices=VisitStatus.choices, label=_("State"))
    kind = django_filters.ChoiceFilter(choices=VisitKind.choices, label=_("Whose"))
    method = django_filters.ChoiceFilter(choices=Method.choices, label=_("Method"))
    since = django_filters.DateFilter(field_name="started_at", lookup_expr="date__gte", label=_("Started on or after"))
    until = django_filters.DateFilter(field_name="started_at", lookup_expr="date__lte", label=_("Started on or before"))

    class Meta:
        model = Visit
        fields = ["q", "enterprise", "status", "kind", "method", "since", "until"]

    def words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search the enterprise's name and credit code."""
        named = Q(enterprise__name__icontains=value) | Q(enterprise__credit_code__istartswith=value)
        return or_moved_away(queryset, named, value)
