"""Endpoints of standards and criteria under /api/v1/."""

from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from checklists import selectors
from checklists.filters import CriterionFilter
from checklists.models import Criterion, Standard
from core import clock
from core.errors import RuleBroken

MOST_FOUND = 50


class StandardSerializer(serializers.ModelSerializer):
    """A document that says what a major hazard is, with how certain its dates are."""

    class Meta:
        model = Standard
        fields = [
            "id", "code", "document_no", "name_zh", "name_en", "issuer", "published", "effective", "valid_from",
            "valid_to",
            "status", "item_count", "certainty", "dates_certainty", "evidence",
        ]  # fmt: skip
        read_only_fields = fields


class CriterionSerializer(serializers.ModelSerializer):
    """A criterion of a major hazard, with the days in which it holds."""

    text = serializers.CharField(read_only=True)
    industry = serializers.CharField(source="industry_id", read_only=True)
    topic_only = serializers.BooleanField(source="is_topic_only", read_only=True)

    class Meta:
        model = Criterion
        fields = [
            "code", "sector_code", "sector_zh", "sector_en", "industry", "text", "text_zh", "text_en", "legal_source",
            "article", "valid_from", "valid_to", "status", "topic_only", "certainty", "dates_certainty",
        ]  # fmt: skip
        read_only_fields = fields


class StandardViewSet(viewsets.ReadOnlyModelViewSet):
    """The documents that say what a major hazard is."""

    queryset = Standard.objects.all()
    serializer_class = StandardSerializer
    filterset_fields = ["code"]
    keyset_order = ("code", "id")
    lookup_value_regex = "[0-9]{1,9}"


def _day(text: str) -> date:
    try:
        day = parse_date(text) if text else clock.today()
    except ValueError:
        day = None
    if day is None:
        raise RuleBroken(_("“%(text)s” is not a date. Write it as 2026-11-22.") % {"text": text})
    return day


class CriterionViewSet(viewsets.ReadOnlyModelViewSet):
    """The criteria of major hazards."""

    queryset = Criterion.objects.select_related("industry")
    serializer_class = CriterionSerializer
    filterset_class = CriterionFilter
    keyset_order = ("code",)
    lookup_value_regex = r"[A-Za-z0-9-]{1,20}"

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, required=True, description="Words: Chinese, English, pinyin initials, a code"),
            OpenApiParameter("on", date, description="Day of the visit; today if left out"),
            OpenApiParameter("industry", str, many=True, description="Industry and risk tags of the enterprise"),
        ],
        responses=CriterionSerializer(many=True),
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def search(self, request: Request) -> Response:
        """Return the best matches in force on a day, those of the industry first."""
        found = selectors.search_criteria(
            request.query_params.get("q", "")[:60],
            _day(request.query_params.get("on", "")),
            request.query_params.getlist("industry")[:20],
            MOST_FOUND,
        )
        return Response(CriterionSerializer(found, many=True).data)
