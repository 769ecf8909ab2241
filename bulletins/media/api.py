"""Endpoints of media exposures under /api/v1/. Each calls the action that the page calls."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from bulletins import policy as bulletins_policy
from bulletins.choices import Channel
from bulletins.media import actions, policy, selectors
from bulletins.media.filters import MediaFilter
from bulletins.models import MediaBatch, MediaEntry, MediaLine, MediaPost, MediaStatement
from bulletins.selectors import PUBLIC_ORDER, key_of
from bulletins.serializers import SendBackSerializer, VersionSerializer, given
from core import clock
from core.policy import require
from hazards.api import KEY


class MediaEntrySerializer(serializers.ModelSerializer):
    """A case as it was named; without `rectified_on` it is still open."""

    facts = serializers.JSONField(read_only=True)

    class Meta:
        model = MediaEntry
        fields = ["number", "hazard", "enterprise", "facts", "rectified_on"]
        read_only_fields = fields


class MediaBatchSerializer(serializers.ModelSerializer):
    """A batch with the number of its cases."""

    authority_name = serializers.CharField(source="authority.name", read_only=True)
    cases = serializers.IntegerField(read_only=True)
    rectified = serializers.IntegerField(read_only=True)

    class Meta:
        model = MediaBatch
        fields = [
            "id", "status", "version", "authority", "authority_name", "bulletin", "title", "channel", "outlet",
            "planned_on", "aired_on", "link", "cases", "rectified", "content_sha256", "drawn_at", "exposed_at",
            "reply_until", "first_released_at", "released_at", "returned_reason", "withdrawn_at", "withdraw_reason",
        ]  # fmt: skip
        read_only_fields = fields


class MediaBatchDetailSerializer(MediaBatchSerializer):
    """A batch with its cases."""

    entries = MediaEntrySerializer(many=True, read_only=True)

    class Meta(MediaBatchSerializer.Meta):
        fields = [*MediaBatchSerializer.Meta.fields, "entries"]
        read_only_fields = fields


class DrawUpMediaSerializer(serializers.Serializer):
    """Which cases go to which outlet. Idempotent on `id`."""

    id = serializers.UUIDField(required=False)
    title = serializers.CharField(max_length=120)
    channel = serializers.ChoiceField(Channel.choices)
    outlet = serializers.CharField(max_length=80)
    planned_on = serializers.DateField(required=False, allow_null=True)
    bulletin = serializers.UUIDField(required=False, allow_null=True)
    hazards = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=actions.MOST_CASES)


class DropCaseSerializer(VersionSerializer):
    """The number of the case that is taken out."""

    number = serializers.IntegerField(min_value=1)


class AiringSerializer(VersionSerializer):
    """When it was shown, and where it can be read."""

    aired_on = serializers.DateField()
    link = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")


class MediaBatchViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Media exposures of authorities within reach."""

    queryset = MediaBatch.objects.none()
    serializer_class = MediaBatchSerializer
    keyset_order = selectors.ORDER
    filterset_class = MediaFilter

    def get_queryset(self):
        """Return the batches behind the wall."""
        return selectors.batches()

    def _batch(self, request: Request, pk: str) -> MediaBatch:
        require(bulletins_policy.can_see_bulletins(request._request.actor))
        return selectors.batch_of(key_of(pk))

    def _do(self, request: Request, pk: str, act, serializer) -> Response:
        row = self._batch(request, pk)
        act(actor=request._request.actor, now=clock.now(), batch_id=row.pk, **given(serializer, request))
        return Response(MediaBatchDetailSerializer(selectors.batch_of(row.pk)).data)

    def list(self, request: Request, *args, **kwargs) -> Response:
        """List media exposures, newest first."""
        require(bulletins_policy.can_see_bulletins(request._request.actor))
        return super().list(request, *args, **kwargs)

    @extend_schema(request=DrawUpMediaSerializer, responses={201: MediaBatchDetailSerializer})
    def create(self, request: Request) -> Response:
        """Draw up a batch of overdue cases for a channel."""
        actor = request._request.actor
        require(policy.can_draft_media(actor))
        row = actions.draw_up_batch(actor=actor, now=clock.now(), **given(DrawUpMediaSerializer, request))
        return Response(MediaBatchDetailSerializer(selectors.batch_of(row.pk)).data, status=201)

    @extend_schema(parameters=[KEY], responses=MediaBatchDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one batch with its cases."""
        return Response(MediaBatchDetailSerializer(self._batch(request, pk)).data)

    @extend_schema(parameters=[KEY], request=DropCaseSerializer, responses=MediaBatchDetailSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        """Take a case out before anybody released the batch."""
        return self._do(request, pk, actions.drop_case, DropCaseSerializer)

    @extend_schema(parameters=[KEY], request=VersionSerializer, responses=MediaBatchDetailSerializer)
    @action(detail=True, methods=["post"])
    def announce(self, request: Request, pk: str) -> Response:
        """Tell those named until when they are heard."""
        return self._do(request, pk, actions.announce_batch, VersionSerializer)

    @extend_schema(parameters=[KEY], request=VersionSerializer, responses=MediaBatchDetailSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Release: the first person settles the cases, a second one releases exactly those."""
        return self._do(request, pk, actions.release_batch, VersionSerializer)

    @extend_schema(parameters=[KEY], request=SendBackSerializer, responses=MediaBatchDetailSerializer)
    @action(detail=True, methods=["post"])
    def send_back(self, request: Request, pk: str) -> Response:
        """Undo the first release with a reason."""
        return self._do(request, pk, actions.send_back_batch, SendBackSerializer)

    @extend_schema(parameters=[KEY], request=SendBackSerializer, responses=MediaBatchDetailSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Withdraw it; the cases leave the boards."""
        return self._do(request, pk, actions.withdraw_batch, SendBackSerializer)

    @extend_schema(parameters=[KEY], request=AiringSerializer, responses=MediaBatchDetailSerializer)
    @action(detail=True, methods=["post"])
    def airing(self, request: Request, pk: str) -> Response:
        """Record when and where it was shown."""
        return self._do(request, pk, actions.record_airing, AiringSerializer)


class MediaStatementSerializer(serializers.ModelSerializer):
    """What a named unit said after the release."""

    class Meta:
        model = MediaStatement
        fields = ["text", "filed_at"]
        read_only_fields = fields


class MediaLineSerializer(serializers.ModelSerializer):
    """One case as the public reads it; `statements` came after the release, the newest first."""

    statements = MediaStatementSerializer(source="said_since", many=True, read_only=True)

    class Meta:
        model = MediaLine
        fields = ["number", "facts", "rectified_on", "statements"]
        read_only_fields = fields


class MediaPostSerializer(serializers.ModelSerializer):
    """A public exposure as a list shows it; of a withdrawn one the reason."""

    authority_name = serializers.CharField(source="authority.name", read_only=True)

    class Meta:
        model = MediaPost
        fields = [
            "id",
            "title",
            "channel",
            "outlet",
            "authority_name",
            "published_at",
            "public_until",
            "aired_on",
            "link",
            "withdrawn_at",
            "withdraw_reason",
        ]
        read_only_fields = fields


class MediaPostDetailSerializer(MediaPostSerializer):
    """A public exposure with its cases."""

    lines = MediaLineSerializer(many=True, read_only=True)

    class Meta(MediaPostSerializer.Meta):
        fields = [*MediaPostSerializer.Meta.fields, "lines"]
        read_only_fields = fields


class MediaPostViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What was given to the media, for everybody."""

    queryset = MediaPost.objects.none()
    serializer_class = MediaPostSerializer
    permission_classes = [permissions.AllowAny]
    authentication_classes = []
    keyset_order = PUBLIC_ORDER
    filter_backends = ()

    def get_queryset(self):
        """Return what is public today."""
        return selectors.posts(today=clock.today())

    @extend_schema(auth=[])
    def list(self, request: Request, *args, **kwargs) -> Response:
        """List the exposures that are public today, newest first, and the withdrawn ones with the reason."""
        return super().list(request, *args, **kwargs)

    @extend_schema(parameters=[KEY], responses=MediaPostDetailSerializer, auth=[])
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one public exposure; a withdrawn or expired one answers 409 with the reason."""
        return Response(MediaPostDetailSerializer(selectors.readable_post(key_of(pk), today=clock.today())).data)


def register(router: SimpleRouter) -> None:
    """Add this family's endpoints."""
    router.register("media-exposures", MediaBatchViewSet, basename="media-exposure")
    router.register("media-publications", MediaPostViewSet, basename="media_publication")
