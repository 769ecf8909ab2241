"""The forms of bulletins."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bulletins import rules
from bulletins.choices import Scope

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DrawUpForm(forms.Form):
    """From which cases a bulletin is drawn up, and for which period its figures count."""

    least_days = forms.IntegerField(
        label=_("At least so many working days late"), min_value=1, max_value=365, initial=rules.LEAST_DAYS
    )
    which = forms.ChoiceField(
        label=_("Which hazards"), choices=Scope.choices, initial=Scope.ALL, widget=forms.RadioSelect
    )
    period_from = forms.DateField(label=_("Figures from"), widget=DAY)
    period_to = forms.DateField(label=_("Figures until"), widget=DAY)


class EditForm(forms.Form):
    """The words of a draft. Paragraphs of the long texts stand on lines of their own."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    addressees = forms.CharField(
        label=_("Addressed to"),
        max_length=120,
        required=False,
        help_text=_("Empty: all regions, departments and units."),
    )
    good_zh = forms.CharField(
        label=_("Good practice, Chinese"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    good_en = forms.CharField(
        label=_("Good practice, English"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    requirements_zh = forms.CharField(
        label=_("Requirements, Chinese"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    requirements_en = forms.CharField(
        label=_("Requirements, English"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    typical = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.MultipleHiddenInput)
    left_out = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.MultipleHiddenInput)
    photos_off = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, items: list[dict], **kwargs: Any) -> None:
        """Offer the cases and photos of the draft."""
        super().__init__(*args, **kwargs)
        numbers = [(item["no"], item["no"]) for item in items]
        self.fields["typical"].choices = self.fields["left_out"].choices = numbers
        self.fields["photos_off"].choices = [(photo["photo"],) * 2 for item in items for photo in item["photos"]]

    def words(self) -> list:
        """The fields that are typed; the others are ticked in the table of cases."""
        return [field for field in self if not field.is_hidden]


class ReasonForm(forms.Form):
    """Why it is sent back."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(ReasonForm):
    """Why it is withdrawn, and since when that is decided."""

    decided_on = forms.DateField(
        label=_("Day of the decision behind it"),
        required=False,
        widget=DAY,
        help_text=_("A publication is withdrawn within 3 working days after the decision it rests on falls."),
    )


class FollowUpForm(forms.Form):
    """What became of a case."""

    entry = forms.IntegerField(
        label=_("Number of the case"), min_value=0, max_value=rules.MOST_ENTRIES, help_text=_("0: the whole bulletin.")
    )
    happened_on = forms.DateField(label=_("Day"), widget=DAY)
    text = forms.CharField(label=_("What happened"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class StatementForm(forms.Form):
    """What the named unit says."""

    text = forms.CharField(
        label=_("What the readers should know"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands beside your case, word for word. Leave out names and telephone numbers of persons."),
    )


class ScheduleForm(forms.Form):
    """The monthly bulletin of the own authority."""

    day_of_month = forms.IntegerField(
        label=_("Draw up a draft on this day of each month"),
        min_value=1,
        max_value=28,
        required=False,
        help_text=_("Empty: no monthly bulletin. The draft is exposed within the platform at once; it becomes public "
                    "only when two persons release it."),
    )  # fmt: skip
    least_days = forms.IntegerField(label=_("At least so many working days late"), min_value=1, max_value=365)
    which = forms.ChoiceField(label=_("Which hazards"), choices=Scope.choices, widget=forms.RadioSelect)
    reply_days = forms.IntegerField(label=_("Working days in which a named unit may answer"), min_value=1, max_value=60)
    public_months = forms.IntegerField(label=_("Months in public"), min_value=1, max_value=36)
