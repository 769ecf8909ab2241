"""Filters of the divisions and of the calendar."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from regions.choices import DayKind, RegionLevel
from regions.models import CalendarDay, Region


class RegionFilter(django_filters.FilterSet):
    """Divisions by name, by level, below another one, or by day."""

    q = django_filters.CharFilter(method="by_name", label=_("Name, pinyin or code"))
    within = django_filters.CharFilter(method="by_path", label=_("Code of the region above"), max_length=12)
    level = django_filters.ChoiceFilter(choices=RegionLevel.choices, label=_("Level"))
    on = django_filters.DateFilter(method="by_day", label=_("In force on"))

    class Meta:
        model = Region
        fields = ("q", "within", "level", "on")

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what is called so in either language, in pinyin, or begins with the code."""
        return queryset.named(value)

    def by_path(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep a division and all below it."""
        return queryset.within(value)

    def by_day(self, queryset: QuerySet, name: str, value) -> QuerySet:
        """Keep what exists on that day."""
        return queryset.in_force(value)


class CalendarDayFilter(django_filters.FilterSet):
    """Days by year, kind and region (empty for the nation's)."""

    year = django_filters.NumberFilter(
        field_name="date", lookup_expr="year", label=_("Year"), min_value=1990, max_value=2200
    )
    kind = django_filters.ChoiceFilter(choices=DayKind.choices, label=_("Kind of day"))
    region_code = django_filters.CharFilter(label=_("Region"), max_length=12)

    class Meta:
        model = CalendarDay
        fields = ("year", "kind", "region_code")
