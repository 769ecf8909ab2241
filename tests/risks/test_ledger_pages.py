"""Pages of the risk ledger: bounded queries, filters, both doors alike, Excel out and in again."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from core import clock
from core.tables import EXCEL
from risks.ledger import actions
from risks.models import Entry, RiskPoint
from tests.cast import acting, api_as, client_as
from tests.risks.ledger_stage import BLUE, ORANGE, RED, YELLOW, added, fresh, measured, planned

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def ledger(cast):
    """Points of all colours, one of them controlled and on a plan."""
    found = [added(cast, name=f"Point {n}", rating=each) for n, each in enumerate((RED, ORANGE, YELLOW, BLUE, None))]
    measured(cast, found[0], control=4)
    plan = planned(cast)
    with acting(cast.safety_head) as actor:
        for number, point in enumerate(found):
            actions.place_point(
                actor=actor, now=clock.now(), plan_id=plan.pk, point_id=point.pk, x=1000 * number, y=5000
            )
    return found, plan


def test_lists_and_boards_ask_little(cast, ledger, page_queries):
    found, plan = ledger
    official, leader = client_as(cast.county_head), client_as(cast.safety_head)
    for client, path in (
        (leader, "/risks/"),
        (official, "/risks/?region=510525&level=red&review=in_time&measures=held&q=Point"),
        (official, f"/risks/?enterprise={cast.enterprise.pk}"),
        (official, "/risks/board/"),
        (official, "/risks/board/?by=enterprise"),
        (leader, f"/risks/plans/{plan.pk}/"),
        (leader, f"/risks/{found[0].pk}/"),
    ):
        asked = page_queries(client, path)
        assert len(asked) <= MOST_QUERIES, (path, len(asked), asked)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("level=red", {"Point 0"}),
        ("level=none", {"Point 4"}),
        ("measures=held", {"Point 0"}),
        ("measures=missing", {"Point 1", "Point 2", "Point 3", "Point 4"}),
        ("review=late", set()),
        ("q=R-002", {"Point 1"}),
        ("q=Point+3", {"Point 3"}),
        ("status=retired", set()),
    ],
)
def test_filters_are_those_of_page_and_api(cast, ledger, query, names):
    page = client_as(cast.county_clerk).get(f"/risks/?{query}").content.decode()
    rows = api_as(cast.county_clerk).get(f"/api/v1/risk-points/?{query}").json()["results"]
    assert {row["name"] for row in rows} == names
    assert {name for name in (f"Point {n}" for n in range(5)) if f"<b>{name}</b>" in page} == names


def test_pages_of_the_list_hold_every_point_once(cast, ledger):
    client, seen, cursor = api_as(cast.safety_head), [], ""
    while cursor is not None:
        answer = client.get(f"/api/v1/risk-points/?page_size=2&cursor={cursor}").json()
        seen += [row["name"] for row in answer["results"]]
        cursor = answer["next_cursor"]
    assert seen == [f"Point {n}" for n in range(5)]


def test_both_doors_write_the_same_entry(cast):
    first, second = added(cast, name="First"), added(cast, name="Second")
    form = {"method": "lec", "lec_likelihood": "6", "lec_exposure": "6", "lec_consequence": "15", "note": "As seen"}
    body = {"method": "lec", "likelihood": "6", "exposure": "6", "consequence": "15", "note": "As seen"}
    assert client_as(cast.safety_head).post(f"/risks/{first.pk}/rate/", form).status_code == 302
    answer = api_as(cast.safety_head).post(
        f"/api/v1/risk-points/{second.pk}/rate/", body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["colour"], answer.json()["rating"]) == (
        200,
        "red",
        "LEC 6 × 6 × 15 = 540",
    )
    with acting(cast.county_head):
        rows = [
            Entry.objects.filter(point=point, verb="rated").values("number", "actor", "note", "facts").get()
            for point in (first, second)
        ]
    for row in rows:
        row["facts"].pop("name")
    assert rows[0] == rows[1]


def test_half_a_rating_comes_back_with_what_is_missing(cast):
    point = added(cast, rating=None)
    answer = client_as(cast.safety_head).post(f"/risks/{point.pk}/rate/", {"method": "ls", "ls_likelihood": "3"})
    assert answer.status_code == 422
    assert fresh(cast, point).method == ""


def test_an_export_comes_in_again_unchanged(cast, ledger):
    client = client_as(cast.safety_head)
    book = client.get("/risks/export/").content
    assert load_workbook(BytesIO(book)).active.max_row == 6
    sheet = SimpleUploadedFile("risks.xlsx", book, content_type=EXCEL)
    page = client.post("/risks/import/", {"file": sheet}).content.decode()
    assert "New: 0, changed: 0, unchanged: 5, refused: 0" in page


def test_a_page_without_scripts_places_a_point(cast):
    plan, point = planned(cast), added(cast)
    client = client_as(cast.safety_head)
    answer = client.post(f"/risks/plans/{plan.pk}/place/", {"point": str(point.pk), "x": "12.5", "y": "101"})
    assert answer.status_code == 422
    answer = client.post(f"/risks/plans/{plan.pk}/place/", {"point": str(point.pk), "x": "12.5", "y": "100"})
    assert answer.status_code == 302
    assert "translate(125.0 " in client.get(f"/risks/plans/{plan.pk}/").content.decode()


def test_the_public_reads_nothing(cast, client):
    point = added(cast)
    assert client.get(f"/risks/{point.pk}/").status_code == 302
    assert client.get(f"/api/v1/risk-points/{point.pk}/").status_code == 401
    assert client_as(cast.anhui_clerk).get(f"/risks/{point.pk}/").status_code == 404
    with acting(cast.anhui_clerk):
        assert not RiskPoint.objects.filter(pk=point.pk).exists()
