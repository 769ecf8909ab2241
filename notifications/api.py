"""Endpoints of the inbox, of channels and robots, of what did not arrive, and of the clock."""

from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.authentication import BaseAuthentication
from rest_framework.decorators import action
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.ids import UUID_PATTERN
from core.policy import require
from notifications import actions, policy, selectors
from notifications.choices import Channel, DeliveryState, Group, RunResult
from notifications.filters import NoticeFilter
from notifications.models import Delivery, Endpoint, Notice


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


class EndpointSerializer(serializers.ModelSerializer):
    """An address outside the platform; the address itself is never told again."""

    address = serializers.CharField(source="hint", read_only=True)

    class Meta:
        model = Endpoint
        fields = ["id", "channel", "label", "address", "rank", "groups", "created_at"]
        read_only_fields = fields


class NewEndpointSerializer(serializers.Serializer):
    """An address to add: an e-mail address, a mobile number, or the web address of a robot."""

    channel = serializers.ChoiceField(choices=Channel.choices)
    address = serializers.CharField(max_length=1000, write_only=True)
    label = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    groups = serializers.ListField(
        child=serializers.ChoiceField(choices=Group.choices), required=False, default=list, max_length=len(Group)
    )


class ChosenSerializer(serializers.Serializer):
    """What goes to one address."""

    id = serializers.UUIDField()
    groups = serializers.ListField(child=serializers.ChoiceField(choices=Group.choices), max_length=len(Group))


class ChoiceSerializer(serializers.Serializer):
    """What goes to each of one's addresses, in the order of trying."""

    choice = serializers.ListField(child=ChosenSerializer(), max_length=20)


