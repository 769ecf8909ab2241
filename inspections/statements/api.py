"""Endpoints of statements under /api/v1/self-check-statements/."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.policy import require
from inspections import policy
from inspections.api.shared import checked, key_of
from inspections.choices import StatementStatus
from inspections.models import Statement
from inspections.statements import figures, selectors
from inspections.statements.actions import sign_statement
from inspections.statements.filters import StatementFilter
from inspections.statements.serializers import SignStatementSerializer, StatementSerializer

KEY = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class StatementViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Statements of self-inspection. Late is computed: `state=late`."""

    queryset = Statement.objects.none()
    serializer_class = StatementSerializer
    filterset_class = StatementFilter
    keyset_order = ("-due_on", "-id")

    def get_queryset(self):
        """Return the statements behind the wall."""
        return selectors.statements()

    def list(self, request: Request, *args, **kwargs) -> Response:
        """List statements, those due last first."""
        require(policy.can_see_statements(request._request.actor))
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(StatementSerializer(page, many=True).data)

    @extend_schema(parameters=[KEY], responses={200: StatementSerializer})
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one statement with its figures."""
        require(policy.can_see_statements(request._request.actor))
        row = selectors.statement_of(key_of(pk))
        if row.status == StatementStatus.OWED:
            span = {"starts_on": row.starts_on, "ends_on": row.ends_on}
            row.figures = figures.compute(row.enterprise_id, **span, today=clock.today())
        return Response(StatementSerializer(row).data)

    @extend_schema(parameters=[KEY], request=SignStatementSerializer, responses={200: StatementSerializer})
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: str) -> Response:
        """Sign a statement as the head of the enterprise. Again: the same document."""
        valid = checked(SignStatementSerializer, request)
        row = sign_statement(actor=request._request.actor, now=clock.now(), statement_id=key_of(pk), **valid)
        return Response(StatementSerializer(selectors.statement_of(row.pk)).data)
