"""Endpoints of evidence under /api/v1/: a photo is sent by PUT under the id its client made, whole or in pieces."""

import re
import uuid
from datetime import timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import parsers, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.errors import NotVisible, RuleBroken
from core.parsers import CleanJSON
from core.policy import require
from enterprises.models import Enterprise
from evidence import actions, policy, selectors
from evidence.choices import Purpose
from evidence.models import Attachment, Photo
from evidence.rules import FORMATS, LARGEST_PHOTO, OFFICE
from evidence.views import guarded

RANGE = re.compile(r"^bytes (\d{1,9})-(\d{1,9})/(\d{1,9})$")
PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "application/octet-stream")
PHOTO_BODY = dict.fromkeys(PHOTO_TYPES, OpenApiTypes.BINARY)
FILE_BODY = dict.fromkeys(("application/pdf", *OFFICE.values(), "application/octet-stream"), OpenApiTypes.BINARY)


class Bytes(parsers.BaseParser):
    """Takes the body as it is, whatever it calls itself: what it is, its bytes tell."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None) -> bytes:
        """Return the body; one byte more than the limit is enough to refuse it."""
        return stream.read(LARGEST_PHOTO + 1)


class Placed(serializers.Serializer):
    """Whose file it is, and the hash its sender computed."""

    sha256 = serializers.RegexField(
        r"^[0-9a-fA-F]{64}$", required=False, default="", help_text="SHA-256 the client computed"
    )
    enterprise = serializers.UUIDField(required=False, default=None, help_text="The enterprise it concerns")

    def owner(self) -> Enterprise | None:
        """Return the enterprise within reach, None when none was named."""
        key = self.validated_data["enterprise"]
        found = Enterprise.objects.filter(pk=key).first() if key else None
        if key and found is None:
            raise NotVisible(_("There is no such enterprise here."))
        return found


class PhotoQuery(Placed):
    """What is known of a photo besides its bytes, as query parameters."""

    purpose = serializers.ChoiceField(Purpose.choices, default=Purpose.SCENE)
    taken_at = serializers.DateTimeField(required=False, default=None, help_text="The device's clock when it was taken")
    device_now = serializers.DateTimeField(required=False, default=None, help_text="The device's clock now")
    latitude = serializers.DecimalField(9, 6, required=False, default=None, min_value=-90, max_value=90)
    longitude = serializers.DecimalField(9, 6, required=False, default=None, min_value=-180, max_value=180)
    accuracy_metres = serializers.IntegerField(required=False, default=None, min_value=0, max_value=1_000_000)
    nonce = serializers.CharField(
        required=False, default="", max_length=200, help_text="What the page's camera was given"
    )


class FileQuery(Placed):
    """What is known of an attached file besides its bytes."""

    name = serializers.CharField(max_length=200, default="file")


class UploadAnswer(serializers.Serializer):
    """What the server has. A client may forget its copy only when `state` is `kept` and `sha256` is its own."""

    id = serializers.UUIDField()
    sha256 = serializers.CharField(
        allow_blank=True, help_text="Of the bytes that were kept; empty while pieces are missing"
    )
    state = serializers.ChoiceField(["receiving", "kept"])
    received = serializers.IntegerField(help_text="Bytes that have arrived without a gap from the beginning")
    size = serializers.IntegerField(allow_null=True)
    width = serializers.IntegerField(required=False)
    height = serializers.IntegerField(required=False)
    origin = serializers.CharField(required=False)


class ReasonSerializer(serializers.Serializer):
    """Why a sealed original is needed."""

    reason = serializers.CharField(min_length=policy.SHORTEST_REASON, max_length=300)


def _answer(kept: Photo | Attachment) -> dict:
    shown = {"id": kept.pk, "sha256": kept.sha256, "state": "kept", "received": kept.size, "size": kept.size}
    if isinstance(kept, Photo):
        shown |= {"width": kept.width, "height": kept.height, "origin": kept.origin}
    return shown


def _id(pk: str) -> uuid.UUID:
    try:
        return uuid.UUID(pk)
    except ValueError as error:
        raise NotVisible(_("There is no such photo here.")) from error


def _body(request: Request) -> bytes:
    if not isinstance(request.data, bytes) or not request.data:
        raise RuleBroken(_("The request has no body; send the file itself as the body."))
    return request.data


KEY = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The id the client made (UUID)")


class PhotoViewSet(viewsets.ViewSet):
    """Photos: send, resume, ask what has arrived, open the sealed original."""

    queryset = Photo.objects.none()
    parser_classes = [Bytes]

    @extend_schema(parameters=[KEY], responses=UploadAnswer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Tell what has arrived of a photo. HEAD answers the same in `Upload-Offset`."""
        require(policy.can_see_evidence(request._request.actor))
        kept = Photo.objects.filter(pk=_id(pk)).first()
        if kept:
            return Response(_answer(kept), headers={"Upload-Offset": str(kept.size)})
        received = selectors.received_bytes(_id(pk), person_id=request._request.actor.person_id)
        if received is None:
            raise NotVisible(_("There is no such photo here."))
        shown = {"id": pk, "sha256": "", "state": "receiving", "received": received, "size": None}
        return Response(shown, headers={"Upload-Offset": str(received)})

    @extend_schema(
        parameters=[
            KEY,
            PhotoQuery,
            OpenApiParameter(
                "Content-Range", str, OpenApiParameter.HEADER, description="`bytes 0-524287/2000000` for a piece"
            ),
        ],
        request=PHOTO_BODY,
        responses={200: UploadAnswer, 202: UploadAnswer},
    )
    def update(self, request: Request, pk: str) -> Response:
        """Send a photo whole, or a piece of it with `Content-Range`. Sending again changes nothing."""
        actor, now, id = request._request.actor, clock.now(), _id(pk)
        data = _body(request)
        query = PhotoQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        claimed = query.validated_data["sha256"].lower()
        if header := request.headers.get("Content-Range"):
            kept = Photo.objects.filter(pk=id).first()
            if kept and kept.sha256 == claimed:
                # The answer to the last piece was lost on its way; nothing more is needed.
                return Response(_answer(kept))
            whole = self._piece(actor, now, id, header, data)
            if whole is None:
                received = selectors.received_bytes(id, person_id=actor.person_id)
                shown = {"id": id, "sha256": "", "state": "receiving", "received": received, "size": None}
                return Response(shown, status=202, headers={"Upload-Offset": str(received)})
            data = whole
        values = {name: value for name, value in query.validated_data.items() if name not in ("sha256", "enterprise")}
        photo = actions.receive_photo(
            actor=actor,
            now=now,
            id=id,
            data=data,
            enterprise=query.owner(),
            claimed_sha256=query.validated_data["sha256"],
            **values,
        )
        return Response(_answer(photo))

    def _piece(self, actor, now, id: uuid.UUID, header: str, data: bytes) -> bytes | None:
        """Take in a piece; a photo that is already kept needs none of its pieces again."""
        found = RANGE.match(header)
        if not found or int(found[2]) - int(found[1]) + 1 != len(data):
            raise RuleBroken(_("Content-Range must be like “bytes 0-524287/2000000” and fit the body."))
        return actions.receive_piece(actor=actor, now=now, id=id, start=int(found[1]), total=int(found[3]), data=data)

    @extend_schema(
        parameters=[KEY],
        request=ReasonSerializer,
        responses={(200, media_type): OpenApiTypes.BINARY for media_type in set(FORMATS.values())},
    )
    @action(detail=True, methods=["post"], parser_classes=[CleanJSON])
    def original(self, request: Request, pk: str) -> HttpResponse:
        """Open the sealed original with a reason, which is recorded."""
        photo = selectors.photo_of(_id(pk))
        asked = ReasonSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = actions.open_original(
            actor=request._request.actor, now=clock.now(), photo=photo, reason=asked.validated_data["reason"]
        )
        response = guarded(HttpResponse(data, content_type=FORMATS.get(photo.format, "application/octet-stream")))
        response["Content-Disposition"] = f'attachment; filename="{photo.pk}-original"'
        response["Cache-Control"] = "private, no-store"
        return response


