"""The demonstration shows every state of a hazard and every side story, and playing it again adds nothing."""

import io

import pytest
from django.core.management import call_command

from core import scope
from documents.models import Document
from hazards.choices import EventVerb, Status
from hazards.models import Event, Hazard
from rectification.models import Letter, StopWork

#: What the ledgers tell between them.
STORIES = {
    EventVerb.REJECTED,
    EventVerb.TRANSFERRED,
    EventVerb.RECEIVED,
    EventVerb.FIXED_ON_SPOT,
    EventVerb.ORDER_WITHDRAWN,
    EventVerb.EXTENSION_ASKED,
    EventVerb.EXTENSION_GRANTED,
    EventVerb.EXTENSION_REFUSED,
    EventVerb.PLAN_SAVED,
    EventVerb.PROGRESS_REPORTED,
    EventVerb.WORK_STOPPED,
    EventVerb.RESUME_ASKED,
    EventVerb.WORK_RESUMED,
    EventVerb.RETURNED,
    EventVerb.PARTLY_ACCEPTED,
    EventVerb.HEAD_SIGNED,
    EventVerb.OPINION_ASKED,
    EventVerb.SECOND_OPINION,
    EventVerb.DOWNGRADED,
    EventVerb.LOOKED_BACK,
    EventVerb.REOPENED,
}


@pytest.mark.django_db
def test_every_state_and_story_occurs_and_a_second_run_adds_nothing():
    call_command("load_reference", stdout=io.StringIO())
    call_command("seed_demo", stdout=io.StringIO())
    with scope.everything(because="test"):
        states = set(Hazard.objects.values_list("status", flat=True))
        told = set(Event.objects.values_list("verb", flat=True))
        count = Event.objects.count()
        assert StopWork.objects.count() >= 2
        letters = set(Letter.objects.values_list("kind", "status"))
        proofs = Document.objects.filter(kind="service_receipt").count()
        actors = set(Event.objects.values_list("actor__person", flat=True))
    assert letters == {
        ("reminder", "rated"),
        ("notice", "served"),
        ("talk", "served"),
        ("reminder", "served"),
        ("notice", "draft"),
    }
    assert proofs == 4
    assert states == set(Status)
    assert set(STORIES) - told == set()
    assert "Safeloop" not in actors
    call_command("seed_demo", stdout=io.StringIO())
    with scope.everything(because="test"):
        assert Event.objects.count() == count
