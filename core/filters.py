"""Filters that lists of many apps share."""

import django_filters
from django.db.models import QuerySet

from core.scope import HIGHEST


class RegionFilter(django_filters.CharFilter):
    """Keeps what lies in a region or below it, by its code."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"field_name": "region_code", "max_length": 12} | kwargs)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        """Keep the region and all below it; without a code, everything."""
        code = (value or "").strip()
        return queryset.filter(region_code__gte=code, region_code__lt=code + HIGHEST) if code else queryset
