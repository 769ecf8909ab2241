"""Forms of licences, listings and accidents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.tables import workbook_of
from enterprises.conduct.choices import Investigation, LicenceKind
from enterprises.conduct.rules import LONGEST, MOST_PEOPLE
from enterprises.models import Accident, Licence

#: An upload of licences, in megabytes.
LARGEST_UPLOAD = 5


def line(name: str, label, *, required: bool = True, help_text="") -> forms.CharField:
    """Return a line of text as long as the database keeps it."""
    return forms.CharField(label=label, max_length=LONGEST[name], required=required, help_text=help_text)


def lines(name: str, label, *, required: bool = True, help_text="") -> forms.CharField:
    """Return a text of a few lines."""
    return forms.CharField(
        label=label,
        max_length=LONGEST[name],
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def day(label, *, required: bool = True, help_text="") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"})
    )


def people(label) -> forms.IntegerField:
    """Return a field for a number of people."""
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE, initial=0)


class LicenceForm(forms.Form):
    """A licence as it stands on its paper."""

    kind = forms.ChoiceField(label=_("Kind of licence"), choices=[("", "—"), *LicenceKind.choices])
    title = line("title", _("What it is called"), required=False, help_text=_("Needed for another licence only."))
    number = line("number", _("Licence number"))
    issuer = line("issuer", _("Authority that issued it"))
    valid_from = day(_("Valid from"), required=False)
    valid_to = day(_("Valid until"), required=False, help_text=_("Its last day. Leave it empty if it holds for good."))

    @staticmethod
    def initial_of(licence: Licence | None) -> dict[str, Any]:
        """Return what a renewal keeps."""
        names = ("kind", "title", "number", "issuer")
        return {name: getattr(licence, name) for name in names} if licence else {}


class EndLicenceForm(forms.Form):
    """Why a licence ends."""

    reason = lines("reason", _("Reason"), help_text=_("Revoked, given up, or entered in error."))


class ListingForm(forms.Form):
    """A listing as it was announced."""

    authority = line("authority", _("Authority that listed it"))
    decision_no = line("decision_no", _("Number of the decision"), required=False)
    basis = line("basis", _("Basis"), help_text=_("The provision and the fact on which the listing rests."))
    listed_on = day(_("Listed on"))
    off_on = day(_("Off the list on"), required=False, help_text=_("Where the decision names the day already."))


class LiftForm(forms.Form):
    """When and why the enterprise was taken off the list."""

    off_on = day(_("Off the list on"))
    reason = lines("reason", _("Reason"))


class AccidentForm(forms.Form):
    """An accident as it was reported."""

    occurred_on = day(_("Day of the accident"))
    place = line("place", _("Place of the accident"), required=False)
    summary = lines("summary", _("What happened"), help_text=_("Without names of persons."))
    deaths = people(_("Deaths"))
    injured = people(_("Seriously injured"))


class FollowForm(forms.Form):
    """How many died and were hurt by now, and where the investigation stands."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    deaths = people(_("Deaths"))
    injured = people(_("Seriously injured"))
    investigation = forms.ChoiceField(label=_("Investigation"), choices=Investigation.choices, widget=forms.RadioSelect)
    concluded_on = day(_("Concluded on"), required=False)
    conclusion = lines(
        "conclusion",
        _("Result of the investigation"),
        required=False,
        help_text=_("With the number of the report and its approval."),
    )

    @staticmethod
    def initial_of(row: Accident) -> dict[str, Any]:
        """Return what stands there now."""
        return {name: getattr(row, name) for name in FollowForm.base_fields}


class LicenceSheetForm(forms.Form):
    """The sheet of licences."""

    file = forms.FileField(
        label=_("Excel sheet (.xlsx)"),
        help_text=_("At most 1,000 rows and 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        validators=[workbook_of(LARGEST_UPLOAD)],
    )
