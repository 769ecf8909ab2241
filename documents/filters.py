"""One filter for the list of documents, on the page and in the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from documents.choices import Kind, RenderState, Status
from documents.models import Document
from enterprises.selectors import or_moved_away


class DocumentFilter(django_filters.FilterSet):
    """By words of number or unit, kind, status, state of the file, and day of issue."""

    q = django_filters.CharFilter(label=_("Number or enterprise"), method="search", max_length=60)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=[each for each in Status.choices if each[0] != "draft"]
    )
    render_state = django_filters.ChoiceFilter(label=_("File"), choices=RenderState.choices)
    issued_from = django_filters.DateFilter(label=_("Issued from"), field_name="issued_at", lookup_expr="date__gte")
    issued_to = django_filters.DateFilter(label=_("Issued until"), field_name="issued_at", lookup_expr="date__lte")
    enterprise = django_filters.UUIDFilter(label=_("Enterprise (id)"), field_name="enterprise_id")

    class Meta:
        model = Document
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search in the printed number and in the unit's name."""
        words = value.strip()
        if not words:
            return queryset
        named = Q(printed_number__icontains=words) | Q(enterprise__name__icontains=words)
        return or_moved_away(queryset, named, words)
