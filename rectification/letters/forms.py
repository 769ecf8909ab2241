"""Forms of letters: each field carries the name of the action's argument."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from documents.choices import Language, Method, Outcome
from hazards.pages import FilesField, day, words
from rectification.letters.choices import LetterKind, Rating
from rectification.models import Letter

MOST_DAYS = 60


class MomentInput(forms.DateTimeInput):
    """A date with its time as the browser's own picker takes it."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class VersionForm(forms.Form):
    """A form on one letter; `version` is the letter's as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class NewLetterForm(forms.Form):
    """What kind of letter, in which language."""

    kind = forms.ChoiceField(
        label=_("Kind of letter"), choices=LetterKind.choices, initial=LetterKind.REMINDER, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("Language of the document"), choices=Language.choices, initial=Language.CHINESE, required=False
    )


class DraftForm(VersionForm):
    """The text of a draft, as the rules propose it."""

    language = forms.ChoiceField(
        label=_("Language of the document"),
        choices=Language.choices,
        help_text=_("With another language, whatever you left as proposed is proposed anew."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    reason = words(_("Reason and facts"), rows=4)
    basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    requests = words(_("Requests"), rows=5, help_text=_("One a line; they are numbered."))
    reply_days = forms.IntegerField(
        label=_("Working days for the answer"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("They run from service; of a talk, from its day."),
    )
    talk_at = forms.DateTimeField(label=_("Time of the talk"), required=False, widget=MomentInput)
    talk_place = forms.CharField(label=_("Place of the talk"), max_length=120, required=False)
    talk_chair = forms.CharField(label=_("Chair"), max_length=60, required=False)
    talk_summoned = forms.CharField(
        label=_("Who must come"), max_length=120, required=False, help_text=_("In person. Nobody may come instead.")
    )
    talk_attendees = words(_("Also present"), rows=2, required=False, help_text=_("One a line."))
    talk_materials = words(_("What to bring"), rows=3, required=False, help_text=_("One a line."))
    copies_to = words(_("Copies to"), rows=2, required=False, help_text=_("One a line."))
    contact = forms.CharField(label=_("Contact"), max_length=60, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        """Begin with the draft; only a talk is arranged."""
        initial = {name: getattr(letter, name) for name in self.base_fields}
        super().__init__(*args, **{"initial": initial} | kwargs)
        if letter.kind != LetterKind.TALK:
            for name in [name for name in self.fields if name.startswith("talk_")]:
                del self.fields[name]


class ServeLetterForm(VersionForm):
    """How the letter was handed over."""

    method = forms.ChoiceField(label=_("How it was handed over"), choices=Method.choices)
    served_at = forms.DateTimeField(label=_("When"), widget=MomentInput)
    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices, initial=Outcome.DELIVERED)
    place = forms.CharField(label=_("Where"), max_length=200, required=False)
    receiver_name = forms.CharField(label=_("Received by"), max_length=60, required=False)
    receiver_post = forms.CharField(label=_("Post of the receiver"), max_length=60, required=False)
    witness_name = forms.CharField(
        label=_("Witness"), max_length=60, required=False, help_text=_("Needed when the document is left at the place.")
    )
    witness_post = forms.CharField(label=_("Post of the witness"), max_length=60, required=False)
    second_server = forms.CharField(label=_("Handed over together with"), max_length=60, required=False)
    tracking_no = forms.CharField(label=_("Postal tracking number"), max_length=60, required=False)
    note_text = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))


class BounceForm(VersionForm):
    """How it is known that the electronic message did not arrive."""

    reason = forms.CharField(
        label=_("How it is known"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For example the text of the message that came back. It is kept with the service."),
    )


class ReplyForm(VersionForm):
    """The answer with its files."""

    text = words(_("What was done, and what will be done by when"), rows=5)
    files = FilesField(label=_("Documents that prove it"), required=False, help_text=_("PDF, Word or Excel."))


class RateForm(VersionForm):
    """Whether the answer will do."""

    rating = forms.ChoiceField(
        label=_("Rating"), choices=[each for each in Rating.choices if each[0]], widget=forms.RadioSelect
    )
    reason = words(_("Reason"), rows=3, required=False, help_text=_("Needed when the answer is poor."))


class WithdrawForm(VersionForm):
    """Why it is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


def measures_of(text: str, *, who: str = "") -> list[dict[str, Any]]:
    """Read one measure a line: the date, who, and what is done by then; with `who` given, the date and what."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        first, _space, rest = line.strip().partition(" ")
        person, _space, what = (who, "", rest) if who else rest.strip().partition(" ")
        try:
            due_on = forms.DateField(input_formats=["%Y-%m-%d"]).clean(first)
        except forms.ValidationError as error:
            sentence = _t("This line does not begin with a date like 2026-12-31: %(line)s")
            raise forms.ValidationError(sentence % {"line": line[:60]}) from error
        if not person or not what.strip():
            sentence = _t("This line does not say who does what: %(line)s")
            raise forms.ValidationError(sentence % {"line": line[:60]})
        found.append({"what": what.strip()[:300], "who": person[:60], "due_on": due_on})
    return found


class MinutesForm(VersionForm):
    """The minutes of a talk (约谈纪要)."""

    present = words(_("Present"), rows=3, help_text=_("One a line: name and post."))
    absent = words(_("Excused"), rows=2, required=False, help_text=_("One a line."))
    observers = words(_("Observers"), rows=2, required=False, help_text=_("One a line."))
    statements = words(_("Problems stated"), rows=4, help_text=_("One a line; they are numbered."))
    explanation = words(_("Explanation of those summoned"), rows=4, required=False)
    agreed = words(
        _("Measures agreed"),
        rows=5,
        help_text=_("One a line: the date as 2026-12-31, a space, who, a space, and what is done by then."),
    )
    report_due_on = day(_("Report due on"))

    def clean_agreed(self) -> list[dict[str, Any]]:
        """Read one measure a line."""
        return measures_of(self.cleaned_data["agreed"])


class AuthorisationForm(forms.Form):
    """Which letters go without a signature, from when until when, and why."""

    kind = forms.ChoiceField(
        label=_("Kind of letter"),
        choices=[each for each in LetterKind.choices if each[0] != LetterKind.TALK],
        widget=forms.RadioSelect,
    )
    starts_on = day(_("From"))
    ends_on = day(_("Until"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For example the meeting that decided so. It is kept on record.")
    )
