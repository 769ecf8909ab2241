"""Endpoints of the inbox under /api/v1/notices/."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.ids import UUID_PATTERN
from notifications import actions, selectors
from notifications.filters import NoticeFilter
from notifications.models import Notice


class NoticeSerializer(serializers.ModelSerializer):
    """A notice with its sentence in the language of the request."""

    text = serializers.CharField(read_only=True)

    class Meta:
        model = Notice
        fields = ["id", "kind", "text", "values", "subject_type", "subject_id", "created_at", "read_at"]
        read_only_fields = fields


class MarkedSerializer(serializers.Serializer):
    """How many notices changed."""

    marked = serializers.IntegerField(min_value=0)


class NoticeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The inbox of the membership through which the token acts, unread first."""

    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter
    keyset_order = selectors.ORDER
    queryset = Notice.objects.none()
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the actor's own notices."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return selectors.inbox(self.request._request.actor)

    def get_object(self) -> Notice:
        """Return one notice of the actor."""
        return selectors.notice(self.request._request.actor, self.kwargs["pk"])

    @extend_schema(request=None, responses=MarkedSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk=None) -> Response:
        """Mark one notice as read. Repeating it does no harm."""
        found = self.get_object()
        marked = actions.mark_read(actor=request._request.actor, now=clock.now(), pks=[found.pk])
        return Response({"marked": marked})

    @extend_schema(request=None, responses=MarkedSerializer)
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        """Mark every notice as read."""
        return Response({"marked": actions.mark_read(actor=request._request.actor, now=clock.now())})


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("notices", NoticeViewSet, basename="notice")
