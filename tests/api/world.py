"""A small world for the fuzz: a visit under way, hazards in several states, and their ids to guess right with."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from accounts.actions import invite
from checklists.models import Checklist, ChecklistVersion
from core import clock, scope
from core.wall import owned_models
from enterprises.models import EnterpriseImport, Equipment, Post
from rectification.letters.actions import grant_authorisation
from tests.cast import Cast, Persona, acting, build_cast
from tests.hazards.factories import bring_to
from tests.inspections.visits import answer, begin, find, make_checklist, make_places
from tests.rectification import letters

#: Who asks; a name draws the persona, None is anonymous.
ASKERS = ("county_clerk", "inspector", "county_head", "safety_head", "administrator", None)


@dataclass
class World:
    """The cast and, by the first part of an address or the name of a field, keys of rows that exist."""

    cast: Cast
    keys: dict[str, list[str]] = field(default_factory=dict)

    def persona(self, name: str | None) -> Persona | None:
        """The persona of a name."""
        return getattr(self.cast, name) if name else None

    def known(self, name: str) -> list[str]:
        """Keys that fit a field or a part of an address; empty when nothing of that name exists."""
        return self.keys.get(name.replace("-", "_"), [])


def build_world() -> World:
    """Play a little of everything."""
    now = clock.now()
    cast = build_cast(now)
    make_places(cast.enterprise)
    with scope.everything(because="the tests furnish an enterprise"):
        own = {"region_code": cast.enterprise.region_code, "enterprise": cast.enterprise}
        Equipment.objects.create(name="Forklift", **own)
        Post.objects.create(name="Storekeeper", **own)
        EnterpriseImport.objects.create(
            region_code="510525", file_name="list.xlsx", requested_at=now, requested_by=cast.county_clerk.user
        )
        checklist = Checklist.objects.create(region_code="510525", code="OWN", kind="inspection", name_zh="本县检查表")
        ChecklistVersion.objects.create(region_code="510525", checklist=checklist, number=1)
    with acting(cast.administrator) as actor:
        invite(actor=actor, now=now, name="Zhao Lei", role="clerk")
    version = make_checklist(now)
    with acting(cast.inspector) as actor:
        visit = begin(actor, now, cast, version)
        with scope.everything(because="the tests read a checklist"):
            items = list(version.items.order_by("position"))
        answer(actor, now, visit, items[0])
        find(actor, now, visit)
        find(actor, now, visit, grade="major", item=str(items[1].pk))
    for seed, status in enumerate(("recorded", "confirmed", "served", "rectifying", "under_review", "closed")):
        bring_to(cast, status, seed=100 + seed)
    _write_letters(cast, now)
    return World(cast, _keys(cast))


def _write_letters(cast: Cast, now: datetime) -> None:
    hazard = bring_to(cast, "served", seed=120)
    letters.drafted(cast, hazard=hazard, now=now)
    letters.issued(cast, hazard=hazard, now=now)
    letters.replied(cast, hazard=hazard, now=now)
    letters.served(cast, hazard=hazard, now=now, kind="talk")
    with acting(cast.county_head) as actor:
        day = clock.day_of(now)
        grant_authorisation(actor=actor, now=now, kind="notice", starts_on=day, ends_on=day, reason="Decided")


def _keys(cast: Cast) -> dict[str, list[str]]:
    """Every key of every table, under the names by which the API may ask for it."""
    found: dict[str, list[str]] = {}
    with scope.everything(because="the tests collect keys"):
        for model in owned_models():
            if not isinstance(model._meta.pk, models.UUIDField):
                continue
            rows = [str(key) for key in model._base_manager.order_by("pk").values_list("pk", flat=True)[:12]]
            for name in (model._meta.model_name, str(model._meta.verbose_name_plural).replace(" ", "_")):
                found.setdefault(name, []).extend(rows)
    nicknames = {
        "enterprises": "enterprise",
        "findings": "finding",
        "finding_photos": "findingphoto",
        "answers": "answer",
        "signatures": "signature",
        "visits": "visit",
        "visit_revisions": "revision",
        "photos": "photo",
        "evidence_photo": "photo",
        "hazards": "hazard",
        "documents": "document",
        "places": "place",
        "posts": "post",
        "memberships": "membership",
        "handler": "membership",
        "officers": "membership",
        "officer": "visitofficer",
        "item": "checklistitem",
        "checklists": "checklist",
        "checklist_versions": "checklistversion",
        "checklist_version": "checklistversion",
        "service_consents": "enterprise",
        "tokens": "membershiptoken",
        "invitations": "invitation",
        "enterprise_imports": "enterpriseimport",
        "saved_filters": "savedfilter",
        "assignments": "assignment",
        "notices": "notice",
        "before": "hazardphoto",
        "authority": "authority",
        "letter_authorisations": "standingauthorisation",
    }
    for name, model in nicknames.items():
        found[name] = found.get(model, [])
    found["enterprise"].insert(0, str(cast.enterprise.pk))
    found["regions"] = ["510525", "51", "34"]
    found["region"] = found["region_code"] = ["510525", "341522"]
    found["industries"] = found["industry"] = ["K04"]
    return found
