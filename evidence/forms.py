"""The one form of evidence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.policy import SHORTEST_REASON


class ReasonForm(forms.Form):
    """Why a sealed original is needed."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=SHORTEST_REASON,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It is recorded with your name and can be read by your authority and by the audit."),
    )
