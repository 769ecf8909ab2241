"""Forms of the authority: each field carries the name of the action's argument."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from core import clock
from documents.choices import Language, Method
from hazards.choices import VerificationMethod
from hazards.forms import REASON
from hazards.pages import VerbForm, day, words
from rectification.actions.orders import GENERAL_BASIS, OrderLine, propose_for
from rectification.actions.review import Remainder
from rectification.choices import ReopenGround, Verdict
from rectification.forms.parts import (
    DeadlineMixin,
    OfficersMixin,
    days_field,
    language_field,
    officers_field,
    unit_field,
)
from rectification.papers import basis_of
from rectification.rules import verification_methods


class OrderForm(OfficersMixin, DeadlineMixin, VerbForm):
    """The order on one hazard."""

    unit = unit_field()
    days = days_field()
    due_on = day(_("Date"), required=False)
    serve_on = day(_("Day of service"), help_text=_("The period starts with this day, which is not counted."))
    basis = forms.CharField(label=_("Legal basis"), max_length=300)
    interim_measures = words(_("Safety measures until it is fixed"), required=False, rows=2)
    officers = officers_field()
    language = language_field()

    def prepare(self) -> None:
        """Propose deadline, day of service and basis."""
        self.offer_officers()
        today = clock.today()
        self.fields["serve_on"].initial = today
        self.fields["basis"].initial = basis_of(self.hazard) or GENERAL_BASIS
        self.fields["interim_measures"].initial = self.hazard.interim_measures
        self.proposed = propose_for(
            grade=self.hazard.grade,
            industry_id=self.hazard.industry_id,
            region_code=self.hazard.region_code,
            start=today,
        )
        if self.proposed.amount:
            self.fields["unit"].initial = self.proposed.unit
            self.fields["days"].initial = self.proposed.amount

    def clean(self) -> dict[str, Any]:
        """Gather the deadline."""
        cleaned = super().clean()
        cleaned["deadline"] = self.clean_deadline(cleaned)
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the arguments of `issue_order`."""
        values = dict(self.cleaned_data)
        unit, amount = values.pop("deadline")
        values["lines"] = [OrderLine(self.hazard.pk, unit, amount, values.pop("version"))]
        return values


class ServeForm(VerbForm):
    """How the order was handed over."""

    method = forms.ChoiceField(label=_("How"), choices=Method.choices, initial=Method.IN_PERSON)
    served_at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=_("Empty: just now."),
    )
    receiver_name = forms.CharField(label=_("Received by"), max_length=60, required=False)
    receiver_post = forms.CharField(label=_("Post of the receiver"), max_length=60, required=False)
    witness_name = forms.CharField(
        label=_("Witness"), max_length=60, required=False, help_text=_("Where the document was left at the place.")
    )
    witness_post = forms.CharField(label=_("Post of the witness"), max_length=60, required=False)
    tracking_no = forms.CharField(label=_("Tracking number"), max_length=60, required=False)
    note = words(_("Remark"), required=False, rows=2)

    def prepare(self) -> None:
        """Propose the head of the unit as the receiver."""
        self.fields["receiver_name"].initial = self.hazard.enterprise.principal_name


class ReasonForm(VerbForm):
    """Only the reason."""

    reason = words(_("Reason"), help_text=REASON)


class NoteForm(VerbForm):
    """Only a remark."""

    note = words(_("Remark"), required=False)


class PlainForm(VerbForm):
    """Nothing to fill in."""


