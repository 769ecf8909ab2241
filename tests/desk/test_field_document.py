"""A published table of fields becomes one numbered document a language, made of what it froze, by its own region."""

from datetime import date

import pytest

from checklists.fields import actions as fields
from core.errors import NotAllowed, RuleBroken
from desk.fields.actions import issue_field_table
from documents.models import Document
from enterprises.models import Department
from tests.cast import NOW, acting


def test_a_published_table_becomes_one_document(cast):
    Department.objects.get_or_create(pk="YJ", defaults={"name_zh": "应急管理部门", "name_en": "Emergency management"})
    with acting(cast.county_clerk) as actor:
        table = fields.draft_fields(actor=actor, now=NOW)
        fields.set_field(actor=actor, now=NOW, table_id=table.pk, industry="K04", leads=["YJ"], assists=[])
        with pytest.raises(RuleBroken):
            issue_field_table(actor=actor, now=NOW, table_id=table.pk)
        fields.submit_fields(actor=actor, now=NOW, table_id=table.pk, edition="2026", gaps_note="县安委办")
    with acting(cast.county_head) as actor:
        fields.publish_fields(actor=actor, now=NOW, table_id=table.pk, effective_from=date(2026, 12, 1))
        made = issue_field_table(actor=actor, now=NOW, table_id=table.pk)
        assert issue_field_table(actor=actor, now=NOW, table_id=table.pk).pk == made.pk
        rows = {row["code"]: row for row in made.snapshot["key_fields"]}
        assert rows["K04"]["leads"] == ["应急管理部门"]
        assert rows["K05"]["gap"] == "no_lead"
        english = issue_field_table(actor=actor, now=NOW, table_id=table.pk, language="en")
        assert english.snapshot["key_fields"][0]["leads"] == ["Emergency management"]
        assert Document.objects.filter(kind="field_table").count() == 2
    with acting(cast.inspector) as actor, pytest.raises(NotAllowed):
        issue_field_table(actor=actor, now=NOW, table_id=table.pk)
