"""Notices of documents, letters, listings, duties and bulletins."""

from django.utils.translation import gettext_lazy

from notifications.choices import Group, Urgency
from notifications.rules.kind import Kind

PAPERS: dict[str, Kind] = {
    # documents
    "document_ready": Kind(
        gettext_lazy("%(title)s %(number)s is ready."), "document", "ok", urgency=Urgency.DIGEST, group=Group.PLATFORM
    ),
    "document_failed": Kind(
        gettext_lazy("%(title)s could not be drawn up. It is tried again; nothing was lost."),
        "document",
        "warn",
        urgency=Urgency.DIGEST,
        group=Group.PLATFORM,
    ),
    "document_served": Kind(
        gettext_lazy("%(title)s %(number)s has been served on you. Please read it."),
        "document",
        "action",
        group=Group.DUTIES,
    ),
    # letters
    "letter_to_sign": Kind(gettext_lazy("A letter waits for your signature: %(title)s"), "pen", "action"),
    "letter_issued": Kind(
        gettext_lazy("A letter to you was issued: %(title)s. It will be served on you."),
        "mail",
        "action",
        group=Group.DUTIES,
    ),
    "letter_served": Kind(
        gettext_lazy("A letter was served on you: %(title)s. Answer it by %(due_on)s."),
        "mail",
        "danger",
        group=Group.DUTIES,
    ),
    "letter_undelivered": Kind(
        gettext_lazy("A letter of yours did not reach its addressee: %(title)s. Serve it another way: %(way)s."),
        "mail",
        "action",
        group=Group.DUTIES,
    ),
    "letter_answered": Kind(gettext_lazy("A letter of yours was answered: %(title)s"), "mail", "action"),
    "letter_rated": Kind(
        gettext_lazy("Your answer to a letter was rated (%(rating)s): %(title)s"), "mail", group=Group.DUTIES
    ),
    "letter_withdrawn": Kind(
        gettext_lazy("A letter to you was withdrawn: %(title)s. Reason: %(reason)s"), "mail", group=Group.DUTIES
    ),
    "talk_recorded": Kind(
        gettext_lazy("The minutes of the talk are there: %(title)s. Report by %(due_on)s."),
        "document",
        "action",
        group=Group.DUTIES,
    ),
    # listed supervision
    "listing_proposed": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is proposed for listed supervision: %(title)s"),
        "flag",
        "action",
    ),
    "hazard_listed": Kind(
        gettext_lazy(
            "%(body)s has placed hazard %(number)s at %(enterprise)s under listed supervision (%(listed_as)s). "
            "Rectify it by %(due_on)s."
        ),
        "flag",
        "danger",
        group=Group.DUTIES,
    ),
    "listing_published": Kind(
        gettext_lazy("The listed supervision of hazard %(number)s was published."), "flag", group=Group.DUTIES
    ),
    "listing_withdrawn": Kind(
        gettext_lazy(
            "%(body)s withdrew the listed supervision of hazard %(number)s at %(enterprise)s (%(listed_as)s). "
            "Reason: %(reason)s"
        ),
        "flag",
        "ok",
        group=Group.DUTIES,
    ),
    "listing_fell_away": Kind(
        gettext_lazy("The proposal to list hazard %(number)s at %(enterprise)s fell away: %(reason)s"), "flag"
    ),
    "listing_time_asked": Kind(
        gettext_lazy("%(enterprise)s asks for more time under listed supervision (%(number)s): until %(until_on)s."),
        "clock",
        "action",
    ),
    "listing_time_decided": Kind(
        gettext_lazy("More time under listed supervision (%(number)s): %(decision)s. The deadline is %(due_on)s."),
        "clock",
        "action",
        group=Group.DUTIES,
    ),
    "delisting_applied": Kind(
        gettext_lazy("%(enterprise)s applies for delisting (%(number)s). Accept the work or return it."),
        "flag",
        "action",
    ),
    "delisting_to_decide": Kind(
        gettext_lazy(
            "The work on listed hazard %(number)s at %(enterprise)s was accepted. Lift the listing or return."
        ),
        "flag",
        "action",
    ),
    "delisting_returned": Kind(
        gettext_lazy("Your application for delisting (%(number)s) was returned: %(reason)s"),
        "flag",
        "danger",
        group=Group.DUTIES,
    ),
    "hazard_delisted": Kind(
        gettext_lazy("The listed supervision of hazard %(number)s at %(enterprise)s was lifted."),
        "flag",
        "ok",
        group=Group.DUTIES,
    ),
    "delisting_published": Kind(
        gettext_lazy("That the listed supervision of hazard %(number)s was lifted was published."),
        "flag",
        "ok",
        group=Group.DUTIES,
    ),
    # duties
    "duty_missed": Kind(
        gettext_lazy("%(person)s (%(post)s) missed what was due on %(due_on)s. Duties: %(count)s. First: %(title)s"),
        "alert",
        "danger",
        group=Group.DUTIES,
    ),
    # bulletins
    "unit_exposed": Kind(
        gettext_lazy("%(authority)s named you on the boards: %(problem)s. You may answer until %(reply_on)s."),
        "flag",
        "danger",
        group=Group.DUTIES,
    ),
    "bulletin_to_release": Kind(
        gettext_lazy("%(person)s released the bulletin “%(title)s”. It waits for a second person."), "flag", "action"
    ),
    "bulletin_drawn_up": Kind(
        gettext_lazy("The monthly bulletin “%(title)s” is drawn up. Cases: %(count)s. Read and release it."),
        "flag",
        "action",
    ),
    "bulletin_published": Kind(
        gettext_lazy("The bulletin “%(title)s” (%(number)s), which names you, is public now."),
        "flag",
        "danger",
        group=Group.DUTIES,
    ),
    "bulletin_withdrawn": Kind(
        gettext_lazy("The bulletin “%(title)s”, which named you, was withdrawn. Reason: %(reason)s"),
        "flag",
        group=Group.DUTIES,
    ),
    "media_to_release": Kind(
        gettext_lazy("%(person)s released the media exposure “%(title)s”. It waits for a second person."),
        "flag",
        "action",
    ),
    "media_released": Kind(
        gettext_lazy("The media exposure “%(title)s”, which names you, was given to %(outlet)s."),
        "flag",
        "danger",
        group=Group.DUTIES,
    ),
    "media_withdrawn": Kind(
        gettext_lazy("The media exposure “%(title)s”, which named you, was withdrawn. Reason: %(reason)s"),
        "flag",
        group=Group.DUTIES,
    ),
    "meeting_called": Kind(
        gettext_lazy("%(authority)s calls you to the meeting “%(title)s” on %(held_on)s. Place: %(place)s."),
        "flag",
        "danger",
        group=Group.DUTIES,
    ),
    "meeting_cancelled": Kind(
        gettext_lazy("The meeting “%(title)s” was cancelled. Reason: %(reason)s"), "flag", group=Group.DUTIES
    ),
    "promise_due": Kind(
        gettext_lazy("%(who)s promised in the meeting “%(title)s”: %(what)s. It is due on %(due_on)s."),
        "clock",
        "action",
        group=Group.DUTIES,
    ),
    "promise_missed": Kind(
        gettext_lazy(
            "%(who)s promised in the meeting “%(title)s”: %(what)s. It was due on %(due_on)s and is not noted as kept."
        ),
        "alert",
        "danger",
        group=Group.DUTIES,
    ),
    "meeting_recorded": Kind(
        gettext_lazy("The minutes of the meeting “%(title)s” are there: %(number)s. Keep what was promised."),
        "document",
        "action",
        group=Group.DUTIES,
    ),
}
