"""Forms of the ladder's editor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.choices import Urgency
from rectification.ladder import rules
from rectification.ladder.choices import Anchor, EffectKind, Pace, Party, WaitKind
from regions.choices import DeadlineUnit

HIGHEST_LEVEL = 3


class LadderChoice(forms.Form):
    """Which ladder of a version is shown: of what kind of waiting, at which pace."""

    kind = forms.ChoiceField(label=_("What is waited for"), choices=WaitKind.choices)
    pace = forms.ChoiceField(label=_("Pace"), choices=Pace.choices)

    def chosen(self) -> tuple[str, str]:
        """Return the choice; whatever is missing or unknown is rectification of a general hazard."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        return data.get("kind") or WaitKind.RECTIFY.value, data.get("pace") or Pace.GENERAL.value


class RungForm(forms.Form):
    """One rung: when, whom it tells, how urgently, what it does besides."""

    anchor = forms.ChoiceField(
        label=_("Counted in"), choices=Anchor.choices, initial=Anchor.DUE, widget=forms.RadioSelect
    )
    offset = forms.IntegerField(
        label=_("Number"),
        min_value=-250,
        max_value=250,
        initial=1,
        help_text=_("Before the deadline with a minus; 0 is the last day itself."),
    )
    hour = forms.IntegerField(
        label=_("Hour of the day"),
        min_value=0,
        max_value=24,
        initial=rules.MORNING,
        help_text=_("24 is the end of the day."),
    )
    tell = forms.MultipleChoiceField(
        label=_("Whom it tells"), choices=Party.choices, widget=forms.CheckboxSelectMultiple
    )
    levels_up = forms.IntegerField(
        label=_("Levels up of the authority above"), min_value=0, max_value=HIGHEST_LEVEL, initial=0, required=False
    )
    urgency = forms.ChoiceField(
        label=_("How urgent"), choices=Urgency.choices, initial=Urgency.PROMPT, widget=forms.RadioSelect
    )
    effects = forms.MultipleChoiceField(
        label=_("What it does besides"),
        choices=EffectKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Letters are drafts: nothing is sent without a signature."),
    )

    def row(self) -> rules.RungRow:
        """Return what the action takes."""
        return row_of(self.cleaned_data)

    @staticmethod
    def initial_of(row: rules.RungRow) -> dict[str, Any]:
        """Return the present values of a rung."""
        return {name: getattr(row, name) for name in RungForm.base_fields}


def row_of(values: dict[str, Any]) -> rules.RungRow:
    """Return a rung from checked values."""
    parties = [Party(each) for each in values["tell"]]
    levels = values.get("levels_up") or 0
    return rules.RungRow(
        anchor=Anchor(values["anchor"]),
        offset=values["offset"],
        tell=tuple(party for party in Party if party in parties),
        effects=tuple(effect for effect in EffectKind if effect in (values.get("effects") or ())),
        levels_up=max(levels, 1) if Party.SUPERIOR in parties else 0,
        urgency=Urgency(values["urgency"]),
        hour=values["hour"],
    )


class TermForm(forms.Form):
    """How long a party may take."""

    amount = forms.IntegerField(label=_("Number of days"), min_value=1, max_value=250)
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[(each.value, each.label) for each in (DeadlineUnit.WORKING_DAYS, DeadlineUnit.CALENDAR_DAYS)],
        widget=forms.RadioSelect,
    )


class PublishForm(forms.Form):
    """Why the ladder changes."""

    reason = forms.CharField(label=_("Why the ladder changes"), max_length=300)


class PreviewForm(forms.Form):
    """On which real case a draft is tried."""

    number = forms.CharField(label=_("Number of an open hazard"), max_length=20, help_text=_("For example H-0000012."))

    def digits(self) -> int | None:
        """Return the number without its letter; None where none was typed."""
        if not self.is_valid():
            return None
        text = self.cleaned_data["number"].upper().removeprefix("H-").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
