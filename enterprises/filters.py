"""One filter for the register, on the page, in the export and in the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from enterprises.choices import EnterpriseStatus, MoveStatus, Scale
from enterprises.models import Enterprise, Industry, Move
from enterprises.rules import normalise_credit_code
from enterprises.selectors import RISK_TAG_GROUP, region_choices


def no_choices() -> list[tuple[str, str]]:
    """Stand in until a request says which choices there are."""
    return []


class EnterpriseFilter(django_filters.FilterSet):
    """By name or credit code, region and below, industry and below, risk tag, status and size."""

    q = django_filters.CharFilter(label=_("Name or credit code"), method="by_words", max_length=60)
    region = django_filters.ChoiceFilter(label=_("Region"), method="by_region", choices=no_choices)
    industry = django_filters.ChoiceFilter(label=_("Industry"), method="by_industry", choices=no_choices)
    risk_tag = django_filters.ChoiceFilter(label=_("Risk tag"), method="by_tag", choices=no_choices)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=EnterpriseStatus.choices)
    scale = django_filters.ChoiceFilter(label=_("Scale"), choices=Scale.choices)

    class Meta:
        model = Enterprise
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        if actor is None:
            return
        industries = list(Industry.objects.order_by("code"))
        self.parents = {row.code: row.parent_id for row in industries}
        self.filters["region"].extra["choices"] = region_choices(actor)
        self.filters["industry"].extra["choices"] = [
            (row.code, f"{row.code} {row.name}") for row in industries if row.group != RISK_TAG_GROUP
        ]
        self.filters["risk_tag"].extra["choices"] = [
            (row.code, row.name) for row in industries if row.group == RISK_TAG_GROUP
        ]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search in the name; a run of capitals and digits also at the beginning of the credit code."""
        words = value.strip()
        found = Q(name__icontains=words)
        code = normalise_credit_code(words)
        if code.isascii() and code.isalnum():
            found |= Q(credit_code__startswith=code)
        return queryset.filter(found)

    def by_region(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep a region and all below it."""
        return queryset.filter(region_code__gte=value, region_code__lt=value + "~")

    def by_industry(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep an industry and those that belong to it."""
        members = [code for code, parent in self.parents.items() if parent == value]
        return queryset.filter(industry_id__in=[value, *members])

    def by_tag(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep enterprises with a risk tag."""
        return queryset.filter(risk_tags__contains=[value])


class BelongingFilter(django_filters.FilterSet):
    """Places, equipment or posts of one enterprise."""

    enterprise = django_filters.UUIDFilter(field_name="enterprise_id", label=_("Enterprise (id)"))
    q = django_filters.CharFilter(
        field_name="name", lookup_expr="icontains", label=_("Name of the entry"), max_length=60
    )


class MoveFilter(django_filters.FilterSet):
    """Moves between regions by the enterprise's name and by state."""

    q = django_filters.CharFilter(field_name="facts__name", lookup_expr="icontains", label=_("Name"), max_length=60)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=MoveStatus.choices)

    class Meta:
        model = Move
        fields: list[str] = []
