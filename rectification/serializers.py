"""What the API of rectification reads and writes."""

from typing import Any

from rest_framework import serializers

from accounts.models import Membership
from documents.choices import Language, Method
from enterprises.models import Industry
from evidence.models import Attachment, Photo
from hazards.choices import Grade, VerificationMethod
from hazards.serializers import ActSerializer, Rows, StatedReasonSerializer, reference, words
from rectification import actions
from rectification.choices import ReopenGround, Verdict
from rectification.models import (
    Deadline,
    Extension,
    GradeOpinion,
    Order,
    Plan,
    Progress,
    StopWork,
    Submission,
    Verification,
)
from regions.choices import DeadlineUnit


class OfDeadline(serializers.Serializer):
    """A deadline: by policy where `unit` is left out; else a number of days, or the date itself."""

    unit = serializers.ChoiceField(DeadlineUnit.choices, required=False, allow_null=True, default=None)
    days = serializers.IntegerField(min_value=1, max_value=3660, required=False, allow_null=True, default=None)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)

    @staticmethod
    def gathered(values: dict[str, Any]) -> tuple[str | None, Any]:
        """Take the deadline out of `values` as the actions take it."""
        unit, days, due = values.pop("unit"), values.pop("days"), values.pop("due_on")
        return unit, due if unit == DeadlineUnit.DATE else days if unit != DeadlineUnit.IMMEDIATE else None


class OfDocument(serializers.Serializer):
    """Who signs the document, and in which language it is drawn up."""

    officers = reference(Membership, many=True, required=False, max_length=20)
    language = serializers.ChoiceField(Language.choices, default=Language.CHINESE)


class OrderLineSerializer(OfDeadline, ActSerializer):
    """One hazard of an order with its deadline."""

    hazard = serializers.UUIDField()


class IssueOrderSerializer(OfDocument):
    """An order to one enterprise on one or several hazards."""

    lines = Rows(child=OrderLineSerializer(), allow_empty=False, max_length=200)
    basis = words(required=False, longest=300)
    interim_measures = words(required=False)
    serve_on = serializers.DateField(required=False, allow_null=True, default=None)

    def validate_lines(self, lines: list[dict]) -> list[actions.OrderLine]:
        """Return the lines as the action takes them."""
        found = []
        for line in lines:
            unit, amount = OfDeadline.gathered(line)
            found.append(actions.OrderLine(line["hazard"], unit, amount, line["version"]))
        return found


class ServeOrderSerializer(ActSerializer):
    """How the order was handed over."""

    method = serializers.ChoiceField(Method.choices, default=Method.IN_PERSON)
    served_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    receiver_name = words(required=False, longest=60)
    receiver_post = words(required=False, longest=60)
    witness_name = words(required=False, longest=60)
    witness_post = words(required=False, longest=60)
    tracking_no = words(required=False, longest=60)
    evidence_photo = serializers.UUIDField(required=False, allow_null=True, default=None)
    note = words(required=False, longest=500)


class MilestoneSerializer(serializers.Serializer):
    """A step of the plan."""

    on = serializers.DateField()
    text = words(required=False, longest=200)


class SavePlanSerializer(ActSerializer):
    """The five implementations (五落实); what is left out is a gap."""

    goal = words(required=False)
    measures = words(required=False)
    funds = serializers.DecimalField(14, 2, min_value=0, required=False, allow_null=True, default=None)
    funds_source = words(required=False, longest=120)
    responsible_unit = words(required=False, longest=120)
    responsible_person = words(required=False, longest=60)
    responsible_phone = words(required=False, longest=30)
    finish_on = serializers.DateField(required=False, allow_null=True, default=None)
    interim_measures = words(required=False)
    contingency_plan = words(required=False)
    evacuation_trigger = words(required=False)
    milestones = Rows(child=MilestoneSerializer(), required=False, default=list, max_length=60)


class ReportProgressSerializer(ActSerializer):
    """This month's progress."""

    percent = serializers.IntegerField(min_value=0, max_value=100)
    text = words()


class AfterPhotoSerializer(serializers.Serializer):
    """An after-photo, and the before-photo (its id among the hazard's photos) that it answers."""

    photo = reference(Photo)
    answers = serializers.UUIDField(required=False, allow_null=True, default=None)


class SubmitEvidenceSerializer(ActSerializer):
    """What proves the fix."""

    measures = words()
    rectified_on = serializers.DateField()
    after = Rows(child=AfterPhotoSerializer(), required=False, default=list, max_length=50)
    attachments = reference(Attachment, many=True, required=False, max_length=20)
    cost = serializers.DecimalField(14, 2, min_value=0, required=False, allow_null=True, default=None)
    partly = words(required=False)

    def validate_after(self, rows: list[dict]) -> list[actions.AfterPhoto]:
        """Return the photos as the action takes them."""
        return [actions.AfterPhoto(row["photo"], row["answers"]) for row in rows]


class RemainderSerializer(OfDeadline):
    """What is still to be done, and by when."""

    description = words()


