"""The endpoint that makes a document of a published table of fields."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core import clock
from desk.fields import actions
from documents.api import DocumentSerializer
from documents.choices import Language
from documents.models import Document


class FieldTableDocumentSerializer(serializers.Serializer):
    """Which published table, in which language."""

    table = serializers.UUIDField()
    language = serializers.ChoiceField(Language.choices, default=Language.CHINESE)


class FieldTableDocumentViewSet(viewsets.GenericViewSet):
    """Documents of published tables of fields."""

    queryset = Document.objects.none()
    serializer_class = DocumentSerializer

    @extend_schema(request=FieldTableDocumentSerializer, responses={201: DocumentSerializer})
    def create(self, request: Request) -> Response:
        """Take a number for a published table and have its PDF drawn up; asked again, the same one is returned."""
        data = FieldTableDocumentSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        made = actions.issue_field_table(
            actor=request._request.actor,
            now=clock.now(),
            table_id=data.validated_data["table"],
            language=data.validated_data["language"],
        )
        return Response(DocumentSerializer(made).data, status=201)


def register(router: SimpleRouter) -> None:
    """Add the endpoint."""
    router.register("field-table-documents", FieldTableDocumentViewSet, basename="field-table-document")
