"""Endpoints of licences, listings and accidents under /api/v1/. Each calls the action that the page calls."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.ids import UUID_PATTERN
from core.parsers import CleanMultiPart
from core.policy import require
from core.tables import from_excel, workbook_of
from enterprises.conduct import actions, policy, selectors, sheets
from enterprises.conduct.choices import Investigation, LicenceKind, RowOutcome
from enterprises.conduct.filters import AccidentFilter, DishonestyFilter, LicenceFilter
from enterprises.conduct.forms import LARGEST_UPLOAD
from enterprises.conduct.importing import import_licences
from enterprises.conduct.rules import LONGEST, MOST_PEOPLE
from enterprises.models import Accident, DishonestyListing, Licence


def line(name: str, **options: Any) -> serializers.CharField:
    """Return a text as long as the database keeps it."""
    return serializers.CharField(max_length=LONGEST[name], **options)


def people(**options: Any) -> serializers.IntegerField:
    """Return a number of people."""
    return serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE, **options)


class LicenceSerializer(serializers.ModelSerializer):
    """A licence or certificate; without `valid_to` it holds for good."""

    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True)
    enterprise_name = serializers.CharField(source="enterprise.name", read_only=True)
    replaced_by = serializers.UUIDField(source="replaced_by_id", read_only=True, allow_null=True)

    class Meta:
        model = Licence
        fields = [
            "id", "enterprise", "enterprise_name", "kind", "title", "number", "issuer", "valid_from", "valid_to",
            "status", "entered_at", "ended_at", "end_reason", "replaced_by",
        ]  # fmt: skip
        read_only_fields = fields


class RenewLicenceSerializer(serializers.Serializer):
    """A licence as it stands on its paper. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(required=False, source="licence_id")
    kind = serializers.ChoiceField(LicenceKind.choices)
    title = line("title", required=False, allow_blank=True)
    number = line("number")
    issuer = line("issuer")
    valid_from = serializers.DateField(required=False, allow_null=True)
    valid_to = serializers.DateField(required=False, allow_null=True)


class EnterLicenceSerializer(RenewLicenceSerializer):
    """A licence and whose it is."""

    enterprise = serializers.UUIDField(source="enterprise_id")


class EndLicenceSerializer(serializers.Serializer):
    """Why a licence ends."""

    reason = line("reason")


class LicenceSheetSerializer(serializers.Serializer):
    """An Excel sheet of licences."""

    file = serializers.FileField(validators=[workbook_of(LARGEST_UPLOAD)])


class LicenceRowSerializer(serializers.Serializer):
    """What became of a row."""

    number = serializers.IntegerField()
    outcome = serializers.ChoiceField(RowOutcome.choices)
    name = serializers.CharField()
    enterprise = serializers.UUIDField(source="enterprise.pk", default=None, allow_null=True)
    message = serializers.CharField()


class LicenceReportSerializer(serializers.Serializer):
    """What became of a sheet."""

    counts = serializers.DictField(child=serializers.IntegerField())
    rows = LicenceRowSerializer(many=True)


class DishonestySerializer(serializers.ModelSerializer):
    """A listing as seriously dishonest; on `off_on` it is over."""

    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True)
    enterprise_name = serializers.CharField(source="enterprise.name", read_only=True)

    class Meta:
        model = DishonestyListing
        fields = [
            "id", "enterprise", "enterprise_name", "authority", "decision_no", "basis", "listed_on", "off_on",
            "off_reason", "entered_at", "lifted_at",
        ]  # fmt: skip
        read_only_fields = fields


class EnterDishonestySerializer(serializers.Serializer):
    """A listing to enter. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(required=False, source="listing_id")
    enterprise = serializers.UUIDField(source="enterprise_id")
    authority = line("authority")
    decision_no = line("decision_no", required=False, allow_blank=True)
    basis = line("basis")
    listed_on = serializers.DateField()
    off_on = serializers.DateField(required=False, allow_null=True)


class LiftDishonestySerializer(serializers.Serializer):
    """When and why the enterprise was taken off the list."""

    off_on = serializers.DateField()
    reason = line("reason")


class AccidentSerializer(serializers.ModelSerializer):
    """An accident and where its investigation stands."""

    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True)
    enterprise_name = serializers.CharField(source="enterprise.name", read_only=True)

    class Meta:
        model = Accident
        fields = [
            "id", "enterprise", "enterprise_name", "occurred_on", "place", "summary", "deaths", "injured",
            "investigation", "conclusion", "concluded_on", "version", "entered_at",
        ]  # fmt: skip
        read_only_fields = fields


class EnterAccidentSerializer(serializers.Serializer):
    """An accident to enter. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(required=False, source="accident_id")
    enterprise = serializers.UUIDField(source="enterprise_id")
    occurred_on = serializers.DateField()
    place = line("place", required=False, allow_blank=True)
    summary = line("summary")
    deaths = people(default=0)
    injured = people(default=0)


