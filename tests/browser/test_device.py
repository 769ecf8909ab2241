"""Signature, camera, drafts and kept pages, each alone on a page."""

import contextlib
import io
import time

import pytest
from django.template.loader import render_to_string
from PIL import Image
from playwright.sync_api import Error

pytestmark = pytest.mark.browser

SCRIPT = '<script type="module" src="/static/safeloop/js/{}.js"></script>'
STYLE = '<link rel="stylesheet" href="/static/safeloop/css/safeloop.css">'


def page_of(*parts: str, membership: str = "m1", attributes: str = "") -> str:
    """A page with the given pieces of markup, in the name of a membership."""
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>device</title>{STYLE}'
    return f'{head}<body data-membership="{membership}" {attributes}><main>{"".join(parts)}</main></body></html>'


def until(page, question: str, seconds: float = 10) -> None:
    """Wait until an asynchronous question is answered with yes (wait_for_function does not await promises)."""
    end = time.monotonic() + seconds
    while not page.evaluate(question):
        assert time.monotonic() < end, question
        page.wait_for_timeout(50)


def draw(page, selector: str, points: list[tuple[int, int]]) -> None:
    """Draw one stroke on a canvas."""
    box = page.locator(selector).bounding_box()
    page.mouse.move(box["x"] + points[0][0], box["y"] + points[0][1])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    page.mouse.up()


@pytest.fixture
def two_pads(device, failing_server):
    """A page with the signatures of two people."""
    pads = [
        render_to_string("components/signature.html", {"name": name, "identity": name, "legend": name})
        for name in ("officer", "head")
    ]
    failing_server.page = page_of("<form>", *pads, "</form>", SCRIPT.format("signature"))
    device.goto(failing_server.address)
    device.wait_for_selector("#officer [data-signature-pad]:not([hidden])")
    return device


def test_two_signatures_are_apart(two_pads):
    """The second signature neither replaces nor loses the first (trap 15)."""
    draw(two_pads, "#officer canvas", [(20, 90), (120, 60), (200, 120)])
    first = two_pads.locator("input[name=officer]").input_value()
    draw(two_pads, "#head canvas", [(30, 40), (220, 150)])
    assert first.startswith("data:image/png;base64,")
    assert two_pads.locator("input[name=officer]").input_value() == first
    assert two_pads.locator("input[name=head]").input_value() not in ("", first)


def test_strokes_can_be_taken_back_and_cleared(two_pads):
    """Undo takes one stroke, clear takes all; an empty pad sends nothing."""
    field = two_pads.locator("input[name=officer]")
    draw(two_pads, "#officer canvas", [(20, 90), (120, 60)])
    one = field.input_value()
    draw(two_pads, "#officer canvas", [(20, 20), (120, 120)])
    two_pads.locator("#officer [data-signature-undo]").click()
    assert field.input_value() == one
    two_pads.locator("#officer [data-signature-clear]").click()
    assert not field.input_value()


def test_name_can_be_typed_instead(two_pads):
    """Whoever cannot draw opens the field below by keyboard and types."""
    two_pads.locator("#officer summary").focus()
    two_pads.keyboard.press("Enter")
    two_pads.keyboard.press("Tab")
    two_pads.keyboard.type("张伟")
    assert two_pads.locator("input[name=officer_typed]").input_value() == "张伟"


def photo(width: int, height: int, form: str = "JPEG") -> bytes:
    """A picture of noise, so that it cannot be pressed to nothing."""
    out = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(out, form, quality=95)
    return out.getvalue()


@pytest.fixture
def camera(device, failing_server):
    """A page with a camera in a plain form."""
    markup = render_to_string("components/camera.html", {"name": "photos", "multiple": True, "identity": "cam"})
    failing_server.page = page_of("<form>", markup, "</form>", SCRIPT.format("camera"))
    device.goto(failing_server.address)
    return device


def test_large_photo_is_made_smaller_and_stays_in_the_form(camera):
    """4000 pixels become 2560; the form carries the smaller one."""
    camera.set_input_files("#cam", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(4000, 3000)}])
    camera.wait_for_selector("[data-camera-shots] img")
    camera.wait_for_function("!document.querySelector('[data-camera]').dataset.cameraBusy")
    size = camera.evaluate(
        """async () => {
          const { files } = document.querySelector("#cam");
          const { width, height } = await createImageBitmap(files[0]);
          return [files.length, width, height];
        }"""
    )
    assert size == [1, 2560, 1920]


