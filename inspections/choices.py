"""The words of visits (domain/inspection_methods.md)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Method(TextChoices):
    """How an inspection is organised."""

    ROUTINE = "routine", _("Routine inspection")
    UNANNOUNCED = "unannounced", _("Unannounced visit (four nots, two directs)")
    DOUBLE_RANDOM = "double_random", _("Double-random inspection")
    CROSS = "cross", _("Cross-inspection")
    STEERING = "steering", _("Steering group")
    CAMPAIGN = "campaign", _("Special campaign")
    JOINT = "joint", _("Joint enforcement")
    EXPERT = "expert", _("Entrusted expert inspection")
    SELF = "self", _("Enterprise self-inspection")


class VisitStatus(TextChoices):
    """A visit in one column."""

    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


class Disposition(TextChoices):
    """What becomes of a finding."""

    ORDER = "order", _("Rectify within a time limit")
    FIXED_ON_SPOT = "fixed_on_spot", _("Fixed on the spot")


class Signatory(TextChoices):
    """In what capacity somebody signs."""

    OFFICER = "officer", _("Officer")
    SITE_HEAD = "site_head", _("Head of the inspected unit on site")
    WITNESS = "witness", _("Witness")
    EXPERT = "expert", _("Expert")
