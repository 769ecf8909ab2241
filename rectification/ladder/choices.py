"""The closed vocabularies of the ladder: who is waited for, how fast it climbs, whom a rung tells, what it does."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WaitKind(TextChoices):
    """What a case waits for. Each has its own clock; the same arithmetic serves them all."""

    RECTIFY = "rectify", _("Rectification")
    CONFIRM_GRADE = "confirm_grade", _("The grade is to be confirmed")
    ORDER = "order", _("The order is to be issued")
    SERVE = "serve", _("The order is to be served")
    PLAN = "plan", _("The rectification plan is to be filed")
    PROGRESS = "progress", _("The monthly progress is to be reported")
    VERIFY = "verify", _("The rectification is to be verified")
    SIGN = "sign", _("The head's signature is needed")
    DECIDE_EXTENSION = "decide_extension", _("A request for more time is to be decided")
    DECIDE_RESUME = "decide_resume", _("A request to resume work is to be decided")
    OPINION = "opinion", _("A second opinion on the grade is to be given")
    RECEIVE = "receive", _("A transferred hazard is to be taken over")
    REPLY = "reply", _("A letter is to be answered")
    LIST = "list", _("A proposal for listed supervision is to be decided")
    PUBLISH_LISTING = "publish_listing", _("A listing is to be published")
    FILE_LISTING = "file_listing", _("A listing is to be recorded with the body above")
    LISTED = "listed", _("Rectification under listed supervision")
    LISTING_TIME = "listing_time", _("A request for more time under listed supervision is to be decided")
    ACCEPT_LISTED = "accept_listed", _("Rectification under listed supervision is to be accepted")
    DELIST = "delist", _("The lifting of listed supervision is to be decided")
    PUBLISH_DELISTING = "publish_delisting", _("The end of listed supervision is to be published")


#: The enterprise is waited for; in all the others an authority is.
WITH_ENTERPRISE = frozenset({WaitKind.RECTIFY, WaitKind.PLAN, WaitKind.PROGRESS, WaitKind.REPLY, WaitKind.LISTED})


class Pace(TextChoices):
    """How fast the ladder climbs."""

    GENERAL = "general", _("General hazard")
    MAJOR = "major", _("Major hazard")
    IMMEDIATE = "immediate", _("Immediate danger")


class Anchor(TextChoices):
    """From where a rung's day is counted."""

    OPENED = "opened", _("working days after the clock started")
    SHARE = "share", _("percent of the time given")
    DUE = "due", _("working days from the deadline")
    REPEAT = "repeat", _("and then again, every so many working days")


class Party(TextChoices):
    """Whom a rung tells: posts, never persons, so that a successor is told."""

    OWNER = "owner", _("Safety head of the enterprise")
    UNIT_HEAD = "unit_head", _("Principal of the enterprise")
    HANDLER = "handler", _("Officer who handles it")
    AUTHORITY_HEAD = "authority_head", _("Head of the authority in charge")
    REGULATOR = "regulator", _("Regulator of the industry")
    SUPERIOR = "superior", _("Authority some levels up")


class EffectKind(TextChoices):
    """What a rung does besides telling people. Letters are drafts: a person signs them."""

    ALARM = "alarm", _("Alarm on the boards")
    LETTER_REMINDER = "letter_reminder", _("Draft of a reminder and urging letter")
    LETTER_NOTICE = "letter_notice", _("Draft of a notice to urge rectification within a time limit")
    LETTER_TALK = "letter_talk", _("Draft of a regulatory talk notice")
    EXPOSURE = "exposure", _("Named on the boards of the region")
    LISTING = "listing", _("Proposed for listed supervision")


#: The three letters, softest first: of several that an outage let pass only the gravest is drawn up.
LETTERS = (EffectKind.LETTER_REMINDER, EffectKind.LETTER_NOTICE, EffectKind.LETTER_TALK)


class Outcome(TextChoices):
    """What became of a rung."""

    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Skipped")
    VOID = "void", _("Void")
    HELD = "held", _("Nobody could be told")


class Why(TextChoices):
    """Why a rung was not sent, or not to whom it is for. One sent as it should be needs no reason."""

    NONE = "", ""
    OVERTAKEN = "overtaken", _("A higher rung was due as well, and was sent")
    BEFORE_OPENING = "before_opening", _("Its day lay before the clock started")
    SUPERSEDED = "superseded", _("A new deadline, round or grade took its place")
    ENDED = "ended", _("The case had moved on before it could be sent")
    INSTEAD = "instead", _("No post that it is for is filled: the authority in charge, or the one above it, was told")
    NOBODY = "nobody", _("No post that it is for is filled")


class EndReason(TextChoices):
    """Why a watch ended."""

    NONE = "", ""
    DONE = "done", _("Done")
    SUPERSEDED = "superseded", _("Superseded by a new deadline, round or grade")


class PolicyStatus(TextChoices):
    """Where a version of a region's ladder stands. A published one never changes."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
