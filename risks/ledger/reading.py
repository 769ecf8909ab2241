"""A risk point as its ledger keeps it: the raw rating, the whole state as plain data, who declared it red."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from risks.ledger import rules
from risks.ledger.choices import EntryVerb, MeasureStatus
from risks.models import Entry, Measure, RiskPoint


def rating_of(point: RiskPoint) -> rules.Rating:
    """Return the raw values of a point's rating."""
    return rules.Rating(point.method, point.likelihood, point.exposure, point.consequence, point.direct_red)


def measures_in_force(point: RiskPoint) -> list[Measure]:
    """Return the measures of a point that are in force, the strongest kinds first (one query)."""
    rows = Measure.objects.filter(point=point, status=MeasureStatus.IN_FORCE).select_related("post")
    return in_order(rows)


def in_order(measures: Iterable[Measure]) -> list[Measure]:
    """Sort measures as they are read: the strongest kind first."""
    order = list(rules.MeasureKind.values)
    return sorted(measures, key=lambda each: (order.index(each.kind), each.added_at, str(each.pk)))


def facts_of(point: RiskPoint, measures: Iterable[Measure], boundaries: rules.Boundaries) -> dict[str, Any]:
    """Return the whole state of a point as an entry keeps it, with the level as it is read at that moment."""
    return {
        "name": point.name,
        "place_id": str(point.place_id) if point.place_id else None,
        "place": point.place.name if point.place_id else "",
        "place_text": point.place_text,
        "equipment_id": str(point.equipment_id) if point.equipment_id else None,
        "equipment": point.equipment.name if point.equipment_id else "",
        "description": point.description,
        "accidents": list(point.accidents),
        "people_exposed": point.people_exposed,
        "status": str(point.status),
        "method": str(point.method),
        "likelihood": rules.plain(point.likelihood),
        "exposure": rules.plain(point.exposure),
        "consequence": rules.plain(point.consequence),
        "direct_red": str(point.direct_red),
        "direct_red_reason": point.direct_red_reason,
        "reviewed_on": point.reviewed_on.isoformat(),
        "level": int(rules.level_of(rating_of(point), boundaries)),
        "measures": [
            {
                "id": str(each.pk),
                "kind": str(each.kind),
                "text": each.text,
                "control": int(each.control),
                "post_id": str(each.post_id) if each.post_id else None,
                "owner": each.owner,
                "reviewed_on": each.reviewed_on.isoformat(),
            }
            for each in in_order(measures)
        ],
    }


def number_in(text: str) -> Decimal | None:
    """Return a number of a state; nothing for nothing."""
    return Decimal(text) if text else None


def declared_by(point: RiskPoint) -> str:
    """Return which kind of tenant declared a point directly red; empty where it is not."""
    if not point.direct_red:
        return ""
    actor = (
        Entry.objects.filter(point=point, verb=EntryVerb.DECLARED_RED)
        .order_by("-number")
        .values_list("actor", flat=True)
        .first()
    )
    return (actor or {}).get("tenant_kind") or ""
