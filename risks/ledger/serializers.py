"""What the API of the risk ledger reads and writes."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.tables import workbook_of
from documents.choices import Language
from risks.ledger import rules
from risks.ledger.choices import (
    AccidentKind,
    Boundary,
    Control,
    DirectRed,
    MeasureKind,
    Method,
    PointStatus,
    RowOutcome,
)
from risks.ledger.forms import LARGEST_DRAWING, LARGEST_SHEET
from risks.models import Entry, Measure, SitePlan

LARGEST_VERSION = 2_000_000_000


def words(name: str, *, required: bool = False, **more: Any) -> serializers.CharField:
    """Return a text as long as the database keeps it."""
    optional = {} if required else {"required": False, "allow_blank": True}
    return serializers.CharField(max_length=rules.LONGEST[name], **optional, **more)


def version() -> serializers.IntegerField:
    """Return the version that the client read; another one in the database is a conflict."""
    return serializers.IntegerField(min_value=0, max_value=LARGEST_VERSION, required=False, allow_null=True)


def raw(**more: Any) -> serializers.DecimalField:
    """Return a raw value of a rating."""
    return serializers.DecimalField(4, 1, min_value=0, max_value=100, **more)


class ControlMeasureSerializer(serializers.ModelSerializer):
    """A control measure."""

    class Meta:
        model = Measure
        fields = ["id", "point", "kind", "text", "control", "post", "owner", "status", "reviewed_on", "added_at"]
        read_only_fields = fields


class RiskPointSerializer(serializers.Serializer):
    """A risk point: raw values, and level, colour, next review and gaps as they follow from them."""

    id = serializers.UUIDField(source="point.pk", read_only=True)
    enterprise = serializers.UUIDField(source="point.enterprise_id", read_only=True)
    enterprise_name = serializers.CharField(source="point.enterprise.name", read_only=True)
    region = serializers.CharField(source="point.region_code", read_only=True)
    number = serializers.CharField(source="point.label", read_only=True)
    name = serializers.CharField(source="point.name", read_only=True)
    place = serializers.UUIDField(source="point.place_id", read_only=True, allow_null=True)
    place_text = serializers.CharField(source="point.place_text", read_only=True)
    where = serializers.CharField(source="point.where", read_only=True)
    equipment = serializers.UUIDField(source="point.equipment_id", read_only=True, allow_null=True)
    description = serializers.CharField(source="point.description", read_only=True)
    accidents = serializers.ListField(source="point.accidents", child=serializers.CharField(), read_only=True)
    people_exposed = serializers.IntegerField(source="point.people_exposed", read_only=True, allow_null=True)
    status = serializers.ChoiceField(PointStatus.choices, source="point.status", read_only=True)
    method = serializers.CharField(source="point.method", read_only=True)
    likelihood = raw(source="point.likelihood", read_only=True, allow_null=True)
    exposure = raw(source="point.exposure", read_only=True, allow_null=True)
    consequence = raw(source="point.consequence", read_only=True, allow_null=True)
    direct_red = serializers.CharField(source="point.direct_red", read_only=True)
    direct_red_reason = serializers.CharField(source="point.direct_red_reason", read_only=True)
    rating = serializers.CharField(read_only=True)
    level = serializers.IntegerField(read_only=True, help_text="0 not rated, 1 low, 2 general, 3 larger, 4 major")
    colour = serializers.CharField(read_only=True, help_text="red, orange, yellow, blue, or empty")
    reviewed_on = serializers.DateField(source="point.reviewed_on", read_only=True)
    next_review_on = serializers.DateField(read_only=True)
    late = serializers.BooleanField(read_only=True)
    gaps = serializers.ListField(child=serializers.CharField(), read_only=True)
    measures = ControlMeasureSerializer(many=True, read_only=True)
    version = serializers.IntegerField(source="point.version", read_only=True)


class DescribePointSerializer(serializers.Serializer):
    """What a point is; what is left out stays."""

    name = words("name", required=False)
    place = serializers.UUIDField(source="place_id", required=False, allow_null=True)
    place_text = words("place_text")
    equipment = serializers.UUIDField(source="equipment_id", required=False, allow_null=True)
    description = words("description")
    accidents = serializers.ListField(
        child=serializers.ChoiceField(AccidentKind.choices), required=False, max_length=len(AccidentKind)
    )
    people_exposed = serializers.IntegerField(min_value=0, max_value=rules.MOST_PEOPLE, required=False, allow_null=True)
    version = version()
    note = words("note")


class AddPointSerializer(DescribePointSerializer):
    """A new point. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(source="point_id", required=False)
    enterprise = serializers.UUIDField(source="enterprise_id")
    name = words("name", required=True)
    version = None
    note = None