class DeliverySerializer(serializers.ModelSerializer):
    """A message that did not arrive by any channel."""

    text = serializers.SerializerMethodField()
    recipient = serializers.CharField(source="addressee", read_only=True)
    address = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=DeliveryState.choices, read_only=True)

    class Meta:
        model = Delivery
        fields = [
            "id", "text", "digest_on", "channel", "recipient", "address", "state", "attempts", "failure", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_text(self, row: Delivery) -> str:
        """Return the sentence of the notice; a summary has none."""
        return row.notice.text if row.notice_id else ""


class JobSerializer(serializers.Serializer):
    """A scheduled job with its last run."""

    task = serializers.CharField()
    purpose = serializers.CharField()
    period = serializers.IntegerField(help_text="Seconds between two runs")
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    succeeded_at = serializers.DateTimeField(allow_null=True)
    result = serializers.ChoiceField(choices=RunResult.choices, allow_blank=True)
    failure = serializers.CharField(allow_blank=True)
    late = serializers.BooleanField(help_text="It has missed three periods")


class EndpointViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """One's own addresses outside the platform."""

    serializer_class = EndpointSerializer
    keyset_order = ("rank", "created_at", "id")
    queryset = Endpoint.objects.none()
    lookup_value_regex = UUID_PATTERN
    add = staticmethod(actions.add_endpoint)

    def get_queryset(self):
        """Return the addresses of the acting person."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return selectors.own_endpoints(self.request._request.actor)

    @extend_schema(request=NewEndpointSerializer, responses={201: EndpointSerializer})
    def create(self, request: Request) -> Response:
        """Add an address, last in the order of trying."""
        asked = NewEndpointSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = self.add(actor=request._request.actor, now=clock.now(), **asked.validated_data)
        return Response(EndpointSerializer(row).data, status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, pk=None) -> Response:
        """Remove an address; nothing more is sent there."""
        actor = request._request.actor
        actions.remove_endpoint(actor=actor, now=clock.now(), endpoint=selectors.endpoint(actor, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def trial(self, request: Request, pk=None) -> Response:
        """Send a trial message to an address."""
        actor = request._request.actor
        actions.try_endpoint(actor=actor, now=clock.now(), endpoint=selectors.endpoint(actor, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ChannelViewSet(EndpointViewSet):
    """One's own addresses outside the platform, and what goes to each."""

    @extend_schema(request=ChoiceSerializer, responses=EndpointSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def choice(self, request: Request) -> Response:
        """Choose what goes to each of one's addresses, in the order of trying."""
        asked = ChoiceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        choice = {each["id"]: each["groups"] for each in asked.validated_data["choice"]}
        actions.choose_groups(actor=request._request.actor, now=clock.now(), choice=choice)
        return Response(EndpointSerializer(self.get_queryset(), many=True).data)


class RobotViewSet(EndpointViewSet):
    """The robots and webhooks of the authority."""

    add = staticmethod(actions.add_robot)

    def get_queryset(self):
        """Return the robots of the actor's authority."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_keep_robots(self.request._request.actor))
        return selectors.robots_of(self.request._request.actor)


class UndeliveredViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What did not reach members and robots of the organisation by any channel."""

    serializer_class = DeliverySerializer
    keyset_order = ("-ended_at", "-id")
    queryset = Delivery.objects.none()
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the dead letters to the actor's organisation."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_see_undelivered(self.request._request.actor))
        return selectors.undelivered(self.request._request.actor)

    @extend_schema(request=None, responses=DeliverySerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, pk=None) -> Response:
        """Send a message again that did not arrive."""
        actor = request._request.actor
        require(policy.can_see_undelivered(actor))
        dead = selectors.dead_letter(actor, pk)
        return Response(DeliverySerializer(actions.resend_delivery(actor=actor, now=clock.now(), delivery=dead)).data)


class JobViewSet(viewsets.ViewSet):
    """When each scheduled job last ran."""

    @extend_schema(responses=JobSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Return the timetable with the last run of each job."""
        require(policy.can_see_clock(request._request.actor))
        return Response(JobSerializer(selectors.clock_state(now=clock.now()), many=True).data)


class ArrivalSerializer(serializers.Serializer):
    """What became of a message after the platform had handed it over."""

    reference = serializers.UUIDField(help_text="The reference that was sent with the message")
    arrived = serializers.BooleanField(help_text="Whether it reached the recipient; false: it was refused or bounced")
    reason = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class StateSerializer(serializers.Serializer):
    """Where a message stands now."""

    state = serializers.ChoiceField(choices=DeliveryState.choices)


class GatewayToken(BaseAuthentication):
    """A gateway or mail server shows the token of RECEIPTS_TOKEN. No person and no membership has it."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, str] | None:
        """Accept the bearer of the token; anybody else is asked for it."""
        shown = request.headers.get("Authorization", "")
        wanted = f"Bearer {settings.RECEIPTS_TOKEN}"
        if not settings.RECEIPTS_TOKEN or not compare_digest(shown.encode(), wanted.encode()):
            raise AuthenticationFailed(_("Show the token with which gateways report."))
        return AnonymousUser(), "gateway"

    def authenticate_header(self, request: Request) -> str:
        """Ask for a bearer token, so that the answer is 401."""
        return "Bearer"


class GatewayTokenScheme(OpenApiAuthenticationExtension):
    """Tells the documentation of the gateways' token."""

    target_class = GatewayToken
    name = "gatewayToken"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        """Describe it for OpenAPI."""
        return {"type": "http", "scheme": "bearer", "description": "The token of RECEIPTS_TOKEN"}


class ReceiptViewSet(viewsets.ViewSet):
    """Reports of text message gateways and mail servers: arrived, or refused after all."""

    authentication_classes = [GatewayToken]
    permission_classes = [AllowAny]

    @extend_schema(request=ArrivalSerializer, responses=StateSerializer)
    def create(self, request: Request) -> Response:
        """Record a report. Repeating it does no harm; a refusal lets the recipient's next channel take over."""
        told = ArrivalSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        said = told.validated_data
        row = actions.record_receipt(
            delivery_id=said["reference"], arrived=said["arrived"], reason=said["reason"], now=clock.now()
        )
        return Response({"state": row.state})


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("notices", NoticeViewSet, basename="notice")
    router.register("channels", ChannelViewSet, basename="channel")
    router.register("robots", RobotViewSet, basename="robot")
    router.register("undelivered", UndeliveredViewSet, basename="undelivered")
    router.register("jobs", JobViewSet, basename="job")
    router.register("delivery-receipts", ReceiptViewSet, basename="receipt")
