"""Endpoints of lists and their versions. Each calls the action that the page calls."""

import uuid

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from checklists import actions, policy, selectors
from checklists.api.serializers import (
    BindingSerializer,
    BindSerializer,
    ChecklistSerializer,
    ChecklistSheetSerializer,
    DifferenceSerializer,
    EndSerializer,
    FullVersionSerializer,
    ItemSerializer,
    MoveSerializer,
    NewChecklistSerializer,
    OrderSerializer,
    PublishSerializer,
    ReasonSerializer,
    RowReportSerializer,
    SaveItemSerializer,
    VersionSerializer,
)
from checklists.differences import changed_fields
from checklists.filters import ChecklistFilter
from checklists.models import Binding, Checklist, ChecklistVersion, Criterion
from checklists.sheets import COLUMNS
from core import clock
from core.errors import NotVisible, RuleBroken
from core.ids import UUID_PATTERN
from core.policy import require
from core.tables import excel_response, from_excel
from enterprises.models import Department, Industry

ITEM = OpenApiParameter("item_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
ITEM_PATH = f"items/(?P<item_id>{UUID_PATTERN})"


def _given(serializer, request: Request) -> dict:
    data = serializer(data=request.data)
    data.is_valid(raise_exception=True)
    return dict(data.validated_data)


def _known(model, code: str | None, sentence: str) -> str | None:
    if code and not model.objects.filter(pk=code).exists():
        raise RuleBroken(sentence)
    return code or None


class ChecklistViewSet(viewsets.GenericViewSet, mixins.ListModelMixin, mixins.RetrieveModelMixin):
    """The checklists readable here: of the own region, of every region above it, the nation's, the own enterprise's."""

    queryset = Checklist.objects.prefetch_related("versions")
    serializer_class = ChecklistSerializer
    filterset_class = ChecklistFilter
    keyset_order = ("code", "id")
    lookup_value_regex = UUID_PATTERN

    @extend_schema(request=NewChecklistSerializer, responses={201: ChecklistSerializer})
    def create(self, request: Request) -> Response:
        """Draw up a list. With a base its first draft is drawn up at once with the base's items, locked."""
        data = _given(NewChecklistSerializer, request)
        facts = {name: data[name] for name in ("kind", "name_zh", "name_en")}
        if industry := _known(Industry, data.get("industry"), _("There is no such industry.")):
            facts["industry_id"] = industry
        if department := _known(Department, data.get("department"), _("There is no such department.")):
            facts["department_id"] = department
        made = actions.create_checklist(
            actor=request._request.actor,
            now=clock.now(),
            checklist_id=data.get("id"),
            base_id=data.get("base"),
            code=data.get("code", ""),
            **facts,
        )
        return Response(ChecklistSerializer(made).data, status=201)

    @extend_schema(request=None, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, pk: uuid.UUID) -> Response:
        """Draw up the next version, or return the one that is open."""
        made = actions.draft_version(actor=request._request.actor, now=clock.now(), checklist_id=pk)
        return Response(VersionSerializer(made).data)

    @extend_schema(request=None, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def adopt(self, request: Request, pk: uuid.UUID) -> Response:
        """Take the newest published base over into the draft."""
        made = actions.adopt_base(actor=request._request.actor, now=clock.now(), checklist_id=pk)
        return Response(VersionSerializer(made).data)


class VersionViewSet(viewsets.GenericViewSet, mixins.RetrieveModelMixin):
    """Versions of checklists with their items."""

    queryset = ChecklistVersion.objects.prefetch_related("items")
    serializer_class = FullVersionSerializer
    filterset_class = None
    lookup_value_regex = UUID_PATTERN

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: uuid.UUID) -> Response:
        """Throw a draft away."""
        actions.discard_version(actor=request._request.actor, now=clock.now(), version_id=pk)
        return Response(status=204)

    @extend_schema(request=None, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: uuid.UUID) -> Response:
        """Send a draft for review."""
        made = actions.submit_version(actor=request._request.actor, now=clock.now(), version_id=pk)
        return Response(VersionSerializer(made).data)

    @extend_schema(request=ReasonSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: uuid.UUID) -> Response:
        """Return a version in review with a reason; it is a draft again."""
        data = _given(ReasonSerializer, request)
        made = actions.return_version(actor=request._request.actor, now=clock.now(), version_id=pk, **data)
        return Response(VersionSerializer(made).data)

    @extend_schema(request=PublishSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: uuid.UUID) -> Response:
        """Publish a version in review, as another person than who sent it; it never changes afterwards."""
        data = _given(PublishSerializer, request)
        made = actions.publish_version(actor=request._request.actor, now=clock.now(), version_id=pk, **data)
        return Response(VersionSerializer(made).data)

    @extend_schema(
        parameters=[
            OpenApiParameter("region", str, description="Region of the enterprise; the own one if left out"),
            OpenApiParameter("industry", str, many=True, description="Industry and risk tags of the enterprise"),
        ],
        responses=VersionSerializer(many=True),
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def published(self, request: Request) -> Response:
        """Return the published versions for a place and an industry, best first."""
        actor = request._request.actor
        require(policy.can_read_checklists(actor))
        region = request.query_params.get("region", actor.region_code)[:12]
        found = selectors.published_checklists(region, request.query_params.getlist("industry")[:20])
        return Response(VersionSerializer(found, many=True).data)

    @extend_schema(
        parameters=[OpenApiParameter("with", OpenApiTypes.UUID, required=True, description="The earlier version")],
        responses=DifferenceSerializer(many=True),
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def compare(self, request: Request, pk: uuid.UUID) -> Response:
        """Return what was added, removed and changed since another version, of this list or of any other."""
        require(policy.can_read_checklists(request._request.actor))
        try:
            other = uuid.UUID(request.query_params.get("with", ""))
        except ValueError as error:
            raise NotVisible(_("There is no such version, or it is outside your region.")) from error
        found = selectors.compared(selectors.version_to_read(other), selectors.version_to_read(pk))
        rows = []
        for kind, row in found.rows:
            if kind == "changed":
                named = changed_fields(row)
                rows.append(
                    {
                        "kind": kind,
                        "before": row.before.pk,
                        "after": row.after.pk,
                        "fields_changed": [
                            {
                                "name": each["name"],
                                "before": [{"kind": one, "words": words} for one, words in each["before"]],
                                "after": [{"kind": one, "words": words} for one, words in each["after"]],
                            }
                            for each in named
                        ],
                    }
                )
            elif kind != "same":
                ends = {"before": None, "after": None, "before" if kind == "removed" else "after": row.pk}
                rows.append({"kind": kind, "fields_changed": []} | ends)
        return Response(DifferenceSerializer(rows, many=True).data)

    @extend_schema(request=SaveItemSerializer, responses=ItemSerializer)
    @action(detail=True, methods=["post"])
    def items(self, request: Request, pk: uuid.UUID) -> Response:
        """Add an item to a draft, or change one. A stale revision is a conflict that names what differs."""
        data = _given(SaveItemSerializer, request)
        if "criterion" in data:
            code = data.pop("criterion")
            data["criterion_id"] = _known(Criterion, code, _("There is no criterion with this code."))
        saved = actions.save_item(
            actor=request._request.actor, now=clock.now(), version_id=pk, item_id=data.pop("id", None), **data
        )
        return Response(ItemSerializer(saved).data)

    @extend_schema(parameters=[ITEM], responses={204: None})
    @action(detail=True, methods=["delete"], url_path=ITEM_PATH)
    def remove_item(self, request: Request, pk: uuid.UUID, item_id: uuid.UUID) -> Response:
        """Remove an own item from a draft."""
        actions.remove_item(actor=request._request.actor, now=clock.now(), version_id=pk, item_id=item_id)
        return Response(status=204)

    @extend_schema(parameters=[ITEM], request=None, responses=ItemSerializer)
    @action(detail=True, methods=["post"], url_path=f"{ITEM_PATH}/duplicate")
    def duplicate_item(self, request: Request, pk: uuid.UUID, item_id: uuid.UUID) -> Response:
        """Put a copy of an item after it."""
        made = actions.duplicate_item(actor=request._request.actor, now=clock.now(), version_id=pk, item_id=item_id)
        return Response(ItemSerializer(made).data)

    @extend_schema(parameters=[ITEM], request=MoveSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"], url_path=f"{ITEM_PATH}/move")
    def move_item(self, request: Request, pk: uuid.UUID, item_id: uuid.UUID) -> Response:
        """Move an item up or down."""
        data = _given(MoveSerializer, request)
        made = actions.move_item(actor=request._request.actor, now=clock.now(), version_id=pk, item_id=item_id, **data)
        return Response(VersionSerializer(made).data)

    @extend_schema(request=OrderSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def order(self, request: Request, pk: uuid.UUID) -> Response:
        """Put the items of a draft into an order."""
        data = _given(OrderSerializer, request)
        made = actions.reorder_items(actor=request._request.actor, now=clock.now(), version_id=pk, **data)
        return Response(VersionSerializer(made).data)

    @extend_schema(responses={(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"): bytes})
    @action(detail=True, methods=["get"])
    def sheet(self, request: Request, pk: uuid.UUID):
        """Download a version as an Excel sheet that can be read in again."""
        require(policy.can_read_checklists(request._request.actor))
        shown = selectors.version_to_read(pk)
        name = f"checklist-{shown.checklist.code}-v{shown.number}"
        return excel_response(name, [column.heading for column in COLUMNS], selectors.sheet_rows(shown))

    @extend_schema(request={"multipart/form-data": ChecklistSheetSerializer}, responses=RowReportSerializer(many=True))
    @action(detail=True, methods=["post"], url_path="import", parser_classes=[MultiPartParser], pagination_class=None)
    def import_sheet(self, request: Request, pk: uuid.UUID) -> Response:
        """Take a sheet over into a draft; every row is told what became of it."""
        require(policy.can_edit_version(request._request.actor, selectors.version_to_read(pk)))
        data = _given(ChecklistSheetSerializer, request)
        rows = list(from_excel(data["file"], most=actions.LONGEST_SHEET))
        report = actions.import_items(actor=request._request.actor, now=clock.now(), version_id=pk, rows=rows)
        return Response(RowReportSerializer(report, many=True).data)


class BindingViewSet(viewsets.GenericViewSet, mixins.ListModelMixin):
    """Who performs which list: posts of enterprises and members of authorities."""

    queryset = Binding.objects.all()
    serializer_class = BindingSerializer
    filterset_fields = ["checklist", "post"]
    keyset_order = ("id",)
    lookup_value_regex = UUID_PATTERN

    @extend_schema(request=BindSerializer, responses={201: BindingSerializer})
    def create(self, request: Request) -> Response:
        """Say that a post or a member performs a list from a day on."""
        data = _given(BindSerializer, request)
        made = actions.bind_checklist(
            actor=request._request.actor,
            now=clock.now(),
            checklist_id=data["checklist"],
            starts_on=data["starts_on"],
            post_id=data.get("post"),
            membership_id=data.get("membership"),
            binding_id=data.get("id"),
        )
        return Response(BindingSerializer(made).data, status=201)

    @extend_schema(request=EndSerializer, responses=BindingSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: uuid.UUID) -> Response:
        """Say on which day it is performed no more."""
        data = _given(EndSerializer, request)
        made = actions.end_binding(actor=request._request.actor, now=clock.now(), binding_id=pk, **data)
        return Response(BindingSerializer(made).data)
