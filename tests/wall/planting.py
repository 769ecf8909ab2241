"""Plants a row of any tenant-owned model for any owner, so that the wall is tried on every table there is, and will be.

Required columns are filled by type; foreign keys lead to rows of the same owner. A model whose constraints want more
stands in `EXTRA`. Text says where it belongs ("Anhui-plant-17"), so that a crawl can recognise foreign text anywhere.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models

from accounts.models import Authority, Membership, User
from bulletins.models import Bulletin, MediaBatch
from core.ids import new_id
from core.wall import Wall, owned_models
from documents.models import Document
from enterprises.models import Department, Enterprise, Industry, Post
from hazards.models import Hazard
from notifications.models import Notice
from rectification.models import Listing
from regions.models import Region
from tests.cast import Cast, credit_code, make_user

MOMENT = datetime(2026, 11, 17, 1, 0, tzinfo=UTC)
PROVINCES = {"51": "Sichuan-plant-", "34": "Anhui-plant-", "": "Nation-plant-"}
HEX = "0123456789abcdef"
HASH = "ab" * 32
#: What an authority keeps for its region, never the nation.
OF_AN_AUTHORITY = {"bulletins.Schedule", "bulletins.Exposure", "bulletins.Meeting"}


@dataclass(frozen=True)
class Owner:
    """Whose row it is: a region, within it perhaps an enterprise, and the person whom personal rows belong to."""

    region: str
    enterprise: Enterprise | None = None
    person: User | None = None


def tenant_fields(planter: "Planter", owner: Owner) -> dict[str, Any]:
    """A tenant that fits the owner: the enterprise, or the region's authority."""
    if owner.enterprise is not None:
        return {"tenant_kind": "enterprise", "enterprise": owner.enterprise, "role": "worker"}
    return {"tenant_kind": "authority", "authority": planter.of(Authority, owner), "role": "clerk"}


def published_listing(planter: "Planter", owner: Owner) -> Listing:
    """A listing that went the way to its publication: without it the database admits no public row."""
    row = planter.of(Listing, owner)
    rows = Listing.objects.filter(pk=row.pk)
    rows.update(
        status="listed",
        document=planter.plant(Document, owner),
        supervised=row.body,
        leader="Zhao",
        due_on=MOMENT + timedelta(days=90),
        listed_at=MOMENT,
        publish_by=MOMENT,
    )
    rows.update(status="published", published_on=MOMENT, channel="Daily")
    return row


def public_listing(planter: "Planter", owner: Owner) -> dict[str, Any]:
    """The public row of a listing of the same body and place."""
    listing = published_listing(planter, owner)
    return {"listing": listing, "body": listing.body}


def released_bulletin(planter: "Planter", owner: Owner) -> Bulletin:
    """A bulletin that two persons released: without it the database admits no publication."""
    row = planter.plant(Bulletin, owner)
    Bulletin.objects.filter(pk=row.pk).update(
        status="released",
        exposed_at=MOMENT,
        first_released_at=MOMENT,
        first_released_by=planter.somebody(),
        released_at=MOMENT,
        released_by=planter.somebody(),
        content_sha256=HASH,
    )
    return row


def released_batch(planter: "Planter", owner: Owner) -> dict[str, Any]:
    """A batch that two persons released, with its authority: without it the database admits no public row."""
    row = planter.plant(MediaBatch, owner)
    MediaBatch.objects.filter(pk=row.pk).update(
        status="released",
        exposed_at=MOMENT,
        first_released_at=MOMENT,
        first_released_by=planter.somebody(),
        released_at=MOMENT,
        released_by=planter.somebody(),
        content_sha256=HASH,
    )
    return {"batch": row, "authority": row.authority}


