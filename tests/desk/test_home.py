"""The first screens, as each kind of person opens them."""

import pytest
from django.urls import reverse

from core import clock
from hazards import actions
from hazards.choices import Source
from tests.cast import acting, client_as

pytestmark = pytest.mark.django_db

LIMIT = 12


def record(cast, persona, enterprise, words="Goods stacked against the wall"):
    """A hazard recorded by an inspector of the enterprise's county."""
    now = clock.now()
    with acting(persona) as actor:
        return actions.record_hazard(
            actor=actor,
            now=now,
            enterprise=enterprise,
            description=words,
            place_text="Warehouse 1",
            source=Source.VISIT,
        )


@pytest.mark.parametrize(
    "name",
    [
        "provincial_head",
        "city_clerk",
        "inspector",
        "viewer",
        "administrator",
        "safety_head",
        "worker",
        "expert",
        "tip_handler",
    ],
)
def test_everybody_has_a_first_screen_in_few_queries(cast, name, page_queries):
    record(cast, cast.inspector, cast.enterprise)
    assert len(page_queries(client_as(getattr(cast, name)), "/")) <= LIMIT


def test_a_stranger_is_led_to_sign_in_and_a_person_without_post_to_the_choice(cast):
    assert client_as(None).get("/").url.startswith(reverse("accounts:sign_in"))
    assert client_as(cast.stranger).get("/").url == reverse("accounts:choose")


def test_the_clerk_sees_what_waits_to_be_confirmed_and_nothing_of_another_province(cast):
    mine = record(cast, cast.inspector, cast.enterprise, "Gap under the gate")
    record(cast, cast.anhui_inspector, cast.anhui_enterprise, "Foreign furnace")
    page = client_as(cast.county_clerk).get("/").content.decode()
    assert mine.label in page and "Gap under the gate" in page
    assert "Foreign furnace" not in page


def test_the_board_counts_the_region_and_its_children(cast, page_queries):
    record(cast, cast.inspector, cast.enterprise)
    record(cast, cast.anhui_inspector, cast.anhui_enterprise)
    client = client_as(cast.provincial_head)
    assert len(page_queries(client, "/board/")) <= LIMIT
    board = client.get("/board/").context["board"]
    assert board.total.found == 1
    assert [row.code for row in board.rows] == ["5105"]
    assert client.get("/board/?format=xlsx").headers["Content-Type"].startswith("application/vnd.openxml")


def test_the_board_is_never_another_tenants(cast):
    record(cast, cast.inspector, cast.enterprise)
    client_as(cast.provincial_head).get("/board/")
    assert client_as(cast.anhui_head).get("/board/").context["board"].total.found == 0
    assert client_as(cast.safety_head).get("/board/").status_code == 403


def test_a_case_number_jumps_to_the_case_only_for_those_who_may_see_it(cast):
    hazard = record(cast, cast.inspector, cast.enterprise)
    assert str(hazard.pk) in client_as(cast.county_clerk).get(f"/search/?q={hazard.label}").url
    answer = client_as(cast.anhui_clerk).get(f"/search/?q={hazard.label}")
    assert (
        answer.status_code == 200
        and hazard.label not in answer.content.decode().split('id="main"')[1].split("<form")[0]
    )
    assert not answer.context["result"].hazards


def test_search_finds_enterprises_within_reach(cast):
    assert "Gulin Fireworks" in client_as(cast.city_clerk).get("/search/?q=fireworks").content.decode()
    assert "Gulin Fireworks" not in client_as(cast.anhui_clerk).get("/search/?q=fireworks").content.decode()


def test_a_typed_code_opens_the_file_or_says_what_to_do(cast):
    client = client_as(cast.county_clerk)
    assert str(cast.enterprise.pk) in client.get(f"/scan/?code={cast.enterprise.credit_code}").url
    assert client.get("/scan/?code=nothing").status_code == 200


def test_the_fragment_of_an_enterprise_shows_its_hazards(cast):
    hazard = record(cast, cast.inspector, cast.enterprise)
    page = client_as(cast.safety_head).get(f"/enterprises/{cast.enterprise.pk}/hazards/").content.decode()
    assert hazard.label in page
    assert (
        hazard.label
        not in client_as(cast.rival_safety_head).get(f"/enterprises/{cast.enterprise.pk}/hazards/").content.decode()
    )


def test_health_service_worker_and_manifest_need_no_sign_in(client):
    assert client.get("/health/").json()["status"] == "ok"
    assert client.get("/sw.js").headers["Service-Worker-Allowed"] == "/"
    assert client.get("/manifest.webmanifest").json()["name"] == "Safeloop"
    assert client.get("/offline/").status_code == 200
