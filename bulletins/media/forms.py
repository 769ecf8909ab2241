"""Forms of media exposures: each field carries the name of the action's argument."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bulletins.choices import Channel
from bulletins.forms import DAY


class CasesField(forms.MultipleChoiceField):
    """Cases ticked in a list."""

    widget = forms.CheckboxSelectMultiple


class BatchForm(forms.Form):
    """Which cases go to which outlet."""

    title = forms.CharField(label=_("Title"), max_length=120)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, widget=forms.RadioSelect)
    outlet = forms.CharField(
        label=_("Outlet"), max_length=80, help_text=_("The station, account, newspaper or website by its name.")
    )
    planned_on = forms.DateField(label=_("Planned day"), required=False, widget=DAY)
    hazards = CasesField(label=_("Cases"), help_text=_("Only cases past their deadline can be named."))

    def __init__(self, *args: Any, cases: list[tuple[Any, str]], **kwargs: Any) -> None:
        """Offer the cases past their deadline."""
        super().__init__(*args, **kwargs)
        self.fields["hazards"].choices = cases


class AiringForm(forms.Form):
    """When it was shown, and where it can be read."""

    aired_on = forms.DateField(label=_("Shown on"), widget=DAY)
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
