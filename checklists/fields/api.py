"""Endpoints of the tables of fields: who answers for what, the gaps, the versions and what is done with them."""

import uuid

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from checklists import policy
from checklists.api.serializers import ReasonSerializer
from checklists.fields import actions, selectors
from checklists.models import FieldTable
from core import clock
from core.ids import UUID_PATTERN
from core.policy import require

MOST_REVISIONS = 1_000_000_000


class FieldLineSerializer(serializers.Serializer):
    """A field with who answers for it; `gap` is no_lead, two_leads or empty; `source` the region that says so."""

    field = serializers.CharField(source="code")
    name_zh = serializers.CharField(source="industry.name_zh")
    name_en = serializers.CharField(source="industry.name_en")
    leads = serializers.ListField(child=serializers.CharField(), source="answer.leads")
    assists = serializers.ListField(child=serializers.CharField(), source="answer.assists")
    source = serializers.CharField(source="answer.source", allow_null=True)
    gap = serializers.CharField()


class FieldTableSerializer(serializers.ModelSerializer):
    """A numbered table of a region, without its content."""

    class Meta:
        model = FieldTable
        fields = [
            "id", "region_code", "number", "edition", "status", "revision", "gaps_note", "submitted_at",
            "returned_reason", "published_at", "effective_from",
        ]  # fmt: skip
        read_only_fields = fields


class FullFieldTableSerializer(FieldTableSerializer):
    """A table with what it says, as it was frozen when it was published (empty before)."""

    content = serializers.JSONField(read_only=True)

    class Meta(FieldTableSerializer.Meta):
        fields = [*FieldTableSerializer.Meta.fields, "content"]
        read_only_fields = fields


class SetFieldSerializer(serializers.Serializer):
    """Who leads and who assists in a field; `revision` is the table's as it was read."""

    field = serializers.CharField(max_length=12)
    leads = serializers.ListField(child=serializers.CharField(max_length=6), max_length=31)
    assists = serializers.ListField(child=serializers.CharField(max_length=6), max_length=31)
    revision = serializers.IntegerField(min_value=0, max_value=MOST_REVISIONS, required=False)


class SubmitFieldsSerializer(serializers.Serializer):
    """The edition, and who decides on fields with a gap meanwhile."""

    edition = serializers.CharField(max_length=40, required=False)
    gaps_note = serializers.CharField(max_length=400, required=False, allow_blank=True)


class PublishFieldsSerializer(serializers.Serializer):
    """From which day a table holds."""

    effective_from = serializers.DateField()


class FieldViewSet(viewsets.GenericViewSet):
    """Which department answers for which field in the acting region."""

    queryset = FieldTable.objects.none()
    serializer_class = FieldLineSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(
        parameters=[OpenApiParameter("gaps", bool, description="Only fields with no lead, or with more than one")],
        responses=FieldLineSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """List every field with who answers for it: the nearest region that says anything decides."""
        actor = request._request.actor
        require(policy.can_read_checklists(actor))
        rows = selectors.lines(actor.region_code)
        if request.query_params.get("gaps", "") in ("1", "true", "True"):
            rows = [row for row in rows if row.gap]
        return Response(FieldLineSerializer(rows, many=True).data)


class FieldTableViewSet(viewsets.GenericViewSet, mixins.ListModelMixin, mixins.RetrieveModelMixin):
    """The numbered tables of the acting region, of those above it and within it."""

    queryset = FieldTable.objects.all()
    filterset_fields = ["region_code", "status"]
    keyset_order = ("region_code", "number", "id")
    lookup_value_regex = UUID_PATTERN

    def get_serializer_class(self) -> type[serializers.Serializer]:
        """Give the content only where one table is asked for."""
        return FullFieldTableSerializer if self.action == "retrieve" else FieldTableSerializer

    @extend_schema(request=None, responses={201: FieldTableSerializer})
    def create(self, request: Request) -> Response:
        """Draw up the region's next table; an open one is returned."""
        made = actions.draft_fields(actor=request._request.actor, now=clock.now())
        return Response(FieldTableSerializer(made).data, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: uuid.UUID) -> Response:
        """Throw a draft away."""
        actions.discard_fields(actor=request._request.actor, now=clock.now(), table_id=pk)
        return Response(status=204)

    def _done(self, request: Request, pk: uuid.UUID, verb, serializer) -> Response:
        given = serializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = verb(actor=request._request.actor, now=clock.now(), table_id=pk, **given.validated_data)
        return Response(FieldTableSerializer(made).data)

    @extend_schema(request=SetFieldSerializer, responses=FieldTableSerializer)
    @action(detail=True, methods=["post"], url_path="set-field")
    def set_field(self, request: Request, pk: uuid.UUID) -> Response:
        """Say in a draft who leads and who assists in a field."""
        given = SetFieldSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = dict(given.validated_data)
        made = actions.set_field(
            actor=request._request.actor, now=clock.now(), table_id=pk, industry=data.pop("field"), **data
        )
        return Response(FieldTableSerializer(made).data)

    @extend_schema(request=SubmitFieldsSerializer, responses=FieldTableSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: uuid.UUID) -> Response:
        """Send a draft for review."""
        return self._done(request, pk, actions.submit_fields, SubmitFieldsSerializer)

    @extend_schema(request=ReasonSerializer, responses=FieldTableSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: uuid.UUID) -> Response:
        """Return a table in review with a reason."""
        return self._done(request, pk, actions.return_fields, ReasonSerializer)

    @extend_schema(request=PublishFieldsSerializer, responses=FieldTableSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: uuid.UUID) -> Response:
        """Publish a table in review, as another person; it never changes afterwards."""
        return self._done(request, pk, actions.publish_fields, PublishFieldsSerializer)


def register(router: SimpleRouter) -> None:
    """Add the endpoints of the tables of fields."""
    router.register("fields", FieldViewSet, basename="field")
    router.register("field-tables", FieldTableViewSet, basename="field-table")
