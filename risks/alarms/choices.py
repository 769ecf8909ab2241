"""The words of alarms."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AlarmStatus(TextChoices):
    """Where the disposal stands."""

    RAISED = "raised", _("Raised")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    ACTING = "acting", _("Being dealt with")
    CLOSED = "closed", _("Closed")


class AlarmVerb(TextChoices):
    """What stands in the timeline."""

    RAISE = "raise", _("raised the alarm")
    CLIMB = "climb", _("nobody had answered: the next level was told")
    ACKNOWLEDGE = "acknowledge", _("acknowledged it")
    ACT = "act", _("took measures")
    REPORT = "report", _("reported")
    MAKE_HAZARD = "make_hazard", _("made it a hazard")
    CLOSE = "close", _("closed it")


class AlarmKind(TextChoices):
    """What is seen: large buttons for a gloved thumb."""

    SPARKING = "sparking", _("Tripped, sparking or smoking machine")
    LEAK = "leak", _("Leak of gas or liquid")
    FIRE = "fire", _("Fire or explosion")
    COLLAPSE = "collapse", _("Collapse or falling objects")
    PERSON = "person", _("A person is hurt or trapped")
    OTHER = "other", _("Something else")


class AlarmLevel(TextChoices):
    """How fast somebody must answer (domain/ranking.md section 4)."""

    RED = "red", _("Red")
    ORANGE = "orange", _("Orange")
    YELLOW = "yellow", _("Yellow")
    BLUE = "blue", _("Blue")


class Openness(TextChoices):
    """Who may send an alarm from an enterprise's code."""

    MEMBERS = "members", _("Only people of the enterprise who are signed in")
    HOLDERS = "holders", _("Anybody who stands before the label")
