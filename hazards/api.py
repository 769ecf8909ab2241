"""Endpoints of hazards under /api/v1/hazards/. Each verb calls the action that the page calls."""

import uuid
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.errors import NotVisible
from core.policy import require
from hazards import actions, policy
from hazards.filters import HazardFilter
from hazards.models import Event, Hazard, HazardPhoto, SavedFilter
from hazards.selectors import visible_hazard
from hazards.serializers import (
    AssignInsideSerializer,
    AssignManySerializer,
    AssignSerializer,
    BulkSerializer,
    ConfirmSerializer,
    EventSerializer,
    FixOnSpotSerializer,
    HazardLineSerializer,
    HazardNoteSerializer,
    HazardPhotoSerializer,
    HazardSerializer,
    ManySerializer,
    RecordHazardSerializer,
    RemarkSerializer,
    ReportFixedSerializer,
    SavedFilterSerializer,
    SeenSerializer,
    StatedReasonSerializer,
    TransferSerializer,
    UpgradeSerializer,
)

KEY = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)


def key_of(text: str) -> uuid.UUID:
    """Return an id from an address; what is none is not visible."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotVisible(_("There is no such hazard, or it is not yours to see.")) from error


def verb(path: str, serializer: type[serializers.Serializer]) -> Callable:
    """Declare an endpoint that does one verb to one hazard and answers with the hazard as it is then."""

    def declare(method: Callable) -> Callable:
        routed = action(detail=True, methods=["post"], url_path=path, serializer_class=serializer)(method)
        return extend_schema(request=serializer, responses={200: HazardSerializer}, parameters=[KEY])(routed)

    return declare


class ActsOnHazards(viewsets.GenericViewSet):
    """The shape of endpoints that act on one hazard."""

    queryset = Hazard.objects.none()
    serializer_class = HazardSerializer
    #: Only an id is one: `issue_order/` beside it is an endpoint of its own.
    lookup_value_regex = "[0-9a-fA-F-]{36}"

    def do(self, request: Request, pk: str, act: Callable[..., Any], **more: Any) -> Response:
        """Check the body, call the action with the acting membership, answer with the hazard."""
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = {**given.validated_data, **more}
        act(actor=request._request.actor, now=clock.now(), hazard_id=key_of(pk), **values)
        return self.answer(pk)

    def answer(self, pk: str) -> Response:
        """Return the hazard as it is now."""
        return Response(HazardSerializer(visible_hazard(key_of(pk)), context=self.get_serializer_context()).data)


class HazardViewSet(mixins.ListModelMixin, ActsOnHazards):
    """Hazards within reach. Overdue is computed: `due=overdue`."""

    queryset = Hazard.objects.none()
    filterset_class = HazardFilter
    keyset_order = ("-number",)

    def get_queryset(self):
        """Return the hazards behind the wall."""
        return Hazard.objects.for_list()

    @extend_schema(responses={200: HazardLineSerializer(many=True)})
    def list(self, request: Request, *args, **kwargs) -> Response:
        """List hazards, newest first; the open ones where no state is asked for."""
        require(policy.can_see(request._request.actor))
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(
            HazardLineSerializer(page, many=True, context=self.get_serializer_context()).data
        )

    @extend_schema(request=RecordHazardSerializer, responses={201: HazardSerializer})
    def create(self, request: Request) -> Response:
        """Record a hazard with its proposed grade."""
        given = RecordHazardSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        hazard = actions.record_hazard(actor=request._request.actor, now=clock.now(), **given.validated_data)
        return Response(
            HazardSerializer(visible_hazard(hazard.pk), context=self.get_serializer_context()).data, status=201
        )

    @extend_schema(parameters=[KEY], responses={200: HazardSerializer})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one hazard."""
        require(policy.can_see(request._request.actor))
        return self.answer(pk)

    @extend_schema(parameters=[KEY], responses={200: EventSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def events(self, request: Request, pk: str) -> Response:
        """Read the ledger of a hazard: who did what, when, in what capacity."""
        require(policy.can_see(request._request.actor))
        hazard = visible_hazard(key_of(pk))
        return Response(
            EventSerializer(
                Event.objects.filter(hazard=hazard).order_by("number"), many=True, context=self.get_serializer_context()
            ).data
        )

    @extend_schema(parameters=[KEY], responses={200: HazardPhotoSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def photos(self, request: Request, pk: str) -> Response:
        """Read which photos a hazard has, in which role."""
        require(policy.can_see(request._request.actor))
        rows = HazardPhoto.objects.filter(hazard=visible_hazard(key_of(pk))).order_by("added_at", "id")
        return Response(HazardPhotoSerializer(rows, many=True).data)

    @verb("confirm", ConfirmSerializer)
    def confirm(self, request: Request, pk: str) -> Response:
        """Settle the grade; "major" takes a second person."""
        return self.do(request, pk, actions.confirm_grade)

    @verb("reject", StatedReasonSerializer)
    def reject(self, request: Request, pk: str) -> Response:
        """Decide that this is not a hazard."""
        return self.do(request, pk, actions.reject)

    @verb("fix_on_spot", FixOnSpotSerializer)
    def fix_on_spot(self, request: Request, pk: str) -> Response:
        """Close a general hazard in the same visit with a photo pair."""
        return self.do(request, pk, actions.fix_on_spot)

    @verb("transfer", TransferSerializer)
    def transfer(self, request: Request, pk: str) -> Response:
        """Hand a hazard to the competent department."""
        return self.do(request, pk, actions.transfer)

    @verb("receive", RemarkSerializer)
    def receive(self, request: Request, pk: str) -> Response:
        """Take a transferred hazard over."""
        return self.do(request, pk, actions.receive)

    @verb("upgrade", UpgradeSerializer)
    def upgrade(self, request: Request, pk: str) -> Response:
        """Grade a hazard up to major."""
        return self.do(request, pk, actions.upgrade)

    @verb("look_back", HazardNoteSerializer)
    def look_back(self, request: Request, pk: str) -> Response:
        """Record a look-back check that found it in order."""
        return self.do(request, pk, actions.look_back)

    @verb("assign_inside", AssignInsideSerializer)
    def assign_inside(self, request: Request, pk: str) -> Response:
        """Name who of the enterprise fixes what it found itself, and by when."""
        return self.do(request, pk, actions.assign_inside)

    @verb("report_fixed", ReportFixedSerializer)
    def report_fixed(self, request: Request, pk: str) -> Response:
        """Report that what the enterprise found itself is fixed, with photos."""
        return self.do(request, pk, actions.report_fixed)

    @verb("close_inside", SeenSerializer)
    def close_inside(self, request: Request, pk: str) -> Response:
        """Verify as another person of the enterprise, and close."""
        return self.do(request, pk, actions.close_inside)

    @verb("return_inside", StatedReasonSerializer)
    def return_inside(self, request: Request, pk: str) -> Response:
        """Return it inside the enterprise: not fixed yet."""
        return self.do(request, pk, actions.return_inside)

    @verb("take_over", StatedReasonSerializer)
    def take_over(self, request: Request, pk: str) -> Response:
        """Take what an enterprise deals with itself into supervision."""
        return self.do(request, pk, actions.take_over)

    @verb("notes", HazardNoteSerializer)
    def notes(self, request: Request, pk: str) -> Response:
        """Add a note to the story."""
        return self.do(request, pk, actions.add_note)

    @verb("assign", AssignSerializer)
    def assign(self, request: Request, pk: str) -> Response:
        """Name who handles a hazard."""
        return self.do(request, pk, actions.assign_handler)

    @extend_schema(request=AssignManySerializer, responses={200: BulkSerializer}, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def assign_many(self, request: Request) -> Response:
        """Assign up to 200 hazards at once; those that cannot be assigned are named with the reason."""
        given = AssignManySerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        actor = request._request.actor
        require(policy.can_assign(actor, None))
        result = actions.assign_many(
            actor=actor,
            now=clock.now(),
            hazard_ids=given.validated_data["hazards"],
            handler=given.validated_data["handler"],
        )
        return Response(_said(result))

    @extend_schema(request=ManySerializer, responses={200: BulkSerializer}, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def confirm_many(self, request: Request) -> Response:
        """Confirm up to 200 hazards as general; major ones and what is not recorded any more are named with why."""
        given = ManySerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        actor = request._request.actor
        require(policy.can_confirm(actor, None))
        result = actions.confirm_many(actor=actor, now=clock.now(), hazard_ids=given.validated_data["hazards"])
        return Response(_said(result))


def _said(result: actions.BulkResult) -> dict[str, Any]:
    """Say what came of an act on many."""
    answer = {
        "done": [hazard.pk for hazard in result.done],
        "failed": [{"id": key, "reason": reason} for key, reason in result.failed],
    }
    return BulkSerializer(answer).data


class SavedFilterViewSet(viewsets.GenericViewSet):
    """Filters of the list that a membership keeps."""

    queryset = SavedFilter.objects.none()
    serializer_class = SavedFilterSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses={200: SavedFilterSerializer(many=True)})
    def list(self, request: Request) -> Response:
        """List one's own filters."""
        rows = SavedFilter.objects.filter(membership_id=request._request.actor.membership_id).order_by("name")
        return Response(SavedFilterSerializer(rows, many=True).data)

    @extend_schema(request=SavedFilterSerializer, responses={201: SavedFilterSerializer})
    def create(self, request: Request) -> Response:
        """Keep a filter under a name."""
        given = SavedFilterSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = actions.save_filter(actor=request._request.actor, now=clock.now(), **given.validated_data)
        return Response(SavedFilterSerializer(row).data, status=201)

    @extend_schema(parameters=[KEY], responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Remove one of one's own filters."""
        actions.remove_filter(actor=request._request.actor, now=clock.now(), filter_id=key_of(pk))
        return Response(status=204)


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("hazards", HazardViewSet, basename="hazard")
    router.register("saved-filters", SavedFilterViewSet, basename="saved_filter")
