"""An enterprise moves to another region: two steps, two sides of the wall, everything or nothing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts import actions as people
from accounts.models import Assignment, Membership
from audit.models import Entry
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.ids import new_id
from desk import actions
from enterprises.actions import save_belonging
from enterprises.models import Enterprise, Equipment, Move, Place, Post
from hazards.models import Event, Hazard
from notifications.models import Notice
from risks.models import Measure, RiskPoint
from tests.cast import acting, api_as, client_as, make_persona
from tests.hazards.factories import bring_to
from tests.risks.ledger_stage import added, measured
from tests.risks.test_alarms import ready, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def hejiang(cast):
    """The head of the county next door, to which Gulin Fireworks moves."""
    with scope.everything(because="test"):
        since = clock.now() - timedelta(days=9)
        return make_persona("hejiang_head", cast.authorities["510522"], "head", since=since)


def propose(cast, *, to: str = "510522", who: str = "county_clerk") -> Move:
    with acting(getattr(cast, who)) as actor:
        return actions.propose_move(
            actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, to_region=to, reason="It built a new plant"
        )


def notices(persona) -> set[str]:
    with scope.everything(because="test"):
        return set(Notice.objects.filter(membership=persona.membership).values_list("kind", flat=True))


def test_everything_goes_over_and_history_stays(cast, hejiang):
    now = clock.now()
    closed = bring_to(cast, "closed")
    with acting(cast.county_clerk) as actor:
        for what, facts in (("place", {}), ("equipment", {}), ("post", {})):
            save_belonging(
                actor=actor, now=now, what=what, enterprise_id=cast.enterprise.pk, name=f"New {what}", **facts
            )
    with acting(cast.principal) as actor:
        _invitation, secret = people.invite(actor=actor, now=now, name="Wu", role="worker")
    point = added(cast)
    measured(cast, point)
    move = propose(cast)
    assert "move_proposed" in notices(hejiang)
    with acting(hejiang) as actor:
        assert not Enterprise.objects.filter(pk=cast.enterprise.pk).exists()
        assert Move.objects.get().facts["name"] == "Gulin Fireworks Wholesale"
        actions.accept_move(actor=actor, now=now, move_id=move.pk, note="Welcome")
        assert Enterprise.objects.get(pk=cast.enterprise.pk).region_id == "510522"
        for model in (Place, Equipment, Post, RiskPoint, Measure):
            assert set(model.objects.filter(enterprise=cast.enterprise).values_list("region_code", flat=True)) == {
                "510522"
            }
        assert Membership.objects.filter(enterprise=cast.enterprise).count() == 4
        assert not Hazard.objects.filter(pk=closed.pk).exists()
    with acting(cast.county_head):
        assert not Enterprise.objects.filter(pk=cast.enterprise.pk).exists()
        assert not Membership.objects.filter(enterprise=cast.enterprise).exists()
        assert Hazard.objects.get(pk=closed.pk).region_code == "510525"
        assert Move.objects.get().status == "accepted"
    with acting(cast.city_clerk):
        assert Hazard.objects.select_related("enterprise").get(pk=closed.pk).enterprise.region_code == "510522"
    assert client_as(hejiang).get(f"/risks/{point.pk}/").status_code == 200
    # Its own people lose nothing: they keep their posts and read the old case with its whole ledger.
    assert client_as(cast.safety_head).get(f"/hazards/{closed.pk}/").status_code == 200
    with acting(cast.safety_head) as actor:
        assert actor.region_code == "510522"
        assert Event.objects.filter(hazard=closed).count() == closed.version
    with scope.everything(because="test"):
        running = Assignment.objects.filter(enterprise=cast.enterprise, withdrawn_at=None, ends_at__gt=now)
        assert not running.exists()
        verbs = set(Entry.objects.values_list("verb", flat=True))
        assert {"propose_move", "accept_move", "withdraw_assignment"} <= verbs
    assert "move_accepted" in notices(cast.county_clerk)
    assert "move_done" in notices(cast.principal)
    member = people.accept_invitation(now=now, secret=secret, username="wu.w", password="correct-horse-battery-7")
    assert member.region_code == "510522"
    # Cases of the new region begin there.
    assert client_as(hejiang).get(f"/enterprises/{cast.enterprise.pk}/").status_code == 200
    assert client_as(cast.expert).get(f"/enterprises/{cast.enterprise.pk}/").status_code == 404


@pytest.mark.parametrize("state", ["recorded", "served", "under_review"])
def test_an_open_case_keeps_it_where_it_is(cast, hejiang, state):
    bring_to(cast, state)
    move = propose(cast)
    with acting(hejiang) as actor, pytest.raises(RuleBroken, match="1 hazards and visits"):
        actions.accept_move(actor=actor, now=clock.now(), move_id=move.pk)
    page = client_as(hejiang).post(f"/moves/{move.pk}/", {"decision": "accept"})
    assert page.status_code == 422
    with scope.everything(because="test"):
        assert Move.objects.get().status == "proposed"
        assert Enterprise.objects.get(pk=cast.enterprise.pk).region_code == "510525"


def test_an_open_alarm_keeps_it_where_it_is(cast, hejiang):
    sent(cast, ready(cast))
    move = propose(cast)
    with acting(hejiang) as actor, pytest.raises(RuleBroken, match="alarms"):
        actions.accept_move(actor=actor, now=clock.now(), move_id=move.pk)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("sibling_inspector", NotAllowed),
        ("county_head", NotAllowed),
        ("county_clerk", NotAllowed),
        ("city_clerk", NotAllowed),
        ("anhui_head", NotVisible),
        ("cross_inspector", NotAllowed),
        ("rival_safety_head", NotVisible),
        ("principal", NotAllowed),
    ],
)
def test_only_a_head_of_the_receiving_region_decides(cast, hejiang, who, error):
    move = propose(cast)
    with acting(getattr(cast, who)) as actor, pytest.raises(error):
        actions.accept_move(actor=actor, now=clock.now(), move_id=move.pk)
    with acting(getattr(cast, who)) as actor, pytest.raises(error):
        actions.refuse_move(actor=actor, now=clock.now(), move_id=move.pk, reason="No")


def test_nobody_decides_on_their_own_proposal(cast):
    move = propose(cast, who="provincial_head")
    with acting(cast.provincial_head) as actor, pytest.raises(NotAllowed, match="yourself"):
        actions.accept_move(actor=actor, now=clock.now(), move_id=move.pk)


@pytest.mark.parametrize(
    ("who", "error"), [("inspector", NotAllowed), ("principal", NotAllowed), ("anhui_head", NotVisible)]
)
def test_who_does_not_keep_the_entry_proposes_nothing(cast, who, error):
    with pytest.raises(error):
        propose(cast, who=who)


@pytest.mark.parametrize("to", ["510525", "999999", ""])
def test_a_move_leads_to_another_known_region(cast, to):
    with pytest.raises(RuleBroken):
        propose(cast, to=to)


def test_one_proposal_at_a_time_and_twice_is_once(cast):
    key = new_id()
    with acting(cast.county_clerk) as actor:
        given = {"actor": actor, "now": clock.now(), "enterprise_id": cast.enterprise.pk, "reason": "New plant"}
        first = actions.propose_move(to_region="510522", move_id=key, **given)
        assert actions.propose_move(to_region="510522", move_id=key, **given).pk == first.pk
        with pytest.raises(Conflict, match="proposed already"):
            actions.propose_move(to_region="341522", **given)
        actions.withdraw_move(actor=actor, now=clock.now(), move_id=key)
        with pytest.raises(Conflict, match="decided already"):
            actions.withdraw_move(actor=actor, now=clock.now(), move_id=key)
        assert actions.propose_move(to_region="341522", **given).to_region_id == "341522"


def test_the_receiver_reads_and_cannot_write(cast, hejiang):
    """The second policy of the table is for reading: the wall's own check of what is written stands."""
    move = propose(cast)
    with acting(hejiang):
        assert Move.objects.filter(pk=move.pk).exists()
        assert Move.objects.filter(pk=move.pk).update(reason="x") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Move.objects.create(
                region_code="510525",
                enterprise_id=cast.enterprise.pk,
                to_region_id="510522",
                status="withdrawn",
                reason="x",
                proposed_at=clock.now(),
                decided_at=clock.now(),
            )
    with acting(cast.anhui_head):
        assert not Move.objects.exists()


