"""A token acts through one membership, ends by itself, can be revoked, and is written nowhere."""

import logging
from datetime import timedelta

import pytest
from django.db import connection

from accounts.middleware import SESSION_KEY
from accounts.models import MembershipToken
from audit.models import Entry
from core import clock, scope
from tests.cast import WalledClient, api_as, client_as, make_persona

pytestmark = pytest.mark.django_db
TOKENS = "/api/v1/tokens/"


def made(client, **more) -> dict:
    answer = client.post(TOKENS, {"label": "Import"} | more, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def holder(key: str, keyword: str = "Token") -> WalledClient:
    return WalledClient(headers={"authorization": f"{keyword} {key}", "accept-language": "en"})


def test_it_acts_through_the_membership_it_was_made_with(cast):
    """The person has a second post in Anhui and may be signed in there: the token stays with the first."""
    with scope.everything(because="the tests give a second post"):
        second = make_persona("second_post", cast.authorities["341522"], "clerk", since=clock.now() - timedelta(days=9))
        membership = second.membership
        membership.person = cast.county_clerk.user
        membership.save()
    token = holder(made(client_as(cast.county_clerk))["key"])
    browser = client_as(cast.county_clerk)
    session = browser.session
    session[SESSION_KEY] = str(membership.pk)
    session.save()
    assert browser.get("/api/v1/me/").json()["actor"]["region_code"] == "341522"
    token.cookies = browser.cookies
    me = token.get("/api/v1/me/").json()
    assert me["actor"]["membership_id"] == str(cast.county_clerk.membership.pk)
    assert {row["name"] for row in token.get("/api/v1/enterprises/").json()["results"]} >= {cast.enterprise.name}
    assert cast.anhui_enterprise.name not in token.get("/api/v1/enterprises/").content.decode()
    assert len(me["memberships"]) == 2


def test_it_expires(cast, monkeypatch):
    token = made(api_as(cast.county_clerk), days=2)
    api = holder(token["key"])
    assert api.get("/api/v1/me/").status_code == 200
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment + timedelta(days=2, seconds=1))
    answer = api.get("/api/v1/me/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"


def test_it_can_be_revoked_only_by_its_owner(cast):
    token = made(api_as(cast.county_clerk))
    address = f"{TOKENS}{token['id']}/revoke/"
    assert api_as(cast.inspector).post(address).status_code == 404
    assert holder(token["key"]).get("/api/v1/me/").status_code == 200
    for _time in range(2):
        assert api_as(cast.county_clerk).post(address).status_code == 200
    assert holder(token["key"]).get("/api/v1/me/").status_code == 401


def test_it_ends_with_its_membership_and_its_person(cast):
    token = made(api_as(cast.county_clerk))
    ended = api_as(cast.administrator).post(
        f"/api/v1/memberships/{cast.county_clerk.membership.pk}/end/",
        {"reason": "Moved"},
        content_type="application/json",
    )
    assert ended.status_code == 200
    assert holder(token["key"]).get("/api/v1/me/").status_code == 401


def test_nothing_but_the_very_key_is_taken(cast):
    key = made(api_as(cast.county_clerk))["key"]
    stored = MembershipToken.objects.get(label="Import").key_hash
    for wrong in ("", " ", key[:-1], key + "x", key.swapcase(), stored, "' OR 1=1 --", "é", f"{key} {key}"):
        assert holder(wrong).get("/api/v1/me/").status_code == 401, wrong
    assert holder(key, "Bearer").get("/api/v1/me/").status_code == 401
    assert holder(key, "token").get("/api/v1/me/").status_code == 200


def test_it_is_shown_once_and_written_nowhere(cast, caplog):
    caplog.set_level(logging.DEBUG)
    api = api_as(cast.county_clerk)
    key = made(api)["key"]
    holder(key).get("/api/v1/me/")
    holder(key).get("/api/v1/nothing/")
    holder(key).post("/api/v1/hazards/", "{", content_type="application/json")
    assert key not in api.get(TOKENS).content.decode()
    assert key not in caplog.text
    with scope.everything(because="the tests look for the key everywhere"), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM accounts_membershiptoken AS t WHERE t::text LIKE %s", [f"%{key}%"])
        assert cursor.fetchone() is None
        assert not [entry for entry in Entry.objects.filter(verb="make_token") if key in str(entry.data)]
        assert Entry.objects.filter(verb="make_token").exists()
