"""What the API says of the ladder, and what it takes."""

from rest_framework import serializers

from notifications.choices import Urgency
from rectification.ladder.choices import Anchor, EffectKind, Outcome, Pace, Party, PolicyStatus, WaitKind, Why
from rectification.ladder.forms import HIGHEST_LEVEL, row_of
from rectification.ladder.rules import MORNING, RungRow
from rectification.models import LadderPolicy, Rung, Term
from regions.choices import DeadlineUnit

MOST = 250


class RungSerializer(serializers.ModelSerializer):
    """A rung of a version."""

    class Meta:
        model = Rung
        fields = ["id", "kind", "pace", "anchor", "offset", "hour", "tell", "levels_up", "urgency", "effects"]
        read_only_fields = fields


class TermSerializer(serializers.ModelSerializer):
    """How long a party may take by a version."""

    class Meta:
        model = Term
        fields = ["kind", "pace", "unit", "amount"]
        read_only_fields = fields


class LadderSerializer(serializers.ModelSerializer):
    """A version without its rungs."""

    status = serializers.ChoiceField(PolicyStatus.choices, read_only=True)

    class Meta:
        model = LadderPolicy
        fields = ["id", "region_code", "number", "status", "reason", "drafted_at", "published_at", "superseded_at"]
        read_only_fields = fields


class FullLadderSerializer(LadderSerializer):
    """A version with its rungs and terms."""

    rungs = RungSerializer(many=True, read_only=True)
    terms = TermSerializer(many=True, read_only=True)

    class Meta(LadderSerializer.Meta):
        fields = [*LadderSerializer.Meta.fields, "rungs", "terms"]
        read_only_fields = fields


class SaveRungSerializer(serializers.Serializer):
    """A rung to add to a draft; with `rung` it takes the place of that one."""

    rung = serializers.UUIDField(required=False, allow_null=True, default=None)
    kind = serializers.ChoiceField(WaitKind.choices)
    pace = serializers.ChoiceField(Pace.choices)
    anchor = serializers.ChoiceField(Anchor.choices)
    offset = serializers.IntegerField(min_value=-MOST, max_value=MOST)
    hour = serializers.IntegerField(min_value=0, max_value=24, default=MORNING)
    tell = serializers.ListField(child=serializers.ChoiceField(Party.choices), max_length=len(Party))
    levels_up = serializers.IntegerField(min_value=0, max_value=HIGHEST_LEVEL, default=0)
    urgency = serializers.ChoiceField(Urgency.choices, default=Urgency.PROMPT.value)
    effects = serializers.ListField(
        child=serializers.ChoiceField(EffectKind.choices), max_length=len(EffectKind), default=list
    )

    def row(self) -> RungRow:
        """Return what the action takes."""
        return row_of(self.validated_data)


class SaveTermSerializer(serializers.Serializer):
    """How long a party may take."""

    kind = serializers.ChoiceField(WaitKind.choices)
    pace = serializers.ChoiceField(Pace.choices)
    unit = serializers.ChoiceField(DeadlineUnit.choices)
    amount = serializers.IntegerField(min_value=1, max_value=MOST)


class PublishLadderSerializer(serializers.Serializer):
    """Why the ladder changes."""

    reason = serializers.CharField(max_length=300)


class LineSerializer(serializers.Serializer):
    """A rung of a clock: with `outcome` it is past, without it is to come."""

    rung = serializers.CharField()
    moment = serializers.DateTimeField()
    day = serializers.DateField()
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)
    why = serializers.ChoiceField([each for each in Why.choices if each[0]], allow_blank=True)
    told = serializers.IntegerField()
    recorded_at = serializers.DateTimeField(allow_null=True)
    what = serializers.CharField(allow_blank=True)
    whom = serializers.CharField(allow_blank=True)


class ClockSerializer(serializers.Serializer):
    """One clock of a case, with what was said and what comes."""

    kind = serializers.ChoiceField(WaitKind.choices)
    label = serializers.CharField()
    pace = serializers.ChoiceField(Pace.choices)
    due_on = serializers.DateField()
    opened_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField(allow_blank=True)
    alarmed_at = serializers.DateTimeField(allow_null=True)
    past = LineSerializer(many=True)
    coming = LineSerializer(many=True)


class PreviewSerializer(serializers.Serializer):
    """What would happen to one clock: as it is, and by the version."""

    label = serializers.CharField()
    due_on = serializers.DateField()
    now = LineSerializer(many=True)
    then = LineSerializer(many=True)
