"""What a phone takes along to begin a visit on the spot where there is no connection: little, and of its own reach.

The enterprises of the present assignments and planned visits, and those opened lately on this sign-in; for them the
published checklists, the criteria of their industries and the colleagues of the own authority (behaviours C7: data
minimised on the device). Who may inspect, with which certificate, is decided by the server when the start arrives.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from checklists.models import ChecklistItem, ChecklistVersion
from checklists.selectors import published_checklists
from core import clock
from enterprises.models import Enterprise, Place
from inspections import content
from inspections.choices import VisitStatus
from inspections.models import VisitOfficer
from inspections.selectors.lists import officers_to_choose
from inspections.selectors.phone import MOST_PLACES, criteria_for, deadline_policies, item_data, proposals, working_days

MOST_TAKEN = 40
MOST_RECENT = 10
OPEN = (VisitStatus.PLANNED, VisitStatus.UNDER_WAY)


def field_kit(actor, now: datetime, recent: Sequence[uuid.UUID]) -> dict[str, Any]:
    """Return the reference data of visits that may begin on the spot, as JSON data."""
    today = clock.day_of(now)
    enterprises = _enterprises(actor, recent)
    versions = _versions(enterprises)
    policies = deadline_policies({row.industry_id for row in enterprises})
    places: dict[uuid.UUID, list[str]] = {}
    rows = Place.objects.filter(enterprise__in=enterprises).order_by("name")
    for key, name in rows.values_list("enterprise", "name"):
        places.setdefault(key, []).append(name)
    colleagues = [row for row in officers_to_choose(actor) if row.authority_id == actor.tenant_id]
    return {
        "at": content.stamp(now),
        "person": str(actor.person_id),
        "me": {
            "membership": str(actor.membership_id), "name": actor.person_name, "unit": actor.tenant_name,
            "certificate_no": actor.certificate_no,
        },
        "officers": [
            {
                "membership": str(row.pk), "name": row.person.name, "unit": row.authority.name,
                "certificate_no": row.certificate_no,
            }
            for row in colleagues
        ],
        "enterprises": [
            {
                "id": str(row.pk),
                "name": row.name,
                "address": row.address,
                "credit_code": row.credit_code,
                "region": row.region_code,
                "industry": row.industry_id,
                "site_head_name": row.principal_name,
                "site_head_post": row.principal_post,
                "site_head_phone": row.principal_phone,
                "places": places.get(row.pk, [])[:MOST_PLACES],
                "checklists": [str(version.pk) for version in versions[row.region_code, row.industry_id]],
                "deadlines": proposals(policies, row),
            }
            for row in enterprises
        ],
        "checklists": _lists({version.pk: version for rows in versions.values() for version in rows}),
        "criteria": {code: criteria_for(code, today) for code in sorted({row.industry_id for row in enterprises})},
        "working_days": {code: working_days(code, today) for code in sorted({row.region_code for row in enterprises})},
    }  # fmt: skip


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
