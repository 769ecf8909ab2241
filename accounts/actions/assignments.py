"""Assigning inspectors of other regions and experts of agencies to enterprises for a period."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policy, rules
from accounts.actor import Actor
from accounts.models import Assignment, Membership
from audit.actions import record
from core import scope
from core.errors import Conflict, NotVisible, RuleBroken
from core.policy import require
from core.roles import Role
from enterprises.models import Enterprise


@transaction.atomic
def assign(
    *,
    actor: Actor,
    now: datetime,
    enterprise_id: uuid.UUID,
    username: str,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
) -> Assignment:
    """Let an inspector or expert, named by sign-in name, reach one enterprise of the actor's region for a period.

    Raises `RuleBroken` for a name that belongs to no inspector or expert, and for an impossible period.
    """
    enterprise = Enterprise.objects.filter(pk=enterprise_id).first()
    if enterprise is None:
        raise NotVisible(_("There is no such enterprise in your region."))
    require(policy.can_assign_across_regions(actor, enterprise))
    rules.check_period(starts_at, ends_at, now)
    membership = _assignable(username)
    assignee = {
        "person": membership.person.name,
        "username": membership.person.username,
        "role": membership.role,
        "tenant": membership.tenant.name,
        "certificate_no": membership.certificate_no,
        "region_code": membership.region_code,
    }
    assignment = Assignment.objects.create(
        region_code=enterprise.region_code,
        membership=membership,
        person_id=membership.person_id,
        enterprise=enterprise,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip(),
        assignee=assignee,
        assigned_by=actor.snapshot(),
        assigned_at=now,
    )
    data = {"assignee": assignee, "enterprise": str(enterprise.pk), "from": starts_at, "to": ends_at, "reason": reason}
    record(actor=actor, now=now, verb="assign", subject=assignment, data=data)
    return assignment


def _assignable(username: str) -> Membership:
    """Find the one active membership of a person that can be assigned. Their region may be hidden from the actor."""
    with scope.everything(because="an inspector of another region is assigned by sign-in name"):
        found = list(
            Membership.objects.active()
            .filter(person__username__iexact=username.strip(), person__is_active=True, role__in=rules.ASSIGNABLE)
            .select_related("person", "authority", "agency", "enterprise")
            .order_by("started_at")
        )
    if not found:
        sentence = _("No inspector or agency expert signs in as “%(name)s”. Ask them for their sign-in name.")
        sentence %= {"name": username}
        raise RuleBroken(sentence, fields={"username": sentence})
    return sorted(found, key=lambda each: each.role == Role.HEAD)[0]


@transaction.atomic
def withdraw_assignment(*, actor: Actor, now: datetime, pk) -> Assignment:
    """End an assignment at once; the person's reach ends with their next request."""
    assignment = Assignment.objects.select_for_update(of=("self",)).select_related("enterprise").filter(pk=pk).first()
    if assignment is None:
        raise NotVisible(_("There is no such assignment in your region."))
    require(policy.can_assign_across_regions(actor, assignment.enterprise))
    if assignment.withdrawn_at or assignment.ends_at <= now:
        raise Conflict(_("This assignment has already ended. Nothing was changed."))
    assignment.withdrawn_at, assignment.withdrawn_by = now, actor.snapshot()
    assignment.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(actor=actor, now=now, verb="withdraw_assignment", subject=assignment)
    return assignment
