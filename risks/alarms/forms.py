"""Forms of alarms: three taps to send one, a line to answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from risks.alarms.choices import AlarmKind

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
