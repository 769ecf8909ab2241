"""One filter for the list of colours, on the page and in the API."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from risks.colours.choices import CodeColour
from risks.models import Colour


class ColourFilter(django_filters.FilterSet):
    """By colour, region and below, and the name of the enterprise."""

    q = django_filters.CharFilter(
        label=_("Enterprise"), field_name="enterprise__name", lookup_expr="icontains", max_length=60
    )
    colour = django_filters.MultipleChoiceFilter(label=_("Colour"), choices=CodeColour.choices)
    region = django_filters.CharFilter(label=_("Region code"), method="by_region", max_length=12)

    class Meta:
        model = Colour
        fields: list[str] = []

    def by_region(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep a region and all below it."""
        return queryset.filter(region_code__gte=value, region_code__lt=value + "~")
