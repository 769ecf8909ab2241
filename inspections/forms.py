"""The form of a new visit, and the small ones beside it."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from checklists.choices import AnswerCode
from core.ids import new_id
from documents.choices import Language
from enterprises.models import Equipment, Place
from hazards.choices import Grade
from inspections import content
from inspections.actions.plan import ORDINARY_BASIS, Member
from inspections.choices import Disposition, Method, Signatory
from regions.choices import DeadlineUnit

START, PLAN = "start", "plan"
#: What an authority can choose: a self-inspection is the enterprise's own.
OFFICIAL_METHODS = [(code, label) for code, label in Method.choices if code != Method.SELF]


class Whereabouts(forms.DecimalField):
    """A degree that the browser fills in when the person lets it. Whatever else stands there counts as unknown."""

    widget = forms.HiddenInput

    def __init__(self, most: int) -> None:
        super().__init__(required=False, min_value=-most, max_value=most, max_digits=9, decimal_places=6)

    def clean(self, value: object) -> Decimal | None:
        """Return the degree, or None: a visit never fails for want of a place."""
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class NewVisitForm(forms.Form):
    """Start on the spot, or plan for a day. The hidden id makes a second press harmless."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    enterprise = forms.UUIDField(widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label=_("When"),
        choices=[(START, _("We are here now: start")), (PLAN, _("Plan it for a day"))],
        widget=forms.RadioSelect,
        initial=START,
    )
    planned_on = forms.DateField(
        label=_("Planned day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    method = forms.ChoiceField(label=_("Method"), choices=OFFICIAL_METHODS, initial=Method.ROUTINE)
    basis = forms.CharField(label=_("Legal basis"), max_length=300, initial=ORDINARY_BASIS)
    plan_no = forms.CharField(label=_("Plan or task number"), max_length=60, required=False)
    checklist_version = forms.ChoiceField(label=_("Checklist"), required=False)
    officers = forms.MultipleChoiceField(
        label=_("Officers who come along"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two officers with certificates inspect; experts do not count."),
    )
    other_name = forms.CharField(label=_("Officer of another body: name"), max_length=60, required=False)
    other_unit = forms.CharField(label=_("Their body"), max_length=150, required=False)
    other_certificate = forms.CharField(label=_("Their certificate number"), max_length=40, required=False)
    expert_name = forms.CharField(label=_("Expert: name"), max_length=60, required=False)
    expert_unit = forms.CharField(label=_("Expert: agency"), max_length=150, required=False)
    place_checked = forms.CharField(
        label=_("Places to be checked"), max_length=200, required=False, help_text=_("Can be added during the visit.")
    )
    language = forms.ChoiceField(label=_("Language of the papers"), choices=Language.choices, initial=Language.CHINESE)
    latitude = Whereabouts(90)
    longitude = Whereabouts(180)

    def __init__(self, *args, officers=(), checklists=(), may_start=True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officers"].choices = [
            (str(row.pk), f"{row.person.name} · {row.certificate_no} · {row.authority.name}") for row in officers
        ]
        self.fields["checklist_version"].choices = [
            *[(str(row.pk), str(row)) for row in checklists],
            ("", _("No checklist")),
        ]
        if checklists:
            self.fields["checklist_version"].initial = str(checklists[0].pk)
        self.fields["id"].initial = new_id
        if not may_start:
            self.fields["when"].choices = [(PLAN, _("Plan it for a day"))]
            self.fields["when"].initial = PLAN

    def clean(self) -> dict:
        """Ask for what the chosen way needs."""
        data = super().clean()
        if data.get("when") == PLAN:
            if not data.get("planned_on"):
                self.add_error("planned_on", _("Choose the day."))
            if not data.get("officers"):
                self.add_error("officers", _("Name at least one officer."))
        if data.get("other_name") and not data.get("other_certificate"):
            self.add_error("other_certificate", _("An officer needs a certificate number."))
        if data.get("latitude") is None or data.get("longitude") is None:
            data |= {"latitude": None, "longitude": None}
        return data

    def members(self) -> list[Member]:
        """Return the team as the actions take it."""
        data = self.cleaned_data
        made = [Member(membership=key) for key in map(forms.UUIDField().to_python, data["officers"])]
        if data["other_name"]:
            made.append(
                Member(name=data["other_name"], unit=data["other_unit"], certificate_no=data["other_certificate"])
            )
        if data["expert_name"]:
            made.append(Member(name=data["expert_name"], unit=data["expert_unit"], capacity=Signatory.EXPERT))
        return made


class RoundForm(forms.Form):
    """A round of the own enterprise: now or on a day, where, by which list, with whom."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label=_("When"),
        choices=[(START, _("Now")), (PLAN, _("Plan it for a day"))],
        widget=forms.RadioSelect,
        initial=START,
    )
    planned_on = forms.DateField(
        label=_("Planned day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), required=False, empty_label=_("The whole enterprise")
    )
    equipment = forms.ModelChoiceField(
        label=_("Equipment"), queryset=Equipment.objects.none(), required=False, empty_label=_("(none)")
    )
    checklist_version = forms.ChoiceField(label=_("Checklist"), required=False)
    people = forms.MultipleChoiceField(
        label=_("Who does it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each of them signs. You are always among them when it starts now."),
    )
    language = forms.ChoiceField(label=_("Language of the papers"), choices=Language.choices, initial=Language.CHINESE)
    latitude = Whereabouts(90)
    longitude = Whereabouts(180)

    def __init__(self, *args, enterprise=None, people=(), checklists=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.filter(enterprise=enterprise).order_by("name")
        self.fields["equipment"].queryset = Equipment.objects.filter(enterprise=enterprise).order_by("name")
        self.fields["people"].choices = [
            (str(row.pk), f"{row.person.name} · {row.post_title or row.get_role_display()}") for row in people
        ]
        self.fields["checklist_version"].choices = [
            *[(str(row.pk), str(row)) for row in checklists],
            ("", _("No checklist")),
        ]
        if checklists:
            self.fields["checklist_version"].initial = str(checklists[0].pk)
        self.fields["id"].initial = new_id

    def clean(self) -> dict:
        """Ask for what the chosen way needs."""
        data = super().clean()
        if data.get("when") == PLAN:
            if not data.get("planned_on"):
                self.add_error("planned_on", _("Choose the day."))
            if not data.get("people"):
                self.add_error("people", _("Name who does the round."))
        if data.get("latitude") is None or data.get("longitude") is None:
            data |= {"latitude": None, "longitude": None}
        return data

    def members(self) -> list[Member]:
        """Return the people as the actions take them."""
        return [Member(membership=key) for key in map(forms.UUIDField().to_python, self.cleaned_data["people"])]


class CancelForm(forms.Form):
    """Why a visit is cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}))


