"""Endpoints of visits under /api/v1/. Each entry is sent by PUT under the id its client made, and may be sent again."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as drf
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.errors import NotVisible, RuleBroken
from core.parsers import CleanJSON, CleanMultiPart
from core.policy import require
from evidence.actions import receive_photo
from inspections import actions, content, policy, rules, serializers
from inspections.filters import VisitFilter
from inspections.models import Answer, Finding, FindingPhoto, Revision, Signature, Visit
from inspections.receipts import ECHOED, receipt, saved_answer
from inspections.selectors.lists import visit_of, visits_for
from inspections.selectors.phone import visit_state

KEY = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="Made by the client (UUID)")


def key_of(pk: str) -> uuid.UUID:
    """Return the UUID in an address, or raise `NotVisible`."""
    try:
        return uuid.UUID(pk)
    except ValueError as error:
        raise NotVisible(_("There is nothing under this address.")) from error


def checked(kind: type[drf.Serializer], request: Request) -> dict[str, Any]:
    """Return the valid content of a request, only what was sent."""
    serializer = kind(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def members(rows: list[dict]) -> list[actions.Member]:
    """Return the team as the actions take it."""
    return [actions.Member(**row) for row in rows]


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
        return Response({"id": str(visit.pk), "version": visit.version, "sha256": self._receipt(request, valid, visit)})

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


class AnswerViewSet(viewsets.GenericViewSet):
    """Answers to the items of a visit's checklist."""

    queryset = Answer.objects.none()
    serializer_class = serializers.AnswerSerializer

    @extend_schema(parameters=[KEY], responses=serializers.ConfirmedSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Answer one item."""
        valid = checked(serializers.AnswerSerializer, request)
        saved = actions.save_answer(
            actor=request._request.actor,
            now=clock.now(),
            answer_id=key_of(pk),
            visit_id=valid["visit"],
            item_id=valid["item"],
            values={name: value for name, value in valid.items() if name in content.ANSWER},
            base_version=valid.get("base_version", 0),
            device_at=valid.get("device_at"),
        )
        return saved_answer(request, valid, saved, {"visit": saved.row.visit_id, "item": saved.row.item_id})


class FindingViewSet(viewsets.GenericViewSet):
    """Findings of a visit."""

    queryset = Finding.objects.none()
    serializer_class = serializers.FindingSerializer

    @extend_schema(parameters=[KEY], responses=serializers.ConfirmedSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Record a finding, or change fields of it: what a colleague changed beside it is merged."""
        valid = checked(serializers.FindingSerializer, request)
        values = {name: content.plain(value) for name, value in valid.items() if name in content.FINDING}
        values |= {name: str(values[name]).lower() for name in ("item", "equipment") if values.get(name)}
        if values.get("criterion") == "":
            values["criterion"] = None
        saved = actions.save_finding(
            actor=request._request.actor,
            now=clock.now(),
            finding_id=key_of(pk),
            visit_id=valid["visit"],
            values=values,
            base_version=valid.get("base_version", 0),
            device_at=valid.get("device_at"),
        )
        return saved_answer(request, valid, saved, {"visit": saved.row.visit_id})

    @extend_schema(parameters=[KEY], request=serializers.ReasonSerializer, responses=serializers.ConfirmedSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Withdraw a finding with its reason."""
        valid = checked(serializers.ReasonSerializer, request)
        finding = actions.withdraw_finding(
            actor=request._request.actor, now=clock.now(), finding_id=key_of(pk), reason=valid["reason"]
        )
        stored = {"reason": finding.withdrawn_reason}
        return Response(
            {"id": str(finding.pk), "version": finding.version, "sha256": receipt(request.data, valid, stored)}
        )

    @extend_schema(parameters=[KEY], request=None, responses=serializers.ConfirmedSerializer)
    @action(detail=True, methods=["post"], url_path="confirm-grade")
    def confirm_grade(self, request: Request, pk: str) -> Response:
        """Confirm, as a second person, that the finding is a major hazard."""
        finding = actions.confirm_finding_grade(actor=request._request.actor, now=clock.now(), finding_id=key_of(pk))
        return Response({"id": str(finding.pk), "version": finding.version, "sha256": rules.digest({})})


class FindingPhotoViewSet(viewsets.GenericViewSet):
    """Photos of findings."""

    queryset = FindingPhoto.objects.none()
    serializer_class = serializers.FindingPhotoSerializer
    parser_classes = [CleanJSON, CleanMultiPart]

    @extend_schema(
        parameters=[KEY],
        request={
            "multipart/form-data": serializers.FindingPhotoSerializer,
            "application/json": serializers.FindingPhotoSerializer,
        },
        responses=serializers.ConfirmedSerializer,
    )
    def update(self, request: Request, pk: str) -> Response:
        """Send a photo of a finding, or tie one that was sent before."""
        actor, now, key = request._request.actor, clock.now(), key_of(pk)
        valid = checked(serializers.FindingPhotoSerializer, request)
        finding = Finding.objects.filter(pk=valid["finding"]).select_related("enterprise").first()
        if finding is None:
            raise NotVisible(_("There is no such finding. What you entered is still on this device."))
        digest = None
        photo_id = valid.get("photo")
        if "file" in valid:
            photo_id = key
            visit, team = visit_of(finding.visit_id, actor)
            require(policy.can_record_finding(actor, visit, team))
            photo = receive_photo(
                actor=actor,
                now=now,
                id=key,
                data=valid["file"].read(),
                purpose=valid["purpose"],
                enterprise=finding.enterprise,
                claimed_sha256=valid.get("sha256", ""),
                taken_at=valid.get("taken_at"),
                device_now=valid.get("device_time"),
                latitude=valid.get("latitude"),
                longitude=valid.get("longitude"),
                nonce=valid.get("nonce", ""),
            )
            digest = photo.sha256
        if photo_id is None:
            raise RuleBroken(_("Send the photo itself, or the id of one that was sent before."))
        link = actions.attach_photo(
            actor=actor,
            now=now,
            link_id=key,
            finding_id=finding.pk,
            photo_id=photo_id,
            purpose=valid["purpose"],
            position=valid.get("position", 0),
        )
        stored = {
            "finding": link.finding_id, "photo": link.photo_id, "purpose": link.purpose, "position": link.position
        }  # fmt: skip
        return Response(
            {
                "id": str(link.pk),
                "version": 1,
                "sha256": digest or receipt(request.data, valid, stored),
                "content": {name: content.plain(value) for name, value in stored.items()},
                "at": content.stamp(now),
            }
        )

    @extend_schema(parameters=[KEY], responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take a photo off a finding."""
        actions.detach_photo(actor=request._request.actor, now=clock.now(), link_id=key_of(pk))
        return Response(status=204)

    @extend_schema(parameters=[KEY], request=None, responses=serializers.ConfirmedSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Take a photo off a finding, answered with a receipt as the device's queue needs it."""
        actions.detach_photo(actor=request._request.actor, now=clock.now(), link_id=key_of(pk))
        return Response({"id": str(key_of(pk)), "version": 1, "sha256": rules.digest({})})


class SignatureViewSet(viewsets.GenericViewSet):
    """Signatures drawn on the screen."""

    queryset = Signature.objects.none()
    serializer_class = serializers.SignatureSerializer

    @extend_schema(parameters=[KEY], responses=serializers.ConfirmedSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Send a signature over what the visit says now."""
        valid = checked(serializers.SignatureSerializer, request)
        signature = actions.sign(
            actor=request._request.actor,
            now=clock.now(),
            signature_id=key_of(pk),
            visit_id=valid["visit"],
            signatory=valid["signatory"],
            png=valid["png"],
            name=valid.get("name", ""),
            post=valid.get("post", ""),
            officer_id=valid.get("officer"),
            device_at=valid.get("device_at"),
        )
        stored = {
            "visit": signature.visit_id, "signatory": signature.signatory, "officer": signature.officer_id,
            "name": signature.name, "post": signature.post, "png": content.png_address(signature.png),
        }  # fmt: skip
        return Response(
            {
                "id": str(signature.pk),
                "version": 1,
                "sha256": receipt(request.data, valid, stored),
                "content": content.of_signature(signature),
                "at": content.stamp(clock.now()),
            }
        )


class RevisionViewSet(viewsets.GenericViewSet):
    """Edits that collided and wait for a decision."""

    queryset = Revision.objects.none()
    serializer_class = serializers.DecideSerializer

    @extend_schema(parameters=[KEY], responses=serializers.ConfirmedSerializer)
    @action(detail=True, methods=["put"])
    def decide(self, request: Request, pk: str) -> Response:
        """Choose, field by field, which of the two values holds."""
        valid = checked(serializers.DecideSerializer, request)
        saved = actions.decide_conflict(
            actor=request._request.actor, now=clock.now(), revision_id=key_of(pk), keep=valid["keep"]
        )
        digest = rules.digest({"keep": request.data.get("keep")})
        return Response({"id": str(saved.row.pk), "version": saved.version, "sha256": digest, "content": saved.content})


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("visits", VisitViewSet, basename="visit")
    router.register("answers", AnswerViewSet, basename="answer")
    router.register("findings", FindingViewSet, basename="finding")
    router.register("finding-photos", FindingPhotoViewSet, basename="finding-photo")
    router.register("signatures", SignatureViewSet, basename="signature")
    router.register("visit-revisions", RevisionViewSet, basename="visit-revision")
