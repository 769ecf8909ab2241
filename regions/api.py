"""Endpoints of regions under /api/v1/: the divisions, the days of the calendar, and what of it is published."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from regions.filters import CalendarDayFilter, RegionFilter
from regions.models import CalendarDay, CalendarYear, Region
from regions.selectors import calendar_for, calendar_warning, get_region


class RegionSerializer(serializers.ModelSerializer):
    """A division; its code is its path."""

    parent = serializers.CharField(source="parent_id", allow_null=True, read_only=True)

    class Meta:
        model = Region
        fields = ("code", "name_zh", "name_en", "name_pinyin", "level", "unit_type", "parent", "valid_from", "valid_to")


class CalendarDaySerializer(serializers.ModelSerializer):
    """A day that differs from its weekday."""

    class Meta:
        model = CalendarDay
        fields = ("date", "region_code", "kind", "name_zh", "name_en", "note")


class CalendarStateSerializer(serializers.Serializer):
    """What of the calendar is published, and a plain warning where deadlines are provisional."""

    region_code = serializers.CharField(allow_blank=True)
    version = serializers.CharField()
    published_years = serializers.ListField(child=serializers.IntegerField())
    sources = serializers.DictField(child=serializers.CharField())
    warning = serializers.CharField(allow_blank=True)


class RegionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The divisions of China."""

    queryset = Region.objects.all()
    serializer_class = RegionSerializer
    filterset_class = RegionFilter
    keyset_order = ("code",)
    lookup_field = "code"
    lookup_value_regex = "[0-9]{2,12}"


class CalendarDayViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Holidays and make-up working days, national and local."""

    queryset = CalendarDay.objects.all()
    serializer_class = CalendarDaySerializer
    filterset_class = CalendarDayFilter
    keyset_order = ("date", "id")

    @extend_schema(
        parameters=[OpenApiParameter("region_code", str, description="Whose local days overlay the nation's")],
        responses=CalendarStateSerializer,
    )
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def state(self, request: Request) -> Response:
        """Say which years are published and whether deadlines are provisional."""
        code = request.query_params.get("region_code", "")
        if code:
            get_region(code)
        calendar = calendar_for(code)
        years = {str(row.year): row.source for row in CalendarYear.objects.order_by("year")}
        return Response(
            {
                "region_code": code,
                "version": calendar.version,
                "published_years": sorted(calendar.published_years),
                "sources": years,
                "warning": calendar_warning(clock.today()),
            }
        )


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("regions", RegionViewSet, basename="region")
    router.register("calendar-days", CalendarDayViewSet, basename="calendar-day")
