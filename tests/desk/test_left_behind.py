"""What stays with the old county when an enterprise has moved: its history, with the name of that time, to be read."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from checklists.actions import draft_version
from checklists.models import Binding, Checklist, ChecklistVersion, Duty, DutyClock, Holding
from core import clock, scope
from core.errors import NotAllowed
from desk import actions
from documents.models import Document
from enterprises.models import Enterprise
from hazards.models import Hazard
from inspections.models import Statement, Visit
from rectification import actions as rectification
from risks.alarms import actions as alarms
from tests.cast import acting, api_as, client_as, make_persona
from tests.checklists.duties import stage
from tests.hazards.factories import bring_to
from tests.risks.test_alarms import ready, sent

pytestmark = pytest.mark.django_db

OLD, NEW = "Gulin Fireworks Wholesale", "Hejiang Fireworks Ltd"


@pytest.fixture
def hejiang(cast):
    """The head of the county next door, to which Gulin Fireworks moves."""
    with scope.everything(because="test"):
        since = clock.now() - timedelta(days=9)
        return make_persona("hejiang_head", cast.authorities["510522"], "head", since=since)


def move(cast, head, *, to: str = "510522", who: str = "county_clerk") -> None:
    now = clock.now()
    with acting(getattr(cast, who) if isinstance(who, str) else who) as actor:
        made = actions.propose_move(
            actor=actor, now=now, enterprise_id=cast.enterprise.pk, to_region=to, reason="It built a new plant"
        )
    with acting(head) as actor:
        actions.accept_move(actor=actor, now=now, move_id=made.pk)


@pytest.fixture
def gone(cast, hejiang) -> Hazard:
    """A closed case of an enterprise that has moved since, and has another name now."""
    closed = bring_to(cast, "closed")
    move(cast, hejiang)
    with scope.everything(because="test"):
        Enterprise.objects.filter(pk=cast.enterprise.pk).update(name=NEW)
    return closed


@pytest.mark.parametrize("query", ["state=closed", "state=all", f"state=all&q={OLD[:9]}", "q=H-{number}"])
def test_the_old_county_lists_it_with_the_name_of_then(cast, gone, query):
    query = query.format(number=gone.number)
    page = client_as(cast.county_clerk).get(f"/hazards/?{query}").content.decode()
    assert OLD in page and NEW not in page
    assert f"/hazards/{gone.pk}/" in page or query.startswith("q=H-")
    found = api_as(cast.county_clerk).get(f"/api/v1/hazards/?{query}").json()["results"]
    assert [(row["id"], row["enterprise_name"]) for row in found] == [(str(gone.pk), OLD)]


def test_the_dossier_its_papers_and_the_sheet(cast, gone):
    clerk = client_as(cast.county_clerk)
    dossier = clerk.get(f"/hazards/{gone.pk}/").content.decode()
    assert OLD in dossier and NEW not in dossier
    assert "Registered in another region since" in dossier
    assert "It is kept here to be read" in dossier and "look-back" not in dossier
    with acting(cast.county_clerk):
        papers = list(Document.objects.filter(enterprise=cast.enterprise.pk))
    assert papers
    for paper in papers:
        shown = clerk.get(f"/documents/{paper.pk}/").content.decode()
        assert OLD in shown and NEW not in shown
    for query in ("", f"?q={OLD[:9]}"):
        assert OLD in clerk.get(f"/documents/{query}").content.decode().split("<main")[1].split("data-label", 1)[1]
    rows = api_as(cast.county_clerk).get("/api/v1/documents/").json()["results"]
    assert {row["enterprise_name"] for row in rows} == {OLD}
    sheet = load_workbook(BytesIO(b"".join(clerk.get("/hazards/export/?state=all"))))
    cells = [cell for row in sheet.active.iter_rows(values_only=True) for cell in row]
    assert OLD in cells and cast.enterprise.credit_code in cells
    assert OLD in clerk.get(f"/search/?q={OLD[:9]}").content.decode()


def test_behind_the_wall_each_side_sees_its_own(cast, gone, hejiang):
    with acting(cast.county_head):
        assert not Enterprise.objects.filter(pk=cast.enterprise.pk).exists()
        seen = Hazard.objects.get(pk=gone.pk)
        assert (seen.enterprise.name, seen.enterprise.region.code) == (OLD, "510525")
        assert Hazard.objects.for_list().get(pk=gone.pk).enterprise.credit_code == cast.enterprise.credit_code
    with acting(hejiang):
        assert not Hazard.objects.filter(pk=gone.pk).exists()
        assert not Document.objects.filter(enterprise=cast.enterprise.pk).exists()
    with acting(cast.city_clerk):
        assert Hazard.objects.for_list().get(pk=gone.pk).enterprise.name == NEW
    with acting(cast.anhui_head):
        assert not Hazard.objects.filter(pk=gone.pk).exists()
    page = client_as(cast.city_clerk).get(f"/hazards/{gone.pk}/").content.decode()
    assert NEW in page and "Registered in another region since" in page
    assert str(gone.pk) in client_as(cast.city_clerk).get("/hazards/?state=closed").content.decode()
    assert str(gone.pk) not in client_as(hejiang).get("/hazards/?state=all").content.decode()
    assert client_as(hejiang).get(f"/hazards/{gone.pk}/").status_code == 404
    # Its own people go on reading it, from where they are now.
    assert NEW in client_as(cast.safety_head).get(f"/hazards/{gone.pk}/").content.decode()


@pytest.mark.parametrize("who", ["county_head", "provincial_head", "county_clerk"])
def test_history_is_read_and_not_reopened(cast, gone, who):
    with acting(getattr(cast, who)) as actor, pytest.raises(NotAllowed, match="registered in another region"):
        rectification.reopen(actor=actor, now=clock.now(), hazard_id=gone.pk, reason="It is back")
    page = client_as(getattr(cast, who)).get(f"/hazards/{gone.pk}/").content.decode()
    assert f"/hazards/{gone.pk}/reopen/" not in page


def test_the_list_asks_no_more_than_before(cast, hejiang):
    bring_to(cast, "closed")
    clerk = client_as(cast.county_clerk)
    clerk.get("/hazards/?state=closed")
    with CaptureQueriesContext(connection) as before:
        clerk.get("/hazards/?state=closed")
    move(cast, hejiang)
    with CaptureQueriesContext(connection) as after:
        assert OLD in clerk.get("/hazards/?state=closed").content.decode()
    assert len(after) == len(before)


def test_an_enterprise_that_comes_home_needs_no_kept_name(cast, hejiang, gone):
    move(cast, cast.county_head, to="510525", who=hejiang)
    with acting(cast.county_head):
        assert Hazard.objects.get(pk=gone.pk).kept is None
        assert Hazard.objects.for_list().get(pk=gone.pk).enterprise.name == NEW
    page = client_as(cast.county_clerk).get(f"/hazards/{gone.pk}/").content.decode()
    assert "Registered in another region" not in page


def test_what_is_done_stays_and_what_waits_goes(cast, hejiang):
    """Duties: the lists, posts and open ones follow; the ledger of what was missed stays, in the words of then."""
    now = clock.now()
    binding = stage.set_up(cast, starts_on=clock.today() - timedelta(days=3), bound_at=now - timedelta(days=3))
    stage.sweep.sweep(now=now)
    with scope.everything(because="test"):
        over = list(Duty.objects.exclude(status__in=["open", "handed_over"]).order_by("due_on"))
        open_ones = Duty.objects.filter(status__in=["open", "handed_over"]).count()
    assert over and open_ones
    move(cast, hejiang)
    with acting(hejiang):
        assert Duty.objects.count() == open_ones
        assert Binding.objects.filter(pk=binding.pk).exists() and DutyClock.objects.filter(binding=binding).exists()
        assert Holding.objects.filter(post=binding.post_id).exists()
        # The county's own list binds nobody outside the county.
        assert Binding.objects.get(pk=binding.pk).ends_on == clock.today()
    with acting(cast.county_head):
        assert Duty.objects.count() == len(over) and not Binding.objects.exists()
    days = f"first={clock.today() - timedelta(days=9)}&last={clock.today() + timedelta(days=9)}"
    page = client_as(cast.county_head).get(f"/duties/?{days}").content.decode()
    assert "Gulin Fireworks" in page and str(over[0].pk) in page and "Look, each day" in page
    shown = client_as(cast.county_head).get(f"/my-duties/{over[0].pk}/")
    assert shown.status_code == 200 and binding.post.name in shown.content.decode()
    rows = api_as(cast.county_head).get(f"/api/v1/duties/?{days}").json()["results"]
    assert {row["post_name"] for row in rows} == {binding.post.name}
    # The new county reads what waits, though the list itself is out of its sight.
    page = client_as(hejiang).get(f"/duties/?{days}").content.decode()
    assert "Look, each" in page and binding.post.name in page


def test_its_own_lists_go_along_word_for_word(cast, hejiang):
    """Published versions never change: but the region of an enterprise's own list is where the enterprise is."""
    with scope.everything(because="test"):
        own = Checklist.objects.create(
            region_code="510525",
            enterprise=cast.enterprise,
            code="OWN-1",
            kind="post_duty",
            name_zh="清单",
            name_en="Own",
        )
        version = stage.add_version(own, 1, ("day",), clock.today())
        post = stage.make_post(cast)
        binding = stage.bind(cast, own, post=post)
    move(cast, hejiang)
    with acting(hejiang):
        assert Checklist.objects.filter(pk=own.pk).exists()
        assert ChecklistVersion.objects.get(pk=version.pk).items.count() == 1
        assert Binding.objects.get(pk=binding.pk).ends_on is None
    with acting(cast.county_head):
        assert not Checklist.objects.filter(pk=own.pk).exists()
    with acting(cast.safety_head) as actor:
        draft = draft_version(actor=actor, now=clock.now(), checklist_id=own.pk)
        assert (draft.number, draft.region_code) == (2, "510522")


