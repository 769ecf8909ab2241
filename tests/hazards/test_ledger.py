"""What the database itself refuses, whoever asks: a rewritten ledger, a skipped event, a removed hazard."""

import pytest
from django.db import DatabaseError, connection, transaction

from core import scope
from core.errors import RuleBroken
from hazards import actions
from hazards.choices import Verb
from hazards.facts import facts_for
from hazards.models import Event, Hazard
from rectification.models import Deadline
from tests.cast import NOW, acting
from tests.hazards.factories import bring_to, record

pytestmark = pytest.mark.django_db


def refused(statement: str, *values) -> None:
    everything = scope.everything(because="the tests try what nobody may")
    with everything, pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_ledger_is_append_only(cast):
    hazard = record(cast)
    refused("UPDATE hazards_event SET note = 'x' WHERE hazard_id = %s", hazard.pk)
    refused("DELETE FROM hazards_event WHERE hazard_id = %s", hazard.pk)


def test_hazard_is_never_removed_and_changes_by_one_event(cast):
    hazard = record(cast)
    refused("DELETE FROM hazards_hazard WHERE id = %s", hazard.pk)
    refused("UPDATE hazards_hazard SET status = 'rejected' WHERE id = %s", hazard.pk)
    refused("UPDATE hazards_hazard SET due_on = '2030-01-01' WHERE id = %s", hazard.pk)
    refused("UPDATE hazards_hazard SET description = 'nothing', version = version + 1 WHERE id = %s", hazard.pk)
    refused("UPDATE hazards_hazard SET status = 'closed', version = version + 1 WHERE id = %s", hazard.pk)


def test_deadline_is_only_superseded(cast):
    hazard = bring_to(cast, "ordered")
    with acting(cast.county_clerk):
        deadline = Deadline.objects.get(order__hazard=hazard)
    refused("UPDATE rectification_deadline SET due_on = '2030-01-01' WHERE id = %s", deadline.pk)
    refused("DELETE FROM rectification_deadline WHERE id = %s", deadline.pk)


def test_numbers_are_unique_and_grow(cast):
    first, second = record(cast, photos=False), record(cast, photos=False)
    assert second.number > first.number


def test_a_refused_act_leaves_no_trace(cast):
    hazard = record(cast)
    with acting(cast.inspector) as actor:
        with pytest.raises(RuleBroken):
            actions.reject(actor=actor, now=NOW, hazard_id=hazard.pk, reason=" ")
        assert Event.objects.filter(hazard=hazard).count() == 1
        assert Hazard.objects.get(pk=hazard.pk).version == 1


def test_only_named_columns_can_be_changed_by_an_act(cast):
    hazard = record(cast)
    with acting(cast.inspector) as actor:
        locked = actions.lock_hazard(hazard.pk)
        facts = facts_for(actor, locked, now=NOW, reason="No")
        with pytest.raises(TypeError):
            actions.advance(
                actor=actor, now=NOW, hazard=locked, verb=Verb.REJECT, facts=facts, changes={"status": "closed"}
            )
