"""Who does a duty, who reads the ledger, who hands a post over, who sets how it is manned."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, deny, has_role, verb
from core.roles import AGENCY_ROLES, AUTHORITY_ROLES, ENTERPRISE_LEADERS, Role

BEARERS = frozenset(set(Role) - AGENCY_ROLES - {Role.SYSTEM})
LEADERS = ENTERPRISE_LEADERS | {Role.HEAD, Role.ADMINISTRATOR}
OWN = gettext_lazy("of the own enterprise or authority")
VERBS = {
    "do_duty": verb(
        gettext_lazy("See and do one's own duties"),
        BEARERS,
        gettext_lazy("whoever holds the post on the day, or stands in for its holder"),
    ),
    "see_duty_ledger": verb(
        gettext_lazy("Read the duty ledger"),
        AUTHORITY_ROLES | ENTERPRISE_LEADERS | {Role.WORKER, Role.ADMINISTRATOR},
        gettext_lazy("of the region or the enterprise; a worker the own duties only"),
    ),
    "export_duty_ledger": verb(gettext_lazy("Take the duty ledger out as an Excel sheet"), AUTHORITY_ROLES | LEADERS),
    "issue_duty_extract": verb(
        gettext_lazy("Issue an extract of the duty ledger as a numbered document"),
        {Role.HEAD, Role.CLERK},
        gettext_lazy("in the name of the own authority"),
    ),
    "hand_over_post": verb(gettext_lazy("Hand a post over, or name a substitute during an absence"), LEADERS, OWN),
    "man_post": verb(gettext_lazy("Set the days and shifts on which a post is manned"), LEADERS, OWN),
    "raise_occasion": verb(gettext_lazy("Ask for the duties of an occasion"), LEADERS | {Role.CLERK}, OWN),
}


def can_do_duty(actor) -> Decision:
    """Decide who has a list of duties at all; which of them are the actor's, the holdings say."""
    return has_role(actor, VERBS["do_duty"])


def can_answer_duty(actor, *, bearer_id: UUID | None) -> Decision:
    """Decide who records that a duty is done: only who has to do it. Nobody does it in another's name."""
    decision = has_role(actor, VERBS["do_duty"])
    if decision and actor.role != Role.SYSTEM and actor.membership_id != bearer_id:
        return deny(_("This duty is another person's. Only who holds the post, or stands in, can record it."))
    return decision


def can_see_duty_ledger(actor) -> Decision:
    """Decide who opens the ledger; which rows, the wall and `selectors.ledger_of` say."""
    return has_role(actor, VERBS["see_duty_ledger"])


def can_export_duty_ledger(actor) -> Decision:
    """Decide who takes the ledger out as a sheet."""
    return has_role(actor, VERBS["export_duty_ledger"])


def can_issue_duty_extract(actor) -> Decision:
    """Decide who issues an extract: officers, in the name of their authority."""
    return has_role(actor, VERBS["issue_duty_extract"])


def _own(actor, row: str, tenant_id: UUID | None) -> Decision:
    decision = has_role(actor, VERBS[row])
    if decision and actor.role != Role.SYSTEM and tenant_id is not None and actor.tenant_id != tenant_id:
        return deny(_("This post belongs to another organisation. Only its own leaders can do this."))
    return decision


def can_hand_over_post(actor, tenant_id: UUID | None = None) -> Decision:
    """Decide who hands posts over: the leaders of the enterprise or authority whose post it is."""
    return _own(actor, "hand_over_post", tenant_id)


def can_man_post(actor, tenant_id: UUID | None = None) -> Decision:
    """Decide who sets days and shifts."""
    return _own(actor, "man_post", tenant_id)


def can_raise_occasion(actor, tenant_id: UUID | None = None) -> Decision:
    """Decide who asks for what is due on an event."""
    return _own(actor, "raise_occasion", tenant_id)
