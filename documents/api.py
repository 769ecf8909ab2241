"""Endpoints of documents under /api/v1/. Each calls the action that the page calls."""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from core.errors import NotVisible
from core.policy import require
from documents import actions, policy, selectors
from documents.choices import Kind, Method, Outcome
from documents.filters import DocumentFilter
from documents.models import Document, Service, ServiceConsent, SigningCertificate
from documents.views import pdf_response
from enterprises.models import Enterprise


class DocumentSerializer(serializers.ModelSerializer):
    """A document without its data; `pdf_sha256` is empty until its file is ready."""

    issuer_name = serializers.CharField(source="issuer.name", read_only=True)
    enterprise_name = serializers.CharField(source="enterprise.name", read_only=True, default="")

    class Meta:
        model = Document
        fields = [
            "id",
            "kind",
            "status",
            "language",
            "printed_number",
            "issuer",
            "issuer_name",
            "enterprise",
            "enterprise_name",
            "issued_at",
            "code",
            "snapshot_sha256",
            "render_state",
            "render_reason",
            "pdf_sha256",
            "pdf_size",
            "sign_state",
            "signed_sha256",
            "signed_at",
            "opened_at",
            "supersedes",
            "revoked_at",
            "revoke_reason",
        ]
        read_only_fields = fields


class ServiceSerializer(serializers.Serializer):
    """A receipt of service. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(required=False)
    method = serializers.ChoiceField(Method.choices)
    served_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(Outcome.choices, default=Outcome.DELIVERED)
    receiver_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    receiver_post = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    witness_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    witness_post = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    tracking_no = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    place = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    second_server = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    evidence_photo = serializers.UUIDField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ServiceRowSerializer(serializers.ModelSerializer):
    """An attempt to hand a document over as it stands on record; `receipt` is the proof that was drawn up of it."""

    class Meta:
        model = Service
        fields = [
            "id",
            "method",
            "outcome",
            "served_at",
            "place",
            "receiver_name",
            "receiver_post",
            "witness_name",
            "witness_post",
            "second_server",
            "tracking_no",
            "note",
            "failed_at",
            "failure",
            "receipt",
        ]
        read_only_fields = fields


class ReceiptSerializer(serializers.Serializer):
    """Which service is to be proved."""

    service = serializers.UUIDField()


class CertificateSerializer(serializers.ModelSerializer):
    """What anybody of the authority may know of its certificate; the key never leaves."""

    class Meta:
        model = SigningCertificate
        fields = ["id", "subject", "issued_by", "serial", "fingerprint", "valid_from", "valid_until", "uploaded_at"]
        read_only_fields = fields


class CertificateUploadSerializer(serializers.Serializer):
    """A PKCS#12 file and its password."""

    pkcs12 = serializers.FileField()
    password = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", trim_whitespace=False, write_only=True
    )


class RevokeSerializer(serializers.Serializer):
    """Why a document is revoked."""

    reason = serializers.CharField(max_length=500)


class ConsentSerializer(serializers.Serializer):
    """A signed consent to electronic service."""

    id = serializers.UUIDField(read_only=True)
    enterprise = serializers.UUIDField(source="enterprise_id")
    address = serializers.CharField(max_length=120)
    signed_by = serializers.CharField(max_length=60)
    signed_post = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    given_at = serializers.DateTimeField(read_only=True)


class VerifiedSerializer(serializers.Serializer):
    """What anybody may know of a document."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    number = serializers.CharField()
    issuer_zh = serializers.CharField()
    issuer_en = serializers.CharField()
    issued_at = serializers.DateTimeField()
    state = serializers.ChoiceField(["in_force", "revoked", "superseded"])
    revoked_at = serializers.DateTimeField(allow_null=True)
    successor_number = serializers.CharField(allow_blank=True)
    snapshot_sha256 = serializers.CharField()
    pdf_sha256 = serializers.CharField(allow_blank=True)
    signer = serializers.CharField(allow_blank=True)
    signed_at = serializers.DateTimeField(allow_null=True)
    signed_sha256 = serializers.CharField(allow_blank=True)


def key_of(text: str) -> uuid.UUID:
    """Return an id from an address; what is none is not visible."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotVisible(_("There is no such document here.")) from error


