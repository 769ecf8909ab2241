"""Endpoints of the risk ledger. Each verb calls the action that the page calls."""

import uuid
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
from core.errors import NotVisible, RuleBroken
from core.ids import UUID_PATTERN
from core.parsers import CleanMultiPart
from core.policy import require
from core.tables import from_excel
from risks.ledger import actions, policy, rules, selectors
from risks.ledger.filters import RiskPointFilter
from risks.ledger.forms import boundaries_in
from risks.ledger.levels import BoundaryTable, boundaries_of
from risks.ledger.reading import measures_in_force
from risks.ledger.serializers import (
    AddMeasureSerializer,
    AddPlanSerializer,
    AddPointSerializer,
    AreaSerializer,
    BoundariesSerializer,
    ChangeMeasureSerializer,
    ControlMeasureSerializer,
    DeclareRedSerializer,
    DescribePointSerializer,
    MarkSerializer,
    PlacePointSerializer,
    RatePointSerializer,
    RegisteredLedgerSerializer,
    RegisterLedgerSerializer,
    RestoreSerializer,
    ReviewSerializer,
    RiskDifferenceSerializer,
    RiskEntrySerializer,
    RiskPointSerializer,
    RiskReportSerializer,
    RiskSheetSerializer,
    SetBoundariesSerializer,
    SitePlanSerializer,
    WhySerializer,
)
from risks.models import Measure, RatingPolicy, RiskPoint, SitePlan

