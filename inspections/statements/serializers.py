"""The shapes of the statements' endpoints."""

from rest_framework import serializers

from documents.choices import Language
from hazards.serializers import words
from inspections.choices import Period, StatementStatus
from inspections.models import Statement


class StatementSerializer(serializers.ModelSerializer):
    """A statement; `figures` are frozen once it is signed, and as the ledger stands while it is owed."""

    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True)
    enterprise_name = serializers.CharField(source="enterprise.name", read_only=True)
    period = serializers.ChoiceField(Period.choices, read_only=True)
    status = serializers.ChoiceField(StatementStatus.choices, read_only=True)
    figures = serializers.DictField(read_only=True)
    document = serializers.UUIDField(source="document_id", read_only=True, allow_null=True)

    class Meta:
        model = Statement
        fields = (
            "id", "enterprise", "enterprise_name", "region_code", "period", "starts_on", "ends_on", "due_on", "status",
            "figures", "signed_at", "document",
        )  # fmt: skip
        read_only_fields = fields


class SignStatementSerializer(serializers.Serializer):
    """A remark and the language of the document."""

    remark = words(required=False)
    language = serializers.ChoiceField(Language.choices, default=Language.CHINESE)
