"""Exposures in the media: two persons release, those named are heard, closed cases are marked by themselves."""

from datetime import timedelta
from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from openpyxl import load_workbook

from bulletins import selectors as board
from bulletins import tasks
from bulletins.actions import file_statement
from bulletins.media import actions, selectors
from bulletins.models import Exposure, MediaBatch, MediaEntry, MediaLine, MediaPost, MediaStatement
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from notifications.models import Notice
from tests.bulletins import stage
from tests.cast import acting, client_as
from tests.hazards.factories import bring_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast):
    return stage.overdue(cast, description="Stacks up to the ceiling")


def fresh(batch):
    with scope.everything(because="the test reads"):
        return MediaBatch.objects.get(pk=batch.pk)


def told(kind):
    with scope.everything(because="the test reads"):
        return sorted(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


def test_those_named_are_told_and_heard_and_two_persons_release(cast, case):
    batch = stage.batch(cast, [case])
    assert told("unit_exposed") == []
    stage.announced(cast, batch, now=clock.now())
    assert told("unit_exposed") == ["principal", "safety_head"]
    with acting(cast.county_clerk) as actor, pytest.raises(RuleBroken, match="may answer until"):
        actions.release_batch(actor=actor, now=clock.now(), batch_id=batch.pk, version=fresh(batch).version)
    with acting(cast.safety_head) as actor:
        row = Exposure.objects.get(ground="media")
        assert row.facts["outlet"] == "Luzhou TV"
        file_statement(actor=actor, now=clock.now(), exposure_id=row.pk, text="The shelf is ordered")
    stage.batch_released(cast, batch, by="county_clerk")
    assert told("media_to_release") == ["county_head"]
    with pytest.raises(NotAllowed, match="another person"):
        stage.batch_released(cast, batch, by="county_clerk")
    stage.batch_released(cast, batch, by="county_head")
    assert fresh(batch).status == "released"
    assert told("media_released") == ["principal", "safety_head"]


def test_the_database_refuses_one_person_twice_and_changes(cast, case):
    batch = stage.batch_out(cast, [case])
    first = stage.announced(cast, stage.batch(cast, [case]))
    stage.batch_released(cast, first, by="county_clerk")
    with acting(cast.county_clerk) as actor:
        for change in (
            lambda: MediaBatch.objects.filter(pk=first.pk).update(
                status="released", released_by=actor.person_id, released_at=clock.now()
            ),
            lambda: MediaBatch.objects.filter(pk=batch.pk).update(title="x"),
            lambda: MediaBatch.objects.filter(pk=first.pk).update(outlet="x"),
            lambda: MediaBatch.objects.filter(pk=batch.pk).delete(),
            lambda: MediaEntry.objects.filter(batch=batch).update(facts={}),
            lambda: MediaEntry.objects.filter(batch=batch).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_a_closed_case_is_marked_once(cast, case):
    batch = stage.batch_out(cast, [case])
    assert tasks.follow_closed_cases() == 0
    bring_to(cast, "closed", hazard=case)
    assert [tasks.follow_closed_cases() for _ in range(2)] == [1, 0]
    with acting(cast.county_clerk):
        assert batch.entries.get().rectified_on == clock.today()
        assert selectors.reach(selectors.batches()) == {"batches": 1, "cases": 1, "rectified": 1}


def test_only_what_is_overdue_is_named(cast, case):
    young = stage.overdue(cast, ago=10, seed=402)
    with acting(cast.county_clerk) as actor, pytest.raises(RuleBroken, match="not past its deadline"):
        actions.draw_up_batch(
            actor=actor, now=clock.now(), title="x", channel="tv", outlet="x", hazards=[case.pk, young.pk]
        )
    with acting(cast.anhui_clerk) as actor, pytest.raises(RuleBroken):
        actions.draw_up_batch(actor=actor, now=clock.now(), title="x", channel="tv", outlet="x", hazards=[case.pk])
    with acting(cast.inspector) as actor, pytest.raises(NotAllowed):
        actions.draw_up_batch(actor=actor, now=clock.now(), title="x", channel="tv", outlet="x", hazards=[case.pk])


def test_a_case_can_be_taken_out_until_the_first_release(cast, case):
    other = stage.overdue(cast, seed=403)
    batch = stage.announced(cast, stage.batch(cast, [case, other]))
    with acting(cast.county_clerk) as actor:
        number = batch.entries.get(hazard=case).number
        actions.drop_case(actor=actor, now=clock.now(), batch_id=batch.pk, number=number)
        assert [each.hazard_id for each in board.exposures(actor)] == [other.pk]
        with pytest.raises(RuleBroken):
            actions.drop_case(
                actor=actor, now=clock.now(), batch_id=batch.pk, number=batch.entries.get(hazard=other).number
            )
    stage.batch_released(cast, batch, by="county_clerk")
    with acting(cast.county_head) as actor:
        with pytest.raises(Conflict):
            actions.drop_case(actor=actor, now=clock.now(), batch_id=batch.pk, number=number)
        actions.send_back_batch(actor=actor, now=clock.now(), batch_id=batch.pk, reason="One is wrong")
        assert fresh(batch).status == "exposed"


def test_where_it_was_shown_is_recorded_after_the_release(cast, case):
    batch = stage.announced(cast, stage.batch(cast, [case]))
    with acting(cast.county_clerk) as actor, pytest.raises(Conflict):
        actions.record_airing(actor=actor, now=clock.now(), batch_id=batch.pk, aired_on=clock.today())
    stage.batch_released(cast, batch, by="county_clerk")
    stage.batch_released(cast, batch, by="county_head")
    with acting(cast.county_clerk) as actor:
        for wrong in (
            {"aired_on": clock.today() + timedelta(days=1)},
            {"aired_on": clock.today() - timedelta(days=2)},
            {"aired_on": clock.today(), "link": "javascript:alert(1)"},
        ):
            with pytest.raises(RuleBroken):
                actions.record_airing(actor=actor, now=clock.now(), batch_id=batch.pk, **wrong)
        for link in ("https://example.org/a", "https://example.org/b"):
            actions.record_airing(actor=actor, now=clock.now(), batch_id=batch.pk, aired_on=clock.today(), link=link)
    assert fresh(batch).link == "https://example.org/b"


def test_withdrawal_leaves_the_boards(cast, case):
    batch = stage.batch_out(cast, [case])
    with acting(cast.county_clerk) as actor:
        actions.withdraw_batch(actor=actor, now=clock.now(), batch_id=batch.pk, reason="The order was annulled")
        assert not board.exposures(actor).exists()
        with pytest.raises(Conflict):
            actions.withdraw_batch(actor=actor, now=clock.now(), batch_id=batch.pk, reason="Once more")
    assert told("media_withdrawn") == ["principal", "safety_head"]
    with acting(cast.anhui_clerk), pytest.raises(NotVisible):
        selectors.batch_of(batch.pk)


def test_the_public_reads_what_two_persons_released(cast):
    case = stage.overdue(cast, description="Stacks up to the ceiling, seen by Safety Head, 13800138000")
    batch = stage.announced(cast, stage.batch(cast, [case]), now=clock.now() - timedelta(days=20))
    anybody = client_as(None)
    with acting(cast.safety_head) as actor:
        file_statement(
            actor=actor, now=clock.now(), exposure_id=Exposure.objects.get(ground="media").pk, text="County Head knows"
        )
    stage.batch_released(cast, batch, by="county_clerk")
    with scope.public():
        assert not MediaPost.objects.exists()
    assert "No exposure in the media is public" in anybody.get("/public/media-exposures/").content.decode()
    stage.batch_released(cast, batch, by="county_head")
    with scope.public():
        (post,) = selectors.posts(today=clock.today())
    address = f"/public/media-exposures/{post.pk}/"
    assert "/public/media-exposures/" in anybody.get("/public/bulletins/").content.decode()
    assert address in anybody.get("/public/media-exposures/").content.decode()
    page = anybody.get(address).content.decode()
    assert "Stacks up to the ceiling" in page
    assert cast.enterprise.name in page
    for personal in ("Safety Head", "County Head knows", "13800138000", str(case.pk)):
        assert personal not in page, personal
    assert "not recorded yet" in page
    with acting(cast.county_clerk) as actor:
        shown = {"aired_on": clock.today(), "link": "https://example.org/news"}
        actions.record_airing(actor=actor, now=clock.now(), batch_id=batch.pk, **shown)
    assert "https://example.org/news" in anybody.get(address).content.decode()
    assert "https://example.org/news" in anybody.get("/public/media-exposures/").content.decode()
    told_by_api = anybody.get(f"/api/v1/media-publications/{post.pk}/").json()
    assert told_by_api["lines"][0]["facts"]["problem"].startswith("Stacks up to the ceiling")
    assert told_by_api["lines"][0]["rectified_on"] is None
    bring_to(cast, "closed", hazard=case)
    assert tasks.follow_closed_cases() == 1
    assert "Rectified" in anybody.get(address).content.decode()
    with acting(cast.county_clerk):
        for change in (
            lambda: MediaPost.objects.filter(pk=post.pk).update(title="x"),
            lambda: MediaPost.objects.filter(pk=post.pk).delete(),
            lambda: MediaLine.objects.filter(post=post).update(facts={}),
            lambda: MediaLine.objects.filter(post=post).update(rectified_on=None),
            lambda: MediaLine.objects.filter(post=post).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_of_a_withdrawn_exposure_the_public_reads_the_reason(cast, case):
    batch = stage.batch_out(cast, [case])
    with scope.public():
        post = MediaPost.objects.get()
    with acting(cast.county_clerk) as actor:
        actions.withdraw_batch(actor=actor, now=clock.now(), batch_id=batch.pk, reason="The order was annulled")
    anybody, address = client_as(None), f"/public/media-exposures/{post.pk}/"
    gone = anybody.get(address)
    assert gone.status_code == 410
    assert "The order was annulled" in gone.content.decode()
    assert "Stacks up to the ceiling" not in gone.content.decode()
    assert "The order was annulled" in anybody.get("/public/media-exposures/").content.decode()
    refused = anybody.get(f"/api/v1/media-publications/{post.pk}/")
    assert refused.status_code == 409
    assert "The order was annulled" in refused.content.decode()
    with scope.public():
        assert not selectors.posts(today=post.public_until + timedelta(days=1)).exists()


def test_titles_and_reasons_name_no_person(cast, case):
    with acting(cast.county_clerk) as actor:
        batch = actions.draw_up_batch(
            actor=actor,
            now=clock.now(),
            title=f"What {cast.principal.user.name} left undone",
            channel="tv",
            outlet="Luzhou TV",
            hazards=[case.pk],
        )
        assert batch.title == "What P. left undone"
        said = f"{cast.inspector.user.name} erred, write to a@b.cn"
        actions.withdraw_batch(actor=actor, now=clock.now(), batch_id=batch.pk, reason=said)
    assert fresh(batch).withdraw_reason == "I. erred, write to [邮箱略]"


def test_nothing_is_public_that_was_not_released(cast, case):
    batch = stage.announced(cast, stage.batch(cast, [case]))
    with acting(cast.county_clerk), pytest.raises(DatabaseError), transaction.atomic():
        MediaPost.objects.create(
            region_code=batch.region_code,
            batch=batch,
            authority_id=batch.authority_id,
            title="x",
            channel="tv",
            outlet="x",
            published_at=clock.now(),
            public_until=clock.today(),
        )


def test_pages_of_the_media(cast, case, page_queries):
    clerk, head = client_as(cast.county_clerk), client_as(cast.county_head)
    typed = {"title": "On the evening news", "channel": "tv", "outlet": "Luzhou TV", "hazards": [str(case.pk)]}
    assert clerk.post("/media-exposures/new/", typed | {"hazards": []}).status_code == 422
    address = clerk.post("/media-exposures/new/", typed)["Location"]
    assert "Stacks up to the ceiling" in clerk.get(address).content.decode()
    assert clerk.post(f"{address}announce/", {"version": 7}).status_code == 409
    assert clerk.post(f"{address}announce/", {"version": 1}).status_code == 302
    batch = MediaBatch(pk=address.split("/")[2])
    unit = client_as(cast.safety_head)
    with scope.everything(because="the test reads"):
        row = Exposure.objects.get(batch=batch.pk)
    assert "Luzhou TV" in unit.get(f"/exposures/{row.pk}/").content.decode()
    assert unit.post(f"/exposures/{row.pk}/statement/", {"text": "We are on it"}).status_code == 302
    assert "We are on it" in clerk.get(address).content.decode()
    for client in (clerk, head):
        assert client.post(f"{address}release/", {"version": fresh(batch).version}).status_code == 302
    assert clerk.post(f"{address}airing/", {"version": fresh(batch).version, "aired_on": "x"}).status_code == 422
    shown = {"version": fresh(batch).version, "aired_on": str(clock.today()), "link": "https://example.org/news"}
    assert clerk.post(f"{address}airing/", shown).status_code == 302
    assert "https://example.org/news" in clerk.get(address).content.decode()
    for query, found in (("?channel=tv", True), ("?channel=wechat", False), ("?cases=done", False), ("?q=Gulin", True)):
        assert ("On the evening news" in clerk.get(f"/media-exposures/{query}").content.decode()) is found, query
    sheet = load_workbook(BytesIO(clerk.get("/media-exposures/export/?channel=tv").content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["On the evening news"]
    for page in ("/media-exposures/", address):
        assert len(page_queries(clerk, page)) <= 12, page
    for who in ("safety_head", "worker", "anhui_clerk"):
        assert client_as(getattr(cast, who)).get(address).status_code in (403, 404), who


def said_late(cast, batch, text, *, now=None):
    """What the unit says to the first case of a batch."""
    with acting(cast.safety_head) as actor:
        row = Exposure.objects.get(batch=batch.pk)
        return file_statement(actor=actor, now=now or clock.now(), exposure_id=row.pk, text=text)


def test_what_a_unit_says_after_the_release_stands_beside_its_case(cast, case):
    batch = stage.announced(cast, stage.batch(cast, [case]))
    said_late(cast, batch, "The shelf is ordered")
    stage.batch_released(cast, batch, by="county_clerk")
    stage.batch_released(cast, batch, by="county_head")
    said_late(cast, batch, "The shelf stands, ask Safety Head, 13800138000")
    said_late(cast, batch, "Nothing is stacked any more", now=clock.now() + timedelta(minutes=1))
    with scope.public():
        post = MediaPost.objects.get()
    anybody = client_as(None)
    page = anybody.get(f"/public/media-exposures/{post.pk}/").content.decode()
    assert "The shelf is ordered" in page
    assert page.index("Nothing is stacked any more") < page.index("The shelf stands, ask S., [电话略]")
    assert "Safety Head" not in page
    (line,) = anybody.get(f"/api/v1/media-publications/{post.pk}/").json()["lines"]
    assert line["facts"]["said"] == "The shelf is ordered"
    assert [each["text"] for each in line["statements"]] == [
        "Nothing is stacked any more",
        "The shelf stands, ask S., [电话略]",
    ]
    with acting(cast.county_clerk):
        for change in (MediaStatement.objects.update, MediaStatement.objects.filter(line__post=post).delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(**({"text": "x"} if change.__name__ == "update" else {}))
    with scope.public(), pytest.raises(DatabaseError), transaction.atomic():
        MediaStatement.objects.create(
            region_code=post.region_code,
            enterprise=cast.enterprise,
            line=MediaLine.objects.get(),
            text="x",
            filed_at=clock.now(),
        )


def test_what_was_released_before_there_were_public_pages_gets_one(cast, case, monkeypatch):
    second = stage.overdue(cast, seed=405, description="Doors are locked")
    with monkeypatch.context() as patched:
        patched.setattr(actions, "_make_public", lambda batch, now: None)
        batch = stage.announced(cast, stage.batch(cast, [case]))
        said_late(cast, batch, "The shelf is ordered by Principal")
        stage.batch_released(cast, batch, by="county_clerk")
        stage.batch_released(cast, batch, by="county_head")
        said_late(cast, batch, "It stands", now=clock.now() + timedelta(minutes=1))
        gone = stage.batch_out(cast, [second])
    with acting(cast.county_clerk) as actor:
        shown = {"aired_on": clock.today(), "link": "https://example.org/news"}
        actions.record_airing(actor=actor, now=clock.now(), batch_id=batch.pk, **shown)
        actions.withdraw_batch(actor=actor, now=clock.now(), batch_id=gone.pk, reason="Principal was not at fault")
    before, notices = fresh(batch), len(told("media_released"))
    migration = import_module("bulletins.migrations.0007_publish_earlier_media")
    for _twice in range(2):
        with scope.everything(because="a migration runs as the owner"):
            migration.publish_earlier(apps, None)
    assert vars(fresh(batch)) | {"_state": 0} == vars(before) | {"_state": 0}
    assert len(told("media_released")) == notices
    with scope.public():
        post, withdrawn = MediaPost.objects.get(batch=batch.pk), MediaPost.objects.get(batch=gone.pk)
        assert MediaLine.objects.count() == 1
    assert (post.published_at, post.aired_on, post.link) == (before.released_at, clock.today(), shown["link"])
    anybody = client_as(None)
    page = anybody.get(f"/public/media-exposures/{post.pk}/").content.decode()
    for told_ in ("Stacks up to the ceiling", "The shelf is ordered by P.", "It stands", shown["link"]):
        assert told_ in page, told_
    answer = anybody.get(f"/public/media-exposures/{withdrawn.pk}/")
    assert answer.status_code == 410 and "P. was not at fault" in answer.content.decode()
