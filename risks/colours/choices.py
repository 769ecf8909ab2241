"""The words of the colours of safety codes, which are no risk levels: green has no ground against it, blue is none."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CodeColour(TextChoices):
    """From the worst to the best; grey says that too little is known."""

    RED = "red", _("Red")
    ORANGE = "orange", _("Orange")
    YELLOW = "yellow", _("Yellow")
    GREEN = "green", _("Green")
    GREY = "grey", _("Grey")


class Ground(TextChoices):
    """Why a code has its colour."""

    MAJOR_LATE = "major_late", _("a major hazard is overdue")
    STOPPED = "stopped", _("work is stopped by order")
    DISHONEST = "dishonest", _("it is on the list of seriously dishonest units")
    FATAL_ACCIDENT = "fatal_accident", _("an accident with deaths is under investigation")
    MAJOR_OPEN = "major_open", _("a major hazard is open")
    GENERALS_LATE = "generals_late", _("several general hazards are overdue")
    RED_UNCONTROLLED = "red_uncontrolled", _("a major risk has no control that suffices")
    GENERAL_LATE = "general_late", _("a general hazard is overdue")
    GENERAL_NEAR = "general_near", _("a general hazard is due soon")
    STATEMENT_LATE = "statement_late", _("its self-inspection statement is late")
    LICENCE_EXPIRED = "licence_expired", _("a licence or certificate has expired")
    LICENCE_NEAR = "licence_near", _("a licence or certificate expires soon")
    NOT_OPERATING = "not_operating", _("the enterprise is suspended or closed")
    NOT_ACTIVATED = "not_activated", _("nobody of the enterprise signs in yet")
    SILENT = "silent", _("nothing was recorded for a long time")
    NONE = "none", _("no ground against it")


class AppealStatus(TextChoices):
    """An appeal is decided once, by another person than the one whose act it is about."""

    FILED = "filed", _("Filed")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")
