"""Endpoints of scanning under /api/v1/: what a label says, and sheets of labels."""

import uuid

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.errors import NotVisible
from core.limits import asker
from desk.scan.labels import SIZES, pdf_response, sheet_of
from desk.scan.limits import MISSES
from enterprises.codes.choices import CodeKind, CodeStatus
from enterprises.codes.rules import token_in
from enterprises.codes.selectors import MOST_CODES, resolve
from enterprises.models import Code


class ScannedSerializer(serializers.Serializer):
    """What a camera read, or somebody typed: the label's address or its short text."""

    text = serializers.CharField(max_length=300)


class LabelSerializer(serializers.Serializer):
    """What anybody learns from a label; `code` only where the asker sees the code itself."""

    kind = serializers.ChoiceField(CodeKind.choices)
    status = serializers.ChoiceField(CodeStatus.choices)
    name = serializers.CharField()
    enterprise_name = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    replaced = serializers.BooleanField()
    code = serializers.UUIDField(allow_null=True)


class ScanViewSet(viewsets.GenericViewSet):
    """What a label says to whoever holds it."""

    queryset = Code.objects.none()
    permission_classes = [permissions.AllowAny]
    serializer_class = LabelSerializer

    @extend_schema(request=ScannedSerializer, responses=LabelSerializer)
    def create(self, request: Request) -> Response:
        """Resolve a label. The text is in the body, so that no log of addresses holds it."""
        data = ScannedSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        who = asker(request._request)
        if MISSES.is_spent(who):
            raise Throttled(wait=MISSES.seconds)
        try:
            found = resolve(token_in(data.validated_data["text"]))
        except NotVisible:
            MISSES.count(who)
            raise
        inside = request._request.actor is not None and Code.objects.filter(pk=found.code_id).exists()
        return Response(
            {
                "kind": found.kind,
                "status": found.status if found.thing_id else CodeStatus.REVOKED,
                "name": found.name,
                "enterprise_name": found.enterprise_name,
                "ended_at": found.ended_at,
                "replaced": found.replaced,
                "code": found.code_id if inside else None,
            }
        )


class LabelSheetSerializer(serializers.Serializer):
    """Which labels of which enterprise are printed, and how large."""

    enterprise = serializers.UUIDField()
    codes = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_CODES)
    size = serializers.ChoiceField(SIZES)


class SheetViewSet(viewsets.GenericViewSet):
    """Sheets of labels."""

    queryset = Code.objects.none()
    serializer_class = LabelSheetSerializer

    @extend_schema(request=LabelSheetSerializer, responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def create(self, request: Request):
        """Print labels on sheets of A4."""
        data = LabelSheetSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        codes: list[uuid.UUID] = given["codes"]
        pdf = sheet_of(
            actor=request._request.actor,
            now=clock.now(),
            enterprise_id=given["enterprise"],
            codes=codes,
            size=given["size"],
        )
        return pdf_response(pdf, given["size"])


def register(router: SimpleRouter) -> None:
    """Add the endpoints of scanning."""
    router.register("scans", ScanViewSet, basename="scan")
    router.register("label-sheets", SheetViewSet, basename="label-sheet")