#: What a model's constraints demand beyond its types.
EXTRA: dict[str, Callable[["Planter", Owner], dict[str, Any]]] = {
    "accounts.Authority": lambda planter, owner: {"region_id": owner.region, "kind": "bureau"},
    "accounts.Membership": lambda planter, owner: (
        tenant_fields(planter, owner) | {"person": owner.person or planter.somebody()}
    ),
    "accounts.Invitation": tenant_fields,
    "accounts.Assignment": lambda planter, owner: {"starts_at": MOMENT, "ends_at": MOMENT + timedelta(days=1)},
    "checklists.Holding": lambda planter, owner: (
        {"post": planter.of(Post, owner)} if owner.enterprise else {"seat": planter.of(Membership, owner)}
    ),
    "checklists.Duty": lambda planter, owner: {
        "due_at": MOMENT + timedelta(hours=8),
        "closes_at": MOMENT + timedelta(days=1),
    },
    "checklists.Binding": lambda planter, owner: (
        {"post": planter.of(Post, owner)} if owner.enterprise else {"membership": planter.of(Membership, owner)}
    ),
    "enterprises.Enterprise": lambda planter, owner: {
        "region_id": owner.region,
        "credit_code": credit_code(next(planter.numbers), owner.region),
    },
    "inspections.Statement": lambda planter, owner: {
        "starts_on": date(2000 + next(planter.numbers) % 5000, 7, 1),
        "ends_on": date(8000, 9, 30),
        "due_on": date(8000, 10, 15),
    },
    "inspections.Visit": lambda planter, owner: {"status": "planned"},
    "inspections.VisitOfficer": lambda planter, owner: {"certificate_no": "C-1"},
    "documents.Service": lambda planter, owner: {"method": "post"},
    "documents.SigningCertificate": lambda planter, owner: {"valid_until": MOMENT + timedelta(days=1)},
    "documents.Series": lambda planter, owner: {"year": 2000 + next(planter.numbers) % 30000},
    "notifications.Endpoint": lambda planter, owner: {"person": owner.person or planter.somebody()},
    "notifications.Delivery": lambda planter, owner: {
        "notice": planter.of(Notice, owner),
        "next_try_at": MOMENT,
        "person": owner.person,
    },
    "rectification.Letter": lambda planter, owner: {
        "enterprise": owner.enterprise,
        "addressee": None if owner.enterprise else planter.of(Authority, owner),
    },
    "rectification.ListingPost": public_listing,
    "rectification.ListingPolicy": lambda planter, owner: {"level": "county"},
    "rectification.StandingAuthorisation": lambda planter, owner: {"starts_on": MOMENT, "ends_on": MOMENT},
    "bulletins.Publication": lambda planter, owner: {
        "bulletin": released_bulletin(planter, owner),
        "content": {"entries": []},
        "content_sha256": HASH,
    },
    "bulletins.MediaPost": released_batch,
    "rectification.Progress": lambda planter, owner: {"percent": 10},
    "risks.Colour": lambda planter, owner: {"grounds": ["none"], "colour": "green"},
    "risks.Alarm": lambda planter, owner: {"climbs_at": MOMENT, "status": "raised"},
    "risks.RatingPolicy": lambda planter, owner: (
        dict(zip(("lec_red", "lec_orange", "lec_yellow"), (320, 160, 70), strict=True))
        | dict(zip(("ls_red", "ls_orange", "ls_yellow"), (20, 15, 9), strict=True))
        | dict.fromkeys(("months_red", "months_orange", "months_yellow", "months_blue"), 6)
    ),
    "risks.Placement": lambda planter, owner: {"x": 5000, "y": 5000},
    "whistleblowing.TipIdentity": lambda planter, owner: {"sealed": b"planted"},
    "rectification.Watch": lambda planter, owner: {"attention_at": MOMENT},
}


