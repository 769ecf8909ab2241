"""Who is acting: a person through one membership, with a capacity and a scope, frozen for one request or one job."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.choices import MembershipStatus, TenantKind
from accounts.models import Assignment, Authority, Membership
from core.roles import Role
from core.scope import EVERYTHING, Scope, declare, enter
from enterprises.models import Enterprise

LEVELS = {2: "province", 4: "city", 6: "county", 9: "township", 12: "township"}


@dataclass(frozen=True)
class Actor:
    """The acting person. `industries` is None where a tenant is not limited to some."""

    person_id: uuid.UUID | None
    person_name: str
    membership_id: uuid.UUID | None
    role: Role
    tenant_kind: str
    tenant_id: uuid.UUID | None
    tenant_name: str
    region_code: str
    scope: Scope
    industries: frozenset[str] | None = None
    post_title: str = ""
    certificate_no: str = ""
    official_name: str = ""

    @property
    def level(self) -> str:
        """The level of the tenant's region: province, city, county or township; nation for the system."""
        return LEVELS.get(len(self.region_code), "nation")

    @property
    def capacity(self) -> str:
        """In whose name the person acts, readable."""
        return " · ".join(part for part in (self.tenant_name, self.post_title or str(Role(self.role).label)) if part)

    def snapshot(self) -> dict:
        """Return what ledgers keep of the actor, so that a later change of post rewrites no history."""
        return {
            "person_id": str(self.person_id) if self.person_id else None,
            "person": self.person_name,
            "membership_id": str(self.membership_id) if self.membership_id else None,
            "role": str(self.role.value),
            "tenant_kind": self.tenant_kind,
            "tenant_id": str(self.tenant_id) if self.tenant_id else None,
            "tenant": self.official_name or self.tenant_name,
            "post": self.post_title,
            "certificate_no": self.certificate_no,
            "region_code": self.region_code,
            "level": self.level,
        }


def system_actor(because: str) -> Actor:
    """Return the actor of the platform's own jobs; `because` says which."""
    return Actor(
        person_id=None,
        person_name="Safeloop",
        membership_id=None,
        role=Role.SYSTEM,
        tenant_kind="system",
        tenant_id=None,
        tenant_name="Safeloop",
        region_code="",
        scope=EVERYTHING,
        post_title=because,
    )


def person_actor(person) -> Actor:
    """Return a person who acts for themselves, before any membership is chosen: signing in, changing a password."""
    return Actor(
        person_id=person.pk,
        person_name=person.name,
        membership_id=None,
        role=Role.SYSTEM,
        tenant_kind="person",
        tenant_id=person.pk,
        tenant_name="",
        region_code="",
        scope=Scope(person=person.pk),
    )


def become(*, person, membership_id: uuid.UUID | str | None, now: datetime) -> Actor | None:
    """Declare the person's scope for the running transaction and return the actor, or None without a membership.

    Must run inside a transaction. An ended or foreign membership gives None: the person chooses again.
    """
    declare(Scope(person=person.pk))
    if membership_id is None:
        return None
    membership = (
        Membership.objects.filter(pk=membership_id, person=person, status=MembershipStatus.ACTIVE)
        .select_related("authority", "agency")
        .annotate(
            assigned=ArraySubquery(
                Assignment.objects.current(now).filter(membership=OuterRef("pk")).values("enterprise_id")
            ),
            industry_codes=ArraySubquery(
                Authority.industries.through.objects.filter(authority_id=OuterRef("authority_id")).values("industry_id")
            ),
        )
        .first()
    )
    return None if membership is None else actor_of(membership, person)


def actor_of_key(*, person, membership_id: uuid.UUID | str, now: datetime) -> Actor | None:
    """Return the actor of one of a person's active memberships, leaving the running transaction's scope as it was."""
    with enter(Scope(person=person.pk)):
        return become(person=person, membership_id=membership_id, now=now)


def actor_of(membership: Membership, person) -> Actor:
    """Declare the scope of an annotated membership and return its actor."""
    reachable = {"person": person.pk, "membership": membership.pk, "enterprises": tuple(membership.assigned)}
    industries = None
    if membership.tenant_kind == TenantKind.AUTHORITY:
        scope = Scope.of_region(membership.region_code, **reachable)
        declare(scope)
        tenant, name = membership.authority_id, membership.authority.name
        industries = frozenset(membership.industry_codes) or None
    elif membership.tenant_kind == TenantKind.ENTERPRISE:
        reachable["enterprises"] = (membership.enterprise_id, *reachable["enterprises"])
        scope = Scope(home_region=membership.region_code, **reachable)
        declare(scope)
        tenant = membership.enterprise_id
        name = Enterprise.objects.values_list("name", flat=True).get(pk=tenant)
    else:
        scope = Scope(home_region=membership.region_code, agency=membership.agency_id, **reachable)
        declare(scope)
        tenant, name = membership.agency_id, membership.agency.name
    return Actor(
        person_id=person.pk,
        person_name=person.name,
        membership_id=membership.pk,
        role=Role(membership.role),
        tenant_kind=membership.tenant_kind,
        tenant_id=tenant,
        tenant_name=name,
        official_name=membership.authority.name_zh if membership.authority else name,
        region_code=membership.region_code,
        scope=scope,
        industries=industries,
        post_title=membership.post_title,
        certificate_no=membership.certificate_no,
    )
