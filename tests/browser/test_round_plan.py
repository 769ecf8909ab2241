"""A round planned where there is no connection, and a label scanned in the app there; a phone of 390 px."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import Membership
from core import clock, scope
from inspections.models import Visit, VisitOfficer
from notifications.models import Notice
from tests.browser.test_device import until
from tests.browser.test_round_field import labels, opened, take_along
from tests.browser.test_rounds import fine, phones, shot
from tests.browser.test_visit import cast, everything
from tests.enterprises.test_codes import token_of

__all__ = ["cast", "labels", "phones"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = """async () => {
  for (const name of await caches.keys()) {
    if (!name.startsWith("safeloop-pages-")) continue;
    if (await (await caches.open(name)).match("/scan/", { ignoreVary: true })) return true;
  }
  return false;
}"""


def plan(page: Page, day: str, *people) -> None:
    """Fill in a plan on the page of the phone and hand it in."""
    page.get_by_label("Plan it for a day").check()
    page.get_by_label("Planned day").fill(day)
    for each in people:
        page.get_by_role("checkbox", name=re.compile(each.user.name)).check()
    page.get_by_role("button", name="Plan the round").click()


def stands(page: Page, state: str, words: str) -> Locator:
    """Wait until the one plan stands so, and says it. The outbox looks every half minute, or when told of a line."""
    line = page.locator("[data-field-planned-list] li")
    for _second in range(60):
        if line.get_attribute("data-state") == state:
            break
        page.wait_for_timeout(1000)
        page.evaluate("navigator.onLine && window.dispatchEvent(new Event('online'))")
    expect(line).to_have_attribute("data-state", state)
    expect(line.locator(f".worklist-meta [data-in={state}]")).to_be_visible()
    expect(line.locator(".worklist-meta")).to_have_text(re.compile(words), use_inner_text=True)
    return line


def planned() -> list[Visit]:
    return everything(lambda: list(Visit.objects.select_related("equipment").order_by("created_at")))


def in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def test_a_round_planned_in_a_dead_spot_arrives_once(phones, cast, labels):
    page = phones(cast.safety_head)
    take_along(page, cast)
    page.context.set_offline(True)
    page.goto("/visits/new/")  # what "start a round" leads to
    opened(page)
    expect(page.get_by_label("Planned day")).to_be_hidden()
    page.get_by_label("Plan it for a day").check()
    page.get_by_role("button", name="Plan the round").click()
    expect(page.locator("[data-field-refused]")).to_contain_text("Choose the day")
    page.locator("select[name=equipment]").select_option(value=str(cast.machine.pk))
    page.get_by_role("checkbox", name=re.compile(cast.safety_head.user.name)).uncheck()
    plan(page, in_days(3), cast.worker)
    line = stands(page, "waiting", "Kept on this device")
    expect(line).to_contain_text(f"Round on {in_days(3)}: Ammonia store · Ice machine 2")
    fine(page)
    shot(page, "plan-kept")
    page.goto("/visits/field/")  # opened anew, still without a connection
    opened(page)
    stands(page, "waiting", "Kept on this device")
    assert planned() == []

    lost = []

    def lose(route: Route) -> None:
        """The first answer is lost on the way: the phone cannot know that the server has it."""
        answer = route.fetch()
        lost.append(answer.status)
        route.abort() if len(lost) == 1 else route.fulfill(response=answer)

    page.context.route("**/api/v1/visits/", lose)
    page.context.set_offline(False)
    stands(page, "done", "Confirmed by the server")
    assert lost == [201, 201]
    shot(page, "plan-confirmed")
    (visit,) = planned()
    assert (visit.kind, visit.status, str(visit.planned_on)) == ("self", "planned", in_days(3))
    assert visit.equipment == cast.machine
    assert everything(lambda: list(VisitOfficer.objects.values_list("name", flat=True))) == [cast.worker.user.name]
    with scope.everything(because="test"):
        assert Notice.objects.filter(kind="round_assigned", membership=cast.worker.membership).count() == 1
    line.get_by_role("link").click()
    page.wait_for_url(re.compile(f"/visits/{visit.pk}/"))


def test_a_refused_plan_says_why_and_is_corrected(phones, cast, labels):
    page = phones(cast.safety_head)
    take_along(page, cast)
    page.context.set_offline(True)
    page.goto("/visits/field/")
    opened(page)
    plan(page, in_days(1), cast.worker)
    line = stands(page, "waiting", "Kept on this device")
    with scope.everything(because="the colleague leaves while the phone has no connection"):
        Membership.objects.filter(pk=cast.worker.membership.pk).update(status="ended", ended_at=clock.now())
    page.context.set_offline(False)
    stands(page, "parked", "did not accept it")
    expect(line).to_contain_text("people of the enterprise only")
    fine(page)
    shot(page, "plan-refused")
    line.get_by_role("button", name="Correct it").click()
    expect(page.get_by_label("Planned day")).to_have_value(in_days(1))
    page.get_by_role("checkbox", name=re.compile(cast.worker.user.name)).uncheck()
    page.get_by_role("button", name="Plan the round").click()
    stands(page, "done", "Confirmed by the server")
    expect(line).to_have_count(1)
    assert [str(visit.planned_on) for visit in planned()] == [in_days(1)]


def test_a_refused_plan_can_be_thrown_away(phones, cast, labels):
    page = phones(cast.safety_head)
    take_along(page, cast)
    page.goto("/visits/field/")
    opened(page)
    with scope.everything(because="the colleague has left since the page was kept"):
        Membership.objects.filter(pk=cast.worker.membership.pk).update(status="ended", ended_at=clock.now())
    plan(page, in_days(1), cast.worker)
    line = stands(page, "parked", "did not accept it")
    page.on("dialog", lambda dialog: dialog.accept())
    line.get_by_role("button", name="Throw it away").click()
    expect(line).to_have_count(0)
    assert planned() == []


SCANNER = """(address) => {
  window.BarcodeDetector = class { async detect() { return [{ rawValue: address }]; } };
  HTMLMediaElement.prototype.play = async () => {}; /* an empty picture never begins to play */
  navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
}"""


def test_the_scanner_opens_and_reads_a_label_without_a_connection(phones, cast, labels):
    page = phones(cast.worker)
    token = token_of(labels["equipment"])
    address = f"https://an-older-host.example/c/{token[:4]}-{token[4:]}/"
    page.context.add_init_script(f"({SCANNER})('{address}')")
    take_along(page, cast)
    until(page, KEPT, seconds=30)
    page.context.set_offline(True)
    page.goto("/")
    page.goto("/scan/")
    expect(page.get_by_role("heading", name="Scan a code")).to_be_visible()
    fine(page)
    shot(page, "scan-offline")
    page.get_by_role("button", name="Open the camera").click()
    opened(page)
    expect(page.locator("select[name=equipment]")).to_have_value(str(cast.machine.pk))
    assert token not in page.url.replace("-", "").upper()


def test_what_only_the_server_knows_is_said_and_kept(phones, cast, labels):
    page = phones(cast.worker)
    take_along(page, cast)
    until(page, KEPT, seconds=30)
    page.context.set_offline(True)
    page.goto("/scan/")
    page.get_by_label("Or type what stands under the code").fill("H-0000007")
    page.get_by_role("button", name="Open the file").click()
    said = page.locator("[data-scan-unreached]")
    expect(said).to_contain_text("needs a connection")
    expect(page.locator("#code")).to_have_value("H-0000007")
    page.goto("/scan/?code=H-0000007")  # a line that only seems to stand
    expect(said).to_be_visible()
    expect(page.locator("#code")).to_have_value("H-0000007")
    token = token_of(labels["place"])
    page.locator("#code").fill(" ".join(token[at : at + 4] for at in range(0, 20, 4)).lower())
    page.get_by_role("button", name="Open the file").click()
    opened(page)
    expect(page.locator("select[name=place]")).to_have_value(str(labels["place"].place_id))


def test_it_is_read_in_chinese_too(phones, cast, labels):
    page = phones(cast.safety_head)
    page.goto("/visits/field/")
    opened(page)
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    opened(page)
    page.locator("[name=when][value=plan]").check()
    page.locator("[name=planned_on]").fill(in_days(2))
    fine(page)
    shot(page, "plan-zh")
    page.locator("form[data-field-start] [type=submit]").click()
    expect(page.locator("[data-field-planned-list] li a[href]")).to_have_count(1, timeout=30_000)
    shot(page, "plan-zh-confirmed")
