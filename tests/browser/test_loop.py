"""The loop after the visit as people do it: order, service, the fix on a phone, a second person's verdict, closed."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from playwright.sync_api import Page, expect

from core import clock
from documents.models import Document
from tests.browser.conftest import SHOTS
from tests.cast import Persona, acting, build_cast, client_as
from tests.evidence.pictures import jpeg, photo
from tests.hazards.factories import accept, bring_to, record, reread
from tests.inspections.visits import make_checklist

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK, PHONE = 1280, 390
#: Rules beyond axe's own: text at 7:1, targets that a thumb meets.
STRICT = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}


@pytest.fixture
def cast(transactional_db, settings, tmp_path):
    """The people of two provinces, now, with files on the disk: a server hands out more than one copy at a time."""
    disk = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {
        name: {"BACKEND": disk, "OPTIONS": {"location": tmp_path / name}}
        for name in ("evidence", "sealed", "documents")
    }
    return build_cast()


@pytest.fixture
def screen(browser, live_server, cast):
    """Make a page signed in as a persona; errors of scripts fail the test."""
    contexts, faults = [], []

    def make(persona: Persona | None, width: int = DESK) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width == PHONE else 800},
            has_touch=width == PHONE,
            locale="en",
            base_url=live_server.url,
        )
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        contexts.append(context)
        if persona is not None:
            session = client_as(persona).cookies[configured.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not faults


def picture(number: int) -> dict:
    """A photo as a phone's camera hands it over."""
    return {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(photo(number, (800, 600)))}


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"loop-{name}.png")


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    wide, width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= width, page.url


def seen(image) -> None:
    """The picture is there, not only its frame."""
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0


def sign_by_two(page: Page, cast) -> None:
    """Tick the two officers who sign."""
    for persona in (cast.inspector, cast.second_inspector):
        page.get_by_role("checkbox", name=re.compile(f"^{persona.user.name} ·")).check()


def order_and_serve(page: Page, cast, hazard) -> None:
    """What a clerk does: from the desk to the case, grade, order with its deadline, service."""
    page.goto("/")
    page.get_by_role("link", name=hazard.description).first.click()
    page.get_by_role("link", name="Confirm the grade").click()
    expect(page.get_by_role("radio", name="General hazard")).to_be_checked()
    page.get_by_role("button", name="Confirm").click()

    page.get_by_role("link", name="Issue order").click()
    fits(page)
    page.get_by_label("Deadline", exact=False).first.select_option(label="Working days")
    page.get_by_label("Number of days").fill("7")
    page.get_by_label("Safety measures until it is fixed").fill("Keep the aisle closed")
    page.get_by_label(re.compile("Language of the document")).select_option(label="English")
    page.get_by_role("button", name="Issue order").click()
    expect(page.get_by_role("alert").or_(page.locator(".field-error")).first).to_be_visible()  # nobody has signed
    expect(page.get_by_label("Number of days")).to_have_value("7")
    sign_by_two(page, cast)
    shot(page, "1-order-1280")
    page.get_by_role("button", name="Issue order").click()
    expect(page.get_by_text("The order is issued.")).to_be_visible()

    page.get_by_role("link", name="Record the service").click()
    page.get_by_label(re.compile("^Received by")).fill("Wang Fang")
    page.get_by_role("button", name="Record the service").click()
    expect(page.get_by_text("The service is recorded.")).to_be_visible()


def send_the_fix(page: Page, hazard, number: int, words: str) -> None:
    """What the safety head does on the phone: what is to be fixed, its photo, that of the fix, a sentence."""
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Hazards to fix: 1"))
    fits(page)
    page.get_by_role("link", name=hazard.description).first.click()
    page.get_by_role("link", name="Send the evidence").click()
    fits(page)
    seen(page.locator("figure.photo img").first)
    page.get_by_label("Photograph the same place, fixed").first.set_input_files([picture(number)])
    expect(page.locator("[data-camera-shots] li")).to_have_count(1)
    expect(page.locator("[data-camera-busy]")).to_have_count(0)
    expect(page.get_by_label("What was done")).to_have_value("")  # nothing is left of an earlier round
    page.get_by_label("What was done").fill(words)
    shot(page, f"2-send-{number}-390")
    page.get_by_role("button", name="Send the evidence").click()
    expect(page.get_by_text("Sent. A second person verifies it now")).to_be_visible()


def take_up(page: Page, hazard) -> None:
    """What the second officer does first."""
    page.goto(f"/hazards/{hazard.pk}/")
    page.get_by_role("link", name="Decide on the evidence").click()
    fits(page)


