"""One filter for the list of letters, on the page and in the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from enterprises.selectors import or_moved_away
from rectification.letters.choices import LetterKind, LetterStatus, Level, Rating
from rectification.models import Letter


class LetterFilter(django_filters.FilterSet):
    """By words, kind, state, addressee, rating and the time for the answer."""

    q = django_filters.CharFilter(label=_("Title, number or addressee"), method="search", max_length=60)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=LetterKind.choices)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=LetterStatus.choices)
    level = django_filters.ChoiceFilter(label=_("Addressed to"), choices=Level.choices)
    rating = django_filters.ChoiceFilter(
        label=_("Rating"), choices=[each for each in Rating.choices if each[0]], empty_label=_("Any")
    )
    due = django_filters.ChoiceFilter(
        label=_("Answer"), method="by_clock", choices=[("late", _("Late")), ("waiting", _("In time"))]
    )
    hazard = django_filters.UUIDFilter(label=_("Hazard (id)"), field_name="hazards")
    enterprise = django_filters.UUIDFilter(label=_("Enterprise (id)"), field_name="enterprise_id")

    class Meta:
        model = Letter
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search in the title, the printed number and the addressee's name."""
        words = value.strip()
        if not words:
            return queryset
        named = (
            Q(title__icontains=words)
            | Q(document__printed_number__icontains=words)
            | Q(enterprise__name__icontains=words)
            | Q(addressee__name_zh__icontains=words)
        )
        return or_moved_away(queryset, named, words)

    def by_clock(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Whether the answer is late is computed, never stored."""
        rows = queryset.filter(status=LetterStatus.SERVED)
        today = clock.today()
        return rows.filter(due_on__lt=today) if value == "late" else rows.filter(due_on__gte=today)
