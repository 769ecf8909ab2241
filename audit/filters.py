"""The filter of the audit chain, the same for page, export and API."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from audit.choices import ACTS
from audit.models import Entry


class EntryFilter(django_filters.FilterSet):
    """By person, act and day."""

    q = django_filters.CharFilter(label=_("Person"), method="by_person", max_length=60)
    verb = django_filters.ChoiceFilter(label=_("Act"), choices=list(ACTS.items()))
    since = django_filters.DateFilter(label=_("From"), field_name="at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label=_("Until"), field_name="at", lookup_expr="date__lte")

    class Meta:
        model = Entry
        fields: list[str] = []

    def by_person(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the acts of people whose name, as it was then, contains the words."""
        return queryset.filter(actor__person__icontains=value.strip())
