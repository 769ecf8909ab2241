"""Forms of checklists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checklists.choices import Frequency, ItemMethod
from checklists.models import ChecklistItem, Criterion

GRADES = [("general", _("General")), ("major", _("Major"))]
LONGEST_PERIOD = 365


class PublishForm(forms.Form):
    """From which day a version is used, and how many items its publisher has read."""

    effective_from = forms.DateField(label=_("Used from"), widget=forms.DateInput(attrs={"type": "date"}))
    items = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ItemForm(forms.Form):
    """One item of a draft, in both languages."""

    section_zh = forms.CharField(label=_("Section (Chinese)"), max_length=80, required=False)
    section_en = forms.CharField(label=_("Section (English)"), max_length=120, required=False)
    text_zh = forms.CharField(label=_("What to look at (Chinese)"), max_length=400, widget=forms.Textarea({"rows": 2}))
    text_en = forms.CharField(label=_("What to look at (English)"), max_length=500, widget=forms.Textarea({"rows": 2}))
    basis_zh = forms.CharField(label=_("Clause (Chinese)"), max_length=300, required=False)
    basis_en = forms.CharField(label=_("Clause (English)"), max_length=300, required=False)
    method = forms.ChoiceField(label=_("How it is checked"), choices=ItemMethod.choices)
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices)
    criterion = forms.CharField(
        label=_("Criterion of a major hazard"), max_length=20, required=False, help_text=_("Its code, e.g. GM-FC10.")
    )
    default_grade = forms.ChoiceField(label=_("Grade that a failure proposes"), choices=GRADES)
    default_days = forms.IntegerField(
        label=_("Working days that a failure proposes"), min_value=1, max_value=LONGEST_PERIOD, required=False
    )
    finding_zh = forms.CharField(label=_("Finding (Chinese)"), max_length=300, required=False)
    finding_en = forms.CharField(label=_("Finding (English)"), max_length=400, required=False)
    photo_required = forms.BooleanField(label=_("It needs a photo, also when it conforms"), required=False)
    critical = forms.BooleanField(label=_("The visit cannot be finished without an answer"), required=False)

    def clean_criterion(self) -> str:
        """Refuse a code that no criterion has."""
        code = self.cleaned_data["criterion"].strip().upper()
        if code and not Criterion.objects.filter(pk=code).exists():
            raise forms.ValidationError(_("There is no criterion with this code."))
        return code

    def clean(self) -> dict[str, Any]:
        """Refuse a major grade without the criterion that makes it one."""
        data = super().clean()
        if data.get("default_grade") == "major" and not data.get("criterion"):
            self.add_error("criterion", _("A major grade needs the criterion that it rests on."))
        return data

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = dict(self.cleaned_data)
        return data | {"criterion_id": data.pop("criterion") or None}

    @classmethod
    def initial_of(cls, item: ChecklistItem) -> dict[str, Any]:
        """Return the present words of an item."""
        names = [name for name in cls.base_fields if name != "criterion"]
        return {name: getattr(item, name) for name in names} | {"criterion": item.criterion_id or ""}
