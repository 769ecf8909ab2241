"""The closed vocabularies of orders, deadlines, extensions, plans and service."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderStatus(TextChoices):
    """Where an order to rectify stands. One is in force for a hazard; the others keep their number."""

    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCHARGED = "discharged", _("Discharged")


class ServiceMethod(TextChoices):
    """How a document reached its addressee (Administrative Penalty Law art. 61; Civil Procedure Law)."""

    IN_PERSON = "in_person", _("Handed over in person")
    LEFT_IN_PLACE = "left_in_place", _("Left at the place before a witness")
    POST = "post", _("By post")
    ELECTRONIC = "electronic", _("Electronically, with signed consent")
    NOTICE = "notice", _("By public notice")


class ExtensionStatus(TextChoices):
    """An extension is a small case of its own; only a decision ends it."""

    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DueState(TextChoices):
    """What the clock says of a due date today. Computed on read, never stored."""

    NONE = "none", _("No deadline")
    ON_TRACK = "on_track", _("On track")
    DUE_SOON = "due_soon", _("Due soon")
    DUE_TODAY = "due_today", _("Due today")
    OVERDUE = "overdue", _("Overdue")


class Verdict(TextChoices):
    """What a verification decided."""

    ACCEPTED = "accepted", _("Verified and accepted")
    PARTLY = "partly", _("Accepted in part")
    RETURNED = "returned", _("Returned")


class OpinionStatus(TextChoices):
    """A request for a second opinion on grading a hazard down."""

    ASKED = "asked", _("Asked")
    CONFIRMED = "confirmed", _("Opinion agrees")
    REFUSED = "refused", _("Opinion disagrees")


class ReopenGround(TextChoices):
    """Why a closed hazard is opened again. Only the last one says that somebody deceived."""

    RETURNED = "returned", _("It has come back")
    INCOMPLETE = "incomplete", _("It was not removed completely")
    FABRICATED = "fabricated", _("The removal was faked")


class StopWorkStatus(TextChoices):
    """An order to stop work; it ends only by consent (Work Safety Law art. 65)."""

    STOPPED = "stopped", _("Work stopped")
    RESUME_ASKED = "resume_asked", _("Asked to resume")
    RESUMED = "resumed", _("Resumed with consent")


class PlanGap(TextChoices):
    """What a rectification plan still lacks. The label is the sentence."""

    GOAL = "goal", _("State the goal and the task.")
    MEASURES = "measures", _("Describe the method and the measures.")
    FUNDS = "funds", _("State the amount of money (0 is allowed).")
    FUNDS_SOURCE = "funds_source", _("Say where the money comes from.")
    PERSON = "responsible_person", _("Name the responsible person.")
    PHONE = "responsible_phone", _("Give a telephone number at which the responsible person can be reached.")
    UNIT = "responsible_unit", _("Name the unit that does the work.")
    FINISH = "finish_on", _("Set the date by which the work is done.")
    FINISH_TOO_LATE = "finish_too_late", _("The plan's date is later than the deadline of the order.")
    INTERIM_MEASURES = "interim_measures", _("State the safety measures until the hazard is gone.")
    CONTINGENCY_PLAN = "contingency_plan", _("Attach or describe the contingency plan.")
    EVACUATION_TRIGGER = "evacuation_trigger", _("Say at which sign people are withdrawn.")
    MILESTONE_TOO_LATE = "milestone_too_late", _("A milestone is later than the plan's date.")

    @property
    def field(self) -> str:
        """The field of the plan that has to be filled or corrected."""
        return {"finish_too_late": "finish_on", "milestone_too_late": "milestones"}.get(self.value, self.value)
