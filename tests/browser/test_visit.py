"""A whole visit on a phone of 390 px: camera, no connection, a failing server, an expired sign-in, a closed tab."""

import re
import threading
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from playwright.sync_api import BrowserContext, Page, Route, expect

from core import clock, scope
from documents.models import Document
from evidence.models import Photo
from hazards.models import Hazard
from inspections import actions
from inspections.models import Answer, Finding, FindingPhoto, Signature, Visit
from tests.browser.conftest import SHOTS
from tests.cast import acting, build_cast, client_as
from tests.evidence.pictures import jpeg, photo
from tests.inspections.visits import make_checklist, make_places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db, settings, tmp_path, request):
    """The people of two provinces, now, with files on the disk: a server hands out more than one copy at a time.

    As a parameter: the position of a checklist's item that needs a photo.
    """
    disk = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {
        name: {"BACKEND": disk, "OPTIONS": {"location": tmp_path / name}}
        for name in ("evidence", "sealed", "documents")
    }
    made = build_cast()
    make_checklist(clock.now(), photo_of=getattr(request, "param", 0))
    make_places(made.enterprise)
    return made


def sign_in(context: BrowserContext, live_server, persona) -> None:
    """Put the persona's session into the browser."""
    session = client_as(persona).cookies[configured.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


@pytest.fixture
def phone(browser, live_server, cast):
    """An inspector's phone; errors of scripts fail the test."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        has_touch=True,
        locale="en",
        base_url=live_server.url,
    )
    context.set_default_timeout(15_000)
    sign_in(context, live_server, cast.inspector)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context
    context.close()
    answered()
    assert not faults


def answered() -> None:
    """Wait until the server has answered what a closed phone still asked: the tables are emptied next."""
    until = time.monotonic() + 20
    while time.monotonic() < until and any("process_request" in each.name for each in threading.enumerate()):
        time.sleep(0.05)


def picture(number: int) -> dict:
    """A photo as a phone's camera hands it over."""
    return {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(photo(number, (800, 600)))}


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"visit-{name}-390.png")


def ready(page: Page) -> None:
    """Wait until the visit's scripts run."""
    expect(page.locator("[data-visit][data-ready]")).to_be_attached(timeout=30_000)


def sent(page: Page) -> None:
    """Wait until the server has everything."""
    expect(page.locator("[data-sent-state]")).to_contain_text("Everything is saved on the server", timeout=60_000)


def begin(page: Page, cast) -> str:
    """Start a visit from the list and return its address."""
    page.goto("/visits/")
    page.get_by_role("link", name="Start a visit").first.click()
    page.get_by_label("Name or credit code").fill("Gulin Fire")
    page.get_by_role("button", name="Find the enterprise").click()
    page.get_by_role("link", name=cast.enterprise.name).click()
    page.get_by_text(re.compile(cast.second_inspector.user.name)).click()
    page.get_by_role("button", name="Begin the visit").click()
    page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/"))
    ready(page)
    return page.url.split("#")[0]


def answer(page: Page, number: int, label: str) -> None:
    page.locator("[data-item]").nth(number - 1).get_by_role("radio", name=label, exact=True).click()


def draw(page: Page, pad: str) -> None:
    """Sign with a finger."""
    field = page.locator(f"{pad} [data-signature-canvas]")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 40 + step * 20, box["y"] + 60 + (step % 3) * 25)
    page.mouse.up()


def step(page: Page, name: str) -> None:
    page.locator(f"[data-step-link={name}]").click()


def fill_in(page: Page) -> None:
    """The unit on site."""
    page.get_by_label("Places checked").fill("Warehouse A, loading bay")
    page.get_by_label("Head on site: name").fill("Li Jianguo")
    page.get_by_label("Head on site: name").blur()


def sign_everything(page: Page) -> None:
    step(page, "sign")
    for section in page.locator("[data-sign=officer]").all():
        identity = section.locator("[data-signature]").get_attribute("id")
        draw(page, f"#{identity}")
        section.get_by_role("button", name="Keep the signature").click()
        expect(section.locator("[data-sign-state]")).to_contain_text("Signed by")
    head = page.locator("[data-sign=site_head]")
    draw(page, "#sign-head")
    head.get_by_role("button", name="Keep the signature").click()
    expect(head.locator("[data-sign-state]")).to_contain_text("Signed by Li Jianguo")


