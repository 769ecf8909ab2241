"""The API's documentation is drawn in Chromium under our own content security policy, with nothing from elsewhere."""

from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def drawn(browser, live_server, address: str, sign: str) -> tuple[list[str], list[str]]:
    """Open a page until `sign` stands on it; return the faults of its scripts and the hosts that answered."""
    context = browser.new_context()
    page, faults, hosts = context.new_page(), [], []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: hosts.append(urlsplit(answer.url).netloc))
    page.on("console", lambda line: faults.append(line.text) if "Applying inline" in line.text else None)
    page.goto(live_server.url + address)
    page.wait_for_selector(sign, timeout=60_000)
    page.wait_for_timeout(500)
    context.close()
    return faults, [host for host in hosts if host and host != urlsplit(live_server.url).netloc]


def test_swagger_lists_the_operations_and_shows_one(browser, live_server):
    assert drawn(browser, live_server, "/api/docs/", "#operations-tag-hazards") == ([], [])


def test_redoc_draws_the_same_schema(browser, live_server):
    """Redoc's own badge asks for a picture at its maker's; the policy keeps the browser from asking."""
    assert drawn(browser, live_server, "/api/redoc/", "[data-section-id='tag/hazards']") == ([], [])
