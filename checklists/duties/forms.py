"""Forms of duties: hand a post over, name a substitute, man a post, ask for an occasion's duties."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checklists.duties.choices import DutyResult, Rhythm

LONGEST_NOTE = 400


class DayInput(forms.DateInput):
    """A date as the browser's own picker takes it."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MemberField(forms.ModelChoiceField):
    """A member of the own organisation, by name and post."""

    def label_from_instance(self, obj) -> str:
        """Say who it is."""
        return f"{obj.person.name} · {obj.post_title or obj.get_role_display()}"


class HandOverForm(forms.Form):
    """Who holds the post from which day on."""

    membership = MemberField(label=_("New holder of the post"), queryset=None)
    from_on = forms.DateField(label=_("From this day on"), widget=DayInput)
    note = forms.CharField(label=_("What is handed over"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, members, **kwargs: Any) -> None:
        """Know who can be chosen."""
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = members


class AbsenceForm(forms.Form):
    """Who stands in on which days, and why."""

    membership = MemberField(label=_("Substitute"), queryset=None)
    from_on = forms.DateField(label=_("First day"), widget=DayInput)
    last_on = forms.DateField(label=_("Last day"), widget=DayInput)
    note = forms.CharField(label=_("Why the holder is away"), max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, members, **kwargs: Any) -> None:
        """Know who can be chosen."""
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = members


class ManForm(forms.Form):
    """On which days and in which shifts a post is manned."""

    rhythm = forms.ChoiceField(label=_("Which days"), choices=Rhythm.choices)
    shifts = forms.CharField(
        label=_("Shifts begin at"),
        required=False,
        max_length=20,
        help_text=_("Full hours, separated by commas, e.g. 0, 8, 16. Leave it empty where there are no shifts."),
    )

    def clean_shifts(self) -> list[int]:
        """Read the hours."""
        parts = self.cleaned_data["shifts"].replace("，", ",").replace("、", ",").split(",")
        try:
            return [int(part) for part in parts if part.strip()]
        except ValueError as error:
            raise forms.ValidationError(_("Give full hours, separated by commas.")) from error


class OccasionForm(forms.Form):
    """What happened, by when its duties are to be done, and by which posts.

    The hidden id makes a second press harmless.
    """

    id = forms.UUIDField(widget=forms.HiddenInput)
    occasion = forms.CharField(
        label=_("Occasion"), max_length=120, help_text=_("For example: fire work in the tank yard, typhoon warning.")
    )
    due_at = forms.DateTimeField(
        label=_("To be done by"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    bindings = forms.ModelMultipleChoiceField(label=_("Posts"), queryset=None, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, bindings, **kwargs: Any) -> None:
        """Know which posts can be asked."""
        super().__init__(*args, **kwargs)
        self.fields["bindings"].queryset = bindings


class AnswerForm(forms.Form):
    """What became of a duty. `event` makes a second press of the button harmless."""

    result = forms.ChoiceField(label=_("Result"), choices=DutyResult.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed where it does not conform or does not apply."),
    )
    event = forms.UUIDField(widget=forms.HiddenInput, required=False)
    device_at = forms.DateTimeField(widget=forms.HiddenInput({"data-device-time": ""}), required=False)
