"""Sets the stage: authorities, enterprises, an agency, and people with their posts. Repeating it adds nothing."""

import uuid
from datetime import datetime

from django.contrib.auth.hashers import make_password
from stdnum.cn import uscc

from accounts.choices import MembershipStatus, TenantKind
from accounts.models import Agency, Assignment, Authority, Membership, User
from desk.demo.cast import AGENCY, BODIES, FIRMS, PASSWORD, PEOPLE
from enterprises.models import Enterprise, Equipment, Place, Post

NAMESPACE = uuid.UUID("5afe0000-0000-4000-8000-00000000de40")


def key(*parts: object) -> uuid.UUID:
    """Return the fixed id of a demonstration row, so that a second run finds the first one's."""
    return uuid.uuid5(NAMESPACE, "/".join(str(part) for part in parts))


def credit_code(number: int, region_code: str) -> str:
    """Return a well-formed but invented unified social credit code (GB 32100-2015)."""
    head = f"91{region_code:0<6}MAD{number:06d}"[:17]
    return head + uscc.calc_check_digit(head)


def build_tenants(now: datetime) -> None:
    """Create the authorities, enterprises and the agency with their places, equipment and posts."""
    for body in BODIES:
        authority, created = Authority.objects.get_or_create(
            pk=key("body", body.key),
            defaults={
                "region_code": body.region,
                "region_id": body.region,
                "kind": body.kind,
                "department_code": body.department,
                "name_zh": body.name_zh,
                "name_en": body.name_en,
                "document_code": body.document_code,
                "phone": "0000-0000000",
                "reconsideration_body": "本级人民政府",
                "court": "有管辖权的人民法院",
            },
        )
        if created and body.industries:
            authority.industries.set(body.industries)
    for number, firm in enumerate(FIRMS, start=1):
        enterprise, created = Enterprise.objects.get_or_create(
            pk=key("firm", firm.key),
            defaults={
                "name": firm.name,
                "credit_code": credit_code(number, firm.region),
                "region_id": firm.region,
                "region_code": firm.region,
                "industry_id": firm.industry,
                "risk_tags": list(firm.tags),
                "scale": "small",
                "address": firm.address,
                "legal_representative": firm.principal,
                "principal_name": firm.principal,
                "principal_post": "总经理",
                "principal_phone": "13800000000",
                "employees": 30 + 17 * number,
                "created_at": now,
                "updated_at": now,
            },
        )
        if not created:
            continue
        mine = {"enterprise": enterprise, "region_code": firm.region}
        places = [Place.objects.create(name=name, **mine) for name in firm.places]
        for name in firm.equipment:
            Equipment.objects.create(name=name, place=places[0], **mine)
        Post.objects.create(name="主要负责人", holder_name=firm.principal, holder_phone="13800000000", **mine)
        Post.objects.create(name="安全管理员", holder_name="", **mine)
    name, region, title, industries = AGENCY
    Agency.objects.get_or_create(
        pk=key("agency", name),
        defaults={
            "region_code": region,
            "name": title,
            "credit_code": credit_code(900, region),
            "qualification": "安全评价机构资质(甲级)",
            "industries": list(industries),
        },
    )


def build_people(now: datetime) -> None:
    """Create the people and their memberships; everybody has the demonstration's password."""
    password = make_password(PASSWORD)
    bodies = {body.key: body.region for body in BODIES}
    firms = {firm.key: firm.region for firm in FIRMS}
    for person in PEOPLE:
        user, _created = User.objects.get_or_create(
            username=person.username,
            defaults={"pk": key("person", person.username), "name": person.name, "password": password},
        )
        if person.tenant in bodies:
            tenant = {"tenant_kind": TenantKind.AUTHORITY, "authority_id": key("body", person.tenant)}
            region = bodies[person.tenant]
        elif person.tenant in firms:
            tenant = {"tenant_kind": TenantKind.ENTERPRISE, "enterprise_id": key("firm", person.tenant)}
            region = firms[person.tenant]
        else:
            tenant = {"tenant_kind": TenantKind.AGENCY, "agency_id": key("agency", person.tenant)}
            region = AGENCY[1]
        Membership.objects.get_or_create(
            pk=key("membership", person.username),
            defaults={
                "person": user,
                "role": person.role,
                "post_title": person.post,
                "certificate_no": person.certificate,
                "region_code": region,
                "status": MembershipStatus.ACTIVE,
                "started_at": now,
                **tenant,
            },
        )


def build_assignments(now: datetime, until: datetime) -> None:
    """Send the Nanchong inspector to Yibin, and the agency's expert to the mine, for a period."""
    pairs = (
        ("nc.inspector", "yibinpaper", "南充对宜宾交叉检查"),
        ("shutan.expert", "gulinmine", "古蔺县煤矿安全技术服务委托"),
    )
    for username, firm, reason in pairs:
        membership = Membership.objects.get(pk=key("membership", username))
        enterprise = Enterprise.objects.get(pk=key("firm", firm))
        Assignment.objects.get_or_create(
            pk=key("assignment", username),
            defaults={
                "membership": membership,
                "person_id": membership.person_id,
                "enterprise": enterprise,
                "region_code": enterprise.region_code,
                "starts_at": now,
                "ends_at": until,
                "reason": reason,
                "assignee": {"person": membership.person.name, "post": membership.post_title},
                "assigned_at": now,
                "assigned_by": {"person": "Safeloop"},
            },
        )
