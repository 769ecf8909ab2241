"""The form of a new visit, and the small ones beside it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from documents.choices import Language
from inspections.actions.plan import ORDINARY_BASIS, Member
from inspections.choices import Method, Signatory

START, PLAN = "start", "plan"


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
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices, initial=Method.ROUTINE)
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


class CancelForm(forms.Form):
    """Why a visit is cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}))
