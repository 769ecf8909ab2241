"""From a scanned code to a report, its receipt and its status at 390 px; then the handler makes a hazard of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from core import clock, scope
from risks.colours.actions import recompute_everybody
from tests.browser.conftest import SHOTS
from tests.browser.test_loop import PHONE, STRICT, Axe, cast, fits, screen
from tests.enterprises.test_codes import furnish, issue, token_of
from tests.evidence.pictures import jpeg, photo
from whistleblowing.models import Tip

__all__ = ["cast", "screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sound(page: Page, name: str) -> None:
    """Photographed, nothing sideways, and axe finds nothing serious."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"tip-{name}.png", full_page=True)
    fits(page)
    found = Axe().run(page, options=STRICT).response["violations"]
    faults = [each for each in found if each["impact"] in ("serious", "critical")]
    assert not faults, [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in faults]


def in_chinese(page: Page, name: str) -> None:
    """The same page in Chinese, photographed; then English again."""
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("zh"))
    sound(page, f"{name}-zh")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_from_the_scanned_code_to_the_hazard(cast, screen, browser, live_server):
    furnish(cast)
    token = token_of(issue(cast)["equipment"])
    recompute_everybody(now=clock.now())

    # No script runs for the reporter, as in a browser that forbids them.
    context = browser.new_context(
        viewport={"width": PHONE, "height": 844}, locale="en", base_url=live_server.url, java_script_enabled=False
    )
    plain = context.new_page()
    plain.goto(f"/c/{token}/")
    plain.get_by_role("link", name="Report it to the authority").click()
    plain.get_by_label("What is wrong?").fill("The relief valve leaks and the alarm is off")
    plain.locator("input[type=file]").set_input_files(
        {"name": "valve.jpg", "mimeType": "image/jpeg", "buffer": jpeg(photo(5))}
    )
    plain.get_by_label("Where exactly?").fill("Behind the compressor")
    plain.get_by_role("button", name="Send the report").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Your report has arrived")
    code, pin = (each.inner_text() for each in plain.locator(".receipt-code").all())
    context.close()

    phone = screen(None, PHONE)
    phone.goto(f"/c/{token}/")
    sound(phone, "0-label-390")
    phone.get_by_role("link", name="Report it to the authority").click()
    expect(phone.get_by_text("Ice machine 2")).to_be_visible()
    sound(phone, "1-report-390")
    in_chinese(phone, "1-report-390")
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    sound(phone, "2-fault-390")
    phone.get_by_label("What is wrong?").fill("They threaten who reports")
    phone.get_by_label("Revenge on somebody who reported").check()
    phone.get_by_label("With my name, which is kept sealed").check()
    phone.get_by_role("textbox", name=re.compile("^Name")).fill("Zhao Xiaoli")
    phone.get_by_role("textbox", name=re.compile("^Phone")).fill("13900001111")
    phone.get_by_label("You may contact me about this report.").check()
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Your report has arrived")
    sound(phone, "3-receipt-390")
    phone.get_by_role("link", name="I have written it down").click()
    sound(phone, "4-status-390")
    phone.get_by_label("Code (16 characters)").fill(code.lower())
    phone.get_by_label("PIN (6 digits)").fill(pin)
    phone.get_by_role("button", name="Show my report").click()
    expect(phone.get_by_text("You sent the report")).to_be_visible()
    assert pin not in phone.url and code.replace(" ", "") not in phone.url

    with scope.everything(because="the test looks for the report"):
        tip = Tip.objects.exclude(where_text="").get()
    desk = screen(cast.tip_handler)
    desk.goto("/")
    desk.get_by_role("link", name="Open the reports of the public").click()
    expect(desk.get_by_text(tip.number)).to_be_visible()
    sound(desk, "5-list-1280")
    in_chinese(desk, "5-list-1280")
    desk.get_by_role("link", name=tip.number).click()
    expect(desk.get_by_text("The relief valve leaks and the alarm is off")).to_be_visible()
    sound(desk, "6-submitted-1280")

    def act(title: str, *fills: tuple[str, str], press: str = "", tick: str = "") -> None:
        desk.get_by_role("link", name=title, exact=True).click()
        for label, words in fills:
            desk.get_by_label(label).fill(words)
        if tick:
            desk.get_by_label(tick).check()
        sound(desk, f"act-{title.lower().replace(' ', '-')}-1280")
        desk.get_by_role("button", name=press or title, exact=True).click()
        expect(desk.get_by_role("heading", level=1)).to_have_text(tip.number)

    act("Accept the report", ("A word to the reporter", "We look at it"))
    act("Begin to verify")
    act("Write to the reporter", ("Message", "Since when is the alarm off?"))
    act("Record what was found", ("How it was verified", "Seen on the spot"), tick="Found to be true")
    act("Make it a hazard", ("What the enterprise reads", "Relief valve leaks"), tick="Photo 1")
    act("Tell the reporter the result", ("What was found, and what follows", "It is being repaired"))
    sound(desk, "7-told-1280")
    in_chinese(desk, "7-told-1280")
    desk.set_viewport_size({"width": PHONE, "height": 844})
    sound(desk, "7-told-390")

    phone.reload()
    phone.goto("/public/report/status/")
    phone.get_by_label("Code (16 characters)").fill(code)
    phone.get_by_label("PIN (6 digits)").fill(pin)
    phone.get_by_role("button", name="Show my report").click()
    expect(phone.get_by_text("It is being repaired")).to_be_visible()
    expect(phone.get_by_text("Seen on the spot")).to_have_count(0)
    phone.get_by_label("Your message").fill("Thank you; since Monday")
    phone.get_by_role("button", name="Send the message").click()
    expect(phone.get_by_text("Your message was added.")).to_be_visible()
    sound(phone, "8-told-390")

    firm = screen(cast.safety_head, PHONE)
    firm.goto("/hazards/")
    firm.get_by_role("link", name=re.compile("Relief valve leaks|H-")).first.click()
    expect(firm.get_by_text("Relief valve leaks").first).to_be_visible()
    expect(firm.get_by_text(re.compile("histleblow|report of the public"))).to_have_count(0)
    sound(firm, "9-firm-390")