class RatePointSerializer(serializers.Serializer):
    """Raw values of the method's table; the matrix has no exposure, its S is `consequence`."""

    method = serializers.ChoiceField(Method.choices)
    likelihood = raw()
    exposure = raw(required=False, allow_null=True)
    consequence = raw()
    version = version()
    note = words("note")


class DeclareRedSerializer(serializers.Serializer):
    """A case that is red whatever the score says; empty lifts it."""

    case = serializers.ChoiceField(DirectRed.choices, allow_blank=True)
    reason = words("direct_red_reason", required=True)
    version = version()


class WhySerializer(serializers.Serializer):
    """Why."""

    reason = words("note", required=True)
    version = version()


class RestoreSerializer(WhySerializer):
    """Which entry's state comes back, and why."""

    number = serializers.IntegerField(min_value=1, max_value=LARGEST_VERSION)


class ChangeMeasureSerializer(serializers.Serializer):
    """What a measure says; what is left out stays."""

    kind = serializers.ChoiceField(MeasureKind.choices, required=False)
    text = serializers.CharField(max_length=rules.LONGEST["text"], required=False)
    control = serializers.ChoiceField(Control.choices, required=False)
    post = serializers.UUIDField(source="post_id", required=False, allow_null=True)
    owner = words("owner")
    version = version()
    note = words("note")


class AddMeasureSerializer(ChangeMeasureSerializer):
    """A new measure. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(source="measure_id", required=False)
    kind = serializers.ChoiceField(MeasureKind.choices)
    text = words("text", required=True)
    control = serializers.ChoiceField(Control.choices)


class ReviewSerializer(serializers.Serializer):
    """What was looked at; without `measures`, all of them."""

    note = words("note", required=True)
    measures = serializers.ListField(
        child=serializers.UUIDField(), required=False, allow_null=True, max_length=rules.MOST_MEASURES
    )
    version = version()


class RiskEntrySerializer(serializers.ModelSerializer):
    """An entry of a point's ledger with the whole state after it."""

    class Meta:
        model = Entry
        fields = ["id", "number", "verb", "at", "actor", "note", "facts", "restores"]
        read_only_fields = fields


class RiskDifferenceSerializer(serializers.Serializer):
    """One difference of two states."""

    what = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class RiskSheetSerializer(serializers.Serializer):
    """The sheet to import."""

    file = serializers.FileField(validators=[workbook_of(LARGEST_SHEET)])


class RiskRowSerializer(serializers.Serializer):
    """What became of one row."""

    number = serializers.IntegerField()
    outcome = serializers.ChoiceField(RowOutcome.choices)
    name = serializers.CharField()
    point = serializers.UUIDField(source="point.pk", allow_null=True, default=None)
    message = serializers.CharField()


class RiskReportSerializer(serializers.Serializer):
    """What became of a sheet."""

    counts = serializers.DictField(child=serializers.IntegerField())
    unknown = serializers.ListField(child=serializers.CharField())
    rows = RiskRowSerializer(many=True)


