"""Forms of hazards: each field carries the name of the action's argument."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Authority, Membership
from checklists.models import Criterion
from checklists.selectors import search_criteria
from core import clock
from core.roles import ENTERPRISE_ROLES, OFFICER_ROLES
from enterprises.models import Enterprise, Place
from hazards.choices import Grade
from hazards.pages import BulkForm, VerbForm, day, photos_field, words
from regions.selectors import path_of

REASON = _("It is kept in the ledger and read by everybody who may see the hazard.")


class HandlerChoice(forms.ModelChoiceField):
    """Officers by name and post."""

    def label_from_instance(self, member: Membership) -> str:
        """Say who it is."""
        return f"{member.person.name} · {member.post_title or member.get_role_display()}"


def officers_of_tenant(actor):
    """Return the officers of the actor's own authority."""
    rows = Membership.objects.active().filter(authority_id=actor.tenant_id, role__in=OFFICER_ROLES)
    return rows.select_related("person").order_by("person__name", "id")


MOST_CRITERIA = 10


def criterion_field() -> forms.CharField:
    """Return a field in which a criterion is found by typing words, or named by its code."""
    return forms.CharField(
        label=_("Criterion"),
        required=False,
        max_length=60,
        help_text=_("For a major hazard. Type a few words of what is wrong, pinyin initials, or the code."),
        widget=forms.TextInput({"autocomplete": "off", "data-criterion": ""}),
    )


class CriterionMixin:
    """Turns what was typed into the criterion: a code at once, words by a choice among what answers them."""

    #: What the words found, to choose from: `hazards/criterion.html` shows it, without a script too.
    criteria_found: tuple[Criterion, ...] = ()
    #: The industry whose criteria come first.
    criterion_industry: str = ""

    def clean_criterion(self) -> Criterion | None:
        """Return the criterion that is named or chosen; words alone ask which one is meant."""
        typed = self.cleaned_data["criterion"].strip()
        if not typed:
            return None
        named = Criterion.objects.filter(pk__iexact=typed).first()
        if named is not None:
            return named
        self.criteria_found = tuple(search_criteria(typed, clock.today(), self.criterion_industry, MOST_CRITERIA))
        chosen = self.data.get("criterion_choice")
        picked = next((each for each in self.criteria_found if each.code == chosen), None)
        if picked is None:
            raise forms.ValidationError(
                _("Choose which of these criteria you mean.")
                if self.criteria_found
                else _("No criterion answers these words. Try fewer or other words, or leave the field empty.")
            )
        return picked


class ConfirmForm(CriterionMixin, VerbForm):
    """The grade, by a second person for "major"."""

    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices, widget=forms.RadioSelect)
    criterion = criterion_field()
    reason = words(_("Reason"), required=False, help_text=_("Needed where the grade differs from the proposed one."))

    def prepare(self) -> None:
        """Propose the recorded grade."""
        self.criterion_industry = self.hazard.industry_id
        self.fields["grade"].initial = self.hazard.grade
        self.fields["criterion"].initial = self.hazard.criterion_id or ""


class ReasonForm(VerbForm):
    """Only the reason."""

    reason = words(_("Reason"), help_text=REASON)


class UpgradeForm(CriterionMixin, VerbForm):
    """Why it is major after all."""

    criterion = criterion_field()
    reason = words(_("Reason"), help_text=REASON)

    def prepare(self) -> None:
        """Look among the criteria of the hazard's industry first."""
        self.criterion_industry = self.hazard.industry_id


class TransferForm(VerbForm):
    """To whom and why."""

    to = forms.ModelChoiceField(label=_("Competent department"), queryset=Authority.objects.none())
    reason = words(_("Reason"), help_text=REASON)

    def prepare(self) -> None:
        """Offer the departments in charge of the place."""
        codes = path_of(self.hazard.region_code)
        rows = Authority.objects.filter(region_code__in=codes).exclude(pk=self.hazard.authority_id)
        self.fields["to"].queryset = rows.order_by("-region_code", "department_code")