class PhotoField(forms.FileField):
    """A photo from the camera or from files. What it is, `evidence` reads from its bytes."""

    widget = forms.FileInput({"accept": "image/*", "capture": "environment"})

    def __init__(self, label) -> None:
        super().__init__(label=label, required=False)


class PlainDetailsForm(forms.Form):
    """What the officers fill in of the visit itself, without scripts."""

    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    place_checked = forms.CharField(label=_("Places checked"), max_length=200, required=False)
    site_head_name = forms.CharField(label=_("Head on site: name"), max_length=60, required=False)
    site_head_post = forms.CharField(label=_("Post"), max_length=60, required=False)
    site_head_phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    note = forms.CharField(
        label=_("What was checked, said, or seen"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class PlainAnswerForm(forms.Form):
    """The answer to one item, without scripts. The hidden id makes a second press harmless."""

    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    photo_id = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.ChoiceField(label=_("Answer"), choices=AnswerCode.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed for “not applicable” and “not checked”."),
    )
    photo = PhotoField(_("Photograph this item"))


class PlainFindingForm(forms.Form):
    """A finding, without scripts. The hidden ids make a second press harmless."""

    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    item = forms.UUIDField(required=False, widget=forms.HiddenInput)
    before_id = forms.UUIDField(widget=forms.HiddenInput)
    after_id = forms.UUIDField(widget=forms.HiddenInput)
    before = PhotoField(_("Photograph what is wrong"))
    description = forms.CharField(
        label=_("What is wrong"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3})
    )
    place_text = forms.CharField(label=_("Place"), max_length=120, required=False)
    criterion = forms.ChoiceField(label=_("Criterion"), required=False)
    basis = forms.CharField(label=_("Clause that is broken"), max_length=300, required=False)
    grade = forms.ChoiceField(
        label=_("Proposed grade"),
        choices=Grade.choices,
        widget=forms.RadioSelect,
        help_text=_("A second person has to confirm “major”. Until then it is recorded, but not ordered."),
    )
    disposition = forms.ChoiceField(
        label=_("What becomes of it"), choices=Disposition.choices, widget=forms.RadioSelect
    )
    deadline_unit = forms.ChoiceField(
        label=_("Deadline"), choices=[("", _("(none)")), *DeadlineUnit.choices], required=False
    )
    deadline_amount = forms.IntegerField(label=_("Days"), min_value=1, max_value=3650, required=False)
    deadline_date = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    interim_measures = forms.CharField(
        label=_("Safety measures until it is fixed"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    requirement = forms.CharField(
        label=_("What has to be done"), max_length=4000, required=False, widget=forms.Textarea({"rows": 2})
    )
    after = PhotoField(_("Photograph it fixed"))

    def __init__(self, *args, criteria=(), places=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        known = {row["code"]: f"{row['code']} {row['text']}"[:120] for row in criteria}
        if held := self.initial.get("criterion"):
            known = {held: held} | known
        self.fields["criterion"].choices = [("", _("(none)")), *known.items()]
        self.places = places

    def values(self) -> dict:
        """Return the finding as the actions take it: everything but the photos."""
        data = self.cleaned_data
        made = {name: content.plain(data[name]) for name in content.FINDING if name in data}
        return made | {"criterion": data["criterion"] or None, "item": str(data["item"]) if data["item"] else None}
