"""Forms of alarms: three taps to send one, a line to answer, and the plan."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority
from notifications.channels import available
from notifications.choices import Channel
from risks.alarms.choices import AlarmKind, Openness
from risks.alarms.rules import Limits
from risks.models import AlarmPlan

LARGEST_PHOTO = 20 * 1024 * 1024


class RaiseForm(forms.Form):
    """What is seen, a photo if there is time, and words if there is more."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What do you see?"), choices=AlarmKind.choices, widget=forms.RadioSelect)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    text = forms.CharField(label=_("Words"), required=False, max_length=500)

    def clean_photo(self):
        """Leave a photo out that is too large: the alarm itself must not wait."""
        photo = self.cleaned_data["photo"]
        return photo if photo and photo.size <= LARGEST_PHOTO else None


class WordsForm(forms.Form):
    """What is being done, how things stand, or why it is over."""

    text = forms.CharField(
        label=_("What is done, or how things stand"), max_length=500, widget=forms.Textarea({"rows": 2})
    )


def minutes(label, preset: int) -> forms.IntegerField:
    """Return a field for the minutes of a level: a minute to a week."""
    return forms.IntegerField(label=label, min_value=1, max_value=10080, initial=preset)


class PlanForm(forms.Form):
    """Who is told of alarms, who may send one, and how soon an unanswered one climbs."""

    authorities = forms.TypedMultipleChoiceField(
        label=_("Departments that are told at once"),
        required=False,
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The leaders of the enterprise are always told. With none ticked, the authority in charge of the "
            "enterprise is."
        ),
    )
    openness = forms.ChoiceField(label=_("Who may send an alarm"), choices=Openness.choices, widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(
        label=_("Channels by which an alarm goes out at once"),
        choices=Channel.choices,
        initial=Channel.values,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The inbox always has it; choose at least one more. Whoever has no address there is told by the others "
            "that they have."
        ),
    )
    minutes_red = minutes(_("Minutes until a red alarm climbs"), Limits.red)
    minutes_orange = minutes(_("Minutes until an orange alarm climbs"), Limits.orange)
    minutes_yellow = minutes(_("Minutes until a yellow alarm climbs"), Limits.yellow)
    minutes_blue = minutes(_("Minutes until a blue alarm climbs"), Limits.blue)

    def __init__(self, *args: Any, departments: Iterable[Authority], **kwargs: Any) -> None:
        """Offer the departments that this plan may name."""
        super().__init__(*args, **kwargs)
        usable = available()
        self.fields["channels"].choices = [
            (
                each.value,
                each.label if each in usable else gettext("%(channel)s (not set up here)") % {"channel": each.label},
            )
            for each in Channel
        ]
        self.fields["authorities"].choices = [(str(each.pk), each.name) for each in departments]

    def limits(self) -> Limits:
        """Return the minutes as typed."""
        return Limits(*(self.cleaned_data[f"minutes_{level}"] for level in ("red", "orange", "yellow", "blue")))

    @staticmethod
    def initial_of(plan: AlarmPlan | None) -> dict[str, Any]:
        """Return what holds now."""
        if plan is None:
            return {"openness": Openness.MEMBERS}
        names = [name for name in PlanForm.base_fields if name != "authorities"]
        return {name: getattr(plan, name) for name in names} | {"authorities": [str(key) for key in plan.authorities]}
