"""Endpoints of audit under /api/v1/: the own organisation's chain, and whether it is whole."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from audit.filters import EntryFilter
from audit.models import Entry
from audit.policy import can_see_audit
from audit.selectors import chain_of, entries_of, reading, verify_chain
from core.policy import require


class EntrySerializer(serializers.ModelSerializer):
    """One act of the chain."""

    actor = serializers.SerializerMethodField()
    data = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = ["id", "number", "at", "verb", "subject_type", "subject_id", "actor", "data", "previous_hash", "hash"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_actor(self, entry: Entry) -> dict:
        """Who acted, as it was written then."""
        return entry.actor

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_data(self, entry: Entry) -> dict:
        """What the act carried."""
        return entry.data


class VerificationSerializer(serializers.Serializer):
    """What a verification of the whole chain found."""

    chain = serializers.CharField()
    entries = serializers.IntegerField()
    head = serializers.CharField()
    sound = serializers.BooleanField()
    faults = serializers.ListField(child=serializers.CharField())


class EntryViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """The security-relevant acts of the own organisation, the newest first."""

    queryset = Entry.objects.none()
    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    keyset_order = ("-number",)

    def get_queryset(self):
        """Return the chain of the acting tenant."""
        return self.queryset if getattr(self, "swagger_fake_view", False) else entries_of(self.request._request.actor)

    def list(self, request: Request, *args, **kwargs) -> Response:
        """Read the chain."""
        actor = request._request.actor
        require(can_see_audit(actor))
        with reading(actor):
            return super().list(request, *args, **kwargs)

    @extend_schema(responses=VerificationSerializer, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def verify(self, request: Request) -> Response:
        """Recompute every hash of the chain and say whether it is whole."""
        actor = request._request.actor
        require(can_see_audit(actor))
        with reading(actor):
            report = verify_chain(chain_of(actor))
        return Response(VerificationSerializer(report).data)


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("audit-entries", EntryViewSet, basename="audit-entry")
