"""The people of the tests: personas of two provinces (Sichuan 51, Anhui 34), their tenants and their assignments.

    def test_something(cast):
        with acting(cast.inspector) as actor:            # inside the persona's wall
            open_visit(actor=actor, now=NOW, ...)
        page = client_as(cast.safety_head).get("/")      # a browser signed in, membership chosen
        api = api_as(cast.county_clerk).get("/api/v1/…") # the API by token

`cast` is function-scoped and needs the database; `build_cast(now)` does the same where no fixture is at hand.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test import Client
from stdnum.cn import uscc

from accounts.actor import Actor, actor_of_key
from accounts.middleware import SESSION_KEY
from accounts.models import Agency, Assignment, Authority, Membership, MembershipToken, User
from accounts.rules import secret_hash
from core import clock, scope
from core.scope import BY_ALL, Scope
from enterprises.models import Enterprise, Industry
from regions.models import Region

#: A Wednesday morning in Beijing, an ordinary working day.
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
PASSWORD = "correct-horse-battery-7"

REGIONS = [
    ("51", "四川省", "Sichuan", "province"),
    ("5105", "泸州市", "Luzhou", "city"),
    ("510525", "古蔺县", "Gulin County", "county"),
    ("510525100", "彰德街道", "Zhangde Subdistrict", "township"),
    ("510522", "合江县", "Hejiang County", "county"),
    ("5106", "德阳市", "Deyang", "city"),
    ("510603", "旌阳区", "Jingyang District", "county"),
    ("34", "安徽省", "Anhui", "province"),
    ("3415", "六安市", "Lu'an", "city"),
    ("341522", "霍邱县", "Huoqiu County", "county"),
]
INDUSTRIES = [
    ("K04", "key18", "烟花爆竹", "Fireworks", "YJ", True),
    ("K05", "key18", "工贸", "Industry and trade", "YJ", False),
]


@dataclass(frozen=True)
class Persona:
    """A person with the membership through which they act; `membership` is None for somebody without a post."""

    name: str
    user: User
    membership: Membership | None = None

    def __str__(self) -> str:
        return self.name

    def actor(self, now: datetime | None = None) -> Actor | None:
        """The actor, frozen at `now`; the caller's scope is left as it was."""
        if self.membership is None:
            return None
        return actor_of_key(person=self.user, membership_id=self.membership.pk, now=now or clock.now())