KEY = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)
POINT = OpenApiParameter("point_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


def read(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """Return what a body says, checked."""
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def common(request: Request) -> dict[str, Any]:
    """Return who acts and when."""
    return {"actor": request._request.actor, "now": clock.now()}


def shown(point_id: uuid.UUID | str, *, status: int = 200) -> Response:
    """Answer with a point as it is now."""
    point = selectors.visible_point(point_id)
    line = selectors.line_of(point, measures_in_force(point), BoundaryTable.read(), today=clock.today())
    return Response(RiskPointSerializer(line).data, status=status)


def number_of(text: str | None, default: int) -> int:
    """Return the number of an entry."""
    if text is None or text == "":
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RuleBroken(_("Entries are named by whole numbers."))
    return int(text)


class RiskPointViewSet(viewsets.GenericViewSet, mixins.ListModelMixin):
    """Risk points within reach: raw values as they were given, level and colour as they follow from them."""

    queryset = RiskPoint.objects.none()
    serializer_class = RiskPointSerializer
    filterset_class = RiskPointFilter
    keyset_order = ("-rank", "enterprise_id", "number")
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the points within reach, with level and next review."""
        if getattr(self, "swagger_fake_view", False):
            return RiskPoint.objects.none()
        require(policy.can_see_risk_points(self.request._request.actor))
        return selectors.points(BoundaryTable.read())

    def get_serializer(self, *args: Any, **kwargs: Any) -> serializers.BaseSerializer:
        """Serialise a page of points as lines."""
        if args and kwargs.get("many"):
            keys = [row.pk for row in args[0]]
            args = (selectors.lines_by_key(keys, BoundaryTable.read(), today=clock.today()), *args[1:])
        return super().get_serializer(*args, **kwargs)

    @extend_schema(parameters=[KEY], responses={200: RiskPointSerializer})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one point with its measures in force."""
        require(policy.can_see_risk_points(request._request.actor))
        return shown(pk)

    @extend_schema(request=AddPointSerializer, responses={201: RiskPointSerializer})
    def create(self, request: Request) -> Response:
        """Add a point to the ledger of an enterprise."""
        made = actions.add_point(**read(AddPointSerializer, request), **common(request))
        return shown(made.pk, status=201)

    @extend_schema(parameters=[KEY], request=DescribePointSerializer, responses={200: RiskPointSerializer})
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what a point is; what is left out stays."""
        actions.describe_point(point_id=pk, **read(DescribePointSerializer, request), **common(request))
        return shown(pk)

    @extend_schema(parameters=[KEY], request=RatePointSerializer, responses={200: RiskPointSerializer})
    @action(detail=True, methods=["post"])
    def rate(self, request: Request, pk: str) -> Response:
        """Rate a point by LEC or the matrix."""
        actions.rate_point(point_id=pk, **read(RatePointSerializer, request), **common(request))
        return shown(pk)

    @extend_schema(parameters=[KEY], request=DeclareRedSerializer, responses={200: RiskPointSerializer})
    @action(detail=True, methods=["post"])
    def declare_red(self, request: Request, pk: str) -> Response:
        """Declare a point directly red, or lift it with an empty case."""
        actions.declare_red(point_id=pk, **read(DeclareRedSerializer, request), **common(request))
        return shown(pk)

    @extend_schema(parameters=[KEY], request=AddMeasureSerializer, responses={201: ControlMeasureSerializer})
    @action(detail=True, methods=["post"])
    def measures(self, request: Request, pk: str) -> Response:
        """Add a control measure."""
        made = actions.add_measure(point_id=pk, **read(AddMeasureSerializer, request), **common(request))
        return Response(ControlMeasureSerializer(made).data, status=201)

    @extend_schema(parameters=[KEY], request=ReviewSerializer, responses={200: RiskPointSerializer})
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """Record a review."""
        actions.record_review(point_id=pk, **read(ReviewSerializer, request), **common(request))
        return shown(pk)

    @extend_schema(parameters=[KEY], request=WhySerializer, responses={200: RiskPointSerializer})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str) -> Response:
        """Retire a point."""
        actions.retire_point(point_id=pk, **read(WhySerializer, request), **common(request))
        return shown(pk)

    @extend_schema(parameters=[KEY], request=WhySerializer, responses={200: RiskPointSerializer})
    @action(detail=True, methods=["post"])
    def take_up(self, request: Request, pk: str) -> Response:
        """Take a retired point up again."""
        actions.take_up_point(point_id=pk, **read(WhySerializer, request), **common(request))
        return shown(pk)

    @extend_schema(parameters=[KEY], request=RestoreSerializer, responses={200: RiskPointSerializer})
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Bring a point back to the state after an earlier entry, by a new entry."""
        actions.restore_point(point_id=pk, **read(RestoreSerializer, request), **common(request))
        return shown(pk)

    @extend_schema(parameters=[KEY], responses={200: RiskEntrySerializer(many=True)})
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=())
    def history(self, request: Request, pk: str) -> Response:
        """Read the ledger of a point, the latest entry first."""
        require(policy.can_see_risk_points(request._request.actor))
        return Response(RiskEntrySerializer(selectors.entries_of(selectors.visible_point(pk)), many=True).data)

    @extend_schema(
        parameters=[KEY, OpenApiParameter("a", OpenApiTypes.INT), OpenApiParameter("b", OpenApiTypes.INT)],
        responses={200: RiskDifferenceSerializer(many=True)},
    )
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=())
    def compare(self, request: Request, pk: str) -> Response:
        """Say what differs between the states after entries `a` and `b`; without them, the last two."""
        require(policy.can_see_risk_points(request._request.actor))
        point = selectors.visible_point(pk)
        after = number_of(request.query_params.get("b"), point.version)
        before = number_of(request.query_params.get("a"), max(after - 1, 1))
        one, other = selectors.entry_of(point, before), selectors.entry_of(point, after)
        return Response(RiskDifferenceSerializer(rules.compare(one.facts, other.facts), many=True).data)

    @extend_schema(request=RiskSheetSerializer, responses={200: RiskReportSerializer})
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[CleanMultiPart])
    def import_sheet(self, request: Request) -> Response:
        """Take in an enterprise's own Excel sheet; the answer reports row by row."""
        require(policy.can_keep_risk_points(request._request.actor))
        data = read(RiskSheetSerializer, request)
        report = actions.import_points(
            enterprise_id=request._request.actor.tenant_id, rows=from_excel(data["file"]), **common(request)
        )
        return Response(RiskReportSerializer(report).data)

    @extend_schema(request=RegisterLedgerSerializer, responses={201: RegisteredLedgerSerializer})
    @action(detail=False, methods=["post"])
    def register(self, request: Request) -> Response:
        """Freeze the ledger of an enterprise as a numbered document."""
        document = actions.register_risk_ledger(**read(RegisterLedgerSerializer, request), **common(request))
        return Response({"document": document.pk, "number": document.printed_number}, status=201)

    @extend_schema(
        parameters=[
            OpenApiParameter("region", OpenApiTypes.STR),
            OpenApiParameter("by", OpenApiTypes.STR, enum=["region", "enterprise"]),
        ],
        responses={200: AreaSerializer(many=True)},
    )
    @action(detail=False, methods=["get"], pagination_class=None, filter_backends=())
    def board(self, request: Request) -> Response:
        """Count by area and level; the colour of an area is the worst of its points."""
        actor = request._request.actor
        require(policy.can_see_risk_board(actor))
        code = request.query_params.get("region") or actor.region_code
        if not (code.isascii() and code.isdigit() and code.startswith(actor.region_code) and len(code) <= 12):
            raise NotVisible(_("This region is not within your reach."))
        by_enterprise = request.query_params.get("by") == "enterprise"
        areas = selectors.board(code, today=clock.today(), by_enterprise=by_enterprise)
        return Response(AreaSerializer(areas, many=True).data)


