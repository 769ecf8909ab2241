"""What the API of hazards reads and writes; other apps build on `reference`, `words` and `ActSerializer`."""

from typing import Any

from rest_framework import serializers

from accounts.models import Authority, Membership
from checklists.models import Criterion
from enterprises.models import Enterprise, Equipment, Place
from evidence.models import Photo
from hazards.actions import Position
from hazards.choices import EventVerb, Grade, Source, Status
from hazards.models import Event, Hazard, HazardPhoto, SavedFilter
from hazards.policy import reads_source

#: The longest list of rows that an act names (photos, officers), unless it says otherwise.
MOST_ROWS = 50


class Rows(serializers.ListField):
    """A list of rows; one that is too long is refused before any row is looked up."""

    def to_internal_value(self, data: Any) -> list:
        """Return the rows. Each costs a query, so their number is asked first."""
        if isinstance(data, list) and len(data) > self.max_length:
            message = self.error_messages["max_length"].format(max_length=self.max_length)
            raise serializers.ValidationError(message, code="max_length")
        return super().to_internal_value(data)


def reference(model, *, many: bool = False, required: bool = True, **more: Any) -> serializers.Field:
    """Return a field that names a row behind the wall by its UUID."""
    optional = {} if required else {"required": False}
    if many:
        return Rows(child=reference(model), **optional, **({"max_length": MOST_ROWS} | more))
    if not required:
        optional |= {"allow_null": True, "default": None}
    return serializers.PrimaryKeyRelatedField(
        queryset=model.objects.all(), pk_field=serializers.UUIDField(), **optional, **more
    )


def words(*, required: bool = True, longest: int = 4000, **more: Any) -> serializers.CharField:
    """Return a field for some sentences."""
    optional = {} if required else {"required": False, "allow_blank": True, "default": ""}
    return serializers.CharField(max_length=longest, **optional, **more)


def may_read_source(serializer: serializers.BaseSerializer, source: str) -> bool:
    """Whether whoever asks may know a source; without a request in the context, as a stranger."""
    request = serializer.context.get("request")
    return reads_source(getattr(getattr(request, "_request", request), "actor", None), source)


class HazardSerializer(serializers.ModelSerializer):
    """A hazard as everybody who may see it reads it. `source` is null where only authorities may know it."""

    source = serializers.ChoiceField(Source.choices, read_only=True, allow_null=True)

    number = serializers.CharField(source="label", read_only=True)
    serial = serializers.IntegerField(source="number", read_only=True)
    enterprise_name = serializers.CharField(source="enterprise.name", read_only=True)
    authority_name = serializers.CharField(source="authority.name", read_only=True)

    class Meta:
        model = Hazard
        fields = (
            "id",
            "number",
            "serial",
            "version",
            "status",
            "grade",
            "led_by",
            "region_code",
            "enterprise",
            "enterprise_name",
            "authority",
            "authority_name",
            "handler",
            "industry",
            "place",
            "equipment",
            "place_text",
            "description",
            "requirement",
            "interim_measures",
            "criterion",
            "basis",
            "source",
            "episode",
            "returns",
            "parent",
            "found_on",
            "recorded_at",
            "due_on",
            "rectified_on",
            "closed_at",
            "updated_at",
        )
        read_only_fields = fields

    def to_representation(self, instance: Hazard) -> dict[str, Any]:
        """Keep a confidential source to those who may read it."""
        found = super().to_representation(instance)
        return found if may_read_source(self, instance.source) else found | {"source": None}


class HazardLineSerializer(HazardSerializer):
    """A hazard as a row of the list: without the long texts."""

    class Meta(HazardSerializer.Meta):
        fields = tuple(name for name in HazardSerializer.Meta.fields if name not in ("requirement", "interim_measures"))
        read_only_fields = fields


class EventSerializer(serializers.ModelSerializer):
    """One row of the ledger."""

    verb = serializers.ChoiceField(EventVerb.choices, read_only=True)
    from_status = serializers.CharField(read_only=True, allow_blank=True)
    to_status = serializers.ChoiceField(Status.choices, read_only=True)
    actor = serializers.JSONField(read_only=True)
    data = serializers.JSONField(read_only=True)

    class Meta:
        model = Event
        fields = (
            "id",
            "number",
            "episode",
            "verb",
            "from_status",
            "to_status",
            "at",
            "client_at",
            "latitude",
            "longitude",
        )
        fields = (*fields, "actor", "note", "data", "document")
        read_only_fields = fields

    def to_representation(self, instance: Event) -> dict[str, Any]:
        """Leave a confidential source out of the facts."""
        found = super().to_representation(instance)
        if not may_read_source(self, instance.data.get("source", "")):
            found["data"] = {name: value for name, value in instance.data.items() if name != "source"}
        return found


