"""The closed lists of the evidence app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """What a photo shows."""

    BEFORE = "before", _("Before rectification")
    AFTER = "after", _("After rectification")
    SCENE = "scene", _("Scene")
    DOCUMENT = "document", _("Document")


class Origin(TextChoices):
    """Where a photo came from: taken inside our page (proved by the page's nonce), or chosen from files."""

    IN_PAGE = "in_page", _("Taken in the page")
    FILE = "file", _("Chosen from files")


class Likeness(TextChoices):
    """Why a photo is flagged as used before. A flag for the verifier, never a verdict."""

    SAME = "same", _("The same file")
    NEAR = "near", _("Nearly the same picture")
