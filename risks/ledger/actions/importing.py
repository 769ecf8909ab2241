"""An enterprise's own Excel sheet: each row is held against the ledger by itself; what a row refuses is told."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import RuleBroken, SafeloopError
from core.policy import require
from enterprises.models import Enterprise, Equipment, Place, Post
from risks.ledger import policy, rules, sheets
from risks.ledger.actions.grammar import visible_enterprise
from risks.ledger.actions.measures import add_measure
from risks.ledger.actions.points import add_point, describe_point, rate_point
from risks.ledger.choices import EntryVerb, MeasureStatus, PointStatus, RowOutcome
from risks.ledger.levels import BoundaryTable
from risks.ledger.reading import rating_of
from risks.models import Measure, RiskPoint


@dataclass(frozen=True)
class RowReport:
    """What became of a row: its number in the sheet, the outcome, the point, and a sentence."""

    number: int
    outcome: RowOutcome
    name: str
    point: RiskPoint | None = None
    message: str = ""


@dataclass
class Report:
    """What became of a sheet, row by row, and which headings were left out."""

    rows: list[RowReport] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many rows ended so."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows ended how."""
        return {outcome.value: self.count(outcome) for outcome in RowOutcome}


@dataclass(frozen=True)
class _Intake:
    """Who takes a sheet in, when, for whom, and what its words mean in this enterprise."""

    actor: Any
    now: datetime
    enterprise: Enterprise
    table: BoundaryTable
    places: dict[str, Place]
    equipment: dict[str, Equipment]
    posts: dict[str, Post]


def import_points(
    *, actor, now: datetime, enterprise_id: uuid.UUID | str, rows: Iterable[tuple[int, list[str]]]
) -> Report:
    """Take in a sheet. Good rows are kept even if others are refused; a row that changes nothing writes nothing."""
    enterprise = visible_enterprise(enterprise_id)
    require(policy.can_keep_risk_points(actor, enterprise.pk))
    read = []
    for each in rows:
        read.append(each)
        if len(read) > sheets.MOST_ROWS + sheets.HEAD_WITHIN:
            raise RuleBroken(
                _("The sheet has more than %(n)s rows. Split it and import the parts.") % {"n": sheets.MOST_ROWS}
            )
    head, columns, unknown = sheets.headings_of(read)
    table = BoundaryTable.read()
    intake = _Intake(
        actor=actor,
        now=now,
        enterprise=enterprise,
        table=table,
        places={sheets.key_of(each.name): each for each in Place.objects.filter(enterprise=enterprise)},
        equipment={sheets.key_of(each.name): each for each in Equipment.objects.filter(enterprise=enterprise)},
        posts={sheets.key_of(each.name): each for each in Post.objects.filter(enterprise=enterprise)},
    )
    report = Report(unknown=unknown)
    for number, cells in read:
        if number <= head or not any(cells):
            continue
        name = cells[columns["name"]] if columns["name"] < len(cells) else ""
        try:
            with transaction.atomic():
                row = sheets.read_row(cells, columns)
                report.rows.append(_take(intake, row, number))
        except SafeloopError as error:
            said = "; ".join([str(error), *(str(each) for each in error.fields.values() if str(each) != str(error))])
            report.rows.append(RowReport(number, RowOutcome.REFUSED, name, message=said))
    return report


def _take(intake: _Intake, row: sheets.Row, number: int) -> RowReport:
    actor, now, enterprise, table = intake.actor, intake.now, intake.enterprise, intake.table
    facts = dict(row.facts)
    place = intake.places.get(sheets.key_of(row.place))
    if row.place:
        facts |= {"place_id": place.pk, "place_text": ""} if place else {"place_id": None, "place_text": row.place}
    if wanted := facts.pop("equipment", ""):
        machine = intake.equipment.get(sheets.key_of(wanted))
        if machine is None:
            raise RuleBroken(_("“%(name)s” is no equipment of the enterprise. Enter it first.") % {"name": wanted})
        facts["equipment_id"] = machine.pk
    point = _known(enterprise, row)
    outcome = RowOutcome.UNCHANGED
    if point is None:
        point, outcome = (
            add_point(
                actor=actor,
                now=now,
                enterprise_id=enterprise.pk,
                rating=row.rating,
                verb=EntryVerb.IMPORTED,
                **facts,
            ),
            RowOutcome.ADDED,
        )
    elif _change(actor, now, point, facts, row.rating):
        outcome = RowOutcome.CHANGED
    if _measures(intake, point, row) and outcome == RowOutcome.UNCHANGED:
        outcome = RowOutcome.CHANGED
    point = RiskPoint.objects.select_related("place").get(pk=point.pk)
    level = rules.level_of(rating_of(point), table.at(point.region_code))
    message = ""
    if row.said and row.said != level:
        message = _("The sheet says “%(said)s”; by the raw values it is “%(level)s”.") % {
            "said": row.said.label,
            "level": level.label,
        }
    return RowReport(number, outcome, point.name, point, message)


def _known(enterprise: Enterprise, row: sheets.Row) -> RiskPoint | None:
    rows = RiskPoint.objects.select_related("place").filter(enterprise=enterprise, status=PointStatus.ACTIVE)
    if row.number is not None and (found := rows.filter(number=row.number).first()):
        return found
    same = [each for each in rows.filter(name=row.name) if sheets.key_of(each.where) == sheets.key_of(row.place)]
    return same[0] if same else None


def _change(actor, now: datetime, point: RiskPoint, facts: dict, rating: rules.Rating | None) -> bool:
    before = point.version
    if sheets.key_of(point.where) == sheets.key_of(facts.get("place_text", "")):
        facts = {name: value for name, value in facts.items() if name not in ("place_id", "place_text")}
    changed = describe_point(actor=actor, now=now, point_id=point.pk, note=_("From Excel"), **facts)
    held = rules.Rating(point.method, point.likelihood, point.exposure, point.consequence)
    if rating is not None and rating != held:
        changed = rate_point(
            actor=actor,
            now=now,
            point_id=point.pk,
            method=rating.method,
            likelihood=rating.likelihood,
            exposure=rating.exposure,
            consequence=rating.consequence,
            note=_("From Excel"),
        )
    return changed.version != before


def _measures(intake: _Intake, point: RiskPoint, row: sheets.Row) -> bool:
    """Add the measures of a row that the point does not have yet; return whether there were any."""
    held = set(Measure.objects.filter(point=point, status=MeasureStatus.IN_FORCE).values_list("kind", "text"))
    level = rules.level_of(rating_of(point), intake.table.at(point.region_code))
    post = intake.posts.get(sheets.key_of(row.owner))
    fresh = [(kind, text) for kind, text in row.measures if (kind, text[: rules.LONGEST["text"]]) not in held]
    for kind, text in fresh:
        add_measure(
            actor=intake.actor,
            now=intake.now,
            point_id=point.pk,
            kind=kind,
            text=text,
            control=row.control or rules.CONTROL_OF[level],
            post_id=post.pk if post else None,
            owner="" if post else row.owner,
            note=_("From Excel"),
        )
    return bool(fresh)
