"""What the API and the pages do with nonsense that no schema foresees."""

import json
import uuid

import pytest

from accounts.models import User
from core.parsers import DEEPEST_BODY
from hazards import actions
from tests.cast import api_as, client_as, make_user

pytestmark = pytest.mark.django_db
PLACE = "/api/v1/places/"
NUL = chr(0)


def place(cast, **more) -> dict:
    return {"enterprise": str(cast.enterprise.pk), "name": "Yard"} | more


def post(api, body, content_type: str = "application/json", address: str = PLACE):
    return api.post(address, body, content_type=content_type)


def test_every_refusal_has_one_shape(cast):
    api = api_as(cast.county_clerk)
    key = uuid.uuid4()
    answers = [
        (api_as(None).get(PLACE), 401),
        (api.get(f"{PLACE}{key}/"), 404),
        (api.get(f"{PLACE}?cursor=nonsense"), 422),
        (api.get(f"{PLACE}?page_size=many"), 422),
        (api.put(PLACE, "{}", content_type="application/json"), 405),
        (api.get(PLACE, headers={"accept": "image/png"}), 406),
        (post(api, "<a/>", "text/xml"), 415),
        (post(api, "{"), 400),
        (post(api, {}), 422),
        (post(api_as(cast.viewer), place(cast)), 403),
    ]
    for answer, status in answers:
        assert (answer.status_code, next(iter(answer.json()))) == (status, "detail"), answer.content
        assert isinstance(answer.json()["detail"], str)


@pytest.mark.parametrize("text", [NUL, "a" + NUL + "b", "\ud800", "x\udfff"])
def test_text_that_cannot_be_stored_is_refused(cast, text):
    api = api_as(cast.county_clerk)
    assert post(api, json.dumps(place(cast, name=text))).status_code == 400
    assert post(api, json.dumps(place(cast) | {text: 1})).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        "[" * (DEEPEST_BODY + 2) + "]" * (DEEPEST_BODY + 2),
        '{"a":' * 5000 + "1" + "}" * 5000,
        "1" * 10_000,
        "NaN",
        '"' + "\\u0000" + '"',
        b"\xff\xfe",
        "[]",
        "null",
        "7",
        '"text"',
    ],
)
def test_a_strange_body_is_refused(cast, body):
    for address in (PLACE, "/api/v1/hazards/", "/api/v1/tokens/", f"/api/v1/hazards/{uuid.uuid4()}/confirm/"):
        assert post(api_as(cast.county_clerk), body, address=address).status_code in (400, 404, 422)
    sent = api_as(cast.inspector).put(f"/api/v1/findings/{uuid.uuid4()}/", body, content_type="application/json")
    assert sent.status_code in (400, 422)


@pytest.mark.parametrize("text", ["%00", "a%00b", "%ed%a0%80"])
def test_nul_in_an_address_is_refused_everywhere(cast, text):
    for client in (client_as(cast.county_clerk), api_as(cast.county_clerk), client_as(None)):
        for address in ("/hazards/?q=", "/enterprises/?q=", "/search/?q=", "/api/v1/enterprises/?q=", "/?"):
            assert client.get(address + text).status_code < 500
        assert client.get(f"/{text}/").status_code in (302, 400, 404)
        assert client.get(f"/api/v1/verify/{text}/").status_code in (400, 404)
    assert client_as(cast.county_clerk).get("/hazards/?q=%00").status_code == 400


def test_nul_in_a_form_is_refused(cast):
    for client, address in ((client_as(None), "/sign-in/"), (client_as(cast.county_clerk), "/hazards/filters/")):
        for body in ({"username": NUL, "password": "x"}, {"name": "x" + NUL, "query": "a=b"}, {NUL: "x"}):
            assert client.post(address, body).status_code == 400


@pytest.mark.parametrize("value", [2**31, 2**63, 10**40, -1, 1.5, "9" * 5000, True, None, [], {}])
def test_numbers_out_of_range_are_refused(cast, value):
    api = api_as(cast.county_clerk)
    sent = api.patch(
        f"/api/v1/enterprises/{cast.enterprise.pk}/",
        json.dumps({"employees": value, "version": value, "latitude": value}),
        content_type="application/json",
    )
    assert sent.status_code == 422


@pytest.mark.parametrize("cursor", ["AAAA", "W10", "é", "bnVsbA", "%00", "WyJuZXh0IixbIi1udW1iZXIiXSxbbnVsbF1d"])
def test_forged_cursors_are_refused(cast, cursor):
    api = api_as(cast.county_clerk)
    for address in ("/api/v1/hazards/", "/api/v1/enterprises/", "/api/v1/notices/", "/api/v1/visits/"):
        assert api.get(f"{address}?cursor={cursor}").status_code in (200, 400, 422)


def test_sending_twice_harms_nothing(cast):
    api, key = api_as(cast.county_clerk), str(uuid.uuid4())
    first, second = (post(api, json.dumps(place(cast, id=key))) for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()


def test_a_key_of_somebody_else_gives_nothing_away(cast):
    key = str(uuid.uuid4())
    far = api_as(cast.anhui_clerk)
    assert post(far, json.dumps(place(cast, id=key, enterprise=str(cast.anhui_enterprise.pk)))).status_code == 201
    mine = post(api_as(cast.county_clerk), json.dumps(place(cast, id=key)))
    assert mine.status_code in (404, 409)
    assert "Huoqiu" not in mine.content.decode()


def test_two_who_create_the_same_at_once_are_told_to_send_again(cast, monkeypatch):
    """Whoever comes second gets 409 through either door, and nothing of that request stays."""

    def race(**values):
        make_user("somebody")
        make_user("somebody")

    monkeypatch.setattr(actions, "save_filter", race)
    body = {"name": "Mine", "query": "due=overdue"}
    api = post(api_as(cast.county_clerk), body, address="/api/v1/saved-filters/")
    page = client_as(cast.county_clerk).post("/hazards/filters/", body)
    assert (api.status_code, page.status_code) == (409, 409)
    assert "send it again" in api.json()["detail"]
    assert "send it again" in page.content.decode()
    assert not User.objects.filter(username="somebody").exists()