def test_from_the_record_to_closed(screen, cast):
    hazard = record(cast, description="Stacks are higher than 2.5 m", place_text="Warehouse A")
    clerk = screen(cast.county_clerk)
    order_and_serve(clerk, cast, hazard)

    phone = screen(cast.safety_head, PHONE)
    send_the_fix(phone, hazard, 21, "Lowered the stacks to 2.2 m")

    officer = screen(cast.second_inspector)
    take_up(officer, hazard)
    expect(officer.get_by_text("Lowered the stacks to 2.2 m")).to_be_visible()
    for image in officer.locator(".photo-pair img").all():
        seen(image)
    officer.get_by_role("radio", name="Accept and close").check()
    officer.get_by_label("How it was verified").select_option(label="Photo comparison")
    officer.get_by_label("What you saw that proves it").fill("The stacks end below the red line")
    officer.get_by_label(re.compile("Language of the document")).select_option(label="English")
    sign_by_two(officer, cast)
    shot(officer, "3-verify-1280")
    officer.get_by_role("button", name="Decide on the evidence").click()
    expect(officer.get_by_text("Decided. The enterprise has been told.")).to_be_visible()

    assert reread(cast, hazard).status == "closed"
    expect(officer.locator(".page-header")).to_contain_text("Closed")
    pair = officer.locator(".photo-pair").first.locator("img")
    expect(pair).to_have_count(2)
    for image in pair.all():
        seen(image)
    story = officer.locator(".timeline")
    for who in (cast.inspector, cast.county_clerk, cast.safety_head, cast.second_inspector):
        expect(story).to_contain_text(who.user.name)
    expect(story).to_contain_text("The stacks end below the red line")
    trace = officer.locator("table.trace")
    expect(trace).to_be_hidden()
    officer.get_by_text("Why this day").click()
    expect(trace).to_be_visible()
    expect(officer.get_by_text("7 working days after")).to_be_visible()
    expect(trace.locator("tr.last td").nth(1)).to_have_text("7")
    shot(officer, "4-closed-1280")
    officer.locator("#papers").locator("..").locator("..").get_by_role("link").first.click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("Order to rectify within a time limit")


def test_a_return_with_its_reason_reaches_the_phone(screen, cast):
    hazard = bring_to(cast, "served", description="Exit blocked by boxes")
    phone = screen(cast.safety_head, PHONE)
    send_the_fix(phone, hazard, 31, "Moved some boxes")

    officer = screen(cast.second_inspector)
    take_up(officer, hazard)
    officer.get_by_role("radio", name="Return with a reason").check()
    officer.get_by_role("button", name="Decide on the evidence").click()
    expect(officer.locator(".field-error").first).to_be_visible()  # a return needs its reason
    officer.get_by_label(re.compile("^Reason, where it is returned")).fill("The left half of the exit is still blocked")
    officer.get_by_role("button", name="Decide on the evidence").click()
    expect(officer.get_by_text("Decided. The enterprise has been told.")).to_be_visible()

    phone.goto("/inbox/")
    fits(phone)
    phone.get_by_role("button", name=re.compile("The left half of the exit is still blocked")).click()
    expect(phone.locator(".timeline")).to_contain_text("The left half of the exit is still blocked")
    shot(phone, "5-returned-390")
    send_the_fix(phone, hazard, 32, "Moved all boxes")
    assert reread(cast, hazard).status == "submitted"


def test_the_keyboard_alone_finds_a_case_and_acts_on_it(screen, cast):
    hazard = record(cast, description="Cable without a cover")
    page = screen(cast.county_clerk)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    expect(page.locator("#global-search")).to_be_focused()
    page.keyboard.type(hazard.label)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/hazards/{hazard.pk}/")
    reach(page, "a", "Confirm the grade")
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm/")
    reach(page, "button[type=submit]", "Confirm", within="main ")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/hazards/{hazard.pk}/")
    assert reread(cast, hazard).status == "confirmed"


def reach(page: Page, selector: str, words: str, within: str = "") -> None:
    """Press Tab until the control has the focus, and see that the focus shows."""
    for _press in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(f"{within}{selector}:focus")
        if focused.count() and words in focused.inner_text():
            assert focused.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
            return
    pytest.fail(f"Tab does not reach {words}")


def grave(page: Page, path: str) -> list[str]:
    """What axe holds against a page, serious and critical."""
    answer = page.goto(path)
    assert answer.status == 200, path
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('main details:not(.menu)').forEach((each) => { each.open = true; })")
    fits(page)
    return [
        f"{path} {fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in Axe().run(page, options=STRICT).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


def test_every_screen_of_the_loop_is_readable(screen, cast):
    """Axe on the screens with cases on them, folded parts open; nothing scrolls sideways."""
    make_checklist(clock.now())
    confirmed = bring_to(cast, "confirmed", seed=2)
    served = bring_to(cast, "served", seed=3)
    review = bring_to(cast, "under_review", seed=4)
    closed = bring_to(cast, "under_review", seed=5)
    accept(cast, closed)
    with acting(cast.county_clerk):
        document = Document.objects.filter(kind="rectification_order").exclude(code=None)[0]
    visits = [
        (cast.county_clerk, DESK, ["/", "/hazards/", f"/hazards/{closed.pk}/", f"/hazards/{confirmed.pk}/order/"]),
        (cast.county_clerk, DESK, [f"/documents/{document.pk}/", "/inbox/", "/roles/"]),
        (cast.second_inspector, DESK, [f"/hazards/{review.pk}/verify/"]),
        (cast.safety_head, PHONE, ["/", "/inbox/", f"/hazards/{closed.pk}/", f"/hazards/{served.pk}/submit/"]),
        (cast.administrator, DESK, ["/people/"]),
        (cast.county_head, DESK, ["/board/"]),
        (None, PHONE, [f"/verify/{document.code}/"]),
    ]
    found = []
    for persona, width, paths in visits:
        page = screen(persona, width)
        for path in paths:
            found += grave(page, path)
        page.close()
    assert found == []
