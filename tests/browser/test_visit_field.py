"""A visit begun on the spot without a connection, on a phone of 390 px: kept, accepted later, or refused aloud."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Membership
from core import clock, scope
from inspections.models import Answer, AnswerPhoto, Finding, FindingPhoto, Visit, VisitOfficer
from tests.browser.test_device import until
from tests.browser.test_visit import (
    answer,
    begin,
    cast,
    everything,
    faults_of,
    fill_in,
    phone,
    picture,
    ready,
    sent,
    shot,
    sign_everything,
    step,
)
from tests.cast import client_as

__all__ = ["cast", "phone"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VISIT = re.compile(r"/visits/[0-9a-f-]{36}/")
#: Whether the phone holds the page to begin on the spot with an enterprise in its kit, and the worker is at work.
TAKEN = """async () => {
  for (const name of await caches.keys()) {
    if (!name.startsWith("safeloop-pages-")) continue;
    const page = await (await caches.open(name)).match("/visits/field/", { ignoreVary: true });
    if (page && (await page.text()).includes("%s")) return navigator.serviceWorker.controller !== null;
  }
  return false;
}"""


def keep_the_field(page: Page, cast) -> None:
    """Look at the enterprise and the list of visits while there is a connection: the phone takes along its kit."""
    page.goto(f"/visits/new/?enterprise={cast.enterprise.pk}")
    page.goto("/visits/")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.reload()
    until(page, TAKEN % cast.enterprise.pk, seconds=30)


def begin_offline(page: Page, cast) -> None:
    """Start at the enterprise with the second inspector."""
    page.goto("/visits/")  # nothing of it is on the device: the page to begin on the spot answers
    expect(page.locator("[data-field][data-ready]")).to_be_attached(timeout=30_000)
    page.get_by_label("Name or credit code").fill("Gulin")
    page.get_by_role("radio", name=cast.enterprise.name).check()
    page.get_by_role("checkbox", name=cast.second_inspector.user.name).check()
    page.get_by_label("Places to be checked").fill("Warehouse A")
    page.get_by_role("button", name="Begin the visit").click()
    page.wait_for_url(VISIT)
    ready(page)


def record_something(page: Page) -> None:
    """Answer every item and record a finding with a photo."""
    fill_in(page)
    step(page, "checklist")
    answer(page, 1, "Conforms")
    answer(page, 3, "Not applicable")
    page.locator("[data-item]").nth(2).get_by_label("Reason").fill("No such equipment")
    page.locator("[data-item]").nth(2).get_by_label("Reason").blur()
    with page.expect_file_chooser() as chosen:
        answer(page, 2, "Does not conform")
    chosen.value.set_files([picture(21)])
    expect(page.locator("[data-shots=before] li")).to_have_count(1)
    page.get_by_label("Place", exact=True).fill("Warehouse A")
    page.get_by_label("Safety measures until it is fixed").fill("Keep people out")
    page.get_by_role("button", name="Keep this finding").click()
    expect(page.locator("[data-finding]")).to_have_count(1)


def test_begins_on_the_spot_without_connection_and_is_accepted_later(phone, cast):
    phone.grant_permissions(["geolocation"])
    phone.set_geolocation({"latitude": 28.03861, "longitude": 105.8125})
    page = phone.new_page()
    keep_the_field(page, cast)
    phone.set_offline(True)
    begin_offline(page, cast)
    record_something(page)
    shot(page, "field-offline")
    address = page.url.split("#")[0]
    page.close()
    assert everything(Visit.objects.count) == 0

    page = phone.new_page()
    page.goto("/visits/field/")
    page.get_by_role("link", name=cast.enterprise.name).click()
    ready(page)
    assert page.url.split("#")[0] == address
    step(page, "findings")
    expect(page.locator("[data-finding] .title")).to_contain_text("Problem 2")
    sign_everything(page)
    phone.set_offline(False)
    sent(page)
    page.goto(address)  # now the server's own page
    ready(page)
    expect(page.locator("[data-field]")).to_have_count(0)
    step(page, "finish")
    page.get_by_role("button", name="Finish and issue the papers").click()
    expect(page.locator("#visit-papers")).to_be_visible(timeout=60_000)

    visit = everything(Visit.objects.get)
    assert (visit.status, str(visit.pk) in address) == ("finished", True)
    assert (str(visit.latitude), str(visit.longitude)) == ("28.038610", "105.812500")
    assert visit.device_started_at < visit.started_at
    team = everything(lambda: set(VisitOfficer.objects.values_list("name", flat=True)))
    assert team == {cast.inspector.user.name, cast.second_inspector.user.name}
    assert [everything(model.objects.count) for model in (Answer, Finding, FindingPhoto)] == [3, 1, 1]


def test_a_start_that_is_refused_says_so_and_loses_nothing(phone, cast):
    page = phone.new_page()
    keep_the_field(page, cast)
    phone.set_offline(True)
    begin_offline(page, cast)
    record_something(page)
    held = cast.second_inspector.membership.pk
    with scope.everything(because="the colleague leaves while the phone has no connection"):
        Membership.objects.filter(pk=held).update(status="ended", ended_at=clock.now())
    phone.set_offline(False)
    refused = page.locator("[data-refused]")
    expect(refused).to_be_visible(timeout=60_000)
    expect(refused).to_contain_text("no active membership within your reach")
    expect(refused).to_contain_text("Nothing is lost")
    shot(page, "field-refused")
    page.reload()  # the server does not know the visit: the phone's own page stays
    ready(page)
    expect(refused).to_be_visible()
    assert not faults_of(page, "refused")
    page.get_by_role("button", name="Correct the start").click()
    page.get_by_role("checkbox", name=cast.second_inspector.user.name).uncheck()
    page.get_by_text("An officer of another body, or an expert").click()
    page.get_by_label("Officer of another body: name").fill("Deng Wei")
    page.get_by_label("Their certificate number").fill("AH-0099")
    page.get_by_role("button", name="Begin the visit").click()
    sent(page)
    expect(page.locator("[data-refused]")).to_be_hidden()
    assert [everything(model.objects.count) for model in (Visit, Answer, Finding, FindingPhoto)] == [1, 3, 1, 1]
    assert everything(lambda: set(VisitOfficer.objects.values_list("name", flat=True))) == {
        cast.inspector.user.name,
        "Deng Wei",
    }


def test_the_phone_takes_along_little_and_nothing_foreign(phone, cast):
    """Only what was opened or assigned, only the own authority's officers; signing out empties the device."""
    client = client_as(cast.inspector)
    page = client.get("/visits/field/").content.decode()
    assert cast.enterprise.name not in page  # never opened
    client.get(f"/visits/new/?enterprise={cast.enterprise.pk}")
    page = client.get("/visits/field/").content.decode()
    assert cast.enterprise.name in page
    assert cast.rival.name not in page
    assert cast.sibling_inspector.user.name not in page
    assert client_as(cast.county_clerk).get("/visits/field/").status_code == 403


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_field_page_is_readable(phone, cast, scheme):
    page = phone.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/visits/new/?enterprise={cast.enterprise.pk}")
    page.goto("/visits/field/")
    expect(page.locator("[data-field][data-ready]")).to_be_attached(timeout=30_000)
    shot(page, f"field-{scheme}")
    assert not faults_of(page, "field")