@dataclass
class Cast:
    """All personas by name, their tenants, and the rows that tests begin with."""

    provincial_head: Persona
    city_clerk: Persona
    county_head: Persona
    county_clerk: Persona
    inspector: Persona
    second_inspector: Persona
    sibling_inspector: Persona
    cross_inspector: Persona
    viewer: Persona
    tip_handler: Persona
    administrator: Persona
    principal: Persona
    safety_head: Persona
    worker: Persona
    enterprise_administrator: Persona
    rival_safety_head: Persona
    expert: Persona
    former_expert: Persona
    agency_administrator: Persona
    anhui_head: Persona
    anhui_clerk: Persona
    anhui_inspector: Persona
    anhui_safety_head: Persona
    stranger: Persona
    enterprise: Enterprise
    rival: Enterprise
    sibling_enterprise: Enterprise
    anhui_enterprise: Enterprise
    agency: Agency
    authorities: dict[str, Authority] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)

    @property
    def personas(self) -> dict[str, Persona]:
        """Every persona by name."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in found.items() if isinstance(value, Persona)}


def credit_code(number: int, region: str = "510525") -> str:
    """A valid unified social credit code, another for each number."""
    body = f"91{region:0<6}{number:09d}"
    return body + uscc.calc_check_digit(body)


def make_regions() -> None:
    """The divisions and industries that the cast lives in; safe to repeat, and beside the full reference data."""
    for code, zh, en, level in REGIONS:
        parent = code[: {4: 2, 6: 4, 9: 6}.get(len(code), 0)] or None
        Region.objects.get_or_create(
            code=code, defaults={"name_zh": zh, "name_en": en, "level": level, "parent_id": parent}
        )
    for code, group, zh, en, lead, high in INDUSTRIES:
        Industry.objects.get_or_create(
            code=code,
            defaults={"group": group, "name_zh": zh, "name_en": en, "lead_authority_code": lead, "high_risk": high},
        )


def make_authority(region: str, *, kind: str = "bureau", department: str = "YJ", industries=()) -> Authority:
    """A bureau (or the commission's office) of a region."""
    place = Region.objects.get(pk=region)
    authority = Authority.objects.create(
        region=place,
        region_code=region,
        kind=kind,
        department_code=department,
        name_zh=f"{place.name_zh}应急管理局",
        name_en=f"{place.name_en} Emergency Management Bureau",
        document_code="应急",
    )
    authority.industries.set(industries)
    return authority


def make_enterprise(
    name: str, region: str, number: int, *, industry: str = "K04", now: datetime | None = None
) -> Enterprise:
    """An enterprise of a region with a valid credit code."""
    moment = now or clock.now()
    return Enterprise.objects.create(
        name=name,
        credit_code=credit_code(number, region),
        region_id=region,
        region_code=region,
        industry_id=industry,
        address="1 Test Road",
        principal_name="Principal",
        created_at=moment,
        updated_at=moment,
    )


def make_user(username: str, name: str = "") -> User:
    """A person who can sign in with `PASSWORD` and reads English."""
    return User.objects.create_user(username, PASSWORD, name=name or username.replace("_", " ").title(), language="en")


def make_persona(name: str, tenant: Authority | Enterprise | Agency, role: str, *, since: datetime, **rest) -> Persona:
    """A person with a post in a tenant."""
    user = make_user(name)
    kind = {Authority: "authority", Enterprise: "enterprise", Agency: "agency"}[type(tenant)]
    membership = Membership.objects.create(
        region_code=tenant.region_code,
        person=user,
        tenant_kind=kind,
        **{kind: tenant},
        role=role,
        started_at=since,
        **rest,
    )
    return Persona(name, user, membership)


def make_assignment(persona: Persona, enterprise: Enterprise, *, starts_at: datetime, ends_at: datetime) -> Assignment:
    """An assignment of a persona to an enterprise for a period."""
    return Assignment.objects.create(
        region_code=enterprise.region_code,
        membership=persona.membership,
        person=persona.user,
        enterprise=enterprise,
        starts_at=starts_at,
        ends_at=ends_at,
        reason="Cross-inspection",
        assignee={"person": persona.user.name},
        assigned_at=starts_at,
    )


def build_cast(now: datetime | None = None) -> Cast:
    """Create everybody. `now` is the moment round which assignments are current or ended (default: the real one)."""
    now = now or clock.now()
    since = now - timedelta(days=100)
    with scope.everything(because="the tests build their cast"):
        make_regions()
        sichuan = make_authority("51", kind="commission_office")
        luzhou = make_authority("5105")
        gulin = make_authority("510525")
        hejiang = make_authority("510522")
        jingyang = make_authority("510603")
        anhui = make_authority("34", kind="commission_office")
        huoqiu = make_authority("341522")
        enterprise = make_enterprise("Gulin Fireworks Wholesale", "510525", 1, now=since)
        rival = make_enterprise("Langjiu Town Woodwork", "510525", 2, industry="K05", now=since)
        sibling = make_enterprise("Hejiang Furniture", "510522", 3, industry="K05", now=since)
        far = make_enterprise("Huoqiu Foundry", "341522", 4, industry="K05", now=since)
        agency = Agency.objects.create(region_code="5105", name="Luzhou Safety Service", credit_code=credit_code(5))

        def officer(name: str, authority: Authority, role: str, **rest) -> Persona:
            return make_persona(
                name, authority, role, since=since, certificate_no=rest.pop("certificate_no", ""), **rest
            )

        people = [
            officer("provincial_head", sichuan, "head"),
            officer("city_clerk", luzhou, "clerk"),
            officer("county_head", gulin, "head", certificate_no="川E00100"),
            officer("county_clerk", gulin, "clerk"),
            officer("inspector", gulin, "inspector", certificate_no="川E00101", post_title="Inspector"),
            officer("second_inspector", gulin, "inspector", certificate_no="川E00102"),
            officer("sibling_inspector", hejiang, "inspector", certificate_no="川E00201"),
            officer("cross_inspector", jingyang, "inspector", certificate_no="川F00301"),
            officer("viewer", gulin, "viewer"),
            officer("tip_handler", gulin, "tip_handler"),
            officer("administrator", gulin, "administrator"),
            officer("anhui_head", anhui, "head"),
            officer("anhui_clerk", huoqiu, "clerk"),
            officer("anhui_inspector", huoqiu, "inspector", certificate_no="皖N00401"),
            *[
                make_persona(name, tenant, role, since=since)
                for name, tenant, role in (
                    ("principal", enterprise, "principal"),
                    ("safety_head", enterprise, "safety_head"),
                    ("worker", enterprise, "worker"),
                    ("enterprise_administrator", enterprise, "administrator"),
                    ("rival_safety_head", rival, "safety_head"),
                    ("anhui_safety_head", far, "safety_head"),
                    ("expert", agency, "expert"),
                    ("former_expert", agency, "expert"),
                    ("agency_administrator", agency, "administrator"),
                )
            ],
            Persona("stranger", make_user("stranger")),
        ]
        named = {persona.name: persona for persona in people}
        current = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=30)}
        past = {"starts_at": now - timedelta(days=60), "ends_at": now - timedelta(days=30)}
        return Cast(
            **named,
            enterprise=enterprise,
            rival=rival,
            sibling_enterprise=sibling,
            anhui_enterprise=far,
            agency=agency,
            authorities={each.region_code: each for each in (sichuan, luzhou, gulin, hejiang, jingyang, anhui, huoqiu)},
            assignments={
                "expert": make_assignment(named["expert"], enterprise, **current),
                "former_expert": make_assignment(named["former_expert"], enterprise, **past),
                "cross_inspector": make_assignment(named["cross_inspector"], enterprise, **current),
            },
        )


