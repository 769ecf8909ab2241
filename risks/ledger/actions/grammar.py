"""What every act on a risk point does: lock it, and write its next entry with the whole state after it."""

import uuid
from datetime import datetime
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from core.errors import Conflict, NotVisible, RuleBroken
from enterprises.models import Enterprise, Equipment, Place, Post
from risks.ledger import rules
from risks.ledger.choices import AccidentKind, EntryVerb, PointStatus
from risks.ledger.levels import BoundaryTable
from risks.ledger.reading import facts_of, measures_in_force
from risks.models import Entry, RiskPoint


def locked_point(point_id: uuid.UUID | str, *, version: int | None = None) -> RiskPoint:
    """Lock and return a point. Raises `NotVisible`, or `Conflict` when the form was opened at another version."""
    rows = RiskPoint.objects.select_for_update(of=("self",)).select_related(
        "enterprise", "enterprise__industry", "place", "equipment"
    )
    point = rows.filter(pk=point_id).first()
    if point is None:
        raise NotVisible(_("There is no such risk point, or it is not yours to see."))
    if version is not None and version != point.version:
        raise Conflict(
            _("Somebody else changed %(label)s meanwhile. Nothing of yours was saved; load the page and compare.")
            % {"label": point.label}
        )
    return point


def require_active(point: RiskPoint) -> None:
    """Raise `Conflict` for a retired point."""
    if point.status != PointStatus.ACTIVE:
        raise Conflict(_("%(label)s is retired. Take it up again first.") % {"label": point.label})


def visible_enterprise(enterprise_id: uuid.UUID | str, *, lock: bool = False) -> Enterprise:
    """Return an enterprise behind the wall, locked where its next number is taken. Raises `NotVisible`."""
    rows = Enterprise.objects.select_related("industry", "region")
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    enterprise = rows.filter(pk=enterprise_id).first()
    if enterprise is None:
        raise NotVisible(_("There is no such enterprise within your reach."))
    return enterprise


def write_entry(
    *, actor, now: datetime, point: RiskPoint, verb: EntryVerb, note: str = "", restores: int | None = None
) -> Entry:
    """Save the point under its next version and append the entry that says so."""
    point.version += 1
    point.save(force_update=True)
    boundaries = BoundaryTable.read().at(point.region_code)
    return Entry.objects.create(
        region_code=point.region_code,
        enterprise_id=point.enterprise_id,
        point=point,
        number=point.version,
        verb=verb,
        at=now,
        actor=actor.snapshot(),
        note=note.strip()[: rules.LONGEST["note"]],
        facts=facts_of(point, measures_in_force(point), boundaries),
        restores=restores,
    )


def own_place(enterprise: Enterprise, place_id) -> Place | None:
    """Return a place of the enterprise; another's raises `RuleBroken`."""
    return _own(Place, enterprise, place_id, "place", _("Choose a place of this enterprise."))


def own_equipment(enterprise: Enterprise, equipment_id) -> Equipment | None:
    """Return equipment of the enterprise; another's raises `RuleBroken`."""
    return _own(Equipment, enterprise, equipment_id, "equipment", _("Choose equipment of this enterprise."))


def own_post(enterprise: Enterprise, post_id) -> Post | None:
    """Return a post of the enterprise; another's raises `RuleBroken`."""
    return _own(Post, enterprise, post_id, "post", _("Choose a post of this enterprise."))


def _own(model, enterprise: Enterprise, key, field: str, sentence: str):
    if not key:
        return None
    found = model.objects.filter(pk=key, enterprise=enterprise).first()
    if found is None:
        raise RuleBroken(sentence, fields={field: sentence})
    return found


def clean_facts(enterprise: Enterprise, given: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a point as its row takes them. Raises `RuleBroken` naming the fields."""
    facts: dict[str, Any] = {}
    if "name" in given:
        facts["name"] = (given["name"] or "").strip()[: rules.LONGEST["name"]]
        if not facts["name"]:
            _refuse("name", _("Name the risk point."))
    for name in ("place_text", "description"):
        if name in given:
            facts[name] = (given[name] or "").strip()[: rules.LONGEST[name]]
    if "place_id" in given:
        facts["place"] = own_place(enterprise, given["place_id"])
    if "equipment_id" in given:
        facts["equipment"] = own_equipment(enterprise, given["equipment_id"])
    return facts | _harm(given)


def _harm(given: dict[str, Any]) -> dict[str, Any]:
    """Return what may happen to how many people."""
    facts: dict[str, Any] = {}
    if "accidents" in given:
        chosen = set(given["accidents"] or ())
        if not chosen <= set(AccidentKind.values):
            _refuse("accidents", _("This kind of accident is not known."))
        facts["accidents"] = [kind for kind in AccidentKind.values if kind in chosen]
    if "people_exposed" in given:
        people = given["people_exposed"]
        if people is not None and not 0 <= people <= rules.MOST_PEOPLE:
            _refuse("people_exposed", _("Give a number of people, or leave it empty."))
        facts["people_exposed"] = people
    return facts


def _refuse(field: str, sentence: str) -> NoReturn:
    raise RuleBroken(sentence, fields={field: sentence})
