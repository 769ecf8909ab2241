"""The pages of bulletins: the way of an official, of a named unit, and of anybody."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from accounts.actor import system_actor
from bulletins import actions, content
from bulletins.models import Bulletin, Exposure, Publication
from bulletins.urls import urlpatterns
from core import clock, scope
from documents import drawing
from documents.models import Document
from tests.bulletins import stage
from tests.cast import acting, api_as, client_as
from tests.hazards.factories import bring_to, record
from tests.rectification.ladders import after, run

pytestmark = pytest.mark.django_db
MARK = "Stacks up to the ceiling"


@pytest.fixture
def case(cast):
    return stage.overdue(cast, description=MARK)


def public_addresses(publication=None, bulletin=None):
    """Every public address with every key that could name a bulletin."""
    keys = [each.pk for each in (publication, bulletin) if each is not None]
    for pattern in urlpatterns:
        if not str(pattern.pattern).startswith("public/"):
            continue
        if "pk" not in pattern.pattern.converters:
            yield reverse(f"bulletins:{pattern.name}")
        for key in keys if "pk" in pattern.pattern.converters else ():
            more = {
                name: {"language": "zh", "digest": "0" * 64}[name]
                for name in pattern.pattern.converters
                if name != "pk"
            }
            yield reverse(f"bulletins:{pattern.name}", kwargs={"pk": key, **more})
    yield "/api/v1/publications/"
    for key in keys:
        yield f"/api/v1/publications/{key}/"


def test_nothing_is_public_before_two_releases(cast, case):
    bulletin = stage.drawn(cast)
    states = []
    for step in (
        lambda: None,
        lambda: stage.exposed(cast, bulletin),
        lambda: stage.released(cast, bulletin, by="county_clerk"),
    ):
        step()
        for who in (None, cast.stranger, cast.anhui_clerk):
            for address in public_addresses(bulletin=bulletin):
                answer = client_as(who).get(address)
                text = b"".join(answer.streaming_content) if answer.streaming else answer.content
                assert MARK.encode() not in text, (address, who)
                assert b"Gulin Fireworks" not in text, (address, who)
        with scope.everything(because="the test reads"):
            states.append(Bulletin.objects.get(pk=bulletin.pk).status)
    assert states == ["draft", "exposed", "released_first"]


def test_the_public_reads_what_two_persons_released(cast, case):
    bulletin = stage.published(cast)
    with scope.public():
        publication = Publication.objects.get()
    anybody = client_as(None)
    page = anybody.get(f"/public/bulletins/{publication.pk}/")
    text = page.content.decode()
    assert MARK in text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in text
    assert "style=" not in text
    digest = re.search(r"/photos/([0-9a-f]{64})/", text)[1]
    photo = anybody.get(f"/public/bulletins/{publication.pk}/photos/{digest}/")
    assert photo.content.startswith(b"\xff\xd8")
    assert b"Exif" not in photo.content
    assert anybody.get(f"/public/bulletins/{publication.pk}/photos/{'0' * 64}/").status_code == 404
    feed = anybody.get("/public/bulletins/feed/")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert publication.number in feed.content.decode()
    assert anybody.get(f"/public/bulletins/{publication.pk}/zh/pdf/").status_code == 409
    with scope.everything(because="the test draws what the worker draws"):
        for key in (publication.document_id, publication.translation_id):
            drawn = drawing.render_document(id=key, now=clock.now())
            assert drawn.render_state == "rendered", drawn.render_reason
    for language in ("zh", "en"):
        answer = anybody.get(f"/public/bulletins/{publication.pk}/{language}/pdf/")
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert anybody.get(f"/public/bulletins/{publication.pk}/xx/pdf/").status_code == 404
    assert anybody.get(f"/api/v1/publications/{publication.pk}/").json()["number"] == publication.number
    assert client_as(cast.county_clerk).get(f"/bulletins/{bulletin.pk}/").status_code == 200

    with acting(cast.county_clerk) as actor:
        actions.withdraw_bulletin(actor=actor, now=clock.now(), bulletin_id=bulletin.pk, reason="It was annulled")
    for address in ("", "zh/pdf/", "en/pdf/"):
        answer = anybody.get(f"/public/bulletins/{publication.pk}/{address}")
        assert answer.status_code == 410
        assert "It was annulled" in answer.content.decode()
        assert MARK not in answer.content.decode()
    assert anybody.get(f"/public/bulletins/{publication.pk}/photos/{digest}/").status_code == 409
    assert anybody.get(f"/api/v1/publications/{publication.pk}/").status_code == 409
    feed = anybody.get("/public/bulletins/feed/").content.decode()
    assert "Withdrawn" in feed
    assert "It was annulled" in feed
    assert MARK not in anybody.get("/public/bulletins/").content.decode()
    with scope.public():
        assert not Document.objects.exists()
    assert storages["documents"].exists(drawn.pdf)


def test_an_official_walks_the_whole_way(cast, case):
    clerk, head = client_as(cast.county_clerk), client_as(cast.county_head)
    today = clock.today()
    typed = {"least_days": 7, "which": "all", "period_from": str(today.replace(day=1)), "period_to": str(today)}
    drawn = clerk.post("/bulletins/new/", typed)
    address = drawn["Location"]
    draft = clerk.get(address).content.decode()
    assert "Expose the cases on the boards" in draft
    edit = clerk.get(f"{address}edit/").content.decode()
    fields = {
        "version": 1, "title_zh": "关于烟花爆竹仓库隐患情况的通报", "title_en": "Bulletin on warehouses",
        "requirements_zh": "立即整改", "requirements_en": "Rectify at once", "typical": ["1"],
    }  # fmt: skip
    assert MARK in edit
    stale = clerk.post(f"{address}edit/", fields | {"version": 7})
    assert stale.status_code == 409
    assert "changed this bulletin meanwhile" in stale.content.decode()
    assert "立即整改" in stale.content.decode()
    assert clerk.post(f"{address}edit/", fields | {"title_en": ""}).status_code == 422
    assert clerk.post(f"{address}edit/", fields).status_code == 302
    assert clerk.post(f"{address}expose/", {"version": 2}).status_code == 302
    assert clerk.post(f"{address}release/", {"version": 3}).status_code == 422
    told = client_as(cast.safety_head)
    board = told.get("/exposures/").content.decode()
    exposure = re.search(r"/exposures/([0-9a-f-]{36})/", board)[0]
    assert "File the statement" in told.get(exposure).content.decode()
    assert told.post(f"{exposure}statement/", {"text": ""}).status_code == 422
    assert told.post(f"{exposure}statement/", {"text": "We are on it"}).status_code == 302
    assert "We are on it" in clerk.get(exposure).content.decode()
    # One unit is named and has answered, so its time need not run out.
    with scope.everything(because="the test reads"):
        version = Bulletin.objects.get().version
    assert clerk.post(f"{address}release/", {"version": version}).status_code == 302
    waiting = clerk.get(address).content.decode()
    assert "another person" in waiting
    assert "Release as" not in waiting
    assert "Release as the second person" in head.get(address).content.decode()
    assert clerk.post(f"{address}release/", {"version": version + 1}).status_code == 403
    assert head.post(f"{address}release/", {"version": version}).status_code == 409
    assert head.post(f"{address}release/", {"version": version + 1}).status_code == 302
    with scope.public():
        assert Publication.objects.get().title_en == "Bulletin on warehouses"


def test_the_rung_of_exposure_reaches_the_boards_once(cast, case):
    due = case.due_on
    for days in range(0, 60, 3):
        run(after(due, days))
    now = clock.now()
    from_ladder = {"ground": "ladder", "hazard": case}
    with scope.everything(because="the clock takes what the ladder exposes"):
        actor = system_actor("the test")
        first = actions.take_exposures(actor=actor, now=now)
        again = actions.take_exposures(actor=actor, now=now)
        row = Exposure.objects.get(**from_ladder)
    assert (first, again) == (1, 0)
    assert row.region_code == "510525"
    assert MARK in client_as(cast.viewer).get("/exposures/").content.decode()
    assert MARK in client_as(cast.safety_head).get("/exposures/").content.decode()
    assert MARK not in client_as(cast.rival_safety_head).get("/exposures/").content.decode()
    assert api_as(cast.inspector).get(f"/api/v1/exposures/{row.pk}/").json()["ground"] == "ladder"


def test_an_exposure_that_fails_waits_an_hour_and_holds_up_no_other(cast, case, monkeypatch):
    other = stage.overdue(cast, seed=404)
    for days in range(0, 60, 3):
        run(after(case.due_on, days))
    now, items_of = clock.now(), content.items_of

    def refuse(hazards, **rest):
        if hazards[0].pk == case.pk:
            raise KeyError("poisoned")
        return items_of(hazards, **rest)

    monkeypatch.setattr(content, "items_of", refuse)
    with scope.everything(because="the clock takes what the ladder exposes"):
        actor = system_actor("the test")
        assert [actions.take_exposures(actor=actor, now=now) for _time in range(2)] == [1, 0]
        assert Exposure.objects.get(ground="ladder").hazard == other
        monkeypatch.undo()
        assert actions.take_exposures(actor=actor, now=now + timedelta(hours=1)) == 1


def test_a_late_authority_is_named_and_not_the_enterprise(cast):
    hazard = bring_to(cast, "confirmed", hazard=record(cast, seed=409, description=MARK))
    for days in range(0, 60, 3):
        run(clock.now() + timedelta(days=days))
    with scope.everything(because="the clock takes what the ladder exposes"):
        assert actions.take_exposures(actor=system_actor("the test"), now=clock.now() + timedelta(days=60)) >= 1
        row = Exposure.objects.get(hazard=hazard)
    assert (row.ground, row.facts["unit"]) == ("duty", "古蔺县应急管理局")
    assert hazard.label in client_as(cast.city_clerk).get("/exposures/").content.decode()
    assert hazard.label not in client_as(cast.safety_head).get("/exposures/").content.decode()
    assert client_as(cast.safety_head).get(f"/exposures/{row.pk}/").status_code == 404


def test_pages_ask_little(cast, case, page_queries):
    bulletin = stage.published(cast)
    for seed in (404, 405):
        stage.overdue(cast, seed=seed)
    stage.exposed(cast, stage.drawn(cast))
    with scope.public():
        publication = Publication.objects.get()
    clerk = client_as(cast.county_clerk)
    for client, address in (
        (clerk, "/bulletins/"),
        (clerk, f"/bulletins/{bulletin.pk}/"),
        (clerk, "/exposures/"),
        (client_as(None), "/public/bulletins/"),
        (client_as(None), f"/public/bulletins/{publication.pk}/"),
        (client_as(None), "/public/bulletins/feed/"),
    ):
        assert len(page_queries(client, address)) <= 12, address


def test_an_expired_bulletin_is_gone(cast, case, monkeypatch):
    stage.published(cast)
    with scope.public():
        publication = Publication.objects.get()
    later = publication.public_until + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: later)
    answer = client_as(None).get(f"/public/bulletins/{publication.pk}/")
    assert answer.status_code == 410
    assert MARK not in answer.content.decode()
    assert publication.number not in client_as(None).get("/public/bulletins/").content.decode()


def test_every_board_of_the_region_names_it_at_once(cast, case):
    for who in ("county_head", "provincial_head"):
        assert MARK not in client_as(getattr(cast, who)).get("/board/").content.decode()
    stage.exposed(cast, stage.drawn(cast))
    for who in ("county_head", "viewer", "city_clerk", "provincial_head"):
        assert MARK in client_as(getattr(cast, who)).get("/board/").content.decode(), who
    assert MARK not in client_as(cast.anhui_clerk).get("/board/").content.decode()
