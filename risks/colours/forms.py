"""Forms of appeals and of thresholds."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from risks.colours.rules import Thresholds


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


def count(label, help_text, most: int = 400) -> forms.IntegerField:
    """Return a field for a number of cases or days."""
    return forms.IntegerField(label=label, help_text=help_text, min_value=1, max_value=most)


class ThresholdsForm(forms.Form):
    """Where a region draws the lines between the colours, and why."""

    generals_needed = count(_("Orange: overdue general hazards"), _("From so many on."))
    near_days = count(_("Yellow: days before a general hazard is due"), _("In so many calendar days or fewer."))
    statement_days = count(
        _("Yellow: days that a self-inspection statement is late"), _("After more than so many calendar days.")
    )
    licence_days = count(
        _("Yellow: days before a licence or certificate expires"), _("In so many calendar days or fewer.")
    )
    silent_days = count(_("Grey: days with nothing recorded"), _("After more than so many calendar days."))
    appeal_days = count(_("Working days to decide an appeal"), _("From the day after it is filed."))
    reason = forms.CharField(
        label=_("Why the thresholds change"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def thresholds(self) -> Thresholds:
        """Return what was typed, without the reason."""
        return Thresholds(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})

    @staticmethod
    def initial_of(held: Thresholds) -> dict[str, Any]:
        """Return what holds now."""
        return asdict(held)


class GiveBackForm(forms.Form):
    """Why a region gives its own thresholds back."""

    reason = forms.CharField(
        label=_("Why the thresholds are given back"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