class Planter:
    """Plants rows and remembers, for each model and owner, one that others can point to."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1000)
        self.known: dict[tuple[type[models.Model], str, Any], models.Model] = {}

    def somebody(self) -> User:
        """A person of whom nothing else is known."""
        return make_user(f"planted{next(self.numbers)}")

    def of(self, model: type[models.Model], owner: Owner) -> models.Model:
        """A row of `model` that belongs to `owner`, planted when there is none yet."""
        key = (model, owner.region, owner.enterprise.pk if owner.enterprise else None)
        if key not in self.known:
            self.known[key] = self.plant(model, owner)
        return self.known[key]

    def nearby(self, model: type[models.Model], owner: Owner) -> models.Model:
        """A row of an enterprise of the owner's province, for rows of a region that must point to one."""
        rows = [(region, row) for (known, region, _key), row in self.known.items() if known is model]
        return next((row for region, row in rows if region[:2] == owner.region[:2]), rows[0][1])

    def plant(self, model: type[models.Model], owner: Owner) -> models.Model:
        """Plant a fresh row of `model` for `owner`."""
        values = EXTRA.get(model._meta.label, lambda planter, owner: {})(self, owner)
        given = {model._meta.get_field(name.removesuffix("_id")).name for name in values if name != "enterprise_id"}
        for field in model._meta.local_concrete_fields:
            if field.name not in given:
                value = self._value(model, field, owner)
                if value is not models.NOT_PROVIDED:
                    values[field.attname if field.name == "enterprise_id" else field.name] = value
        row = model(**values)
        row.save(force_insert=True)
        return row

    def _value(self, model, field, owner: Owner) -> Any:
        if field.name == "region_code":
            return owner.region
        if field.name == "enterprise_id":
            return owner.enterprise.pk if owner.enterprise else None
        if field.is_relation:
            return self._related(field, owner)
        if field.primary_key or field.has_default() or field.null or field.blank:
            return models.NOT_PROVIDED
        return self._plain(model, field, owner)

    def _related(self, field, owner: Owner) -> Any:
        target = field.remote_field.model
        if target is Enterprise:
            return owner.enterprise
        if field.null:
            return models.NOT_PROVIDED
        if target is User:
            return owner.person or self.somebody()
        if target is Department:
            return Department.objects.get_or_create(pk="YJ", defaults={"name_zh": "应急", "name_en": "Emergency"})[0]
        if target is Industry:
            return Industry.objects.get(pk="K04")
        if target is Region:
            return Region.objects.get(pk=owner.region)
        if target is Hazard and owner.enterprise is None:
            return self.nearby(target, owner)
        return self.of(target, owner)

    def _plain(self, model, field, owner: Owner) -> Any:
        number = next(self.numbers)
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.JSONField):
            return {"planted": True}
        if isinstance(field, models.BinaryField):
            return b"planted"
        if isinstance(field, models.UUIDField):
            return new_id()
        if isinstance(field, models.DateTimeField):
            return MOMENT
        if isinstance(field, models.DateField):
            return date(2026, 11, 1) + timedelta(days=number % 5000)
        if isinstance(field, models.IntegerField):
            return number % 30000
        if isinstance(field, models.CharField | models.TextField):
            return self._text(model, field, owner, number)
        raise TypeError(f"{model._meta.label}.{field.name}: teach the planter {type(field).__name__}")

    def _text(self, model, field, owner: Owner, number: int) -> str:
        if field.name.endswith(("sha256", "hash")):
            return f"{number:x}".rjust(64, "0")
        mark = (
            "Shown-plant-"
            if model.wall == Wall.SHOWN
            else PROVINCES[owner.region[:2]]
            if hasattr(model, "wall")
            else ""
        )
        text, room = f"{mark}{number}", field.max_length or 200
        return text if len(text) <= room else f"{number:x}"[-room:]


def needs_enterprise(model: type[models.Model]) -> bool:
    """Whether a row of a model has an enterprise, or leads to a row that has one."""
    for field in model._meta.local_concrete_fields:
        if field.null or not (field.is_relation or field.column == "enterprise_id"):
            continue
        if field.column == "enterprise_id":
            return True
        if field.remote_field.model not in (model, User) and needs_enterprise(field.remote_field.model):
            return True
    return False


def can_own(model: type[models.Model], owner: Owner) -> bool:
    """Whether a model can have a row of this owner."""
    columns = {field.column: field for field in model._meta.local_concrete_fields}
    if owner.region == "" and model._meta.label in OF_AN_AUTHORITY:
        return False
    if owner.region == "":
        return model.wall == Wall.INHERITED or model._meta.label == "regions.CalendarDay"
    if owner.enterprise is None:
        return model._meta.label != "enterprises.Enterprise" and not needs_enterprise(model)
    return "enterprise_id" in columns or needs_enterprise(model)


def plant_everything(cast: Cast, *, personal: bool = True) -> Planter:
    """Plant rows of every tenant-owned model for the owners of both provinces. Call it in a scope over everything.

    `personal` gives some personas rows of their own in tenants that are not theirs.
    """
    planter = Planter()
    enterprises = [cast.enterprise, cast.rival, cast.sibling_enterprise, cast.anhui_enterprise]
    owners = [Owner(each.region_code, each) for each in enterprises]
    owners += [Owner(region) for region in ("", "51", "5105", "510525", "510522", "34", "341522")]
    people = [cast.expert.user, cast.inspector.user, cast.safety_head.user, cast.anhui_clerk.user, cast.stranger.user]
    for model in owned_models():
        for owner in owners:
            if can_own(model, owner):
                planter.of(model, owner)
        if personal and "person_id" in {field.column for field in model._meta.local_concrete_fields}:
            for person in people:
                for owner in (
                    Owner("510522", cast.sibling_enterprise, person),
                    Owner("341522", cast.anhui_enterprise, person),
                ):
                    planter.plant(model, owner)
        if model._meta.label == "enterprises.Enterprise":
            for region in ("510525", "510522", "341522"):
                planter.plant(model, Owner(region))
    return planter
