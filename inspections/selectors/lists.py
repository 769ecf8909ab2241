"""Lists of visits, and what the form of a new visit offers."""

import uuid
from datetime import date

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.choices import MembershipStatus
from accounts.models import Membership
from checklists.choices import ChecklistKind, VersionStatus
from checklists.models import ChecklistVersion
from checklists.selectors import published_checklists
from core.errors import NotVisible
from core.roles import ENTERPRISE_ROLES
from enterprises.models import Enterprise
from inspections import policy
from inspections.choices import VisitStatus
from inspections.models import Finding, Visit, VisitOfficer

MOST_OFFICERS = 200
MOST_FOUND = 20


def visits_for(actor):
    """Return the visits an actor may see, with what a list row shows."""
    standing = Finding.objects.standing().filter(visit=OuterRef("pk")).order_by()
    counted = standing.values("visit").annotate(n=Count("pk")).values("n")
    return (
        Visit.objects.seen_by(actor)
        .select_related("enterprise")
        .prefetch_related(Prefetch("officers", VisitOfficer.objects.order_by("position")))
        .annotate(finding_count=Coalesce(Subquery(counted), 0))
    )


def open_visits_of(actor, today: date, limit: int = 50) -> dict[str, list[Visit]]:
    """Return the actor's own visits that are not finished: under way, today's (and late ones), the coming ones."""
    rows = list(
        visits_for(actor)
        .filter(
            id__in=VisitOfficer.objects.filter(membership=actor.membership_id).values("visit_id"),
            status__in=[VisitStatus.PLANNED, VisitStatus.UNDER_WAY],
        )
        .order_by("planned_on", "id")[:limit]
    )
    return {
        "under_way": [row for row in rows if row.status == VisitStatus.UNDER_WAY],
        "today": [row for row in rows if row.status == VisitStatus.PLANNED and row.planned_on <= today],
        "later": [row for row in rows if row.status == VisitStatus.PLANNED and row.planned_on > today],
    }


def visit_of(visit_id: uuid.UUID | str, actor) -> tuple[Visit, frozenset]:
    """Return a visit the actor may see with its team, or raise `NotVisible`."""
    visit = (
        Visit.objects.select_related(
            "enterprise__industry", "enterprise__region", "authority", "checklist_version__checklist", "record", "order"
        )
        .filter(pk=visit_id)
        .first()
    )
    team = frozenset()
    if visit is not None:
        team = frozenset(
            VisitOfficer.objects.filter(visit=visit, membership__isnull=False).values_list("membership_id", flat=True)
        )
    if visit is None or actor is None or not policy.can_see_visit(actor, visit, team):
        raise NotVisible(_("There is no such visit."))
    return visit, team


def officers_to_choose(actor) -> list[Membership]:
    """Return the members with a certificate that an actor can take along: of the own authority first."""
    rows = (
        Membership.objects.filter(status=MembershipStatus.ACTIVE, tenant_kind="authority")
        .exclude(certificate_no="")
        .exclude(pk=actor.membership_id)
        .select_related("person", "authority")
        .order_by("person__name", "id")[:MOST_OFFICERS]
    )
    return sorted(rows, key=lambda row: row.authority_id != actor.tenant_id)


def enterprises_to_choose(words: str) -> list[Enterprise]:
    """Return the enterprises within reach whose name or credit code holds the words."""
    if not words.strip():
        return []
    return list(
        Enterprise.objects.filter(Q(name__icontains=words.strip()) | Q(credit_code__istartswith=words.strip()))
        .select_related("region", "industry")
        .order_by("name", "id")[:MOST_FOUND]
    )


def enterprise_of(enterprise_id: uuid.UUID | str) -> Enterprise:
    """Return an enterprise within reach, or raise `NotVisible`."""
    row = Enterprise.objects.select_related("region", "industry").filter(pk=enterprise_id).first()
    if row is None:
        raise NotVisible(_("There is no such enterprise in your area."))
    return row


def findings_to_confirm(actor, limit: int = 50) -> list[Finding]:
    """Return findings graded major that wait for a second person, as far as the actor may confirm them."""
    rows = (
        Finding.objects.standing()
        .filter(grade="major", grade_confirmed_by__isnull=True, visit__status=VisitStatus.UNDER_WAY)
        .select_related("visit__enterprise")
        .order_by("created_at")[:limit]
    )
    return [row for row in rows if policy.can_confirm_finding_grade(actor, row)]


#: The lists by which an enterprise does its rounds.
ROUND_KINDS = (ChecklistKind.DAILY, ChecklistKind.RISK_CONTROL, ChecklistKind.INSPECTION)


def round_checklists(enterprise: Enterprise) -> list[ChecklistVersion]:
    """Return the published lists by which an enterprise can do a round: its own first, then those of its industry."""
    own = ChecklistVersion.objects.filter(
        status=VersionStatus.PUBLISHED, enterprise=enterprise, checklist__kind__in=ROUND_KINDS
    ).select_related("checklist")
    shared = [
        version
        for kind in ROUND_KINDS
        for version in published_checklists(enterprise.region_code, enterprise.industry_id, kind)
    ]
    return [*own.order_by("checklist__kind", "checklist__code"), *shared]


def people_to_choose(actor) -> list[Membership]:
    """Return the colleagues whom somebody of an enterprise can take along on a round, or send on one."""
    rows = Membership.objects.active().filter(enterprise_id=actor.tenant_id, role__in=ENTERPRISE_ROLES)
    return list(rows.select_related("person").order_by("person__name", "id")[:MOST_OFFICERS])