class VerifySerializer(OfDocument, ActSerializer):
    """The verdict. `remainder` belongs to `partly`, `reason` to `returned`, `seen` to both others."""

    verdict = serializers.ChoiceField(Verdict.choices)
    method = serializers.ChoiceField(VerificationMethod.choices)
    seen = words(required=False)
    reason = words(required=False)
    remainder = RemainderSerializer(required=False, allow_null=True, default=None)

    def validate_remainder(self, value: dict | None) -> actions.Remainder | None:
        """Return the remainder as the action takes it."""
        if value is None:
            return None
        unit, amount = OfDeadline.gathered(value)
        return actions.Remainder(value["description"], unit, amount)


class SignOffSerializer(ActSerializer):
    """The head's signature."""

    language = serializers.ChoiceField(Language.choices, default=Language.CHINESE)


class ReopenSerializer(OfDocument, OfDeadline, StatedReasonSerializer):
    """Why, and the new order. A closed hazard needs the ground; `fabricated` raises the supervision by one level."""

    ground = serializers.ChoiceField(ReopenGround.choices, required=False, allow_null=True, default=None)

    def validate(self, attrs: dict) -> dict:
        """Gather the deadline."""
        attrs["unit"], attrs["amount"] = OfDeadline.gathered(attrs)
        return attrs


class AskExtensionSerializer(ActSerializer):
    """Until when, why, and how it stays safe meanwhile."""

    proposed_due_on = serializers.DateField()
    reason = words()
    interim_measures = words()


class DecideExtensionSerializer(ActSerializer):
    """Grant or refuse."""

    grant = serializers.BooleanField()
    reason = words(required=False)
    new_due_on = serializers.DateField(required=False, allow_null=True, default=None)
    language = serializers.ChoiceField(Language.choices, default=Language.CHINESE)


class StopWorkSerializer(OfDocument, ActSerializer):
    """What stops, and on which basis."""

    extent = words()
    basis = words(longest=300)
    until = words(required=False, longest=200)


class AskResumeSerializer(ActSerializer):
    """What makes it safe again."""

    text = words()


class DecideResumeSerializer(ActSerializer):
    """Consent or not, after a review on site."""

    consent = serializers.BooleanField()
    reason = words()
    method = serializers.ChoiceField(VerificationMethod.choices, default=VerificationMethod.VISIT)


class GiveOpinionSerializer(ActSerializer):
    """The second opinion."""

    agrees = serializers.BooleanField()
    opinion = words()


class PolicyTimeSerializer(serializers.Serializer):
    """How much time a policy proposes."""

    unit = serializers.ChoiceField(DeadlineUnit.choices, help_text="working_days or calendar_days")
    amount = serializers.IntegerField(min_value=1, max_value=365)


class AddPolicySerializer(PolicyTimeSerializer):
    """For what a policy is; without an industry it holds for all."""

    grade = serializers.ChoiceField(Grade.choices)
    industry = serializers.PrimaryKeyRelatedField(
        queryset=Industry.objects.all(),
        pk_field=serializers.CharField(max_length=20),
        required=False,
        allow_null=True,
        default=None,
    )


class DeadlinePolicySerializer(serializers.Serializer):
    """A policy with its region of origin; the built-in default has no id. `due_on`: for a hazard found today."""

    id = serializers.UUIDField(source="pk", allow_null=True)
    region_code = serializers.CharField(source="row.region_code", allow_blank=True)
    region = serializers.CharField()
    grade = serializers.ChoiceField(Grade.choices, source="row.grade")
    industry = serializers.CharField(source="row.industry", allow_blank=True)
    unit = serializers.ChoiceField(DeadlineUnit.choices, source="row.unit")
    amount = serializers.IntegerField(source="row.amount")
    own = serializers.BooleanField()
    in_force = serializers.BooleanField()
    due_on = serializers.DateField(allow_null=True)


def rows_of(table: type, *left_out: str) -> type[serializers.ModelSerializer]:
    """Return a read-only serializer of a model's own columns."""
    shown = [field.name for field in table._meta.concrete_fields]
    dropped = {"hazard", "enterprise", "region_code", *left_out}

    class Meta:
        model = table
        fields = tuple(name for name in shown if name not in dropped)
        read_only_fields = fields

    named = {"Meta": Meta, "__doc__": table.__doc__, "__module__": __name__}
    return type(f"{table.__name__}RowSerializer", (serializers.ModelSerializer,), named)


class CaseSerializer(serializers.Serializer):
    """Everything that belongs to the rectification of one hazard."""

    orders = rows_of(Order)(many=True)
    deadlines = rows_of(Deadline)(many=True)
    extensions = rows_of(Extension)(many=True)
    plans = rows_of(Plan)(many=True)
    progress = rows_of(Progress)(many=True)
    submissions = rows_of(Submission)(many=True)
    verifications = rows_of(Verification)(many=True)
    opinions = rows_of(GradeOpinion)(many=True)
    stops = rows_of(StopWork)(many=True)
