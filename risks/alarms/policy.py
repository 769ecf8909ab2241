"""Who sends an alarm, who answers it, and who keeps the plans."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.policy import Decision, allow, deny, has_role, verb
from core.roles import AUTHORITY_ROLES, ENTERPRISE_LEADERS, ENTERPRISE_ROLES, OFFICER_ROLES, Role
from risks.alarms.choices import Openness

ANSWERERS = OFFICER_ROLES | ENTERPRISE_LEADERS

VERBS = {
    "see_alarms": verb(
        gettext_lazy("See alarms and how they are dealt with"),
        (AUTHORITY_ROLES - {Role.TIP_HANDLER}) | ENTERPRISE_ROLES | {Role.EXPERT},
        gettext_lazy("of the own enterprise, or of those within reach"),
    ),
    "raise_alarm": verb(
        gettext_lazy("Send an alarm from a code"),
        ENTERPRISE_ROLES | OFFICER_ROLES | {Role.EXPERT},
        gettext_lazy("of the own enterprise or within reach; anybody with the label where the enterprise allows it"),
    ),
    "answer_alarm": verb(
        gettext_lazy("Acknowledge an alarm, act on it and report"),
        ANSWERERS,
        gettext_lazy("leaders of the enterprise and officers of its region"),
    ),
    "close_alarm": verb(
        gettext_lazy("Close an alarm, or make it a hazard"),
        ANSWERERS,
        gettext_lazy("with a reason, once it was acknowledged"),
    ),
    "keep_alarm_plan": verb(
        gettext_lazy("Set who is told of alarms"),
        {Role.HEAD, *ENTERPRISE_LEADERS},
        gettext_lazy("the head for the region, leaders for their enterprise"),
    ),
}


def can_see_alarms(actor) -> Decision:
    """Decide who reads alarms; the wall decides whose."""
    return has_role(actor, VERBS["see_alarms"])


def can_raise_alarm(actor, enterprise_id=None, openness: str = Openness.MEMBERS) -> Decision:
    """Decide who sends one. The holder of a label acts as the system does, where the enterprise lets holders."""
    decision = has_role(actor, VERBS["raise_alarm"])
    if not decision or enterprise_id is None:
        return decision
    if actor.role == Role.SYSTEM and openness != Openness.HOLDERS:
        return deny(_("This enterprise takes alarms only from its own people. Sign in, or call 119 at once."))
    if actor.tenant_kind == "enterprise" and actor.tenant_id != enterprise_id:
        return deny(_("This label belongs to another enterprise. In danger call 119 at once."))
    return allow()


def _own(actor, row: str, alarm) -> Decision:
    decision = has_role(actor, VERBS[row])
    if decision and alarm is not None and actor.tenant_kind == "enterprise" and actor.tenant_id != alarm.enterprise_id:
        return deny(_("This alarm is of another enterprise."))
    return decision


def can_answer_alarm(actor, alarm=None) -> Decision:
    """Decide who acknowledges, acts and reports."""
    return _own(actor, "answer_alarm", alarm)


def can_close_alarm(actor, alarm=None) -> Decision:
    """Decide who closes it or makes it a hazard."""
    return _own(actor, "close_alarm", alarm)


def can_keep_alarm_plan(actor, enterprise_id=None) -> Decision:
    """Decide who says whom an alarm is told to; of an enterprise only its own leaders."""
    decision = has_role(actor, VERBS["keep_alarm_plan"])
    if decision and enterprise_id is not None and actor.tenant_id != enterprise_id:
        return deny(_("The enterprise's own leaders keep its plan; the head of an authority keeps that of the region."))
    return decision
