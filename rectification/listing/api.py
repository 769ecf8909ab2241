"""Endpoints of listed supervision under /api/v1/listings/. Each verb calls the action that the page calls."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.models import Authority
from core import clock
from core.policy import require
from documents.choices import Language
from evidence.models import Attachment
from hazards.api import KEY, key_of
from hazards.serializers import ActSerializer, StatedReasonSerializer, reference, words
from rectification.listing import actions, policy, rules, selectors
from rectification.listing.choices import Ground, ListingLevel
from rectification.listing.filters import ListingFilter
from rectification.listing.periods import in_force
from rectification.models import Listing


class ListingSerializer(serializers.ModelSerializer):
    """A listing with its frozen days."""

    number = serializers.CharField(source="document.printed_number", read_only=True, default="")
    body_name = serializers.CharField(source="body.name", read_only=True)
    supervised_name = serializers.CharField(source="supervised.name", read_only=True, default="")
    enterprise_name = serializers.CharField(source="hazard.enterprise.name", read_only=True)

    class Meta:
        model = Listing
        fields = [
            "id",
            "hazard",
            "enterprise",
            "enterprise_name",
            "region_code",
            "status",
            "level",
            "ground",
            "reason",
            "number",
            "body",
            "body_name",
            "supervised",
            "supervised_name",
            "leader",
            "requirements",
            "due_on",
            "document",
            "raised_from",
            "proposed_at",
            "decide_by",
            "listed_at",
            "publish_by",
            "published_on",
            "channel",
            "link",
            "summary",
            "file_by",
            "filed_on",
            "filed_with",
            "time_asked_at",
            "time_until",
            "decide_time_by",
            "applied_at",
            "assessor",
            "assessment",
            "accept_by",
            "accepted_on",
            "members",
            "conclusion",
            "delist_by",
            "delisting",
            "delisted_at",
            "announce_by",
            "announced_on",
            "ended_at",
            "end_reason",
            "version",
        ]
        read_only_fields = fields


class ProposeListingSerializer(serializers.Serializer):
    """A major hazard for listed supervision. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(required=False)
    hazard = serializers.UUIDField()
    ground = serializers.ChoiceField([each for each in Ground.choices if each[0] != Ground.RAISED])
    reason = serializers.CharField(max_length=4000)
    level = serializers.ChoiceField(ListingLevel.choices, required=False)
    counties = serializers.IntegerField(required=False, min_value=1, max_value=99)
    cities = serializers.IntegerField(required=False, min_value=1, max_value=30)


class ListHazardSerializer(ActSerializer):
    """What the listing notice says."""

    leader = serializers.CharField(max_length=60)
    due_on = serializers.DateField()
    supervised = reference(Authority, required=False)
    requirements = words(required=False)
    language = serializers.ChoiceField(Language.choices, default=Language.CHINESE)


class PublishListingSerializer(ActSerializer):
    """When and where it was published, and what the public reads."""

    published_on = serializers.DateField()
    channel = serializers.CharField(max_length=120)
    summary = serializers.CharField(max_length=300)
    link = serializers.URLField(max_length=300, required=False)


class FileListingSerializer(ActSerializer):
    """When and with whom it was recorded."""

    filed_on = serializers.DateField()
    filed_with = serializers.CharField(max_length=120)


class AskListingTimeSerializer(ActSerializer):
    """Until when, and why."""

    until = serializers.DateField()
    reason = words()


class DecideListingTimeSerializer(ActSerializer):
    """Granted, until when, or refused with a reason."""

    grant = serializers.BooleanField()
    until = serializers.DateField(required=False)
    reason = words(required=False)


class ApplyDelistingSerializer(ActSerializer):
    """The application with files that were sent before."""

    assessment = words()
    assessor = serializers.CharField(max_length=120)
    attachments = reference(Attachment, many=True, required=False, max_length=20)


class AcceptDelistingSerializer(ActSerializer):
    """The acceptance."""

    accepted_on = serializers.DateField()
    members = words()
    conclusion = words()


class AnnounceDelistingSerializer(ActSerializer):
    """When and where its end was published."""

    announced_on = serializers.DateField()
    channel = serializers.CharField(max_length=120)
    link = serializers.URLField(max_length=300, required=False)


class WithdrawListingSerializer(ActSerializer):
    """Why it was a mistake, in words for everybody."""

    reason = serializers.CharField(max_length=rules.LONGEST_PUBLIC)


class PeriodsSerializer(serializers.Serializer):
    """Who lists by default in a region, and its periods; `set_by` is the region that says so, empty the default."""

    level = serializers.ChoiceField(ListingLevel.choices)
    publish_days = serializers.IntegerField(min_value=1, max_value=rules.MOST["publish_days"])
    file_days = serializers.IntegerField(min_value=1, max_value=rules.MOST["file_days"])
    longest_days = serializers.IntegerField(min_value=1, max_value=rules.MOST["longest_days"])
    ask_days = serializers.IntegerField(min_value=1, max_value=rules.MOST["ask_days"])
    decide_days = serializers.IntegerField(min_value=1, max_value=rules.MOST["decide_days"])
    announce_days = serializers.IntegerField(min_value=1, max_value=rules.MOST["announce_days"])
    set_by = serializers.CharField(read_only=True)


def verb(path: str, serializer: type[serializers.Serializer]) -> Callable:
    """Declare an endpoint that does one verb to one listing and answers with the listing as it is then."""

    def declare(method: Callable) -> Callable:
        routed = action(detail=True, methods=["post"], url_path=path, serializer_class=serializer)(method)
        return extend_schema(request=serializer, responses={200: ListingSerializer}, parameters=[KEY])(routed)

    return declare


class ListingViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Listed supervision within reach."""

    queryset = Listing.objects.none()
    serializer_class = ListingSerializer
    filterset_class = ListingFilter
    keyset_order = ("-proposed_at", "-id")

    def get_queryset(self):
        """Return the listings that the wall shows."""
        return selectors.listings()

    @extend_schema(responses={200: ListingSerializer(many=True)})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List them, the newest first; the open ones unless asked otherwise."""
        require(policy.can_see_listings(request._request.actor))
        return super().list(request, *args, **kwargs)

    @extend_schema(parameters=[KEY], responses={200: ListingSerializer})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one."""
        require(policy.can_see_listings(request._request.actor))
        return self._answer(pk)

    @extend_schema(request=ProposeListingSerializer, responses={201: ListingSerializer})
    def create(self, request: Request) -> Response:
        """Propose a major hazard."""
        actor = request._request.actor
        require(policy.can_propose_listing(actor))
        given = ProposeListingSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        row = actions.propose_listing(actor=actor, now=clock.now(), hazard_id=values.pop("hazard"), **values)
        return self._answer(str(row.pk), status=201)

    @verb("list_hazard", ListHazardSerializer)
    def list_hazard(self, request: Request, pk: str) -> Response:
        """Place it under listed supervision: the notice takes its number."""
        return self._do(request, pk, actions.list_hazard)

    @verb("refuse", StatedReasonSerializer)
    def refuse(self, request: Request, pk: str) -> Response:
        """Refuse a proposal."""
        return self._do(request, pk, actions.refuse_listing)

    @verb("publish", PublishListingSerializer)
    def publish(self, request: Request, pk: str) -> Response:
        """Record the publication."""
        return self._do(request, pk, actions.publish_listing)

    @verb("file", FileListingSerializer)
    def file(self, request: Request, pk: str) -> Response:
        """Record it with the body above."""
        return self._do(request, pk, actions.file_listing)

    @verb("raise", StatedReasonSerializer)
    def raise_level(self, request: Request, pk: str) -> Response:
        """Ask the next level to take over."""
        return self._do(request, pk, actions.raise_listing)

    @verb("ask_time", AskListingTimeSerializer)
    def ask_time(self, request: Request, pk: str) -> Response:
        """Ask for more time."""
        return self._do(request, pk, actions.ask_listing_time)

    @verb("decide_time", DecideListingTimeSerializer)
    def decide_time(self, request: Request, pk: str) -> Response:
        """Decide on more time."""
        return self._do(request, pk, actions.decide_listing_time)

    @verb("apply", ApplyDelistingSerializer)
    def apply(self, request: Request, pk: str) -> Response:
        """Apply for delisting."""
        return self._do(request, pk, actions.apply_delisting)

    @verb("accept", AcceptDelistingSerializer)
    def accept(self, request: Request, pk: str) -> Response:
        """Accept the rectification."""
        return self._do(request, pk, actions.accept_delisting)

    @verb("return", StatedReasonSerializer)
    def give_back(self, request: Request, pk: str) -> Response:
        """Return the application."""
        return self._do(request, pk, actions.return_delisting)

    @verb("delist", ActSerializer)
    def delist(self, request: Request, pk: str) -> Response:
        """Lift the listed supervision."""
        return self._do(request, pk, actions.delist)

    @verb("withdraw", WithdrawListingSerializer)
    def withdraw(self, request: Request, pk: str) -> Response:
        """Withdraw a listing made by mistake."""
        return self._do(request, pk, actions.withdraw_listing)

    @verb("announce", AnnounceDelistingSerializer)
    def announce(self, request: Request, pk: str) -> Response:
        """Record that its end was published."""
        return self._do(request, pk, actions.announce_delisting)

    def _do(self, request: Request, pk: str, act: Callable[..., Any]) -> Response:
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        act(actor=request._request.actor, now=clock.now(), listing_id=key_of(pk), **given.validated_data)
        return self._answer(pk)

    def _answer(self, pk: str, *, status: int = 200) -> Response:
        return Response(ListingSerializer(selectors.listing_of(key_of(pk))).data, status=status)


class ListingPeriodsViewSet(viewsets.GenericViewSet):
    """The periods of listed supervision in the acting region."""

    queryset = Listing.objects.none()
    serializer_class = PeriodsSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(
        responses={200: forced_singular_serializer(PeriodsSerializer)}, operation_id="listing_periods_retrieve"
    )
    def list(self, request: Request) -> Response:
        """Read what holds."""
        require(policy.can_see_listing_policy(request._request.actor))
        return self._answer(request)

    @extend_schema(request=PeriodsSerializer, responses={200: PeriodsSerializer})
    def create(self, request: Request) -> Response:
        """Set those of the own region."""
        actor = request._request.actor
        require(policy.can_keep_listing_policy(actor))
        given = PeriodsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.keep_listing_policy(actor=actor, now=clock.now(), **given.validated_data)
        return self._answer(request)

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"])
    def remove(self, request: Request) -> Response:
        """Let the region above say them again."""
        actions.remove_listing_policy(actor=request._request.actor, now=clock.now())
        return Response(status=204)

    def _answer(self, request: Request) -> Response:
        held = in_force(request._request.actor.region_code)
        values = {"level": held.periods.level, "set_by": held.region_code}
        values |= {name: getattr(held.periods, name) for name in rules.NUMBERS}
        return Response(PeriodsSerializer(values).data)


def register(router: SimpleRouter) -> None:
    """Add the endpoints of listed supervision."""
    router.register("listings", ListingViewSet, basename="listing")
    router.register("listing-periods", ListingPeriodsViewSet, basename="listing_periods")
