"""The pages of service: a message that came back, the other way, the proof of it; the certificate for signing."""

import pytest
from playwright.sync_api import expect

from core import clock
from documents.actions import give_consent
from rectification.letters.selectors import letter_of
from tests.browser.conftest import SHOTS
from tests.browser.test_frame import cast, findings_of, screen
from tests.cast import acting
from tests.documents.certificates import NAME, PASSWORD, make_pkcs12
from tests.rectification import letters

__all__ = ["cast", "screen"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_message_that_came_back_is_served_in_person_and_proved(screen, cast, width):
    now = clock.now()
    with acting(cast.principal) as actor:
        give_consent(actor=actor, now=now, enterprise=cast.enterprise, address="wang@firm.cn", signed_by="Wang Fang")
    letter = letters.issued(cast, now=now)
    page = screen(cast.county_clerk, width=width)
    address = f"/letters/{letter.pk}/"
    assert findings_of(page, [address]) == []
    page.goto(address)
    page.get_by_text("The message did not arrive", exact=True).click()
    page.get_by_label("How it is known").fill("550 mailbox unknown")
    page.get_by_role("button", name="Note that it did not arrive").click()
    expect(page.get_by_text("Try this way next: Handed over in person")).to_be_visible()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"letter-service-{width}.png", full_page=True)
    assert findings_of(page, [address]) == []
    page.goto(address)
    expect(page.get_by_label("How it was handed over")).to_have_value("in_person")
    page.get_by_label("Received by").fill("Wang Fang")
    page.get_by_role("button", name="Record the service").click()
    page.get_by_role("button", name="Draw up the proof of service").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Proof of service")
    with acting(cast.county_clerk) as actor:
        assert letter_of(actor, letter.pk).status == "served"


@pytest.mark.parametrize("width", [390, 1280])
def test_an_administrator_uploads_the_certificate(screen, cast, width):
    page = screen(cast.administrator, width=width)
    assert findings_of(page, ["/documents/certificate/"]) == []
    page.goto("/documents/")
    page.get_by_role("link", name="Certificate for signing").click()
    own = {"name": "own.p12", "mimeType": "application/x-pkcs12", "buffer": make_pkcs12()}
    page.get_by_label("Certificate with its key").set_input_files(own)
    page.get_by_label("Password of the file").fill(PASSWORD)
    page.get_by_role("button", name="Upload the certificate").click()
    expect(page.get_by_text(NAME).first).to_be_visible()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"certificate-{width}.png", full_page=True)
    assert findings_of(page, ["/documents/certificate/"]) == []
    page.goto("/documents/certificate/")
    page.get_by_role("button", name="Remove the certificate").click()
    expect(page.get_by_text("its key and password are forgotten")).to_be_visible()
