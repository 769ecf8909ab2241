"""Endpoints of visits: plan, start, fill in, finish, cancel, read."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.errors import RuleBroken
from core.policy import require
from inspections import actions, content, policy, rules, serializers
from inspections.api.shared import KEY, checked, key_of, members
from inspections.filters import VisitFilter
from inspections.models import Visit
from inspections.receipts import ECHOED, receipt, saved_answer
from inspections.selectors.lists import visit_of, visits_for
from inspections.selectors.phone import visit_state


class VisitViewSet(viewsets.GenericViewSet):
    """Visits: plan, start, fill in, finish, cancel, read."""

    queryset = Visit.objects.none()
    serializer_class = serializers.VisitSerializer
    filterset_class = VisitFilter
    keyset_order = ("-created_at", "-id")

    def get_queryset(self):
        """Return the visits the actor may see."""
        actor = getattr(self.request._request, "actor", None) if self.request else None
        return visits_for(actor) if actor else Visit.objects.none()

    def list(self, request: Request) -> Response:
        """List visits, newest first."""
        require(policy.can_see_visits(request._request.actor))
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(serializers.VisitSerializer(page, many=True).data)

    @extend_schema(parameters=[KEY], responses=serializers.VisitContentSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read a visit with everything in it."""
        actor = request._request.actor
        visit, _team = visit_of(key_of(pk), actor)
        now = clock.now()
        return Response(visit_state(visit, actor, now) | {"at": content.stamp(now)})

    @extend_schema(request=serializers.PlanSerializer, responses={201: serializers.ConfirmedSerializer})
    def create(self, request: Request) -> Response:
        """Plan a visit. With an `id` it may be sent again without harm."""
        valid = checked(serializers.PlanSerializer, request)
        visit = actions.plan_visit(
            actor=request._request.actor,
            now=clock.now(),
            visit_id=valid.get("id"),
            enterprise_id=valid["enterprise"],
            method=valid["method"],
            planned_on=valid["planned_on"],
            officers=members(valid["officers"]),
            basis=valid.get("basis", ""),
            plan_no=valid.get("plan_no", ""),
            checklist_version_id=valid.get("checklist_version"),
            language=valid.get("language", "zh"),
            place_id=valid.get("place_id"),
            equipment_id=valid.get("equipment_id"),
        )
        return Response(
            {"id": str(visit.pk), "version": visit.version, "sha256": self._receipt(request, valid, visit)}, 201
        )

    @extend_schema(parameters=[KEY], request=serializers.StartSerializer, responses=serializers.ConfirmedSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Start a visit on the spot under the client's id, or the planned visit of that id."""
        valid = checked(serializers.StartSerializer, request)
        if "enterprise" not in valid and not Visit.objects.filter(pk=key_of(pk)).exists():
            raise RuleBroken(
                _("Name the enterprise that is visited."), fields={"enterprise": _("Name the enterprise.")}
            )
        names = {"enterprise": "enterprise_id", "checklist_version": "checklist_version_id"}
        values = {names.get(name, name): value for name, value in valid.items() if name != "officers"}
        visit = actions.start_visit(
            actor=request._request.actor,
            now=clock.now(),
            visit_id=key_of(pk),
            officers=members(valid.get("officers", [])),
            **values,
        )
        digest = self._receipt(request, valid, visit)
        at = content.stamp(clock.now())
        return Response({"id": str(visit.pk), "version": visit.version, "sha256": digest, "at": at})

    def _receipt(self, request: Request, valid: Mapping[str, Any], visit: Visit) -> str:
        stored = {name: getattr(visit, name) for name in valid if hasattr(visit, name) and name != "officers"}
        stored |= {"enterprise": visit.enterprise_id, "checklist_version": visit.checklist_version_id}
        stored |= {"officers": request.data.get("officers")} if "officers" in valid else {}
        return receipt(request.data, valid, stored)

    @extend_schema(parameters=[KEY], request=serializers.DetailsSerializer, responses=serializers.ConfirmedSerializer)
    @action(detail=True, methods=["put"])
    def details(self, request: Request, pk: str) -> Response:
        """Fill in fields of the visit itself; send only those that changed."""
        valid = checked(serializers.DetailsSerializer, request)
        saved = actions.save_details(
            actor=request._request.actor,
            now=clock.now(),
            visit_id=key_of(pk),
            values={name: value for name, value in valid.items() if name in content.DETAILS},
            base_version=valid.get("base_version", 0),
            device_at=valid.get("device_at"),
        )
        return saved_answer(request, valid, saved, {})

    @extend_schema(parameters=[KEY], request=serializers.FinishSerializer, responses=serializers.FinishedSerializer)
    @action(detail=True, methods=["put"])
    def finish(self, request: Request, pk: str) -> Response:
        """Seal the visit, raise its hazards, issue its papers. Again: the same papers."""
        checked(serializers.FinishSerializer, request)
        done = actions.finish_visit(actor=request._request.actor, now=clock.now(), visit_id=key_of(pk))
        return Response(
            {
                "id": str(done.visit.pk),
                "version": done.visit.version,
                "sha256": rules.digest({name: raw for name, raw in request.data.items() if name in ECHOED}),
                "documents": [
                    {"id": str(paper.pk), "kind": paper.kind, "number": paper.printed_number, "code": paper.code}
                    for paper in done.documents
                ],
                "hazards": [str(key) for key in done.hazards],
            }
        )

    @extend_schema(parameters=[KEY], request=serializers.ReasonSerializer, responses=serializers.ConfirmedSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Cancel a visit that nobody has signed."""
        valid = checked(serializers.ReasonSerializer, request)
        visit = actions.cancel_visit(
            actor=request._request.actor, now=clock.now(), visit_id=key_of(pk), reason=valid["reason"]
        )
        stored = {"reason": visit.cancel_reason}
        return Response({"id": str(visit.pk), "version": visit.version, "sha256": receipt(request.data, valid, stored)})
