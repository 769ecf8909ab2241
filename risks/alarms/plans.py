"""Whom an alarm is told to: the plan of the enterprise, else of the nearest region, else the competent authority."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Authority, Membership
from accounts.selectors import members_of_authority, members_of_enterprise
from core import scope
from core.policy import nearest
from core.roles import ENTERPRISE_LEADERS, Role
from enterprises.models import Enterprise
from hazards.selectors import competent_authority
from notifications.choices import Channel
from regions.selectors import path_of
from risks.alarms.choices import AlarmKind, AlarmLevel, Openness
from risks.alarms.rules import HIGHEST_ROUND, LEVELS, Limits, regions_of_round
from risks.models import AlarmPlan
from risks.models.alarms import every_channel

#: Who of a department is told at once, and who when it climbs.
AT_ONCE = {Role.HEAD, Role.CLERK, Role.INSPECTOR}
SUPERIORS = {Role.HEAD, Role.CLERK}
MOST_DEPARTMENTS = 20
MOST_OFFERED = 60


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


def channels_of(plan: AlarmPlan | None) -> list[str]:
    """Return by which channels an alarm goes out at once: all, unless the plan chooses."""
    return plan.channels if plan else every_channel()


def channel_words(plan: AlarmPlan | None) -> list[str]:
    """Return the channels in the reader's language."""
    return [str(Channel(each).label) for each in channels_of(plan)]


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
        for department in _departments(plan.authorities if plan else [], enterprise):
            found += members_of_authority(department, AT_ONCE)
        for step in range(2, turn + 1):
            for authority in _superiors(enterprise.region_code, step):
                found += members_of_authority(authority.pk, SUPERIORS)
    return list({member.pk: member for member in found}.values())


def _departments(named: Iterable[UUID], enterprise: Enterprise) -> list[UUID]:
    competent = competent_authority(enterprise)
    return list(named) or ([competent.pk] if competent else [])


def _superiors(region_code: str, turn: int) -> list[Authority]:
    above = regions_of_round(region_code, turn)
    return list(Authority.objects.filter(region_code=above).order_by("pk")[:MOST_DEPARTMENTS])


def plan_of_region(region_code: str) -> AlarmPlan | None:
    """Return the plan that holds for the enterprises of a region that have none of their own, or None."""
    return nearest(AlarmPlan.objects.filter(enterprise=None), region_code)


def own_plan(actor: Actor) -> AlarmPlan | None:
    """Return the plan that the actor's enterprise or region has set itself, or None."""
    if actor.tenant_kind == "enterprise":
        return AlarmPlan.objects.filter(enterprise=actor.tenant_id).first()
    return AlarmPlan.objects.filter(enterprise=None, region_code=actor.region_code).first()


def plan_without_own(actor: Actor) -> AlarmPlan | None:
    """Return the plan that would hold if the actor's enterprise or region had none: the nearest up the tree."""
    with scope.everything(because="what would be inherited lies above, and is shown before it holds"):
        rows = AlarmPlan.objects.filter(enterprise=None)
        if actor.tenant_kind != "enterprise":
            rows = rows.exclude(region_code=actor.region_code)
        return nearest(rows, actor.region_code)


def departments_for(region_code: str) -> list[Authority]:
    """Return the authorities that a plan of a region may name: its own and those above it, whom its alarms concern."""
    rows = Authority.objects.filter(region_code__in=path_of(region_code))
    return list(rows.order_by(Length("region_code").desc(), "department_code", "pk")[:MOST_OFFERED])


@dataclass(frozen=True)
class Party:
    """Somebody who is told: a name, and how many people answer to it (None where the enterprise decides that)."""

    name: str
    people: int | None


@dataclass(frozen=True)
class Wait:
    """How many minutes an alarm of a level waits for an answer, and what is seen at that level."""

    level: AlarmLevel
    minutes: int
    kinds: list[str]

    @property
    def word(self) -> str:
        """The level in the reader's language."""
        return str(self.level.label)


@dataclass(frozen=True)
class Step:
    """One round: who is told besides those before, and after how many minutes of silence, by level."""

    turn: int
    waits: list[Wait]
    parties: list[Party]


def waits_of(limits: Limits, times: int = 1) -> list[Wait]:
    """Return the minutes of each level that an alarm can have, after so many rounds without an answer."""
    kinds = {level: [str(kind.label) for kind in AlarmKind if LEVELS[kind] == level] for level in AlarmLevel}
    return [Wait(level, getattr(limits, level) * times, kinds[level]) for level in AlarmLevel if kinds[level]]


def forecast(
    *, named: Iterable[UUID], limits: Limits, region_code: str, enterprise: Enterprise | None = None
) -> list[Step]:
    """Return whom an alarm sent now would tell round by round, by tenant and number: names of people stay theirs.

    Without an enterprise, whoever leads it and, where no department is named, the authority in charge of it stand in
    words.
    """
    with scope.everything(because="a plan says how many people of other tenants it rouses"):
        departments = _departments(named, enterprise) if enterprise else list(named)
        levels = {turn: regions_of_round(region_code, turn) for turn in range(2, HIGHEST_ROUND + 1)}
        wanted = Q(pk__in=departments) | Q(region_code__in=levels.values())
        found = list(Authority.objects.filter(wanted).order_by("pk")[: MOST_DEPARTMENTS * (HIGHEST_ROUND + 1)])
        numbers = _numbers(found, enterprise)
    leaders = numbers(enterprise.pk, ENTERPRISE_LEADERS) if enterprise else None
    first = [Party(_("The leaders of the enterprise"), leaders)]
    first += [Party(each.name, numbers(each.pk, AT_ONCE)) for each in found if each.pk in departments]
    if not departments:
        first.append(Party(_("The authority in charge of the enterprise"), 0 if enterprise else None))
    steps = [Step(1, [], first)]
    for turn, level in levels.items():
        above = [each for each in found if each.region_code == level][:MOST_DEPARTMENTS]
        parties = [Party(each.name, numbers(each.pk, SUPERIORS)) for each in above]
        steps.append(Step(turn, waits_of(limits, turn - 1), parties))
    return steps


def _numbers(authorities: list[Authority], enterprise: Enterprise | None) -> Callable[[UUID, Iterable[Role]], int]:
    of_tenants = Q(authority__in=authorities) | (Q(enterprise=enterprise.pk) if enterprise else Q())
    rows = Membership.objects.active().filter(of_tenants).order_by().values("authority", "enterprise", "role")
    found = {(row["authority"] or row["enterprise"], row["role"]): row["n"] for row in rows.annotate(n=Count("pk"))}
    return lambda key, roles: sum(found.get((key, role.value), 0) for role in roles)
