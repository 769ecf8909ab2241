"""What the endpoints of lists take and give."""

from rest_framework import serializers

from checklists.choices import ChecklistKind, Frequency, ItemMethod
from checklists.forms import GRADES, HEAVIEST, LARGEST_UPLOAD
from checklists.models import Binding, Checklist, ChecklistItem, ChecklistVersion
from checklists.sheets import LONGEST_DEADLINE
from core.tables import workbook_of

MOST_IN_A_LIST = 1000
MOST_REVISIONS = 1_000_000_000


class ItemSerializer(serializers.ModelSerializer):
    """An item of a version: what to look at or do, by which clause, and what a failure proposes."""

    criterion = serializers.CharField(source="criterion_id", allow_null=True, read_only=True)
    method = serializers.CharField(read_only=True, help_text="look, record, ask, measure, test, or empty")
    key = serializers.UUIDField(source="identity", read_only=True, help_text="The same through all versions")
    base_item = serializers.UUIDField(source="base_item_id", read_only=True, allow_null=True)

    class Meta:
        model = ChecklistItem
        fields = [
            "id", "key", "base_item", "revision", "position", "section_zh", "section_en", "text_zh", "text_en",
            "basis_zh", "basis_en", "method", "frequency", "photo_required", "critical", "criterion", "default_grade",
            "default_days", "finding_zh", "finding_en", "weight",
        ]  # fmt: skip
        read_only_fields = fields


class VersionSerializer(serializers.ModelSerializer):
    """A version without its items."""

    checklist = serializers.UUIDField(source="checklist_id", read_only=True)
    enterprise = serializers.UUIDField(source="enterprise_id", read_only=True, allow_null=True)
    base = serializers.UUIDField(source="base_id", read_only=True, allow_null=True)

    class Meta:
        model = ChecklistVersion
        fields = [
            "id", "checklist", "enterprise", "base", "region_code", "number", "status", "revision", "submitted_at",
            "returned_reason", "published_at", "effective_from",
        ]  # fmt: skip
        read_only_fields = fields


class FullVersionSerializer(VersionSerializer):
    """A version with its items."""

    items = ItemSerializer(many=True, read_only=True)

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "items"]
        read_only_fields = fields


class ChecklistSerializer(serializers.ModelSerializer):
    """A checklist with its versions; an empty region is the nation's, with an enterprise it is that one's own."""

    industry = serializers.CharField(source="industry_id", allow_null=True, read_only=True)
    department = serializers.CharField(source="department_id", allow_null=True, read_only=True)
    enterprise = serializers.UUIDField(source="enterprise_id", allow_null=True, read_only=True)
    versions = VersionSerializer(many=True, read_only=True)

    class Meta:
        model = Checklist
        fields = [
            "id", "region_code", "enterprise", "code", "kind", "industry", "department", "name_zh", "name_en",
            "versions",
        ]  # fmt: skip
        read_only_fields = fields


class BindingSerializer(serializers.ModelSerializer):
    """Who performs a list from a day on: a post of an enterprise, or a member of an authority."""

    checklist = serializers.UUIDField(source="checklist_id", read_only=True)
    post = serializers.UUIDField(source="post_id", read_only=True, allow_null=True)
    membership = serializers.UUIDField(source="membership_id", read_only=True, allow_null=True)

    class Meta:
        model = Binding
        fields = ["id", "checklist", "post", "membership", "starts_on", "ends_on"]
        read_only_fields = fields


class NewChecklistSerializer(serializers.Serializer):
    """A new list of the own region or the own enterprise. With a base its kind is the base's."""

    id = serializers.UUIDField(required=False)
    base = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(ChecklistKind.choices)
    code = serializers.CharField(max_length=40, required=False)
    name_zh = serializers.CharField(max_length=120)
    name_en = serializers.CharField(max_length=160)
    industry = serializers.CharField(max_length=12, required=False)
    department = serializers.CharField(max_length=6, required=False)