def everything(query):
    """Read over all tenants."""
    with scope.everything(because="the test looks at what arrived"):
        return query()


def test_the_whole_visit(phone, cast):
    page = phone.new_page()
    begin(page, cast)
    shot(page, "1-arrive")
    fill_in(page)
    step(page, "checklist")
    answer(page, 1, "Conforms")
    answer(page, 3, "Not applicable")
    page.locator("[data-item]").nth(2).get_by_label("Reason").fill("No such equipment")
    shot(page, "2-checklist")
    with page.expect_file_chooser() as chosen:
        answer(page, 2, "Does not conform")
    chosen.value.set_files([picture(1)])
    expect(page.get_by_label("What is wrong", exact=True)).to_have_value("Problem 2")
    expect(page.locator("[data-shots=before] li")).to_have_count(1)
    page.get_by_label("Place", exact=True).fill("Warehouse A")
    page.get_by_label("Safety measures until it is fixed").fill("Keep people out")
    shot(page, "3-finding")
    page.get_by_role("button", name="Keep this finding").click()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Photograph a finding").click()
    chosen.value.set_files([picture(2)])
    expect(page.locator("[data-shots=before] li")).to_have_count(1)
    page.get_by_label("What is wrong", exact=True).fill("Exit blocked by boxes")
    page.get_by_label("Clause that is broken").fill("Fire Law art. 28")
    page.get_by_role("radio", name="Fixed on the spot").click()
    page.locator("#camera-after").set_input_files([picture(3)])
    expect(page.locator("[data-shots=after] li")).to_have_count(1)
    page.get_by_role("button", name="Keep this finding").click()
    expect(page.locator("[data-finding]")).to_have_count(2)
    sent(page)
    shot(page, "4-findings")
    sign_everything(page)
    shot(page, "5-sign")
    sent(page)
    step(page, "finish")
    expect(page.locator("[data-finish-state]")).to_contain_text("Nothing is missing")
    shot(page, "6-finish")
    page.get_by_role("button", name="Finish and issue the papers").click()
    expect(page.locator("#visit-papers")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="Open the PDF")).to_have_count(2, timeout=60_000)
    shot(page, "7-papers")
    pdf = page.request.get(page.get_by_role("link", name="Open the PDF").first.get_attribute("href"))
    assert pdf.body().startswith(b"%PDF")

    hazards = everything(lambda: {row.description: row.status for row in Hazard.objects.all()})
    assert hazards == {"Problem 2": "served", "Exit blocked by boxes": "closed"}
    assert everything(Document.objects.count) == 2
    assert everything(Photo.objects.count) == 3


