"""What the API of bulletins takes and gives."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from bulletins import rules
from bulletins.choices import Scope
from bulletins.models import Bulletin, Exposure, Note, Publication, Schedule, Statement


def given(serializer: type[serializers.Serializer], request: Request) -> dict:
    """Return what was sent, checked."""
    row = serializer(data=request.data)
    row.is_valid(raise_exception=True)
    return dict(row.validated_data)


class BulletinSerializer(serializers.ModelSerializer):
    """A bulletin with its cases; what becomes public is `content`."""

    authority_name = serializers.CharField(source="authority.name", read_only=True)
    figures = serializers.JSONField(read_only=True)
    items = serializers.JSONField(read_only=True)
    content = serializers.JSONField(read_only=True)
    typical = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    left_out = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = Bulletin
        fields = [
            "id", "status", "version", "source", "authority", "authority_name", "region_code", "period_from",
            "period_to", "as_of", "title_zh", "title_en", "addressees", "good_zh", "good_en", "requirements_zh",
            "requirements_en", "figures", "items", "typical", "left_out", "content", "content_sha256",
            "drawn_at", "exposed_at", "reply_until", "first_released_at", "released_at", "returned_reason",
            "withdrawn_at", "withdraw_reason", "decided_on",
        ]  # fmt: skip
        read_only_fields = fields


class BulletinLineSerializer(serializers.ModelSerializer):
    """A bulletin in a list."""

    class Meta:
        model = Bulletin
        fields = [
            "id", "status", "version", "source", "authority", "region_code", "period_from", "period_to", "title_zh",
            "title_en", "drawn_at", "exposed_at", "released_at", "withdrawn_at",
        ]  # fmt: skip
        read_only_fields = fields


class DrawUpSerializer(serializers.Serializer):
    """From which cases a bulletin is drawn up. Idempotent on `id`."""

    id = serializers.UUIDField(required=False)
    least_days = serializers.IntegerField(min_value=1, max_value=365, default=rules.LEAST_DAYS)
    which = serializers.ChoiceField(Scope.choices, default=Scope.ALL)
    period_from = serializers.DateField(required=False)
    period_to = serializers.DateField(required=False)


class EditSerializer(serializers.Serializer):
    """Changes of a draft; what is not sent stays."""

    version = serializers.IntegerField(min_value=1)
    title_zh = serializers.CharField(max_length=120, required=False)
    title_en = serializers.CharField(max_length=200, required=False)
    addressees = serializers.CharField(max_length=120, required=False, allow_blank=True)
    good_zh = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    good_en = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    requirements_zh = serializers.CharField(max_length=5000, required=False)
    requirements_en = serializers.CharField(max_length=5000, required=False)
    typical = serializers.ListField(child=serializers.IntegerField(), max_length=rules.MOST_ENTRIES, required=False)
    left_out = serializers.ListField(child=serializers.IntegerField(), max_length=rules.MOST_ENTRIES, required=False)
    photos_off = serializers.ListField(child=serializers.UUIDField(), max_length=1000, required=False)


class VersionSerializer(serializers.Serializer):
    """The version that was read."""

    version = serializers.IntegerField(min_value=1)


class SendBackSerializer(VersionSerializer):
    """Why it is sent back."""

    reason = serializers.CharField(max_length=500)


class WithdrawSerializer(SendBackSerializer):
    """Why it is withdrawn, and the day of the decision behind it."""

    decided_on = serializers.DateField(required=False, allow_null=True, default=None)


class FollowUpSerializer(serializers.Serializer):
    """What became of a case; entry 0 is the whole bulletin."""

    entry = serializers.IntegerField(min_value=0, max_value=rules.MOST_ENTRIES)
    happened_on = serializers.DateField()
    text = serializers.CharField(max_length=1000)


class NoteSerializer(serializers.ModelSerializer):
    """What was added to a publication."""

    class Meta:
        model = Note
        fields = ["id", "kind", "entry", "unit", "text", "happened_on", "added_at"]
        read_only_fields = fields


class ExposureSerializer(serializers.ModelSerializer):
    """A case on the boards."""

    facts = serializers.JSONField(read_only=True)
    authority_name = serializers.CharField(source="authority.name", read_only=True)
    grounds = serializers.ListField(child=serializers.CharField(), read_only=True, default=list)

    class Meta:
        model = Exposure
        fields = [
            "id", "ground", "grounds", "authority", "authority_name", "hazard", "enterprise", "bulletin", "batch",
            "facts", "raised_at", "reply_until", "withdrawn_at",
        ]  # fmt: skip
        read_only_fields = fields


@extend_schema_serializer(component_name="ExposureStatement")
class StatementSerializer(serializers.ModelSerializer):
    """What a named unit says. Idempotent on `id`."""

    id = serializers.UUIDField(required=False)
    text = serializers.CharField(max_length=1000)

    class Meta:
        model = Statement
        fields = ["id", "text", "filed_at"]
        read_only_fields = ["filed_at"]


class PublicationSerializer(serializers.ModelSerializer):
    """A published bulletin with what was added to it."""

    authority_name = serializers.CharField(source="authority.name", read_only=True)
    content = serializers.JSONField(read_only=True)
    notes = NoteSerializer(many=True, read_only=True)

    class Meta:
        model = Publication
        fields = [
            "id", "number", "title_zh", "title_en", "authority_name", "published_at", "public_until", "content",
            "content_sha256", "notes",
        ]  # fmt: skip
        read_only_fields = fields


class PublicationLineSerializer(serializers.ModelSerializer):
    """A published bulletin in a list."""

    authority_name = serializers.CharField(source="authority.name", read_only=True)

    class Meta:
        model = Publication
        fields = ["id", "number", "title_zh", "title_en", "authority_name", "published_at", "public_until"]
        read_only_fields = fields


class ScheduleSerializer(serializers.ModelSerializer):
    """The monthly bulletin of the own authority; without a day there is none."""

    which = serializers.ChoiceField(Scope.choices, source="scope")
    day_of_month = serializers.IntegerField(min_value=1, max_value=28, allow_null=True)
    least_days = serializers.IntegerField(min_value=1, max_value=365)
    reply_days = serializers.IntegerField(min_value=1, max_value=60)
    public_months = serializers.IntegerField(min_value=1, max_value=36)

    class Meta:
        model = Schedule
        fields = ["day_of_month", "least_days", "which", "reply_days", "public_months"]
