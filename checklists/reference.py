"""Loads the standards, the criteria of major hazards and the nation's checklists from `data/`."""

import json
import uuid
from collections.abc import Callable
from datetime import date, datetime

from django.db import models

from accounts.actor import system_actor
from checklists.actions import publish_version, submit_version
from checklists.choices import Frequency, VersionStatus
from checklists.fields import selectors
from checklists.fields.actions import publish_fields, submit_fields
from checklists.fields.rules import ASSIST, LEAD
from checklists.models import (
    Checklist,
    ChecklistItem,
    ChecklistVersion,
    Criterion,
    FieldDuty,
    FieldTable,
    Standard,
)
from regions.reference import DATA, Loaded, day_or_none, read_csv, upsert

#: Ids of shipped lists follow from their codes, so that every installation calls the same item the same.
NAMES = uuid.UUID("6f0a1d5c-6a7e-5a31-9a54-6e2c8c1f7f20")

#: The nation's table is this platform's proposal from `data/industries.csv`; regions say their own.
FIELDS_EDITION, FIELDS_HOLD_FROM = "2026", date(2026, 1, 1)


def load_standards() -> Loaded:
    """Load the documents that say what a major hazard is."""
    names = ("code", "document_no", "name_zh", "name_en", "issuer", "published", "effective", "status", "item_count")
    rows = [
        Standard(
            **{name: row[name] for name in (*names, "certainty", "dates_certainty", "evidence")},
            valid_from=day_or_none(row["valid_from"]),
            valid_to=day_or_none(row["valid_to"]),
        )
        for row in read_csv("standards.csv")
    ]
    return upsert(rows, key=["code", "document_no"])


def load_criteria() -> Loaded:
    """Load the criteria with the days in which they hold."""
    standards = {(row.code, row.document_no): row.pk for row in Standard.objects.all()}
    names = ("code", "sector_code", "sector_zh", "sector_en", "text_zh", "text_en", "legal_source", "article")
    rows = [
        Criterion(
            **{name: row[name] for name in (*names, "status", "certainty", "dates_certainty", "evidence", "initials")},
            industry_id=row["industry_code"],
            standard_id=standards[row["standard_code"], row["document_no"]],
            valid_from=day_or_none(row["valid_from"]),
            valid_to=day_or_none(row["valid_to"]),
            search_text=" ".join(row[name] for name in names).lower(),
        )
        for row in read_csv("criteria.csv")
    ]
    return upsert(rows, key=["code"])


def _item(version: ChecklistVersion, position: int, row: dict, stems: dict[str, uuid.UUID]) -> ChecklistItem:
    same = (
        "section_zh",
        "section_en",
        "text_zh",
        "text_en",
        "basis_zh",
        "basis_en",
        "method",
        "finding_zh",
        "finding_en",
    )
    return ChecklistItem(
        id=uuid.uuid5(NAMES, f"{version.pk}/{position}"),
        region_code="",
        version=version,
        position=position,
        **{name: row[name] for name in same},
        criterion_id=row["criterion"] or None,
        default_grade=row["grade"],
        default_days=row["days"],
        photo_required=row["photo"],
        critical=row["critical"],
        frequency=row.get("frequency", Frequency.VISIT),
        weight=row.get("weight", 1),
        stem=stems.get(row["text_zh"]),
    )


def _content(item: ChecklistItem) -> dict:
    """Return what an item says, without what tells versions apart."""
    return {
        field.attname: getattr(item, field.attname)
        for field in item._meta.concrete_fields
        if not isinstance(field, models.UUIDField) and field.attname != "version_id"
    }


def load_checklist(name: str, *, now: datetime) -> Loaded:
    """Load one shipped list and publish it. A changed file becomes a new version; an equal one changes nothing."""
    data = json.loads((DATA / "checklists" / name).read_text(encoding="utf-8"))
    facts = {
        "kind": data["kind"],
        "industry_id": data["industry"] or None,
        "department_id": data.get("department"),
        "name_zh": data["name_zh"],
        "name_en": data["name_en"],
    }
    checklist, _new = Checklist.objects.update_or_create(
        region_code="",
        enterprise=None,
        code=data["code"],
        defaults=facts,
        create_defaults=facts | {"id": uuid.uuid5(NAMES, data["code"])},
    )
    current = checklist.versions.filter(status=VersionStatus.PUBLISHED).first()
    number = (checklist.versions.aggregate(last=models.Max("number"))["last"] or 0) + 1
    version = ChecklistVersion(
        id=uuid.uuid5(NAMES, f"{data['code']}/{number}"), region_code="", checklist=checklist, number=number
    )
    earlier = list(current.items.order_by("position")) if current else []
    stems = {item.text_zh: item.identity for item in earlier}
    items = [_item(version, position, row, stems) for position, row in enumerate(data["items"], start=1)]
    present = [_content(item) for item in earlier]
    if present == [_content(item) for item in items]:
        return Loaded(f"checklist {data['code']}", len(items), 0, 0)
    ChecklistVersion.objects.bulk_create([version])
    ChecklistItem.objects.bulk_create(items)
    submit_version(actor=system_actor("load_reference"), now=now, version_id=version.pk)
    publish_version(
        actor=system_actor("load_reference"),
        now=now,
        version_id=version.pk,
        effective_from=date.fromisoformat(data["effective_from"]),
    )
    return Loaded(f"checklist {data['code']}", len(items), 0 if current else len(items), len(items) if current else 0)


def load_fields(*, now: datetime) -> Loaded:
    """Load the nation's table of fields and departments from the industries; a changed one becomes a new version."""
    wanted = {}
    for field in selectors.fields():
        wanted |= {(field.code, code): ASSIST for code in field.co_authority_codes}
        wanted[field.code, field.lead_authority_code] = LEAD
    current = FieldTable.objects.filter(region_code="", status=VersionStatus.PUBLISHED).first()
    rows = {(row.industry_id, row.department_id): row.part for row in current.duties.all()} if current else {}
    if rows == wanted:
        return Loaded("field table", len(wanted), 0, 0)
    actor = system_actor("load_reference")
    number = (FieldTable.objects.filter(region_code="").aggregate(last=models.Max("number"))["last"] or 0) + 1
    table = FieldTable.objects.create(
        id=uuid.uuid5(NAMES, f"fields/{number}"), region_code="", number=number, edition=FIELDS_EDITION
    )
    FieldDuty.objects.bulk_create(
        FieldDuty(region_code="", table=table, industry_id=field, department_id=code, part=part)
        for (field, code), part in wanted.items()
    )
    submit_fields(actor=actor, now=now, table_id=table.pk)
    publish_fields(actor=actor, now=now, table_id=table.pk, effective_from=FIELDS_HOLD_FROM)
    return Loaded("field table", len(wanted), 0 if current else len(wanted), len(wanted) if current else 0)


def load(*, now: datetime, say: Callable[[object], None]) -> None:
    """Load everything of this app."""
    say(load_standards())
    say(load_criteria())
    for path in sorted((DATA / "checklists").glob("*.json")):
        say(load_checklist(path.name, now=now))
    say(load_fields(now=now))
