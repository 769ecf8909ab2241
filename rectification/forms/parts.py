"""Fields that several forms of rectification share: who signs, which language, which deadline."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from documents.choices import Language
from hazards.forms import officers_of_tenant
from regions.choices import DeadlineUnit


class OfficersChoice(forms.ModelMultipleChoiceField):
    """Officers with their certificate numbers."""

    def label_from_instance(self, member: Membership) -> str:
        """Say who it is and by which certificate."""
        return f"{member.person.name} · {member.certificate_no}"


def officers_field(*, required: bool = True) -> OfficersChoice:
    """Return a field for the two officers who sign."""
    return OfficersChoice(
        label=_("Officers who sign"),
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=required,
        help_text=_("Two officers with certificate numbers.")
        if required
        else _("Two officers with certificate numbers; not needed where it is returned."),
    )


def language_field() -> forms.ChoiceField:
    """Return a field for the document's language."""
    return forms.ChoiceField(
        label=_("Language of the document"), choices=Language.choices, initial=Language.CHINESE, required=False
    )


class OfficersMixin:
    """Offers the certified officers of the own authority."""

    def offer_officers(self) -> None:
        """Fill the choice; the acting officer is ticked."""
        rows = officers_of_tenant(self.actor).exclude(certificate_no="")
        self.fields["officers"].queryset = rows
        if self.actor.certificate_no:
            self.fields["officers"].initial = [self.actor.membership_id]

    def clean_language(self) -> str:
        """Fall back to Chinese."""
        return self.cleaned_data.get("language") or Language.CHINESE


class DeadlineMixin:
    """A deadline: proposed by policy, or stated by unit and amount or date."""

    def clean_deadline(self, cleaned: dict[str, Any]) -> tuple[str | None, Any]:
        """Return (unit, amount) as the actions take them."""
        unit = cleaned.pop("unit", "") or None
        days, due = cleaned.pop("days", None), cleaned.pop("due_on", None)
        if unit in (DeadlineUnit.WORKING_DAYS, DeadlineUnit.CALENDAR_DAYS):
            if days is None:
                self.add_error("days", _t("Give the number of days."))
            return unit, days
        if unit == DeadlineUnit.DATE:
            if due is None:
                self.add_error("due_on", _t("Give the date on which the deadline ends."))
            return unit, due
        return unit, None


def unit_field() -> forms.ChoiceField:
    """Return a field for how the deadline is expressed."""
    choices = [("", _("As proposed by the region's policy")), *DeadlineUnit.choices]
    return forms.ChoiceField(label=_("Deadline"), choices=choices, required=False)


def days_field() -> forms.IntegerField:
    """Return a field for a number of days."""
    return forms.IntegerField(label=_("Number of days"), required=False, min_value=1, max_value=3660)
