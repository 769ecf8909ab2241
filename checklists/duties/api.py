"""Endpoints of duties under /api/v1/: the ledger, my list, posts with their holders, occasions.

An answer to a duty has photos and is the desk's (`desk.duties.api`). Each verb calls the action that the page calls.
"""

import uuid

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from checklists.duties import actions, policy, selectors
from checklists.duties.choices import Rhythm
from checklists.duties.filters import DutyFilter
from checklists.models import Duty, DutyClock, DutyEvent, Holding
from core import clock
from core.ids import UUID_PATTERN
from core.policy import require


class DutySerializer(serializers.ModelSerializer):
    """A duty: what, of which list and version, by which clause, whose, by when, and what became of it."""

    post = serializers.UUIDField(source="binding.post_id", read_only=True, allow_null=True)
    post_name = serializers.CharField(read_only=True)
    person = serializers.UUIDField(source="bearer_person_id", read_only=True, allow_null=True)
    person_name = serializers.CharField(source="bearer.person.name", read_only=True, default="")
    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True, allow_null=True)
    checklist = serializers.UUIDField(source="item.version.checklist_id", read_only=True)
    version_number = serializers.IntegerField(source="item.version.number", read_only=True)
    text_zh = serializers.CharField(source="item.text_zh", read_only=True)
    text_en = serializers.CharField(source="item.text_en", read_only=True)
    basis_zh = serializers.CharField(source="item.basis_zh", read_only=True)
    basis_en = serializers.CharField(source="item.basis_en", read_only=True)
    photo_required = serializers.BooleanField(source="item.photo_required", read_only=True)
    drawn_up_late = serializers.BooleanField(read_only=True)
    clock = serializers.SerializerMethodField()

    class Meta:
        model = Duty
        fields = [
            "id", "region_code", "enterprise", "binding", "post", "post_name", "person", "person_name", "checklist",
            "version_number", "item", "text_zh", "text_en", "basis_zh", "basis_en", "photo_required", "frequency",
            "period", "occasion", "opens_at", "due_at", "closes_at", "due_on", "generated_at", "drawn_up_late",
            "status", "clock", "result", "decided_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_clock(self, duty: Duty) -> str:
        """What the clock says while it waits: ahead, late or out; empty afterwards."""
        return str(duty.punctuality(clock.now())) if duty.waits else ""


class DutyEventSerializer(serializers.ModelSerializer):
    """A row of the duty ledger."""

    bearer = serializers.SerializerMethodField()
    actor = serializers.SerializerMethodField()

    class Meta:
        model = DutyEvent
        fields = ["id", "number", "verb", "result", "note", "photos", "at", "device_at", "bearer", "actor", "told"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_bearer(self, event: DutyEvent) -> dict:
        """Who had to do it, with post and organisation as they were."""
        return event.bearer

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_actor(self, event: DutyEvent) -> dict:
        """Who recorded it."""
        return event.actor


class FullDutySerializer(DutySerializer):
    """A duty with its ledger."""

    events = DutyEventSerializer(many=True, read_only=True)

    class Meta(DutySerializer.Meta):
        fields = [*DutySerializer.Meta.fields, "events"]
        read_only_fields = fields


class FiguresSerializer(serializers.Serializer):
    """Totals of a part of the ledger. `share` is percent done in time among done, done late and missed."""

    first = serializers.DateField()
    last = serializers.DateField()
    total = serializers.IntegerField()
    waiting = serializers.IntegerField()
    done = serializers.IntegerField()
    done_late = serializers.IntegerField()
    missed = serializers.IntegerField()
    not_applicable = serializers.IntegerField()
    outage = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)


class HoldingSerializer(serializers.ModelSerializer):
    """Who holds a post, or stands in, from a day up to, not including, another."""

    class Meta:
        model = Holding
        fields = [
            "id", "post", "seat", "kind", "membership", "person_name", "from_on", "until_on", "note", "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields


class HandOverSerializer(serializers.Serializer):
    """Who holds a post (or the seat of a member) from a day on. `post` is the key of either."""

    post = serializers.UUIDField(source="post_id")
    membership = serializers.UUIDField(source="membership_id")
    from_on = serializers.DateField()
    note = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")


class AbsenceSerializer(serializers.Serializer):
    """Who stands in for a post from a first to a last day, and why."""

    post = serializers.UUIDField(source="post_id")
    membership = serializers.UUIDField(source="membership_id")
    from_on = serializers.DateField()
    last_on = serializers.DateField()
    note = serializers.CharField(max_length=400)


class ManSerializer(serializers.Serializer):
    """On which days and in which shifts (hours at which one begins) a post is manned."""

    binding = serializers.UUIDField(source="binding_id")
    rhythm = serializers.ChoiceField(Rhythm.choices)
    shifts = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=23), required=False, default=list, max_length=4
    )


