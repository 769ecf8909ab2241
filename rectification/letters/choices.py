"""The closed vocabularies of letters: kinds, states, addressees, ratings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LetterKind(TextChoices):
    """The two notices and one letter, softest first (workflow section 7)."""

    REMINDER = "reminder", _("Reminder and urging letter")
    NOTICE = "notice", _("Notice to urge rectification within a time limit")
    TALK = "talk", _("Regulatory talk notice")


class LetterStatus(TextChoices):
    """Where a letter stands. One column; a withdrawn letter keeps its number."""

    DRAFT = "draft", _("Draft, to be signed")
    ISSUED = "issued", _("Issued, to be served")
    SERVED = "served", _("Served, to be answered")
    REPLIED = "replied", _("Answered, to be rated")
    RATED = "rated", _("Rated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Level(TextChoices):
    """To whom a letter goes; each is a step further up than the one before."""

    ENTERPRISE = "enterprise", _("The enterprise")
    REGULATOR = "regulator", _("The regulator of the industry")
    COUNTY = "county", _("The county")
    CITY = "city", _("The city")
    OFFICE = "office", _("The commission's office of the province")


class Rating(TextChoices):
    """What the issuer says of the answer."""

    UNRATED = "", ""
    ADEQUATE = "adequate", _("Adequate")
    POOR = "poor", _("Poor")
    NONE = "none", _("No answer")