class FollowAccidentSerializer(serializers.Serializer):
    """How many died and were hurt by now, and where the investigation stands. `version` is the one you read."""

    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000, required=False)
    deaths = people()
    injured = people()
    investigation = serializers.ChoiceField(Investigation.choices)
    conclusion = line("conclusion", required=False, allow_blank=True)
    concluded_on = serializers.DateField(required=False, allow_null=True)


class ConductViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Entries on the record of the enterprises within reach."""

    lookup_value_regex = UUID_PATTERN

    def rows(self):
        """Return the entries within reach."""
        raise NotImplementedError

    def get_queryset(self):
        """Return the entries that the reader may see."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(policy.can_see_conduct(self.request._request.actor))
        return self.rows()

    def _do(self, act, serializer, request: Request, *, made: bool = False, **names: Any) -> Response:
        data = serializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = act(actor=request._request.actor, now=clock.now(), **names, **data.validated_data)
        code = status.HTTP_201_CREATED if made else status.HTTP_200_OK
        return Response(self.get_serializer(row).data, status=code)


class LicenceViewSet(ConductViewSet):
    """Licences and certificates."""

    queryset = Licence.objects.none()
    serializer_class = LicenceSerializer
    filterset_class = LicenceFilter
    keyset_order = ("-entered_at", "-id")

    def rows(self):
        """Return the licences within reach."""
        return selectors.licences()

    @extend_schema(request=EnterLicenceSerializer, responses={201: LicenceSerializer})
    def create(self, request: Request) -> Response:
        """Enter a licence."""
        return self._do(actions.enter_licence, EnterLicenceSerializer, request, made=True)

    @extend_schema(request=RenewLicenceSerializer, responses={201: LicenceSerializer})
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: uuid.UUID) -> Response:
        """Renew a licence: the new one replaces it."""
        old = self.get_object()
        given = {"enterprise_id": old.enterprise_id, "replaces": old.pk}
        return self._do(actions.enter_licence, RenewLicenceSerializer, request, made=True, **given)

    @extend_schema(request=LicenceSheetSerializer, responses={200: LicenceReportSerializer})
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[CleanMultiPart])
    def import_sheet(self, request: Request) -> Response:
        """Take in an Excel sheet of licences; the answer reports row by row."""
        actor = request._request.actor
        require(policy.can_import_licences(actor))
        data = LicenceSheetSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        rows = from_excel(data.validated_data["file"], most=sheets.MOST_ROWS)
        return Response(LicenceReportSerializer(import_licences(actor=actor, now=clock.now(), rows=rows)).data)

    @extend_schema(request=EndLicenceSerializer, responses=LicenceSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: uuid.UUID) -> Response:
        """End a licence without another one."""
        return self._do(actions.end_licence, EndLicenceSerializer, request, licence_id=uuid.UUID(str(pk)))


class DishonestyViewSet(ConductViewSet):
    """Listings as seriously dishonest."""

    queryset = DishonestyListing.objects.none()
    serializer_class = DishonestySerializer
    filterset_class = DishonestyFilter
    keyset_order = ("-listed_on", "-id")

    def rows(self):
        """Return the listings within reach."""
        return selectors.listings()

    @extend_schema(request=EnterDishonestySerializer, responses={201: DishonestySerializer})
    def create(self, request: Request) -> Response:
        """Enter a listing."""
        return self._do(actions.list_dishonest, EnterDishonestySerializer, request, made=True)

    @extend_schema(request=LiftDishonestySerializer, responses=DishonestySerializer)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: uuid.UUID) -> Response:
        """Enter that the enterprise was taken off the list."""
        return self._do(actions.lift_dishonesty, LiftDishonestySerializer, request, listing_id=uuid.UUID(str(pk)))


class AccidentViewSet(ConductViewSet):
    """Accidents and their investigations."""

    queryset = Accident.objects.none()
    serializer_class = AccidentSerializer
    filterset_class = AccidentFilter
    keyset_order = ("-occurred_on", "-id")

    def rows(self):
        """Return the accidents within reach."""
        return selectors.accidents()

    @extend_schema(request=EnterAccidentSerializer, responses={201: AccidentSerializer})
    def create(self, request: Request) -> Response:
        """Enter an accident."""
        return self._do(actions.record_accident, EnterAccidentSerializer, request, made=True)

    @extend_schema(request=FollowAccidentSerializer, responses=AccidentSerializer)
    @action(detail=True, methods=["post"])
    def follow(self, request: Request, pk: uuid.UUID) -> Response:
        """Say where the investigation stands."""
        return self._do(actions.follow_accident, FollowAccidentSerializer, request, accident_id=uuid.UUID(str(pk)))


def register(router: SimpleRouter) -> None:
    """Add the endpoints of an enterprise's record."""
    router.register("licences", LicenceViewSet, basename="licence")
    router.register("dishonesty-listings", DishonestyViewSet, basename="dishonesty_listing")
    router.register("accidents", AccidentViewSet, basename="accident")
