"""One FilterSet for the page, the export and the API."""

import re
import uuid

import django_filters
from django.db.models import Q, QuerySet
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import RegionFilter
from enterprises.models import Enterprise, Industry
from enterprises.selectors import or_moved_away
from hazards.choices import Grade, Source, Status
from hazards.models import Hazard
from hazards.policy import reads_source
from hazards.querysets import HazardQuerySet

SOON_DAYS = 7
_NUMBER = re.compile(r"^[hH]?-?0*(\d{1,12})$")
_CREDIT_CODE = re.compile(r"^[0-9A-Za-z]{6,18}$")


class HazardFilter(django_filters.FilterSet):
    """Hazards by words, state, clock, place and person. Without a state, a status or a clock only the open ones."""

    q = django_filters.CharFilter(method="by_words", label=_("Number, enterprise or credit code"), max_length=120)
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Open or closed"),
        choices=[("open", _("Open")), ("closed", _("Closed")), ("all", _("Open and closed"))],
        empty_label=_("Open"),
    )
    due = django_filters.ChoiceFilter(
        method="by_clock",
        label=_("Deadline"),
        choices=[
            ("overdue", _("Overdue")),
            ("soon", _("Due within 7 days")),
            ("waiting", _("Waiting for the enterprise")),
            ("to_verify", _("To verify")),
        ],
        empty_label=_("Any"),
    )
    status = django_filters.MultipleChoiceFilter(choices=Status.choices, label=_("Status"))
    grade = django_filters.ChoiceFilter(choices=Grade.choices, label=_("Grade"), empty_label=_("Any"))
    region = RegionFilter(label=_("Region code"))
    industry = django_filters.ModelChoiceFilter(
        queryset=Industry.objects.order_by("code"), label=_("Industry"), empty_label=_("Any")
    )
    enterprise = django_filters.UUIDFilter(field_name="enterprise_id", label=_("Enterprise"))
    handler = django_filters.ChoiceFilter(
        method="by_handler",
        label=_("Handler"),
        choices=[("me", _("Me")), ("nobody", _("Nobody yet"))],
        empty_label=_("Anybody"),
    )
    source = django_filters.ChoiceFilter(
        method="by_source", choices=Source.choices, label=_("Source"), empty_label=_("Any")
    )
    found_from = django_filters.DateFilter(field_name="found_on", lookup_expr="gte", label=_("Found from"))
    found_to = django_filters.DateFilter(field_name="found_on", lookup_expr="lte", label=_("Found until"))
    due_from = django_filters.DateFilter(field_name="due_on", lookup_expr="gte", label=_("Due from"))
    due_to = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("Due until"))

    class Meta:
        model = Hazard
        fields = (
            "q", "state", "due", "status", "grade", "region", "industry", "enterprise", "handler", "source",
            "found_from", "found_to", "due_from", "due_to",
        )  # fmt: skip

    def filter_queryset(self, queryset: HazardQuerySet) -> HazardQuerySet:
        """Apply the filters; show the open ones where nothing else is asked for."""
        found = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        return found if any(asked.get(name) for name in ("state", "due", "status", "q")) else found.open()

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the number, or the enterprises whose name contains or whose credit code begins with the words."""
        value = value.replace("\0", "").strip()
        if not value:
            return queryset
        if number := _NUMBER.match(value):
            return queryset.filter(number=int(number[1]))
        named = Q(name__icontains=value)
        if _CREDIT_CODE.match(value):
            named |= Q(code_c__startswith=value.upper())
        enterprises = Enterprise.objects.annotate(code_c=Collate("credit_code", "C")).filter(named).values("pk")
        return or_moved_away(queryset, Q(enterprise_id__in=enterprises), value)

    def by_state(self, queryset: HazardQuerySet, name: str, value: str) -> HazardQuerySet:
        """Keep the open or the closed ones."""
        if value == "closed":
            return queryset.filter(status=Status.CLOSED)
        return queryset if value == "all" else queryset.open()

    def by_clock(self, queryset: HazardQuerySet, name: str, value: str) -> HazardQuerySet:
        """Keep what the clock says today."""
        today = clock.today()
        if value == "overdue":
            return queryset.overdue(today)
        if value == "soon":
            return queryset.due_within(today, SOON_DAYS)
        return queryset.waiting(today) if value == "waiting" else queryset.to_verify()

    def by_source(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep one source; what only authorities may know is found by nobody else."""
        request = getattr(self.request, "_request", self.request)
        found = queryset.filter(source=value)
        return found if reads_source(getattr(request, "actor", None), value) else found.none()

    def by_handler(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep mine, or those that nobody handles."""
        if value == "nobody":
            return queryset.filter(handler=None)
        request = getattr(self.request, "_request", self.request)
        actor = getattr(request, "actor", None)
        return queryset.filter(handler_id=actor.membership_id if actor else uuid.UUID(int=0))
