"""Reads of the tables of fields: what holds in a region, from where, and with which gaps."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from checklists.choices import VersionStatus
from checklists.fields.rules import Answer, answer
from checklists.models import FieldDuty, FieldTable, in_language
from core.errors import NotVisible
from enterprises.models import Department, Industry
from regions.models import Region
from regions.selectors import path_of

#: The 18 key fields and the 45 emerging ones.
GROUPS = ("key18", "emerging45")
LONGEST_LIST = 100


@dataclass(frozen=True)
class FieldLine:
    """A field with who answers for it in a region."""

    industry: Industry
    answer: Answer
    leads: list[Department]
    assists: list[Department]
    source: Region | None

    @property
    def code(self) -> str:
        """The field's code."""
        return self.industry.code

    @property
    def gap(self) -> str:
        """no_lead, two_leads, or empty."""
        return self.answer.gap


def fields() -> list[Industry]:
    """Return the key fields and the emerging ones, in the order of their codes."""
    order = {group: place for place, group in enumerate(GROUPS)}
    return sorted(Industry.objects.filter(group__in=GROUPS), key=lambda row: (order[row.group], row.code))


def lines(region_code: str, own: FieldTable | None = None) -> list[FieldLine]:
    """Return every field with who answers for it in a region: its own word where it has one, else the nearest above.

    `own` stands in for the region's published table, so that a draft shows what would hold.
    """
    path = ["", *path_of(region_code)]
    tables = FieldTable.objects.filter(status=VersionStatus.PUBLISHED, region_code__in=path)
    if own is not None:
        tables = tables.exclude(region_code=own.region_code)
    keys = {own.pk} if own is not None else set()
    keys |= set(tables.values_list("pk", flat=True))
    said: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    rows = FieldDuty.objects.filter(table__in=keys).values_list("industry_id", "region_code", "department_id", "part")
    for industry, region, department, part in rows:
        said[industry][region].append((department, part))
    departments = Department.objects.in_bulk()
    regions = Region.objects.in_bulk([code for code in path if code])
    found = []
    for industry in fields():
        held = answer(said[industry.code], path)
        found.append(
            FieldLine(
                industry,
                held,
                [departments[code] for code in held.leads],
                [departments[code] for code in held.assists],
                regions.get(held.source or ""),
            )
        )
    return found


def tables_of(region_code: str) -> QuerySet[FieldTable]:
    """Return the versions of a region and of those above it, the nearest and newest first."""
    codes = ["", *path_of(region_code)]
    rows = FieldTable.objects.filter(region_code__in=codes).annotate(row_count=Count("duties__industry", distinct=True))
    return rows.order_by("-region_code", "-number")


def visible_table(table_id: UUID) -> FieldTable:
    """Return a readable table. Raises `NotVisible`."""
    table = FieldTable.objects.filter(pk=table_id).first()
    if table is None:
        raise NotVisible(_("There is no such table, or it is outside your region."))
    return table


def field_of(code: str) -> Industry:
    """Return one of the fields. Raises `NotVisible`."""
    found = Industry.objects.filter(pk=code, group__in=GROUPS).first()
    if found is None:
        raise NotVisible(_("There is no such field."))
    return found


def _department(row: Department) -> dict:
    return {"code": row.code, "zh": row.name_zh, "en": row.name_en}


def frozen(table: FieldTable, effective_from: date) -> dict:
    """Return what a table says of every field on the day of its publication, for ever: the content of its document."""
    region = Region.objects.filter(pk=table.region_code).first()
    rows = [
        {
            "code": line.code,
            "group": line.industry.group,
            "zh": line.industry.name_zh,
            "en": line.industry.name_en,
            "leads": [_department(row) for row in line.leads],
            "assists": [_department(row) for row in line.assists],
            "own": line.answer.source == table.region_code,
            "source": line.answer.source,
            "gap": line.gap,
        }
        for line in lines(table.region_code, table)
    ]
    return {
        "region": table.region_code,
        "region_zh": region.name_zh if region else "全国",
        "region_en": region.name_en if region else "The nation",
        "edition": table.edition,
        "number": table.number,
        "effective_from": effective_from.isoformat(),
        "gaps_note": table.gaps_note,
        "rows": rows,
    }


@dataclass(frozen=True)
class KeptLine:
    """A field as a published table keeps it, with what lines() gives of a living one."""

    code: str
    name: str
    leads: list[str]
    assists: list[str]
    own: bool
    gap: str
    source: str | None = None


def kept_lines(table: FieldTable) -> list[KeptLine]:
    """Return the fields as a published table froze them, in the reader's language."""
    return [
        KeptLine(
            row["code"],
            in_language(row["zh"], row["en"]),
            [in_language(each["zh"], each["en"]) for each in row["leads"]],
            [in_language(each["zh"], each["en"]) for each in row["assists"]],
            row["own"],
            row["gap"],
            row["source"],
        )
        for row in table.content.get("rows", [])
    ]


def draft_lines(table: FieldTable) -> list[KeptLine]:
    """Return the fields as a table that is not published yet would have them."""
    return [
        KeptLine(
            line.code,
            line.industry.name,
            [row.name for row in line.leads],
            [row.name for row in line.assists],
            line.answer.source == table.region_code,
            line.gap,
            line.answer.source,
        )
        for line in lines(table.region_code, table)
    ]
