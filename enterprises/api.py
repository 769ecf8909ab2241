"""Endpoints of enterprises under /api/v1/. Each calls the action that the page calls."""

import uuid

from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.errors import NotVisible
from core.ids import UUID_PATTERN
from core.parsers import CleanMultiPart
from core.policy import require
from core.tables import workbook_of
from enterprises import actions, policy, selectors
from enterprises.choices import EnterpriseStatus, Scale
from enterprises.codes import api as codes
from enterprises.conduct import api as conduct
from enterprises.filters import BelongingFilter, EnterpriseFilter
from enterprises.forms import LARGEST_UPLOAD
from enterprises.models import Enterprise, EnterpriseImport, Equipment, Industry, Place, Post
from enterprises.rules import LONGEST, MOST_EMPLOYEES
from enterprises.views.importing import begin_import, refused_rows


def line(name: str, **options) -> serializers.CharField:
    """Return a text as long as the database keeps it."""
    return serializers.CharField(max_length=LONGEST[name], **options)


def optional(name: str) -> serializers.CharField:
    """Return a text that may be left out or empty."""
    return line(name, required=False, allow_blank=True)


class IndustrySerializer(serializers.ModelSerializer):
    """An industry, an emerging field or a special-risk tag."""

    parent = serializers.CharField(source="parent_id", allow_null=True, read_only=True)

    class Meta:
        model = Industry
        fields = [
            "code", "group", "name_zh", "name_en", "lead_authority_code", "co_authority_codes", "parent", "high_risk",
            "source", "certainty",
        ]  # fmt: skip
        read_only_fields = fields


