"""What a phone takes along to begin a visit or a round where there is no connection: little, and of its own reach.

An officer's phone (`field_kit`): the enterprises of the present assignments and planned visits, and those opened lately
on this sign-in; for them the published checklists, the criteria of their industries and the colleagues of the own
authority (behaviours C7: data minimised on the device). Who may inspect, with which certificate, is decided by the
server when the start arrives.

The phone of somebody of an enterprise (`round_kit`): that enterprise alone, its places and machines, the lists by which
it does its rounds, its own people, and by which label each place and machine is found. A label's token stays on the
label: the phone holds its hash, so that a scan is understood without a connection and nothing here opens a label.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import Membership
from checklists.models import ChecklistItem, ChecklistVersion
from checklists.selectors import published_checklists
from core import clock
from enterprises.codes.choices import CodeStatus
from enterprises.codes.selectors import MOST_CODES
from enterprises.models import Code, Enterprise, Equipment, Place
from inspections import content
from inspections.actions.plan import OWN_BASIS
from inspections.choices import Method, Signatory, VisitStatus
from inspections.models import VisitOfficer
from inspections.selectors.lists import officers_to_choose
from inspections.selectors.phone import MOST_PLACES, criteria_for, deadline_policies, item_data, proposals, working_days

MOST_TAKEN = 40
MOST_RECENT = 10
OPEN = (VisitStatus.PLANNED, VisitStatus.UNDER_WAY)


def field_kit(actor, now: datetime, recent: Sequence[uuid.UUID]) -> dict[str, Any]:
    """Return the reference data of visits that may begin on the spot, as JSON data."""
    enterprises = _enterprises(actor, recent)
    versions = _versions(enterprises)
    policies = deadline_policies({row.industry_id for row in enterprises})
    places: dict[uuid.UUID, list[str]] = {}
    rows = Place.objects.filter(enterprise__in=enterprises).order_by("name")
    for key, name in rows.values_list("enterprise", "name"):
        places.setdefault(key, []).append(name)
    colleagues = [row for row in officers_to_choose(actor) if row.authority_id == actor.tenant_id]
    return _shared(actor, now, enterprises) | {
        "officers": [_member(row, row.authority.name) for row in colleagues],
        "enterprises": [
            _enterprise(row, places.get(row.pk, []), versions[row.region_code, row.industry_id])
            | {
                "site_head_name": row.principal_name,
                "site_head_post": row.principal_post,
                "site_head_phone": row.principal_phone,
                "deadlines": proposals(policies, row),
            }
            for row in enterprises
        ],
        "checklists": _lists({version.pk: version for rows in versions.values() for version in rows}),
    }


def round_kit(
    actor,
    now: datetime,
    enterprise: Enterprise,
    *,
    checklists: Sequence[ChecklistVersion],
    people: Sequence[Membership],
) -> dict[str, Any]:
    """Return the reference data of a round of the own enterprise, as JSON data: what the form of a round offers."""
    own_places = Place.objects.filter(enterprise=enterprise).order_by("name")
    places = list(own_places.values_list("pk", "name")[:MOST_CODES])
    own_machines = Equipment.objects.filter(enterprise=enterprise).order_by("name")
    machines = own_machines.values_list("pk", "name", "place")[:MOST_CODES]
    policies = deadline_policies({enterprise.industry_id})
    return _shared(actor, now, [enterprise]) | {
        "own": True,
        "method": str(Method.SELF),
        "basis": OWN_BASIS,
        "capacity": str(Signatory.CHECKER.label),
        "officers": [_member(row, enterprise.name) for row in people if row.pk != actor.membership_id],
        "enterprises": [
            _enterprise(enterprise, [name for _key, name in places], checklists)
            | {"site_head_name": "", "site_head_post": "", "site_head_phone": ""}
            | {"deadlines": proposals(policies, enterprise)}
        ],
        "checklists": _lists({version.pk: version for version in checklists}),
        "places": {str(key): name for key, name in places},
        "equipment": {str(key): {"name": name, "place": str(place) if place else ""} for key, name, place in machines},
        "labels": _labels(enterprise),
    }


def _shared(actor, now: datetime, enterprises: Sequence[Enterprise]) -> dict[str, Any]:
    today = clock.day_of(now)
    return {
        "at": content.stamp(now),
        "person": str(actor.person_id),
        "me": {
            "membership": str(actor.membership_id), "name": actor.person_name, "unit": actor.tenant_name,
            "certificate_no": actor.certificate_no,
        },
        "criteria": {code: criteria_for(code, today) for code in sorted({row.industry_id for row in enterprises})},
        "working_days": {code: working_days(code, today) for code in sorted({row.region_code for row in enterprises})},
    }  # fmt: skip


def _member(row: Membership, unit: str) -> dict[str, str]:
    return {
        "membership": str(row.pk),
        "name": row.person.name,
        "unit": unit,
        "certificate_no": row.certificate_no,
    }


def _enterprise(row: Enterprise, places: Sequence[str], versions: Sequence[ChecklistVersion]) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "name": row.name,
        "address": row.address,
        "credit_code": row.credit_code,
        "region": row.region_code,
        "industry": row.industry_id,
        "places": list(places[:MOST_PLACES]),
        "checklists": [str(version.pk) for version in versions],
    }


def _labels(enterprise: Enterprise) -> dict[str, dict[str, str]]:
    """Return where each label in force stands, by the hash of its token: a place, a machine, or neither."""
    rows = Code.objects.filter(enterprise=enterprise, status=CodeStatus.ACTIVE).order_by("pk")
    return {
        hashed: {"place": str(place or ""), "equipment": str(machine or "")}
        for hashed, place, machine in rows.values_list("key_hash", "place", "equipment")[:MOST_CODES]
    }


def _enterprises(actor, recent: Sequence[uuid.UUID]) -> list[Enterprise]:
    mine = VisitOfficer.objects.filter(membership=actor.membership_id)
    planned = mine.filter(visit__status__in=OPEN).values("enterprise")
    lately = list(mine.order_by("-visit__created_at").values_list("enterprise", flat=True)[:MOST_RECENT])
    wanted = Q(pk__in=planned) | Q(pk__in=[*recent, *lately, *actor.scope.enterprises])
    return list(
        Enterprise.objects.filter(wanted).select_related("region", "industry").order_by("name", "id")[:MOST_TAKEN]
    )


def _versions(enterprises: Sequence[Enterprise]) -> dict[tuple[str, str], list[ChecklistVersion]]:
    kinds = {(row.region_code, row.industry_id) for row in enterprises}
    return {(region, industry): published_checklists(region, industry) for region, industry in sorted(kinds)}


def _lists(versions: dict[uuid.UUID, ChecklistVersion]) -> dict[str, dict[str, Any]]:
    made = {str(key): {"name": str(version), "items": []} for key, version in versions.items()}
    for item in ChecklistItem.objects.filter(version__in=list(versions)).order_by("version", "position"):
        made[str(item.version_id)]["items"].append(item_data(item))
    return made
