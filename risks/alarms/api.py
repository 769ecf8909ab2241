"""Endpoints of alarms under /api/v1/. Each calls the action that the page calls."""

import uuid

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.errors import NotVisible
from core.ids import UUID_PATTERN
from core.policy import require
from evidence.models import Photo
from notifications.choices import Channel
from risks.alarms import actions, policy, selectors
from risks.alarms.choices import AlarmKind, Openness
from risks.alarms.filters import AlarmFilter
from risks.models import Alarm, AlarmEvent, AlarmPlan


class AlarmSerializer(serializers.ModelSerializer):
    """An alarm."""

    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True)
    code = serializers.UUIDField(source="code_id", read_only=True, allow_null=True)
    photo = serializers.UUIDField(source="photo_id", read_only=True, allow_null=True)
    hazard = serializers.UUIDField(source="hazard_id", read_only=True, allow_null=True)

    class Meta:
        model = Alarm
        fields = [
            "id", "enterprise", "code", "where", "kind", "level", "text", "photo", "status", "version", "turn",
            "raised_at", "climbs_at", "hazard", "closed_at", "close_reason",
        ]  # fmt: skip
        read_only_fields = fields


class AlarmEventSerializer(serializers.ModelSerializer):
    """A row of an alarm's timeline."""

    by = serializers.CharField(source="actor.person", read_only=True)

    class Meta:
        model = AlarmEvent
        fields = ["number", "verb", "to_status", "at", "by", "text", "told"]
        read_only_fields = fields


class RaiseAlarmSerializer(serializers.Serializer):
    """An alarm to send. Idempotent on `id`, which the client may make; the photo was sent to `photos` before."""

    id = serializers.UUIDField(required=False)
    code = serializers.UUIDField()
    kind = serializers.ChoiceField(AlarmKind.choices)
    text = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    photo = serializers.UUIDField(required=False, allow_null=True)


class AlarmWordsSerializer(serializers.Serializer):
    """What is done, how things stand, or why it is over."""

    text = serializers.CharField(max_length=500)


class AlarmPlanSerializer(serializers.ModelSerializer):
    """Who is told of alarms, and how soon an unanswered one climbs (minutes)."""

    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True, allow_null=True)
    authorities = serializers.ListField(child=serializers.UUIDField(), max_length=20)
    openness = serializers.ChoiceField(Openness.choices)
    channels = serializers.ListField(
        child=serializers.ChoiceField(Channel.choices),
        required=False,
        max_length=len(Channel),
        help_text="By which channels an alarm goes out at once, beside the inbox; all where none is named",
    )

    class Meta:
        model = AlarmPlan
        fields = [
            "region_code", "enterprise", "authorities", "openness", "channels", "minutes_red", "minutes_orange",
            "minutes_yellow", "minutes_blue", "set_at",
        ]  # fmt: skip
        read_only_fields = ["region_code", "enterprise", "set_at"]
        extra_kwargs = {
            f"minutes_{level}": {"min_value": 1, "max_value": 10080, "required": True}
            for level in ("red", "orange", "yellow", "blue")
        }


class AlarmViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Alarms from the spot."""

    queryset = Alarm.objects.none()
    serializer_class = AlarmSerializer
    filterset_class = AlarmFilter
    keyset_order = ("-raised_at", "-id")
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the alarms within reach."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_see_alarms(self.request._request.actor))
        return selectors.alarms()

    @extend_schema(request=RaiseAlarmSerializer, responses={201: AlarmSerializer})
    def create(self, request: Request) -> Response:
        """Send an alarm."""
        require(policy.can_raise_alarm(request._request.actor))
        data = RaiseAlarmSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        photo = None
        if key := given.pop("photo", None):
            photo = Photo.objects.filter(pk=key).first()
            if photo is None:
                raise NotVisible(_("There is no such photo here."))
        made = actions.raise_alarm(
            actor=request._request.actor,
            now=clock.now(),
            code_id=given["code"],
            kind=given["kind"],
            text=given["text"],
            alarm_id=given.get("id"),
            photo=photo,
        )
        return Response(AlarmSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=AlarmEventSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def events(self, request: Request, pk: uuid.UUID) -> Response:
        """Read the timeline of an alarm."""
        row = self.get_object()
        return Response(AlarmEventSerializer(selectors.timeline_of(row.pk), many=True).data)

    @extend_schema(request=None, responses=AlarmSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: uuid.UUID) -> Response:
        """Acknowledge an alarm."""
        return Response(AlarmSerializer(actions.acknowledge_alarm(**self._given(request, pk))).data)

    @extend_schema(request=AlarmWordsSerializer, responses=AlarmSerializer)
    @action(detail=True, methods=["post"])
    def act(self, request: Request, pk: uuid.UUID) -> Response:
        """Say what is being done."""
        return self._say(actions.act_on_alarm, request, pk, "text")

    @extend_schema(request=AlarmWordsSerializer, responses=AlarmSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: uuid.UUID) -> Response:
        """Report how things stand."""
        return self._say(actions.report_on_alarm, request, pk, "text")

    @extend_schema(request=AlarmWordsSerializer, responses=AlarmSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: uuid.UUID) -> Response:
        """Close an alarm with its reason."""
        return self._say(actions.close_alarm, request, pk, "reason")

    @extend_schema(request=AlarmWordsSerializer, responses=AlarmSerializer)
    @action(detail=True, methods=["post"])
    def hazard(self, request: Request, pk: uuid.UUID) -> Response:
        """Record what the alarm showed as a hazard."""
        given = self._given(request, pk)
        data = AlarmWordsSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        actions.make_hazard(**given, description=data.validated_data["text"])
        return Response(AlarmSerializer(selectors.get_alarm(given["alarm_id"])).data)

    def _given(self, request: Request, pk) -> dict:
        return {"actor": request._request.actor, "now": clock.now(), "alarm_id": uuid.UUID(str(pk))}

    def _say(self, act, request: Request, pk, name: str) -> Response:
        data = AlarmWordsSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(AlarmSerializer(act(**self._given(request, pk), **{name: data.validated_data["text"]})).data)


class AlarmPlanViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Plans that say who is told of alarms."""

    queryset = AlarmPlan.objects.none()
    serializer_class = AlarmPlanSerializer
    keyset_order = ("region_code", "id")

    def get_queryset(self):
        """Return the plans that the wall shows."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_see_alarms(self.request._request.actor))
        return AlarmPlan.objects.all()

    def create(self, request: Request) -> Response:
        """Set the plan of the own enterprise or region."""
        require(policy.can_keep_alarm_plan(request._request.actor))
        data = AlarmPlanSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = actions.set_alarm_plan(actor=request._request.actor, now=clock.now(), **data.validated_data)
        return Response(AlarmPlanSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"])
    def remove(self, request: Request) -> Response:
        """Give the plan of the own enterprise or region back: that of the nearest region above holds again."""
        actions.remove_alarm_plan(actor=request._request.actor, now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def register(router: SimpleRouter) -> None:
    """Add the endpoints of alarms."""
    router.register("alarms", AlarmViewSet, basename="alarm")
    router.register("alarm-plans", AlarmPlanViewSet, basename="alarm_plan")