class VerifyForm(OfficersMixin, DeadlineMixin, VerbForm):
    """The verdict."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        widget=forms.RadioSelect,
        choices=[
            (Verdict.ACCEPTED, _("Accept and close")),
            (Verdict.PARTLY, _("Accept in part: the rest becomes a hazard of its own")),
            (Verdict.RETURNED, _("Return with a reason")),
        ],
    )
    method = forms.ChoiceField(label=_("How it was verified"), choices=VerificationMethod.choices)
    seen = words(_("What you saw that proves it"), help_text=_("Not needed where the evidence is returned."))
    reason = words(_("Reason, where it is returned"), required=False, rows=2)
    rest = words(_("What is still to be done, where it is accepted in part"), required=False, rows=2)
    unit = unit_field()
    days = days_field()
    due_on = day(_("Date"), required=False)
    officers = officers_field(required=False)
    language = language_field()

    def prepare(self) -> None:
        """Offer the methods in proportion to the grade; ask for what was seen unless it is sent back."""
        self.offer_officers()
        returned = self.data.get("verdict") == Verdict.RETURNED
        self.fields["seen"].required = self.fields["officers"].required = not returned
        methods = verification_methods(self.hazard.grade)
        self.fields["method"].choices = [(each.value, each.label) for each in methods]
        self.fields["method"].initial = VerificationMethod.VISIT
        self.fields["unit"].label = _("Deadline of the rest")

    def clean(self) -> dict[str, Any]:
        """Gather the remainder."""
        cleaned = super().clean()
        unit, amount = self.clean_deadline(cleaned)
        rest = cleaned.pop("rest", "")
        if cleaned.get("verdict") == Verdict.RETURNED and self._only_the_proposed(cleaned.get("officers", ())):
            cleaned["officers"] = []
        partly = cleaned.get("verdict") == Verdict.PARTLY
        cleaned["remainder"] = Remainder(rest, unit, amount) if partly else None
        return cleaned

    def _only_the_proposed(self, officers: Iterable[Membership]) -> bool:
        """Whether nobody is ticked beyond the acting officer, whom the form ticks itself: a return needs no signer."""
        return {str(each.pk) for each in officers} <= {str(self.actor.membership_id)}


class ReopenForm(OfficersMixin, DeadlineMixin, VerbForm):
    """Why, and the new order."""

    reason = words(_("Reason"), help_text=REASON)
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=ReopenGround.choices,
        widget=forms.RadioSelect,
        help_text=_("A faked removal is flagged for accountability, and the level above supervises the case."),
    )
    unit = unit_field()
    days = days_field()
    due_on = day(_("Date"), required=False)
    officers = officers_field()
    language = language_field()

    def prepare(self) -> None:
        """A rejected hazard needs no order yet."""
        if self.hazard.status == "rejected":
            for name in ("ground", "unit", "days", "due_on", "officers", "language"):
                del self.fields[name]
            return
        self.offer_officers()

    def clean(self) -> dict[str, Any]:
        """Gather the deadline."""
        cleaned = super().clean()
        cleaned["unit"], cleaned["amount"] = self.clean_deadline(cleaned)
        return cleaned


class DecideExtensionForm(VerbForm):
    """Grant or refuse."""

    grant = forms.TypedChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Grant more time")), ("no", _("Refuse"))],
        coerce=lambda value: value == "yes",
    )
    new_due_on = day(_("New deadline"), required=False, help_text=_("Empty: the day that was asked for."))
    reason = words(_("Reason"), required=False, help_text=_("Needed for a refusal."))
    language = language_field()

    def clean_language(self) -> str:
        """Fall back to Chinese."""
        return self.cleaned_data.get("language") or Language.CHINESE


class StopWorkForm(OfficersMixin, VerbForm):
    """What stops, and on which basis."""

    extent = words(_("What has to stop"))
    basis = forms.CharField(
        label=_("Legal basis"), max_length=300, initial="《中华人民共和国安全生产法》第六十五条第一款第三项"
    )
    until = forms.CharField(label=_("Until"), max_length=200, required=False)
    officers = officers_field()
    language = language_field()

    def prepare(self) -> None:
        """Offer the officers."""
        self.offer_officers()
        self.fields["until"].initial = _t("the authority has reviewed the place and consented")


class DecideResumeForm(VerbForm):
    """Consent or not, after a review on site."""

    consent = forms.TypedChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Consent to resuming work")), ("no", _("Work stays stopped"))],
        coerce=lambda value: value == "yes",
    )
    method = forms.ChoiceField(
        label=_("How it was reviewed"),
        choices=[(each.value, each.label) for each in (VerificationMethod.VISIT, VerificationMethod.EXPERT)],
    )
    reason = words(_("What you saw on site"))


class OpinionForm(VerbForm):
    """The second opinion."""

    agrees = forms.TypedChoiceField(
        label=_("Opinion"),
        widget=forms.RadioSelect,
        choices=[("yes", _("I agree to grading it down")), ("no", _("I do not agree"))],
        coerce=lambda value: value == "yes",
    )
    opinion = words(_("Reasons"))


class OrderManyForm(OfficersMixin, forms.Form):
    """One order on several hazards of one enterprise; each deadline is the one that the region's policy proposes."""

    serve_on = day(_("Day of service"), help_text=_("The period starts with this day, which is not counted."))
    interim_measures = words(_("Safety measures until it is fixed"), required=False, rows=2)
    officers = officers_field()
    language = language_field()

    def __init__(self, *args: Any, actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.offer_officers()
        self.fields["serve_on"].initial = clock.today()
