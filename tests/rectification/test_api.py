"""The whole loop through the API alone, as two officers and a safety head would drive it with tokens."""

from datetime import timedelta

import pytest

from core import clock
from core.ids import new_id
from tests.cast import acting, api_as
from tests.hazards.factories import bring_to, make_photo, record

pytestmark = pytest.mark.django_db

BASE = "/api/v1/hazards/"


def post(who, path, expect=200, **body):
    answer = api_as(who).post(BASE + path, body, content_type="application/json")
    assert answer.status_code == expect, answer.content.decode()
    return answer.json()


def test_loop_by_api(cast):
    with acting(cast.inspector) as actor:
        before = make_photo(actor, cast.enterprise, seed=1)
    key = str(new_id())
    body = {
        "id": key,
        "enterprise": str(cast.enterprise.pk),
        "description": "Stack too high",
        "source": "visit",
        "before_photos": [str(before.pk)],
        "position": {"latitude": "28.04", "longitude": "105.81"},
    }
    assert post(cast.inspector, "", 201, **body)["id"] == key
    again = post(cast.inspector, "", 201, **body)
    assert (again["id"], again["version"]) == (key, 1)
    hazard = post(cast.second_inspector, f"{key}/confirm/", grade="general", version=1)
    assert hazard["status"] == "confirmed"
    post(cast.second_inspector, f"{key}/confirm/", 409, grade="general")
    post(cast.second_inspector, f"{key}/reject/", 422)
    signing = [str(cast.inspector.membership.pk), str(cast.second_inspector.membership.pk)]
    post(cast.county_clerk, "issue_order/", 422, lines=[])
    issued = post(
        cast.county_clerk,
        "issue_order/",
        201,
        lines=[{"hazard": key, "unit": "working_days", "days": 7}],
        officers=signing,
        language="en",
    )
    assert issued[0]["status"] == "ordered"
    served = post(cast.county_clerk, f"{key}/serve_order/", receiver_name="Wang Fang")
    assert served["status"] == "served"
    photos = api_as(cast.safety_head).get(f"{BASE}{key}/photos/").json()
    with acting(cast.safety_head) as actor:
        after = make_photo(actor, cast.enterprise, seed=2, purpose="after")
    sent = post(
        cast.safety_head,
        f"{key}/submit_evidence/",
        measures="Lowered",
        rectified_on=clock.today().isoformat(),
        after=[{"photo": str(after.pk), "answers": photos[0]["id"]}],
        version=served["version"],
    )
    assert sent["status"] == "submitted"
    closed = post(
        cast.second_inspector,
        f"{key}/verify/",
        verdict="accepted",
        method="photo",
        seen="2.2 m",
        officers=signing,
        language="en",
    )
    assert closed["status"] == "closed"
    events = api_as(cast.safety_head).get(f"{BASE}{key}/events/").json()
    assert [event["number"] for event in events] == list(range(1, closed["version"] + 1))
    case = api_as(cast.county_clerk).get(f"{BASE}{key}/case/").json()
    assert case["deadlines"][0]["trace"]
    assert case["verifications"][0]["verdict"] == "accepted"


def test_extension_by_api(cast):
    hazard = bring_to(cast, "served")
    key = str(hazard.pk)
    asked = (hazard.due_on + timedelta(days=7)).isoformat()
    body = {"proposed_due_on": asked, "reason": "Parts are late", "interim_measures": "A guard day and night"}
    post(cast.safety_head, f"{key}/ask_extension/", **body)
    post(cast.safety_head, f"{key}/ask_extension/", 409, **body)
    post(cast.inspector, f"{key}/decide_extension/", 403, grant=True)
    granted = post(cast.county_clerk, f"{key}/decide_extension/", grant=True, language="en")
    assert granted["due_on"] == asked


def test_list_and_refusals(cast):
    hazard = record(cast)
    assert api_as(cast.county_clerk).get(BASE).json()["results"][0]["id"] == str(hazard.pk)
    assert api_as(cast.anhui_clerk).get(BASE).json()["results"] == []
    assert api_as(cast.anhui_clerk).get(f"{BASE}{hazard.pk}/").status_code == 404
    assert api_as(None).get(BASE).status_code == 401
    assert api_as(cast.county_clerk).get(f"{BASE}not-a-key/").status_code == 404
    post(cast.anhui_clerk, f"{hazard.pk}/confirm/", 404, grade="general")
    post(cast.viewer, f"{hazard.pk}/confirm/", 403, grade="general")
    done = post(cast.county_clerk, "assign_many/", hazards=[str(hazard.pk)], handler=str(cast.inspector.membership.pk))
    assert done["failed"] == []
    post(cast.county_clerk, "assign_many/", 422, hazards=[], handler=str(cast.inspector.membership.pk))


def test_confirm_many_by_api(cast):
    general, major = record(cast), record(cast, seed=2, grade="major")
    keys = [str(general.pk), str(major.pk), str(new_id())]
    post(cast.viewer, "confirm_many/", 403, hazards=keys)
    post(cast.county_clerk, "confirm_many/", 422, hazards=[])
    done = post(cast.county_clerk, "confirm_many/", hazards=keys)
    assert done["done"] == [str(general.pk)]
    assert {row["id"]: row["reason"][:31] for row in done["failed"]} == {
        keys[1]: "It is proposed as a major hazar",
        keys[2]: "There is no such hazard, or it ",
    }
