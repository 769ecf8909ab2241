"""Name-and-shame meetings: who must come, what was said and promised, minutes that stay, promises kept or late."""

from datetime import datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.actor import system_actor
from bulletins.meetings import actions, selectors
from bulletins.meetings.actions import promises
from bulletins.meetings.rules import commitment_state
from bulletins.models import Commitment, Meeting, Speaker
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from documents import drawing
from documents.models import Document
from notifications.models import Notice
from regions.selectors import calendar_for
from tests.bulletins import stage
from tests.cast import acting, api_as, client_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast):
    return stage.overdue(cast, description="Stacks up to the ceiling")


def told(kind):
    with scope.everything(because="the test reads"):
        return sorted(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


@pytest.mark.parametrize(
    ("done", "state"), [(None, "open"), (-3, "late"), ((0, 0), "kept"), ((0, 1), "kept_late"), ((5, 5), "kept")]
)
def test_what_became_of_a_promise(done, state):
    today = clock.today()
    due, kept = (
        (today, None)
        if done is None
        else (today + timedelta(days=done), None)
        if isinstance(done, int)
        else (today + timedelta(days=done[0]), today + timedelta(days=done[1]))
    )
    assert commitment_state(due, kept, today=today) == state


def test_those_named_and_their_regulators_are_called(cast, case):
    meeting = stage.called(cast, [case])
    assert told("meeting_called") == ["principal", "safety_head"]
    with acting(cast.county_clerk):
        speakers = list(meeting.speakers.order_by("number").values_list("capacity", "unit", "name"))
    assert [each[0] for each in speakers] == ["enterprise", "regulator", "leader"]
    assert speakers[0][1] == cast.enterprise.name
    assert speakers[2][2] == "Wang"
    with acting(cast.safety_head) as actor:
        found = selectors.meeting_of(actor, meeting.pk, today=clock.today())
        parts = selectors.parts_of(actor, found, today=clock.today())
        assert [each.unit for each in parts["speakers"]] == [cast.enterprise.name]
    for who in ("rival_safety_head", "anhui_clerk"):
        with acting(getattr(cast, who)) as actor, pytest.raises(NotVisible):
            selectors.meeting_of(actor, meeting.pk, today=clock.today())


def test_who_may_not_call(cast, case):
    for who in ("inspector", "viewer", "safety_head"):
        with pytest.raises(NotAllowed):
            stage.called(cast, [case], by=who)
    with pytest.raises(RuleBroken, match="still to come"):
        stage.called(cast, [case], held_at=clock.now() - timedelta(days=1), now=clock.now())
    with acting(cast.city_clerk) as actor, pytest.raises(NotAllowed):
        actions.cancel_meeting(
            actor=actor, now=clock.now(), meeting_id=stage.called(cast, [case]).pk, reason="Not ours"
        )


def test_the_minutes_are_a_numbered_document_that_stays(cast, case):
    meeting = stage.held(cast, stage.called(cast, [case]))
    assert meeting.status == "held"
    with scope.everything(because="the test draws what the worker draws"):
        document = Document.objects.get(pk=meeting.document_id)
        drawn = drawing.render_document(id=document.pk, now=clock.now())
        assert drawn.render_state == "rendered", drawn.render_reason
    assert document.printed_number == f"（古蔺县）应急会纪〔{clock.today().year}〕1号"
    said = document.snapshot
    assert said["speeches"][0]["text"] == ["We failed in our duty.", "It will not happen again."]
    assert said["agreed"][0]["what"] == "Clear the warehouse"
    assert said["cases"][0]["unit"] == cast.enterprise.name
    assert told("meeting_recorded") == ["principal", "safety_head"]
    with acting(cast.county_clerk) as actor:
        for change in (
            lambda: Meeting.objects.filter(pk=meeting.pk).update(title="x"),
            lambda: Meeting.objects.filter(pk=meeting.pk).delete(),
            lambda: Speaker.objects.filter(meeting=meeting).update(text="x"),
            lambda: Commitment.objects.filter(meeting=meeting).update(due_on=clock.today()),
            lambda: Commitment.objects.filter(meeting=meeting).delete(),
            lambda: meeting.cases.update(facts={}),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
        with pytest.raises(Conflict):
            actions.cancel_meeting(actor=actor, now=clock.now(), meeting_id=meeting.pk, reason="Too late")


def test_nothing_is_recorded_before_the_meeting_or_without_a_promise(cast, case):
    meeting = stage.called(cast, [case], held_at=clock.now() + timedelta(days=2), now=clock.now())
    with pytest.raises(RuleBroken, match="not taken place"):
        stage.held(cast, meeting)
    past = stage.called(cast, [case])
    for wrong in ({"commitments": []}, {"text": ""}):
        with pytest.raises(RuleBroken):
            stage.held(cast, past, **wrong)
    with scope.everything(because="the test reads"):
        assert not Document.objects.filter(kind="meeting_minutes").exists()


def test_a_promise_is_noted_as_kept_once(cast, case):
    meeting = stage.held(cast, stage.called(cast, [case]))
    with acting(cast.county_clerk) as actor:
        (promise,) = selectors.parts_of(actor, meeting, today=clock.today())["commitments"]
        assert promise.state == "open"
        late = promise.due_on + timedelta(days=1)
        assert selectors.parts_of(actor, meeting, today=late)["commitments"][0].state == "late"
        assert selectors.meeting_of(actor, meeting.pk, today=late).late == 1
        given = {"actor": actor, "now": clock.now(), "meeting_id": meeting.pk, "commitment": promise.pk}
        with pytest.raises(RuleBroken):
            actions.settle_commitment(**given, done_on=clock.today() + timedelta(days=1))
        actions.settle_commitment(**given, done_on=clock.today(), note="Seen on the spot")
        with pytest.raises(Conflict):
            actions.settle_commitment(**given, done_on=clock.today())
        assert selectors.meeting_of(actor, meeting.pk, today=late).kept == 1


def follow(now):
    with scope.everything(because="the clock runs"):
        return actions.follow_promises(actor=system_actor("promises of meetings"), now=now)


def morning(day):
    return timezone.make_aware(datetime.combine(day, time(9)))


def test_promises_that_cannot_be_told_hold_up_none_behind_them(cast, case, monkeypatch):
    due = clock.today() + timedelta(days=10)
    promised = [{"what": f"Promise {n}", "due_on": due + timedelta(days=n)} for n in range(3)]
    stage.held(cast, stage.called(cast, [case]), commitments=promised)
    tell = promises.notify

    def notify(*, values, **given):
        if values["what"] != "Promise 2":
            raise ValueError("cannot be told")
        tell(values=values, **given)

    monkeypatch.setattr(promises, "notify", notify)
    with scope.everything(because="the clock runs"):
        late = morning(due + timedelta(days=10))
        assert actions.follow_promises(actor=system_actor("promises"), now=late, most=1) == 1
        assert [each.what for each in Commitment.objects.exclude(alarmed_at=None)] == ["Promise 2"]


def test_who_promised_is_reminded_once_and_a_broken_promise_is_told_once(cast, case):
    stage.held(cast, stage.called(cast, [case]))
    with scope.everything(because="the test reads"):
        promise = Commitment.objects.get()
        calendar = calendar_for(promise.region_code)
    said = {}
    day = clock.today()
    while day <= promise.due_on + timedelta(days=3):
        for _again in range(2):
            if count := follow(morning(day)):
                said[day] = said.get(day, 0) + count
        day += timedelta(days=1)
    reminded, missed = sorted(said)
    assert set(said.values()) == {1}
    assert calendar.working_days_between(reminded, promise.due_on) == 3
    assert calendar.working_days_between(reminded - timedelta(days=1), promise.due_on) > 3
    assert missed == promise.due_on + timedelta(days=1)
    assert told("promise_due") == ["principal", "safety_head"]
    assert told("promise_missed") == ["county_clerk", "county_head", "principal", "safety_head"]
    with scope.everything(because="the test reads"):
        promise.refresh_from_db()
        values = Notice.objects.filter(kind="promise_missed").first().values
    assert (promise.reminded_at, promise.alarmed_at) == (morning(reminded), morning(missed))
    assert values["what"] == "Clear the warehouse"
    assert values["due_on"] == promise.due_on.isoformat()


def test_after_a_long_silence_of_the_clock_only_the_miss_is_told(cast, case):
    stage.held(cast, stage.called(cast, [case]))
    assert [follow(clock.now() + timedelta(days=90)) for _ in range(2)] == [1, 0]
    assert told("promise_due") == []
    assert len(told("promise_missed")) == 4


def test_nothing_is_told_of_a_promise_that_was_kept(cast, case):
    meeting = stage.held(cast, stage.called(cast, [case]))
    with acting(cast.county_clerk) as actor:
        promise = meeting.commitments.get()
        given = {"actor": actor, "now": clock.now(), "meeting_id": meeting.pk, "commitment": promise.pk}
        actions.settle_commitment(**given, done_on=clock.today())
    assert [follow(clock.now() + timedelta(days=days)) for days in (9, 30)] == [0, 0]
    assert told("promise_due") + told("promise_missed") == []


def test_what_the_own_authority_or_a_leader_promised_its_officers_are_told(cast, case):
    meeting = stage.called(cast, [case])
    with acting(cast.county_clerk):
        leader = meeting.speakers.get(capacity="leader")
    stage.held(cast, meeting, speaker=leader.pk)
    assert follow(clock.now() + timedelta(days=9)) == 1
    assert told("promise_due") == ["county_clerk", "county_head"]


def test_a_cancelled_meeting_is_told(cast, case):
    meeting = stage.called(cast, [case], held_at=clock.now() + timedelta(days=2), now=clock.now())
    with acting(cast.county_clerk) as actor:
        actions.cancel_meeting(actor=actor, now=clock.now(), meeting_id=meeting.pk, reason="All is closed")
    assert told("meeting_cancelled") == ["principal", "safety_head"]
    with pytest.raises(Conflict):
        stage.held(cast, meeting)


def test_pages_of_a_meeting(cast, case, page_queries):
    bulletin = stage.exposed(cast, stage.drawn(cast))
    clerk, unit = client_as(cast.county_clerk), client_as(cast.safety_head)
    assert "Call a meeting" in clerk.get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert "Stacks up to the ceiling" in clerk.get(f"/meetings/new/?bulletin={bulletin.pk}").content.decode()
    typed = {
        "title": "Those who are late", "place": "Hall 2", "chair": "Wang", "language": "en", "leaders": "Wang Deputy",
        "held_at": f"{clock.today() + timedelta(days=3)}T09:00", "hazards": [str(case.pk)],
    }  # fmt: skip
    assert clerk.post("/meetings/new/", typed | {"held_at": ""}).status_code == 422
    address = clerk.post("/meetings/new/", typed)["Location"]
    page = clerk.get(address).content.decode()
    assert "Record the meeting" not in page
    assert "Cancel the meeting" in page
    own = unit.get(address).content.decode()
    assert "Stacks up to the ceiling" in own
    assert "Cancel the meeting" not in own
    with scope.everything(because="the test reads"):
        part = Speaker.objects.get(enterprise=cast.enterprise)
    assert unit.get(f"/meetings/parts/{part.pk}/")["Location"] == address
    assert client_as(cast.rival_safety_head).get(address).status_code == 404
    assert clerk.post(f"{address}cancel/", {"version": 1, "reason": ""}).status_code == 422
    assert clerk.post(f"{address}cancel/", {"version": 1, "reason": "All is closed"}).status_code == 302

    meeting = stage.called(cast, [case])
    address = f"/meetings/{meeting.pk}/"
    assert "Record the meeting" in clerk.get(address).content.decode()
    said = {"version": 1, "name_1": "Li", "text_1": "We failed", "name_2": "Zhou", "name_3": "Wang"}
    assert clerk.post(f"{address}minutes/", said | {"promises_1": "tomorrow Clear it"}).status_code == 422
    due = clock.today() + timedelta(days=9)
    stale = clerk.post(f"{address}minutes/", said | {"version": 7, "promises_1": f"{due} Clear the hall"})
    assert stale.status_code == 409
    assert "changed this meeting meanwhile" in stale.content.decode()
    assert "Clear the hall" in stale.content.decode()
    assert clerk.post(f"{address}minutes/", said | {"promises_1": f"{due} Clear the hall"}).status_code == 302
    page = clerk.get(address).content.decode()
    assert "Clear the hall" in page
    assert "Clear the hall" in unit.get(address).content.decode()
    with scope.everything(because="the test reads"):
        promise = Commitment.objects.get()
    assert clerk.post(f"{address}commitments/{promise.pk}/done/", {"done_on": ""}).status_code == 422
    done = {"done_on": str(clock.today()), "note": "Seen"}
    assert clerk.post(f"{address}commitments/{promise.pk}/done/", done).status_code == 302
    assert "Seen" in clerk.get(address).content.decode()
    told_by_api = api_as(cast.safety_head).get(f"/api/v1/meetings/{meeting.pk}/").json()
    assert told_by_api["commitments"][0]["state"] == "kept"
    assert clerk.get("/meetings/export/").status_code == 200
    for query, found in (("?status=held", True), ("?status=called", False), ("?promises=open", False)):
        assert (address in clerk.get(f"/meetings/{query}").content.decode()) is found, query
    for where in ("/meetings/", address):
        assert len(page_queries(clerk, where)) <= 12, where
