"""The shapes of the visit API: what a device sends, and what it is answered."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from checklists.choices import AnswerCode
from core.text import storable
from documents.choices import Language
from hazards.choices import Grade
from hazards.serializers import Rows
from inspections.choices import Disposition, Method, PhotoPurpose, Signatory, VisitKind, VisitStatus
from regions.choices import DeadlineUnit


class Text(serializers.CharField):
    """A text kept as it came, untrimmed, so that both sides hash the same; what cannot be stored is refused."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"trim_whitespace": False, "required": False, "allow_blank": True} | kwargs)

    def to_internal_value(self, data) -> str:
        """Return the text, or refuse half characters."""
        text = super().to_internal_value(data)
        if not storable(text):
            raise serializers.ValidationError(_("This text has characters that cannot be stored."))
        return text


class MemberSerializer(serializers.Serializer):
    """A member of the team: a membership within reach, or somebody of another body with the certificate shown."""

    id = serializers.UUIDField(required=False, help_text="Made by the client")
    membership = serializers.UUIDField(required=False, allow_null=True)
    name = Text(max_length=60)
    unit = Text(max_length=150)
    certificate_no = Text(max_length=40)
    capacity = serializers.ChoiceField(
        [(Signatory.OFFICER.value, Signatory.OFFICER.label), (Signatory.EXPERT.value, Signatory.EXPERT.label)],
        required=False,
    )


class StartSerializer(serializers.Serializer):
    """Start a visit on the spot, or the planned one that has this id (then only the place and time matter)."""

    enterprise = serializers.UUIDField(required=False)
    method = serializers.ChoiceField(Method.choices, required=False)
    basis = Text(max_length=300)
    plan_no = Text(max_length=60)
    checklist_version = serializers.UUIDField(required=False, allow_null=True)
    officers = Rows(child=MemberSerializer(), required=False, max_length=20)
    language = serializers.ChoiceField(Language.choices, required=False)
    place_checked = Text(max_length=200)
    place_id = serializers.UUIDField(required=False, allow_null=True, help_text="Of the enterprise; for a round")
    equipment_id = serializers.UUIDField(required=False, allow_null=True, help_text="Of the enterprise; for a round")
    device_started_at = serializers.DateTimeField(required=False, allow_null=True)
    latitude = serializers.DecimalField(9, 6, required=False, allow_null=True, min_value=-90, max_value=90)
    longitude = serializers.DecimalField(9, 6, required=False, allow_null=True, min_value=-180, max_value=180)


class PlanSerializer(serializers.Serializer):
    """Plan a visit."""

    id = serializers.UUIDField(required=False, help_text="Made by the client")
    enterprise = serializers.UUIDField()
    method = serializers.ChoiceField(Method.choices)
    basis = Text(max_length=300)
    plan_no = Text(max_length=60)
    planned_on = serializers.DateField()
    checklist_version = serializers.UUIDField(required=False, allow_null=True)
    officers = Rows(child=MemberSerializer(), min_length=1, max_length=20)
    place_id = serializers.UUIDField(required=False, allow_null=True, help_text="Of the enterprise; for a round")
    equipment_id = serializers.UUIDField(required=False, allow_null=True, help_text="Of the enterprise; for a round")
    language = serializers.ChoiceField(Language.choices, required=False)


class EditSerializer(serializers.Serializer):
    """What every entry carries: the version it started from, and the device's clock."""

    base_version = serializers.IntegerField(required=False, min_value=0, max_value=1_000_000)
    device_at = serializers.DateTimeField(required=False, allow_null=True)


class DetailsSerializer(EditSerializer):
    """What the officers fill in of the visit itself; send only what changed."""

    site_head_name = Text(max_length=60)
    site_head_post = Text(max_length=60)
    site_head_phone = Text(max_length=30)
    place_checked = Text(max_length=200)
    refusal = Text(max_length=300)
    note = Text(max_length=4000)
    language = serializers.ChoiceField(Language.choices, required=False)


class AnswerSerializer(EditSerializer):
    """The answer to one item; its id is the one that the visit names for the item."""

    visit = serializers.UUIDField()
    item = serializers.UUIDField()
    code = serializers.ChoiceField(AnswerCode.choices, required=False)
    reason = Text(max_length=300)


class FindingSerializer(EditSerializer):
    """A finding; send everything the first time, later only what changed."""

    visit = serializers.UUIDField()
    item = serializers.UUIDField(required=False, allow_null=True)
    equipment = serializers.UUIDField(required=False, allow_null=True)
    place_text = Text(max_length=120)
    description = Text(max_length=4000)
    requirement = Text(max_length=4000)
    interim_measures = Text(max_length=4000)
    criterion = Text(max_length=20, allow_null=True)
    basis = Text(max_length=300)
    grade = serializers.ChoiceField(Grade.choices, required=False)
    disposition = serializers.ChoiceField(Disposition.choices, required=False)
    deadline_unit = serializers.ChoiceField(DeadlineUnit.choices, required=False, allow_blank=True)
    deadline_amount = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=3650)
    deadline_date = serializers.DateField(required=False, allow_null=True)


