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
    SERVICE_RECEIPT = "service_receipt", _("Proof of service")
    LISTING_NOTICE = "listing_notice", _("Notice of listed supervision")
    DELISTING_NOTICE = "delisting_notice", _("Notice lifting listed supervision")
    BULLETIN = "bulletin", _("Bulletin")
    BULLETIN_TRANSLATION = "bulletin_translation", _("Bulletin, English version")
    MEETING_MINUTES = "meeting_minutes", _("Minutes of a name-and-shame meeting")
    DUTY_EXTRACT = "duty_extract", _("Extract of the duty ledger")
    RISK_LEDGER = "risk_ledger", _("Risk ledger of an enterprise")
    SELF_CHECK_RECORD = "self_check_record", _("Self-inspection record of an enterprise")
    SELF_CHECK_STATEMENT = "self_check_statement", _("Self-inspection statement of an enterprise")
    FIELD_TABLE = "field_table", _("Table of fields and departments")


class Language(TextChoices):
    """The language a document is drawn up in."""

    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")


DJANGO_LANGUAGE = {Language.CHINESE: "zh-hans", Language.ENGLISH: "en"}
"""The language in which words on paper are translated, by the language of the document."""


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
    REFUSED = "refused", _("Refused, and taken back along")
    RETURNED = "returned", _("Came back undelivered")
    BOUNCED = "bounced", _("The electronic message did not arrive")


class SignState(TextChoices):
    """Whether the file carries the authority's electronic signature. Without a certificate none is wanted."""

    NONE = "none", _("Without an electronic signature")
    WAITING = "waiting", _("Waiting for its electronic signature")
    SIGNED = "signed", _("Electronically signed")
    FAILED = "failed", _("Could not be signed electronically")


class SignTrouble(TextChoices):
    """Why a certificate cannot be used. Each label is the sentence that a person reads."""

    UNREADABLE = (
        "unreadable",
        _("This file is no PKCS#12 certificate with its key. Choose the file ending in .p12 or .pfx."),
    )
    WRONG_PASSWORD = (
        "wrong_password",
        _("The password does not open this certificate. Type it again; nothing was kept."),
    )
    NO_KEY = "no_key", _("This file holds no private key or no certificate of it, so nothing can be signed with it.")
    NOT_FOR_SIGNING = (
        "not_for_signing",
        _("This certificate was not issued for signing. Ask its issuer for another one."),
    )
    UNKNOWN_KEY = "unknown_key", _("Keys of this kind cannot sign a PDF here. RSA and elliptic-curve keys can.")
    EXPIRED = "expired", _("The certificate has expired. Upload a valid one; documents stay valid without it.")
    NOT_YET = "not_yet", _("The certificate is not valid yet. Upload it when its time has come.")
    REMOVED = "removed", _("The certificate was removed before the file was signed.")
    BROKEN = (
        "broken",
        _("The signature could not be made or did not stand the check. The document is valid without it."),
    )
