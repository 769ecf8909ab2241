"""The words of licences, listings and accidents."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LicenceKind(TextChoices):
    """The licences and certificates without which work is unlawful (Work Safety Law arts 2, 63; their own rules)."""

    PRODUCTION = "production", _("Work safety licence")
    CHEMICALS_TRADE = "chem_trade", _("Licence to trade in hazardous chemicals")
    CHEMICALS_USE = "chem_use", _("Licence to use hazardous chemicals")
    FIREWORKS = "fireworks", _("Licence to sell fireworks")
    EQUIPMENT = "equipment", _("Registration of special equipment")
    FIRE_SAFETY = "fire", _("Fire safety certificate")
    TRANSPORT = "transport", _("Road transport licence")
    GAS = "gas", _("Gas business licence")
    PERSONNEL = "personnel", _("Certificate of a safety manager or special operator")
    OTHER = "other", _("Another licence or certificate")


class LicenceStatus(TextChoices):
    """A licence is held until another replaces it or an authority ends it. That it expired follows from its date."""

    HELD = "held", _("Held by the enterprise")
    REPLACED = "replaced", _("Renewed")
    ENDED = "ended", _("Ended")


class Investigation(TextChoices):
    """Where the investigation of an accident stands."""

    UNDER = "under_investigation", _("Under investigation")
    CONCLUDED = "concluded", _("Investigation concluded")


class RowOutcome(TextChoices):
    """What became of a row of a sheet of licences."""

    ENTERED = "entered", _("Entered")
    RENEWED = "renewed", _("Renewed")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Not taken in")
