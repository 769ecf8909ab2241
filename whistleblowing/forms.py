"""Forms of tips: the public's, and those of who handles them."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority
from enterprises.models import Enterprise
from hazards.pages import FilesField, ManyFiles
from whistleblowing.actions.grammar import LONGEST
from whistleblowing.actions.sending import LARGEST_PHOTO, LONGEST_LINE, MOST_PHOTOS
from whistleblowing.choices import Danger, Manner, Outcome, RefusalGround, TipKind
from whistleblowing.models import Tip
from whistleblowing.rules import plain_code, plain_pin
from whistleblowing.selectors import MOST_FOUND, authorities_to_ask, enterprises_like, photos_of, region_groups

_QUIET = {"autocomplete": "off"}
READ_BY_REPORTER = _("The reporter reads this.")


class ReportForm(forms.Form):
    """What somebody reports. `sent` is the random key of this form: sent twice, it is one report."""

    sent = forms.UUIDField(widget=forms.HiddenInput)
    label = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    unit = forms.CharField(
        label=_("Which firm, site or road?"),
        error_messages={"required": _("Say where it is: the name of the firm, the site or the road.")},
        max_length=LONGEST_LINE,
        widget=forms.TextInput(_QUIET),
        help_text=_("Its name, as well as you know it."),
    )
    region = forms.ChoiceField(
        label=_("In which place?"), error_messages={"required": _("Choose the place from the list.")}
    )
    where = forms.CharField(
        label=_("Where exactly?"), required=False, max_length=LONGEST_LINE, widget=forms.TextInput(_QUIET)
    )
    text = forms.CharField(
        label=_("What is wrong?"),
        error_messages={"required": _("Say what is wrong: one sentence is enough.")},
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4, **_QUIET}),
        help_text=_("What did you see, since when, who is in danger? Leave out what only you can know."),
    )
    photos = FilesField(
        label=_("Photos"),
        required=False,
        widget=ManyFiles({"accept": "image/*"}),
        help_text=_("Up to 4. Place, time and device that a photo carries are taken out before it is kept."),
    )
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=TipKind.choices, initial=TipKind.HAZARD, widget=forms.RadioSelect
    )
    danger = forms.ChoiceField(
        label=_("Does a life hang on it now?"),
        choices=Danger.choices,
        initial=Danger.NOT_NOW,
        widget=forms.RadioSelect,
        help_text=_("Then call 119 or 12350 as well, at once: a call is faster than any form."),
    )
    manner = forms.ChoiceField(
        label=_("With or without your name?"),
        choices=Manner.choices,
        initial=Manner.ANONYMOUS,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=60, widget=forms.TextInput(_QUIET))
    contact = forms.CharField(
        label=_("Phone, e-mail or WeChat"), required=False, max_length=120, widget=forms.TextInput(_QUIET)
    )
    consent = forms.BooleanField(label=_("You may contact me about this report."), required=False)

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        """Leave out unit and region where a label says them."""
        super().__init__(*args, **kwargs)
        if label is not None:
            del self.fields["unit"], self.fields["region"]
        else:
            self.fields["region"].choices = [("", gettext("Choose the place")), *region_groups()]

    def clean_photos(self) -> list:
        """Refuse more photos than a report holds, and one that is too large, before any is read."""
        photos = self.cleaned_data["photos"]
        if len(photos) > MOST_PHOTOS:
            raise forms.ValidationError(gettext("Send at most %(n)s photos.") % {"n": MOST_PHOTOS})
        if any(each.size > LARGEST_PHOTO for each in photos):
            raise forms.ValidationError(
                gettext("A photo is larger than %(n)s MB. Take it again at a lower resolution.") % {"n": 15}
            )
        return photos

    def clean(self) -> dict[str, Any]:
        """With a name: the contact; whether it may be used is the reporter's choice."""
        given = super().clean()
        if given.get("manner") == Manner.NAMED:
            if not given.get("name", "").strip():
                self.add_error("name", gettext("Write your name, or report without it."))
            if not given.get("contact", "").strip():
                self.add_error(
                    "contact", gettext("With a name we need a contact as well. Or report without your name.")
                )
        return given


