"""The published table of fields as a numbered document: checklists and documents stand side by side, so it is here.

Neither of the two may import the other. The table freezes what it says when it is published; the document is made of
that content alone, in the name of the region's authority, once a language.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Authority
from checklists import policy
from checklists.choices import VersionStatus
from checklists.fields.selectors import GROUPS, visible_table
from checklists.models import FieldTable
from core import clock
from core.errors import NotAllowed, RuleBroken
from core.policy import require
from documents import actions as documents
from documents import snapshots
from documents.choices import Kind, Language
from documents.models import Document

KEY_FIELDS, EMERGING_FIELDS = GROUPS
NAMES = uuid.UUID("0b7c1f7e-54b1-5f0e-9f37-0a3f5a9be0d1")


def document_key(table_id: uuid.UUID, language: str) -> uuid.UUID:
    """Return the id of a table's document: there is one of each language, however often it is asked for."""
    return uuid.uuid5(NAMES, f"{table_id}/{language}")


def _rows(content: dict, group: str, word: str) -> list[snapshots.FieldRow]:
    return [
        snapshots.FieldRow(
            row["code"],
            row[word],
            [each[word] for each in row["leads"]],
            [each[word] for each in row["assists"]],
            row["own"],
            row["gap"],
        )
        for row in content["rows"]
        if row["group"] == group
    ]


def snapshot_of(table: FieldTable, issuer: Authority, *, now: datetime, language: str) -> snapshots.FieldTableSnapshot:
    """Return the data of a table's document: what it froze on its publication, in one language."""
    content, word = table.content, "zh" if language == Language.CHINESE else "en"
    region = content[f"region_{word}"]
    title = "行业领域安全监管责任清单" if word == "zh" else "Who Supervises Safety in Which Field"
    return snapshots.FieldTableSnapshot(
        issuer=snapshots.Issuer.of(issuer),
        signed_on=clock.day_of(now).isoformat(),
        title=f"{region}{title}" if word == "zh" else f"{title}: {region}",
        region=region,
        edition=content["edition"],
        version=content["number"],
        effective_from=content["effective_from"],
        gaps_note=content["gaps_note"],
        key_fields=_rows(content, KEY_FIELDS, word),
        emerging_fields=_rows(content, EMERGING_FIELDS, word),
    )


@transaction.atomic
def issue_field_table(*, actor, now: datetime, table_id: uuid.UUID, language: str = Language.CHINESE) -> Document:
    """Take a number for a published table and have its PDF drawn up. Asked for again, the same document is returned."""
    table = visible_table(table_id)
    require(policy.can_draft_fields(actor, table.region_code))
    known = Document.objects.filter(pk=document_key(table.pk, language)).first()
    if known is not None:
        return known
    if table.status not in (VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED):
        raise RuleBroken(_("Only a published table becomes a document. Nothing was issued; have it reviewed first."))
    issuer = Authority.objects.select_related("region").filter(pk=actor.tenant_id).first()
    if issuer is None or issuer.region_code != table.region_code:
        raise NotAllowed(_("An authority of the table's own region issues its document."))
    return documents.issue_document(
        actor=actor,
        now=now,
        kind=Kind.FIELD_TABLE,
        issuer=issuer,
        snapshot=snapshot_of(table, issuer, now=now, language=language),
        language=language,
        id=document_key(table.pk, language),
    )
