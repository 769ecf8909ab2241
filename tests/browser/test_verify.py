"""The check page of a document in Chromium: whoever holds the paper reads it in either language."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_frame import cast, screen
from tests.cast import acting
from tests.documents.test_actions import issue

__all__ = ["cast", "screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_stranger_changes_the_language_of_the_check_page(screen, cast):
    with acting(cast.inspector) as actor:
        document = issue(actor, cast)
    page = screen(width=390)
    path = f"/verify/{document.code}/"
    page.goto(path)
    page.get_by_title("中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    assert path in page.url
    page.get_by_title("English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_page_of_a_code_that_nobody_has_changes_its_language_too(screen, cast):
    page = screen(cast.inspector)
    page.goto("/scan/?code=no-such-code-at-all")
    page.get_by_title("中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
