"""One filter for the list of colours, on the page and in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import RegionFilter
from risks.colours.choices import CodeColour
from risks.models import Colour


class ColourFilter(django_filters.FilterSet):
    """By colour, region and below, and the name of the enterprise."""

    q = django_filters.CharFilter(
        label=_("Enterprise"), field_name="enterprise__name", lookup_expr="icontains", max_length=60
    )
    colour = django_filters.MultipleChoiceFilter(label=_("Colour"), choices=CodeColour.choices)
    region = RegionFilter(label=_("Region code"))

    class Meta:
        model = Colour
        fields: list[str] = []