def test_small_photo_stays_as_it_is(camera):
    """A photo that is small enough is sent byte for byte: its hash is the camera's own."""
    data = photo(800, 600)
    camera.set_input_files("#cam", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": data}])
    camera.wait_for_selector("[data-camera-shots] img")
    camera.wait_for_function("!document.querySelector('[data-camera]').dataset.cameraBusy")
    assert camera.evaluate("document.querySelector('#cam').files[0].size") == len(data)


def test_photo_can_be_removed(camera):
    """One of two is taken away; the other stays in the form."""
    files = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": photo(60, 40, "PNG")} for n in "ab"]
    camera.set_input_files("#cam", files)
    camera.wait_for_function("document.querySelectorAll('[data-camera-shots] img').length === 2")
    camera.wait_for_function("!document.querySelector('[data-camera]').dataset.cameraBusy")
    camera.locator("[data-camera-shots] button").first.click()
    names = camera.evaluate("[...document.querySelector('#cam').files].map((file) => file.name)")
    assert names == ["b.jpg"]


FORM = (
    '<form method="post" action="/save/" data-draft-form="note"><textarea name="text"></textarea>'
    '<select name="kind"><option value="a">A</option><option value="b">B</option></select>'
    '<label><input type="checkbox" name="sure" value="1">sure</label><input type="password" name="secret">'
    "<button>Save note</button></form>"
)


@pytest.fixture
def note(device, failing_server):
    """A form whose content is kept as typed."""
    failing_server.pages["/note/"] = page_of(FORM, SCRIPT.format("drafts"))
    failing_server.pages["/done/"] = page_of("Saved", SCRIPT.format("drafts"))
    failing_server.pages["/sign-in/"] = page_of("Sign in", SCRIPT.format("drafts"), membership="")
    device.goto(f"{failing_server.address}/note/")
    device.wait_for_load_state("networkidle")
    device.fill("textarea", "出口被堵")
    device.select_option("select", "b")
    device.check("[name=sure]")
    device.fill("[name=secret]", "do not keep")
    return device


def typed(page) -> list:
    """What stands in the form."""
    page.wait_for_load_state("networkidle")
    return page.evaluate(
        """() => {
          const { text, kind, secret, sure } = document.querySelector("form").elements;
          return [text.value, kind.value, secret.value, sure.checked];
        }"""
    )


def test_typing_survives_a_closed_tab(note, failing_server):
    """The page is opened anew and everything stands there again, but never a password."""
    note.goto(f"{failing_server.address}/done/")
    note.goto(f"{failing_server.address}/note/")
    assert typed(note) == ["出口被堵", "b", "", True]


@pytest.mark.parametrize("fate", ["500", "403", "sign-in", "cut-before"])
def test_typing_survives_a_failed_request(note, failing_server, fate):
    """A failure or an expired sign-in loses nothing that was typed."""
    failing_server.script = [fate] * 3  # Chromium itself tries again on a line that broke
    with contextlib.suppress(Error):  # a broken line is an error of the navigation
        note.click("button")
        note.wait_for_load_state()
    note.wait_for_timeout(300)
    note.goto(f"{failing_server.address}/done/")
    note.goto(f"{failing_server.address}/note/")
    assert typed(note) == ["出口被堵", "b", "", True]


def test_accepted_form_is_forgotten(note, failing_server):
    """Once the server has taken it, the draft is gone."""
    failing_server.script = ["accept"]
    note.click("button")
    note.wait_for_url("**/done/")
    note.goto(f"{failing_server.address}/note/")
    assert typed(note) == ["", "a", "", False]


def test_drafts_belong_to_one_membership(note, failing_server):
    """Another person on the same device does not see what was typed."""
    failing_server.pages["/note/"] = page_of(FORM, SCRIPT.format("drafts"), membership="m2")
    note.goto(f"{failing_server.address}/note/")
    assert typed(note) == ["", "a", "", False]


@pytest.fixture
def kept(device, failing_server):
    """A page that asked to work without connection, kept by the service worker."""
    failing_server.pages["/offline/"] = page_of("No connection", STYLE, membership="")
    failing_server.pages["/visit/"] = page_of("The visit", SCRIPT.format("frame"), attributes="data-keep-offline")
    failing_server.pages["/me/"] = page_of("Me", SCRIPT.format("frame"))
    device.goto(f"{failing_server.address}/visit/")
    until(
        device,
        """async () => {
          const pages = await caches.open("safeloop-pages-m1");
          return Boolean(await pages.match("/visit/")) && navigator.serviceWorker.controller !== null;
        }""",
    )
    return device


def test_kept_page_opens_without_connection(kept, failing_server):
    """The line is down: the visit opens with its script, another page says that there is no connection."""
    failing_server.down = True
    kept.goto(f"{failing_server.address}/visit/")
    assert kept.inner_text("main").strip() == "The visit"
    assert kept.evaluate("import('/static/safeloop/js/frame.js').then((frame) => typeof frame.toast)") == "function"
    kept.goto(f"{failing_server.address}/hazards/")
    assert kept.inner_text("main").strip() == "No connection"


def test_pages_of_another_person_are_thrown_away(kept, failing_server):
    """Somebody else acts on this device: the kept pages of the first are gone."""
    failing_server.pages["/me/"] = page_of("Me", SCRIPT.format("frame"), membership="m2")
    kept.goto(f"{failing_server.address}/me/")
    until(kept, "async () => !(await caches.keys()).some((name) => name.startsWith('safeloop-pages-m1'))")
    failing_server.down = True
    kept.goto(f"{failing_server.address}/visit/")
    assert kept.inner_text("main").strip() == "No connection"


def test_page_is_fetched_afresh_while_there_is_a_connection(kept, failing_server):
    """A kept copy never hides what is new."""
    failing_server.pages["/visit/"] = page_of("The visit, changed", SCRIPT.format("frame"))
    kept.goto(f"{failing_server.address}/visit/")
    assert kept.inner_text("main").strip() == "The visit, changed"
