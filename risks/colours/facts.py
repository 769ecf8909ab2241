"""Gathering the facts of many enterprises at once: a handful of grouped queries, whatever their number."""

from collections.abc import Iterable
from copy import copy
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from accounts.choices import MembershipStatus
from accounts.models import Membership
from core.clock import day_of
from enterprises.choices import EnterpriseStatus
from enterprises.conduct.choices import Investigation, LicenceStatus
from enterprises.conduct.selectors import in_force
from enterprises.models import Accident, DishonestyListing, Enterprise, Licence
from hazards.choices import Grade
from hazards.models import Hazard
from hazards.querysets import OPEN
from inspections.choices import StatementStatus
from inspections.models import Statement, Visit
from inspections.statements.rules import days_late
from rectification.choices import StopWorkStatus
from rectification.models import StopWork
from risks.colours.rules import Facts, Thresholds
from risks.ledger.choices import Level, PointStatus
from risks.ledger.levels import BoundaryTable, lacking, with_levels, with_reviews
from risks.models import ColourPolicy, RiskPoint

NO_LICENCE = (0, None)


def thresholds_of(row: ColourPolicy) -> Thresholds:
    """Return the thresholds that a region has set."""
    return Thresholds(**{each.name: getattr(row, each.name) for each in fields(Thresholds)})


class Limits:
    """The thresholds of every region within reach; the nearest up the tree wins."""

    def __init__(self) -> None:
        rows = ColourPolicy.objects.all()[:3000]
        self._hold({row.region_code: thresholds_of(row) for row in rows})

    def _hold(self, rows: dict[str, Thresholds]) -> None:
        self.rows = {code: rows[code] for code in sorted(rows, key=lambda code: (-len(code), code))}

    def at(self, region_code: str) -> Thresholds:
        """Return the thresholds of a region."""
        return next((row for code, row in self.rows.items() if region_code.startswith(code)), Thresholds())

    def replaced(self, region_code: str, thresholds: Thresholds) -> Self:
        """Return these thresholds as they would be if a region had others."""
        other = copy(self)
        other._hold(self.rows | {region_code: thresholds})
        return other

    def without(self, region_code: str) -> Self:
        """Return these thresholds as they would be if a region had set none."""
        other = copy(self)
        other._hold({code: row for code, row in self.rows.items() if code != region_code})
        return other

    @property
    def widest_near(self) -> int:
        """The most days before a deadline that any region calls near."""
        return max([row.near_days for row in self.rows.values()], default=Thresholds().near_days)


def facts_of(keys: Iterable[UUID], limits: Limits, now: datetime) -> dict[UUID, tuple[str, Facts]]:
    """Return the region and the facts of each enterprise that is within reach."""
    wanted, today = list(keys), day_of(now)
    firms = {
        row["id"]: row
        for row in Enterprise.objects.filter(pk__in=wanted).values("id", "region_code", "status", "updated_at")
    }
    cases = _cases(wanted, today, limits)
    stopped = _counted(
        StopWork.objects.filter(status__in=[StopWorkStatus.STOPPED, StopWorkStatus.RESUME_ASKED]), wanted
    )
    table = BoundaryTable.read()
    points = RiskPoint.objects.filter(status=PointStatus.ACTIVE, enterprise__in=wanted)
    red = lacking(with_reviews(with_levels(points, table), table)).filter(rank=Level.MAJOR)
    uncontrolled = _counted(red, wanted)
    active = set(
        Membership.objects.filter(enterprise__in=wanted, status=MembershipStatus.ACTIVE)
        .values_list("enterprise_id", flat=True)
        .distinct()
    )
    visited = dict(
        Visit.objects.filter(enterprise__in=wanted)
        .order_by()
        .values("enterprise_id")
        .annotate(last=Max("finished_at"))
        .values_list("enterprise_id", "last")
    )
    owed = dict(
        Statement.objects.filter(status=StatementStatus.OWED, due_on__lt=today, enterprise__in=wanted)
        .order_by()
        .values("enterprise_id")
        .annotate(first=Min("due_on"))
        .values_list("enterprise_id", "first")
    )
    licences = _licences(wanted, today)
    dishonest = _counted(DishonestyListing.objects.filter(in_force(today)), wanted)
    fatal = _counted(Accident.objects.filter(deaths__gt=0, investigation=Investigation.UNDER), wanted)
    found = {}
    for key, firm in firms.items():
        case = cases.get(key, {})
        last = max(each for each in (firm["updated_at"], case.get("last"), visited.get(key)) if each)
        near_until = today + timedelta(days=limits.at(firm["region_code"]).near_days)
        found[key] = (
            firm["region_code"],
            Facts(
                operating=firm["status"] == EnterpriseStatus.ACTIVE,
                activated=key in active,
                majors_late=case.get("majors_late", 0),
                majors_open=case.get("majors_open", 0),
                stopped=stopped.get(key, 0),
                generals_late=case.get("generals_late", 0),
                generals_near=int(today <= (case.get("first") or date.max) <= near_until),
                red_uncontrolled=uncontrolled.get(key, 0),
                statement_days_late=days_late(owed.get(key, today), today),
                dishonest=dishonest.get(key, 0),
                fatal_accidents=fatal.get(key, 0),
                licences_expired=licences.get(key, NO_LICENCE)[0],
                licence_days_left=licences.get(key, NO_LICENCE)[1],
                days_silent=max(0, (today - day_of(last)).days),
            ),
        )
    return found


def _cases(wanted: list[UUID], today: date, limits: Limits) -> dict[UUID, dict]:
    """Count open cases that an authority leads; what an enterprise found itself never darkens its colour."""
    major, general = Q(grade=Grade.MAJOR), Q(grade=Grade.GENERAL)
    is_open, late = Q(status__in=OPEN), Q(due_on__lt=today)
    near = Q(due_on__gte=today, due_on__lte=today + timedelta(days=limits.widest_near))
    rows = (
        Hazard.objects.supervised()
        .filter(enterprise__in=wanted)
        .order_by()
        .values("enterprise_id")
        .annotate(
            majors_late=Count("pk", filter=is_open & major & late),
            majors_open=Count("pk", filter=is_open & major & ~Q(status="recorded")),
            generals_late=Count("pk", filter=is_open & general & late),
            first=Min("due_on", filter=is_open & general & near),
            last=Max("updated_at"),
        )
    )
    return {row["enterprise_id"]: row for row in rows}


def _licences(wanted: list[UUID], today: date) -> dict[UUID, tuple[int, int | None]]:
    """Return how many held licences of each enterprise have expired, and in how many days the next one does."""
    rows = (
        Licence.objects.filter(enterprise__in=wanted, status=LicenceStatus.HELD, valid_to__isnull=False)
        .order_by()
        .values("enterprise_id")
        .annotate(
            expired=Count("pk", filter=Q(valid_to__lt=today)), first=Min("valid_to", filter=Q(valid_to__gte=today))
        )
    )
    return {
        row["enterprise_id"]: (row["expired"], (row["first"] - today).days if row["first"] else None) for row in rows
    }


def _counted(rows, wanted: list[UUID]) -> dict[UUID, int]:
    counted = rows.filter(enterprise__in=wanted).order_by().values("enterprise_id").annotate(n=Count("pk"))
    return {row["enterprise_id"]: row["n"] for row in counted}
