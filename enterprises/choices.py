"""The words of the enterprise register."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EnterpriseStatus(TextChoices):
    """Whether an enterprise works."""

    ACTIVE = "active", _("In operation")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed down")


class Scale(TextChoices):
    """Size by the statistical standard."""

    LARGE = "large", _("Large")
    MEDIUM = "medium", _("Medium")
    SMALL = "small", _("Small")
    MICRO = "micro", _("Micro")


class ImportState(TextChoices):
    """An import of a sheet."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class MoveStatus(TextChoices):
    """A move between regions takes two: who lets go proposes, who receives decides."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Taken over")
    REFUSED = "refused", _("Not taken over")
    WITHDRAWN = "withdrawn", _("Withdrawn")
