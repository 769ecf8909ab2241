"""The one transition table of a hazard."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from core.roles import ENTERPRISE_LEADERS, ENTERPRISE_ROLES, OFFICER_ROLES, VISITOR_ROLES, Role
from hazards.choices import OPEN_STATUSES, EventVerb, Lead, Status, Verb


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
    #: Who leads the case from then on; None: as before.
    leads: Lead | None = None


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

#: The gate of a general hazard that an enterprise found and fixed itself: its own people, but never the same hands.
INSIDE_GATE = (
    "of_the_enterprise",
    "led_inside",
    "is_general",
    "other_hands",
    "shown_fixed",
    "work_may_resume",
    "no_extension_pending",
    "delisted",
)

_BEFORE_SERVICE = (Status.CONFIRMED, Status.ORDERED)
_OPEN = tuple(status for status in Status if status in OPEN_STATUSES)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        Verb.RECORD,
        (None,),
        Status.RECORDED,
        EventVerb.RECORDED,
        (),
        VISITOR_ROLES | ENTERPRISE_ROLES | {Role.CLERK, Role.TIP_HANDLER, Role.SYSTEM},
        gettext_lazy("Anybody who may see the place can note what is wrong."),
    ),
    Transition(
        Verb.CONFIRM,
        (Status.RECORDED,),
        Status.CONFIRMED,
        EventVerb.CONFIRMED,
        ("second_person", "names_criterion"),
        OFFICER_ROLES,
        gettext_lazy("Major: a second person."),
        leads=Lead.AUTHORITY,
    ),
    Transition(
        Verb.REJECT,
        (Status.RECORDED,),
        Status.REJECTED,
        EventVerb.REJECTED,
        ("states_reason",),
        OFFICER_ROLES,
        gettext_lazy("With a reason."),
    ),
    Transition(
        Verb.FIX_ON_SPOT,
        (Status.RECORDED,),
        Status.CLOSED,
        EventVerb.FIXED_ON_SPOT,
        ("independent", "is_general", "photo_pair", "work_may_resume", "delisted"),
        OFFICER_ROLES,
        gettext_lazy("General hazards, before the eyes of the inspectors, with a photo pair."),
        leads=Lead.AUTHORITY,
    ),
    Transition(
        Verb.ORDER,
        (Status.CONFIRMED,),
        Status.ORDERED,
        EventVerb.ORDERED,
        ("grade_settled", "has_deadline", "has_addressee", "has_basis", "has_document"),
        OFFICER_ROLES,
        gettext_lazy("With deadline, addressee, basis and document."),
    ),
    Transition(
        Verb.WITHDRAW_ORDER,
        (Status.ORDERED, Status.SERVED),
        Status.CONFIRMED,
        EventVerb.ORDER_WITHDRAWN,
        ("states_reason",),
        OFFICER_ROLES,
        gettext_lazy("The number is kept; a new order names the old one."),
    ),
    Transition(
        Verb.SERVE,
        (Status.ORDERED,),
        Status.SERVED,
        EventVerb.SERVED,
        ("has_service_proof",),
        OFFICER_ROLES,
        gettext_lazy("The deadline runs from the day of service."),
    ),
    Transition(
        Verb.START_WORK,
        (Status.SERVED,),
        Status.RECTIFYING,
        EventVerb.WORK_STARTED,
        ("of_the_enterprise", "plan_complete"),
        ENTERPRISE_LEADERS,
        gettext_lazy("Major: only with the complete plan."),
    ),
    Transition(
        Verb.SUBMIT,
        (Status.RECTIFYING,),
        Status.SUBMITTED,
        EventVerb.SUBMITTED,
        ("under_authority", "of_the_enterprise", "plan_complete", "has_evidence", "rectified_in_window"),
        ENTERPRISE_LEADERS,
        gettext_lazy("With evidence and the day of rectification."),
    ),
    Transition(
        Verb.SUBMIT,
        (Status.SERVED,),
        Status.SUBMITTED,
        EventVerb.SUBMITTED,
        ("of_the_enterprise", "is_general", "has_evidence", "rectified_in_window"),
        ENTERPRISE_LEADERS,
        gettext_lazy("General hazards may be submitted straight after service."),
    ),
    Transition(
        Verb.REVIEW,
        (Status.SUBMITTED,),
        Status.UNDER_REVIEW,
        EventVerb.REVIEW_STARTED,
        ("independent", "under_authority"),
        OFFICER_ROLES,
        gettext_lazy("Never by whoever did the work or belongs to an enterprise."),
    ),
    Transition(
        Verb.ACCEPT,
        (Status.UNDER_REVIEW,),
        Status.CLOSED,
        EventVerb.ACCEPTED,
        CLOSING_GATE,
        OFFICER_ROLES,
        gettext_lazy("The closing gate."),
    ),
    Transition(
        Verb.ACCEPT_PARTLY,
        (Status.UNDER_REVIEW,),
        Status.CLOSED,
        EventVerb.PARTLY_ACCEPTED,
        (*CLOSING_GATE, "has_remainder"),
        OFFICER_ROLES,
        gettext_lazy("The closing gate for the done part; the rest becomes a hazard of its own."),
    ),
    Transition(
        Verb.RETURN,
        (Status.UNDER_REVIEW,),
        Status.RECTIFYING,
        EventVerb.RETURNED,
        ("independent", "states_reason"),
        OFFICER_ROLES,
        gettext_lazy("With a reason; returns are counted."),
    ),
    Transition(
        Verb.LOOK_BACK,
        (Status.CLOSED,),
        None,
        EventVerb.LOOKED_BACK,
        ("independent",),
        OFFICER_ROLES,
        gettext_lazy("A sampled re-check after closing."),
    ),
    Transition(
        Verb.REOPEN,
        (Status.CLOSED,),
        Status.RECTIFYING,
        EventVerb.REOPENED,
        ("independent", "states_reason"),
        OFFICER_ROLES,
        gettext_lazy("A new episode; the past one stays as it is."),
        leads=Lead.AUTHORITY,
    ),
    Transition(
        Verb.REOPEN,
        (Status.REJECTED,),
        Status.RECORDED,
        EventVerb.RECONSIDERED,
        ("states_reason",),
        OFFICER_ROLES,
        gettext_lazy("The rejection was wrong: it is judged anew."),
    ),
    Transition(
        Verb.TRANSFER,
        (Status.RECORDED, *_BEFORE_SERVICE),
        Status.TRANSFERRED,
        EventVerb.TRANSFERRED,
        ("states_reason", "has_addressee"),
        OFFICER_ROLES,
        gettext_lazy("Before service, to the competent department (Work Safety Law art. 69)."),
        leads=Lead.AUTHORITY,
    ),
    Transition(
        Verb.RECEIVE,
        (Status.TRANSFERRED,),
        Status.RECORDED,
        EventVerb.RECEIVED,
        (),
        OFFICER_ROLES,
        gettext_lazy("The receiving department judges it anew."),
    ),
    Transition(
        Verb.UPGRADE,
        _OPEN,
        None,
        EventVerb.UPGRADED,
        ("is_general", "under_authority", "second_person_grades_up", "states_reason"),
        OFFICER_ROLES,
        gettext_lazy("Up at any time, by another person than the recorder."),
    ),
    Transition(
        Verb.DOWNGRADE,
        _OPEN,
        None,
        EventVerb.DOWNGRADED,
        ("is_major", "recording_level", "second_opinion", "states_reason"),
        frozenset({Role.HEAD}),
        gettext_lazy("Down only with a second opinion, by the recording level or above."),
    ),
    Transition(
        Verb.STOP_WORK,
        _OPEN,
        None,
        EventVerb.WORK_STOPPED,
        ("work_running", "has_basis"),
        OFFICER_ROLES,
        gettext_lazy("Work Safety Law art. 65."),
    ),
    Transition(
        Verb.RESUME_WORK,
        _OPEN,
        None,
        EventVerb.WORK_RESUMED,
        ("work_stopped", "independent", "method_on_site"),
        OFFICER_ROLES,
        gettext_lazy("After an on-site review (Work Safety Law art. 65)."),
    ),
    # What an enterprise found itself: its own people fix it, others of them verify it (Work Safety Law arts 41, 46).
    Transition(
        Verb.ASSIGN_INSIDE,
        (Status.RECORDED,),
        Status.RECTIFYING,
        EventVerb.ASSIGNED_INSIDE,
        ("of_the_enterprise", "led_inside", "is_general", "has_responsible", "has_deadline"),
        ENTERPRISE_LEADERS,
        gettext_lazy("A general hazard that the enterprise found itself."),
    ),
    Transition(
        Verb.ASSIGN_INSIDE,
        (Status.RECTIFYING,),
        None,
        EventVerb.ASSIGNED_INSIDE,
        ("of_the_enterprise", "led_inside", "is_general", "has_responsible", "has_deadline", "states_reason"),
        ENTERPRISE_LEADERS,
        gettext_lazy("Anew: with a reason; the ledger keeps the earlier day."),
    ),
    Transition(
        Verb.REPORT_FIXED,
        (Status.RECORDED, Status.RECTIFYING),
        Status.SUBMITTED,
        EventVerb.REPORTED_FIXED,
        ("of_the_enterprise", "led_inside", "is_general", "shown_fixed", "fixed_since_found"),
        ENTERPRISE_ROLES,
        gettext_lazy("With photos before and after."),
    ),
    Transition(
        Verb.CLOSE_INSIDE,
        (Status.SUBMITTED,),
        Status.CLOSED,
        EventVerb.CLOSED_INSIDE,
        INSIDE_GATE,
        ENTERPRISE_LEADERS,
        gettext_lazy("Never by whoever did the work."),
    ),
    Transition(
        Verb.RETURN_INSIDE,
        (Status.SUBMITTED,),
        Status.RECTIFYING,
        EventVerb.RETURNED_INSIDE,
        ("of_the_enterprise", "led_inside", "other_hands", "states_reason"),
        ENTERPRISE_LEADERS,
        gettext_lazy("With a reason; returns are counted."),
    ),
    Transition(
        Verb.TAKE_OVER,
        (Status.RECORDED, Status.RECTIFYING, Status.SUBMITTED),
        Status.CONFIRMED,
        EventVerb.TAKEN_OVER,
        ("led_inside", "states_reason"),
        OFFICER_ROLES,
        gettext_lazy("With a reason: from there it is ordered like any other hazard."),
        leads=Lead.AUTHORITY,
    ),
)
