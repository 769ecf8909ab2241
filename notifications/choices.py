"""The words of notices and of their delivery."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Urgency(TextChoices):
    """When a notice leaves the platform. The inbox has it at once, whatever the urgency."""

    URGENT = "urgent", _("At once, also at night")
    PROMPT = "prompt", _("In the next permitted hour")
    DIGEST = "digest", _("In the summary of the next working morning")


class Group(TextChoices):
    """What a person can choose channels for. `COMPULSORY` names those that nobody can switch off."""

    DANGER = "danger", _("Immediate danger and stopped work")
    DUTIES = "duties", _("What you are ordered to do, and by when")
    CASES = "cases", _("Cases and visits that wait for you")
    NEWS = "news", _("What became of a case")
    PLATFORM = "platform", _("Exports, files and the platform itself")


#: Orders and warnings must reach whom they oblige (Administrative Penalty Law art. 61; Work Safety Law arts 67, 70):
#: a person may choose by which channel, never by none.
COMPULSORY = frozenset({Group.DANGER, Group.DUTIES})


class Channel(TextChoices):
    """How a notice leaves the platform. The inbox is no channel: it is always there."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    WECOM = "wecom", _("WeCom robot")
    DINGTALK = "dingtalk", _("DingTalk robot")
    FEISHU = "feishu", _("Feishu robot")
    WEBHOOK = "webhook", _("Webhook")


#: Channels whose address is a web address with a secret in it.
ROBOTS = frozenset({Channel.WECOM, Channel.DINGTALK, Channel.FEISHU, Channel.WEBHOOK})


class DeliveryState(TextChoices):
    """The life of one delivery (behaviours C4). After a permanent failure the next channel takes over."""

    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    ARRIVED = "arrived", _("Arrived")
    TEMPORARY_FAILURE = "temporary_failure", _("Failed, tried again later")
    PERMANENT_FAILURE = "permanent_failure", _("Failed")


#: States in which a delivery still waits for its next try.
WAITING = (DeliveryState.QUEUED, DeliveryState.TEMPORARY_FAILURE)


class Outcome(TextChoices):
    """What the dispatcher did with a notice. Empty: nothing yet, or the notice was made before there was one."""

    DELIVERED = "delivered", _("Handed to a channel")
    DIGEST = "digest", _("Waits for the summary")
    SUMMARISED = "summarised", _("In a summary")
    INBOX = "inbox", _("In the inbox only")
    PASSED_ON = "passed_on", _("Passed on to the successor in the post")
    OUT_OF_REACH = "out_of_reach", _("Not sent: the recipient may no longer see the case")


class RunResult(TextChoices):
    """How the last run of a scheduled job ended."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
