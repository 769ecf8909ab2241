"""One filter for the list of listings, on the page, in the export and in the API."""

import re

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import RegionFilter
from enterprises.models import Industry
from rectification.listing import selectors
from rectification.listing.choices import ListingLevel, ListingStatus
from rectification.listing.rules import ENDED, OPEN
from rectification.models import Listing

_NUMBER = re.compile(r"^[hH]?-?0*(\d{1,12})$")


class ListingFilter(django_filters.FilterSet):
    """By words, state, level, place, industry and clock. Without a state, words or a clock only the open ones."""

    q = django_filters.CharFilter(label=_("Number, enterprise or hazard"), method="search", max_length=60)
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Open or ended"),
        choices=[("open", _("Open")), ("ended", _("Ended")), ("all", _("Open and ended"))],
        empty_label=_("Open"),
    )
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=ListingStatus.choices)
    level = django_filters.ChoiceFilter(label=_("Level"), choices=ListingLevel.choices, empty_label=_("Any"))
    due = django_filters.ChoiceFilter(
        label=_("Clock"),
        method="by_clock",
        choices=[("overdue", _("Overdue")), ("silent", _("No progress this month"))],
        empty_label=_("Any"),
    )
    region = RegionFilter(label=_("Region code"))
    industry = django_filters.ModelChoiceFilter(
        field_name="hazard__industry",
        queryset=Industry.objects.order_by("code"),
        label=_("Industry"),
        empty_label=_("Any"),
    )
    enterprise = django_filters.UUIDFilter(label=_("Enterprise (id)"), field_name="enterprise_id")
    hazard = django_filters.UUIDFilter(label=_("Hazard (id)"), field_name="hazard_id")

    class Meta:
        model = Listing
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Apply the filters; show the open ones where nothing else is asked for."""
        found, asked = super().filter_queryset(queryset), self.form.cleaned_data
        if any(asked.get(name) for name in ("state", "status", "due", "q", "hazard")):
            return found
        return found.filter(status__in=OPEN)

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search in the listing's number, the hazard's number and the enterprise's name."""
        words = value.replace("\0", "").strip()
        if not words:
            return queryset
        if number := _NUMBER.match(words):
            return queryset.filter(hazard__number=int(number[1]))
        return queryset.filter(Q(document__printed_number__icontains=words) | Q(enterprise__name__icontains=words))

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep those for which somebody still has to do something, or the others."""
        if value == "all":
            return queryset
        return queryset.filter(status__in=OPEN if value == "open" else ENDED)

    def by_clock(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """What follows from the day is computed, never stored."""
        return queryset.filter((selectors.overdue if value == "overdue" else selectors.silent)(clock.today()))