def test_no_connection_a_fault_an_expired_sign_in_and_a_closed_tab_lose_and_double_nothing(phone, cast, live_server):
    page = phone.new_page()
    address = begin(page, cast)
    fill_in(page)
    sent(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    ready(page)
    page.wait_for_timeout(1500)

    phone.set_offline(True)
    step(page, "checklist")
    for number in (1, 2):
        answer(page, number, "Conforms")
    answer(page, 3, "Not checked")
    page.locator("[data-item]").nth(2).get_by_label("Reason").fill("Locked room")
    page.locator("[data-item]").nth(2).get_by_label("Reason").blur()
    step(page, "findings")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Photograph a finding").click()
    chosen.value.set_files([picture(4)])
    expect(page.locator("[data-shots=before] li")).to_have_count(1)
    page.get_by_label("What is wrong", exact=True).fill("Wall of the depot has fallen")
    page.get_by_label("Clause that is broken").fill("GB 50161 art. 4.2.1")
    page.get_by_label("Place", exact=True).type("East wall")  # and no time for anything else
    expect(page.locator("[data-sent-state]")).to_contain_text("No connection")
    shot(page, "offline")
    page.close()

    page = phone.new_page()
    page.goto(address)
    ready(page)
    expect(page.locator("[data-finding] .title")).to_contain_text("Wall of the depot has fallen")
    step(page, "findings")
    page.locator("[data-finding] .title").click()
    expect(page.get_by_label("Place", exact=True)).to_have_value("East wall")
    expect(page.locator("[data-shots=before] img")).to_have_js_property("complete", True)
    assert page.locator("[data-shots=before] img").evaluate("image => image.naturalWidth") > 0
    assert everything(Finding.objects.count) == 0

    failures = {"left": 3}

    def fault(route: Route) -> None:
        if failures["left"] and route.request.method == "PUT":
            failures["left"] -= 1
            route.fulfill(status=500, body="fault")
        else:
            route.continue_()

    phone.route("**/api/v1/**", fault)
    phone.set_offline(False)
    page.wait_for_timeout(1000)
    phone.clear_cookies(name=configured.SESSION_COOKIE_NAME)
    step(page, "arrive")
    page.get_by_label("Telephone").fill("13800001111")
    page.get_by_label("Telephone").blur()
    expect(page.locator("[data-sent-state]")).to_contain_text("sign-in has expired", timeout=30_000)
    shot(page, "sign-in-expired")
    sign_in(phone, live_server, cast.inspector)
    page.goto(address)
    ready(page)
    sent(page)
    assert failures["left"] == 0

    sign_everything(page)
    step(page, "finish")
    page.get_by_role("button", name="Finish and issue the papers").click()
    expect(page.locator("#visit-papers")).to_be_visible(timeout=60_000)
    visit = everything(Visit.objects.get)
    assert (visit.status, visit.site_head_phone) == ("finished", "13800001111")
    finding = everything(Finding.objects.get)
    assert (finding.description, finding.place_text) == ("Wall of the depot has fallen", "East wall")
    counts = {
        model: everything(model.objects.count) for model in (Answer, Photo, FindingPhoto, Signature, Document, Hazard)
    }
    assert counts == {Answer: 3, Photo: 1, FindingPhoto: 1, Signature: 3, Document: 2, Hazard: 1}


def test_a_planned_visit_begins_without_connection_and_ends_in_a_refusal(phone, cast):
    with acting(cast.county_clerk) as actor:
        visit = actions.plan_visit(
            actor=actor,
            now=clock.now(),
            enterprise_id=cast.enterprise.pk,
            method="unannounced",
            planned_on=clock.today(),
            officers=[
                actions.Member(membership=each.membership.pk) for each in (cast.inspector, cast.second_inspector)
            ],
        )
    page = phone.new_page()
    page.goto("/visits/")
    page.get_by_role("link", name=cast.enterprise.name).first.click()
    ready(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    ready(page)
    page.wait_for_timeout(1500)
    phone.set_offline(True)
    page.reload()
    ready(page)
    page.get_by_role("button", name="We have arrived: start the visit").click()
    step(page, "arrive")
    fill_in(page)
    step(page, "findings")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Photograph a finding").click()
    chosen.value.set_files([picture(7)])
    page.get_by_label("What is wrong", exact=True).fill("No lightning protection")
    page.get_by_label("Criterion: type a few words").fill("licensed")
    page.get_by_role("option", name=re.compile("FW-03")).click()
    expect(page.get_by_role("radio", name="Major hazard")).to_be_checked()
    page.get_by_role("radio", name="General hazard").check()
    page.get_by_role("button", name="Keep this finding").click()
    step(page, "sign")
    for section in page.locator("[data-sign=officer]").all():
        draw(page, "#" + section.locator("[data-signature]").get_attribute("id"))
        section.get_by_role("button", name="Keep the signature").click()
        expect(section.locator("[data-sign-state]")).to_contain_text("Signed by")
    page.get_by_role("radio", name="Refuses to sign").check()
    witness = page.locator("[data-sign=witness]")
    witness.get_by_label("Why the head on site refuses").fill("Disagrees with the finding")
    witness.get_by_label("Why the head on site refuses").blur()
    witness.get_by_label("Name of the witness").fill("Wang Xiuying")
    witness.get_by_label("Unit and post of the witness").fill("Subdistrict office")
    draw(page, "#sign-witness")
    witness.get_by_role("button", name="Keep the signature").click()
    expect(witness.locator("[data-sign-state]")).to_contain_text("Signed by Wang Xiuying")
    shot(page, "refusal")
    step(page, "finish")
    page.get_by_role("button", name="Finish and issue the papers").click()
    expect(page.locator("[data-finish-state]")).to_contain_text("finished on this device")
    phone.set_offline(False)
    expect(page.locator("#visit-papers")).to_be_visible(timeout=90_000)
    order = everything(lambda: Document.objects.get(kind="rectification_order"))
    assert order.snapshot["unit_sign"]["refused"]
    assert order.snapshot["unit_sign"]["witness_name"] == "Wang Xiuying"
    assert everything(Visit.objects.get).pk == visit.pk


def test_two_officers_on_two_phones(phone, browser, cast, live_server):
    """One confirms what the other graded major; where both changed the same field, both values are shown."""
    page = phone.new_page()
    address = begin(page, cast)
    fill_in(page)
    step(page, "findings")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Photograph a finding").click()
    chosen.value.set_files([picture(8)])
    page.get_by_label("What is wrong", exact=True).fill("Too many fireworks in stock")
    page.get_by_label("Criterion: type a few words").fill("licensed")
    page.get_by_role("option", name=re.compile("FW-03")).click()
    page.get_by_role("button", name="Keep this finding").click()
    sent(page)

    second = browser.new_context(viewport={"width": 390, "height": 844}, locale="en", base_url=live_server.url)
    sign_in(second, live_server, cast.second_inspector)
    colleague = second.new_page()
    colleague.goto(address)
    ready(colleague)
    step(colleague, "findings")
    colleague.get_by_role("button", name="Confirm: major hazard").click()
    expect(colleague.locator("[data-finding]")).to_contain_text(f"Confirmed by {cast.second_inspector.user.name}")
    colleague.locator("[data-finding] .title").click()
    colleague.get_by_label("Place", exact=True).fill("Store 3")
    colleague.get_by_role("button", name="Keep this finding").click()
    sent(colleague)

    page.locator("[data-finding] .title").click()
    page.get_by_label("Place", exact=True).fill("Store 5")
    page.get_by_role("button", name="Keep this finding").click()
    conflict = page.locator("[data-conflict]")
    expect(conflict).to_contain_text("Mine: Store 5")
    expect(conflict).to_contain_text(f"{cast.second_inspector.user.name}: Store 3")
    shot(page, "conflict")
    conflict.get_by_label(re.compile("Mine: Store 5")).check()
    conflict.get_by_role("button", name="Keep what I chose").click()
    expect(page.locator("[data-conflict]")).to_have_count(0)
    sent(page)
    assert everything(Finding.objects.get).place_text == "Store 5"
    second.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_step_is_readable_and_fits_the_phone(browser, live_server, cast, scheme):
    """Axe with contrast 7:1 and thumb-sized targets on each step; nothing scrolls sideways."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="en", base_url=live_server.url, color_scheme=scheme
    )
    sign_in(context, live_server, cast.inspector)
    page = context.new_page()
    address = begin(page, cast)
    step(page, "findings")
    page.get_by_role("button", name="Photograph a finding").click()
    page.get_by_label("What is wrong", exact=True).fill("Too many fireworks in stock")
    page.get_by_label("Criterion: type a few words").fill("licensed")
    expect(page.get_by_role("option", name=re.compile("FW-03"))).to_be_visible()
    found = faults_of(page, "finding")
    page.get_by_role("option", name=re.compile("FW-03")).click()
    for name in ("arrive", "checklist", "findings", "sign", "finish"):
        step(page, name)
        found += faults_of(page, name)
    sent(page)
    for path in ("/visits/", "/visits/new/", f"/visits/new/?enterprise={cast.enterprise.pk}", address + "cancel/"):
        page.goto(path)
        found += faults_of(page, path)
    context.clear_cookies()
    sign_in(context, live_server, cast.county_clerk)
    page.goto(address)
    found += faults_of(page, "read")
    context.close()
    answered()
    assert found == []


def faults_of(page: Page, name: str) -> list[str]:
    """What axe holds against the page as it stands."""
    options = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}
    found = [
        f"{name} {fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in Axe().run(page, options=options).response["violations"]
        if fault["impact"] != "minor"
    ]
    wide, width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return found + ([f"{name} is {wide} wide on a screen of {width}"] if wide > width else [])
