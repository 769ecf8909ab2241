"""Who gives cases to the media: the verbs of a bulletin, on a batch."""

from django.utils.translation import gettext_lazy

from bulletins.standing import DRAFTERS, by_two, of_own
from core.policy import Decision, verb

VERBS = {
    "draft_media": verb(
        gettext_lazy("Draw up a media exposure, tell those named, record where it was shown"),
        DRAFTERS,
        gettext_lazy("in the name of the own authority"),
    ),
    "release_media": verb(
        gettext_lazy("Release a media exposure, or send it back"),
        DRAFTERS,
        gettext_lazy("two different persons of the own authority, one of them its head"),
    ),
    "withdraw_media": verb(
        gettext_lazy("Withdraw a media exposure"), DRAFTERS, gettext_lazy("of the own authority; the reason is kept")
    ),
}


def can_draft_media(actor, batch=None) -> Decision:
    """Decide who draws a batch up, changes it, tells those named, and records where it was shown."""
    return of_own(actor, VERBS["draft_media"], batch)


def can_release_media(actor, batch) -> Decision:
    """Decide who releases a batch: two different persons of the authority, one of them its head."""
    return by_two(actor, VERBS["release_media"], batch)


def can_send_back_media(actor, batch) -> Decision:
    """Decide who sends a batch back that one person has released: anybody who may release."""
    return of_own(actor, VERBS["release_media"], batch)


def can_withdraw_media(actor, batch) -> Decision:
    """Decide who withdraws a batch."""
    return of_own(actor, VERBS["withdraw_media"], batch)
