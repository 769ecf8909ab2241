"""One filter for tips, on the page and in the API."""

from datetime import timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from whistleblowing.choices import Danger, TipKind, TipStatus
from whistleblowing.models import Tip

SOON_DAYS = 7


class TipFilter(django_filters.FilterSet):
    """Tips by words, state, kind, danger and clock."""

    q = django_filters.CharFilter(method="by_words", label=_("Number, unit or words of the report"), max_length=120)
    status = django_filters.MultipleChoiceFilter(label=_("State"), choices=TipStatus.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind of report"), choices=TipKind.choices, empty_label=_("Any"))
    danger = django_filters.ChoiceFilter(label=_("Danger to life"), choices=Danger.choices, empty_label=_("Any"))
    due = django_filters.ChoiceFilter(
        method="by_clock",
        label=_("Deadline"),
        choices=[("overdue", _("Overdue")), ("soon", _("Due within 7 days")), ("none", _("Nothing due"))],
        empty_label=_("Any"),
    )

    class Meta:
        model = Tip
        fields = ("q", "status", "kind", "danger", "due")

    def by_words(self, queryset: QuerySet[Tip], name: str, value: str) -> QuerySet[Tip]:
        """Keep those whose number, unit, place or text holds every word."""
        for word in value.replace("\0", "").split()[:5]:
            queryset = queryset.filter(
                Q(number__iexact=word)
                | Q(unit_text__icontains=word)
                | Q(where_text__icontains=word)
                | Q(text__icontains=word)
                | Q(reported__name__icontains=word)
            )
        return queryset

    def by_clock(self, queryset: QuerySet[Tip], name: str, value: str) -> QuerySet[Tip]:
        """Keep what the clock says today."""
        today = clock.today()
        if value == "overdue":
            return queryset.filter(due_on__lt=today)
        if value == "soon":
            return queryset.filter(due_on__gte=today, due_on__lte=today + timedelta(days=SOON_DAYS))
        return queryset.filter(due_on=None)