def test_by_hand_without_a_label_and_two_persons_read_who_reported(cast, screen):
    phone = screen(None, PHONE)
    phone.goto("/sign-in/")
    phone.get_by_role("link", name="Report a danger or a violation").click()
    phone.get_by_label("What is wrong?").fill("Blasting without a licence")
    phone.get_by_label("Which firm, site or road?").fill("The quarry above the river")
    phone.get_by_label("In which place?").select_option(label="Sichuan Luzhou Gulin County")
    phone.get_by_label("Yes, somebody may die now").check()
    phone.get_by_label("With my name, which is kept sealed").check()
    sound(phone, "10-by-hand-390")
    in_chinese(phone, "10-by-hand-390")
    phone.get_by_label("What is wrong?").fill("Blasting without a licence")
    phone.get_by_label("Which firm, site or road?").fill("The quarry above the river")
    phone.get_by_label("In which place?").select_option(label="Sichuan Luzhou Gulin County")
    phone.get_by_label("Yes, somebody may die now").check()
    phone.get_by_label("With my name, which is kept sealed").check()
    phone.get_by_role("textbox", name=re.compile("^Name")).fill("Zhao Xiaoli")
    phone.get_by_role("textbox", name=re.compile("^Phone")).fill("13900001111")
    phone.get_by_label("You may contact me about this report.").check()
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_text("The people on duty were told at once. Call as well:")).to_be_visible()
    sound(phone, "11-urgent-390")

    handler, head = screen(cast.tip_handler), screen(cast.county_head)
    handler.goto("/inbox/")
    expect(handler.get_by_text(re.compile("DANGER TO LIFE"))).to_be_visible()
    handler.goto("/tips/")
    number = handler.get_by_role("link", name=re.compile("^T26-")).inner_text()
    handler.get_by_role("link", name=number).click()
    sound(handler, "12-danger-1280")
    handler.get_by_role("link", name="Name the enterprise").click()
    handler.get_by_role("textbox", name="Enterprise").fill("Gulin")
    handler.get_by_role("button", name="Name the enterprise", exact=True).click()
    handler.get_by_role("link", name="Accept the report", exact=True).click()
    handler.get_by_role("button", name="Accept the report", exact=True).click()
    handler.get_by_role("link", name="Ask to read who reported").click()
    handler.get_by_label("What it is needed for").fill("To ask where the store is")
    handler.get_by_role("button", name="Ask to read who reported").click()
    head.goto("/tips/")
    head.get_by_role("link", name=number).click()
    head.get_by_role("link", name="Who reported: may it be read?").click()
    head.get_by_label("Approve: it may be read once").check()
    sound(head, "13-decide-1280")
    head.get_by_role("button", name="Decide on the reading").click()
    handler.reload()
    sound(handler, "14-approved-1280")
    handler.get_by_role("link", name="Read who reported, once").click()
    handler.get_by_role("button", name="Read who reported, once").click()
    expect(handler.get_by_text("Zhao Xiaoli")).to_be_visible()
    expect(handler.get_by_text("Yes, about this report")).to_be_visible()
    sound(handler, "15-identity-1280")
    handler.reload()
    expect(handler.get_by_text("Zhao Xiaoli")).to_have_count(0)
