"""The words of visits (domain/inspection_methods.md)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Method(TextChoices):
    """How an inspection is organised."""

    ROUTINE = "routine", _("Routine inspection")
    UNANNOUNCED = "unannounced", _("Unannounced visit (four nots, two directs)")
    DOUBLE_RANDOM = "double_random", _("Double-random inspection")
    CROSS = "cross", _("Cross-inspection")
    STEERING = "steering", _("Steering group")
    CAMPAIGN = "campaign", _("Special campaign")
    JOINT = "joint", _("Joint enforcement")
    EXPERT = "expert", _("Entrusted expert inspection")
    SELF = "self", _("Enterprise self-inspection")


class VisitKind(TextChoices):
    """Whose visit it is: an authority's, with two officers and its papers, or the enterprise's own round."""

    OFFICIAL = "official", _("Inspection by an authority")
    SELF = "self", _("Round of the enterprise itself")


class Period(TextChoices):
    """For which time an enterprise states its self-inspection (SAWS Order 16 art. 14)."""

    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


class StatementStatus(TextChoices):
    """A statement in one column; late follows from the day."""

    OWED = "owed", _("To be signed")
    SIGNED = "signed", _("Signed")


class VisitStatus(TextChoices):
    """A visit in one column."""

    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


class Disposition(TextChoices):
    """What becomes of a finding."""

    ORDER = "order", _("Rectify within a time limit")
    FIXED_ON_SPOT = "fixed_on_spot", _("Fixed on the spot")


class Signatory(TextChoices):
    """In what capacity somebody signs."""

    OFFICER = "officer", _("Officer")
    SITE_HEAD = "site_head", _("Head of the inspected unit on site")
    WITNESS = "witness", _("Witness")
    EXPERT = "expert", _("Expert")
    CHECKER = "checker", _("Person of the enterprise who did the round")


class PhotoPurpose(TextChoices):
    """What a photo of a finding shows."""

    BEFORE = "before", _("Before")
    AFTER = "after", _("After")


class Subject(TextChoices):
    """What a revision is of."""

    VISIT = "visit", _("Visit")
    ANSWER = "answer", _("Answer")
    FINDING = "finding", _("Finding")


class Outcome(TextChoices):
    """What became of an edit: taken, taken beside another's, or kept aside until somebody decides."""

    APPLIED = "applied", _("Applied")
    MERGED = "merged", _("Merged with another's change")
    PARKED = "parked", _("Kept aside: both changed the same field")
    DECIDED = "decided", _("Decided")


class GapCode(TextChoices):
    """What still stands between a visit and its papers. The label is the sentence that the inspector reads."""

    OFFICERS = "officers", _("Two officers with certificate numbers are needed; experts do not count.")
    SITE_HEAD = "site_head", _("Name the head of the unit on site.")
    PLACE_CHECKED = "place_checked", _("Say which places were checked.")
    ANSWER = "answer", _("Answer this item.")
    ANSWER_PHOTO = "answer_photo", _("This item needs a photo also when it conforms: take one.")
    REASON = "reason", _("Give the reason why this item was not answered by yes or no.")
    CRITICAL = "critical", _("This item is critical: it cannot be left unchecked.")
    CRITICAL_MEASURES = (
        "critical_measures",
        _("This item is critical: name the safety measures that hold until it is fixed."),
    )
    FINDING = "finding", _("This item does not conform: describe the finding.")
    DESCRIPTION = "description", _("Say what is wrong.")
    PHOTO = "photo", _("Take a photo of what is wrong.")
    PHOTO_AFTER = "photo_after", _("It was fixed on the spot: take a photo of it now.")
    DEADLINE = "deadline", _("Set the deadline.")
    BASIS = "basis", _("Name the clause or criterion that is broken.")
    CONFLICT = "conflict", _("Two people changed the same field: choose which holds.")
    OFFICER_SIGNATURE = "officer_signature", _("This officer has not signed what the visit now says.")
    UNIT_SIGNATURE = "unit_signature", _("The head on site has neither signed nor refused.")
    WITNESS = "witness", _("A refusal needs a witness who signs.")
    CHECKER = "checker", _("Nobody of the enterprise is named for this round.")
    CHECKER_SIGNATURE = "checker_signature", _("This person has not signed what the round now says.")
