"""Visits over the API: receipts by hash, the same twice, conflicts, and the numbers of papers under two threads."""

import hashlib
import json
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from core import clock, scope
from core.ids import new_id
from documents.models import Document
from inspections import actions, rules
from inspections.models import Answer, Finding, FindingPhoto, Signature, Visit, VisitOfficer
from tests.cast import acting, api_as, build_cast
from tests.evidence.pictures import jpeg, photo
from tests.inspections.visits import FINDING, answer, begin, find, make_checklist, scribble, sign_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """The people of two provinces, now."""
    return build_cast()


@pytest.fixture
def version(cast):
    """A published checklist."""
    return make_checklist(clock.now())


def text_of(body: dict) -> str:
    """The canonical text that a device sends."""
    return rules.canonical(body)


def put(client, address: str, body: dict, method: str = "put"):
    """Send JSON as the device does and check the receipt of what was taken."""
    text = text_of(body)
    response = getattr(client, method)(f"/api/v1/{address}", text, content_type="application/json")
    if response.status_code in (200, 201):
        assert response.json()["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    return response


def items_of(version) -> list:
    with scope.everything(because="the test reads a checklist"):
        return list(version.items.order_by("position"))


def started(client, cast, version) -> str:
    key = str(new_id())
    body = {
        "enterprise": str(cast.enterprise.pk),
        "checklist_version": str(version.pk),
        "method": "routine",
        "basis": "WSL art. 65",
        "officers": [{"membership": str(cast.second_inspector.membership.pk)}],
        "place_checked": "Warehouse A",
        "latitude": "28.038600",
        "longitude": "105.812400",
        "device_started_at": "2026-11-18T02:00:00.123Z",
    }
    for _again in range(2):
        assert put(client, f"visits/{key}/", body).status_code == 200
    return key


def count(model) -> int:
    with scope.everything(because="the test counts"):
        return model.objects.count()


def test_a_whole_visit_sent_twice_each_time(cast, version):
    client = api_as(cast.inspector)
    visit = started(client, cast, version)
    assert count(Visit) == 1
    for item in items_of(version):
        body = {"visit": visit, "item": str(item.pk), "code": "conform", "reason": "", "base_version": 0}
        for _again in range(2):
            assert put(client, f"answers/{rules.answer_key(visit, item.pk)}/", body).status_code == 200
    finding = str(new_id())
    for _again in range(2):
        body = FINDING | {"visit": visit, "base_version": 0, "device_at": "2026-11-18T02:05:00.000Z"}
        assert put(client, f"findings/{finding}/", body).status_code == 200
    key, data = str(new_id()), jpeg(photo(5))
    for _again in range(2):
        fields = {
            "finding": finding,
            "purpose": "before",
            "sha256": hashlib.sha256(data).hexdigest(),
            "file": SimpleUploadedFile("a.jpg", data),
        }
        sent = encode_multipart(BOUNDARY, fields)
        response = client.put(f"/api/v1/finding-photos/{key}/", sent, content_type=MULTIPART_CONTENT)
        assert response.json()["sha256"] == fields["sha256"]
    details = {"site_head_name": "Li Jianguo", "base_version": 1}
    assert put(client, f"visits/{visit}/details/", details).status_code == 200
    with scope.everything(because="the test reads the team"):
        team = dict(VisitOfficer.objects.values_list("pk", "name"))
    for pk, name in team.items():
        sign = {"visit": visit, "signatory": "officer", "officer": str(pk), "name": name, "png": scribble(1)}
        key = new_id()
        for _again in range(2):
            assert put(client, f"signatures/{key}/", sign | {"post": ""}).status_code == 200
    head = {"visit": visit, "signatory": "site_head", "officer": None, "name": "Li Jianguo", "png": scribble(2)}
    assert put(client, f"signatures/{new_id()}/", head).status_code == 200
    first = put(client, f"visits/{visit}/finish/", {"device_at": "2026-11-18T03:00:00.000Z"}).json()
    again = put(client, f"visits/{visit}/finish/", {"device_at": "2026-11-18T03:00:00.000Z"}).json()
    assert first["documents"] == again["documents"]
    assert first["hazards"] == [finding]
    assert [count(each) for each in (Answer, Finding, FindingPhoto, Signature, Document)] == [3, 1, 1, 3, 2]
    state = client.get(f"/api/v1/visits/{visit}/").json()
    assert state["visit"]["status"] == "finished"
    assert client.get("/api/v1/visits/").json()["results"][0]["id"] == visit


def test_a_receipt_is_not_that_of_what_a_colleague_kept(cast, version):
    """A device must not take its copy for saved when the server holds another value."""
    client, other = api_as(cast.inspector), api_as(cast.second_inspector)
    visit = started(client, cast, version)
    finding = str(new_id())
    put(client, f"findings/{finding}/", FINDING | {"visit": visit, "base_version": 0})
    put(client, f"findings/{finding}/", {"visit": visit, "base_version": 1, "description": "A"})
    refused = put(other, f"findings/{finding}/", {"visit": visit, "base_version": 1, "description": "B"})
    assert refused.status_code == 409
    body = refused.json()
    assert body["conflicts"] == {"description": {"mine": "B", "theirs": "A"}}
    state = client.get(f"/api/v1/visits/{visit}/").json()
    assert [row["id"] for row in state["parked"]] == [body["revision"]]
    decided = put(client, f"visit-revisions/{body['revision']}/decide/", {"keep": {"description": "mine"}})
    assert decided.json()["content"]["description"] == "B"
    assert client.get(f"/api/v1/visits/{visit}/").json()["parked"] == []


def test_a_photo_that_arrived_otherwise_is_refused_and_nothing_stays(cast, version):
    client = api_as(cast.inspector)
    visit = started(client, cast, version)
    finding = str(new_id())
    put(client, f"findings/{finding}/", FINDING | {"visit": visit, "base_version": 0})
    file = SimpleUploadedFile("a.jpg", jpeg(photo(6)))
    fields = {"finding": finding, "purpose": "before", "sha256": "0" * 64, "file": file}
    sent = encode_multipart(BOUNDARY, fields)
    response = client.put(f"/api/v1/finding-photos/{new_id()}/", sent, content_type=MULTIPART_CONTENT)
    assert response.status_code == 422
    assert count(FindingPhoto) == 0


@pytest.mark.parametrize(
    ("persona", "status"),
    [("county_head", 403), ("safety_head", 403), ("anhui_inspector", 404), ("rival_safety_head", 404), (None, 401)],
)
def test_others_cannot_write_into_a_visit(cast, version, persona, status):
    visit = started(api_as(cast.inspector), cast, version)
    client = api_as(getattr(cast, persona) if persona else None)
    response = client.put(
        f"/api/v1/findings/{new_id()}/", text_of(FINDING | {"visit": visit}), content_type="application/json"
    )
    assert response.status_code == status


@pytest.mark.parametrize(
    "body",
    [{}, [], {"visit": "x"}, {"visit": None, "description": 5}, {"visit": str(new_id()), "description": "a\ud800"}],
)
def test_nonsense_is_refused_in_words(cast, body):
    response = api_as(cast.inspector).put(
        f"/api/v1/findings/{new_id()}/", json.dumps(body), content_type="application/json"
    )
    assert response.status_code in (400, 404, 422)
    assert response.json()["detail"]


def test_planning_over_the_api(cast, version):
    client = api_as(cast.county_clerk)
    body = {
        "id": str(new_id()),
        "enterprise": str(cast.enterprise.pk),
        "method": "routine",
        "planned_on": clock.today().isoformat(),
        "officers": [{"membership": str(cast.inspector.membership.pk)}],
    }
    for _again in range(2):
        response = client.post("/api/v1/visits/", text_of(body), content_type="application/json")
        assert response.status_code == 201
    assert count(Visit) == 1
    reason = {"reason": "Not needed"}
    assert put(client, f"visits/{body['id']}/cancel/", reason, "post").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_visits_finished_at_once_have_numbers_without_gap(transactional_db):
    cast = build_cast()
    version = make_checklist(clock.now())
    visits = []
    with acting(cast.inspector) as actor:
        for _number in range(6):
            visit = begin(actor, clock.now(), cast, version)
            for item in version.items.all():
                answer(actor, clock.now(), visit, item)
            find(actor, clock.now(), visit)
            sign_all(actor, clock.now(), visit)
            visits.append(visit.pk)
    faults: list[Exception] = []

    def finish(keys) -> None:
        try:
            for key in keys:
                with acting(cast.inspector) as actor:
                    actions.finish_visit(actor=actor, now=clock.now(), visit_id=key)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    # The third thread finishes what the first two finish as well: the papers stay the same.
    threads = [threading.Thread(target=finish, args=[keys]) for keys in (visits[:3], visits[3:], visits[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with scope.everything(because="the test reads the numbers"):
        for kind in ("inspection_record", "rectification_order"):
            assert sorted(Document.objects.filter(kind=kind).values_list("number", flat=True)) == list(range(1, 7))
