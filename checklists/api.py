"""Endpoints of checklists under /api/v1/. Each calls the action that the page calls."""

import uuid
from datetime import date

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from checklists import actions, policy, selectors
from checklists.filters import ChecklistFilter, CriterionFilter
from checklists.models import Checklist, ChecklistItem, ChecklistVersion, Criterion, Standard
from core import clock
from core.errors import RuleBroken
from core.ids import UUID_PATTERN
from core.policy import require
from regions.rules import LONGEST_PERIOD

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


class ItemSerializer(serializers.ModelSerializer):
    """A question of a version: what to look at, by which clause, and what a failure proposes."""

    criterion = serializers.CharField(source="criterion_id", allow_null=True, read_only=True)
    method = serializers.CharField(read_only=True, help_text="look, record, ask, measure, test, or empty")

    class Meta:
        model = ChecklistItem
        fields = [
            "id", "position", "section_zh", "section_en", "text_zh", "text_en", "basis_zh", "basis_en", "method",
            "frequency", "photo_required", "critical", "criterion", "default_grade", "default_days", "finding_zh",
            "finding_en", "weight",
        ]  # fmt: skip
        read_only_fields = fields


class VersionSerializer(serializers.ModelSerializer):
    """A version without its items."""

    checklist = serializers.UUIDField(source="checklist_id", read_only=True)

    class Meta:
        model = ChecklistVersion
        fields = ["id", "checklist", "region_code", "number", "status", "published_at", "effective_from"]
        read_only_fields = fields


class FullVersionSerializer(VersionSerializer):
    """A version with its items."""

    items = ItemSerializer(many=True, read_only=True)

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "items"]
        read_only_fields = fields


class ChecklistSerializer(serializers.ModelSerializer):
    """A checklist with its versions; an empty region is the nation's."""

    industry = serializers.CharField(source="industry_id", allow_null=True, read_only=True)
    versions = VersionSerializer(many=True, read_only=True)

    class Meta:
        model = Checklist
        fields = ["id", "region_code", "code", "kind", "industry", "name_zh", "name_en", "versions"]
        read_only_fields = fields


class PublishSerializer(serializers.Serializer):
    """From which day a version is used; `expected_items` guards against a change since it was read."""

    effective_from = serializers.DateField()
    expected_items = serializers.IntegerField(min_value=0, max_value=LONGEST_PERIOD, required=False)


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


class ChecklistViewSet(viewsets.GenericViewSet, mixins.ListModelMixin, mixins.RetrieveModelMixin):
    """The checklists readable here: of the own region, of every region above it, and the nation's."""

    queryset = Checklist.objects.prefetch_related("versions")
    serializer_class = ChecklistSerializer
    filterset_class = ChecklistFilter
    keyset_order = ("code", "id")
    lookup_value_regex = UUID_PATTERN

    @extend_schema(request=None, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, pk: uuid.UUID) -> Response:
        """Draw up the next version, or return the draft that is open."""
        made = actions.draft_version(actor=request._request.actor, now=clock.now(), checklist_id=pk)
        return Response(VersionSerializer(made).data)


class VersionViewSet(viewsets.GenericViewSet, mixins.RetrieveModelMixin):
    """Versions of checklists with their items."""

    queryset = ChecklistVersion.objects.prefetch_related("items")
    serializer_class = FullVersionSerializer
    filterset_class = None
    lookup_value_regex = UUID_PATTERN

    @extend_schema(request=PublishSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: uuid.UUID) -> Response:
        """Publish a draft; it never changes afterwards."""
        data = PublishSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = actions.publish_version(
            actor=request._request.actor, now=clock.now(), version_id=pk, **data.validated_data
        )
        return Response(VersionSerializer(made).data)

    @extend_schema(
        parameters=[
            OpenApiParameter("region", str, description="Region of the enterprise; the own one if left out"),
            OpenApiParameter("industry", str, many=True, description="Industry and risk tags of the enterprise"),
        ],
        responses=VersionSerializer(many=True),
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def published(self, request: Request) -> Response:
        """Return the published versions for a place and an industry, best first."""
        actor = request._request.actor
        require(policy.can_read_checklists(actor))
        region = request.query_params.get("region", actor.region_code)[:12]
        found = selectors.published_checklists(region, request.query_params.getlist("industry")[:20])
        return Response(VersionSerializer(found, many=True).data)


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("standards", StandardViewSet, basename="standard")
    router.register("criteria", CriterionViewSet, basename="criterion")
    router.register("checklists", ChecklistViewSet, basename="checklist")
    router.register("checklist-versions", VersionViewSet, basename="checklist-version")
