"""Forms of rectification: each field carries the name of the action's argument."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from core import clock
from documents.choices import Language, Method
from hazards.choices import VerificationMethod
from hazards.forms import REASON, officers_of_tenant
from hazards.pages import FilesField, VerbForm, day, photos_field, words
from rectification.actions.orders import GENERAL_BASIS, OrderLine, propose_for
from rectification.actions.review import Remainder
from rectification.choices import Verdict
from rectification.facts import PLAN_FIELDS
from rectification.models import Plan
from rectification.papers import basis_of
from rectification.rules import verification_methods
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


class PlanForm(VerbForm):
    """The five implementations (五落实); an incomplete plan can be kept and completed later."""

    goal = words(_("Goal and task"), required=False)
    measures = words(_("Method and measures"), required=False)
    funds = forms.DecimalField(label=_("Funds (yuan)"), required=False, min_value=0, max_digits=14, decimal_places=2)
    funds_source = forms.CharField(label=_("Source of the funds"), max_length=120, required=False)
    responsible_unit = forms.CharField(label=_("Unit that does the work"), max_length=120, required=False)
    responsible_person = forms.CharField(label=_("Responsible person"), max_length=60, required=False)
    responsible_phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    finish_on = day(_("Done by"), required=False)
    interim_measures = words(_("Safety measures until the hazard is gone"), required=False)
    contingency_plan = words(_("Contingency plan"), required=False)
    evacuation_trigger = words(_("Sign at which people are withdrawn"), required=False, rows=2)
    milestones = words(
        _("Milestones"),
        required=False,
        help_text=_("One a line: the date as 2026-12-31, a space, and what is done by then."),
    )

    def prepare(self) -> None:
        """Begin with the plan on file."""
        plan = Plan.objects.filter(hazard=self.hazard, superseded_at=None).first()
        if plan is None:
            self.fields["finish_on"].initial = self.hazard.due_on
            self.fields["interim_measures"].initial = self.hazard.interim_measures
            return
        for name in PLAN_FIELDS:
            self.fields[name].initial = getattr(plan, name)
        self.fields["milestones"].initial = "\n".join(f"{each['on']} {each['text']}" for each in plan.milestones)

    def clean_milestones(self) -> list:
        """Read one milestone a line."""
        found = []
        for line in self.cleaned_data["milestones"].splitlines():
            if not line.strip():
                continue
            text, _space, what = line.strip().partition(" ")
            try:
                found.append((forms.DateField(input_formats=["%Y-%m-%d"]).clean(text), what.strip()[:200]))
            except forms.ValidationError as error:
                sentence = _t("This line does not begin with a date like 2026-12-31: %(line)s")
                raise forms.ValidationError(sentence % {"line": line[:60]}) from error
        return found

    def values(self) -> dict[str, Any]:
        """Return the arguments of `save_plan`."""
        values = dict(self.cleaned_data)
        return {
            "plan": {name: values[name] for name in PLAN_FIELDS},
            "milestones": values["milestones"],
            "version": values["version"],
        }


class ProgressForm(VerbForm):
    """This month's progress."""

    percent = forms.IntegerField(label=_("Done, percent"), min_value=0, max_value=100)
    text = words(_("What was done this month"))


class SubmitForm(VerbForm):
    """The evidence. One camera for each before-photo; the template draws them."""

    measures = words(_("What was done"))
    rectified_on = day(_("Done on"))
    photos = photos_field(_("More photos of the fixed state"))
    files = FilesField(
        label=_("Documents that prove it"),
        required=False,
        help_text=_("PDF, Word or Excel: an invoice, a test report."),
    )
    cost = forms.DecimalField(label=_("Cost (yuan)"), required=False, min_value=0, max_digits=14, decimal_places=2)
    partly = words(_("Not done yet"), required=False, rows=2, help_text=_("Leave empty when everything is done."))

    def prepare(self) -> None:
        """Propose today."""
        self.fields["rectified_on"].initial = clock.today()


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
    seen = words(_("What you saw that proves it"), required=False)
    reason = words(_("Reason, where it is returned"), required=False, rows=2)
    rest = words(_("What is still to be done, where it is accepted in part"), required=False, rows=2)
    unit = unit_field()
    days = days_field()
    due_on = day(_("Date"), required=False)
    officers = officers_field(required=False)
    language = language_field()

    def prepare(self) -> None:
        """Offer the methods in proportion to the grade."""
        self.offer_officers()
        methods = verification_methods(self.hazard.grade)
        self.fields["method"].choices = [(each.value, each.label) for each in methods]
        self.fields["method"].initial = VerificationMethod.VISIT
        self.fields["unit"].label = _("Deadline of the rest")

    def clean(self) -> dict[str, Any]:
        """Gather the remainder."""
        cleaned = super().clean()
        unit, amount = self.clean_deadline(cleaned)
        rest = cleaned.pop("rest", "")
        partly = cleaned.get("verdict") == Verdict.PARTLY
        cleaned["remainder"] = Remainder(rest, unit, amount) if partly else None
        return cleaned


class ReopenForm(OfficersMixin, DeadlineMixin, VerbForm):
    """Why, and the new order."""

    reason = words(_("Reason"), help_text=REASON)
    fabricated = forms.BooleanField(
        label=_("The removal was faked"), required=False, help_text=_("It is flagged for accountability.")
    )
    unit = unit_field()
    days = days_field()
    due_on = day(_("Date"), required=False)
    officers = officers_field(required=False)
    language = language_field()

    def prepare(self) -> None:
        """A rejected hazard needs no order yet."""
        if self.hazard.status == "rejected":
            for name in ("fabricated", "unit", "days", "due_on", "officers", "language"):
                del self.fields[name]
            return
        self.offer_officers()

    def clean(self) -> dict[str, Any]:
        """Gather the deadline."""
        cleaned = super().clean()
        cleaned["unit"], cleaned["amount"] = self.clean_deadline(cleaned)
        return cleaned


class AskExtensionForm(VerbForm):
    """Until when, why, and how it stays safe meanwhile."""

    proposed_due_on = day(_("Proposed new deadline"))
    reason = words(_("Why the time is not enough"))
    interim_measures = words(_("Safety measures until then"))

    def prepare(self) -> None:
        """Begin after the present deadline."""
        if self.hazard.due_on:
            self.fields["proposed_due_on"].initial = self.hazard.due_on + timedelta(days=7)
        self.fields["interim_measures"].initial = self.hazard.interim_measures


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


class AskResumeForm(VerbForm):
    """What makes it safe again."""

    text = words(_("What was done to make it safe again"))


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
