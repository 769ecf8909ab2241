"""The closed vocabularies of bulletins."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """The life of a bulletin. That it has expired follows from the date."""

    DRAFT = "draft", _("Draft")
    EXPOSED = "exposed", _("Exposed within the platform")
    RELEASED_FIRST = "released_first", _("Released by one of two persons")
    RELEASED = "released", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Source(TextChoices):
    """Who had it drawn up."""

    HAND = "hand", _("By an officer")
    MONTHLY = "monthly", _("By the monthly schedule")


class Ground(TextChoices):
    """Why a case stands on the boards."""

    LADDER = "ladder", _("A rung of the ladder was passed")
    BULLETIN = "bulletin", _("Named in a bulletin")
    DUTY = "duty", _("An authority did not act in time")
    MEDIA = "media", _("Named in the media")


class NoteKind(TextChoices):
    """What was added to a publication after its release."""

    FOLLOW_UP = "follow_up", _("Follow-up")
    RECTIFIED = "rectified", _("Rectified")
    STATEMENT = "statement", _("Statement of the unit")


class Scope(TextChoices):
    """Which hazards a bulletin names."""

    ALL = "all", _("All hazards")
    MAJOR = "major", _("Major hazards only")


class Channel(TextChoices):
    """Where cases are exposed beyond the platform."""

    TV = "tv", _("Television")
    WECHAT = "wechat", _("WeChat account")
    NEWSPAPER = "newspaper", _("Newspaper")
    WEBSITE = "website", _("Website")


class MeetingStatus(TextChoices):
    """The life of a meeting."""

    CALLED = "called", _("Called")
    HELD = "held", _("Held, with minutes")
    CANCELLED = "cancelled", _("Cancelled")


class Capacity(TextChoices):
    """As what somebody speaks in a meeting."""

    ENTERPRISE = "enterprise", _("Head of a named enterprise")
    REGULATOR = "regulator", _("Responsible regulator")
    LEADER = "leader", _("Leader of the region")