class HazardPhotoSerializer(serializers.ModelSerializer):
    """A photo in its role; `answers` names the before-photo that an after-photo answers."""

    class Meta:
        model = HazardPhoto
        fields = ("id", "photo", "purpose", "answers", "episode", "round", "added_at")
        read_only_fields = fields


class SavedFilterSerializer(serializers.ModelSerializer):
    """A kept filter."""

    name = serializers.CharField(max_length=40)
    query = serializers.CharField(max_length=1000, allow_blank=True)

    class Meta:
        model = SavedFilter
        fields = ("id", "name", "query", "created_at")
        read_only_fields = ("id", "created_at")


class ActSerializer(serializers.Serializer):
    """What every act may carry: the version of the hazard that the client saw; another one is a conflict (409)."""

    version = serializers.IntegerField(
        min_value=0, max_value=2_147_483_647, required=False, allow_null=True, default=None
    )


class PositionSerializer(serializers.Serializer):
    """When and where the client says it acted."""

    client_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    latitude = serializers.DecimalField(
        9, 6, required=False, allow_null=True, default=None, min_value=-90, max_value=90
    )
    longitude = serializers.DecimalField(
        9, 6, required=False, allow_null=True, default=None, min_value=-180, max_value=180
    )


class RecordHazardSerializer(serializers.Serializer):
    """A new hazard. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(required=False, source="hazard_id")
    enterprise = reference(Enterprise)
    description = words()
    source = serializers.ChoiceField(Source.choices)
    grade = serializers.ChoiceField(Grade.choices, default=Grade.GENERAL)
    found_on = serializers.DateField(required=False, allow_null=True, default=None)
    place = reference(Place, required=False)
    equipment = reference(Equipment, required=False)
    place_text = words(required=False, longest=120)
    requirement = words(required=False)
    interim_measures = words(required=False)
    criterion = serializers.PrimaryKeyRelatedField(
        queryset=Criterion.objects.all(),
        pk_field=serializers.CharField(max_length=20),
        required=False,
        allow_null=True,
        default=None,
    )
    basis = words(required=False, longest=300)
    before_photos = reference(Photo, many=True, required=False)
    position = PositionSerializer(required=False)

    def validate_position(self, value: dict) -> Position:
        """Return the position as the action takes it."""
        return Position(**value)


class ConfirmSerializer(ActSerializer):
    """The settled grade."""

    grade = serializers.ChoiceField(Grade.choices)
    criterion = serializers.PrimaryKeyRelatedField(
        queryset=Criterion.objects.all(),
        pk_field=serializers.CharField(max_length=20),
        required=False,
        allow_null=True,
        default=None,
    )
    reason = words(required=False)


class UpgradeSerializer(ConfirmSerializer):
    """Why a hazard is major after all."""

    grade = None
    reason = words()


class StatedReasonSerializer(ActSerializer):
    """Only the reason."""

    reason = words()


class TransferSerializer(StatedReasonSerializer):
    """To which department, and why."""

    to = reference(Authority)


class RemarkSerializer(ActSerializer):
    """A remark."""

    note = words(required=False)


class FixOnSpotSerializer(RemarkSerializer):
    """The photos after the fix, in the order of the before-photos."""

    after_photos = reference(Photo, many=True)


class HazardNoteSerializer(ActSerializer):
    """A note with photos of the scene."""

    note = words()
    photos = reference(Photo, many=True, required=False)


class AssignSerializer(ActSerializer):
    """Who handles it."""

    handler = reference(Membership)


class AssignInsideSerializer(ActSerializer):
    """Who of the enterprise fixes it, and by when."""

    responsible = reference(Membership)
    due_on = serializers.DateField()
    note = words(required=False)


class ReportFixedSerializer(RemarkSerializer):
    """The photos after the fix, in the order of the before-photos."""

    after_photos = reference(Photo, many=True)
    before_photos = reference(Photo, many=True, required=False)
    rectified_on = serializers.DateField(required=False, allow_null=True, default=None)


class SeenSerializer(ActSerializer):
    """What the second person saw."""

    note = words()


class ManySerializer(serializers.Serializer):
    """Several hazards at once."""

    hazards = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=200)


class AssignManySerializer(ManySerializer):
    """Who handles many."""

    handler = reference(Membership)


class NotDoneSerializer(serializers.Serializer):
    """A row that could not be done, and why."""

    id = serializers.UUIDField()
    reason = serializers.CharField()


class BulkSerializer(serializers.Serializer):
    """What came of one act on many rows."""

    done = serializers.ListField(child=serializers.UUIDField())
    failed = NotDoneSerializer(many=True)