class EnterpriseSerializer(serializers.ModelSerializer):
    """An enterprise of the register."""

    region = serializers.CharField(source="region_id", read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    industry = serializers.CharField(source="industry_id", read_only=True)
    industry_name = serializers.CharField(source="industry.name", read_only=True)
    scale = serializers.CharField(read_only=True, help_text="large, medium, small, micro, or empty where unknown")

    class Meta:
        model = Enterprise
        fields = [
            "id", "name", "credit_code", "region", "region_name", "industry", "industry_name", "risk_tags", "status",
            "scale", "address", "legal_representative", "principal_name", "principal_post", "principal_phone",
            "employees", "latitude", "longitude", "created_at", "updated_at", "version",
        ]  # fmt: skip
        read_only_fields = fields


class ChangeEnterpriseSerializer(serializers.Serializer):
    """What may change. `version` is the one you read; another one in the database is a conflict."""

    name = line("name", required=False)
    industry = serializers.CharField(max_length=12, required=False, source="industry_id")
    risk_tags = serializers.ListField(child=serializers.CharField(max_length=12), required=False, max_length=30)
    status = serializers.ChoiceField(EnterpriseStatus.choices, required=False)
    scale = serializers.ChoiceField(Scale.choices, required=False, allow_blank=True)
    address = optional("address")
    legal_representative = optional("legal_representative")
    principal_name = optional("principal_name")
    principal_post = optional("principal_post")
    principal_phone = optional("principal_phone")
    employees = serializers.IntegerField(min_value=0, max_value=MOST_EMPLOYEES, required=False, allow_null=True)
    latitude = serializers.DecimalField(9, 6, required=False, allow_null=True, min_value=-90, max_value=90)
    longitude = serializers.DecimalField(9, 6, required=False, allow_null=True, min_value=-180, max_value=180)
    version = serializers.IntegerField(min_value=1, max_value=2_000_000_000, required=False)


class RegisterEnterpriseSerializer(ChangeEnterpriseSerializer):
    """A new enterprise. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(required=False, source="enterprise_id")
    name = line("name")
    credit_code = serializers.CharField(max_length=30)
    region = serializers.CharField(max_length=12, source="region_code")
    industry = serializers.CharField(max_length=12, source="industry_id")
    version = None


class EnterpriseViewSet(viewsets.GenericViewSet, mixins.ListModelMixin, mixins.RetrieveModelMixin):
    """The register, as far as the actor reaches."""

    queryset = Enterprise.objects.none()
    serializer_class = EnterpriseSerializer
    filterset_class = EnterpriseFilter
    keyset_order = ("name", "id")
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the enterprises within reach."""
        if getattr(self, "swagger_fake_view", False):
            return Enterprise.objects.none()
        require(policy.can_see_enterprises(self.request._request.actor))
        return selectors.register()

    @extend_schema(request=RegisterEnterpriseSerializer, responses={201: EnterpriseSerializer})
    def create(self, request: Request) -> Response:
        """Register an enterprise."""
        data = RegisterEnterpriseSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = actions.register_enterprise(actor=request._request.actor, now=clock.now(), **data.validated_data)
        return Response(EnterpriseSerializer(selectors.get_enterprise(made.pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ChangeEnterpriseSerializer, responses=EnterpriseSerializer)
    def partial_update(self, request: Request, pk: uuid.UUID) -> Response:
        """Change facts of an enterprise."""
        data = ChangeEnterpriseSerializer(data=request.data, partial=True)
        data.is_valid(raise_exception=True)
        changed = actions.update_enterprise(
            actor=request._request.actor, now=clock.now(), enterprise_id=pk, **data.validated_data
        )
        return Response(EnterpriseSerializer(changed).data)


class IndustryViewSet(viewsets.ReadOnlyModelViewSet):
    """Industries, emerging fields and special-risk tags."""

    queryset = Industry.objects.all()
    serializer_class = IndustrySerializer
    filterset_fields = ["group", "high_risk"]
    keyset_order = ("code",)
    lookup_value_regex = r"[A-Za-z0-9-]{1,12}"


class BelongingViewSet(viewsets.GenericViewSet, mixins.ListModelMixin, mixins.RetrieveModelMixin):
    """What belongs to an enterprise; three kinds share these verbs."""

    what = ""
    filterset_class = BelongingFilter
    keyset_order = ("name", "id")
    lookup_value_regex = UUID_PATTERN

    def create(self, request: Request) -> Response:
        """Add an entry. Idempotent on `id`, which the client may make."""
        data = self.get_serializer(data=request.data)
        data.is_valid(raise_exception=True)
        facts = dict(data.validated_data)
        item = actions.save_belonging(
            actor=request._request.actor,
            now=clock.now(),
            what=self.what,
            enterprise_id=facts.pop("enterprise_id"),
            item_id=facts.pop("id", None),
            **facts,
        )
        return Response(self.get_serializer(item).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: uuid.UUID) -> Response:
        """Change an entry."""
        item = self.get_object()
        data = self.get_serializer(data=request.data, partial=True)
        data.is_valid(raise_exception=True)
        facts = {name: value for name, value in data.validated_data.items() if name not in ("id", "enterprise_id")}
        item = actions.save_belonging(
            actor=request._request.actor,
            now=clock.now(),
            what=self.what,
            enterprise_id=item.enterprise_id,
            item_id=item.pk,
            **facts,
        )
        return Response(self.get_serializer(item).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: uuid.UUID) -> Response:
        """Remove an entry."""
        item = self.get_object()
        actions.remove_belonging(
            actor=request._request.actor,
            now=clock.now(),
            what=self.what,
            enterprise_id=item.enterprise_id,
            item_id=item.pk,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class PlaceSerializer(serializers.Serializer):
    """A workshop, warehouse or yard."""

    id = serializers.UUIDField(required=False)
    enterprise = serializers.UUIDField(source="enterprise_id")
    name = serializers.CharField(max_length=80)
    kind = optional("kind")
    note = optional("note")


class EquipmentSerializer(serializers.Serializer):
    """A machine or installation."""

    id = serializers.UUIDField(required=False)
    enterprise = serializers.UUIDField(source="enterprise_id")
    name = serializers.CharField(max_length=80)
    model = optional("model")
    serial_number = optional("serial_number")
    place = serializers.UUIDField(source="place_id", required=False, allow_null=True)


class PostSerializer(serializers.Serializer):
    """A post and the person responsible."""

    id = serializers.UUIDField(required=False)
    enterprise = serializers.UUIDField(source="enterprise_id")
    name = serializers.CharField(max_length=80)
    holder_name = optional("holder_name")
    holder_phone = optional("holder_phone")
    duties = optional("duties")


class PlaceViewSet(BelongingViewSet):
    """Places of enterprises."""

    what = "place"
    queryset = Place.objects.all()
    serializer_class = PlaceSerializer


class EquipmentViewSet(BelongingViewSet):
    """Equipment of enterprises."""

    what = "equipment"
    queryset = Equipment.objects.all()
    serializer_class = EquipmentSerializer


class PostViewSet(BelongingViewSet):
    """Posts of enterprises and who holds them."""

    what = "post"
    queryset = Post.objects.all()
    serializer_class = PostSerializer


class ImportSerializer(serializers.ModelSerializer):
    """How far an import is and what came of it."""

    class Meta:
        model = EnterpriseImport
        fields = [
            "id", "state", "file_name", "total", "done", "created", "updated", "unchanged", "refused", "message",
            "requested_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields


class SheetSerializer(serializers.Serializer):
    """The sheet to import."""

    file = serializers.FileField(validators=[workbook_of(LARGEST_UPLOAD)])


class ImportViewSet(viewsets.GenericViewSet, mixins.ListModelMixin, mixins.RetrieveModelMixin):
    """Imports of Excel sheets into the register."""

    queryset = EnterpriseImport.objects.none()
    serializer_class = ImportSerializer
    filterset_fields = ["state"]
    keyset_order = ("-requested_at", "-id")
    parser_classes = [CleanMultiPart]
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the imports within reach."""
        if getattr(self, "swagger_fake_view", False):
            return EnterpriseImport.objects.none()
        require(policy.can_import_enterprises(self.request._request.actor))
        return EnterpriseImport.objects.defer("refusals")

    @extend_schema(request=SheetSerializer, responses={202: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Hand in a sheet; the worker imports it."""
        require(policy.can_import_enterprises(request._request.actor))
        data = SheetSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        row = begin_import(request._request.actor, data.validated_data["file"])
        return Response(ImportSerializer(row).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def refused(self, request: Request, pk: uuid.UUID) -> FileResponse:
        """Return the refused rows with the reason in the last column."""
        row = self.get_object()
        if not row.refused_file:
            raise NotVisible(_("This import refused no row."))
        return refused_rows(row)


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("industries", IndustryViewSet, basename="industry")
    router.register("enterprises", EnterpriseViewSet, basename="enterprise")
    router.register("places", PlaceViewSet, basename="place")
    router.register("equipment", EquipmentViewSet, basename="equipment")
    router.register("posts", PostViewSet, basename="post")
    router.register("enterprise-imports", ImportViewSet, basename="enterprise-import")
    codes.register(router)
    conduct.register(router)
