"""The frame of every screen: readable, reachable by keyboard and thumb, light, strict, in somebody's name."""

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from tests.cast import build_cast, client_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFICIAL = ["/", "/hazards/", "/visits/", "/enterprises/", "/documents/", "/board/", "/people/", "/inbox/", "/me/"]
OTHERS = ["/unsent/", "/scan/", "/search/?q=gulin", "/roles/", "/choose/", "/no-such-page/", "/me/password/"]
PUBLIC = ["/sign-in/", "/offline/", "/verify/", "/no-such-page/"]
#: Rules beyond axe's own: text at 7:1, targets that a thumb meets.
STRICT = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}


@pytest.fixture
def cast(transactional_db):
    """The people of two provinces, now."""
    return build_cast()


@pytest.fixture
def screen(browser, live_server, cast):
    """Make a page signed in as a persona; script errors and breaches of the content policy fail the test."""
    contexts, faults = [], []

    def heard(message) -> None:
        if "Content Security Policy" in message.text or (message.type == "error" and "404" not in message.text):
            faults.append(message.text)

    def make(persona=None, *, width: int = 1280, scheme: str = "light"):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, base_url=live_server.url, locale="en"
        )
        contexts.append(context)
        if persona is not None:
            session = client_as(persona).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", heard)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


def findings_of(page, paths: list[str]) -> list[str]:
    """What axe holds against the pages, moderate and graver, and which of them scroll sideways."""
    found = []
    for path in paths:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        for fault in Axe().run(page, options=STRICT).response["violations"]:
            if fault["impact"] != "minor":
                found.append(f"{path} {fault['id']}: {fault['nodes'][0]['html'][:160]}")
        wide, width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if wide > width:
            found.append(f"{path} is {wide} wide on a screen of {width}")
    return found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screens_are_readable_and_reachable(screen, cast, width, scheme):
    """Axe, contrast 7:1 and no sideways scrolling, on a phone and a desk, by day and by night."""
    assert findings_of(screen(cast.county_clerk, width=width, scheme=scheme), OFFICIAL + OTHERS) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_public_pages_are_readable(screen, width):
    """The same before signing in."""
    assert findings_of(screen(width=width), PUBLIC) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_it_always_says_in_whose_name(screen, cast, width):
    """The chosen membership stands in the header of every screen."""
    page = screen(cast.county_clerk, width=width)
    for path in OFFICIAL:
        page.goto(path)
        header = page.locator(".whoami")
        expect(header).to_be_visible()
        expect(header).to_contain_text(cast.county_clerk.user.name)
        expect(header).to_contain_text(cast.county_clerk.membership.authority.name)


def test_phone_has_four_places_in_thumb_reach(screen, cast):
    """Work, Scan, Inbox, Me: at the bottom, each at least 44 pixels high; the rail is for the desk."""
    page = screen(cast.inspector, width=390)
    page.goto("/")
    places = page.locator(".bar .place")
    expect(places).to_have_count(4)
    boxes = [place.bounding_box() for place in places.all()]
    assert all(box["height"] >= 44 and box["width"] >= 44 and box["y"] > 700 for box in boxes)
    expect(page.locator(".rail")).to_be_hidden()


def test_everything_of_the_frame_is_at_least_44_pixels_on_a_phone(screen, cast):
    """Gloves: header, bar and the one action."""
    page = screen(cast.inspector, width=390)
    page.goto("/visits/")
    targets = page.locator(".top a:visible, .top button:visible, .bar a:visible, .action-slot .btn:visible")
    small = [
        target.inner_text()
        for target in targets.all()
        if target.bounding_box()["height"] < 44 or target.bounding_box()["width"] < 44
    ]
    assert small == []


def test_keyboard_reaches_search_places_and_content(screen, cast):
    """A slash moves to the search, g then h to the hazards, the first Tab to the content."""
    page = screen(cast.county_clerk)
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("#global-search")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#global-search").blur()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/hazards/")


