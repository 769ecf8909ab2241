"""One filter for the register of risks, on the page, in the export and in the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from enterprises.selectors import region_choices
from risks.ledger import levels, rules
from risks.ledger.choices import AccidentKind, Colour, PointStatus
from risks.ledger.sheets import NUMBER
from risks.models import RiskPoint


def no_choices() -> list[tuple[str, str]]:
    """Stand in until a request says which choices there are."""
    return []


class RiskPointFilter(django_filters.FilterSet):
    """By words, region, enterprise, place, level, kind of accident, review and measures."""

    q = django_filters.CharFilter(label=_("Risk point, number or enterprise"), method="by_words", max_length=60)
    region = django_filters.ChoiceFilter(label=_("Region"), method="by_region", choices=no_choices)
    level = django_filters.ChoiceFilter(
        label=_("Level"), method="by_level", choices=[*Colour.choices, ("none", _("Not rated"))]
    )
    place = django_filters.CharFilter(label=_("Place"), method="by_place", max_length=60)
    accident = django_filters.ChoiceFilter(
        label=_("Possible accident"), method="by_accident", choices=AccidentKind.choices
    )
    review = django_filters.ChoiceFilter(
        label=_("Review"), method="by_review", choices=[("late", _("Overdue")), ("in_time", _("In time"))]
    )
    measures = django_filters.ChoiceFilter(
        label=_("Control"),
        method="by_measures",
        choices=[
            ("missing", _("Measure missing or controlled too low")),
            ("held", _("Controlled as the level demands")),
        ],
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=PointStatus.choices)
    enterprise = django_filters.UUIDFilter(label=_("Enterprise (id)"), field_name="enterprise_id")

    class Meta:
        model = RiskPoint
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["region"].extra["choices"] = region_choices(getattr(self.request, "actor", None))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Keep retired points out unless they are asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("status") else rows.filter(status=PointStatus.ACTIVE)

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search name, description and enterprise; `R-012` is a number."""
        words = value.strip()
        found = Q(name__icontains=words) | Q(description__icontains=words) | Q(enterprise__name__icontains=words)
        if matched := NUMBER.match(words):
            found |= Q(number=int(matched[1]))
        return queryset.filter(found)

    def by_region(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep a region and all below it."""
        return queryset.filter(region_code__gte=value, region_code__lt=value + "~")

    def by_level(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep a colour, as the database computes it from the raw values."""
        return queryset.filter(rank=rules.LEVELS[value].value if value in rules.LEVELS else 0)

    def by_place(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search the place's name and the spot."""
        return queryset.filter(Q(place__name__icontains=value.strip()) | Q(place_text__icontains=value.strip()))

    def by_accident(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep points at which such an accident may happen."""
        return queryset.filter(accidents__contains=[value])

    def by_review(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Whether a review is overdue is computed, never stored."""
        today = clock.today()
        if value == "late":
            return levels.overdue(queryset, today)
        return queryset.filter(next_review_on__gte=today)

    def by_measures(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep points that lack a sufficient measure, or that have one."""
        return levels.lacking(queryset) if value == "missing" else levels.controlled(queryset)
