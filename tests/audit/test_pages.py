"""The audit record as its tenant reads it: own entries only, newest first, filtered, exported and verified."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from audit import selectors
from audit.actions import record
from core import clock
from tests.cast import acting, api_as, client_as

pytestmark = pytest.mark.django_db
#: What a test asks of the database itself: its savepoint, the release, the forgetting of the scope.
OWN = 3


@pytest.fixture
def told(cast):
    now = clock.now()
    for who, tenant in (("inspector", 45), ("county_clerk", 3), ("agency_administrator", 2), ("anhui_clerk", 1)):
        with acting(getattr(cast, who)) as actor:
            for n in range(tenant):
                at = now - timedelta(days=n)
                record(actor=actor, now=at, verb="sign_in", subject=actor.membership_id, subject_type="accounts.User")
    with acting(cast.county_head) as actor:
        record(actor=actor, now=now, verb="invite", subject=cast.enterprise, data={"name": "Zhang San"})
    return cast


def test_the_newest_stand_first_page_by_page(told, django_assert_max_num_queries):
    client = client_as(told.county_head)
    with django_assert_max_num_queries(12 + OWN):
        page = client.get("/audit/")
    rows = list(page.context["page"])
    assert [row.number for row in rows] == list(range(49, 9, -1))
    assert "Zhang San" in page.content.decode()
    more = client.get("/audit/", {"cursor": page.context["page"].next_cursor}).context["page"]
    assert [row.number for row in more] == list(range(9, 0, -1))


def test_filters_by_person_act_and_day(told):
    client = client_as(told.administrator)
    assert {row.actor["person"] for row in client.get("/audit/", {"q": "Clerk"}).context["page"]} == {"County Clerk"}
    assert [row.verb for row in client.get("/audit/", {"verb": "invite"}).context["page"]] == ["invite"]
    day = str(clock.today() - timedelta(days=2))
    found = client.get("/audit/", {"since": day, "until": day}).context["page"]
    assert {row.actor["person"] for row in found} == {"Inspector", "County Clerk"}


def test_an_agency_reads_its_own_chain_and_no_other(told):
    page = client_as(told.agency_administrator).get("/audit/").context["page"]
    assert [row.number for row in page] == [2, 1]
    api = api_as(told.agency_administrator).get("/api/v1/audit-entries/").json()["results"]
    assert [row["number"] for row in api] == [2, 1]
    assert list(client_as(told.principal).get("/audit/").context["page"]) == []


def test_the_export_holds_the_filtered_acts_with_their_hashes(told):
    answer = client_as(told.county_head).get("/audit/export/", {"verb": "invite"})
    _head, row = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert (row[0], row[2], row[4]) == (49, "County Head", "Invited a person")
    assert len(row[-1]) == len(row[-2]) == 64


def test_verifying_says_whether_the_chain_is_whole(told):
    page = client_as(told.county_head).post("/audit/verify/")
    assert page.context["report"].sound
    assert page.context["report"].entries == 49
    api = api_as(told.county_head).get("/api/v1/audit-entries/verify/").json()
    assert (api["sound"], api["entries"]) == (True, 49)


def test_a_removed_entry_shows(told, monkeypatch):
    """As if somebody with the database's own rights had cut an entry out: the lines skip it."""

    def cut(chain):
        return [line for line in whole(chain) if '"number":7,' not in line]

    whole = selectors.export_lines
    monkeypatch.setattr(selectors, "export_lines", cut)
    page = client_as(told.county_head).post("/audit/verify/")
    assert not page.context["report"].sound
    assert "Not whole" in page.content.decode()


@pytest.mark.parametrize("who", ["county_clerk", "inspector", "viewer", "safety_head", "worker", "expert"])
def test_others_do_not_read_it(told, who):
    client = client_as(getattr(told, who))
    for method, address in (("get", "/audit/"), ("get", "/audit/export/"), ("post", "/audit/verify/")):
        assert getattr(client, method)(address).status_code == 403
    assert api_as(getattr(told, who)).get("/api/v1/audit-entries/").status_code == 403


def test_the_list_of_people_leads_to_it(told):
    assert 'href="/audit/"' in client_as(told.administrator).get("/people/").content.decode()
    assert 'href="/audit/"' not in client_as(told.county_clerk).get("/people/").content.decode()
