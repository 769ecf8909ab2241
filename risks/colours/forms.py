"""Forms of appeals."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AppealForm(forms.Form):
    """Which fact is wrong."""

    text = forms.CharField(label=_("Which fact is wrong?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class DecideForm(forms.Form):
    """How an appeal is decided."""

    uphold = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("The enterprise is right: the facts are corrected")), ("no", _("The colour stands"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(label=_("Reasons"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