@contextmanager
def acting(who: Persona | Actor, now: datetime | None = None) -> Iterator[Actor]:
    """Run a block behind the wall of a persona (or of an actor) and yield the actor."""
    actor = who.actor(now) if isinstance(who, Persona) else who
    with scope.enter(actor.scope):
        yield actor


def no_scope() -> None:
    """Forget the scope of the running transaction, as at the start of a request."""
    settings = {"role": BY_ALL} | dict.fromkeys(Scope().settings(), "")
    with connection.cursor() as cursor:
        asked = ", ".join(["set_config(%s, %s, true)"] * len(settings))
        cursor.execute(f"SELECT {asked}", [part for pair in settings.items() for part in pair])


class WalledClient(Client):
    """A test browser that leaves no scope behind: a test's own transaction would otherwise keep the request's."""

    def request(self, **request):
        """Answer, then forget the scope."""
        try:
            return super().request(**request)
        finally:
            if connection.in_atomic_block and not connection.needs_rollback:
                no_scope()


def client_as(who: Persona | None, **defaults) -> WalledClient:
    """A browser signed in as a persona with the membership chosen; None is anonymous."""
    client = WalledClient(headers={"accept-language": "en"} | defaults.pop("headers", {}), **defaults)
    if who is not None:
        client.force_login(who.user, backend="accounts.backends.SessionBackend")
        if who.membership is not None:
            session = client.session
            session[SESSION_KEY] = str(who.membership.pk)
            session.save()
    return client


def api_as(who: Persona | None, **defaults) -> WalledClient:
    """A client of the API that carries a token of the persona's membership; None carries none."""
    headers = {"accept-language": "en"}
    if who is not None and who.membership is not None:
        key, now = f"test-{who.name}", clock.now()
        MembershipToken.objects.get_or_create(
            key_hash=secret_hash(key),
            defaults={
                "person": who.user,
                "membership_key": who.membership.pk,
                "label": "tests",
                "created_at": now,
                "expires_at": now + timedelta(days=3650),
            },
        )
        headers["authorization"] = f"Token {key}"
    return WalledClient(headers=headers | defaults.pop("headers", {}), **defaults)
