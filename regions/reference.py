"""Loads the divisions and the calendar from `data/`, as often as one likes: what is there and equal stays untouched."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import models

from regions.choices import DayKind, RegionLevel
from regions.models import CalendarDay, CalendarYear, Region

DATA = settings.BASE_DIR / "data"
BATCH = 1000
#: GB/T 2260 writes six digits; trailing pairs of zeros only fill up, so the path drops them.
PAIR = 2
LEVELS = {"province": RegionLevel.PROVINCE, "municipality": RegionLevel.CITY, "county": RegionLevel.COUNTY}


@dataclass(frozen=True)
class Loaded:
    """What one table got: rows in the file, and how many of them were new, different, or equal to what was there."""

    table: str
    total: int
    created: int
    updated: int

    @property
    def unchanged(self) -> int:
        """Rows that were already there as they are."""
        return self.total - self.created - self.updated

    def __str__(self) -> str:
        return (
            f"{self.table}: {self.total} rows, {self.created} new, {self.updated} changed, {self.unchanged} unchanged"
        )


def read_csv(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a file of `data/`."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def day_or_none(text: str) -> date | None:
    """Return a date, or None for an empty cell: unknown stays unknown."""
    return date.fromisoformat(text) if text else None


def upsert(
    rows: Sequence[models.Model], *, key: Sequence[str], ignore: Sequence[str] = (), only: models.QuerySet | None = None
) -> Loaded:
    """Write the rows that are new or differ, a thousand a statement, found again by `key`.

    Fields in `ignore` (when it was loaded) do not make a row different. `only` limits which present rows are compared.
    """
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in key]
    compared = [field.attname for field in fields if field.name not in ignore]

    def key_of(row: models.Model) -> tuple:
        return tuple(getattr(row, model._meta.get_field(name).attname) for name in key)

    present = {key_of(row): row for row in (model.objects.all() if only is None else only)}
    created, changed = [], []
    for row in rows:
        before = present.get(key_of(row))
        if before is None:
            created.append(row)
        elif any(getattr(before, name) != getattr(row, name) for name in compared):
            changed.append(row)
    model.objects.bulk_create(
        created + changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=list(key),
        update_fields=[field.name for field in fields],
    )
    return Loaded(model._meta.label, len(rows), len(created), len(changed))


def region_path(code: str) -> str:
    """Return the path of a six-digit code: 510000 is `51`, 510500 is `5105`, 510525 stays."""
    while code and code.endswith("00"):
        code = code[:-PAIR]
    return code


def load_regions() -> Loaded:
    """Load the divisions, parents first. The counties of a municipality hang on the province row itself."""
    rows = [
        Region(
            code=region_path(row["code"]),
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            name_pinyin=" ".join(filter(None, (row["name_pinyin"], row["alias"]))),
            level=LEVELS[row["level"]],
            unit_type=row["unit_type"],
            parent_id=region_path(row["parent_code"]) or None,
            valid_from=day_or_none(row["valid_from"]),
            valid_to=day_or_none(row["valid_to"]),
        )
        for row in read_csv("regions.csv")
    ]
    rows.sort(key=lambda region: (len(region.code), region.code))
    return upsert(rows, key=["code"])


def load_calendar(*, now: datetime) -> list[Loaded]:
    """Load the nation's holidays and make-up days. Days that somebody entered here (other years, local ones) stay."""
    years = [
        CalendarYear(year=int(row["year"]), version=row["version"], source=row["source"], loaded_at=now)
        for row in read_csv("calendar_years.csv")
    ]
    days = [
        CalendarDay(
            date=date.fromisoformat(row["date"]),
            region_code="",
            kind=DayKind(row["day_type"]),
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            note=row["note"],
        )
        for row in read_csv("calendar_days.csv")
    ]
    return [
        upsert(days, key=["region_code", "date"], only=CalendarDay.objects.filter(region_code="")),
        upsert(years, key=["year"], ignore=["loaded_at"]),
    ]


def load(*, now: datetime, say: Callable[[object], None]) -> None:
    """Load everything of this app. Must run inside `scope.everything`."""
    say(load_regions())
    for loaded in load_calendar(now=now):
        say(loaded)
