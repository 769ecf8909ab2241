"""Endpoints of what a visit holds: answers, findings, signatures, edits that collided."""

from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from inspections import actions, content, rules, serializers
from inspections.api.shared import KEY, checked, key_of
from inspections.models import Answer, Finding, Revision, Signature
from inspections.receipts import receipt, saved_answer


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
