"""A bulletin in Chromium: an official is told, reads, releases and downloads; anybody reads it on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from bulletins.models import Bulletin, Publication
from core import clock, scope
from documents import drawing
from tests.browser.conftest import SHOTS
from tests.browser.test_loop import PHONE, STRICT, Axe, cast, fits, screen, seen
from tests.bulletins import stage

__all__ = ["cast", "screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"bulletin-{name}.png", full_page=True)


def sound(page: Page, name: str) -> None:
    """Photographed, nothing sideways, and axe finds nothing serious."""
    shot(page, name)
    fits(page)
    faults = [
        each
        for each in Axe().run(page, options=STRICT).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert not faults, [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in faults]


def test_a_bulletin_from_the_notice_to_the_street(cast, screen):
    stage.overdue(cast, description="Stacks up to the ceiling")
    bulletin = stage.exposed(cast, stage.drawn(cast))

    clerk = screen(cast.county_clerk)
    clerk.goto(f"/bulletins/{bulletin.pk}/")
    sound(clerk, "1-first-1280")
    clerk.get_by_role("button", name="Release as the first person").click()
    expect(clerk.get_by_text("It becomes public when a second person releases it.")).to_be_visible()
    expect(clerk.get_by_role("button", name=re.compile("Release as"))).to_have_count(0)

    head = screen(cast.county_head)
    head.goto("/inbox/")
    head.get_by_role("button", name=re.compile("waits for a second person")).or_(
        head.get_by_role("link", name=re.compile("waits for a second person"))
    ).first.click()
    expect(head.get_by_role("heading", level=1)).to_have_text(re.compile("."))
    expect(head.get_by_text("Stacks up to the ceiling").first).to_be_visible()
    seen(head.locator("figure.photo img").first)
    sound(head, "2-second-1280")
    head.get_by_role("button", name="Release as the second person: publish").click()
    expect(head.get_by_text("The bulletin is public now.")).to_be_visible()
    with scope.everything(because="the test draws what the worker draws"):
        publication = Publication.objects.get()
        for key in (publication.document_id, publication.translation_id):
            drawing.render_document(id=key, now=clock.now())
    with head.expect_download() as loaded:
        head.get_by_role("link", name="Download in Chinese (PDF)").click()
    assert loaded.value.path().read_bytes().startswith(b"%PDF-")
    sound(head, "3-public-1280")

    anybody = screen(None, PHONE)
    anybody.goto("/public/bulletins/")
    sound(anybody, "4-list-390")
    feed = anybody.locator('link[type="application/atom+xml"]').first.get_attribute("href")
    assert publication.number in anybody.request.get(feed).text()
    anybody.locator("a.worklist-title").click()
    expect(anybody.get_by_text("Stacks up to the ceiling").first).to_be_visible()
    seen(anybody.locator("figure.photo img").first)
    sound(anybody, "5-page-390")
    with anybody.expect_download() as loaded:
        anybody.get_by_role("link", name="Download in English (PDF)").click()
    assert loaded.value.path().read_bytes().startswith(b"%PDF-")

    unit = screen(cast.safety_head, PHONE)
    unit.goto("/exposures/")
    sound(unit, "6-board-390")
    unit.get_by_role("link", name=cast.enterprise.name, exact=True).click()
    unit.get_by_label("What the readers should know").fill("The shelf came yesterday")
    unit.get_by_role("button", name="File the statement").click()
    expect(unit.get_by_text("Your answer is kept.")).to_be_visible()
    anybody.reload()
    expect(anybody.get_by_text("The shelf came yesterday").first).to_be_visible()

    clerk.goto(f"/bulletins/{bulletin.pk}/")
    clerk.get_by_text("Withdraw", exact=True).click()
    clerk.get_by_label("Reason").fill("The order behind it was annulled")
    clerk.get_by_role("button", name="Withdraw the bulletin").click()
    expect(clerk.get_by_text("The bulletin is withdrawn everywhere.")).to_be_visible()
    anybody.reload()
    expect(anybody.get_by_text("The order behind it was annulled")).to_be_visible()
    expect(anybody.get_by_text("Stacks up to the ceiling")).to_have_count(0)
    shot(anybody, "7-withdrawn-390")
    with scope.everything(because="the test reads"):
        assert Bulletin.objects.get().status == "withdrawn"
