"""The words of duties."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DutyStatus(TextChoices):
    """Where a duty stands. Late and missed-by-now follow from the time and are computed."""

    OPEN = "open", _("To do")
    HANDED_OVER = "handed_over", _("Handed over to a substitute")
    DONE = "done", _("Done in time")
    DONE_LATE = "done_late", _("Done late")
    MISSED = "missed", _("Missed")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


#: Still to be done by somebody.
WAITING = (DutyStatus.OPEN, DutyStatus.HANDED_OVER)

#: What may follow what. The trigger of the table keeps the same (checklists/duties/frozen.py). A missed duty can be
#: made up for: then it is done late, and its miss stays in the ledger.
TRANSITIONS: dict[DutyStatus, frozenset[DutyStatus]] = {
    DutyStatus.OPEN: frozenset(set(DutyStatus) - {DutyStatus.OPEN}),
    DutyStatus.HANDED_OVER: frozenset(set(DutyStatus) - {DutyStatus.HANDED_OVER}),
    DutyStatus.MISSED: frozenset({DutyStatus.DONE_LATE}),
    DutyStatus.DONE: frozenset(),
    DutyStatus.DONE_LATE: frozenset(),
    DutyStatus.NOT_APPLICABLE: frozenset(),
}


class DutyVerb(TextChoices):
    """What happened to a duty, as the ledger names it."""

    DONE = "done", _("Done in time")
    DONE_LATE = "done_late", _("Done late")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    MISSED = "missed", _("Missed")
    HANDED_OVER = "handed_over", _("Handed over")
    TAKEN_BACK = "taken_back", _("Taken back")
    ALARMED = "alarmed", _("Superiors told of the miss")


class DutyResult(TextChoices):
    """What the person found; the last one needs a reason (behaviours C6)."""

    CONFORM = "conform", _("Conforms")
    NOT_CONFORM = "not_conform", _("Does not conform")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class Rhythm(TextChoices):
    """On which days a post is manned."""

    EVERY_DAY = "every_day", _("Every day")
    WORKING_DAYS = "working_days", _("Working days of the official calendar")


class HoldingKind(TextChoices):
    """Whether somebody holds a post or stands in for its holder."""

    HOLDER = "holder", _("Holder of the post")
    SUBSTITUTE = "substitute", _("Substitute during an absence")


class Punctuality(TextChoices):
    """What the clock says of a duty; computed, never stored."""

    AHEAD = "ahead", _("In time")
    LATE = "late", _("Late")
    OUT = "out", _("Missed")
