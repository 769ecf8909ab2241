"""The pages of visits: who sees what, how many questions they ask the database, and the ways without scripts."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, scope
from inspections import actions
from inspections.models import Finding, Visit
from tests.cast import acting, build_cast, client_as
from tests.inspections.visits import answer, begin, find, make_checklist, make_places, sign_all

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def cast():
    """The people of two provinces, now."""
    return build_cast()


@pytest.fixture
def version(cast):
    """A published checklist."""
    return make_checklist(clock.now())


@pytest.fixture
def under_way(cast, version):
    """A visit with a major finding, under way."""
    make_places(cast.enterprise)
    with acting(cast.inspector) as actor:
        visit = begin(actor, clock.now(), cast, version)
        find(actor, clock.now(), visit, grade="major", deadline_amount=20)
        return visit


@pytest.fixture
def finished(cast, version):
    """A finished visit with two findings."""
    with acting(cast.inspector) as actor:
        visit = begin(actor, clock.now(), cast, version)
        for item in version.items.all():
            answer(actor, clock.now(), visit, item)
        find(actor, clock.now(), visit)
        find(actor, clock.now(), visit, disposition="fixed_on_spot", after=1)
        sign_all(actor, clock.now(), visit)
        return actions.finish_visit(actor=actor, now=clock.now(), visit_id=visit.pk).visit


def asked(client, address: str):
    """The page, and the questions that the page itself asked: those of sign-in and scope are every page's."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = client.get(address)
    own = [
        query["sql"]
        for query in captured
        if not re.search(r"set_config|current_setting|SAVEPOINT|django_session|accounts_user\"|RELEASE", query["sql"])
    ]
    return page, own


def test_the_list_asks_few_questions_however_long_it_is(cast, version, under_way):
    client = client_as(cast.inspector)
    _page, few = asked(client, "/visits/")
    with acting(cast.inspector) as actor:
        for _number in range(8):
            begin(actor, clock.now(), cast, version)
    page, many = asked(client, "/visits/")
    assert page.status_code == 200
    assert len(many) == len(few) <= MOST_QUERIES
    assert page.content.decode().count("worklist-title") >= 16


def test_the_phone_page_asks_few_questions(cast, under_way):
    page, own = asked(client_as(cast.inspector), f"/visits/{under_way.pk}/")
    assert page.status_code == 200
    assert b"data-visit=" in page.content
    assert len(own) <= MOST_QUERIES + 8, own  # it carries the whole kit for working without connection


def test_the_finished_visit_asks_few_questions(cast, finished):
    page, own = asked(client_as(cast.county_clerk), f"/visits/{finished.pk}/")
    assert page.status_code == 200
    assert len(own) <= MOST_QUERIES + 2, own


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("inspector", 200),
        ("county_clerk", 200),
        ("city_clerk", 200),
        ("provincial_head", 200),
        ("safety_head", 200),
        ("cross_inspector", 200),
        ("expert", 200),
        ("rival_safety_head", 404),
        ("sibling_inspector", 404),
        ("anhui_head", 404),
    ],
)
def test_who_reads_a_finished_visit(cast, finished, persona, status):
    page = client_as(getattr(cast, persona)).get(f"/visits/{finished.pk}/")
    assert page.status_code == status
    if status == 200:
        assert "data-visit=" not in page.content.decode()
        assert finished.record.printed_number in page.content.decode()


def test_strangers_are_led_to_the_sign_in(cast, finished):
    page = client_as(None).get(f"/visits/{finished.pk}/")
    assert page.status_code == 302
    assert "/sign-in/" in page["Location"]


def test_a_clerk_plans_and_the_target_learns_nothing(cast, version):
    clerk = client_as(cast.county_clerk)
    found = clerk.get("/visits/new/?q=Gulin")
    assert str(cast.enterprise.pk) in found.content.decode()
    form = clerk.get(f"/visits/new/?enterprise={cast.enterprise.pk}")
    key = re.search(r'name="id" value="([0-9a-f-]{36})"', form.content.decode())[1]
    sent = {
        "id": key,
        "enterprise": str(cast.enterprise.pk),
        "when": "plan",
        "planned_on": (clock.today() + timedelta(days=2)).isoformat(),
        "method": "unannounced",
        "basis": "WSL art. 65",
        "language": "zh",
        "checklist_version": str(version.pk),
        "officers": [str(cast.inspector.membership.pk)],
    }
    for _again in range(2):
        assert clerk.post("/visits/new/", sent).status_code == 302
    assert client_as(cast.inspector).get(f"/visits/{key}/").status_code == 200
    assert client_as(cast.safety_head).get(f"/visits/{key}/").status_code == 404
    assert "worklist-title" not in client_as(cast.safety_head).get("/visits/").content.decode()
    assert client_as(cast.city_clerk).get(f"/visits/{key}/").status_code == 404
    with scope.everything(because="the test counts"):
        assert Visit.objects.count() == 1


def test_a_plan_says_what_is_missing(cast):
    page = client_as(cast.county_clerk).post(
        "/visits/new/", {"enterprise": str(cast.enterprise.pk), "when": "plan", "method": "routine", "basis": "x"}
    )
    assert page.status_code == 422
    assert "Choose the day" in page.content.decode()


def test_a_second_person_confirms_on_the_page(cast, under_way):
    address = f"/visits/{under_way.pk}/"
    clerk = client_as(cast.county_clerk)
    assert "Confirm: major hazard" in clerk.get(address).content.decode()
    assert "wait for your confirmation" in clerk.get("/visits/").content.decode()
    with scope.everything(because="the test reads the finding"):
        finding = Finding.objects.get()
    confirm = f"{address}findings/{finding.pk}/confirm/"
    assert client_as(cast.inspector).post(confirm).status_code == 403
    assert clerk.post(confirm).status_code == 302
    with scope.everything(because="the test reads the finding"):
        finding.refresh_from_db()
    assert finding.grade_confirmed_by["person"] == cast.county_clerk.user.name


def test_cancelling_asks_for_the_reason(cast, under_way):
    client = client_as(cast.inspector)
    address = f"/visits/{under_way.pk}/cancel/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Wrong day"}).status_code == 302
    assert "Wrong day" in client_as(cast.county_clerk).get(f"/visits/{under_way.pk}/").content.decode()


def test_criteria_are_found_by_words(cast, under_way):
    found = client_as(cast.inspector).get(f"/visits/{under_way.pk}/criteria/?q=licensed").json()["results"]
    assert [row["code"] for row in found] == ["FW-03"]
    assert found[0]["source"]
