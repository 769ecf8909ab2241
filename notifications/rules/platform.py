"""Notices of risks, of alarms from the spot, and of the platform itself."""

from django.utils.translation import gettext_lazy

from notifications.choices import Group, Urgency
from notifications.rules.kind import Kind

PLATFORM: dict[str, Kind] = {
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
    # reports of the public: only ever the number; outside, only that there is a message
    "tip_danger": Kind(
        gettext_lazy("DANGER TO LIFE in report %(number)s of the public. Act at once, then decide on it."),
        "alert",
        "danger",
        urgency=Urgency.URGENT,
        group=Group.DANGER,
        discreet=True,
    ),
    "tip_received": Kind(
        gettext_lazy("Report %(number)s of the public is to be decided."), "flag", "action", discreet=True
    ),
    "tip_due": Kind(
        gettext_lazy("Report %(number)s of the public must be moved on by %(due_on)s."), "clock", "warn", discreet=True
    ),
    "tip_late": Kind(
        gettext_lazy("Late: report %(number)s of the public was to be moved on by %(due_on)s."),
        "clock",
        "danger",
        group=Group.DUTIES,
        discreet=True,
    ),
    "tip_answered": Kind(gettext_lazy("The reporter of %(number)s has written more."), "mail", discreet=True),
    "tip_identity_asked": Kind(
        gettext_lazy("Somebody asks to read who sent report %(number)s. Another person decides."),
        "lock",
        "action",
        discreet=True,
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
}
