"""The closed vocabularies of a hazard: where it stands, how grave it is, what may be done, what was done."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """The one state column. What follows from time (overdue) or from elsewhere (listed, stop-work) is no status."""

    RECORDED = "recorded", _("Recorded")
    CONFIRMED = "confirmed", _("Confirmed")
    ORDERED = "ordered", _("Ordered")
    SERVED = "served", _("Served")
    RECTIFYING = "rectifying", _("Rectifying")
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under_review", _("Under review")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Not a hazard")
    TRANSFERRED = "transferred", _("Transferred")


#: Somebody still has to do something before the hazard is gone.
OPEN_STATUSES = frozenset(Status) - {Status.CLOSED, Status.REJECTED, Status.TRANSFERRED}
#: A served order runs: deadlines, reminders, alarms and extensions exist only here.
RUNNING_STATUSES = frozenset({Status.SERVED, Status.RECTIFYING, Status.SUBMITTED, Status.UNDER_REVIEW})


class Grade(TextChoices):
    """The two statutory grades (Work Safety Law art. 118; SAWS Order 16 art. 3)."""

    GENERAL = "general", _("General hazard")
    MAJOR = "major", _("Major hazard")


class Source(TextChoices):
    """Where the hazard came from: a label, never a foreign key upward."""

    VISIT = "visit", _("On-site inspection")
    SELF_CHECK = "self_check", _("Enterprise self-inspection")
    TIP = "tip", _("Whistleblowing report")
    SIGNAL = "signal", _("Monitoring signal")
    CROSS_REGION = "cross_region", _("Cross-region inspection")
    AGENCY = "agency", _("Third-party technical service")
    REMAINDER = "remainder", _("Remainder of a partly rectified hazard")
    IMPORT = "import", _("Taken over from an earlier system")


#: What only authorities read: that somebody reported an enterprise is nothing for the enterprise (domain/rewards.md,
#: section 6: whoever reports must not come to harm by it).
CONFIDENTIAL_SOURCES = frozenset({Source.TIP})


class Lead(TextChoices):
    """Who leads a case: an authority, or the enterprise that found a general hazard itself (Law art. 41)."""

    AUTHORITY = "authority", _("Authority")
    ENTERPRISE = "enterprise", _("Enterprise")


class PhotoPurpose(TextChoices):
    """What a photo shows of a hazard."""

    BEFORE = "before", _("Before rectification")
    AFTER = "after", _("After rectification")
    SCENE = "scene", _("Scene")


class VerificationMethod(TextChoices):
    """How rectification was verified, weakest first."""

    DESK = "desk", _("Documents only")
    PHOTO = "photo", _("Photo comparison")
    VISIT = "visit", _("On-site re-inspection")
    EXPERT = "expert", _("On-site with an expert")

    @property
    def rank(self) -> int:
        """0 for the weakest method."""
        return list(type(self)).index(self)


class Verb(TextChoices):
    """What somebody does to a hazard: the label is the button."""

    RECORD = "record", _("Record the hazard")
    CONFIRM = "confirm", _("Confirm the grade")
    REJECT = "reject", _("Not a hazard")
    FIX_ON_SPOT = "fix_on_spot", _("Fixed on the spot")
    ORDER = "order", _("Order rectification")
    WITHDRAW_ORDER = "withdraw_order", _("Withdraw the order")
    SERVE = "serve", _("Record the service")
    START_WORK = "start_work", _("Start rectification")
    SUBMIT = "submit", _("Submit evidence")
    REVIEW = "review", _("Take up the review")
    ACCEPT = "accept", _("Accept and close")
    ACCEPT_PARTLY = "accept_partly", _("Accept in part")
    RETURN = "return", _("Return with a reason")
    LOOK_BACK = "look_back", _("Look-back check")
    REOPEN = "reopen", _("Reopen")
    TRANSFER = "transfer", _("Transfer to the competent department")
    RECEIVE = "receive", _("Take over the transferred hazard")
    UPGRADE = "upgrade", _("Grade up to major")
    DOWNGRADE = "downgrade", _("Grade down to general")
    STOP_WORK = "stop_work", _("Order work to stop")
    RESUME_WORK = "resume_work", _("Consent to resuming work")
    ASSIGN_INSIDE = "assign_inside", _("Name who fixes it, and by when")
    REPORT_FIXED = "report_fixed", _("Report it fixed")
    CLOSE_INSIDE = "close_inside", _("Verify and close it")
    RETURN_INSIDE = "return_inside", _("Not fixed yet: return it")
    TAKE_OVER = "take_over", _("Take into supervision")


class EventVerb(TextChoices):
    """What the ledger says happened. The first group is written by transitions, the second by its neighbours."""

    RECORDED = "recorded", _("recorded the hazard")
    CONFIRMED = "confirmed", _("confirmed the grade")
    REJECTED = "rejected", _("decided that this is not a hazard")
    FIXED_ON_SPOT = "fixed_on_spot", _("saw it fixed on the spot and closed it")
    ORDERED = "ordered", _("ordered rectification")
    ORDER_WITHDRAWN = "order_withdrawn", _("withdrew the order")
    SERVED = "served", _("recorded that the order was served")
    WORK_STARTED = "work_started", _("started rectification")
    SUBMITTED = "submitted", _("submitted evidence of rectification")
    REVIEW_STARTED = "review_started", _("took up the review")
    ACCEPTED = "accepted", _("verified the rectification and closed the hazard")
    PARTLY_ACCEPTED = "partly_accepted", _("accepted a part; the rest became a hazard of its own")
    RETURNED = "returned", _("returned it for further rectification")
    LOOKED_BACK = "looked_back", _("looked back: still in order")
    REOPENED = "reopened", _("reopened the hazard")
    RECONSIDERED = "reconsidered", _("took the rejected hazard up again")
    TRANSFERRED = "transferred", _("transferred the hazard")
    RECEIVED = "received", _("took over the transferred hazard")
    UPGRADED = "upgraded", _("graded the hazard up to major")
    DOWNGRADED = "downgraded", _("graded the hazard down to general")
    WORK_STOPPED = "work_stopped", _("ordered work to stop")
    WORK_RESUMED = "work_resumed", _("consented to resuming work")
    ASSIGNED_INSIDE = "assigned_inside", _("named who fixes it, and by when")
    REPORTED_FIXED = "reported_fixed", _("reported it fixed")
    CLOSED_INSIDE = "closed_inside", _("verified it inside the enterprise and closed it")
    RETURNED_INSIDE = "returned_inside", _("returned it inside the enterprise: not fixed yet")
    TAKEN_OVER = "taken_over", _("took it into supervision")

    PLAN_SAVED = "plan_saved", _("filed the rectification plan")
    PROGRESS_REPORTED = "progress_reported", _("reported progress")
    EXTENSION_ASKED = "extension_asked", _("asked for more time")
    EXTENSION_GRANTED = "extension_granted", _("granted more time")
    EXTENSION_REFUSED = "extension_refused", _("refused more time")
    EXTENSION_WITHDRAWN = "extension_withdrawn", _("withdrew the request for more time")
    VERIFIED = "verified", _("verified the rectification; the head's signature is still needed")
    HEAD_SIGNED = "head_signed", _("signed off as department head")
    OPINION_ASKED = "opinion_asked", _("asked for a second opinion on the grade")
    SECOND_OPINION = "second_opinion", _("gave a second opinion on the grade")
    RESUME_ASKED = "resume_asked", _("asked to resume work")
    RESUME_REFUSED = "resume_refused", _("refused to let work resume")
    LISTED = "listed", _("placed it under listed supervision")
    DELISTED = "delisted", _("lifted the listed supervision")
    LISTING_PROPOSED = "listing_proposed", _("proposed it for listed supervision")
    LISTING_REFUSED = "listing_refused", _("refused the proposal for listed supervision")
    LISTING_PUBLISHED = "listing_published", _("published the listed supervision")
    LISTING_WITHDRAWN = "listing_withdrawn", _("withdrew the listed supervision")
    LISTING_FILED = "listing_filed", _("recorded the listed supervision with the body above")
    LISTING_TIME_ASKED = "listing_time_asked", _("asked for more time under listed supervision")
    LISTING_TIME_DECIDED = "listing_time_decided", _("decided on more time under listed supervision")
    DELISTING_APPLIED = "delisting_applied", _("applied for the listed supervision to be lifted")
    DELISTING_RETURNED = "delisting_returned", _("returned the application to lift the listed supervision")
    DELISTING_ACCEPTED = (
        "delisting_accepted",
        _("accepted the rectification so that the listed supervision can be lifted"),
    )
    DELISTING_PUBLISHED = "delisting_published", _("published that the listed supervision was lifted")
    ESCALATED = "escalated", _("raised the supervision by one level")
    ASSIGNED = "assigned", _("assigned the hazard")
    EVIDENCE_ADDED = "evidence_added", _("added evidence")
    DOCUMENT_ADDED = "document_added", _("drew up a document")
    LETTER_ISSUED = "letter_issued", _("issued a letter")
    LETTER_SERVED = "letter_served", _("recorded that the letter was served")
    LETTER_UNDELIVERED = "letter_undelivered", _("noted that the letter did not reach its addressee")
    LETTER_ANSWERED = "letter_answered", _("answered the letter")
    LETTER_RATED = "letter_rated", _("rated the answer to the letter")
    LETTER_WITHDRAWN = "letter_withdrawn", _("withdrew the letter")
    TALK_HELD = "talk_held", _("held the talk and recorded its minutes")
    NOTED = "noted", _("added a note")