class CodeForm(forms.Form):
    """Code and PIN of the receipt."""

    code = forms.CharField(
        label=_("Code (16 characters)"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    pin = forms.CharField(
        label=_("PIN (6 digits)"),
        max_length=12,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """Return the code as it is kept; what can be none is found nowhere."""
        return plain_code(self.cleaned_data["code"])

    def clean_pin(self) -> str:
        """Return the six digits."""
        return plain_pin(self.cleaned_data["pin"])


class MessageForm(forms.Form):
    """What a reporter adds."""

    text = forms.CharField(
        label=_("Your message"), max_length=LONGEST, widget=forms.Textarea({"rows": 3, "autocomplete": "off"})
    )


# --- Of who handles tips ----------------------------------------------------------------------------------------------


def told_field(label, *, required: bool = True, help_text=READ_BY_REPORTER) -> forms.CharField:
    """Return a field whose words the reporter reads."""
    return forms.CharField(
        label=label, max_length=LONGEST, required=required, help_text=help_text, widget=forms.Textarea({"rows": 4})
    )


def note_field(label, *, required: bool = False) -> forms.CharField:
    """Return a field whose words stay in the case file."""
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=required,
        help_text=_("It stays in the case file; the reporter does not read it."),
        widget=forms.Textarea({"rows": 4}),
    )


class ActForm(forms.Form):
    """A form of one act; `version` is the tip's as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)

    def __init__(self, *args: Any, actor: Any, tip: Tip, **kwargs: Any) -> None:
        """Know who acts on what."""
        super().__init__(*args, **kwargs)
        self.actor, self.tip = actor, tip
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices and set what is proposed. For subclasses."""

    def values(self) -> dict[str, Any]:
        """Return what was typed under the names of the action's arguments."""
        return dict(self.cleaned_data)


class AcceptForm(ActForm):
    """Accept it."""

    told = told_field(_("A word to the reporter"), required=False)


class RefuseForm(ActForm):
    """Do not accept it."""

    ground = forms.ChoiceField(label=_("Ground"), choices=RefusalGround.choices, widget=forms.RadioSelect)
    told = told_field(_("Why, and where to turn instead"))


class AuthorityChoice(forms.ModelChoiceField):
    """Authorities by name."""

    def label_from_instance(self, row: Authority) -> str:
        """Say which it is."""
        return row.name


class TransferForm(ActForm):
    """Hand it to another authority."""

    to = AuthorityChoice(label=_("To which authority"), queryset=Authority.objects.none())
    told = told_field(_("Who decides now, and why"))

    def prepare(self) -> None:
        """Offer the authorities, the nearest first."""
        rows = authorities_to_ask(self.actor)
        self.fields["to"].queryset = Authority.objects.exclude(pk=self.actor.tenant_id)
        self.fields["to"].choices = [("", "—"), *((row.pk, row.name) for row in rows)]


class StartForm(ActForm):
    """Begin to verify."""

    note = note_field(_("How it will be verified"))


class MatchForm(ActForm):
    """Name the enterprise: typed, and chosen where the words fit several."""

    enterprise = forms.CharField(
        label=_("Enterprise"),
        max_length=120,
        help_text=_("Its name or a part of it, or the credit code."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    #: What the words found: the template shows them to choose from.
    found: tuple[Enterprise, ...] = ()

    def prepare(self) -> None:
        """Propose what the reporter wrote."""
        self.fields["enterprise"].initial = self.tip.reported.name if self.tip.reported_id else self.tip.unit_text

    def clean_enterprise(self) -> Enterprise:
        """Return the one that is meant."""
        rows = enterprises_like(self.cleaned_data["enterprise"])
        chosen = self.data.get("enterprise_choice", "")
        picked = next((row for row in rows if str(row.pk) == chosen), rows[0] if len(rows) == 1 else None)
        if picked is not None:
            return picked
        self.found = tuple(rows[:MOST_FOUND])
        if not rows:
            raise forms.ValidationError(gettext("No enterprise of your region answers these words. Try fewer words."))
        raise forms.ValidationError(gettext("Choose which of these enterprises is meant, or type more of its name."))


class ConcludeForm(ActForm):
    """What was found."""

    outcome = forms.ChoiceField(
        label=_("Result of the verification"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    note = note_field(_("How it was verified, and on what it rests"), required=True)


class HazardForm(ActForm):
    """Make it a hazard."""

    description = forms.CharField(
        label=_("What the enterprise reads"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Your own words of what was found. Nothing that only the reporter can know; no name, no number."),
    )
    photos = forms.TypedMultipleChoiceField(
        label=_("Photos that the enterprise may see"),
        required=False,
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None unless you tick it: the spot from which a photo was taken can betray who took it."),
    )

    def prepare(self) -> None:
        """Offer the photos of the tip."""
        rows = photos_of(self.tip.pk)
        self.fields["photos"].choices = [(row.pk, gettext("Photo %(n)s") % {"n": row.position}) for row in rows]
        if not rows:
            del self.fields["photos"]


class TellForm(ActForm):
    """Tell the result."""

    told = told_field(_("What was found, and what follows"))


class WriteForm(ActForm):
    """Write to the reporter."""

    told = told_field(_("Message"))


class CloseForm(ActForm):
    """Close it."""

    note = note_field(_("Note"))


class PurposeForm(ActForm):
    """Ask to read who reported."""

    purpose = forms.CharField(
        label=_("What it is needed for"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Another person decides on it. It stands in the audit, with your name."),
    )


class IdentityForm(ActForm):
    """Approve or refuse the reading of who reported."""

    approve = forms.TypedChoiceField(
        label=_("Decision"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Approve: it may be read once")), ("no", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("Needed where you refuse.")
    )


class NothingForm(ActForm):
    """Nothing to fill in."""
