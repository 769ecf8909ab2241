"""A round on a phone of 390 px: the safety head finds, a worker fixes, the safety head verifies; no officer."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core import scope
from hazards.models import Hazard
from inspections.models import Visit
from tests.browser.conftest import SHOTS
from tests.browser.test_visit import answer, cast, picture, ready, sent, sign_in

__all__ = ["cast"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"round-{name}-390.png", full_page=True)


def fine(page: Page) -> None:
    found = Axe().run(page)
    serious = [each for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
    assert not serious, [(each["id"], each["nodes"][0]["html"]) for each in serious]


@pytest.fixture
def phones(browser, live_server, cast):
    """A phone for each person that asks for one; errors of scripts fail the test."""
    faults: list[str] = []
    opened = []

    def phone(persona):
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, locale="en", base_url=live_server.url
        )
        context.set_default_timeout(20_000)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        sign_in(context, live_server, persona)
        opened.append(context)
        return context.new_page()

    yield phone
    for context in opened:
        context.close()
    assert not faults


def draw(page: Page, section) -> None:
    """Draw a line in the field of a signature and keep it."""
    canvas = section.locator("[data-signature-canvas]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(box["x"] + 30 + 25 * step, box["y"] + (30 if step % 2 else 70))
    page.mouse.up()
    section.get_by_role("button", name="Keep the signature").click()


def hazard() -> Hazard:
    with scope.everything(because="the test looks at what was kept"):
        return Hazard.objects.get(source="self_check")


def test_found_fixed_and_verified_without_an_officer(phones, cast):
    page = phones(cast.safety_head)
    page.goto("/")
    page.get_by_role("link", name="Start a round").first.click()
    fine(page)
    shot(page, "new")
    page.locator("select[name=place]").select_option(label="Warehouse A")
    page.get_by_role("button", name="Begin the round").click()
    page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/"))
    ready(page)
    expect(page.get_by_label("Head on site: name")).to_have_count(0)
    shot(page, "arrive")
    address = page.url.split("#")[0]
    page.goto(f"{address}#checklist")
    for number in (1, 2, 3):
        answer(page, number, "Conforms")
    page.context.set_offline(True)
    page.get_by_role("link", name="On to the findings").click()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Photograph a finding").click()
    chosen.value.set_files([picture(1)])
    expect(page.locator("[data-shots=before] li")).to_have_count(1)
    page.get_by_label("What is wrong", exact=True).fill("The guard of the fan is loose")
    shot(page, "finding")
    page.get_by_role("button", name="Keep this finding").click()
    page.context.set_offline(False)
    sent(page)
    page.get_by_role("link", name="On to the signatures").click()
    fine(page)
    draw(page, page.locator("[data-sign='checker']"))
    expect(page.locator("[data-sign=checker] [data-sign-state]")).to_contain_text("Signed by")
    shot(page, "sign")
    page.get_by_role("link", name="On to the finish").click()
    page.get_by_role("button", name="Finish the round").click()
    expect(page.get_by_role("heading", name="Papers of the visit")).to_be_visible(timeout=60_000)
    fine(page)
    shot(page, "record")
    with scope.everything(because="the test looks at what was kept"):
        visit = Visit.objects.select_related("record").get()
    assert (visit.kind, visit.status, visit.record.kind) == ("self", "finished", "self_check_record")
    found = hazard()
    assert (found.led_by, found.status) == ("enterprise", "recorded")

    page.goto(f"/hazards/{found.pk}/assign-inside/")
    fine(page)
    page.get_by_label("Who fixes it").select_option(value=str(cast.worker.membership.pk))
    page.get_by_label("By when").fill("2030-01-31")
    page.get_by_role("button", name="Name the person and the day").click()
    expect(page.get_by_text("The person is told.")).to_be_visible()

    worker = phones(cast.worker)
    worker.goto(f"/hazards/{found.pk}/")
    worker.get_by_role("link", name="Report it fixed").click()
    worker.get_by_label("Photos after").set_input_files(picture(2))
    fine(worker)
    worker.get_by_role("button", name="Report it fixed").click()
    expect(worker.get_by_text("Another person verifies it now.")).to_be_visible()
    shot(worker, "fixed")

    page.goto("/")
    fine(page)
    shot(page, "home")
    page.get_by_role("link", name=re.compile("The guard of the fan")).first.click()
    page.get_by_role("link", name="Verify and close it").click()
    page.get_by_label("What you saw").fill("The guard sits tight")
    page.get_by_role("button", name="Verified: close it").click()
    expect(page.get_by_text("Verified and closed.")).to_be_visible()
    shot(page, "closed")
    assert hazard().status == "closed"
