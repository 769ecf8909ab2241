"""Who may do what to an order and to a hazard under it. Limits of the person (independence) are guards of the table."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.policy import Verb as Row
from core.roles import AUTHORITY_ROLES, ENTERPRISE_LEADERS, OFFICER_ROLES, Role
from hazards.choices import Verb as Act
from hazards.policy import may, row_of
from rectification.letters import policy as letters
from rectification.listing import policy as listing

VERBS = (
    {
        act.value: row_of(act)
        for act in (
            Act.ORDER,
            Act.WITHDRAW_ORDER,
            Act.SERVE,
            Act.START_WORK,
            Act.SUBMIT,
            Act.REVIEW,
            Act.ACCEPT,
            Act.ACCEPT_PARTLY,
            Act.RETURN,
            Act.REOPEN,
            Act.DOWNGRADE,
            Act.STOP_WORK,
            Act.RESUME_WORK,
        )
    }
    | {
        "ask_extension": verb(
            gettext_lazy("Ask for more time"),
            ENTERPRISE_LEADERS,
            gettext_lazy("At least five working days before the deadline."),
        ),
        "withdraw_extension": verb(gettext_lazy("Withdraw the request for more time"), ENTERPRISE_LEADERS),
        "decide_extension": verb(
            gettext_lazy("Decide on a request for more time"),
            {Role.HEAD, Role.CLERK},
            gettext_lazy("Silence never approves."),
        ),
        "see_deadline_policies": verb(
            gettext_lazy("See the deadline policies of the region"), AUTHORITY_ROLES | {Role.ADMINISTRATOR}
        ),
        "keep_deadline_policies": verb(
            gettext_lazy("Keep the deadline policies of the region"),
            {Role.HEAD, Role.ADMINISTRATOR},
            gettext_lazy("Of the own region, for the industries that the authority supervises."),
        ),
        "see_ladder": verb(gettext_lazy("See the ladder of the region"), AUTHORITY_ROLES | {Role.ADMINISTRATOR}),
        "keep_ladder": verb(
            gettext_lazy("Draw up and publish the ladder of the region"),
            {Role.HEAD, Role.ADMINISTRATOR},
            gettext_lazy("Of the own region. A published version never changes."),
        ),
        "save_plan": verb(
            gettext_lazy("File the rectification plan"), ENTERPRISE_LEADERS, gettext_lazy("The five implementations.")
        ),
        "report_progress": verb(
            gettext_lazy("Report progress"), ENTERPRISE_LEADERS, gettext_lazy("Monthly, for major hazards.")
        ),
        "sign_off": verb(gettext_lazy("Sign off as department head"), {Role.HEAD}, gettext_lazy("Major hazards.")),
        "ask_opinion": verb(gettext_lazy("Ask for a second opinion on the grade"), OFFICER_ROLES),
        "give_opinion": verb(
            gettext_lazy("Give a second opinion on the grade"),
            OFFICER_ROLES | {Role.EXPERT},
            gettext_lazy("Another person than who asked."),
        ),
        "ask_resume": verb(gettext_lazy("Ask to resume work"), ENTERPRISE_LEADERS),
    }
    | letters.VERBS
    | listing.VERBS
)


def can_order(actor, hazard) -> Decision:
    """Decide who orders rectification."""
    return may(actor, VERBS["order"], hazard)


def can_withdraw_order(actor, hazard) -> Decision:
    """Decide who takes an order back."""
    return may(actor, VERBS["withdraw_order"], hazard)


def can_serve(actor, hazard) -> Decision:
    """Decide who records that an order was served."""
    return may(actor, VERBS["serve"], hazard)


def can_start_work(actor, hazard) -> Decision:
    """Decide who begins: the enterprise's leaders."""
    return may(actor, VERBS["start_work"], hazard)


def can_submit(actor, hazard) -> Decision:
    """Decide who hands evidence in: the enterprise's leaders."""
    return may(actor, VERBS["submit"], hazard)


def can_review(actor, hazard) -> Decision:
    """Decide who takes up the review."""
    return may(actor, VERBS["review"], hazard)


def can_accept(actor, hazard) -> Decision:
    """Decide who verifies and closes."""
    return may(actor, VERBS["accept"], hazard)


def can_return(actor, hazard) -> Decision:
    """Decide who sends it back."""
    return may(actor, VERBS["return"], hazard)


