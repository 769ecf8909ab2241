"""Media exposures and meetings in Chromium: an official gives cases to television, calls those named, records them."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bulletins.models import Commitment, MediaBatch, Meeting
from core import clock, scope
from documents import drawing
from tests.browser.test_bulletins import cast, screen, sound
from tests.browser.test_loop import PHONE
from tests.bulletins import stage

__all__ = ["cast", "screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_cases_go_to_television_after_two_persons_released_them(cast, screen):
    stage.overdue(cast, description="Stacks up to the ceiling")
    clerk, head = screen(cast.county_clerk), screen(cast.county_head)
    clerk.goto("/media-exposures/new/")
    clerk.get_by_label("Title").fill("On the evening news")
    clerk.get_by_label("Television").check()
    clerk.get_by_label("Outlet").fill("Luzhou TV")
    clerk.get_by_label("Stacks up to the ceiling").check()
    sound(clerk, "media-1-new-1280")
    clerk.get_by_role("button", name="Draw up the exposure").click()
    clerk.get_by_role("button", name="Tell those named").click()
    expect(clerk.get_by_text("The units named were told")).to_be_visible()

    unit = screen(cast.safety_head, PHONE)
    unit.goto("/exposures/")
    expect(unit.get_by_text("Named in the media")).to_be_visible()
    sound(unit, "media-2-board-390")
    unit.get_by_role("link", name=cast.enterprise.name, exact=True).click()
    unit.get_by_label("What the readers should know").fill("The shelf came yesterday")
    unit.get_by_role("button", name="File the statement").click()

    clerk.reload()
    expect(clerk.get_by_text("The shelf came yesterday")).to_be_visible()
    clerk.get_by_role("button", name="Release as the first person").click()
    with scope.everything(because="the test reads"):
        batch = MediaBatch.objects.get()
    head.goto(f"/media-exposures/{batch.pk}/")
    head.get_by_role("button", name="Release as the second person").click()
    head.get_by_label("Link").fill("https://example.org/news")
    head.get_by_role("button", name="Record it").click()
    expect(head.get_by_text("It is recorded where it was shown.")).to_be_visible()
    sound(head, "media-3-batch-1280")
    with head.expect_download() as loaded:
        head.goto("/media-exposures/")
        sound(head, "media-4-list-1280")
        head.get_by_role("link", name="Export to Excel").click()
    assert loaded.value.path().read_bytes().startswith(b"PK")

    reader = screen(None, PHONE)
    reader.goto("/public/bulletins/")
    reader.get_by_role("link", name="Exposures in the media").click()
    sound(reader, "media-5-public-list-390")
    reader.get_by_role("link", name="On the evening news", exact=True).click()
    expect(reader.get_by_text("The shelf came yesterday")).to_be_visible()
    expect(reader.get_by_role("link", name="https://example.org/news")).to_be_visible()
    sound(reader, "media-6-public-390")


def test_those_named_reflect_in_a_meeting_and_keep_their_promise(cast, screen):
    case = stage.overdue(cast, description="Stacks up to the ceiling")
    clerk = screen(cast.county_clerk)
    clerk.goto("/meetings/new/")
    clerk.get_by_label("Title").fill("Those who are late")
    clerk.get_by_label("Time of the meeting").fill(f"{clock.today() + timedelta(days=3)}T09:00")
    clerk.get_by_label("Place of the meeting").fill("Hall 2")
    clerk.get_by_label("Chair").fill("Deputy County Head Wang")
    clerk.get_by_label("Language of the minutes").select_option("en")
    clerk.get_by_label("Stacks up to the ceiling").check()
    sound(clerk, "meeting-1-call-1280")
    clerk.get_by_role("button", name="Call the meeting").click()
    expect(clerk.get_by_text("those who must come were told")).to_be_visible()

    meeting = stage.called(cast, [case])
    clerk.goto(f"/meetings/{meeting.pk}/")
    clerk.get_by_role("link", name="Record the meeting").click()
    clerk.get_by_label("Statement").first.fill("We failed in our duty")
    clerk.get_by_label("Commitments").first.fill(f"{clock.today() + timedelta(days=9)} Clear the warehouse")
    sound(clerk, "meeting-2-minutes-1280")
    clerk.get_by_role("button", name="Record the meeting and issue its minutes").click()
    expect(clerk.get_by_text("Clear the warehouse").first).to_be_visible()
    with scope.everything(because="the test draws what the worker draws"):
        drawing.render_document(id=Meeting.objects.get(pk=meeting.pk).document_id, now=clock.now())
    clerk.get_by_text("Note as kept").first.click()
    sound(clerk, "meeting-3-held-1280")
    clerk.get_by_role("button", name="Note as kept").click()
    expect(clerk.get_by_text("It is noted that the commitment was kept.")).to_be_visible()
    with scope.everything(because="the test reads"):
        assert Commitment.objects.get().done_on == clock.today()

    unit = screen(cast.safety_head, PHONE)
    unit.goto(f"/meetings/{meeting.pk}/")
    expect(unit.get_by_text("Clear the warehouse").first).to_be_visible()
    sound(unit, "meeting-4-unit-390")
