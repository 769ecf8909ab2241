"""Who is acting: a person through one membership, with a capacity and a scope, frozen for one request or one job."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from accounts.choices import MembershipStatus, TenantKind
from accounts.models import Assignment, Authority, Membership
from core.prepared import Prepared
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


class _Held(NamedTuple):
    """An active membership as every request reads it."""

    pk: uuid.UUID
    region_code: str
    tenant_kind: str
    role: str
    post_title: str
    certificate_no: str
    enterprise_id: uuid.UUID | None
    authority_id: uuid.UUID | None
    authority_zh: str | None
    authority_en: str | None
    agency_id: uuid.UUID | None
    agency_name: str | None
    assigned: list[uuid.UUID]
    industry_codes: list[str]


def _held(membership: uuid.UUID, person: uuid.UUID, now: datetime) -> QuerySet:
    assigned = Assignment.objects.current(now).filter(membership=OuterRef("pk")).values("enterprise_id")
    industries = Authority.industries.through.objects.filter(authority_id=OuterRef("authority_id"))
    return Membership.objects.filter(pk=membership, person=person, status=MembershipStatus.ACTIVE).values_list(
        "pk",
        "region_code",
        "tenant_kind",
        "role",
        "post_title",
        "certificate_no",
        "enterprise_id",
        "authority_id",
        "authority__name_zh",
        "authority__name_en",
        "agency_id",
        "agency__name",
        ArraySubquery(assigned),
        ArraySubquery(industries.values("industry_id")),
    )


_HELD = Prepared(_held, membership=uuid.UUID, person=uuid.UUID, now=datetime)


def become(*, person, membership_id: uuid.UUID | str | None, now: datetime) -> Actor | None:
    """Declare the person's scope for the running transaction and return the actor, or None without a membership.

    Must run inside a transaction. An ended or foreign membership gives None: the person chooses again.
    """
    declare(Scope(person=person.pk))
    if membership_id is None:
        return None
    found = _HELD.rows(membership=membership_id, person=person.pk, now=now)
    return _actor_of(_Held(*found[0]), person) if found else None


def actor_of_key(*, person, membership_id: uuid.UUID | str, now: datetime) -> Actor | None:
    """Return the actor of one of a person's active memberships, leaving the running transaction's scope as it was."""
    with enter(Scope(person=person.pk)):
        return become(person=person, membership_id=membership_id, now=now)


def _actor_of(held: _Held, person) -> Actor:
    reachable = {"person": person.pk, "membership": held.pk, "enterprises": tuple(held.assigned)}
    industries = None
    if held.tenant_kind == TenantKind.AUTHORITY:
        scope = Scope.of_region(held.region_code, **reachable)
        declare(scope)
        tenant, name = held.authority_id, Authority(name_zh=held.authority_zh, name_en=held.authority_en).name
        industries = frozenset(held.industry_codes) or None
    elif held.tenant_kind == TenantKind.ENTERPRISE:
        reachable["enterprises"] = (held.enterprise_id, *reachable["enterprises"])
        scope = Scope(home_region=held.region_code, **reachable)
        declare(scope)
        tenant = held.enterprise_id
        name = Enterprise.objects.values_list("name", flat=True).get(pk=tenant)
    else:
        scope = Scope(home_region=held.region_code, agency=held.agency_id, **reachable)
        declare(scope)
        tenant, name = held.agency_id, held.agency_name
    return Actor(
        person_id=person.pk,
        person_name=person.name,
        membership_id=held.pk,
        role=Role(held.role),
        tenant_kind=held.tenant_kind,
        tenant_id=tenant,
        tenant_name=name,
        official_name=held.authority_zh or name,
        region_code=held.region_code,
        scope=scope,
        industries=industries,
        post_title=held.post_title,
        certificate_no=held.certificate_no,
    )