def can_sign_off(actor, hazard) -> Decision:
    """Decide who signs as department head."""
    return may(actor, VERBS["sign_off"], hazard)


def can_reopen(actor, hazard) -> Decision:
    """Decide who reopens."""
    return may(actor, VERBS["reopen"], hazard)


def can_downgrade(actor, hazard) -> Decision:
    """Decide who grades down: a head, of the recording level or above (a guard of the transition)."""
    return may(actor, VERBS["downgrade"], hazard)


def can_ask_opinion(actor, hazard) -> Decision:
    """Decide who asks for a second opinion."""
    return may(actor, VERBS["ask_opinion"], hazard)


def can_give_opinion(actor, hazard, opinion=None) -> Decision:
    """Decide who gives it: anybody but the person who asked."""
    decision = may(actor, VERBS["give_opinion"], hazard)
    if decision and opinion is not None and opinion.asked_by.get("person_id") == str(actor.person_id):
        return deny(_("You asked for this opinion yourself. Another officer or an expert has to give it."))
    return decision


def can_stop_work(actor, hazard) -> Decision:
    """Decide who orders work to stop."""
    return may(actor, VERBS["stop_work"], hazard)


def can_ask_resume(actor, hazard) -> Decision:
    """Decide who asks to resume."""
    return may(actor, VERBS["ask_resume"], hazard)


def can_resume_work(actor, hazard) -> Decision:
    """Decide who consents to resuming."""
    return may(actor, VERBS["resume_work"], hazard)


def can_ask_extension(actor, hazard) -> Decision:
    """Decide who asks for more time."""
    return may(actor, VERBS["ask_extension"], hazard)


def can_withdraw_extension(actor, hazard) -> Decision:
    """Decide who withdraws the request."""
    return may(actor, VERBS["withdraw_extension"], hazard)


def can_decide_extension(actor, hazard) -> Decision:
    """Decide who answers it."""
    return may(actor, VERBS["decide_extension"], hazard)


def can_save_plan(actor, hazard) -> Decision:
    """Decide who files the plan."""
    return may(actor, VERBS["save_plan"], hazard)


def can_report_progress(actor, hazard) -> Decision:
    """Decide who reports."""
    return may(actor, VERBS["report_progress"], hazard)


def _of_an_authority(actor, row: Row) -> Decision:
    decision = has_role(actor, row)
    if decision and actor.role != Role.SYSTEM and actor.tenant_kind != "authority":
        return deny(_("Deadline policies are kept by the authorities of a region."))
    return decision


def can_see_deadline_policies(actor) -> Decision:
    """Decide who reads what a region proposes, and from where it comes."""
    return _of_an_authority(actor, VERBS["see_deadline_policies"])


def can_keep_deadline_policies(actor) -> Decision:
    """Decide who keeps policies at all."""
    return _of_an_authority(actor, VERBS["keep_deadline_policies"])


def can_keep_deadline_policy(actor, region_code: str, industry_id: str | None) -> Decision:
    """Decide who keeps one: of the own region only; what holds for all industries, only who supervises them all."""
    decision = can_keep_deadline_policies(actor)
    if not decision or actor.role == Role.SYSTEM:
        return decision
    if actor.region_code != region_code:
        return deny(_("This policy belongs to another region. Set one for your own region: the nearest region wins."))
    if actor.industries is not None and industry_id not in actor.industries:
        return deny(_("Your authority supervises some industries only: choose one of them."))
    return allow()


def _ladder(actor, row: Row) -> Decision:
    decision = has_role(actor, row)
    if decision and actor.role != Role.SYSTEM and actor.tenant_kind != "authority":
        return deny(_("The ladder is kept by the authorities of a region."))
    return decision


def can_see_ladder(actor) -> Decision:
    """Decide who reads by which rungs a region climbs."""
    return _ladder(actor, VERBS["see_ladder"])


def can_keep_ladder(actor) -> Decision:
    """Decide who draws up the ladder of the own region."""
    return _ladder(actor, VERBS["keep_ladder"])


def can_edit_ladder(actor, version) -> Decision:
    """Decide who changes or publishes a version: a draft of the own region only."""
    decision = can_keep_ladder(actor)
    if not decision:
        return decision
    if version.status != "draft":
        return deny(_("A published version never changes. Draw up a new version instead."))
    if actor.role != Role.SYSTEM and actor.region_code != version.region_code:
        return deny(_("This version belongs to another region. Draw up one for your own: the nearest region wins."))
    return decision