def test_it_works_without_scripts(browser, live_server, cast):
    """Places, search and language are links and forms; the bulk bar stands open."""
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url, locale="en")
    session = client_as(cast.county_clerk).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto("/")
    page.locator(".rail a", has_text="Hazards").click()
    page.wait_for_url("**/hazards/")
    page.fill("#global-search", "nothing of this name")
    page.press("#global-search", "Enter")
    page.wait_for_url("**/search/**")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    context.close()


@pytest.mark.parametrize("path", ["/", "/hazards/", "/visits/", "/sign-in/"])
def test_first_page_weighs_under_300_kilobytes(screen, cast, path):
    """Before photos and as production sends it, compressed: look.md's limit for a slow phone."""
    page = screen(None if path == "/sign-in/" else cast.inspector, width=390)
    weights: dict[str, int] = {}

    def weigh(response) -> None:
        if response.ok and "/evidence/" not in response.url:
            weights[response.url] = len(gzip.compress(response.body(), 6))

    page.on("response", weigh)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert len(weights) > 3
    assert sum(weights.values()) < 300_000, weights
    assert all(url.startswith(page.url.split("/", 3)[0]) for url in weights)


def test_nothing_comes_from_another_host(screen, cast, live_server):
    """No page loads anything from elsewhere."""
    page = screen(cast.county_clerk)
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if live_server.url not in request.url else None)
    for path in OFFICIAL:
        page.goto(path)
    assert [url for url in foreign if not url.startswith(("data:", "blob:"))] == []


def test_a_page_prints_without_the_frame(screen, cast):
    """On paper: no bars, no buttons, black on white."""
    page = screen(cast.county_clerk)
    page.goto("/hazards/")
    page.emulate_media(media="print")
    for part in (".top", ".rail", ".bar", ".action-slot"):
        expect(page.locator(part).first).to_be_hidden()


LEFT_OVER = """async () => {
  const { openQueue, newId } = await import("/static/safeloop/js/queue.js");
  const queue = await openQueue();
  const id = newId();
  const entry = { kind: "finding", title: "Blocked exit", url: "/api/v1/no-such-thing/", body: { id, what: "exit" } };
  await queue.add({ id, ...entry });
  await queue.flush();
  queue.close();
}"""


def test_what_waits_can_be_seen_corrected_and_thrown_away(screen, cast):
    """A refused entry is counted on every screen, shown with its reason, corrected, and thrown away on purpose only."""
    page = screen(cast.inspector, width=390)
    page.goto("/me/")
    page.evaluate(LEFT_OVER)
    page.reload()
    expect(page.locator("#unsent")).to_contain_text("1")
    page.locator("#unsent").click()
    entry = page.locator("[data-list] li")
    expect(entry).to_contain_text("Blocked exit")
    expect(entry).to_contain_text("Refused: needs you")
    entry.locator("details.menu summary").click()
    page.get_by_role("button", name="Correct it").click()
    box = entry.locator("textarea")
    expect(box).to_have_value(re.compile('"what": "exit"'))
    box.fill(box.input_value().replace('"exit"', '"north exit"'))
    page.get_by_role("button", name="Keep the correction").click()
    page.wait_for_timeout(500)
    page.reload()
    entry.locator("details.menu summary").click()
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Throw away").click()
    expect(entry).to_have_count(1)
    entry.locator("details.menu summary").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_text("Everything has been sent")).to_be_visible()


def test_signing_out_asks_before_it_empties_the_device(screen, cast):
    """With something unsent: dismissed, one stays signed in with everything kept; confirmed, the device is empty."""
    page = screen(cast.inspector, width=390)
    page.goto("/me/")
    page.evaluate(LEFT_OVER)
    page.reload()
    expect(page.locator("#unsent")).to_be_visible()
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator("form[data-sign-out] button").click()
    expect(page.locator("#unsent")).to_contain_text("1")
    for _ in range(100):
        if asked:
            break
        page.wait_for_timeout(50)
    assert asked[0].startswith("1 entries are not sent yet")
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url("**/sign-in/**")
    left = page.evaluate(
        """async () => {
          const { openQueue } = await import("/static/safeloop/js/queue.js");
          return (await (await openQueue({ owner: "x" })).summary()).unsent;
        }"""
    )
    assert left == 0
