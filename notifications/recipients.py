"""Who may still be told of what: checked when a notice is sent, not when it was written (behaviours, trap 11)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps

from accounts.choices import MembershipStatus, TenantKind
from accounts.models import Assignment, Membership
from accounts.selectors import within_reach
from core.roles import Role
from notifications.models import Notice

#: What belongs to the recipient alone: its own address being tried out.
OWN_SUBJECTS = ("notifications.Endpoint",)
#: Who is told for a post that nobody holds any more.
LEADERS = {
    TenantKind.AUTHORITY: (Role.HEAD, Role.ADMINISTRATOR),
    TenantKind.ENTERPRISE: (Role.PRINCIPAL, Role.SAFETY_HEAD, Role.ADMINISTRATOR),
    TenantKind.AGENCY: (Role.ADMINISTRATOR,),
}


def owner_of(subject: Any) -> tuple[str, uuid.UUID | None]:
    """Return the region and the enterprise that a row belongs to."""
    own = subject._meta.label == "enterprises.Enterprise"
    return getattr(subject, "region_code", ""), subject.pk if own else getattr(subject, "enterprise_id", None)


def holds_post(membership: Membership) -> bool:
    """Whether the person still holds the post and may sign in."""
    return membership.status == MembershipStatus.ACTIVE and membership.person.is_active


@dataclass(frozen=True)
class Reach:
    """The present owners of the subjects of some notices, and who is assigned to which enterprise now."""

    owners: dict[tuple[str, uuid.UUID], tuple[str, uuid.UUID | None]]
    assigned: frozenset[tuple[uuid.UUID, uuid.UUID]]

    def of(self, notice: Notice, membership: Membership) -> bool:
        """Whether the subject of a notice lies within a membership's scope. What is gone lies within nobody's."""
        if notice.subject_type in OWN_SUBJECTS:
            return True
        owner = self.owners.get((notice.subject_type, notice.subject_id))
        if owner is None:
            return False
        region, enterprise = owner
        return within_reach(
            membership,
            region_code=region,
            enterprise_id=enterprise,
            assigned=(membership.pk, enterprise) in self.assigned,
        )

    def of_region(self, notice: Notice, region_code: str) -> bool:
        """Whether the subject of a notice lies in a region: what the region's robots may hear of."""
        if notice.subject_type in OWN_SUBJECTS:
            return True
        owner = self.owners.get((notice.subject_type, notice.subject_id))
        return owner is not None and owner[0].startswith(region_code)


def reach_of(notices: Iterable[Notice], *, now: datetime) -> Reach:
    """Look up the subjects of notices as they are now: one query for each kind of subject, one for assignments."""
    found = list(notices)
    by_type: dict[str, set[uuid.UUID]] = {}
    for notice in found:
        by_type.setdefault(notice.subject_type, set()).add(notice.subject_id)
    owners = {}
    for label, keys in by_type.items():
        for subject in _rows(label, keys):
            owners[label, subject.pk] = owner_of(subject)
    memberships = {notice.membership_id for notice in found}
    assigned = Assignment.objects.current(now).filter(membership__in=memberships)
    return Reach(owners, frozenset(assigned.values_list("membership_id", "enterprise_id")))


def _rows(label: str, keys: set[uuid.UUID]) -> list:
    if label in OWN_SUBJECTS:
        return []
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return []
    names = {field.attname for field in model._meta.concrete_fields}
    wanted = [name for name in ("region_code", "enterprise_id") if name in names]
    return list(model._base_manager.filter(pk__in=keys).only("pk", *wanted))


def successor_of(membership: Membership) -> Membership | None:
    """Return who has the post now: the same tenant and role, rather with the same title, rather the newest.

    Where nobody has the role any more, a leader of the tenant. None: the tenant has no such members at all.
    """
    others = (
        Membership.objects.active()
        .of_tenant(membership.tenant_kind, membership.tenant_id)
        .filter(person__is_active=True)
        .exclude(pk=membership.pk)
        .select_related("person", "authority", "enterprise", "agency")
        .order_by("-started_at", "pk")
    )
    same = list(others.with_roles([membership.role]))
    same.sort(key=lambda each: each.post_title != membership.post_title)
    if same:
        return same[0]
    leaders = LEADERS[TenantKind(membership.tenant_kind)]
    found = sorted(others.with_roles(leaders), key=lambda each: leaders.index(each.role))
    return found[0] if found else None
