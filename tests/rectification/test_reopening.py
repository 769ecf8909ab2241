"""Reopening: on a ground; a faked removal raises the supervision, flags the case and tells the level above."""

import pytest
from django.urls import reverse

from core import clock, scope
from core.errors import RuleBroken
from hazards.choices import Grade, Status
from hazards.models import Event
from notifications.models import Notice
from rectification import actions
from rectification.escalation import authority_above, flag_of, supervisor_of
from rectification.models import Order
from tests.cast import acting, api_as, client_as, make_authority, make_persona
from tests.hazards.factories import accept, bring_to, officers, reread, submit

pytestmark = pytest.mark.django_db


def reopen(cast, hazard, *, by="inspector", ground="fabricated", reason="The photo shows another store"):
    with acting(getattr(cast, by)) as actor:
        return actions.reopen(
            actor=actor,
            now=clock.now(),
            hazard_id=hazard.pk,
            reason=reason,
            ground=ground,
            officers=officers(cast),
            language="en",
        )


@pytest.fixture
def city_head(cast):
    with scope.everything(because="the tests give the city a head"):
        return make_persona("city_head", cast.authorities["5105"], "head", since=cast.county_head.membership.started_at)


def events_of(cast, hazard):
    with acting(cast.county_head):
        return list(Event.objects.filter(hazard=hazard).order_by("number"))


def notices(kind):
    with scope.everything(because="the tests read who was told"):
        return {
            row.membership.person.username
            for row in Notice.objects.filter(kind=kind).select_related("membership__person")
        }


def test_a_faked_removal_is_escalated_flagged_and_told_one_level_up(cast, city_head):
    hazard = bring_to(cast, "closed", grade=Grade.MAJOR)
    reopen(cast, hazard)
    again = reread(cast, hazard)
    assert (again.status, again.episode) == (Status.RECTIFYING, 2)
    # The order stays with the county: who is competent does not change, who supervises does.
    assert again.authority_id == hazard.authority_id
    with acting(cast.county_head):
        assert Order.objects.get(hazard=hazard, status="in_force").authority_id == hazard.authority_id
        assert supervisor_of(again) == cast.authorities["5105"]
    events = events_of(cast, hazard)
    assert [event.verb for event in events[-2:]] == ["reopened", "escalated"]
    assert events[-1].data["to_id"] == str(cast.authorities["5105"].pk)
    assert (events[-1].from_status, events[-1].to_status) == ("rectifying", "rectifying")
    answerable = events[-2].data["answerable"]
    assert [(row["verb"], row["person"]) for row in answerable] == [
        ("submitted", "Safety Head"),
        ("verified", "Second Inspector"),
        ("head_signed", "County Head"),
        ("accepted", "County Head"),
    ]
    assert notices("removal_faked") == {"city_head"}
    assert "county_head" in notices("hazard_reopened")
    flag = flag_of(events)
    assert (flag.supervisor, flag.reason) == (cast.authorities["5105"].name_zh, "The photo shows another store")


def test_a_second_fake_rises_to_the_province_and_stops_there(cast):
    hazard = bring_to(cast, "closed")
    for turn in range(3):
        reopen(cast, hazard)
        submit(cast, hazard, seed=100 + turn)
        accept(cast, hazard)
    raised = [event.data["to_id"] for event in events_of(cast, hazard) if event.verb == "escalated"]
    assert raised == [str(cast.authorities["5105"].pk), str(cast.authorities["51"].pk)]
    # The city has no head, so its clerk is told; the province has one.
    assert notices("removal_faked") == {"city_clerk", "provincial_head"}


@pytest.mark.parametrize("ground", ["returned", "incomplete"])
def test_other_grounds_accuse_nobody(cast, ground):
    hazard = bring_to(cast, "closed")
    reopen(cast, hazard, ground=ground)
    events = events_of(cast, hazard)
    assert events[-1].verb == "reopened"
    assert events[-1].data["ground"] == ground
    assert "answerable" not in events[-1].data
    assert flag_of(events) is None
    assert notices("removal_faked") == set()


