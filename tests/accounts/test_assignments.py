"""Cross-region inspectors and agency experts reach the enterprises of their current assignments, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from enterprises.models import Enterprise
from tests.cast import NOW, acting, api_as, client_as

WEEK = {"starts_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=6), "reason": "Cross-inspection"}

#: What a test asks of the database itself: its savepoint, the release, the forgetting of the scope.
OWN = 3


def reached(persona, now) -> set[str]:
    with acting(persona, now):
        return set(Enterprise.objects.values_list("name", flat=True))


def assign(cast, who="county_clerk", username="anhui_inspector", enterprise="enterprise", **change):
    with acting(getattr(cast, who)) as actor:
        data = {"enterprise_id": getattr(cast, enterprise).pk, "username": username, **WEEK, **change}
        return actions.assign(actor=actor, now=NOW, **data)


def test_an_assignment_opens_one_enterprise_for_its_period(cast):
    own = {"Huoqiu Foundry"}
    assert reached(cast.anhui_inspector, NOW) == own
    assignment = assign(cast, username=" Anhui_Inspector")
    assert assignment.assignee["certificate_no"] == "皖N00401"
    assert reached(cast.anhui_inspector, NOW) == own | {"Gulin Fireworks Wholesale"}
    assert reached(cast.anhui_inspector, WEEK["ends_at"]) == own
    assert reached(cast.anhui_inspector, WEEK["starts_at"] - timedelta(seconds=1)) == own
    with acting(cast.county_head) as actor:
        actions.withdraw_assignment(actor=actor, now=NOW, pk=assignment.pk)
        with pytest.raises(Conflict):
            actions.withdraw_assignment(actor=actor, now=NOW, pk=assignment.pk)
    assert reached(cast.anhui_inspector, NOW) == own


@pytest.mark.parametrize("who", ["inspector", "viewer", "tip_handler", "safety_head", "principal", "expert"])
def test_who_may_not_assign(cast, who):
    with pytest.raises(NotAllowed):
        assign(cast, who)


def test_an_assigned_head_cannot_hand_the_enterprise_on(cast):
    assign(cast, username="anhui_head")
    with acting(cast.anhui_head, NOW) as actor, pytest.raises(NotAllowed, match="outside your region"):
        actions.assign(actor=actor, now=NOW, enterprise_id=cast.enterprise.pk, username="anhui_inspector", **WEEK)


def test_only_inspectors_and_experts_to_visible_enterprises_for_possible_periods(cast):
    for name in ("worker", "viewer", "nobody"):
        with pytest.raises(RuleBroken, match="No inspector or agency expert"):
            assign(cast, username=name)
    with pytest.raises(NotVisible):
        assign(cast, enterprise="anhui_enterprise")
    for change in (
        {"ends_at": WEEK["starts_at"]},
        {"ends_at": NOW - timedelta(hours=1)},
        {"ends_at": NOW + timedelta(days=400)},
    ):
        with pytest.raises(RuleBroken):
            assign(cast, **change)


def test_the_pages(cast, django_assert_max_num_queries):
    client = client_as(cast.county_clerk)
    today = timezone.localdate()
    form = {
        "credit_code": cast.enterprise.credit_code.lower(),
        "username": "anhui_inspector",
        "first_day": today.isoformat(),
        "last_day": today.isoformat(),
        "reason": "Exchange",
    }
    assert client.get("/assignments/new/").status_code == 200
    foreign = client.post("/assignments/new/", form | {"credit_code": cast.anhui_enterprise.credit_code})
    assert foreign.context["form"].errors["credit_code"]
    assert client.post("/assignments/new/", form).status_code == 302
    with django_assert_max_num_queries(12 + OWN):
        page = client.get("/assignments/", {"current": "true"})
    people = {row.assignee["person"] for row in page.context["page"]}
    assert people == {"Expert", "Cross Inspector", "Anhui Inspector"}
    assert "Former Expert" in client.get("/assignments/").content.decode()
    seen = client_as(cast.expert).get("/assignments/").context["page"]
    assert {row.assignee["person"] for row in seen} >= {"Expert"}
    assert client_as(cast.worker).get("/assignments/").status_code == 403
    assert client_as(cast.viewer).get("/assignments/new/").status_code == 403
    assert list(client_as(cast.anhui_clerk).get("/assignments/").context["page"]) == []
    address = f"/assignments/{cast.assignments['expert'].pk}/withdraw/"
    assert client_as(cast.anhui_clerk).post(address).status_code == 404
    assert client.post(address).status_code == 302
    with acting(cast.expert):
        assert not Enterprise.objects.exists()


def test_the_api_assigns_too(cast):
    api = api_as(cast.county_head)
    data = {
        "enterprise": str(cast.enterprise.pk),
        "username": "sibling_inspector",
        "starts_at": timezone.now().isoformat(),
        "ends_at": (timezone.now() + timedelta(days=2)).isoformat(),
        "reason": "Exchange",
    }
    made = api.post("/api/v1/assignments/", data, content_type="application/json")
    assert made.status_code == 201
    assert api_as(cast.inspector).post("/api/v1/assignments/", data, content_type="application/json").status_code == 403
    assert api.post(f"/api/v1/assignments/{made.json()['id']}/withdraw/").status_code == 200
    assert api_as(cast.anhui_clerk).get("/api/v1/assignments/").json()["results"] == []
