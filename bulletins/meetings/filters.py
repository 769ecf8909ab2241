"""One filter for the list of meetings, on the page, in the export and in the API."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bulletins.choices import MeetingStatus
from bulletins.models import Commitment, Meeting, Speaker
from core import clock


class MeetingFilter(django_filters.FilterSet):
    """By words, state, when it is held, and what became of the promises."""

    q = django_filters.CharFilter(label=_("Title, place or unit"), method="search", max_length=60)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=MeetingStatus.choices)
    promises = django_filters.ChoiceFilter(
        label=_("Commitments"), method="by_promises", choices=[("late", _("Some late")), ("open", _("Some open"))]
    )
    held_from = django_filters.DateFilter(label=_("Held from"), field_name="held_at__date", lookup_expr="gte")
    held_to = django_filters.DateFilter(label=_("Held until"), field_name="held_at__date", lookup_expr="lte")

    class Meta:
        model = Meeting
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search in title and place, and in the names of those called."""
        words = value.strip()
        if not words:
            return queryset
        called = Speaker.objects.filter(meeting=OuterRef("pk"), unit__icontains=words)
        return queryset.filter(Q(title__icontains=words) | Q(place__icontains=words) | Exists(called))

    def by_promises(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Whether a promise is late is computed, never stored."""
        rows = Commitment.objects.filter(meeting=OuterRef("pk"), done_on=None)
        return queryset.filter(Exists(rows.filter(due_on__lt=clock.today()) if value == "late" else rows))
