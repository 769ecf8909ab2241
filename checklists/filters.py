"""Filters of criteria and checklists, on the page and in the API."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from checklists.choices import ChecklistKind
from checklists.models import Checklist, Criterion
from checklists.selectors import criteria_in_force
from enterprises.models import Industry


def no_choices() -> list[tuple[str, str]]:
    """Stand in until a request says which choices there are."""
    return []


class CriterionFilter(django_filters.FilterSet):
    """Criteria by typed words, industry, sector and the day on which they hold."""

    q = django_filters.CharFilter(label=_("Words, pinyin initials, code or article"), method="by_words", max_length=60)
    industry = django_filters.ChoiceFilter(label=_("Industry"), method="by_industry", choices=no_choices)
    on = django_filters.DateFilter(label=_("In force on"), method="by_day")

    class Meta:
        model = Criterion
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None:
            rows = Industry.objects.filter(criteria__isnull=False).distinct().order_by("code")
            self.filters["industry"].extra["choices"] = [(row.code, f"{row.code} {row.name}") for row in rows]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the criteria that contain every word, in either language, or begin so in pinyin."""
        return queryset.containing(value)

    def by_industry(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the criteria of one industry."""
        return queryset.of_industries([value])

    def by_day(self, queryset: QuerySet, name: str, value) -> QuerySet:
        """Keep the criteria that hold on a day."""
        return queryset.filter(pk__in=criteria_in_force(value).values("pk"))


class ChecklistFilter(django_filters.FilterSet):
    """Checklists by kind and industry."""

    kind = django_filters.ChoiceFilter(label=_("Kind of list"), choices=ChecklistKind.choices)
    industry = django_filters.CharFilter(label=_("Industry"), field_name="industry_id", max_length=12)

    class Meta:
        model = Checklist
        fields: list[str] = []
