"""The acts of a listing's page as one table: in which states, who may, with which form, what is said after."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from core.policy import Decision
from rectification.listing import actions, forms, policy
from rectification.listing.choices import ListingStatus
from rectification.listing.rules import IN_FORCE, WITHDRAWABLE
from rectification.models import Listing

S = ListingStatus


@dataclass(frozen=True)
class Act:
    """One act on a listing: in which states, who may, its form, what it does and says."""

    label: Promise
    states: frozenset[str]
    permit: Callable[[Any, Listing], Decision]
    form: type[forms.VersionForm]
    do: Callable[..., Listing]
    done: Promise
    #: Opens at once; the others stand folded below.
    first: bool = True
    danger: bool = False
    files: bool = False
    fits: Callable[[Listing], bool] = lambda listing: True


ACTS: dict[str, Act] = {
    "list_hazard": Act(
        gettext_lazy("Place it under listed supervision"),
        frozenset({S.PROPOSED}),
        policy.can_list_hazard,
        forms.ListForm,
        actions.list_hazard,
        gettext_lazy("The hazard is listed. Its notice is being drawn up."),
    ),
    "refuse": Act(
        gettext_lazy("Refuse the proposal"),
        frozenset({S.PROPOSED}),
        policy.can_list_hazard,
        forms.ReasonForm,
        actions.refuse_listing,
        gettext_lazy("The proposal is refused."),
        first=False,
        danger=True,
    ),
    "publish": Act(
        gettext_lazy("Record the publication"),
        frozenset({S.LISTED}),
        policy.can_publish_listing,
        forms.PublishForm,
        actions.publish_listing,
        gettext_lazy("The listing is public."),
    ),
    "file": Act(
        gettext_lazy("Record it with the body above"),
        IN_FORCE,
        policy.can_file_listing,
        forms.FileForm,
        actions.file_listing,
        gettext_lazy("It is on record above."),
        fits=lambda listing: listing.file_by is not None and listing.filed_on is None,
    ),
    "decide_time": Act(
        gettext_lazy("Decide on more time"),
        IN_FORCE,
        policy.can_decide_listing_time,
        forms.DecideTimeForm,
        actions.decide_listing_time,
        gettext_lazy("The request is decided."),
        fits=lambda listing: listing.time_asked_at is not None,
    ),
    "apply": Act(
        gettext_lazy("Apply for delisting"),
        frozenset({S.PUBLISHED}),
        policy.can_apply_delisting,
        forms.ApplyForm,
        actions.apply_delisting,
        gettext_lazy("The application is sent. The department accepts the work now."),
        files=True,
        fits=lambda listing: listing.hazard.status in ("submitted", "under_review"),
    ),
    "ask_time": Act(
        gettext_lazy("Ask for more time"),
        frozenset({S.LISTED, S.PUBLISHED}),
        policy.can_ask_listing_time,
        forms.AskTimeForm,
        actions.ask_listing_time,
        gettext_lazy("The request is sent. Until it is decided the deadline stays."),
        first=False,
        fits=lambda listing: listing.time_asked_at is None,
    ),
    "accept": Act(
        gettext_lazy("Accept the rectification"),
        frozenset({S.APPLIED}),
        policy.can_accept_delisting,
        forms.AcceptForm,
        actions.accept_delisting,
        gettext_lazy("The work is accepted. The body that listed decides now."),
    ),
    "delist": Act(
        gettext_lazy("Lift the listed supervision"),
        frozenset({S.ACCEPTED}),
        policy.can_delist,
        forms.VersionForm,
        actions.delist,
        gettext_lazy("The listing is lifted. Its notice is being drawn up."),
    ),
    "return": Act(
        gettext_lazy("Return the application"),
        frozenset({S.APPLIED, S.ACCEPTED}),
        policy.can_return_delisting,
        forms.ReasonForm,
        actions.return_delisting,
        gettext_lazy("The application is returned."),
        first=False,
        danger=True,
    ),
    "announce": Act(
        gettext_lazy("Record that its end was published"),
        frozenset({S.DELISTED}),
        policy.can_publish_listing,
        forms.AnnounceForm,
        actions.announce_delisting,
        gettext_lazy("The end of the listing is public."),
    ),
    "withdraw": Act(
        gettext_lazy("Withdraw the listing"),
        WITHDRAWABLE,
        policy.can_withdraw_listing,
        forms.WithdrawForm,
        actions.withdraw_listing,
        gettext_lazy("The listing is withdrawn, and those who were told of it are told."),
        first=False,
        danger=True,
    ),
    "raise": Act(
        gettext_lazy("Raise it to the next level"),
        IN_FORCE,
        policy.can_raise_listing,
        forms.ReasonForm,
        actions.raise_listing,
        gettext_lazy("The next level is asked to take over. Until it has listed, this listing stays in force."),
        first=False,
        fits=lambda listing: listing.level != "province",
    ),
}
"""Every act of the page, in the order in which they are shown; the API has the same by name."""
