"""Which natural persons a case knows: their names are covered in whatever of it becomes public."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from accounts.models import Membership
from core import scope
from hazards.models import Hazard


def persons_of(cases: Iterable[tuple[Any, Any]]) -> dict[str, list[str]]:
    """Return the names of natural persons by case, given as (hazard, authority that names it); a case may come twice.

    Those of its enterprise (legal representative, principal, safety head, workers), of who recorded and who handles
    it, and of the officers of the authorities. Asked over all tenants, because the unit that files a statement sees
    no officer's row.
    """
    pairs = {(str(hazard), str(authority)) for hazard, authority in cases}
    if not pairs:
        return {}
    with scope.everything(because="names of persons are covered before a text is public, whosever they are"):
        rows = Hazard.objects.filter(pk__in={hazard for hazard, _authority in pairs})
        hazards = list(rows.select_related("enterprise", "handler__person"))
        asked = {authority for _hazard, authority in pairs} | {str(each.authority_id) for each in hazards}
        members = _by("enterprise_id", {each.enterprise_id for each in hazards})
        officers = _by("authority_id", asked)
    found: dict[str, list[str]] = {
        str(each.pk): [
            each.enterprise.legal_representative,
            each.enterprise.principal_name,
            str(each.recorded_by.get("person") or ""),
            each.handler.person.name if each.handler_id else "",
            *members[str(each.enterprise_id)],
            *officers[str(each.authority_id)],
        ]
        for each in hazards
    }
    for hazard, authority in pairs:
        found.setdefault(hazard, []).extend(officers[authority])
    return found


def _by(tenant: str, keys: Iterable[Any]) -> dict[str, list[str]]:
    """Return the names of the members of tenants, those included who have left."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, name in Membership.objects.filter(**{f"{tenant}__in": list(keys)}).values_list(tenant, "person__name"):
        found[str(key)].append(name)
    return found