class SaveItemSerializer(serializers.Serializer):
    """What an item says. `id` names the item to change, or the id that a new one shall have; `revision` guards it."""

    id = serializers.UUIDField(required=False)
    revision = serializers.IntegerField(min_value=0, max_value=MOST_REVISIONS, required=False)
    section_zh = serializers.CharField(max_length=80, required=False, allow_blank=True)
    section_en = serializers.CharField(max_length=120, required=False, allow_blank=True)
    text_zh = serializers.CharField(max_length=400, required=False)
    text_en = serializers.CharField(max_length=500, required=False)
    basis_zh = serializers.CharField(max_length=300, required=False, allow_blank=True)
    basis_en = serializers.CharField(max_length=300, required=False, allow_blank=True)
    method = serializers.ChoiceField(ItemMethod.choices, required=False)
    frequency = serializers.ChoiceField(Frequency.choices, required=False)
    photo_required = serializers.BooleanField(required=False)
    critical = serializers.BooleanField(required=False)
    criterion = serializers.CharField(max_length=20, required=False, allow_null=True)
    default_grade = serializers.ChoiceField(GRADES, required=False)
    default_days = serializers.IntegerField(min_value=1, max_value=LONGEST_DEADLINE, required=False, allow_null=True)
    finding_zh = serializers.CharField(max_length=300, required=False, allow_blank=True)
    finding_en = serializers.CharField(max_length=400, required=False, allow_blank=True)
    weight = serializers.IntegerField(min_value=1, max_value=HEAVIEST, required=False)


class OrderSerializer(serializers.Serializer):
    """The ids of all items in the order wanted; `mover` is the one that was dragged and joins the section there."""

    order = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_IN_A_LIST)
    mover = serializers.UUIDField(required=False)


class MoveSerializer(serializers.Serializer):
    """By how many places an item moves: up is negative."""

    step = serializers.IntegerField(min_value=-MOST_IN_A_LIST, max_value=MOST_IN_A_LIST)


class ReasonSerializer(serializers.Serializer):
    """Why something is returned."""

    reason = serializers.CharField(max_length=400)


class PublishSerializer(serializers.Serializer):
    """From which day a version is used; `expected_items` guards against a change since it was read."""

    effective_from = serializers.DateField()
    expected_items = serializers.IntegerField(min_value=0, max_value=MOST_IN_A_LIST, required=False)


class BindSerializer(serializers.Serializer):
    """Either a post of the own enterprise or a membership of the own authority, and the list it performs."""

    id = serializers.UUIDField(required=False)
    checklist = serializers.UUIDField()
    post = serializers.UUIDField(required=False)
    membership = serializers.UUIDField(required=False)
    starts_on = serializers.DateField()


class EndSerializer(serializers.Serializer):
    """From which day on a list is performed no more."""

    ends_on = serializers.DateField()


class ChecklistSheetSerializer(serializers.Serializer):
    """An Excel sheet, as the export writes it."""

    file = serializers.FileField(validators=[workbook_of(LARGEST_UPLOAD)])


class RowReportSerializer(serializers.Serializer):
    """What became of a row of the sheet: added, changed, unchanged or refused, and why."""

    number = serializers.IntegerField()
    outcome = serializers.CharField()
    text = serializers.CharField()
    reason = serializers.CharField()


class PieceSerializer(serializers.Serializer):
    """A run of words that is the same, gone or new."""

    kind = serializers.CharField()
    words = serializers.CharField()


class ChangedFieldSerializer(serializers.Serializer):
    """A field that changed, with its words before and after."""

    name = serializers.CharField()
    before = PieceSerializer(many=True)
    after = PieceSerializer(many=True)


class DifferenceSerializer(serializers.Serializer):
    """An item that was added, removed or changed."""

    kind = serializers.CharField()
    before = serializers.UUIDField(allow_null=True)
    after = serializers.UUIDField(allow_null=True)
    fields_changed = ChangedFieldSerializer(many=True)
