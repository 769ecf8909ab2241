"""Forms of listed supervision: each field carries the name of the action's argument."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.choices import Language
from hazards.pages import FilesField, day, words
from rectification.listing import rules, selectors, wording
from rectification.listing.choices import Ground, ListingLevel
from rectification.models import Listing


class VersionForm(forms.Form):
    """A form on one listing; `version` is the listing's as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class ProposeForm(forms.Form):
    """Why a major hazard is proposed, and how far it reaches."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[each for each in Ground.choices if each[0] != Ground.RAISED],
        initial=Ground.LONG,
        widget=forms.RadioSelect,
    )
    reason = words(_("Reason"), rows=3)
    level = forms.ChoiceField(
        label=_("Which level lists"),
        choices=[("", _("By the region's policy")), *ListingLevel.choices],
        required=False,
    )
    counties = forms.IntegerField(label=_("Counties concerned"), min_value=1, max_value=99, initial=1)
    cities = forms.IntegerField(label=_("Cities concerned"), min_value=1, max_value=30, initial=1)


class ListForm(VersionForm):
    """What the listing notice says."""

    supervised = forms.ChoiceField(label=_("Supervised government or department"))
    leader = forms.CharField(label=_("Responsible leader, with the post"), max_length=60)
    due_on = day(_("Deadline"), help_text=_("At most a year from today, unless the region says otherwise."))
    requirements = words(
        _("Requirements"), rows=5, required=False, help_text=_("One a line; left empty, the usual ones stand there.")
    )
    language = forms.ChoiceField(label=_("Language of the document"), choices=Language.choices)

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        """Offer whom the notice may go to, the likeliest first."""
        initial = {
            "requirements": "\n".join(wording.requirements("zh")),
            "language": Language.CHINESE,
            "version": listing.version,
        }
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.fields["supervised"].choices = [(str(row.pk), row.name) for row in selectors.supervisable(listing)]


class PublishForm(VersionForm):
    """When and where it was published, and what the public reads."""

    published_on = day(_("Published on"))
    channel = forms.CharField(label=_("Channel"), max_length=120, help_text=_("For example the main local newspaper."))
    link = forms.URLField(label=_("Link"), max_length=300, required=False, assume_scheme="https")
    summary = forms.CharField(
        label=_("What the public reads"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The hazard in a sentence, without names of persons, telephone or identity card numbers."),
    )


class AnnounceForm(VersionForm):
    """When and where its end was published."""

    announced_on = day(_("Published on"))
    channel = forms.CharField(label=_("Channel"), max_length=120)
    link = forms.URLField(label=_("Link"), max_length=300, required=False, assume_scheme="https")


class FileForm(VersionForm):
    """When and with whom it was recorded."""

    filed_on = day(_("Recorded on"))
    filed_with = forms.CharField(label=_("Recorded with"), max_length=120)


class ReasonForm(VersionForm):
    """Why."""

    reason = words(_("Reason"), rows=2)


class WithdrawForm(VersionForm):
    """Why a listing was a mistake, in words for everybody."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=rules.LONGEST_PUBLIC,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("It stays public. Without names of persons, telephone or identity card numbers."),
    )


class AskTimeForm(VersionForm):
    """Until when, and why."""

    until = day(_("New deadline asked for"))
    reason = words(_("Reason"), rows=3)


class DecideTimeForm(VersionForm):
    """Granted or not."""

    grant = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Grant more time")), ("no", _("Refuse it"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    until = day(_("New deadline"), required=False)
    reason = words(_("Reason"), rows=2, required=False, help_text=_("Needed when it is refused."))


class ApplyForm(VersionForm):
    """The application with its assessment."""

    assessor = forms.CharField(
        label=_("Assessed by"), max_length=120, help_text=_("Your own experts, or a qualified body.")
    )
    assessment = words(_("What the assessment found"), rows=4)
    files = FilesField(label=_("Assessment report"), required=False, help_text=_("PDF, Word or Excel."))


class AcceptForm(VersionForm):
    """The acceptance."""

    accepted_on = day(_("Accepted on"))
    members = words(_("Who took part"), rows=3, help_text=_("One a line: name and post."))
    conclusion = words(_("Conclusion"), rows=3)


def _days(name: str, label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=rules.MOST[name])


class PolicyForm(forms.Form):
    """Who lists by default in the own region, and the periods."""

    level = forms.ChoiceField(
        label=_("Which level lists by default"), choices=ListingLevel.choices, widget=forms.RadioSelect
    )
    publish_days = _days("publish_days", _("Publish a listing within, working days"))
    file_days = _days("file_days", _("Record it with the body above within, working days"))
    longest_days = _days("longest_days", _("Longest time of a listing, calendar days"))
    ask_days = _days("ask_days", _("Ask for more time at least so many working days before the deadline"))
    decide_days = _days(
        "decide_days", _("Decide on a proposal, on more time, on acceptance and on delisting within, working days")
    )
    announce_days = _days("announce_days", _("Publish that a listing was lifted within, working days"))
