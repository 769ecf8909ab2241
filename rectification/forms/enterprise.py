"""Forms of the enterprise: each field carries the name of the action's argument."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core import clock
from hazards.pages import FilesField, VerbForm, day, photos_field, words
from rectification.facts import PLAN_FIELDS
from rectification.models import Plan


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


class AskResumeForm(VerbForm):
    """What makes it safe again."""

    text = words(_("What was done to make it safe again"))