@pytest.mark.parametrize("cast", [1], indirect=True)
def test_an_item_that_needs_a_photo_asks_for_it_on_the_phone(phone, cast):
    page = phone.new_page()
    begin(page, cast)
    step(page, "checklist")
    item = page.locator("[data-item]").nth(0)
    expect(item.locator("[data-item-photo]")).to_be_hidden()
    answer(page, 1, "Conforms")
    expect(item.locator("[data-item-photo]")).to_be_visible()
    step(page, "finish")
    expect(page.locator("[data-gaps]")).to_contain_text("Item 1: This item needs a photo also when it conforms")
    assert not faults_of(page, "finish")
    step(page, "checklist")
    item.locator("[data-camera-input]").set_input_files([picture(31)])
    expect(item.locator(".shots li")).to_have_count(1)
    shot(page, "item-photo")
    assert not faults_of(page, "checklist")
    sent(page)
    page.reload()
    ready(page)
    step(page, "checklist")
    expect(item.locator(".shots img")).to_have_attribute("src", re.compile("/evidence/.*/thumb/"))
    step(page, "finish")
    expect(page.locator("[data-gaps]")).not_to_contain_text("needs a photo")
    assert everything(AnswerPhoto.objects.count) == 1


def test_a_start_by_form_tells_the_place_if_the_person_lets_it(phone, cast):
    phone.grant_permissions(["geolocation"])
    phone.set_geolocation({"latitude": 28.03861, "longitude": 105.8125})
    page = phone.new_page()
    page.goto(f"/visits/new/?enterprise={cast.enterprise.pk}")
    page.get_by_label("Places to be checked").fill("Warehouse A")
    expect(page.locator("input[name=latitude]")).to_have_value("28.038610")
    page.get_by_role("button", name="Begin the visit").click()
    page.wait_for_url(VISIT)
    visit = everything(Visit.objects.get)
    assert (str(visit.latitude), str(visit.longitude)) == ("28.038610", "105.812500")


def test_started_and_accepted_the_page_opens_again_without_connection(phone, cast):
    """The start has arrived, nothing else was entered, and the line is dead again: the visit is still under way."""
    page = phone.new_page()
    keep_the_field(page, cast)
    phone.set_offline(True)
    begin_offline(page, cast)
    phone.set_offline(False)
    sent(page)
    phone.set_offline(True)
    page.reload()
    ready(page)
    step(page, "checklist")
    answer(page, 1, "Conforms")
    expect(page.locator("[data-answers-done]")).to_contain_text("1")
    phone.set_offline(False)
    sent(page)
    assert [everything(model.objects.count) for model in (Visit, Answer)] == [1, 1]