class FindingPhotoSerializer(serializers.Serializer):
    """A photo of a finding: the file itself (multipart), or the id of one that was sent to /photos/ before."""

    finding = serializers.UUIDField()
    purpose = serializers.ChoiceField(PhotoPurpose.choices)
    position = serializers.IntegerField(required=False, min_value=0, max_value=999)
    photo = serializers.UUIDField(required=False, help_text="A photo that was sent before")
    file = serializers.FileField(required=False, help_text="The photo itself; then its id is the link's id")
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}$", required=False)
    taken_at = serializers.DateTimeField(required=False, allow_null=True)
    device_time = serializers.DateTimeField(required=False, allow_null=True)
    nonce = serializers.CharField(required=False, allow_blank=True, max_length=200)
    latitude = serializers.DecimalField(9, 6, required=False, allow_null=True, min_value=-90, max_value=90)
    longitude = serializers.DecimalField(9, 6, required=False, allow_null=True, min_value=-180, max_value=180)


class AnswerPhotoSerializer(serializers.Serializer):
    """A photo of an answer that was sent to /photos/ before."""

    answer = serializers.UUIDField()
    photo = serializers.UUIDField()
    position = serializers.IntegerField(required=False, min_value=0, max_value=999)


class SignatureSerializer(serializers.Serializer):
    """A drawn signature."""

    visit = serializers.UUIDField()
    signatory = serializers.ChoiceField(Signatory.choices)
    officer = serializers.UUIDField(required=False, allow_null=True)
    name = Text(max_length=60)
    post = Text(max_length=60)
    png = serializers.CharField(max_length=600_000, trim_whitespace=False, help_text="data:image/png;base64,...")
    device_at = serializers.DateTimeField(required=False, allow_null=True)


class FinishSerializer(serializers.Serializer):
    """Finish the visit."""

    device_at = serializers.DateTimeField(required=False, allow_null=True)


class ReasonSerializer(serializers.Serializer):
    """Why something is withdrawn or cancelled."""

    reason = Text(max_length=300, required=True, allow_blank=False)


class DecideSerializer(serializers.Serializer):
    """Which value holds, for each field that collided."""

    keep = serializers.DictField(child=serializers.ChoiceField(["mine", "theirs"]))


class ConfirmedSerializer(serializers.Serializer):
    """The receipt of an entry: a device may forget its copy only when `sha256` is the hash of what it sent."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    sha256 = serializers.CharField(help_text="SHA-256 of the canonical JSON of the sent fields, as they are now stored")
    content = serializers.DictField(required=False, help_text="The entry as it is now, with what others changed")
    at = serializers.DateTimeField(required=False, help_text="The server's clock")


class FinishedSerializer(ConfirmedSerializer):
    """The receipt of a finished visit with its papers."""

    documents = serializers.ListField(child=serializers.DictField())
    hazards = serializers.ListField(child=serializers.UUIDField())


class OfficerSerializer(serializers.Serializer):
    """A member of the team."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    certificate_no = serializers.CharField(allow_blank=True)
    capacity = serializers.ChoiceField(Signatory.choices)


class VisitSerializer(serializers.Serializer):
    """A visit in a list."""

    id = serializers.UUIDField()
    enterprise = serializers.UUIDField(source="enterprise_id")
    enterprise_name = serializers.CharField(source="enterprise.name")
    region_code = serializers.CharField()
    kind = serializers.ChoiceField(VisitKind.choices)
    method = serializers.ChoiceField(Method.choices)
    basis = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(VisitStatus.choices)
    planned_on = serializers.DateField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    record = serializers.UUIDField(source="record_id", allow_null=True)
    order = serializers.UUIDField(source="order_id", allow_null=True)
    version = serializers.IntegerField()
    officers = OfficerSerializer(many=True)


class VisitContentSerializer(serializers.Serializer):
    """Everything a visit holds, as the phone reads it."""

    visit = serializers.DictField()
    officers = serializers.ListField(child=serializers.DictField())
    items = serializers.ListField(child=serializers.DictField())
    answers = serializers.ListField(child=serializers.DictField())
    findings = serializers.ListField(child=serializers.DictField())
    signatures = serializers.ListField(child=serializers.DictField())
    parked = serializers.ListField(child=serializers.DictField())
    gaps = serializers.ListField(child=serializers.DictField())
    at = serializers.DateTimeField(help_text="The server's clock")