class MeasureViewSet(viewsets.GenericViewSet):
    """Control measures."""

    queryset = Measure.objects.none()
    serializer_class = ControlMeasureSerializer
    pagination_class = None
    filter_backends = ()
    lookup_value_regex = UUID_PATTERN

    @extend_schema(parameters=[KEY], responses={200: ControlMeasureSerializer})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read a measure, in force or withdrawn."""
        require(policy.can_see_risk_points(request._request.actor))
        return Response(ControlMeasureSerializer(selectors.visible_measure(pk)).data)

    @extend_schema(parameters=[KEY], request=ChangeMeasureSerializer, responses={200: ControlMeasureSerializer})
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a measure; what is left out stays."""
        changed = actions.change_measure(measure_id=pk, **read(ChangeMeasureSerializer, request), **common(request))
        return Response(ControlMeasureSerializer(changed).data)

    @extend_schema(parameters=[KEY], request=WhySerializer, responses={200: ControlMeasureSerializer})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Withdraw a measure."""
        changed = actions.withdraw_measure(measure_id=pk, **read(WhySerializer, request), **common(request))
        return Response(ControlMeasureSerializer(changed).data)


class SitePlanViewSet(viewsets.GenericViewSet, mixins.ListModelMixin):
    """Site plans with the points that stand on them."""

    queryset = SitePlan.objects.none()
    serializer_class = SitePlanSerializer
    filterset_fields = ["enterprise", "status"]
    keyset_order = ("-added_at", "-id")
    lookup_value_regex = UUID_PATTERN

    def get_queryset(self):
        """Return the plans within reach."""
        if getattr(self, "swagger_fake_view", False):
            return SitePlan.objects.none()
        require(policy.can_see_risk_points(self.request._request.actor))
        return SitePlan.objects.select_related("picture")

    @extend_schema(parameters=[KEY], responses={200: SitePlanSerializer})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read a plan."""
        require(policy.can_see_risk_points(request._request.actor))
        return Response(SitePlanSerializer(selectors.visible_plan(pk)).data)

    @extend_schema(request={"multipart/form-data": AddPlanSerializer}, responses={201: SitePlanSerializer})
    @action(detail=False, methods=["post"], parser_classes=[CleanMultiPart])
    def add(self, request: Request) -> Response:
        """Add a drawing: PNG, JPEG, or the first page of a PDF."""
        require(policy.can_keep_site_plans(request._request.actor))
        data = read(AddPlanSerializer, request)
        file = data.pop("file")
        made = actions.add_site_plan(
            enterprise_id=request._request.actor.tenant_id,
            data=file.read(),
            file_name=file.name or "",
            **data,
            **common(request),
        )
        return Response(SitePlanSerializer(made).data, status=201)

    @extend_schema(parameters=[KEY], responses={200: MarkSerializer(many=True)})
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=())
    def marks(self, request: Request, pk: str) -> Response:
        """Read which points stand where on the plan, the gravest first."""
        require(policy.can_see_risk_points(request._request.actor))
        marks, _others = selectors.marks_on(selectors.visible_plan(pk), today=clock.today())
        return Response(MarkSerializer(marks, many=True).data)

    @extend_schema(parameters=[KEY], request=PlacePointSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def place(self, request: Request, pk: str) -> Response:
        """Place a point on the plan, or move it there."""
        actions.place_point(plan_id=pk, **read(PlacePointSerializer, request), **common(request))
        return Response(status=204)

    @extend_schema(parameters=[KEY, POINT], responses={204: None})
    @action(detail=True, methods=["delete"], url_path=f"marks/(?P<point_id>{UUID_PATTERN})")
    def take_off(self, request: Request, pk: str, point_id: str) -> Response:
        """Take a point off the plan."""
        actions.take_off_plan(plan_id=pk, point_id=point_id, **common(request))
        return Response(status=204)

    @extend_schema(parameters=[KEY], request=None, responses={200: SitePlanSerializer})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str) -> Response:
        """Retire a plan."""
        actions.retire_site_plan(plan_id=pk, **common(request))
        return Response(SitePlanSerializer(selectors.visible_plan(pk)).data)


class RatingPolicyViewSet(viewsets.GenericViewSet):
    """Where the levels begin: in force for the acting region, and what it and the regions above say."""

    queryset = RatingPolicy.objects.none()
    serializer_class = BoundariesSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses={200: BoundariesSerializer(many=True)})
    def list(self, request: Request) -> Response:
        """List the boundaries, the nearest region first; the last is the default."""
        actor = request._request.actor
        require(policy.can_see_rating_policies(actor))
        rows = [
            (row.region_code, boundaries_of(row), row.reason) for row, _n in selectors.policies_at(actor.region_code)
        ]
        rows.append((None, rules.DEFAULT, ""))
        shown_ = [{"region": code, "boundaries": held, "reason": reason} for code, held, reason in rows]
        return Response(BoundariesSerializer(shown_, many=True).data)

    @extend_schema(request=SetBoundariesSerializer, responses={200: BoundariesSerializer})
    def create(self, request: Request) -> Response:
        """Set the boundaries of the own region."""
        data = read(SetBoundariesSerializer, request)
        row = actions.set_rating_policy(boundaries=boundaries_in(data), reason=data["reason"], **common(request))
        shown_ = {"region": row.region_code, "boundaries": boundaries_of(row), "reason": row.reason}
        return Response(BoundariesSerializer(shown_).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"])
    def remove(self, request: Request) -> Response:
        """Remove the own region's boundaries."""
        actions.remove_rating_policy(**common(request))
        return Response(status=204)


def register(router: SimpleRouter) -> None:
    """Add the endpoints of the risk ledger."""
    router.register("risk-points", RiskPointViewSet, basename="risk_point")
    router.register("risk-measures", MeasureViewSet, basename="risk_measure")
    router.register("site-plans", SitePlanViewSet, basename="site_plan")
    router.register("rating-policies", RatingPolicyViewSet, basename="rating_policy")
