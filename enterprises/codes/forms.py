"""Forms of safety codes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.codes.actions import LONGEST_REASON


class ReasonForm(forms.Form):
    """Why a label ends."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Lost, damaged, copied, moved: whoever scans the old label does not read it."),
    )
