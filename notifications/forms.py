"""The forms of channels. What a form cannot know, the action decides; `broken` brings its sentence back."""

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy

from core.errors import RuleBroken
from notifications.choices import COMPULSORY, ROBOTS, Channel, Group
from notifications.models import Endpoint

GROUPS = gettext_lazy("What is sent there")


def broken(form: forms.Form, error: RuleBroken) -> None:
    """Put the sentence of a broken rule beside its field, or above the form."""
    fields = {name: sentence for name, sentence in error.fields.items() if name in form.fields}
    for name, sentence in fields.items():
        form.add_error(name, str(sentence))
    if not fields:
        form.add_error(None, str(error))


class EndpointForm(forms.Form):
    """A new address of one's own."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=1000,
        help_text=gettext_lazy(
            "An e-mail address, a mobile number, or the web address of a robot as its group shows it. It is kept "
            "encrypted and not shown again."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    label = forms.CharField(label=gettext_lazy("What you call it"), max_length=60, required=False)

    def __init__(self, *args, channels: Iterable[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [(each.value, each.label) for each in Channel if each in set(channels)]


class RobotForm(EndpointForm):
    """A new robot of the authority, with what it is told."""

    groups = forms.MultipleChoiceField(
        label=GROUPS,
        choices=Group.choices,
        initial=sorted(COMPULSORY),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Everybody in the group reads it. What waits for the daily summary never goes to a robot."
        ),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, channels=ROBOTS, **kwargs)
        self.fields["address"].help_text = gettext_lazy(
            "The web address of the robot as its group shows it; for a signed DingTalk robot with &secret=… at its "
            "end. It is kept encrypted and not shown again."
        )


class ChoiceForm(forms.Form):
    """Which groups go to which of one's addresses, and in which order they are tried."""

    def __init__(self, *args, endpoints: Sequence[Endpoint], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.endpoints = list(endpoints)
        places = [(str(n), str(n)) for n in range(1, len(self.endpoints) + 1)]
        for place, endpoint in enumerate(self.endpoints, 1):
            self.fields[f"order_{endpoint.pk}"] = forms.ChoiceField(
                label=gettext_lazy("Tried in place"), choices=places, initial=str(place)
            )
            self.fields[f"groups_{endpoint.pk}"] = forms.MultipleChoiceField(
                label=GROUPS,
                choices=Group.choices,
                initial=endpoint.groups,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def rows(self) -> list[dict]:
        """Return each address with its two fields, for the page."""
        return [
            {"endpoint": each, "order": self[f"order_{each.pk}"], "groups": self[f"groups_{each.pk}"]}
            for each in self.endpoints
        ]

    def choice(self) -> dict:
        """Return the groups of each address, in the chosen order; two in the same place keep theirs."""
        data = self.cleaned_data
        ordered = sorted(self.endpoints, key=lambda each: int(data[f"order_{each.pk}"]))
        return {each.pk: data[f"groups_{each.pk}"] for each in ordered}
