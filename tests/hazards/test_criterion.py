"""A criterion is found by typing words, on the page without a script too, and by its code."""

import pytest
from django.urls import reverse

from core import clock
from hazards.models import Hazard
from tests.cast import acting, client_as
from tests.hazards.factories import record, reread
from tests.inspections.visits import CRITERION, make_checklist

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(cast):
    """Words of the criterion that the visits' tests load."""
    make_checklist(clock.now())
    return "storing"


def test_words_ask_which_criterion_is_meant(cast, words):
    hazard = record(cast)
    client, page = client_as(cast.second_inspector), reverse("hazards:confirm", args=[hazard.pk])
    shown = client.get(page).content.decode()
    assert f'data-url="{reverse("criterion-search")}"' in shown
    assert "criterion.js" in shown
    body = {"grade": "major", "reason": "It meets the criterion", "criterion": words, "version": hazard.version}
    asked = client.post(page, body)
    assert asked.status_code == 422
    text = asked.content.decode()
    assert "Choose which of these criteria you mean." in text
    assert f'name="criterion_choice" value="{CRITERION}"' in text
    assert client.post(page, body | {"criterion_choice": "nothing"}).status_code == 422
    assert client.post(page, body | {"criterion_choice": CRITERION}).status_code == 302
    again = reread(cast, hazard)
    assert (again.grade, again.criterion_id) == ("major", CRITERION)


def test_a_code_is_enough_and_words_without_an_answer_say_so(cast, words):
    hazard = record(cast)
    client, page = client_as(cast.second_inspector), reverse("hazards:upgrade", args=[hazard.pk])
    nothing = client.post(page, {"reason": "Worse", "criterion": "zzqqxx", "version": hazard.version})
    assert "No criterion answers these words." in nothing.content.decode()
    done = client.post(page, {"reason": "Worse", "criterion": CRITERION.lower(), "version": hazard.version})
    assert done.status_code == 302
    assert reread(cast, hazard).criterion_id == CRITERION


def test_an_enterprise_names_it_when_it_records(cast, words):
    client = client_as(cast.safety_head)
    body = {
        "enterprise": str(cast.enterprise.pk),
        "description": "Store above its limit",
        "grade": "major",
        "found_on": clock.today().isoformat(),
        "criterion": words,
    }
    asked = client.post(reverse("hazards:record"), body)
    assert asked.status_code == 422
    assert "Which criterion do you mean?" in asked.content.decode()
    assert client.post(reverse("hazards:record"), body | {"criterion_choice": CRITERION}).status_code == 302
    with acting(cast.county_clerk):
        assert Hazard.objects.get(description="Store above its limit").criterion_id == CRITERION


def test_the_search_answers_a_signed_in_browser(cast, words):
    answer = client_as(cast.safety_head).get(reverse("criterion-search"), {"q": words, "industry": "K04"})
    assert CRITERION in [row["code"] for row in answer.json()]