class DutyClockSerializer(serializers.ModelSerializer):
    """How a post is manned, and up to when its duties are drawn up."""

    class Meta:
        model = DutyClock
        fields = ["id", "binding", "rhythm", "shifts", "done_until"]
        read_only_fields = fields


class OccasionSerializer(serializers.Serializer):
    """An occasion whose duties are asked for. Idempotent on `id`."""

    id = serializers.UUIDField(source="occasion_id")
    bindings = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=500, source="binding_ids")
    occasion = serializers.CharField(max_length=120)
    due_at = serializers.DateTimeField()


class DrawnSerializer(serializers.Serializer):
    """How many duties were drawn up."""

    drawn = serializers.IntegerField()


class DutyViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The duty ledger: the last week unless `first` and `last` say otherwise, at most a hundred days."""

    queryset = Duty.objects.none()
    serializer_class = DutySerializer
    filterset_class = DutyFilter
    keyset_order = ("-due_on", "-id")
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the duties within reach."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        actor = self.request._request.actor
        require(policy.can_see_duty_ledger(actor))
        return selectors.ledger_of(actor).as_ledger()

    @extend_schema(responses=FullDutySerializer)
    def retrieve(self, request: Request, pk: uuid.UUID) -> Response:
        """Return one duty with its ledger."""
        actor = request._request.actor
        require(policy.can_see_duty_ledger(actor))
        return Response(FullDutySerializer(selectors.duty_of(actor, pk)).data)

    @extend_schema(responses=DutySerializer(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def mine(self, request: Request) -> Response:
        """Return what waits for me now, what is due first on top."""
        actor = request._request.actor
        require(policy.can_do_duty(actor))
        rows = [each.duty for each in selectors.my_duties(actor, now=clock.now())]
        return Response(DutySerializer(rows, many=True).data)

    @extend_schema(responses=FiguresSerializer)
    @action(detail=False, methods=["get"], pagination_class=None)
    def figures(self, request: Request) -> Response:
        """Return the totals of the filtered rows."""
        found = DutyFilter(request.query_params, queryset=self.get_queryset())
        figures = selectors.figures_of(found.qs, now=clock.now())
        first, last = found.window
        names = ("total", "waiting", "done", "done_late", "missed", "not_applicable", "outage", "share")
        values = {name: getattr(figures, name) for name in names}
        return Response(FiguresSerializer(values | {"first": first, "last": last}).data)

    @extend_schema(request=OccasionSerializer, responses=DrawnSerializer)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def occasion(self, request: Request) -> Response:
        """Ask for the duties of an occasion."""
        data = OccasionSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = actions.raise_occasion(actor=request._request.actor, now=clock.now(), **data.validated_data)
        return Response(DrawnSerializer({"drawn": made}).data)

    @extend_schema(request=ManSerializer, responses=DutyClockSerializer)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def man(self, request: Request) -> Response:
        """Set on which days and in which shifts a post is manned."""
        data = ManSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = actions.man_post(actor=request._request.actor, now=clock.now(), **data.validated_data)
        return Response(DutyClockSerializer(made).data)


class HoldingViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """The record of handing over: who held which post of the own organisation when, and who stood in."""

    queryset = Holding.objects.none()
    serializer_class = HoldingSerializer
    filterset_class = None
    keyset_order = ("-from_on", "-id")
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the holdings within reach."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_hand_over_post(self.request._request.actor))
        return Holding.objects.all()

    @extend_schema(request=HandOverSerializer, responses={201: HoldingSerializer})
    def create(self, request: Request) -> Response:
        """Hand a post over."""
        data = HandOverSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = actions.hand_over_post(actor=request._request.actor, now=clock.now(), **data.validated_data)
        return Response(HoldingSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=AbsenceSerializer, responses={201: HoldingSerializer})
    @action(detail=False, methods=["post"])
    def absence(self, request: Request) -> Response:
        """Name a substitute."""
        data = AbsenceSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = actions.record_absence(actor=request._request.actor, now=clock.now(), **data.validated_data)
        return Response(HoldingSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=HoldingSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: uuid.UUID) -> Response:
        """End a substitution today."""
        made = actions.end_absence(actor=request._request.actor, now=clock.now(), holding_id=pk)
        return Response(HoldingSerializer(made).data)


def register(router: SimpleRouter) -> None:
    """Add the endpoints of duties."""
    router.register("duties", DutyViewSet, basename="duty")
    router.register("holdings", HoldingViewSet, basename="holding")