class AttachmentViewSet(viewsets.ViewSet):
    """Attached PDF and office files."""

    queryset = Attachment.objects.none()
    parser_classes = [Bytes]

    @extend_schema(parameters=[KEY], responses=UploadAnswer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Tell whether a file was kept, and its hash."""
        require(policy.can_see_evidence(request._request.actor))
        return Response(_answer(selectors.attachment_of(_id(pk))))

    @extend_schema(parameters=[KEY, FileQuery], request=FILE_BODY, responses=UploadAnswer)
    def update(self, request: Request, pk: str) -> Response:
        """Send a file. Sending it again changes nothing and answers the same."""
        data = _body(request)
        query = FileQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        kept = actions.receive_attachment(
            actor=request._request.actor,
            now=clock.now(),
            id=_id(pk),
            name=query.validated_data["name"],
            data=data,
            enterprise=query.owner(),
            claimed_sha256=query.validated_data["sha256"],
        )
        return Response(_answer(kept))


class NonceAnswer(serializers.Serializer):
    """What the page's camera hands back with each photo."""

    nonce = serializers.CharField()
    valid_seconds = serializers.IntegerField()


class CaptureViewSet(viewsets.ViewSet):
    """The proof that a photo was taken inside the page."""

    @extend_schema(request=None, responses={201: NonceAnswer}, operation_id="capture_nonce_create")
    def create(self, request: Request) -> Response:
        """Make a nonce for the acting person, to be sent with photos that the page's own camera takes."""
        nonce = actions.capture_nonce(actor=request._request.actor, now=clock.now())
        return Response({"nonce": nonce, "valid_seconds": int(actions.NONCE_LIFE / timedelta(seconds=1))}, status=201)


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("photos", PhotoViewSet, basename="photo")
    router.register("attachments", AttachmentViewSet, basename="attachment")
    router.register("capture-nonce", CaptureViewSet, basename="capture-nonce")
