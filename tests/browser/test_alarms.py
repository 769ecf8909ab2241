"""From the machine to the superiors in Chromium at 390 px: scan, alarm in three taps, acknowledge, report, close."""

import re

import pytest
from playwright.sync_api import Page, expect

from core import clock
from risks.colours.actions import recompute_everybody
from tests.browser.conftest import SHOTS
from tests.browser.test_loop import DESK, PHONE, STRICT, Axe, cast, fits, screen
from tests.enterprises.test_codes import furnish, issue, token_of
from tests.evidence.pictures import jpeg, photo
from tests.hazards.factories import bring_to

__all__ = ["cast", "screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS = 30_000


def sound(page: Page, name: str) -> None:
    """Photographed, nothing sideways, and axe finds nothing serious."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"alarm-{name}.png", full_page=True)
    fits(page)
    found = Axe().run(page, options=STRICT).response["violations"]
    faults = [each for each in found if each["impact"] in ("serious", "critical")]
    assert not faults, [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in faults]


def test_from_the_label_of_the_ice_machine_to_the_reason_why_it_is_over(cast, screen):
    furnish(cast)
    codes = issue(cast)
    recompute_everybody(now=clock.now())
    token = token_of(codes["equipment"])

    stranger = screen(None, PHONE)
    stranger.goto(f"/c/{token}/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Ice machine 2")
    sound(stranger, "0-public-390")

    worker = screen(cast.worker, PHONE)
    worker.goto(f"/c/{token}/")
    sound(worker, "1-scanned-390")
    assert token not in worker.url
    begun = worker.evaluate("Date.now()")
    worker.get_by_role("link", name="Send an alarm").click()
    worker.get_by_role("radio", name="Tripped, sparking or smoking machine").check()
    worker.locator("input[type=file]").set_input_files(
        {"name": "spark.jpg", "mimeType": "image/jpeg", "buffer": jpeg(photo(5))}
    )
    sound(worker, "2-alarm-390")
    worker.get_by_role("button", name="Send the alarm").click()
    expect(worker.get_by_text("people told")).to_be_visible()
    assert worker.evaluate("Date.now()") - begun < SECONDS
    sound(worker, "3-sent-390")

    head = screen(cast.safety_head, PHONE)
    head.goto("/inbox/")
    notice = re.compile("ALARM at")
    head.get_by_role("button", name=notice).or_(head.get_by_role("link", name=notice)).first.click()
    head.get_by_role("button", name="Acknowledge the alarm").click()
    head.get_by_label("What is done, or how things stand").fill("Power cut, store evacuated")
    head.get_by_role("button", name="Say what is being done").click()
    expect(head.get_by_text("Power cut, store evacuated")).to_be_visible()
    head.get_by_label("What is done, or how things stand").fill("The contactor is burnt")
    head.get_by_role("button", name="Report how things stand").click()
    sound(head, "4-acting-390")
    head.get_by_label("What is done, or how things stand").fill("Isolated; a fitter replaces it tomorrow")
    head.get_by_role("button", name="Close the alarm with this reason").click()
    expect(head.get_by_text("Closed", exact=True)).to_be_visible()

    clerk = screen(cast.county_clerk)
    clerk.goto("/risks/alarms/")
    expect(clerk.get_by_text("Ammonia store · Ice machine 2")).to_be_visible()
    sound(clerk, "5-list-1280")
    clerk.goto("/risks/colours/")
    sound(clerk, "6-colours-1280")
    clerk.goto(f"/enterprises/{cast.enterprise.pk}/codes/")
    sound(clerk, "7-codes-1280")


def test_the_plan_of_alarms_is_looked_at_before_it_holds(cast, screen):
    furnish(cast)
    issue(cast)
    for width in (PHONE, DESK):
        head = screen(cast.county_head, width)
        head.goto("/risks/alarms/")
        head.get_by_role("link", name="Who is told").click()
        head.get_by_role("link", name="Change the plan").click()
        head.get_by_label("Minutes until a red alarm climbs").fill("5")
        head.get_by_role("checkbox", name="Gulin County").check()
        head.get_by_role("button", name="Show whom it would tell").click()
        expect(head.get_by_text("Nothing is saved yet.")).to_be_visible()
        sound(head, f"8-plan-looked-at-{width}")
        head.get_by_role("button", name="Put this plan in force").click()
        expect(head.get_by_role("heading", name="The plan in force")).to_be_visible()
        sound(head, f"9-plan-{width}")
    principal = screen(cast.principal, PHONE)
    principal.goto(f"/enterprises/{cast.enterprise.pk}/codes/")
    principal.get_by_role("link", name="Who is told of an alarm").click()
    expect(principal.get_by_text("set by Gulin County").first).to_be_visible()
    sound(principal, "10-plan-of-enterprise-390")


def test_the_thresholds_of_colours_are_looked_at_before_they_hold(cast, screen):
    bring_to(cast, "rectifying")
    for width in (PHONE, DESK):
        head = screen(cast.county_head, width)
        head.goto("/risks/colours/")
        head.get_by_role("link", name="Thresholds").click()
        sound(head, f"11-thresholds-{width}")
        head.get_by_label("Yellow: days before a general hazard is due").fill("200")
        head.get_by_role("button", name="Show what would change").click()
        expect(
            head.get_by_role("heading", name=re.compile("Enterprises that would change colour: [1-9]"))
        ).to_be_visible()
        sound(head, f"12-thresholds-looked-at-{width}")
    head.get_by_label("Why the thresholds change").fill("Fireworks county: earlier warning")
    head.get_by_role("button", name="Put the thresholds in force").click()
    expect(head.get_by_text("The thresholds are in force.")).to_be_visible()
    sound(head, "13-thresholds-set-1280")
