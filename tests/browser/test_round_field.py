"""A round begun on the spot without a connection, on a worker's phone of 390 px: from a scanned label to the paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Membership
from core import clock, scope
from hazards.models import Hazard
from inspections.models import Answer, Finding, FindingPhoto, Visit, VisitOfficer
from tests.browser.test_device import until
from tests.browser.test_rounds import draw, fine, phones, shot
from tests.browser.test_visit import answer, cast, everything, picture, ready, sent, step
from tests.browser.test_visit_field import TAKEN
from tests.enterprises.test_codes import furnish, issue, token_of

__all__ = ["cast", "phones"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VISIT = re.compile(r"/visits/[0-9a-f-]{36}/")


@pytest.fixture
def labels(cast):
    """Every label of the enterprise; the machine of its own is `cast.machine`."""
    _place, cast.machine, _post = furnish(cast)
    return issue(cast)


def take_along(page: Page, cast, path: str = "/") -> None:
    """Open a page while there is a connection: the phone takes the page of the round along."""
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    until(page, TAKEN % cast.enterprise.pk, seconds=30)


def opened(page: Page) -> None:
    """Wait until the form of the round runs."""
    expect(page.locator("[data-field][data-ready]")).to_be_attached(timeout=30_000)


def record_something(page: Page) -> None:
    """Answer every item, and record what does not conform with a photo."""
    step(page, "checklist")
    answer(page, 1, "Conforms")
    answer(page, 3, "Conforms")
    with page.expect_file_chooser() as chosen:
        answer(page, 2, "Does not conform")
    chosen.value.set_files([picture(41)])
    expect(page.locator("[data-shots=before] li")).to_have_count(1)
    page.get_by_label("Safety measures until it is fixed").fill("Keep people out")
    shot(page, "field-finding")
    page.get_by_role("button", name="Keep this finding").click()
    expect(page.locator("[data-finding]")).to_have_count(1)


def counts() -> list[int]:
    """How many of each arrived."""
    return [everything(model.objects.count) for model in (Visit, Answer, Finding, FindingPhoto)]


def test_a_label_scanned_in_a_dead_spot_begins_the_round_and_everything_arrives_once(phones, cast, labels):
    page = phones(cast.worker)
    take_along(page, cast, f"/codes/{labels['equipment'].pk}/")
    page.context.set_offline(True)
    token = token_of(labels["equipment"])
    page.goto(f"/c/{token[:4].lower()}-{token[4:]}/")  # what a phone's camera opens
    opened(page)
    assert token not in page.url.replace("-", "").upper()
    machine = cast.machine
    expect(page.locator("select[name=equipment]")).to_have_value(str(machine.pk))
    expect(page.locator("[data-field-label]")).to_be_hidden()
    expect(page.locator("[data-field-stuck]")).to_be_hidden()
    fine(page)
    shot(page, "field")
    page.get_by_role("checkbox", name=re.compile(cast.safety_head.user.name)).check()
    page.get_by_role("button", name="Begin the round").click()
    page.wait_for_url(VISIT)
    ready(page)
    fine(page)
    shot(page, "field-arrive")
    address = page.url.split("#")[0]
    expect(page.get_by_label("Places checked")).to_have_value("Ammonia store · Ice machine 2")
    record_something(page)
    step(page, "sign")
    fine(page)
    shot(page, "field-sign")
    page.goto(address)  # opened anew without a connection
    ready(page)
    step(page, "sign")
    for section in page.locator("[data-sign=checker]").all():
        draw(page, section)
        expect(section.locator("[data-sign-state]")).to_contain_text("Signed by")
    step(page, "finish")
    page.get_by_role("button", name="Finish the round").click()
    expect(page.locator("[data-finish-state]")).to_contain_text("as soon as it is sent")
    shot(page, "field-finish")
    assert counts() == [0, 0, 0, 0]

    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Papers of the visit")).to_be_visible(timeout=60_000)
    fine(page)
    shot(page, "field-record")
    assert counts() == [1, 3, 1, 1]
    visit = everything(lambda: Visit.objects.select_related("record", "equipment").get())
    assert (visit.kind, visit.status, visit.record.kind) == ("self", "finished", "self_check_record")
    assert (visit.equipment, str(visit.pk) in address) == (machine, True)
    assert visit.device_started_at < visit.started_at
    hazard = everything(Hazard.objects.get)
    assert (hazard.source, hazard.led_by, hazard.equipment_id) == ("self_check", "enterprise", machine.pk)


def test_a_label_that_the_phone_does_not_know_is_said(phones, cast):
    page = phones(cast.worker)
    take_along(page, cast)
    page.context.set_offline(True)
    page.goto(f"/c/{'A' * 20}/")
    opened(page)
    expect(page.locator("[data-field-label]")).to_contain_text("does not know this label")
    expect(page.locator("select[name=equipment]")).to_have_value("")
    fine(page)


def test_a_refused_start_says_so_and_loses_nothing(phones, cast, labels):
    page = phones(cast.safety_head)
    take_along(page, cast)  # the first page after sign-in
    page.context.set_offline(True)
    page.goto(f"/visits/new/?place={labels['place'].place_id}")  # where "start the round now" of a code leads
    opened(page)
    expect(page.locator("select[name=place]")).to_have_value(str(labels["place"].place_id))
    page.get_by_role("checkbox", name=re.compile(cast.worker.user.name)).check()
    page.get_by_role("button", name="Begin the round").click()
    page.wait_for_url(VISIT)
    ready(page)
    record_something(page)
    with scope.everything(because="the colleague leaves while the phone has no connection"):
        Membership.objects.filter(pk=cast.worker.membership.pk).update(status="ended", ended_at=clock.now())
    page.context.set_offline(False)
    refused = page.locator("[data-refused]")
    expect(refused).to_be_visible(timeout=60_000)
    expect(refused).to_contain_text("start of this round")
    expect(refused).to_contain_text("people of the enterprise only")
    shot(page, "field-refused")
    page.get_by_role("button", name="Correct the start").click()
    page.get_by_role("checkbox", name=re.compile(cast.worker.user.name)).uncheck()
    page.get_by_role("button", name="Begin the round").click()
    sent(page)
    expect(page.locator("[data-refused]")).to_be_hidden()
    assert counts() == [1, 3, 1, 1]
    assert everything(lambda: list(VisitOfficer.objects.values_list("name", flat=True))) == [cast.safety_head.user.name]


def test_signing_out_empties_the_device(phones, cast):
    page = phones(cast.worker)
    take_along(page, cast)
    page.context.set_offline(True)
    page.goto("/visits/field/")
    opened(page)
    page.get_by_role("button", name="Begin the round").click()
    page.wait_for_url(VISIT)
    ready(page)
    page.context.set_offline(False)
    sent(page)
    page.goto("/me/")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/sign-in/**")
    until(
        page,
        """async () => (await caches.keys()).every((name) => !name.startsWith("safeloop-pages-"))
          && !Object.keys(localStorage).some((key) => key.startsWith("safeloop-draft:"))""",
    )


def test_a_form_that_cannot_start_says_so(phones, cast):
    page = phones(cast.worker)
    page.context.route(re.compile(r"field_round.*\.js"), lambda route: route.abort())
    page.goto("/visits/field/")
    stuck = page.locator("[data-field-stuck]")
    expect(stuck).to_be_visible(timeout=15_000)
    expect(stuck).to_contain_text("could not start")
    fine(page)
    shot(page, "field-stuck")


def test_it_is_read_in_chinese_too(phones, cast, labels):
    page = phones(cast.worker)
    page.goto(f"/visits/field/?equipment={cast.machine.pk}")
    opened(page)
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    opened(page)
    expect(page.locator("form[data-field-start] [type=submit]")).to_have_text(re.compile("自查"))
    expect(page.locator("select[name=equipment]")).to_have_value(str(cast.machine.pk))
    fine(page)
    shot(page, "field-zh")
    page.locator("form[data-field-start] [type=submit]").click()
    page.wait_for_url(VISIT)
    ready(page)
    fine(page)
    shot(page, "field-zh-arrive")


def test_a_young_copy_is_not_fetched_again_but_one_in_another_language_is(phones, cast):
    page = phones(cast.worker)
    fetched = []
    page.context.on("request", lambda request: fetched.append(request.url) if "/visits/field/" in request.url else None)
    take_along(page, cast)
    page.reload()
    page.wait_for_timeout(1_500)
    assert len(fetched) == 1
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.wait_for_timeout(1_500)
    assert len(fetched) == 2
