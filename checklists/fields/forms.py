"""Forms of the table of fields."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.models import Department


class FieldForm(forms.Form):
    """Who leads and who assists in one field."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    leads = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("Leads"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One department. With nobody named at all, what the regions above say holds."),
    )
    assists = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Assist"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("leads", "assists"):
            self.fields[name].queryset = Department.objects.order_by("code")


class SubmitFieldsForm(forms.Form):
    """Under which edition a table is sent for review, and who decides where it leaves a gap."""

    edition = forms.CharField(label=_("Edition"), max_length=40, help_text=_("For example: 2026."))
    gaps_note = forms.CharField(
        label=_("Who decides on the fields with a gap meanwhile"),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class PublishFieldsForm(forms.Form):
    """From which day a table holds."""

    effective_from = forms.DateField(label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}))
