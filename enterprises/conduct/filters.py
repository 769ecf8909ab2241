"""Filters of licences, listings and accidents for the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import RegionFilter
from enterprises.conduct.choices import Investigation, LicenceKind, LicenceStatus
from enterprises.models import Accident, DishonestyListing, Licence


class LicenceFilter(django_filters.FilterSet):
    """By enterprise, region, kind, status and last day."""

    enterprise = django_filters.UUIDFilter(field_name="enterprise_id", label=_("Enterprise"))
    region = RegionFilter(label=_("Region code"))
    kind = django_filters.ChoiceFilter(choices=LicenceKind.choices, label=_("Kind of licence"))
    status = django_filters.ChoiceFilter(choices=LicenceStatus.choices, label=_("Status"))
    ends_by = django_filters.DateFilter(field_name="valid_to", lookup_expr="lte", label=_("Last day at the latest"))

    class Meta:
        model = Licence
        fields: list[str] = []


class DishonestyFilter(django_filters.FilterSet):
    """By enterprise and region."""

    enterprise = django_filters.UUIDFilter(field_name="enterprise_id", label=_("Enterprise"))
    region = RegionFilter(label=_("Region code"))

    class Meta:
        model = DishonestyListing
        fields: list[str] = []


class AccidentFilter(django_filters.FilterSet):
    """By enterprise, region and state of the investigation."""

    enterprise = django_filters.UUIDFilter(field_name="enterprise_id", label=_("Enterprise"))
    region = RegionFilter(label=_("Region code"))
    investigation = django_filters.ChoiceFilter(choices=Investigation.choices, label=_("Investigation"))

    class Meta:
        model = Accident
        fields: list[str] = []
