"""One filter for alarms, on the page and in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from risks.alarms.choices import AlarmLevel, AlarmStatus
from risks.models import Alarm


class AlarmFilter(django_filters.FilterSet):
    """By state, level and enterprise."""

    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=AlarmStatus.choices)
    level = django_filters.ChoiceFilter(label=_("Level"), choices=AlarmLevel.choices)
    enterprise = django_filters.UUIDFilter(label=_("Enterprise"), field_name="enterprise_id")

    class Meta:
        model = Alarm
        fields: list[str] = []
