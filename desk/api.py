"""Endpoints of desk under /api/v1/: moves of enterprises between regions."""

import uuid

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.ids import UUID_PATTERN
from core.policy import require
from desk import actions
from desk.duties.api import register as register_duties
from desk.fields import api as fields
from desk.scan import api as scan
from enterprises import policy
from enterprises.filters import MoveFilter
from enterprises.models import Move
from enterprises.selectors import get_move, moves


class MoveSerializer(serializers.ModelSerializer):
    """A move of an enterprise between regions."""

    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True)
    from_region = serializers.CharField(source="region_code", read_only=True)
    to_region = serializers.CharField(source="to_region_id", read_only=True)
    facts = serializers.SerializerMethodField()
    proposed_by = serializers.SerializerMethodField()
    decided_by = serializers.SerializerMethodField()

    class Meta:
        model = Move
        fields = [
            "id", "enterprise", "from_region", "to_region", "status", "reason", "facts", "proposed_by", "proposed_at",
            "decided_by", "decided_at", "decision_note",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_facts(self, move: Move) -> dict:
        """What the register said of the enterprise when the move was proposed."""
        return move.facts

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_proposed_by(self, move: Move) -> dict:
        """Who proposed it, in what capacity."""
        return move.proposed_by

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_decided_by(self, move: Move) -> dict:
        """Who decided; empty until then."""
        return move.decided_by


class ProposeMoveSerializer(serializers.Serializer):
    """Which enterprise moves where, and why. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(required=False, source="move_id")
    enterprise = serializers.UUIDField(source="enterprise_id")
    to_region = serializers.CharField(max_length=12)
    reason = serializers.CharField(max_length=400)


class AcceptMoveSerializer(serializers.Serializer):
    """A remark on taking it over."""

    note = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")


class RefuseMoveSerializer(serializers.Serializer):
    """Why it is not taken over."""

    reason = serializers.CharField(max_length=400)


class MoveViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Moves out of and into the own region."""

    queryset = Move.objects.none()
    serializer_class = MoveSerializer
    filterset_class = MoveFilter
    keyset_order = ("-proposed_at", "-id")
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the moves within reach."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_see_moves(self.request._request.actor))
        return moves()

    def _act(self, verb, pk: uuid.UUID, **values) -> Response:
        verb(actor=self.request._request.actor, now=clock.now(), move_id=pk, **values)
        return Response(MoveSerializer(get_move(pk)).data)

    @extend_schema(request=ProposeMoveSerializer, responses={201: MoveSerializer})
    def create(self, request: Request) -> Response:
        """Propose a move."""
        data = ProposeMoveSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = actions.propose_move(actor=request._request.actor, now=clock.now(), **data.validated_data)
        return Response(MoveSerializer(get_move(made.pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=MoveSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: uuid.UUID) -> Response:
        """Withdraw a proposal."""
        return self._act(actions.withdraw_move, pk)

    @extend_schema(request=AcceptMoveSerializer, responses=MoveSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: uuid.UUID) -> Response:
        """Take the enterprise over."""
        data = AcceptMoveSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return self._act(actions.accept_move, pk, **data.validated_data)

    @extend_schema(request=RefuseMoveSerializer, responses=MoveSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: uuid.UUID) -> Response:
        """Refuse to take it over."""
        data = RefuseMoveSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return self._act(actions.refuse_move, pk, **data.validated_data)


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    register_duties(router)
    router.register("moves", MoveViewSet, basename="move")
    scan.register(router)
    fields.register(router)
