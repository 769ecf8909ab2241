"""Endpoints of letters under /api/v1/letters/. Each verb calls the action that the page calls."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.policy import require
from documents.choices import Language, Method, Outcome
from evidence.models import Attachment
from hazards.api import KEY, key_of
from hazards.serializers import ActSerializer, Rows, StatedReasonSerializer, reference, words
from rectification.letters import actions, policy, selectors
from rectification.letters.choices import LetterKind, Rating
from rectification.letters.filters import LetterFilter
from rectification.models import Letter, LetterReply, StandingAuthorisation, TalkMinutes


class LetterLineSerializer(serializers.ModelSerializer):
    """A letter as a list shows it."""

    number = serializers.CharField(source="document.printed_number", read_only=True, default="")
    issuer_name = serializers.CharField(source="issuer.name", read_only=True)
    enterprise_name = serializers.CharField(source="enterprise.name", read_only=True, default="")
    addressee_name = serializers.CharField(source="addressee.name", read_only=True, default="")

    class Meta:
        model = Letter
        fields = [
            "id",
            "kind",
            "status",
            "level",
            "number",
            "title",
            "issuer",
            "issuer_name",
            "enterprise",
            "enterprise_name",
            "addressee",
            "addressee_name",
            "document",
            "next",
            "drafted_at",
            "issued_at",
            "served_at",
            "due_on",
            "replied_at",
            "rating",
            "withdrawn_at",
            "version",
        ]
        read_only_fields = fields


class LetterReplySerializer(serializers.ModelSerializer):
    """An answer."""

    class Meta:
        model = LetterReply
        fields = ["id", "text", "attachments", "replied_at", "replied_by"]
        read_only_fields = fields


class TalkMinutesSerializer(serializers.ModelSerializer):
    """The minutes of a talk."""

    class Meta:
        model = TalkMinutes
        fields = [
            "id",
            "present",
            "absent",
            "observers",
            "statements",
            "explanation",
            "agreed",
            "report_due_on",
            "document",
            "recorded_at",
        ]
        read_only_fields = fields


class LetterSerializer(LetterLineSerializer):
    """A letter with its text, its answers and its minutes."""

    hazards = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    replies = LetterReplySerializer(many=True, read_only=True)
    minutes = TalkMinutesSerializer(read_only=True, allow_null=True, default=None)

    class Meta(LetterLineSerializer.Meta):
        fields = [
            *LetterLineSerializer.Meta.fields,
            "language",
            "reason",
            "basis",
            "requests",
            "copies_to",
            "contact",
            "phone",
            "reply_days",
            "talk_at",
            "talk_place",
            "talk_chair",
            "talk_summoned",
            "talk_attendees",
            "talk_materials",
            "due_trace",
            "rating_reason",
            "withdraw_reason",
            "authorisation",
            "hazards",
            "replies",
            "minutes",
        ]
        read_only_fields = fields


class DraftLetterSerializer(serializers.Serializer):
    """A letter to the enterprise of some open hazards. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(LetterKind.choices)
    hazards = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=200)
    language = serializers.ChoiceField(Language.choices, default=Language.CHINESE)


def changed(longest: int) -> serializers.CharField:
    """Return a field that stays as it is where it is left out."""
    return serializers.CharField(max_length=longest, required=False, allow_blank=True)


class EditLetterSerializer(ActSerializer):
    """What changes in a draft; what is left out stays."""

    language = serializers.ChoiceField(Language.choices, required=False)
    title = changed(200)
    reason = changed(4000)
    basis = changed(300)
    requests = changed(4000)
    copies_to = changed(4000)
    contact = changed(60)
    phone = changed(30)
    reply_days = serializers.IntegerField(required=False, min_value=1, max_value=60)
    talk_at = serializers.DateTimeField(required=False, allow_null=True)
    talk_place = changed(120)
    talk_chair = changed(60)
    talk_summoned = changed(120)
    talk_attendees = changed(4000)
    talk_materials = changed(4000)


class ServeLetterSerializer(ActSerializer):
    """How a letter was handed over."""

    method = serializers.ChoiceField(Method.choices, default=Method.IN_PERSON)
    served_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    outcome = serializers.ChoiceField(Outcome.choices, default=Outcome.DELIVERED)
    receiver_name = words(required=False, longest=60)
    receiver_post = words(required=False, longest=60)
    witness_name = words(required=False, longest=60)
    witness_post = words(required=False, longest=60)
    tracking_no = words(required=False, longest=60)
    note_text = words(required=False, longest=500)
    place = words(required=False, longest=200)
    second_server = words(required=False, longest=60)


class BounceLetterSerializer(ActSerializer):
    """How it is known that the electronic message did not arrive."""

    reason = words(longest=300)


class ReplyLetterSerializer(ActSerializer):
    """An answer with files that were sent before."""

    text = words()
    attachments = reference(Attachment, many=True, required=False, max_length=20)


class RateLetterSerializer(ActSerializer):
    """Whether the answer will do."""

    rating = serializers.ChoiceField([each for each in Rating.choices if each[0]])
    reason = words(required=False)


class MeasureSerializer(serializers.Serializer):
    """Who does what by when."""

    what = serializers.CharField(max_length=300)
    who = serializers.CharField(max_length=60)
    due_on = serializers.DateField()


class RecordMinutesSerializer(ActSerializer):
    """The minutes of a talk."""

    present = words()
    absent = words(required=False)
    observers = words(required=False)
    statements = words()
    explanation = words(required=False)
    agreed = Rows(child=MeasureSerializer(), allow_empty=False, max_length=50)
    report_due_on = serializers.DateField()