def test_into_another_province_through_the_pages(cast):
    client = client_as(cast.county_clerk)
    address = f"/enterprises/{cast.enterprise.pk}/move/"
    assert address in client.get(f"/enterprises/{cast.enterprise.pk}/hazards/").content.decode()
    assert client.post(address, {"region": "Nowhere", "reason": "x"}).status_code == 422
    answer = client.post(address, {"region": "Huoqiu County", "reason": "New plant"})
    assert answer.status_code == 302
    where = answer["Location"]
    assert "Gulin Fireworks" in client_as(cast.anhui_head).get("/moves/").content.decode()
    refused = client_as(cast.anhui_head).post(where, {"decision": "refuse"})
    assert refused.status_code == 422
    assert client_as(cast.anhui_head).post(where, {"decision": "accept"}).status_code == 302
    assert client_as(cast.anhui_clerk).get(f"/enterprises/{cast.enterprise.pk}/").status_code == 200
    assert client.get(f"/enterprises/{cast.enterprise.pk}/").status_code == 404
    assert client_as(cast.provincial_head).get(f"/enterprises/{cast.enterprise.pk}/").status_code == 404
    assert client.get(where).status_code == 200


def test_the_api_refuses_and_tells_why(cast, hejiang):
    body = {"enterprise": str(cast.enterprise.pk), "to_region": "510522", "reason": "New plant"}
    made = api_as(cast.county_clerk).post("/api/v1/moves/", body, content_type="application/json")
    assert made.status_code == 201, made.content
    where = f"/api/v1/moves/{made.json()['id']}/"
    assert api_as(hejiang).get(where).json()["facts"]["credit_code"] == cast.enterprise.credit_code
    answer = api_as(hejiang).post(f"{where}refuse/", {"reason": "No such plant"}, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (200, "refused")
    assert "move_refused" in notices(cast.county_clerk)
    assert api_as(hejiang).post(f"{where}accept/", {}, content_type="application/json").status_code == 409
    assert api_as(cast.anhui_clerk).get(where).status_code == 404


def test_the_lists_are_bounded(cast, hejiang, django_assert_max_num_queries):
    move, client = propose(cast), client_as(hejiang)
    with django_assert_max_num_queries(12 + 3):
        assert client.get("/moves/").status_code == 200
    # Counting the open cases on the other side of the wall declares a scope and gives it back.
    with django_assert_max_num_queries(12 + 3 + 5):
        assert client.get(f"/moves/{move.pk}/").status_code == 200
