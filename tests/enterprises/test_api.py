"""The register by API: the same actions, the same refusals."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.tables import EXCEL, to_excel
from enterprises.models import Enterprise, Place
from enterprises.sheets import COLUMNS
from tests.cast import acting, api_as, credit_code

JSON = "application/json"


def new(number: int = 900, **rest) -> dict:
    return {
        "name": "Erlang Town Glassworks",
        "credit_code": credit_code(number),
        "region": "510525",
        "industry": "K05",
        **rest,
    }


def test_registering_reading_and_changing(cast):
    api = api_as(cast.county_clerk)
    key = str(uuid.uuid4())
    made = api.post("/api/v1/enterprises/", new(id=key), content_type=JSON)
    assert made.status_code == 201, made.content
    assert made.json()["id"] == key
    assert api.post("/api/v1/enterprises/", new(id=key), content_type=JSON).status_code == 201
    assert api.post("/api/v1/enterprises/", new(), content_type=JSON).status_code == 409
    changed = api.patch(f"/api/v1/enterprises/{key}/", {"address": "5 Road", "version": 1}, content_type=JSON)
    assert (changed.json()["address"], changed.json()["version"]) == ("5 Road", 2)
    stale = api.patch(f"/api/v1/enterprises/{key}/", {"address": "6 Road", "version": 1}, content_type=JSON)
    assert stale.status_code == 409
    found = api.get("/api/v1/enterprises/?q=erlang&industry=K05&region=510525").json()["results"]
    assert [row["id"] for row in found] == [key]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"credit_code": "915105250000009000"}, 422),
        ({"region": "999999"}, 422),
        ({"region": "510522"}, 403),
        ({"industry": "Z9"}, 422),
        ({"name": ""}, 422),
        ({"risk_tags": ["nothing"]}, 422),
        ({"employees": -1}, 422),
    ],
)
def test_what_is_refused(cast, change, status):
    answer = api_as(cast.county_clerk).post("/api/v1/enterprises/", new(**change), content_type=JSON)
    assert answer.status_code == status, answer.content
    assert answer.json()["detail"]


def test_an_inspector_may_not_register_and_a_stranger_sees_nothing(cast):
    assert api_as(cast.inspector).post("/api/v1/enterprises/", new(), content_type=JSON).status_code == 403
    assert api_as(cast.anhui_clerk).get(f"/api/v1/enterprises/{cast.enterprise.pk}/").status_code == 404
    assert api_as(None).get("/api/v1/enterprises/").status_code == 401


def test_places_equipment_and_posts(cast):
    api = api_as(cast.safety_head)
    pk = str(cast.enterprise.pk)
    place = api.post("/api/v1/places/", {"enterprise": pk, "name": "Warehouse 1"}, content_type=JSON)
    assert place.status_code == 201, place.content
    machine = {"enterprise": pk, "name": "Forklift", "place": place.json()["id"]}
    assert api.post("/api/v1/equipment/", machine, content_type=JSON).status_code == 201
    post = api.post("/api/v1/posts/", {"enterprise": pk, "name": "Storekeeper"}, content_type=JSON).json()
    holder = api.patch(f"/api/v1/posts/{post['id']}/", {"holder_name": "Li Mei"}, content_type=JSON)
    assert holder.json()["holder_name"] == "Li Mei"
    assert len(api.get(f"/api/v1/places/?enterprise={pk}").json()["results"]) == 1
    assert api_as(cast.rival_safety_head).get(f"/api/v1/places/?enterprise={pk}").json()["results"] == []
    assert api.delete(f"/api/v1/places/{place.json()['id']}/").status_code == 204
    with acting(cast.safety_head):
        assert not Place.objects.exists()


def test_a_sheet_is_handed_in_and_its_result_read(cast, django_capture_on_commit_callbacks):
    api = api_as(cast.county_clerk)
    row = ["Sheet Works", credit_code(901), "510525", "K05", *[""] * 9]
    content = to_excel([column.heading for column in COLUMNS], [row, ["", "x", "", ""]])
    with django_capture_on_commit_callbacks(execute=True):
        answer = api.post("/api/v1/enterprise-imports/", {"file": SimpleUploadedFile("a.xlsx", content, EXCEL)})
    assert answer.status_code == 202, answer.content
    state = api.get(f"/api/v1/enterprise-imports/{answer.json()['id']}/").json()
    assert (state["state"], state["created"], state["refused"]) == ("done", 1, 1)
    assert api.get(f"/api/v1/enterprise-imports/{state['id']}/refused/").status_code == 200
    with acting(cast.county_clerk):
        assert Enterprise.objects.filter(name="Sheet Works").exists()
    text = SimpleUploadedFile("a.txt", b"no", "text/plain")
    assert api.post("/api/v1/enterprise-imports/", {"file": text}).status_code == 422
    broken = SimpleUploadedFile("a.xlsx", b"no", EXCEL)
    with django_capture_on_commit_callbacks(execute=True):
        answer = api.post("/api/v1/enterprise-imports/", {"file": broken})
    assert api.get(f"/api/v1/enterprise-imports/{answer.json()['id']}/").json()["state"] == "failed"


def test_industries_are_readable(cast):
    rows = api_as(cast.safety_head).get("/api/v1/industries/").json()["results"]
    assert {"K04", "K05"} <= {row["code"] for row in rows}