class NoteForm(VerbForm):
    """A note with photos of the scene."""

    note = words(_("Note"))
    photos = photos_field(_("Photos"))


class LookBackForm(NoteForm):
    """What the look-back saw."""

    note = words(_("What you saw"))


class TakeOverForm(VerbForm):
    """Nothing but a remark."""

    note = words(_("Remark"), required=False)


class FixOnSpotForm(VerbForm):
    """The photo of the fixed state."""

    after_photos = photos_field(_("Photo after the fix"), required=True)
    note = words(_("What was done"), required=False)


class AssignForm(VerbForm):
    """Who handles it."""

    handler = HandlerChoice(label=_("Handler"), queryset=Membership.objects.none())

    def prepare(self) -> None:
        """Offer the officers of the own authority."""
        self.fields["handler"].queryset = officers_of_tenant(self.actor)


class AssignManyForm(BulkForm):
    """Who handles the ticked hazards."""

    handler = HandlerChoice(label=_("Handler"), queryset=Membership.objects.none())

    def prepare(self) -> None:
        """Offer the officers of the own authority."""
        self.fields["handler"].queryset = officers_of_tenant(self.actor)


class RecordForm(CriterionMixin, forms.Form):
    """A hazard found at the desk or by the enterprise itself."""

    enterprise = forms.ModelChoiceField(
        label=_("Enterprise"), queryset=Enterprise.objects.none(), widget=forms.HiddenInput
    )
    description = words(_("What is wrong"))
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none(), required=False)
    place_text = forms.CharField(label=_("Where exactly"), max_length=120, required=False)
    photos = photos_field(_("Photos of what is wrong"))
    grade = forms.ChoiceField(
        label=_("Proposed grade"), choices=Grade.choices, initial=Grade.GENERAL, widget=forms.RadioSelect
    )
    criterion = criterion_field()
    interim_measures = words(_("Safety measures until it is fixed"), required=False, rows=2)
    found_on = day(_("Found on"))

    def __init__(self, *args, enterprise: Enterprise, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.criterion_industry = enterprise.industry_id
        self.fields["enterprise"].queryset = Enterprise.objects.filter(pk=enterprise.pk)
        self.fields["enterprise"].initial = enterprise.pk
        self.fields["place"].queryset = Place.objects.filter(enterprise=enterprise).order_by("name")
        self.fields["found_on"].initial = clock.today()


class AssignInsideForm(VerbForm):
    """Who of the enterprise fixes it, and by when."""

    responsible = HandlerChoice(label=_("Who fixes it"), queryset=Membership.objects.none())
    due_on = day(_("By when"))
    note = words(_("Remark"), rows=2, required=False, help_text=_("Needed where person or day change: say why."))

    def prepare(self) -> None:
        """Offer the people of the enterprise."""
        rows = Membership.objects.active().filter(enterprise_id=self.hazard.enterprise_id, role__in=ENTERPRISE_ROLES)
        self.fields["responsible"].queryset = rows.select_related("person").order_by("person__name", "id")
        self.fields["responsible"].initial = self.hazard.handler_id


class ReportFixedForm(VerbForm):
    """It is fixed: photos, the day, a word."""

    after_photos = photos_field(
        _("Photos after"), required=True, help_text=_("One for each photo before, from the same place.")
    )
    before_photos = photos_field(_("Photos before"), help_text=_("Only where none was taken when it was found."))
    rectified_on = day(_("Fixed on"))
    note = words(_("What was done"), rows=2, required=False)

    def prepare(self) -> None:
        """Propose today; ask for photos before only where there is none."""
        self.fields["rectified_on"].initial = clock.today()
        if self.hazard.photos.filter(purpose="before").exists():
            del self.fields["before_photos"]


class CloseInsideForm(VerbForm):
    """What the second person saw."""

    note = words(_("What you saw"), help_text=_("Look at the place, not only at the photos."))
