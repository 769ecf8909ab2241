"""The figures of a statement, out of the ledger: rounds, what was found, closed, open and overdue."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from hazards.choices import OPEN_STATUSES, Grade, Source, Status
from hazards.models import Hazard
from inspections.choices import VisitStatus
from inspections.models import Answer, Visit

MOST_MAJORS = 50
OWN = Q(source=Source.SELF_CHECK)
LINES = (
    ("own_general", OWN & Q(grade=Grade.GENERAL)),
    ("own_major", OWN & Q(grade=Grade.MAJOR)),
    ("others_general", ~OWN & Q(grade=Grade.GENERAL)),
    ("others_major", ~OWN & Q(grade=Grade.MAJOR)),
)


def line_label(key: str) -> str:
    """Return a line of the statement in words."""
    return {
        "own_general": _("General hazards that we found ourselves"),
        "own_major": _("Major hazards that we found ourselves"),
        "others_general": _("General hazards that others found"),
        "others_major": _("Major hazards that others found"),
        "total": _("All"),
    }[key]


def compute(enterprise_id, *, starts_on: date, ends_on: date, today: date) -> dict[str, Any]:
    """Return the figures of an enterprise for a period as the ledger stands now, as JSON data (four queries)."""
    rounds = Visit.objects.rounds().filter(
        enterprise_id=enterprise_id,
        status=VisitStatus.FINISHED,
        started_at__date__gte=starts_on,
        started_at__date__lte=ends_on,
    )
    found = Hazard.objects.filter(enterprise_id=enterprise_id, found_on__gte=starts_on, found_on__lte=ends_on).exclude(
        status=Status.REJECTED
    )
    still = Q(status__in=sorted(OPEN_STATUSES))
    counts = {}
    for key, which in LINES:
        counts |= {
            f"{key}__found": Count("pk", filter=which),
            f"{key}__closed": Count("pk", filter=which & Q(status=Status.CLOSED)),
            f"{key}__open": Count("pk", filter=which & still),
            f"{key}__overdue": Count("pk", filter=which & still & Q(due_on__lt=today)),
        }
    row = found.aggregate(**counts)
    lines = [
        {"key": key} | {name: row[f"{key}__{name}"] for name in ("found", "closed", "open", "overdue")}
        for key, _which in LINES
    ]
    total = {name: sum(line[name] for line in lines) for name in ("found", "closed", "open", "overdue")}
    majors = found.filter(still, grade=Grade.MAJOR).order_by("number")[:MOST_MAJORS]
    return {
        "rounds": rounds.count(),
        "items": Answer.objects.filter(visit__in=rounds).count(),
        "lines": [*lines, {"key": "total"} | total],
        "majors": [
            {
                "number": each.label,
                "what": each.description[:200],
                "place": each.place_text,
                "due_on": each.due_on.isoformat() if each.due_on else "",
            }
            for each in majors
        ],
        "as_of": today.isoformat(),
    }


def shown(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the lines of a statement with their words and the rate of the closed."""
    return [
        line
        | {
            "label": line_label(line["key"]),
            "rate": f"{100 * line['closed'] / line['found']:.1f} %" if line["found"] else "–",
        }
        for line in figures.get("lines", ())
    ]
