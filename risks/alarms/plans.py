"""Whom an alarm is told to: the plan of the enterprise, else of the nearest region, else the competent authority."""

from uuid import UUID

from accounts.models import Authority, Membership
from accounts.selectors import members_of_authority, members_of_enterprise
from core import scope
from core.policy import nearest
from core.roles import ENTERPRISE_LEADERS, Role
from enterprises.models import Enterprise
from hazards.selectors import competent_authority
from risks.alarms.choices import Openness
from risks.alarms.rules import Limits, regions_of_round
from risks.models import AlarmPlan

#: Who of a department is told at once, and who when it climbs.
AT_ONCE = {Role.HEAD, Role.CLERK, Role.INSPECTOR}
SUPERIORS = {Role.HEAD, Role.CLERK}


def plan_of(enterprise_id: UUID, region_code: str) -> AlarmPlan | None:
    """Return the plan that holds for an enterprise, whoever asks, or None."""
    with scope.everything(because="an alarm is told by the plan, whoever sends it"):
        own = AlarmPlan.objects.filter(enterprise=enterprise_id).first()
        return own or nearest(AlarmPlan.objects.filter(enterprise=None), region_code)


def limits_of(plan: AlarmPlan | None) -> Limits:
    """Return the minutes of a plan."""
    if plan is None:
        return Limits()
    return Limits(plan.minutes_red, plan.minutes_orange, plan.minutes_yellow, plan.minutes_blue)


def openness_of(plan: AlarmPlan | None) -> Openness:
    """Return who may send an alarm."""
    return Openness(plan.openness) if plan else Openness.MEMBERS


def told_in(turn: int, enterprise: Enterprise, plan: AlarmPlan | None) -> list[Membership]:
    """Return whom a round of an alarm is told to; each later round adds the level above to those before.

    First the enterprise's leaders and the officers of the plan's departments; then their region's superiors, then those
    of the city, then of the province.
    """
    with scope.everything(because="an alarm is told to members of other tenants than the sender's"):
        found = members_of_enterprise(enterprise.pk, ENTERPRISE_LEADERS)
        competent = competent_authority(enterprise)
        departments = list(plan.authorities) if plan and plan.authorities else [competent.pk] if competent else []
        for department in departments:
            found += members_of_authority(department, AT_ONCE)
        for step in range(2, turn + 1):
            above = regions_of_round(enterprise.region_code, step)
            for authority in Authority.objects.filter(region_code=above).order_by("pk")[:20]:
                found += members_of_authority(authority.pk, SUPERIORS)
    return list({member.pk: member for member in found}.values())