KEY = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class DocumentViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Official documents within reach."""

    queryset = Document.objects.none()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
    keyset_order = ("-issued_at", "-id")

    def get_queryset(self):
        """Return the issued documents behind the wall."""
        return selectors.issued()

    def _document(self, request: Request, pk: str) -> Document:
        require(policy.can_see_document(request._request.actor))
        return selectors.document_of(key_of(pk))

    def list(self, request: Request, *args, **kwargs) -> Response:
        """List documents, newest first."""
        require(policy.can_see_document(request._request.actor))
        return super().list(request, *args, **kwargs)

    @extend_schema(parameters=[KEY])
    def retrieve(self, request: Request, pk: str) -> Response:
        """Read one document."""
        return Response(DocumentSerializer(self._document(request, pk)).data)

    @extend_schema(parameters=[KEY], responses={(200, "application/json"): OpenApiTypes.OBJECT})
    @action(detail=True, methods=["get"])
    def snapshot(self, request: Request, pk: str) -> Response:
        """Read the frozen data of a document: what its SHA-256 is of, as canonical JSON."""
        return Response(self._document(request, pk).snapshot)

    @extend_schema(parameters=[KEY], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def pdf(self, request: Request, pk: str) -> HttpResponse:
        """Read the file of a document; 409 while it is being drawn up."""
        return pdf_response(request._request, self._document(request, pk))

    @extend_schema(parameters=[KEY], request=ServiceSerializer, responses=DocumentSerializer)
    @action(detail=True, methods=["post"])
    def service(self, request: Request, pk: str) -> Response:
        """Record how a document was handed over."""
        document = self._document(request, pk)
        given = ServiceSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.record_service(actor=request._request.actor, now=clock.now(), document=document, **given.validated_data)
        return Response(DocumentSerializer(self._document(request, pk)).data)

    @extend_schema(parameters=[KEY], responses=ServiceRowSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def services(self, request: Request, pk: str) -> Response:
        """List the attempts to hand a document over, oldest first."""
        rows = selectors.services_of(self._document(request, pk))
        return Response(ServiceRowSerializer(rows, many=True).data)

    @extend_schema(parameters=[KEY], request=ReceiptSerializer, responses=DocumentSerializer)
    @action(detail=True, methods=["post"])
    def receipt(self, request: Request, pk: str) -> Response:
        """Draw up the proof of a service out of the fact on record; a second call answers with the first's."""
        document = self._document(request, pk)
        given = ReceiptSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        service = given.validated_data["service"]
        if all(each.pk != service for each in selectors.services_of(document)):
            raise NotVisible(_("There is no such service here."))
        proof = actions.issue_receipt(actor=request._request.actor, now=clock.now(), service_id=service)
        return Response(DocumentSerializer(selectors.document_of(proof.pk)).data)

    @extend_schema(parameters=[KEY], request=RevokeSerializer, responses=DocumentSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Revoke a document with a reason."""
        document = self._document(request, pk)
        given = RevokeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.revoke_document(
            actor=request._request.actor, now=clock.now(), document=document, reason=given.validated_data["reason"]
        )
        return Response(DocumentSerializer(self._document(request, pk)).data)

    @extend_schema(parameters=[KEY], request=None, responses=DocumentSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Have a failed file drawn up once more."""
        actions.retry_rendering(actor=request._request.actor, now=clock.now(), document=self._document(request, pk))
        return Response(DocumentSerializer(self._document(request, pk)).data)


class ConsentViewSet(viewsets.ViewSet):
    """Consent to electronic service."""

    queryset = ServiceConsent.objects.none()

    def _enterprise(self, key: uuid.UUID) -> Enterprise:
        enterprise = Enterprise.objects.filter(pk=key).first()
        if enterprise is None:
            raise NotVisible(_("There is no such enterprise here."))
        return enterprise

    @extend_schema(request=ConsentSerializer, responses={201: ConsentSerializer})
    def create(self, request: Request) -> Response:
        """Record a signed consent; an earlier one is replaced."""
        given = ConsentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        enterprise = self._enterprise(values.pop("enterprise_id"))
        consent = actions.give_consent(actor=request._request.actor, now=clock.now(), enterprise=enterprise, **values)
        return Response(ConsentSerializer(consent).data, status=201)

    @extend_schema(
        parameters=[OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="The enterprise")],
        responses={204: None},
    )
    def destroy(self, request: Request, pk: str) -> Response:
        """Withdraw the consent that is in force of the enterprise with this id."""
        actions.withdraw_consent(actor=request._request.actor, now=clock.now(), enterprise=self._enterprise(key_of(pk)))
        return Response(status=204)


class CertificateViewSet(viewsets.ViewSet):
    """The certificate with which the files of the own authority are signed."""

    queryset = SigningCertificate.objects.none()
    parser_classes = [MultiPartParser]

    @extend_schema(responses=CertificateSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Read the certificate in force: one, or none."""
        actor = request._request.actor
        require(policy.can_manage_certificate(actor))
        row = selectors.certificate_of(actor.tenant_id)
        return Response(CertificateSerializer([row] if row else [], many=True).data)

    @extend_schema(request={"multipart/form-data": CertificateUploadSerializer}, responses={201: CertificateSerializer})
    def create(self, request: Request) -> Response:
        """Upload a certificate with its key; one in force is replaced."""
        actor = request._request.actor
        require(policy.can_manage_certificate(actor))
        given = CertificateUploadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = actions.upload_certificate(
            actor=actor,
            now=clock.now(),
            pkcs12=given.validated_data["pkcs12"].read(),
            password=given.validated_data["password"],
        )
        return Response(CertificateSerializer(row).data, status=201)

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"])
    def remove(self, request: Request) -> Response:
        """Forget the key and password of the certificate in force."""
        actions.remove_certificate(actor=request._request.actor, now=clock.now())
        return Response(status=204)


class VerifyViewSet(viewsets.ViewSet):
    """Anybody may verify a document by its check code."""

    queryset = Document.objects.none()
    permission_classes = [permissions.AllowAny]
    authentication_classes = []
    lookup_value_regex = "[0-9A-Za-z -]{1,60}"

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "id", str, OpenApiParameter.PATH, description="The check code", pattern="^[0-9A-Za-z-]{1,60}$"
            )
        ],
        responses=VerifiedSerializer,
        auth=[],
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Tell whether the document with this check code is genuine and in force."""
        return Response(VerifiedSerializer(selectors.verified(pk)).data)


def register(router: SimpleRouter) -> None:
    """Add this app's endpoints."""
    router.register("documents", DocumentViewSet, basename="document")
    router.register("signing-certificates", CertificateViewSet, basename="signing-certificate")
    router.register("service-consents", ConsentViewSet, basename="service-consent")
    router.register("verify", VerifyViewSet, basename="verify")
