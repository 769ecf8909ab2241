"""One FilterSet for the list of statements and the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import RegionFilter
from enterprises.selectors import or_moved_away
from inspections.choices import Period, StatementStatus
from inspections.models import Statement


class StatementFilter(django_filters.FilterSet):
    """Statements by enterprise, period and state."""

    q = django_filters.CharFilter(method="words", label=_("Enterprise or credit code"), max_length=60)
    period = django_filters.ChoiceFilter(choices=Period.choices, label=_("Reporting period"))
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=_("State"),
        choices=[("late", _("Late")), ("owed", _("To be signed")), ("signed", _("Signed"))],
    )
    region = RegionFilter(label=_("Region code"))
    enterprise = django_filters.UUIDFilter(field_name="enterprise_id", label=_("Enterprise (id)"))
    since = django_filters.DateFilter(field_name="due_on", lookup_expr="gte", label=_("Due from"))
    until = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("Due until"))

    class Meta:
        model = Statement
        fields: list[str] = []

    def words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Search the enterprise's name and credit code."""
        value = value.replace("\0", "").strip()
        named = Q(enterprise__name__icontains=value) | Q(enterprise__credit_code__istartswith=value)
        return or_moved_away(queryset, named, value)

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Late is computed, never stored."""
        if value == "signed":
            return queryset.filter(status=StatementStatus.SIGNED)
        rows = queryset.filter(status=StatementStatus.OWED)
        return rows.filter(due_on__lt=clock.today()) if value == "late" else rows
