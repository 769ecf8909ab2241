"""One filter for the list of media exposures, on the page, in the export and in the API."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bulletins.choices import Channel, Status
from bulletins.models import MediaBatch, MediaEntry


class MediaFilter(django_filters.FilterSet):
    """By words, channel, state, whether cases are still open, and when it was shown."""

    q = django_filters.CharFilter(label=_("Title, outlet or named unit"), method="search", max_length=60)
    channel = django_filters.ChoiceFilter(label=_("Channel"), choices=Channel.choices)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices)
    cases = django_filters.ChoiceFilter(
        label=_("Cases"), method="by_cases", choices=[("open", _("Some still open")), ("done", _("All rectified"))]
    )
    aired_from = django_filters.DateFilter(label=_("Shown from"), field_name="aired_on", lookup_expr="gte")
    aired_to = django_filters.DateFilter(label=_("Shown until"), field_name="aired_on", lookup_expr="lte")

    class Meta:
        model = MediaBatch
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search in title and outlet, and in the names of the units."""
        words = value.strip()
        if not words:
            return queryset
        named = MediaEntry.objects.filter(batch=OuterRef("pk"), enterprise__name__icontains=words)
        return queryset.filter(Q(title__icontains=words) | Q(outlet__icontains=words) | Exists(named))

    def by_cases(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Whether each case is rectified is looked up, never stored."""
        still_open = Exists(MediaEntry.objects.filter(batch=OuterRef("pk"), rectified_on=None))
        return queryset.filter(still_open if value == "open" else ~still_open)
