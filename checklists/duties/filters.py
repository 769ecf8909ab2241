"""One filter for the duty ledger, on the page, in the sheet, in the extract and in the API."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from checklists.choices import Frequency
from checklists.duties import selectors
from checklists.duties.choices import WAITING, DutyResult, DutyStatus
from checklists.models import Duty
from core import clock
from core.filters import RegionFilter

STANDINGS = [*DutyStatus.choices, ("late", _("Late, not done yet"))]
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class DutyFilter(django_filters.FilterSet):
    """By days, person, post, enterprise, region, list, frequency, standing and result. The last week unless asked."""

    q = django_filters.CharFilter(label=_("Person, post, enterprise or item"), method="search", max_length=60)
    first = django_filters.DateFilter(label=_("Due from"), method="nothing", widget=DAY)
    last = django_filters.DateFilter(label=_("Due until"), method="nothing", widget=DAY)
    status = django_filters.ChoiceFilter(label=_("Standing"), method="by_standing", choices=STANDINGS)
    result = django_filters.ChoiceFilter(label=_("Result"), choices=DutyResult.choices)
    frequency = django_filters.ChoiceFilter(
        label=_("How often"), choices=[each for each in Frequency.choices if each[0] != Frequency.VISIT]
    )
    region = RegionFilter(label=_("Region (code)"))
    enterprise = django_filters.UUIDFilter(label=_("Enterprise (id)"), field_name="enterprise_id")
    person = django_filters.UUIDFilter(label=_("Person (id)"), field_name="bearer_person_id")
    post = django_filters.UUIDFilter(label=_("Post (id)"), field_name="binding__post_id")
    checklist = django_filters.UUIDFilter(label=_("List (id)"), field_name="binding__checklist_id")

    class Meta:
        model = Duty
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Keep the days that are asked for, the last week by default; then what else is asked."""
        first, last = self.window
        return super().filter_queryset(queryset.filter(due_on__gte=first, due_on__lte=last))

    @property
    def window(self) -> tuple:
        """The first and the last day that the rows lie in."""
        data = getattr(self.form, "cleaned_data", {}) if self.is_bound else {}
        return selectors.window(data.get("first"), data.get("last"), today=clock.today())

    def nothing(self, queryset: QuerySet, name: str, value) -> QuerySet:
        """The days are kept before everything else, see `filter_queryset`."""
        return queryset

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search the names of the person, the post, the enterprise, and the words of the item."""
        words = value.strip()
        if not words:
            return queryset
        return queryset.filter(
            Q(bearer__person__name__icontains=words)
            | Q(binding__post__name__icontains=words)
            | Q(binding__membership__person__name__icontains=words)
            | Q(enterprise__name__icontains=words)
            | Q(item__text_zh__icontains=words)
            | Q(item__text_en__icontains=words)
        )

    def by_standing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep one state; late and missed by now are computed, never stored."""
        now = clock.now()
        if value == "late":
            return queryset.filter(status__in=WAITING, due_at__lte=now, closes_at__gt=now)
        if value == DutyStatus.MISSED:
            return queryset.filter(Q(status=value) | Q(status__in=WAITING, closes_at__lte=now))
        return queryset.filter(status=value)
