"""The closed lists of the documents app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Kinds of documents, after the national enforcement forms (应急管理行政执法文书) and GB/T 9704-2012."""

    INSPECTION_RECORD = "inspection_record", _("On-site inspection record")
    MEASURES_DECISION = "measures_decision", _("On-site measures decision")
    RECTIFICATION_ORDER = "rectification_order", _("Order to rectify within a time limit")
    REINSPECTION_OPINION = "reinspection_opinion", _("Re-inspection opinion")
    EXTENSION_REPLY = "extension_reply", _("Reply on an extension")
    REMINDER_LETTER = "reminder_letter", _("Reminder and urging letter")
    URGING_NOTICE = "urging_notice", _("Notice to urge rectification within a time limit")
    TALK_NOTICE = "talk_notice", _("Regulatory talk notice")
    TALK_MINUTES = "talk_minutes", _("Minutes of a regulatory talk")
    BULLETIN = "bulletin", _("Bulletin")
    BULLETIN_TRANSLATION = "bulletin_translation", _("Bulletin, English version")


class Language(TextChoices):
    """The language a document is drawn up in."""

    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")


class Status(TextChoices):
    """The life of a document."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    SERVED = "served", _("Served")
    REPLIED = "replied", _("Replied to")
    REVOKED = "revoked", _("Revoked")


class RenderState(TextChoices):
    """Whether the PDF of a document exists."""

    WAITING = "waiting", _("Being drawn up")
    RENDERED = "rendered", _("Ready")
    FAILED = "failed", _("Could not be drawn up")


class Method(TextChoices):
    """How a document was handed to the unit (Administrative Penalty Law art. 61, Civil Procedure Law arts 87-95)."""

    IN_PERSON = "in_person", _("Handed over in person")
    POST = "post", _("By post")
    ELECTRONIC = "electronic", _("Electronically, with signed consent")
    LEFT_IN_PLACE = "left_in_place", _("Left at the place before a witness")
    NOTICE = "notice", _("By public notice")


class Outcome(TextChoices):
    """What came of one attempt to hand a document over."""

    DELIVERED = "delivered", _("Delivered")
    RETURNED = "returned", _("Came back undelivered")
