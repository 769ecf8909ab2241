"""One filter for the codes, on the page and in the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from enterprises.codes.choices import CodeKind, CodeStatus
from enterprises.models import Code


class CodeFilter(django_filters.FilterSet):
    """By enterprise, kind and status."""

    enterprise = django_filters.UUIDFilter(field_name="enterprise_id", label=_("Enterprise"))
    kind = django_filters.ChoiceFilter(choices=CodeKind.choices, label=_("What the code stands on"))
    status = django_filters.ChoiceFilter(choices=CodeStatus.choices, label=_("Status"))

    class Meta:
        model = Code
        fields: list[str] = []
