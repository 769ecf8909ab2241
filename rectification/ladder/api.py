"""Endpoints of the ladder: its versions, and the clocks of a case. Each verb calls the action that the page calls."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.policy import require
from hazards import policy as hazards_policy
from hazards.api import KEY, key_of
from hazards.models import Hazard
from hazards.selectors import visible_hazard
from rectification import policy
from rectification.ladder import actions, selectors
from rectification.ladder.serializers import (
    ClockSerializer,
    FullLadderSerializer,
    LadderSerializer,
    PreviewSerializer,
    PublishLadderSerializer,
    RungSerializer,
    SaveRungSerializer,
    SaveTermSerializer,
    TermSerializer,
)
from rectification.models import LadderPolicy
from rectification.selectors import case_of, clocks_of_case
from regions.selectors import calendar_for

HAZARD = OpenApiParameter("hazard", OpenApiTypes.UUID, required=True, description="The open case to try it on.")
RUNG = OpenApiParameter("rung_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class LadderViewSet(viewsets.GenericViewSet):
    """Who is told what on which day, before and after a deadline: the versions of the acting region and those above."""

    queryset = LadderPolicy.objects.none()
    serializer_class = LadderSerializer
    pagination_class = None
    filter_backends = ()
    lookup_value_regex = "[0-9a-fA-F-]{36}"

    @extend_schema(responses={200: LadderSerializer(many=True)})
    def list(self, request: Request) -> Response:
        """List the versions, the nearest and newest first."""
        actor = request._request.actor
        require(policy.can_see_ladder(actor))
        return Response(LadderSerializer(selectors.versions_at(actor.region_code), many=True).data)

    @extend_schema(parameters=[KEY], responses={200: FullLadderSerializer})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Return a version with its rungs and terms."""
        require(policy.can_see_ladder(request._request.actor))
        return Response(FullLadderSerializer(selectors.visible_version(key_of(pk))).data)

    @extend_schema(request=None, responses={201: FullLadderSerializer})
    def create(self, request: Request) -> Response:
        """Draw up the region's next version, a copy of what holds now; an open draft is returned as it is."""
        made = actions.draft_ladder(actor=request._request.actor, now=clock.now())
        return Response(FullLadderSerializer(made).data, status=201)

    @extend_schema(parameters=[KEY], responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Throw a draft away."""
        actions.discard_ladder(actor=request._request.actor, now=clock.now(), policy_id=key_of(pk))
        return Response(status=204)

    @extend_schema(parameters=[KEY], request=SaveRungSerializer, responses={200: RungSerializer})
    @action(detail=True, methods=["post"], url_path="rungs")
    def rungs(self, request: Request, pk: str) -> Response:
        """Add a rung to a draft, or put it in the place of one."""
        given = SaveRungSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        saved = actions.save_rung(
            actor=request._request.actor,
            now=clock.now(),
            policy_id=key_of(pk),
            kind=values["kind"],
            pace=values["pace"],
            row=given.row(),
            rung_id=values["rung"],
        )
        return Response(RungSerializer(saved).data)

    @extend_schema(parameters=[KEY, RUNG], responses={204: None})
    @action(detail=True, methods=["delete"], url_path="rungs/(?P<rung_id>[0-9a-fA-F-]{36})")
    def remove_rung(self, request: Request, pk: str, rung_id: str) -> Response:
        """Remove a rung from a draft."""
        actions.remove_rung(
            actor=request._request.actor, now=clock.now(), policy_id=key_of(pk), rung_id=key_of(rung_id)
        )
        return Response(status=204)

    @extend_schema(parameters=[KEY], request=SaveTermSerializer, responses={200: TermSerializer})
    @action(detail=True, methods=["post"], url_path="terms")
    def terms(self, request: Request, pk: str) -> Response:
        """Say in a draft how long a party may take."""
        given = SaveTermSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actor = request._request.actor
        saved = actions.set_term(actor=actor, now=clock.now(), policy_id=key_of(pk), **given.validated_data)
        return Response(TermSerializer(saved).data)

    @extend_schema(parameters=[KEY], request=PublishLadderSerializer, responses={200: LadderSerializer})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Put a draft in force. No issued deadline and no passed rung moves."""
        given = PublishLadderSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actor = request._request.actor
        held = actions.publish_ladder(actor=actor, now=clock.now(), policy_id=key_of(pk), **given.validated_data)
        return Response(LadderSerializer(held).data)

    @extend_schema(parameters=[KEY, HAZARD], responses={200: PreviewSerializer(many=True)})
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, pk: str) -> Response:
        """Say for an open case on which day what would happen to whom if this version held from now on."""
        require(policy.can_see_ladder(request._request.actor))
        held = selectors.visible_version(key_of(pk))
        hazard = visible_hazard(key_of(request.query_params.get("hazard", "")))
        return Response(PreviewSerializer(selectors.preview_of(held, hazard, now=clock.now()), many=True).data)


class ClockViewSet(viewsets.GenericViewSet):
    """The clocks of a case."""

    queryset = Hazard.objects.none()
    serializer_class = ClockSerializer
    pagination_class = None
    filter_backends = ()
    lookup_value_regex = "[0-9a-fA-F-]{36}"

    @extend_schema(parameters=[KEY], responses={200: ClockSerializer(many=True)})
    @action(detail=True, methods=["get"])
    def clocks(self, request: Request, pk: str) -> Response:
        """Say whom the case waits for, what was said on which day and why not, and what comes."""
        require(hazards_policy.can_see(request._request.actor))
        hazard = visible_hazard(key_of(pk))
        calendar = calendar_for(hazard.region_code)
        found = clocks_of_case(hazard, case_of(hazard), now=clock.now(), calendar=calendar)
        return Response(ClockSerializer(found, many=True).data)


def register(router: SimpleRouter) -> None:
    """Add the endpoints of the ladder."""
    router.register("ladders", LadderViewSet, basename="ladder")
    router.register("hazards", ClockViewSet, basename="clock")
