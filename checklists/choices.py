"""The words of checklists."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChecklistKind(TextChoices):
    """The lists of list-based management (清单制)."""

    REGULATOR_DUTY = "regulator_duty", _("Regulator's responsibility list")
    ENTERPRISE_DUTY = "enterprise_duty", _("Enterprise responsibility list")
    POST_DUTY = "post_duty", _("Post responsibility list")
    INSPECTION = "inspection", _("Inspection list")
    DAILY = "daily", _("Daily inspection list")
    RISK_CONTROL = "risk_control", _("Major-risk control list")


class VersionStatus(TextChoices):
    """A published version never changes."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


class Frequency(TextChoices):
    """How often an item is due."""

    VISIT = "visit", _("Each visit")
    SHIFT = "shift", _("Each shift")
    DAY = "day", _("Daily")
    WEEK = "week", _("Weekly")
    MONTH = "month", _("Monthly")
    QUARTER = "quarter", _("Quarterly")
    YEAR = "year", _("Yearly")
    EVENT = "event", _("On an event")


class AnswerCode(TextChoices):
    """The four answers; the last two need a reason."""

    CONFORM = "conform", _("Conforms")
    NOT_CONFORM = "not_conform", _("Does not conform")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    NOT_CHECKED = "not_checked", _("Not checked")


class ItemMethod(TextChoices):
    """How an item is checked."""

    LOOK = "look", _("Look at it")
    RECORD = "record", _("Read the record")
    ASK = "ask", _("Ask people")
    MEASURE = "measure", _("Measure or count")
    TEST = "test", _("Try whether it works")


class Part(TextChoices):
    """What a department does in a field."""

    LEAD = "lead", _("Leads")
    ASSIST = "assist", _("Assists")
