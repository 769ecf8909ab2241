"""The words of safety codes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CodeKind(TextChoices):
    """What a code stands on."""

    ENTERPRISE = "enterprise", _("Enterprise")
    PLACE = "place", _("Place")
    EQUIPMENT = "equipment", _("Equipment")
    POST = "post", pgettext_lazy("of an enterprise", "Post")


class CodeStatus(TextChoices):
    """A label is in force until another one takes its place, or until it is revoked."""

    ACTIVE = "active", _("In force")
    REPLACED = "replaced", _("Replaced")
    REVOKED = "revoked", _("Revoked")
