"""Listed supervision in Chromium: a clerk lists and publishes, the enterprise reports and applies, a head lifts it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from core import clock
from core.clock import day_of
from documents.tasks import render_document
from hazards.models import Hazard
from tests.browser.conftest import SHOTS
from tests.browser.test_loop import PHONE, STRICT, Axe, cast, fits, screen
from tests.cast import acting
from tests.hazards.factories import submit
from tests.rectification import listings

__all__ = ["cast", "screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str) -> None:
    """Photographed, nothing sideways, and axe finds nothing serious."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"listing-{name}.png", full_page=True)
    fits(page)
    faults = [
        each
        for each in Axe().run(page, options=STRICT).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert not faults, [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in faults]


def test_from_the_listing_to_its_end(cast, screen, monkeypatch):
    monkeypatch.setattr(render_document, "delay", lambda key: None)
    now = clock.now()
    today = day_of(now)
    hazard = listings.major(cast, now=now)
    clerk = screen(cast.county_clerk)
    clerk.goto(f"/hazards/{hazard.pk}/")
    clerk.get_by_role("link", name="Propose for listed supervision").click()
    clerk.locator("#id_reason").fill("Parts come from abroad")
    clerk.get_by_role("button", name="Propose the hazard").click()
    clerk.get_by_label("Responsible leader, with the post").fill("Deputy Magistrate Zhao")
    clerk.locator("#list_hazard_due_on").fill(str(today + timedelta(days=90)))
    look(clerk, "1-proposed-1280")
    clerk.get_by_role("button", name="Place it under listed supervision").click()
    clerk.get_by_text("The hazard is listed.").wait_for()
    clerk.locator("#publish_channel").fill("Gulin Daily")
    clerk.locator("#publish_summary").fill(listings.SUMMARY)
    clerk.get_by_role("button", name="Record the publication").click()
    clerk.get_by_text("The listing is public.").wait_for()
    address = clerk.url
    firm = screen(cast.safety_head, PHONE)
    firm.goto(f"/hazards/{hazard.pk}/progress/")
    firm.get_by_label("percent").fill("60")
    firm.locator("textarea").first.fill("The parts have arrived")
    firm.locator("main form button[type=submit]").first.click()
    firm.goto(address)
    firm.get_by_text("The parts have arrived").first.wait_for()
    look(firm, "2-progress-390")
    with acting(cast.county_head):
        row = Hazard.objects.select_related("enterprise").get(pk=hazard.pk)
    submit(cast, row, clock.now())
    firm.reload()
    firm.locator("#apply_assessor").fill("Anping Technical")
    firm.locator("#apply_assessment").fill("The stacks are low")
    firm.get_by_role("button", name="Apply for delisting").click()
    firm.get_by_text("The application is sent.").wait_for()
    clerk.goto(address)
    clerk.locator("#accept_members").fill("Zhao Min")
    clerk.locator("#accept_conclusion").fill("The hazard is gone")
    clerk.get_by_role("button", name="Accept the rectification").click()
    clerk.get_by_text("The work is accepted.").wait_for()
    head = screen(cast.county_head)
    head.goto(address)
    head.get_by_role("button", name="Lift the listed supervision").click()
    head.get_by_text("The listing is lifted.").wait_for()
    look(head, "3-delisted-1280")
    head.locator("#announce_channel").fill("Gulin Daily")
    head.get_by_role("button", name="Record that its end was published").click()
    head.get_by_text("The end of the listing is public.").wait_for()
    province = screen(cast.provincial_head)
    province.goto("/listings/?state=all")
    look(province, "4-list-1280")
    province.set_viewport_size({"width": 390, "height": 900})
    look(province, "4-list-390")
    province.goto("/public/listings/")
    province.get_by_text("Lifted").first.wait_for()
    look(province, "5-public-390")


def test_a_mistake_is_withdrawn_and_the_public_reads_why(cast, screen, monkeypatch):
    monkeypatch.setattr(render_document, "delay", lambda key: None)
    listing = listings.bring(cast, "published", now=clock.now())
    head = screen(cast.county_head, PHONE)
    head.goto(f"/listings/{listing.pk}/")
    head.get_by_text("Withdraw the listing", exact=True).first.click()
    head.locator("#withdraw_reason").fill("The warehouse belongs to another enterprise.")
    look(head, "5-withdraw-390")
    head.get_by_role("button", name="Withdraw the listing").click()
    head.get_by_text("The listing is withdrawn, and those who were told of it are told.").wait_for()
    look(head, "6-withdrawn-390")
    head.goto("/public/listings/")
    head.get_by_text("Reason: The warehouse belongs to another enterprise.").wait_for()
    look(head, "7-public-390")