@pytest.mark.parametrize("ground", [None, "", "because"])
def test_a_closed_hazard_is_opened_again_only_on_a_ground(cast, ground):
    hazard = bring_to(cast, "closed")
    with pytest.raises(RuleBroken, match="on which ground"):
        reopen(cast, hazard, ground=ground)
    assert reread(cast, hazard).status == Status.CLOSED


def test_above_stands_the_same_department_of_the_nearest_region_that_supervises_the_industry(cast):
    with scope.everything(because="the tests add departments"):
        county = cast.authorities["510525"]
        make_authority("5105", kind="commission_office", department="AW")
        other = make_authority("5105", department="XF")
        assert authority_above(county, "K04") == cast.authorities["5105"]
        cast.authorities["5105"].industries.set(["K05"])
        other.industries.set(["K05"])
        assert authority_above(county, "K04").kind == "commission_office"
        assert authority_above(cast.authorities["51"], "K04") is None


def test_the_page_asks_for_the_ground_and_the_dossier_shows_the_flag(cast):
    hazard = bring_to(cast, "closed")
    client, page = client_as(cast.county_head), reverse("rectification:reopen", args=[hazard.pk])
    body = {"reason": "The photo shows another store", "officers": [str(row.pk) for row in officers(cast)]}
    assert "The removal was faked" in client.get(page).content.decode()
    assert client.post(page, body).status_code == 422
    assert client.post(page, body | {"ground": "fabricated", "language": "en"}).status_code == 302
    for who in (cast.county_head, cast.city_clerk, cast.safety_head):
        text = client_as(who).get(reverse("hazards:dossier", args=[hazard.pk])).content.decode()
        assert "Flagged for accountability" in text
        assert "Who answers for it" in text
        assert cast.authorities["5105"].name_zh in text
    plain = bring_to(cast, "served", seed=5)
    other = client.get(reverse("hazards:dossier", args=[plain.pk])).content.decode()
    assert "Flagged for accountability" not in other


def test_the_same_through_the_api(cast):
    hazard = bring_to(cast, "closed")
    client, address = api_as(cast.inspector), f"/api/v1/hazards/{hazard.pk}/reopen/"
    body = {"reason": "It was never done", "officers": [str(row.pk) for row in officers(cast)], "language": "en"}
    refused = client.post(address, body, content_type="application/json")
    assert (refused.status_code, "ground" in refused.json()["fields"]) == (422, True)
    done = client.post(address, body | {"ground": "fabricated"}, content_type="application/json")
    assert (done.status_code, done.json()["status"]) == (200, "rectifying")


def test_the_submit_form_repeats_why_it_came_back(cast):
    hazard = bring_to(cast, "submitted")
    client, page = client_as(cast.safety_head), reverse("rectification:submit", args=[hazard.pk])
    with acting(cast.second_inspector) as actor:
        actions.verify(
            actor=actor,
            now=clock.now(),
            hazard_id=hazard.pk,
            verdict="returned",
            method="photo",
            reason="The middle stack is still too high",
        )
    text = client.get(page).content.decode()
    assert "It was returned to you for this reason" in text
    assert "The middle stack is still too high" in text
    submit(cast, hazard, seed=70)
    accept(cast, hazard)
    reopen(cast, hazard, ground="returned", reason="Three metres again")
    text = client.get(page).content.decode()
    assert "It was opened again for this reason" in text
    assert "Three metres again" in text
    assert "The middle stack is still too high" not in text
    fresh = bring_to(cast, "served", seed=8)
    assert "for this reason" not in client.get(reverse("rectification:submit", args=[fresh.pk])).content.decode()


def test_what_was_seen_is_asked_for_wherever_accepting_needs_it(cast):
    hazard = bring_to(cast, "submitted")
    client, page = client_as(cast.county_clerk), reverse("rectification:accept", args=[hazard.pk])
    assert client.get(page).context["form"].fields["seen"].required
    body = {"method": "photo", "seen": "", "language": "en", "officers": [str(row.pk) for row in officers(cast)]}
    for verdict in ("accepted", "partly"):
        refused = client.post(page, body | {"verdict": verdict, "rest": "The rest"})
        assert refused.status_code == 422
        assert "seen" in refused.context["form"].errors
    returned = client.post(page, body | {"verdict": "returned", "reason": "Not lower", "officers": []})
    assert returned.status_code == 302
