"""The guards: one condition each, with the error it raises and the sentence it tells."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from core.errors import NotAllowed, RuleBroken, SafeloopError
from core.roles import AUTHORITY_ROLES
from hazards.choices import Grade, VerificationMethod
from hazards.rules.facts import Facts
from regions.choices import RegionLevel

ON_SITE = frozenset({VerificationMethod.VISIT, VerificationMethod.EXPERT})
#: Verification in proportion to gravity: the weakest method that closes a hazard of the grade.
MINIMUM_METHOD = {Grade.GENERAL: VerificationMethod.DESK, Grade.MAJOR: VerificationMethod.VISIT}


@dataclass(frozen=True)
class Guard:
    """A condition at a transition: which of the four errors it raises, and what it tells the person."""

    name: str
    holds: Callable[[Facts], bool]
    sentence: Promise
    error: type[SafeloopError] = RuleBroken


def _is_independent(facts: Facts) -> bool:
    """Neither did the work, nor submitted it, nor belongs to any enterprise (behaviours 5, workflow 2.2)."""
    return (
        facts.actor_id is not None
        and facts.actor_id not in facts.worker_ids
        and facts.actor_role in AUTHORITY_ROLES
        and facts.actor_tenant_kind == "authority"
        and facts.actor_tenant_id != facts.enterprise_id
        and facts.enterprise_id not in facts.actor_enterprise_ids
    )


def _is_of_the_enterprise(facts: Facts) -> bool:
    return facts.enterprise_id is not None and facts.actor_tenant_id == facts.enterprise_id


def _rectified_in_time_window(facts: Facts) -> bool:
    """The claimed day lies between service and submission (behaviours C1)."""
    if facts.rectified_on is None or facts.served_on is None or facts.today is None:
        return False
    return facts.served_on <= facts.rectified_on <= facts.today


def _fixed_since_found(facts: Facts) -> bool:
    if facts.rectified_on is None or facts.found_on is None or facts.today is None:
        return False
    return facts.found_on <= facts.rectified_on <= facts.today


def _is_by_recording_level(facts: Facts) -> bool:
    levels = set(RegionLevel.values)
    if facts.actor_level not in levels or facts.recorder_level not in levels:
        return False
    return RegionLevel(facts.actor_level).is_at_least(facts.recorder_level)


def method_is_enough(method: VerificationMethod | str | None, grade: Grade | str) -> bool:
    """Whether a verification method is in proportion to the grade."""
    return bool(method) and VerificationMethod(method).rank >= MINIMUM_METHOD[Grade(grade)].rank


_GUARDS = (
    Guard("states_reason", lambda f: bool(f.reason.strip()), gettext_lazy("State the reason.")),
    Guard(
        "second_person",
        lambda f: not f.is_major or (f.recorder_id is not None and f.actor_id not in (None, f.recorder_id)),
        gettext_lazy("A major hazard must be confirmed by a second person, not by whoever recorded it."),
        NotAllowed,
    ),
    Guard(
        "second_person_grades_up",
        lambda f: f.recorder_id is not None and f.actor_id not in (None, f.recorder_id),
        gettext_lazy("Ask a colleague to grade it up: whoever recorded the hazard cannot also confirm it as major."),
        NotAllowed,
    ),
    Guard(
        "names_criterion",
        lambda f: not f.is_major or f.has_criterion or bool(f.reason.strip()),
        gettext_lazy("Name the criterion that makes the hazard major, or state the reason."),
    ),
    Guard(
        "grade_settled",
        lambda f: not f.is_major or f.major_confirmed,
        gettext_lazy("The grade “major” is not confirmed yet. A second person has to confirm it first."),
    ),
    Guard(
        "is_general", lambda f: not f.is_major, gettext_lazy("The hazard is graded major: this way is not open to it.")
    ),
    Guard("is_major", lambda f: f.is_major, gettext_lazy("The hazard is graded general already.")),
    Guard("has_deadline", lambda f: f.has_deadline, gettext_lazy("Set the deadline.")),
    Guard("has_addressee", lambda f: f.has_addressee, gettext_lazy("Name the addressee of the order.")),
    Guard("has_basis", lambda f: f.has_basis, gettext_lazy("State the legal basis.")),
    Guard("has_document", lambda f: f.has_document, gettext_lazy("The order needs its document.")),
    Guard(
        "has_service_proof",
        lambda f: f.has_service_proof,
        gettext_lazy("Record how and when the order was served; the deadline runs from that day."),
    ),
    Guard(
        "of_the_enterprise",
        _is_of_the_enterprise,
        gettext_lazy("Only the enterprise that was ordered to rectify can do this."),
        NotAllowed,
    ),
    Guard(
        "plan_complete",
        lambda f: not f.is_major or f.plan_complete,
        gettext_lazy(
            "A major hazard needs its complete rectification plan first: responsibility, measures, funds, time limit "
            "and contingency plan."
        ),
    ),
    Guard(
        "has_evidence",
        lambda f: f.has_after_photo_for_each or f.has_document_proof,
        gettext_lazy("Add an after-photo for every before-photo, or a document that proves the rectification."),
    ),
    Guard(
        "rectified_in_window",
        _rectified_in_time_window,
        gettext_lazy("Give the day of rectification: not before the order was served and not after today."),
    ),
    Guard(
        "independent",
        _is_independent,
        gettext_lazy(
            "You cannot verify this: whoever did or submitted the work, or belongs to an enterprise, may not. "
            "Nothing was changed; ask a colleague."
        ),
        NotAllowed,
    ),
    Guard(
        "photo_pair",
        lambda f: f.has_photo_pair,
        gettext_lazy("Take a photo before and a photo after: only then can it be closed in the same visit."),
    ),
    Guard(
        "proof_complete",
        lambda f: f.has_photo_pair or f.has_document_proof,
        gettext_lazy(
            "The proof is not complete: before and after photos, or a document that proves the rectification."
        ),
    ),
    Guard(
        "method_in_proportion",
        lambda f: method_is_enough(f.verification_method, f.grade),
        gettext_lazy("This way of verifying is not enough for the grade: a major hazard is verified on site."),
    ),
    Guard(
        "method_on_site",
        lambda f: f.verification_method in ON_SITE,
        gettext_lazy("Before work resumes the place must be reviewed on site."),
    ),
    Guard("has_opinion", lambda f: f.has_document, gettext_lazy("The re-inspection opinion is missing.")),
    Guard(
        "head_signed_off",
        lambda f: not f.is_major or f.head_signed_off,
        gettext_lazy("A major hazard is closed only with the signature of the department head."),
    ),
    Guard(
        "work_may_resume",
        lambda f: not f.stop_work_active or f.resume_consented,
        gettext_lazy("Work is ordered to stop. Consent to resuming it has to be given first."),
    ),
    Guard("work_stopped", lambda f: f.stop_work_active, gettext_lazy("No order to stop work is in force.")),
    Guard("work_running", lambda f: not f.stop_work_active, gettext_lazy("Work is ordered to stop already.")),
    Guard(
        "no_extension_pending",
        lambda f: not f.extension_pending,
        gettext_lazy("A request for more time is waiting. Decide it first, or let it be withdrawn."),
    ),
    Guard(
        "delisted",
        lambda f: not f.is_listed,
        gettext_lazy("The hazard is under listed supervision. The listing body has to lift it first."),
    ),
    Guard(
        "led_inside",
        lambda f: f.led_inside,
        gettext_lazy("This way is for what an enterprise found itself and deals with itself."),
    ),
    Guard(
        "under_authority",
        lambda f: not f.led_inside,
        gettext_lazy(
            "The enterprise found this itself and deals with it. An authority takes it into supervision first; nothing "
            "was changed."
        ),
    ),
    Guard("has_responsible", lambda f: f.has_responsible, gettext_lazy("Name the person who fixes it.")),
    Guard(
        "other_hands",
        lambda f: f.actor_id is not None and f.actor_id not in f.worker_ids,
        gettext_lazy(
            "You did this work or were named for it: another person has to verify it, the safety head or the principal."
        ),
        NotAllowed,
    ),
    Guard(
        "shown_fixed",
        lambda f: f.has_photo_pair,
        gettext_lazy("Photograph it before and after: without both it cannot be closed."),
    ),
    Guard(
        "fixed_since_found",
        _fixed_since_found,
        gettext_lazy("Give the day on which it was fixed: not before it was found and not after today."),
    ),
    Guard("has_remainder", lambda f: f.has_remainder, gettext_lazy("Say what is still to be done.")),
    Guard(
        "second_opinion",
        lambda f: f.second_opinion_by is not None and f.second_opinion_by != f.actor_id,
        gettext_lazy("Grading down needs the second opinion of another person."),
    ),
    Guard(
        "recording_level",
        _is_by_recording_level,
        gettext_lazy("Only an authority of the recording level or above can grade the hazard down."),
        NotAllowed,
    ),
)
GUARDS = {guard.name: guard for guard in _GUARDS}
