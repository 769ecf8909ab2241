"""Endpoints of colours under /api/v1/. Each calls the action that the page calls."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.ids import UUID_PATTERN
from core.policy import require
from risks.colours import actions, policy, selectors
from risks.colours.filters import ColourFilter
from risks.models import Appeal, Colour, ColourPolicy


class ColourSerializer(serializers.ModelSerializer):
    """The colour of an enterprise's code from one moment to another, and its grounds."""

    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True)
    enterprise_name = serializers.CharField(source="enterprise.name", read_only=True)
    grounds = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Colour
        fields = ["id", "enterprise", "enterprise_name", "region_code", "colour", "grounds", "since", "until"]
        read_only_fields = fields


class AppealSerializer(serializers.ModelSerializer):
    """An appeal against a colour."""

    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True)
    colour = serializers.UUIDField(source="colour_id", read_only=True)

    class Meta:
        model = Appeal
        fields = ["id", "enterprise", "colour", "text", "status", "filed_at", "due_on", "decided_at", "decision"]
        read_only_fields = fields


class FileAppealSerializer(serializers.Serializer):
    """Which fact is wrong. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(required=False, source="appeal_id")
    text = serializers.CharField(max_length=1000)


class DecideAppealSerializer(serializers.Serializer):
    """How an appeal is decided, and why."""

    uphold = serializers.BooleanField()
    decision = serializers.CharField(max_length=1000)


class ColourPolicySerializer(serializers.ModelSerializer):
    """The thresholds of a region."""

    class Meta:
        model = ColourPolicy
        fields = [
            "region_code",
            "generals_needed",
            "near_days",
            "statement_days",
            "licence_days",
            "silent_days",
            "appeal_days",
            "reason",
            "set_at",
        ]
        read_only_fields = ["region_code", "set_at"]
        extra_kwargs = {
            name: {"min_value": 1, "max_value": 400, "required": True}
            for name in ("generals_needed", "near_days", "silent_days", "appeal_days")
        } | {name: {"min_value": 1, "max_value": 400} for name in ("statement_days", "licence_days")}


class GiveBackSerializer(serializers.Serializer):
    """Why a region gives its own thresholds back."""

    reason = serializers.CharField(max_length=300)


class ColourViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Present colours of safety codes, and the history of each."""

    queryset = Colour.objects.none()
    serializer_class = ColourSerializer
    filterset_class = ColourFilter
    keyset_order = ("-since", "-id")
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the present colours within reach; for a history any row of it."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_see_colours(self.request._request.actor))
        return Colour.objects.all() if self.action == "history" else selectors.present_colours()

    @extend_schema(responses=ColourSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def history(self, request: Request, pk: uuid.UUID) -> Response:
        """Read the history of a colour, the present one first; any row of it names it."""
        row = self.get_object()
        return Response(ColourSerializer(selectors.history_of(row.enterprise_id), many=True).data)

    @extend_schema(request=FileAppealSerializer, responses={201: AppealSerializer})
    @action(detail=True, methods=["post"])
    def appeal(self, request: Request, pk: uuid.UUID) -> Response:
        """Appeal against the present colour."""
        data = FileAppealSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = actions.appeal_colour(
            actor=request._request.actor, now=clock.now(), colour_id=uuid.UUID(str(pk)), **data.validated_data
        )
        return Response(AppealSerializer(made).data, status=status.HTTP_201_CREATED)


class AppealViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Appeals against colours."""

    queryset = Appeal.objects.none()
    serializer_class = AppealSerializer
    filterset_fields = ["status"]
    keyset_order = ("-filed_at", "-id")
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the appeals within reach."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_see_colours(self.request._request.actor))
        return Appeal.objects.select_related("enterprise")

    @extend_schema(request=DecideAppealSerializer, responses=AppealSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: uuid.UUID) -> Response:
        """Decide an appeal."""
        data = DecideAppealSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = actions.decide_appeal(
            actor=request._request.actor, now=clock.now(), appeal_id=uuid.UUID(str(pk)), **data.validated_data
        )
        return Response(AppealSerializer(row).data)


class ColourPolicyViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """The thresholds of colours, of the own region and above."""

    queryset = ColourPolicy.objects.none()
    serializer_class = ColourPolicySerializer
    keyset_order = ("region_code", "id")

    def get_queryset(self):
        """Return the thresholds that the wall shows."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_see_colours(self.request._request.actor))
        return ColourPolicy.objects.all()

    def create(self, request: Request) -> Response:
        """Set the thresholds of the own region."""
        require(policy.can_keep_colour_policy(request._request.actor))
        data = ColourPolicySerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = actions.set_colour_policy(actor=request._request.actor, now=clock.now(), **data.validated_data)
        return Response(ColourPolicySerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=GiveBackSerializer, responses={204: None})
    @action(detail=False, methods=["post"])
    def remove(self, request: Request) -> Response:
        """Give the thresholds of the own region back: those of the nearest region above hold again."""
        require(policy.can_keep_colour_policy(request._request.actor))
        data = GiveBackSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        actions.remove_colour_policy(actor=request._request.actor, now=clock.now(), **data.validated_data)
        return Response(status=status.HTTP_204_NO_CONTENT)


def register(router: SimpleRouter) -> None:
    """Add the endpoints of colours."""
    router.register("colours", ColourViewSet, basename="colour")
    router.register("appeals", AppealViewSet, basename="appeal")
    router.register("colour-policies", ColourPolicyViewSet, basename="colour_policy")
