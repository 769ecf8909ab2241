"""Tables of fields: who answers for a field, by the nearest region."""

import pytest
from django.db import IntegrityError, transaction

from checklists.fields import actions as fields
from checklists.fields import selectors as field_rows
from checklists.models import FieldTable
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from tests.cast import NOW, acting
from tests.checklists.levels import TODAY, reference

__all__ = ["reference"]


def test_a_region_says_who_answers_for_a_field_and_the_rest_comes_from_above(reference, cast):
    with acting(cast.county_clerk) as actor:
        rows = field_rows.lines(actor.region_code)
        assert len(rows) == 63
        assert {row.gap for row in rows} == {""}
        table = fields.draft_fields(actor=actor, now=NOW)
        assert fields.draft_fields(actor=actor, now=NOW).pk == table.pk
        fields.set_field(actor=actor, now=NOW, table_id=table.pk, industry="EM01", leads=["XF"], assists=["GA"])
        fields.set_field(actor=actor, now=NOW, table_id=table.pk, industry="EM02", leads=["XF", "WL"], assists=[])
        with pytest.raises(Conflict) as stale:
            fields.set_field(
                actor=actor, now=NOW, table_id=table.pk, industry="EM01", leads=["GA"], assists=[], revision=0
            )
        assert "Fire and rescue" in str(stale.value)
        with pytest.raises(NotVisible):
            fields.set_field(actor=actor, now=NOW, table_id=table.pk, industry="IT-5", leads=["XF"], assists=[])
        with pytest.raises(RuleBroken):
            fields.submit_fields(actor=actor, now=NOW, table_id=table.pk)
        fields.submit_fields(actor=actor, now=NOW, table_id=table.pk, edition="2026", gaps_note="县安委办")
    with acting(cast.county_head) as actor:
        held = fields.publish_fields(actor=actor, now=NOW, table_id=table.pk, effective_from=TODAY)
        content = {row["code"]: row for row in held.content["rows"]}
        assert len(content) == 63
        assert (content["EM01"]["own"], content["EM02"]["gap"]) == (True, "two_leads")
        for attempt in (
            lambda: FieldTable.objects.filter(pk=table.pk).update(edition="2027"),
            lambda: FieldTable.objects.filter(pk=table.pk).delete(),
            lambda: held.duties.all().delete(),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                attempt()
        lines = {row.code: row for row in field_rows.lines("510525")}
        assert [each.pk for each in lines["EM01"].leads] == ["XF"]
        assert lines["EM02"].gap == "two_leads"
        assert lines["K04"].answer.source == ""
    with acting(cast.sibling_inspector) as actor:
        assert {row.code: row for row in field_rows.lines(actor.region_code)}["EM02"].gap == ""


def test_a_table_is_reviewed_by_another_person(reference, cast):
    with acting(cast.county_head) as actor:
        table = fields.draft_fields(actor=actor, now=NOW)
        fields.set_field(actor=actor, now=NOW, table_id=table.pk, industry="EM01", leads=["XF"], assists=[])
        fields.submit_fields(actor=actor, now=NOW, table_id=table.pk)
        with pytest.raises(NotAllowed):
            fields.publish_fields(actor=actor, now=NOW, table_id=table.pk, effective_from=TODAY)
    with acting(cast.anhui_clerk) as actor, pytest.raises(NotVisible):
        fields.discard_fields(actor=actor, now=NOW, table_id=table.pk)
