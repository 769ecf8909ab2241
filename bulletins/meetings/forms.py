"""Forms of meetings: each field carries the name of the action's argument."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bulletins.forms import DAY
from bulletins.media.forms import CasesField
from bulletins.meetings.rules import LONGEST_SPEECH
from bulletins.models import Speaker
from core.text import lines
from documents.choices import Language
from hazards.pages import words
from rectification.letters.forms import MomentInput, measures_of


class CallForm(forms.Form):
    """When and where, under whom, and on which cases."""

    title = forms.CharField(label=_("Title"), max_length=120)
    held_at = forms.DateTimeField(label=_("Time of the meeting"), widget=MomentInput)
    place = forms.CharField(label=_("Place of the meeting"), max_length=120)
    chair = forms.CharField(label=_("Chair"), max_length=80)
    leaders = words(
        _("Leaders who speak"),
        rows=2,
        required=False,
        help_text=_("One a line: the name, a space, and the post. The heads of the named enterprises and the "
                    "responsible regulators are called by themselves."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the minutes"), choices=Language.choices, initial=Language.CHINESE)
    hazards = CasesField(label=_("Cases"), help_text=_("Only cases past their deadline can be named."))

    def __init__(self, *args: Any, cases: list[tuple[Any, str]], **kwargs: Any) -> None:
        """Offer the cases past their deadline."""
        super().__init__(*args, **kwargs)
        self.fields["hazards"].choices = cases

    def clean_leaders(self) -> list[dict[str, str]]:
        """Read one leader a line."""
        found = [line.partition(" ") for line in lines(self.cleaned_data["leaders"])]
        return [{"name": name, "post": post.strip()} for name, _space, post in found]


class MinutesForm(forms.Form):
    """What each speaker said and promised, and what the chair demands."""

    def __init__(self, *args: Any, speakers: Iterable[Speaker], **kwargs: Any) -> None:
        """One group of fields for each speaker."""
        super().__init__(*args, **kwargs)
        self.speakers = list(speakers)
        for each in self.speakers:
            self.fields[f"name_{each.number}"] = forms.CharField(label=_("Name"), max_length=60, initial=each.name)
            self.fields[f"post_{each.number}"] = forms.CharField(
                label=_("Post"), max_length=80, initial=each.post, required=False
            )
            self.fields[f"text_{each.number}"] = forms.CharField(
                label=_("Statement"),
                max_length=LONGEST_SPEECH,
                required=False,
                widget=forms.Textarea({"rows": 3}),
            )
            self.fields[f"promises_{each.number}"] = forms.CharField(
                label=_("Commitments"),
                required=False,
                widget=forms.Textarea({"rows": 2}),
                help_text=_("One a line: the date as 2026-12-31, a space, and what is done by then."),
            )
        self.fields["conclusion"] = words(_("Requirements of the meeting"), rows=3, required=False)
        self.fields["present"] = words(_("Observers"), rows=2, required=False, help_text=_("One a line."))
        self.fields["absent"] = words(_("Excused"), rows=2, required=False, help_text=_("One a line."))

    def groups(self) -> list[tuple[Speaker, list]]:
        """Return the fields of each speaker."""
        names = ("name", "post", "text", "promises")
        return [(each, [self[f"{name}_{each.number}"] for name in names]) for each in self.speakers]

    def rest(self) -> list:
        """Return the fields of the whole meeting."""
        return [self[name] for name in ("conclusion", "present", "absent")]

    def clean(self) -> dict[str, Any]:
        """Gather what was typed by speaker."""
        given = super().clean() or {}
        statements = []
        for each in self.speakers:
            number, promises = each.number, []
            try:
                promises = measures_of(given.get(f"promises_{number}", ""), who=each.name)
            except forms.ValidationError as error:
                self.add_error(f"promises_{number}", error)
            statements.append(
                {
                    "speaker": each.pk,
                    "name": given.get(f"name_{number}", ""),
                    "post": given.get(f"post_{number}", ""),
                    "text": given.get(f"text_{number}", ""),
                    "commitments": [{"what": one["what"], "due_on": one["due_on"]} for one in promises],
                }
            )
        rest = {name: given.get(name, "") for name in ("conclusion", "present", "absent")}
        return {"statements": statements, **rest}


class SettleForm(forms.Form):
    """On which day a promise was kept."""

    done_on = forms.DateField(label=_("Kept on"), widget=DAY)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
