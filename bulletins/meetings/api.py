"""Endpoints of name-and-shame meetings under /api/v1/. Each calls the action that the page calls."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from bulletins.meetings import actions, policy, rules, selectors
from bulletins.meetings.filters import MeetingFilter
from bulletins.models import Commitment, Meeting, MeetingCase, Speaker
from bulletins.selectors import key_of
from bulletins.serializers import SendBackSerializer, VersionSerializer, given
from core import clock
from core.policy import require
from documents.choices import Language
from hazards.api import KEY


class MeetingSerializer(serializers.ModelSerializer):
    """A meeting with the number of its promises."""

    authority_name = serializers.CharField(source="authority.name", read_only=True)
    promised = serializers.IntegerField(read_only=True)
    kept = serializers.IntegerField(read_only=True)
    late = serializers.IntegerField(read_only=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "status", "version", "authority", "authority_name", "bulletin", "title", "language", "held_at",
            "place", "chair", "conclusion", "recorded_at", "cancelled_at", "cancel_reason", "promised", "kept", "late",
        ]  # fmt: skip
        read_only_fields = fields


class MeetingCaseSerializer(serializers.ModelSerializer):
    """A case that the meeting is about."""

    facts = serializers.JSONField(read_only=True)

    class Meta:
        model = MeetingCase
        fields = ["number", "hazard", "enterprise", "facts"]
        read_only_fields = fields


class SpeakerSerializer(serializers.ModelSerializer):
    """Who speaks, and what they said."""

    class Meta:
        model = Speaker
        fields = ["id", "number", "capacity", "enterprise", "authority", "unit", "name", "post", "text"]
        read_only_fields = fields


class CommitmentSerializer(serializers.ModelSerializer):
    """What was promised by when, and what became of it."""

    state = serializers.ChoiceField(["kept", "kept_late", "open", "late"], read_only=True)

    class Meta:
        model = Commitment
        fields = [
            "id",
            "number",
            "speaker",
            "enterprise",
            "what",
            "due_on",
            "reminded_at",
            "alarmed_at",
            "done_on",
            "done_note",
            "state",
        ]
        read_only_fields = fields


class MeetingDetailSerializer(MeetingSerializer):
    """A meeting with its cases, speakers and promises, as far as the reader may see them."""

    cases = MeetingCaseSerializer(many=True, read_only=True)
    speakers = SpeakerSerializer(many=True, read_only=True)
    commitments = CommitmentSerializer(many=True, read_only=True)

    class Meta(MeetingSerializer.Meta):
        fields = [*MeetingSerializer.Meta.fields, "cases", "speakers", "commitments"]
        read_only_fields = fields


class LeaderSerializer(serializers.Serializer):
    """A leader who speaks."""

    name = serializers.CharField(max_length=60)
    post = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class CallMeetingSerializer(serializers.Serializer):
    """When and where, under whom, on which cases. Idempotent on `id`."""

    id = serializers.UUIDField(required=False)
    title = serializers.CharField(max_length=120)
    held_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=120)
    chair = serializers.CharField(max_length=80)
    leaders = serializers.ListField(child=LeaderSerializer(), required=False, max_length=rules.MOST_LEADERS)
    bulletin = serializers.UUIDField(required=False, allow_null=True)
    language = serializers.ChoiceField(Language.choices, default=Language.CHINESE)
    hazards = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=rules.MOST_CASES)


class PromiseSerializer(serializers.Serializer):
    """What is done by when."""

    what = serializers.CharField(max_length=300)
    due_on = serializers.DateField()


class StatementOfSpeakerSerializer(serializers.Serializer):
    """What one speaker said and promised; name and post say who came in fact."""

    speaker = serializers.UUIDField()
    name = serializers.CharField(max_length=60, required=False)
    post = serializers.CharField(max_length=80, required=False, allow_blank=True)
    text = serializers.CharField(max_length=rules.LONGEST_SPEECH, required=False, allow_blank=True)
    commitments = serializers.ListField(child=PromiseSerializer(), required=False, max_length=rules.MOST_CASES)


class RecordMeetingSerializer(VersionSerializer):
    """The whole of what was said."""

    statements = serializers.ListField(child=StatementOfSpeakerSerializer(), max_length=rules.MOST_CASES)
    conclusion = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    present = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    absent = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class SettleSerializer(serializers.Serializer):
    """Which promise was kept on which day."""

    commitment = serializers.UUIDField()
    done_on = serializers.DateField()
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class MeetingViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Name-and-shame meetings: of authorities within reach, or those the own enterprise must come to."""

    queryset = Meeting.objects.none()
    serializer_class = MeetingSerializer
    keyset_order = selectors.ORDER
    filterset_class = MeetingFilter

    def get_queryset(self):
        """Return the meetings that the actor sees."""
        return selectors.meetings(self.request._request.actor, today=clock.today())

    def _meeting(self, request: Request, pk: str) -> Meeting:
        require(policy.can_see_meetings(request._request.actor))
        return selectors.meeting_of(request._request.actor, key_of(pk), today=clock.today())

    def _told(self, request: Request, pk: str, status: int = 200) -> Response:
        row = self._meeting(request, str(pk))
        parts = selectors.parts_of(request._request.actor, row, today=clock.today())
        told = MeetingSerializer(row).data | {
            "cases": MeetingCaseSerializer(parts["cases"], many=True).data,
            "speakers": SpeakerSerializer(parts["speakers"], many=True).data,
            "commitments": CommitmentSerializer(parts["commitments"], many=True).data,
        }
        return Response(told, status=status)

    def _do(self, request: Request, pk: str, *, permit, act, serializer) -> Response:
        row = self._meeting(request, pk)
        require(permit(request._request.actor, row))
        values = given(serializer, request)
        act(actor=request._request.actor, now=clock.now(), meeting_id=row.pk, **values)
        return self._told(request, pk)

    def list(self, request: Request, *args, **kwargs) -> Response:
        """List meetings, newest first."""
        require(policy.can_see_meetings(request._request.actor))
        return super().list(request, *args, **kwargs)

    @extend_schema(request=CallMeetingSerializer, responses={201: MeetingDetailSerializer})
    def create(self, request: Request) -> Response:
        """Call a meeting on overdue cases."""
        actor = request._request.actor
        require(policy.can_call_meeting(actor))
        row = actions.call_meeting(actor=actor, now=clock.now(), **given(CallMeetingSerializer, request))
        return self._told(request, row.pk, 201)

    @extend_schema(parameters=[KEY], responses=MeetingDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one meeting with its cases, speakers and promises."""
        return self._told(request, pk)

    @extend_schema(parameters=[KEY], request=SendBackSerializer, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Cancel a meeting that was not held."""
        return self._do(
            request, pk, permit=policy.can_call_meeting, act=actions.cancel_meeting, serializer=SendBackSerializer
        )

    @extend_schema(parameters=[KEY], request=RecordMeetingSerializer, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def minutes(self, request: Request, pk: str) -> Response:
        """Record what was said and promised; the minutes become a numbered document."""
        return self._do(
            request,
            pk,
            permit=policy.can_record_meeting,
            act=actions.record_meeting,
            serializer=RecordMeetingSerializer,
        )

    @extend_schema(parameters=[KEY], request=SettleSerializer, responses=MeetingDetailSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: str) -> Response:
        """Note that a promise was kept."""
        return self._do(
            request, pk, permit=policy.can_settle_commitment, act=actions.settle_commitment, serializer=SettleSerializer
        )


def register(router: SimpleRouter) -> None:
    """Add this family's endpoints."""
    router.register("meetings", MeetingViewSet, basename="meeting")
