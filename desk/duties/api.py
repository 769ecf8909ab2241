"""Endpoints of duties that need what stands beside checklists: the answer with photos, the extract as a document."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from checklists.duties import policy, selectors
from checklists.duties.api import FullDutySerializer
from checklists.duties.choices import DutyResult
from checklists.duties.filters import DutyFilter
from checklists.models import Duty
from core import clock
from core.ids import UUID_PATTERN
from core.policy import require
from desk.duties import actions


class AnswerDutySerializer(serializers.Serializer):
    """What became of a duty. `photos` are keys of photos that were sent before."""

    duty = serializers.UUIDField(source="duty_id")
    result = serializers.ChoiceField(DutyResult.choices)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    photos = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=9)
    device_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class ExtractSerializer(serializers.Serializer):
    """Which part of the ledger: its filters as the list takes them."""

    filters = serializers.DictField(child=serializers.CharField(max_length=60), required=False, default=dict)


class ExtractMadeSerializer(serializers.Serializer):
    """The document that was issued."""

    document = serializers.UUIDField(source="pk")
    number = serializers.CharField(source="printed_number")


class DutyAnswerViewSet(viewsets.GenericViewSet):
    """Answers to duties. The key is the answer's own, made by the client: sending it twice records it once."""

    queryset = Duty.objects.none()
    serializer_class = AnswerDutySerializer
    filterset_class = None
    lookup_value_regex = UUID_PATTERN

    @extend_schema(request=AnswerDutySerializer, responses=FullDutySerializer)
    def update(self, request: Request, pk: uuid.UUID) -> Response:
        """Record what became of a duty."""
        data = AnswerDutySerializer(data=request.data)
        data.is_valid(raise_exception=True)
        actor = request._request.actor
        made = actions.answer_duty(actor=actor, now=clock.now(), event_id=pk, **data.validated_data)
        return Response(FullDutySerializer(selectors.duty_of(actor, made.pk)).data)


class DutyExtractViewSet(viewsets.GenericViewSet):
    """Extracts of the duty ledger as numbered documents."""

    queryset = Duty.objects.none()
    serializer_class = ExtractSerializer
    filterset_class = None

    @extend_schema(request=ExtractSerializer, responses={201: ExtractMadeSerializer})
    def create(self, request: Request) -> Response:
        """Issue the filtered rows as a document of the own authority."""
        actor = request._request.actor
        require(policy.can_issue_duty_extract(actor))
        data = ExtractSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        found = DutyFilter(data.validated_data["filters"], queryset=selectors.ledger_of(actor))
        first, last = found.window
        made = actions.issue_extract(actor=actor, now=clock.now(), rows=found.qs, first=first, last=last)
        return Response(ExtractMadeSerializer(made).data, status=status.HTTP_201_CREATED)


def register(router: SimpleRouter) -> None:
    """Add the endpoints."""
    router.register("duty-answers", DutyAnswerViewSet, basename="duty-answer")
    router.register("duty-extracts", DutyExtractViewSet, basename="duty-extract")
