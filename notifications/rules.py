"""What each kind of notice says. A notice keeps its kind and values; the words follow the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.choices import COMPULSORY, Group, Urgency
from notifications.waiting.choices import SENTENCES, kind_of


@dataclass(frozen=True)
class Kind:
    """A kind of notice: its sentence with %(name)s values, its icon, its tone (neutral, action, ok, warn, danger).

    `urgency` says when it leaves the platform, `group` what people can choose channels for (`choices.COMPULSORY`: which
    groups the law lets nobody switch off). A `discreet` kind is told outside by a general sentence with a link only.
    """

    text: str | Promise
    icon: str = "inbox"
    tone: str = "neutral"
    urgency: Urgency = Urgency.PROMPT
    group: Group = Group.CASES
    discreet: bool = False

    @property
    def compulsory(self) -> bool:
        """Whether the law lets nobody switch it off."""
        return self.group in COMPULSORY


#: Values whose name ends with `_on` are ISO dates and are said with their weekday.
KINDS: dict[str, Kind] = {
    # visits
    "visit_assigned": Kind(gettext_lazy("You are to visit %(enterprise)s on %(visit_on)s."), "visit", "action"),
    "round_assigned": Kind(gettext_lazy("You are to do a round at %(enterprise)s on %(visit_on)s."), "visit", "action"),
    "round_finished": Kind(
        gettext_lazy("A round at %(enterprise)s is finished. Hazards found: %(count)s."),
        "visit",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    "visit_finished": Kind(
        gettext_lazy("The visit to %(enterprise)s is finished. Hazards found: %(count)s."),
        "visit",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    # the hazard
    "hazard_recorded": Kind(
        gettext_lazy("Hazard %(number)s was recorded at %(enterprise)s: %(title)s"),
        "hazard",
        "action",
        urgency=Urgency.DIGEST,
    ),
    "hazard_to_confirm": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s waits to be confirmed: %(title)s"),
        "hazard",
        "action",
        urgency=Urgency.DIGEST,
    ),
    "major_proposed": Kind(
        gettext_lazy(
            "Hazard %(number)s at %(enterprise)s is proposed as major. A second person must confirm the grade."
        ),
        "hazard",
        "danger",
    ),
    "grade_changed": Kind(
        gettext_lazy("The grade of hazard %(number)s at %(enterprise)s was decided anew: %(grade)s."),
        "flag",
        "warn",
        group=Group.NEWS,
    ),
    "fix_assigned_inside": Kind(
        gettext_lazy("You are to fix hazard %(number)s, which %(enterprise)s found itself, by %(due_on)s."),
        "hazard",
        "action",
    ),
    "fix_reported_inside": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is reported fixed: another person verifies it."),
        "camera",
        "action",
    ),
    "fix_closed_inside": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s was verified and closed inside the enterprise."),
        "check-circle",
        "ok",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    "fix_returned_inside": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is not fixed yet: %(reason)s"), "return", "warn"
    ),
    "fix_late_inside": Kind(
        gettext_lazy("Hazard %(number)s, which %(enterprise)s found itself, was to be fixed by %(due_on)s."),
        "clock",
        "warn",
    ),
    "taken_into_supervision": Kind(
        gettext_lazy("The authority took hazard %(number)s at %(enterprise)s into supervision: %(reason)s"),
        "flag",
        "warn",
        group=Group.DUTIES,
    ),
    "major_found_inside": Kind(
        gettext_lazy(
            "%(enterprise)s found and reported a hazard that it proposes as major: %(number)s. A person of the "
            "authority confirms the grade."
        ),
        "hazard",
        "danger",
        group=Group.DUTIES,
    ),
    "statement_due": Kind(
        gettext_lazy("The self-inspection statement of %(enterprise)s for %(period)s is to be signed by %(due_on)s."),
        "list",
        "action",
        group=Group.DUTIES,
    ),
    "statement_late": Kind(
        gettext_lazy("Late: the self-inspection statement of %(enterprise)s for %(period)s was due on %(due_on)s."),
        "list",
        "warn",
        group=Group.DUTIES,
    ),
    "hazard_assigned": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is now yours to handle."), "hazard", "action"
    ),
    "hazard_transferred": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s was transferred to you: %(reason)s"), "switch", "action"
    ),
    "hazard_rejected": Kind(
        gettext_lazy("Hazard %(number)s was rejected: %(reason)s"), "close", urgency=Urgency.DIGEST, group=Group.NEWS
    ),
    "hazard_closed": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is closed."),
        "check-circle",
        "ok",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    "hazard_reopened": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s was reopened: %(reason)s"),
        "hazard",
        "danger",
        group=Group.DUTIES,
    ),
    "removal_faked": Kind(
        gettext_lazy(
            "The removal of hazard %(number)s at %(enterprise)s was faked. It is open again and your level supervises "
            "it: %(reason)s"
        ),
        "flag",
        "danger",
    ),
    "look_back_due": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s is due for a look back on %(due_on)s."),
        "eye",
        "action",
        urgency=Urgency.DIGEST,
    ),
    # the order
    "order_served": Kind(
        gettext_lazy("You have been ordered to rectify hazard %(number)s by %(due_on)s: %(title)s"),
        "document",
        "action",
        group=Group.DUTIES,
    ),
    "order_withdrawn": Kind(
        gettext_lazy("The order on hazard %(number)s was withdrawn: %(reason)s"), "document", group=Group.DUTIES
    ),
    "deadline_near": Kind(
        gettext_lazy("Hazard %(number)s must be rectified by %(due_on)s."),
        "clock",
        "warn",
        urgency=Urgency.DIGEST,
        group=Group.DUTIES,
    ),
    "deadline_passed": Kind(
        gettext_lazy("Hazard %(number)s at %(enterprise)s should have been rectified by %(due_on)s."),
        "alert",
        "danger",
        group=Group.DUTIES,
    ),
    "fix_submitted": Kind(
        gettext_lazy("%(enterprise)s reports that hazard %(number)s is rectified. It waits for verification."),
        "send",
        "action",
        urgency=Urgency.DIGEST,
    ),
    "signature_needed": Kind(
        gettext_lazy("Major hazard %(number)s at %(enterprise)s is verified. It closes with your signature."),
        "pen",
        "action",
    ),
    "fix_returned": Kind(
        gettext_lazy("The rectification of hazard %(number)s was returned: %(reason)s"),
        "alert",
        "danger",
        group=Group.DUTIES,
    ),
    "fix_accepted": Kind(
        gettext_lazy("The rectification of hazard %(number)s was accepted."),
        "check-circle",
        "ok",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    "fix_partly_accepted": Kind(
        gettext_lazy(
            "Hazard %(number)s was accepted in part. What remains is hazard %(remainder)s, due on %(due_on)s."
        ),
        "flag",
        "warn",
        group=Group.DUTIES,
    ),
    "extension_asked": Kind(
        gettext_lazy("%(enterprise)s asks to rectify hazard %(number)s by %(proposed_on)s instead of %(due_on)s."),
        "clock",
        "action",
    ),
    "extension_granted": Kind(
        gettext_lazy("Hazard %(number)s may be rectified until %(due_on)s."), "clock", "ok", group=Group.NEWS
    ),
    "extension_refused": Kind(
        gettext_lazy("No extension for hazard %(number)s; it stays due on %(due_on)s: %(reason)s"),
        "clock",
        "warn",
        group=Group.DUTIES,
    ),
    "plan_submitted": Kind(
        gettext_lazy("%(enterprise)s has handed in the plan for major hazard %(number)s."),
        "document",
        "action",
        urgency=Urgency.DIGEST,
    ),
    "plan_decided": Kind(
        gettext_lazy("The plan for hazard %(number)s was decided on: %(decision)s"), "document", group=Group.DUTIES
    ),
    "progress_due": Kind(
        gettext_lazy("The monthly progress of hazard %(number)s is due by %(due_on)s."),
        "clock",
        "warn",
        urgency=Urgency.DIGEST,
        group=Group.DUTIES,
    ),
    "progress_reported": Kind(
        gettext_lazy("%(enterprise)s has reported the progress of hazard %(number)s."),
        "gear",
        urgency=Urgency.DIGEST,
        group=Group.NEWS,
    ),
    "work_stopped": Kind(
        gettext_lazy("Work is stopped because of hazard %(number)s. It resumes only with consent."),
        "alert",
        "danger",
        urgency=Urgency.URGENT,
        group=Group.DANGER,
    ),
    "resume_asked": Kind(
        gettext_lazy("%(enterprise)s asks to resume the work stopped for hazard %(number)s."), "gear", "action"
    ),
    "resume_decided": Kind(
        gettext_lazy("The request to resume work after hazard %(number)s was decided on: %(decision)s"),
        "gear",
        group=Group.DUTIES,
    ),
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
    "meeting_recorded": Kind(
        gettext_lazy("The minutes of the meeting “%(title)s” are there: %(number)s. Keep what was promised."),
        "document",
        "action",
        group=Group.DUTIES,
    ),
    # risks
    "risk_review_due": Kind(
        gettext_lazy(
            "Risk points of %(enterprise)s due for review: %(count)s, the first since %(since_on)s: %(first)s"
        ),
        "clock",
        "warn",
        group=Group.DUTIES,
    ),
    # alarms from the spot
    "alarm_raised": Kind(
        gettext_lazy("ALARM at %(enterprise)s, %(where)s: %(what)s. Acknowledge it and act."),
        "bell",
        "danger",
        urgency=Urgency.URGENT,
        group=Group.DANGER,
    ),
    "alarm_unanswered": Kind(
        gettext_lazy("Nobody has answered the alarm at %(enterprise)s, %(where)s, for %(minutes)s minutes: %(what)s"),
        "bell",
        "danger",
        urgency=Urgency.URGENT,
        group=Group.DANGER,
    ),
    # everything else
    "export_ready": Kind(
        gettext_lazy("Your export “%(title)s” is ready. Rows: %(count)s."),
        "excel",
        "ok",
        urgency=Urgency.DIGEST,
        group=Group.PLATFORM,
    ),
    "channel_trial": Kind(
        gettext_lazy("A trial message was sent to %(address)s."),
        "send",
        urgency=Urgency.URGENT,
        group=Group.PLATFORM,
    ),
    "clock_silent": Kind(
        gettext_lazy("Scheduled jobs have not run since %(since)s. Somebody must look at the clock: %(jobs)s"),
        "alert",
        "danger",
        group=Group.PLATFORM,
    ),
    "clock_stood_still": Kind(
        gettext_lazy("Scheduled jobs stood still from %(since)s until %(until)s. They have caught up: %(jobs)s"),
        "alert",
        "warn",
        group=Group.PLATFORM,
    ),
    # moves between regions
    "move_proposed": Kind(
        gettext_lazy("%(enterprise)s (%(credit_code)s) is to move into your region. Decide on it: %(reason)s"),
        "switch",
        "action",
    ),
    "move_withdrawn": Kind(gettext_lazy("The move of %(enterprise)s into your region was withdrawn."), "undo"),
    "move_refused": Kind(
        gettext_lazy("The other region does not take %(enterprise)s over: %(reason)s"), "return", "warn"
    ),
    "move_accepted": Kind(
        gettext_lazy("%(enterprise)s has moved: the other region has taken it over."), "check-circle", "ok"
    ),
    "move_done": Kind(gettext_lazy("%(enterprise)s is now supervised by the authorities of its new region."), "switch"),
    "message": Kind(gettext_lazy("%(text)s"), "inbox"),
} | {
    kind_of(name, passed=bool(passed), urgency=urgency): Kind(
        text, "alert" if passed else "clock", "danger" if passed else "warn", urgency=urgency, group=Group.DUTIES
    )
    for name, texts in SENTENCES.items()
    for passed, text in enumerate(texts)
    for urgency in Urgency
}

#: The page of a subject, by the label of its model: the name of the address, and what it calls the subject's key.
PAGES = {
    "hazards.Hazard": ("hazards:dossier", "pk"),
    "inspections.Visit": ("inspections:visit", "id"),
    "documents.Document": ("documents:document", "id"),
    "enterprises.Enterprise": ("enterprises:detail", "pk"),
    "enterprises.Move": ("desk:move", "pk"),
    "bulletins.Exposure": ("bulletins:exposure", "pk"),
    "bulletins.Bulletin": ("bulletins:bulletin", "pk"),
    "bulletins.MediaBatch": ("bulletins:media_batch", "pk"),
    "bulletins.Speaker": ("bulletins:meeting_part", "pk"),
    "risks.Alarm": ("risks:alarm", "pk"),
    "rectification.Letter": ("letters:letter", "pk"),
    "checklists.Duty": ("desk:duty", "pk"),
}


#: Why a delivery failed, by the word that stands before the number in its record.
FAILURES: dict[str, str | Promise] = {
    "SMTP": gettext_lazy("The mail server refused it (%(code)s)"),
    "HTTP": gettext_lazy("The other side refused it (%(code)s)"),
    "The robot answered": gettext_lazy("The robot refused it (%(code)s)"),
    "The robot gave no answer": gettext_lazy("The robot gave no answer"),
    "The host was not found": gettext_lazy("The host was not found"),
    "The host lies in a private network": gettext_lazy("The host lies in a private network"),
    "The address is no longer allowed": gettext_lazy("The address is no longer allowed"),
    "The address was removed": gettext_lazy("The address was removed"),
    "The receiver refused it": gettext_lazy("The receiver refused it"),
    "No text message gateway is set up": gettext_lazy("No text message gateway is set up"),
}


def explain(failure: str) -> str:
    """Return why a delivery failed in the reader's language; what has no words of its own as it was recorded."""
    words, _space, code = failure.rpartition(" ")
    if words in FAILURES and code.lstrip("-").isdigit():
        return str(FAILURES[words]) % {"code": code}
    if failure in FAILURES:
        return str(FAILURES[failure])
    return _("No connection (%(code)s)") % {"code": failure} if failure else ""


def needed(kind: str) -> frozenset[str]:
    """Return the names of the values that a kind's sentence needs. Unknown kinds raise `KeyError`."""
    text = str(KINDS[kind].text)
    # %(name)s is read with the formatter of {name}, by spelling it so.
    spelled = text.replace("{", "{{").replace("}", "}}").replace("%(", "{").replace(")s", "}")
    return frozenset(name for _text, name, _spec, _conversion in Formatter().parse(spelled) if name)


def say(kind: str, values: Mapping[str, object]) -> str:
    """Return the sentence of a notice in the reader's language; a kind that is gone is said plainly."""
    if kind not in KINDS:
        return _("There is news.")
    return str(KINDS[kind].text) % {name: _spoken(name, value) for name, value in values.items()}


def _spoken(name: str, value: object) -> object:
    if name.endswith("_on") and isinstance(value, str) and value:
        try:
            # Translators: a Django date format: a day with its weekday, e.g. "D j M Y" or "Y年n月j日 l"
            return date_format(date.fromisoformat(value), _("D j M Y"))
        except ValueError:
            return value
    return value