class RegisterLedgerSerializer(serializers.Serializer):
    """Whose ledger is registered, in which language."""

    enterprise = serializers.UUIDField(source="enterprise_id")
    language = serializers.ChoiceField(Language.choices, default=Language.CHINESE)


class RegisteredLedgerSerializer(serializers.Serializer):
    """The document and its number."""

    document = serializers.UUIDField()
    number = serializers.CharField()


class AreaSerializer(serializers.Serializer):
    """A row of the board."""

    code = serializers.CharField()
    name = serializers.CharField()
    enterprise = serializers.UUIDField(allow_null=True)
    colour = serializers.CharField()
    total = serializers.IntegerField()
    lacking = serializers.IntegerField()
    late = serializers.IntegerField()
    counts = serializers.SerializerMethodField()

    def get_counts(self, area) -> dict[str, int]:
        """Count by colour; `none` is what nobody rated."""
        return {colour or "none": n for colour, n in area.cells}


class SitePlanSerializer(serializers.ModelSerializer):
    """A site plan; the picture is evidence."""

    class Meta:
        model = SitePlan
        fields = ["id", "enterprise", "name", "status", "picture", "source", "added_at"]
        read_only_fields = fields


class AddPlanSerializer(serializers.Serializer):
    """A drawing. Idempotent on `id`, which the client may make."""

    id = serializers.UUIDField(source="plan_id", required=False)
    name = words("plan", required=True)
    file = serializers.FileField()

    def validate_file(self, file):
        """Refuse what is too large before its bytes are looked at."""
        if file.size > LARGEST_DRAWING:
            raise serializers.ValidationError(_("The drawing is larger than 25 MB. Save it smaller."))
        return file


class PlacePointSerializer(serializers.Serializer):
    """Where a point stands: ten-thousandths of width and height."""

    point = serializers.UUIDField(source="point_id")
    x = serializers.IntegerField(min_value=0, max_value=rules.WHOLE)
    y = serializers.IntegerField(min_value=0, max_value=rules.WHOLE)


class MarkSerializer(serializers.Serializer):
    """A point on a plan."""

    point = serializers.UUIDField(source="line.pk")
    number = serializers.CharField(source="line.point.label")
    name = serializers.CharField(source="line.point.name")
    colour = serializers.CharField(source="line.colour")
    x = serializers.IntegerField()
    y = serializers.IntegerField()


class SetBoundariesSerializer(serializers.Serializer):
    """Where the levels begin, how often each is reviewed, and why."""

    boundary = serializers.ChoiceField(Boundary.choices, default=Boundary.LOWER)
    lec_red = serializers.DecimalField(7, 2, min_value=0, max_value=99999)
    lec_orange = serializers.DecimalField(7, 2, min_value=0, max_value=99999)
    lec_yellow = serializers.DecimalField(7, 2, min_value=0, max_value=99999)
    ls_red = serializers.IntegerField(min_value=2, max_value=25)
    ls_orange = serializers.IntegerField(min_value=2, max_value=25)
    ls_yellow = serializers.IntegerField(min_value=2, max_value=25)
    months_red = serializers.IntegerField(min_value=1, max_value=rules.LONGEST_MONTHS)
    months_orange = serializers.IntegerField(min_value=1, max_value=rules.LONGEST_MONTHS)
    months_yellow = serializers.IntegerField(min_value=1, max_value=rules.LONGEST_MONTHS)
    months_blue = serializers.IntegerField(min_value=1, max_value=rules.LONGEST_MONTHS)
    reason = words("reason", required=True)


class BoundariesSerializer(serializers.Serializer):
    """What a region says; `region` is null for the default."""

    region = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    boundary = serializers.ChoiceField(Boundary.choices, source="boundaries.boundary")
    lec = serializers.ListField(source="boundaries.lec", child=serializers.DecimalField(7, 2))
    ls = serializers.ListField(source="boundaries.ls", child=serializers.IntegerField())
    months = serializers.ListField(source="boundaries.months", child=serializers.IntegerField())
