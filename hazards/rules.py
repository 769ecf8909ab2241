"""The life of a hazard as one frozen table, and the guards that stand at its transitions.

Pure: everything a guard may look at is handed in as `Facts`, and every default of `Facts` is the one that opens no
gate. Sources: Work Safety Law arts 41, 65, 69, 118; SAWS Order 16 arts 3, 14-18, 23; SAWS Order 15 art. 15;
Judicial Interpretation 法释〔2022〕19号 art. 3 (fabricated removal of a major hazard is refusal to obey).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Conflict, NotAllowed, RuleBroken, SafeloopError
from core.roles import AUTHORITY_ROLES, ENTERPRISE_LEADERS, ENTERPRISE_ROLES, OFFICER_ROLES, VISITOR_ROLES, Role
from hazards.choices import OPEN_STATUSES, EventVerb, Grade, Status, Verb, VerificationMethod
from regions.choices import RegionLevel

ON_SITE = frozenset({VerificationMethod.VISIT, VerificationMethod.EXPERT})
#: Verification in proportion to gravity: the weakest method that closes a hazard of the grade.
MINIMUM_METHOD = {Grade.GENERAL: VerificationMethod.DESK, Grade.MAJOR: VerificationMethod.VISIT}


@dataclass(frozen=True)
class Facts:
    """What the guards look at. Ids are compared, never looked up; what is not stated does not hold."""

    grade: Grade = Grade.GENERAL

    # Who acts now, and in what capacity
    actor_id: Any = None
    actor_role: Role | None = None
    actor_tenant_id: Any = None
    actor_tenant_kind: str = ""
    actor_level: str = ""
    #: Enterprises in which the same person holds any membership, whatever the capacity chosen today.
    actor_enterprise_ids: frozenset = frozenset()

    # Who acted before
    enterprise_id: Any = None
    recorder_id: Any = None
    recorder_level: str = ""
    #: Everybody who did or submitted the rectification work in this episode.
    worker_ids: frozenset = frozenset()
    second_opinion_by: Any = None

    # What was stated with the act
    reason: str = ""
    has_criterion: bool = False
    has_deadline: bool = False
    has_addressee: bool = False
    has_basis: bool = False
    has_document: bool = False
    has_service_proof: bool = False
    has_remainder: bool = False
    verification_method: VerificationMethod | None = None

    # The evidence
    has_before_photo: bool = False
    has_after_photo_for_each: bool = False
    has_document_proof: bool = False
    served_on: date | None = None
    rectified_on: date | None = None
    today: date | None = None

    # What else is open
    major_confirmed: bool = False
    plan_complete: bool = False
    stop_work_active: bool = False
    resume_consented: bool = False
    extension_pending: bool = False
    is_listed: bool = False
    head_signed_off: bool = False

    @property
    def is_major(self) -> bool:
        """Whether the hazard counts as major now."""
        return self.grade == Grade.MAJOR

    @property
    def has_photo_pair(self) -> bool:
        """Before and after, for every before."""
        return self.has_before_photo and self.has_after_photo_for_each


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
    Guard("is_general", lambda f: not f.is_major, gettext_lazy("The hazard is graded major: this way is not open to it.")),
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
        gettext_lazy("The proof is not complete: before and after photos, or a document that proves the rectification."),
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


@dataclass(frozen=True)
class Transition:
    """One row of the table. `to_status` None: the act is recorded, the status stays."""

    verb: Verb
    from_statuses: tuple[Status | None, ...]
    to_status: Status | None
    event: EventVerb
    guards: tuple[str, ...]
    who: frozenset[Role]
    note: Promise | str = ""


#: What every way into "closed" after a review has to pass (workflow 2.2, behaviours 5).
CLOSING_GATE = (
    "independent",
    "grade_settled",
    "plan_complete",
    "proof_complete",
    "method_in_proportion",
    "has_opinion",
    "work_may_resume",
    "no_extension_pending",
    "delisted",
    "head_signed_off",
)

_BEFORE_SERVICE = (Status.CONFIRMED, Status.ORDERED)
_OPEN = tuple(status for status in Status if status in OPEN_STATUSES)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Verb.RECORD, (None,), Status.RECORDED, EventVerb.RECORDED, (), VISITOR_ROLES | ENTERPRISE_ROLES
               | {Role.CLERK, Role.TIP_HANDLER, Role.SYSTEM}, gettext_lazy("Anybody who may see the place can note what is wrong.")),
    Transition(Verb.CONFIRM, (Status.RECORDED,), Status.CONFIRMED, EventVerb.CONFIRMED,
               ("second_person", "names_criterion"), OFFICER_ROLES, gettext_lazy("Major: a second person.")),
    Transition(Verb.REJECT, (Status.RECORDED,), Status.REJECTED, EventVerb.REJECTED, ("states_reason",), OFFICER_ROLES,
               gettext_lazy("With a reason.")),
    Transition(Verb.FIX_ON_SPOT, (Status.RECORDED,), Status.CLOSED, EventVerb.FIXED_ON_SPOT,
               ("independent", "is_general", "photo_pair", "work_may_resume", "delisted"),
               OFFICER_ROLES, gettext_lazy("General hazards, before the eyes of the inspectors, with a photo pair.")),
    Transition(Verb.ORDER, (Status.CONFIRMED,), Status.ORDERED, EventVerb.ORDERED,
               ("grade_settled", "has_deadline", "has_addressee", "has_basis", "has_document"), OFFICER_ROLES,
               gettext_lazy("With deadline, addressee, basis and document.")),
    Transition(Verb.WITHDRAW_ORDER, (Status.ORDERED, Status.SERVED), Status.CONFIRMED, EventVerb.ORDER_WITHDRAWN,
               ("states_reason",), OFFICER_ROLES, gettext_lazy("The number is kept; a new order names the old one.")),
    Transition(Verb.SERVE, (Status.ORDERED,), Status.SERVED, EventVerb.SERVED, ("has_service_proof",), OFFICER_ROLES,
               gettext_lazy("The deadline runs from the day of service.")),
    Transition(Verb.START_WORK, (Status.SERVED,), Status.RECTIFYING, EventVerb.WORK_STARTED,
               ("of_the_enterprise", "plan_complete"), ENTERPRISE_LEADERS,
               gettext_lazy("Major: only with the complete plan.")),
    Transition(Verb.SUBMIT, (Status.RECTIFYING,), Status.SUBMITTED, EventVerb.SUBMITTED,
               ("of_the_enterprise", "plan_complete", "has_evidence", "rectified_in_window"), ENTERPRISE_LEADERS,
               gettext_lazy("With evidence and the day of rectification.")),
    Transition(Verb.SUBMIT, (Status.SERVED,), Status.SUBMITTED, EventVerb.SUBMITTED,
               ("of_the_enterprise", "is_general", "has_evidence", "rectified_in_window"), ENTERPRISE_LEADERS,
               gettext_lazy("General hazards may be submitted straight after service.")),
    Transition(Verb.REVIEW, (Status.SUBMITTED,), Status.UNDER_REVIEW, EventVerb.REVIEW_STARTED, ("independent",),
               OFFICER_ROLES, gettext_lazy("Never by whoever did the work or belongs to an enterprise.")),
    Transition(Verb.ACCEPT, (Status.UNDER_REVIEW,), Status.CLOSED, EventVerb.ACCEPTED, CLOSING_GATE, OFFICER_ROLES,
               gettext_lazy("The closing gate.")),
    Transition(Verb.ACCEPT_PARTLY, (Status.UNDER_REVIEW,), Status.CLOSED, EventVerb.PARTLY_ACCEPTED,
               (*CLOSING_GATE, "has_remainder"), OFFICER_ROLES,
               gettext_lazy("The closing gate for the done part; the rest becomes a hazard of its own.")),
    Transition(Verb.RETURN, (Status.UNDER_REVIEW,), Status.RECTIFYING, EventVerb.RETURNED,
               ("independent", "states_reason"), OFFICER_ROLES, gettext_lazy("With a reason; returns are counted.")),
    Transition(Verb.LOOK_BACK, (Status.CLOSED,), None, EventVerb.LOOKED_BACK, ("independent",), OFFICER_ROLES,
               gettext_lazy("A sampled re-check after closing.")),
    Transition(Verb.REOPEN, (Status.CLOSED,), Status.RECTIFYING, EventVerb.REOPENED, ("independent", "states_reason"),
               OFFICER_ROLES, gettext_lazy("A new episode; the past one stays as it is.")),
    Transition(Verb.REOPEN, (Status.REJECTED,), Status.RECORDED, EventVerb.RECONSIDERED, ("states_reason",),
               OFFICER_ROLES, gettext_lazy("The rejection was wrong: it is judged anew.")),
    Transition(Verb.TRANSFER, (Status.RECORDED, *_BEFORE_SERVICE), Status.TRANSFERRED, EventVerb.TRANSFERRED,
               ("states_reason", "has_addressee"), OFFICER_ROLES,
               gettext_lazy("Before service, to the competent department (Work Safety Law art. 69).")),
    Transition(Verb.RECEIVE, (Status.TRANSFERRED,), Status.RECORDED, EventVerb.RECEIVED, (), OFFICER_ROLES,
               gettext_lazy("The receiving department judges it anew.")),
    Transition(Verb.UPGRADE, _OPEN, None, EventVerb.UPGRADED,
               ("is_general", "second_person_grades_up", "states_reason"), OFFICER_ROLES,
               gettext_lazy("Up at any time, by another person than the recorder.")),
    Transition(Verb.DOWNGRADE, _OPEN, None, EventVerb.DOWNGRADED,
               ("is_major", "recording_level", "second_opinion", "states_reason"), frozenset({Role.HEAD}),
               gettext_lazy("Down only with a second opinion, by the recording level or above.")),
    Transition(Verb.STOP_WORK, _OPEN, None, EventVerb.WORK_STOPPED, ("work_running", "has_basis"), OFFICER_ROLES,
               gettext_lazy("Work Safety Law art. 65.")),
    Transition(Verb.RESUME_WORK, _OPEN, None, EventVerb.WORK_RESUMED, ("work_stopped", "independent", "method_on_site"),
               OFFICER_ROLES, gettext_lazy("After an on-site review (Work Safety Law art. 65).")),
)

_TABLE = {(row.verb, status): row for row in TRANSITIONS for status in row.from_statuses}
_ROLES = {verb: frozenset().union(*(row.who for row in TRANSITIONS if row.verb == verb)) for verb in Verb}


def transition_for(status: Status | str | None, verb: Verb | str) -> Transition:
    """The row for a verb in a status (None before the record exists). Raises `Conflict` when there is none."""
    verb = Verb(verb)
    row = _TABLE.get((verb, Status(status) if status else None))
    if row is None:
        raise Conflict(
            _("“%(verb)s” is not possible now: the hazard is “%(status)s”. Nothing was changed; load the page again.")
            % {"verb": verb.label, "status": Status(status).label if status else _("not recorded yet")}
        )
    return row


def broken_guards(row: Transition, facts: Facts) -> tuple[Guard, ...]:
    """The guards of a transition that do not hold, in their order: what a person still has to do."""
    return tuple(GUARDS[name] for name in row.guards if not GUARDS[name].holds(facts))


def next_status(status: Status | str | None, verb: Verb | str, facts: Facts) -> Status:
    """The status after `verb`. Decides, changes nothing.

    Raises `NotAllowed` when the role never does this, or the person may not do it here (independence, second person,
    level); `Conflict` when the status does not permit it; `RuleBroken` with every sentence that still applies.
    """
    if facts.actor_role not in _ROLES[Verb(verb)]:
        raise NotAllowed(
            _("“%(verb)s” is not a task of your role. Nothing was changed.") % {"verb": Verb(verb).label}
        )
    row = transition_for(status, verb)
    broken = broken_guards(row, facts)
    personal = [guard for guard in broken if guard.error is NotAllowed]
    if personal:
        raise NotAllowed(" ".join(str(guard.sentence) for guard in personal))
    if broken:
        raise RuleBroken(" ".join(str(guard.sentence) for guard in broken))
    return Status(status) if row.to_status is None else row.to_status


def possible_verbs(status: Status | str | None, role: Role | str | None) -> tuple[Verb, ...]:
    """What a role could do in a status, guards aside: the buttons worth considering, in the table's order."""
    here = Status(status) if status else None
    return tuple(row.verb for row in TRANSITIONS if here in row.from_statuses and role in row.who)
