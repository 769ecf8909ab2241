"""Endpoints of the photos of findings and answers."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.errors import NotVisible, RuleBroken
from core.parsers import CleanJSON, CleanMultiPart
from core.policy import require
from evidence.actions import receive_photo
from inspections import actions, content, policy, rules, serializers
from inspections.api.shared import KEY, checked, key_of
from inspections.models import AnswerPhoto, Finding, FindingPhoto
from inspections.receipts import receipt
from inspections.selectors.lists import visit_of


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


class AnswerPhotoViewSet(viewsets.GenericViewSet):
    """Photos of answers, for items that need one also where they conform."""

    queryset = AnswerPhoto.objects.none()
    serializer_class = serializers.AnswerPhotoSerializer

    @extend_schema(parameters=[KEY], responses=serializers.ConfirmedSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """Tie a photo that was sent before to an answer."""
        valid, now = checked(serializers.AnswerPhotoSerializer, request), clock.now()
        link = actions.attach_answer_photo(
            actor=request._request.actor,
            now=now,
            link_id=key_of(pk),
            answer_id=valid["answer"],
            photo_id=valid["photo"],
            position=valid.get("position", 0),
        )
        stored = {"answer": link.answer_id, "photo": link.photo_id, "position": link.position}
        return Response(
            {
                "id": str(link.pk),
                "version": 1,
                "sha256": receipt(request.data, valid, stored),
                "content": {name: content.plain(value) for name, value in stored.items()},
                "at": content.stamp(now),
            }
        )

    @extend_schema(parameters=[KEY], request=None, responses=serializers.ConfirmedSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Take a photo off an answer, answered with a receipt as the device's queue needs it."""
        actions.detach_answer_photo(actor=request._request.actor, now=clock.now(), link_id=key_of(pk))
        return Response({"id": str(key_of(pk)), "version": 1, "sha256": rules.digest({})})