def test_visits_and_statements_are_read_where_they_were(cast, hejiang):
    now = clock.now()
    with scope.everything(because="test"):
        visit = Visit.objects.create(
            region_code="510525",
            enterprise=cast.enterprise,
            authority=cast.authorities["510525"],
            method="routine",
            basis="Work Safety Law, article 65",
            status="cancelled",
            cancel_reason="The road was closed",
            created_at=now,
            created_by={},
        )
        day = clock.today()
        owed = Statement.objects.create(
            region_code="510525",
            enterprise=cast.enterprise,
            period="quarter",
            starts_on=day - timedelta(days=100),
            ends_on=day - timedelta(days=10),
            due_on=day + timedelta(days=5),
            opened_at=now,
        )
    move(cast, hejiang)
    with acting(cast.county_head):
        assert not Statement.objects.exists()
        assert Visit.objects.select_related("enterprise").get(pk=visit.pk).enterprise.name == OLD
    with acting(hejiang):
        assert Statement.objects.get(pk=owed.pk).region_code == "510522"
        assert not Visit.objects.exists()
    clerk = client_as(cast.county_clerk)
    assert clerk.get(f"/visits/{visit.pk}/").status_code == 200
    for query in ("", f"?q={OLD[:9]}"):
        assert f"/visits/{visit.pk}/" in clerk.get(f"/visits/{query}").content.decode()


def test_a_closed_alarm_is_read_where_it_was_answered(cast, hejiang):
    alarm = sent(cast, ready(cast))
    with acting(cast.safety_head) as actor:
        given = {"actor": actor, "now": clock.now(), "alarm_id": alarm.pk}
        alarms.acknowledge_alarm(**given)
        alarms.close_alarm(**given, reason="Machine isolated")
    move(cast, hejiang)
    with scope.everything(because="test"):
        Enterprise.objects.filter(pk=cast.enterprise.pk).update(name=NEW)
    head = client_as(cast.county_head)
    for path in ("/risks/alarms/?status=closed", f"/risks/alarms/{alarm.pk}/"):
        page = head.get(path).content.decode()
        assert OLD in page and NEW not in page, path
    assert client_as(hejiang).get(f"/risks/alarms/{alarm.pk}/").status_code == 404
    assert NEW in client_as(cast.safety_head).get(f"/risks/alarms/{alarm.pk}/").content.decode()
