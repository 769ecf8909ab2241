"""The form of a deadline policy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.models import Industry
from hazards.choices import Grade
from rectification.rules import POLICY_UNITS


class PolicyForm(forms.Form):
    """For what, how counted, how many days. What a policy is for is not changed: add another one instead."""

    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices, initial=Grade.GENERAL, widget=forms.RadioSelect)
    industry = forms.ModelChoiceField(
        label=_("Industry"), queryset=Industry.objects.none(), required=False, empty_label=_("All industries")
    )
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[(each.value, each.label) for each in POLICY_UNITS],
        initial=POLICY_UNITS[0],
        widget=forms.RadioSelect,
    )
    amount = forms.IntegerField(label=_("Number of days"), min_value=1, max_value=365, initial=10)

    def __init__(self, *args: Any, actor, fixed: bool = False, **kwargs: Any) -> None:
        """Offer the industries that the actor's authority supervises; `fixed` keeps what the policy is for."""
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["grade"], self.fields["industry"]
            return
        rows = Industry.objects.order_by("code")
        if actor.industries is not None:
            rows = rows.filter(pk__in=actor.industries)
            self.fields["industry"].required = True
            self.fields["industry"].empty_label = None
        self.fields["industry"].queryset = rows
