"""The words of tips."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TipKind(TextChoices):
    """What is reported (domain/rewards.md section 2)."""

    HAZARD = "hazard", _("A hazard: something dangerous")
    VIOLATION = "violation", _("A violation of safety rules")
    CONCEALED = "concealed", _("An accident that was hidden or reported falsely")
    RETALIATION = "retaliation", _("Revenge on somebody who reported")


class Danger(TextChoices):
    """Whether a life hangs on it at this moment."""

    NOT_NOW = "not_now", _("No, not at this moment")
    NOW = "now", _("Yes, somebody may die now")


class Manner(TextChoices):
    """How somebody reports."""

    ANONYMOUS = "anonymous", _("Without my name")
    NAMED = "named", _("With my name, which is kept sealed")


class TipStatus(TextChoices):
    """Where a tip stands. One column; `rules.TRANSITIONS` says what follows what."""

    SUBMITTED = "submitted", _("To decide")
    ACCEPTED = "accepted", _("Report accepted")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    TRANSFERRED = "transferred", _("Handed to another authority")
    VERIFYING = "verifying", _("Being verified")
    CONFIRMED = "confirmed", _("Found to be true")
    PARTLY = "partly", _("Found true in part")
    UNFOUNDED = "unfounded", _("Unfounded")
    CANNOT_VERIFY = "cannot_verify", _("Cannot be verified")
    RESULT_TOLD = "result_told", _("Result told")
    CLOSED = "closed", _("Case closed")


class Outcome(TextChoices):
    """What verification found; it stays when the state moves on."""

    CONFIRMED = "confirmed", _("Found to be true")
    PARTLY = "partly", _("Found true in part")
    UNFOUNDED = "unfounded", _("Unfounded")
    CANNOT_VERIFY = "cannot_verify", _("Cannot be verified")


class TipVerb(TextChoices):
    """What stands in a tip's ledger."""

    SUBMIT = "submit", _("sent the report")
    ACCEPT = "accept", _("accepted it")
    REFUSE = "refuse", _("did not accept it")
    TRANSFER = "transfer", _("handed it to another authority")
    START = "start", _("began to verify it")
    CONFIRM = "confirm", _("found it to be true")
    CONFIRM_PARTLY = "confirm_partly", _("found it true in part")
    FIND_UNFOUNDED = "find_unfounded", _("found it unfounded")
    GIVE_UP = "give_up", _("found that it cannot be verified")
    MATCH = "match", _("named the enterprise")
    RAISE_HAZARD = "raise_hazard", _("made it a hazard")
    TELL = "tell", _("told the reporter the result")
    CLOSE = "close", _("closed the case")
    WRITE = "write", _("wrote to the reporter")
    ANSWER = "answer", _("wrote")
    ASK_IDENTITY = "ask_identity", _("asked to read who reported")
    APPROVE_IDENTITY = "approve_identity", _("approved the reading of who reported")
    REFUSE_IDENTITY = "refuse_identity", _("refused the reading of who reported")
    READ_IDENTITY = "read_identity", _("read who reported")


class RefusalGround(TextChoices):
    """Why a tip is not accepted."""

    NO_FACTS = "no_facts", _("It names nothing that could be checked")
    KNOWN = "known", _("It is known already and being handled")
    NOT_SAFETY = "not_safety", _("It is no matter of work safety")
    DECIDED = "decided", _("It was decided before, and nothing new is said")


class RequestStatus(TextChoices):
    """Where a request to read an identity stands."""

    ASKED = "asked", _("Waits for a second person")
    APPROVED = "approved", _("Approved: may be read once")
    REFUSED = "refused", _("Refused")
    READ = "read", _("Read")
