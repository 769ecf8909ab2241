"""Endpoints of safety codes under /api/v1/codes/. Each calls the action that the page calls."""

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
from enterprises.codes import actions, policy, tokens
from enterprises.codes.choices import CodeKind
from enterprises.codes.filters import CodeFilter
from enterprises.codes.rules import shown
from enterprises.codes.selectors import codes_within_reach, get_code, name_of
from enterprises.models import Code


class CodeSerializer(serializers.ModelSerializer):
    """A label and what it stands on. Its token is not among this: see the label's text."""

    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True)
    thing = serializers.UUIDField(source="thing_id", read_only=True, allow_null=True)
    name = serializers.SerializerMethodField()
    replaced_by = serializers.UUIDField(source="replaced_by_id", read_only=True, allow_null=True)

    class Meta:
        model = Code
        fields = [
            "id", "enterprise", "kind", "thing", "name", "status", "issued_at", "ended_at", "end_reason", "replaced_by",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_name(self, code: Code) -> str:
        """What the thing is called today."""
        return name_of(code)


class ThingSerializer(serializers.Serializer):
    """A thing that a code can stand on."""

    kind = serializers.ChoiceField(CodeKind.choices)
    id = serializers.UUIDField()


class IssueCodesSerializer(serializers.Serializer):
    """For which enterprise codes are issued, and for which of its things: all that have none, unless some are named."""

    enterprise = serializers.UUIDField()
    things = serializers.ListField(child=ThingSerializer(), required=False, max_length=1000)


class EndCodeSerializer(serializers.Serializer):
    """Why a label ends."""

    reason = serializers.CharField(max_length=actions.LONGEST_REASON)


class CodeTextSerializer(serializers.Serializer):
    """What stands on a label."""

    address = serializers.CharField(help_text="For the QR code and for an NFC tag")
    text = serializers.CharField(help_text="The short text below the code, for typing")


class CodeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Safety codes of the enterprises within reach."""

    queryset = Code.objects.none()
    serializer_class = CodeSerializer
    filterset_class = CodeFilter
    keyset_order = ("-id",)
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the codes within reach."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_see_codes(self.request._request.actor))
        return codes_within_reach()

    @extend_schema(request=IssueCodesSerializer, responses={201: CodeSerializer(many=True)}, filters=False)
    def create(self, request: Request) -> Response:
        """Issue the codes that are missing."""
        data = IssueCodesSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        given = data.validated_data
        things = [(each["kind"], each["id"]) for each in given["things"]] if "things" in given else None
        made = actions.issue_codes(
            actor=request._request.actor, now=clock.now(), enterprise_id=given["enterprise"], things=things
        )
        return Response(CodeSerializer(made, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EndCodeSerializer, responses={201: CodeSerializer})
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, pk: uuid.UUID) -> Response:
        """Replace a label by a new one."""
        fresh = actions.replace_code(**self._ending(request, pk))
        return Response(CodeSerializer(get_code(fresh.pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EndCodeSerializer, responses=CodeSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: uuid.UUID) -> Response:
        """Revoke a label."""
        actions.revoke_code(**self._ending(request, pk))
        return Response(CodeSerializer(get_code(pk)).data)

    @extend_schema(responses=CodeTextSerializer)
    @action(detail=True, methods=["get"])
    def text(self, request: Request, pk: uuid.UUID) -> Response:
        """Read what stands on a label, to write it on an NFC tag."""
        code = get_code(pk)
        require(policy.can_keep_codes(request._request.actor, code.enterprise))
        code.sealed_token = Code.objects.values_list("sealed_token", flat=True).get(pk=pk)
        token = actions.note_printing(actor=request._request.actor, now=clock.now(), codes=[code])[0]
        return Response({"address": tokens.address(token), "text": shown(token)})

    def _ending(self, request: Request, pk: uuid.UUID) -> dict:
        data = EndCodeSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return {
            "actor": request._request.actor, "now": clock.now(), "code_id": uuid.UUID(str(pk)), **data.validated_data
        }  # fmt: skip


def register(router: SimpleRouter) -> None:
    """Add the endpoints of safety codes."""
    router.register("codes", CodeViewSet, basename="code")