class AuthorisationSerializer(serializers.ModelSerializer):
    """A standing authorisation: letters of a kind are issued without a signature for a time."""

    class Meta:
        model = StandingAuthorisation
        fields = [
            "id",
            "authority",
            "kind",
            "starts_on",
            "ends_on",
            "reason",
            "granted_at",
            "granted_by",
            "ended_at",
            "ended_by",
        ]
        read_only_fields = fields


class GrantAuthorisationSerializer(serializers.Serializer):
    """Which kind (never a talk), from when until when, and why."""

    kind = serializers.ChoiceField(LetterKind.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    reason = serializers.CharField(max_length=300)


def verb(path: str, serializer: type[serializers.Serializer]) -> Callable:
    """Declare an endpoint that does one verb to one letter and answers with the letter as it is then."""

    def declare(method: Callable) -> Callable:
        routed = action(detail=True, methods=["post"], url_path=path, serializer_class=serializer)(method)
        return extend_schema(request=serializer, responses={200: LetterSerializer}, parameters=[KEY])(routed)

    return declare


class LetterViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Letters within reach: issued ones, and the drafts of the own authority."""

    queryset = Letter.objects.none()
    serializer_class = LetterSerializer
    filterset_class = LetterFilter
    keyset_order = ("-drafted_at", "-id")

    def get_queryset(self):
        """Return the letters that the actor sees."""
        return selectors.for_list(self.request._request.actor)

    @extend_schema(responses={200: LetterLineSerializer(many=True)})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List letters, newest first."""
        require(policy.can_see_letters(request._request.actor))
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(LetterLineSerializer(page, many=True).data)

    @extend_schema(parameters=[KEY], responses={200: LetterSerializer})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one letter."""
        require(policy.can_see_letters(request._request.actor))
        return self._answer(request, pk)

    @extend_schema(request=DraftLetterSerializer, responses={201: LetterSerializer})
    def create(self, request: Request) -> Response:
        """Draw up a letter by hand; its text is proposed."""
        given = DraftLetterSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = actions.draft_letter(actor=request._request.actor, now=clock.now(), **given.validated_data)
        return self._answer(request, str(row.pk), status=201)

    @verb("edit", EditLetterSerializer)
    def edit(self, request: Request, pk: str) -> Response:
        """Change a draft."""
        return self._do(request, pk, actions.edit_letter)

    @verb("issue", ActSerializer)
    def issue(self, request: Request, pk: str) -> Response:
        """Sign a draft: it takes its number and is frozen."""
        return self._do(request, pk, actions.issue_letter)

    @verb("serve", ServeLetterSerializer)
    def serve(self, request: Request, pk: str) -> Response:
        """Record how a letter was handed over."""
        return self._do(request, pk, actions.serve_letter)

    @verb("bounce", BounceLetterSerializer)
    def bounce(self, request: Request, pk: str) -> Response:
        """Note that an electronic service did not arrive: the letter waits to be served again."""
        return self._do(request, pk, actions.record_bounce)

    @verb("reply", ReplyLetterSerializer)
    def reply(self, request: Request, pk: str) -> Response:
        """Answer a letter."""
        return self._do(request, pk, actions.reply_letter)

    @verb("rate", RateLetterSerializer)
    def rate(self, request: Request, pk: str) -> Response:
        """Rate the answer; poor, or none in time, opens the next letter."""
        return self._do(request, pk, actions.rate_letter)

    @verb("withdraw", StatedReasonSerializer)
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take a letter back; its number stays used."""
        return self._do(request, pk, actions.withdraw_letter)

    @verb("minutes", RecordMinutesSerializer)
    def minutes(self, request: Request, pk: str) -> Response:
        """Record the minutes of a talk."""
        return self._do(request, pk, actions.record_minutes)

    def _do(self, request: Request, pk: str, act: Callable[..., Any]) -> Response:
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        act(actor=request._request.actor, now=clock.now(), letter_id=key_of(pk), **given.validated_data)
        return self._answer(request, pk)

    def _answer(self, request: Request, pk: str, *, status: int = 200) -> Response:
        row = selectors.letter_of(request._request.actor, key_of(pk))
        return Response(LetterSerializer(row).data, status=status)


class AuthorisationViewSet(viewsets.GenericViewSet):
    """Standing authorisations within reach."""

    queryset = StandingAuthorisation.objects.none()
    serializer_class = AuthorisationSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses={200: AuthorisationSerializer(many=True)})
    def list(self, request: Request) -> Response:
        """List them, newest first, at most 200."""
        require(policy.can_see_authorisations(request._request.actor))
        rows = StandingAuthorisation.objects.order_by("-granted_at")[:200]
        return Response(AuthorisationSerializer(rows, many=True).data)

    @extend_schema(request=GrantAuthorisationSerializer, responses={201: AuthorisationSerializer})
    def create(self, request: Request) -> Response:
        """Grant one for the own authority."""
        actor = request._request.actor
        require(policy.can_grant_authorisation(actor))
        given = GrantAuthorisationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = actions.grant_authorisation(actor=actor, now=clock.now(), **given.validated_data)
        return Response(AuthorisationSerializer(row).data, status=201)

    @extend_schema(parameters=[KEY], request=None, responses={200: AuthorisationSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """End one at once."""
        row = actions.end_authorisation(actor=request._request.actor, now=clock.now(), authorisation_id=key_of(pk))
        return Response(AuthorisationSerializer(row).data)


def register(router: SimpleRouter) -> None:
    """Add the endpoints of letters."""
    router.register("letters", LetterViewSet, basename="letter")
    router.register("letter-authorisations", AuthorisationViewSet, basename="letter_authorisation")
