"""The filter of the inbox, for page and API."""

import django_filters
from django.utils.translation import gettext_lazy

from notifications.models import Notice


class NoticeFilter(django_filters.FilterSet):
    """Unread only, or by kind."""

    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", label=gettext_lazy("Unread"))

    class Meta:
        model = Notice
        fields = ["unread", "kind"]
