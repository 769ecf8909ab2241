"""Chromium for the browser tests."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.device import FailingServer

ROOT = Path(__file__).resolve().parents[2]
#: Photographs of the screens; with SCREENSHOTS=1 they replace those in docs/, which a plain test run leaves alone.
SHOTS = ROOT / "docs" / "screenshots" if os.environ.get("SCREENSHOTS") else ROOT / "var" / "screenshots"


def chromium_path() -> str | None:
    """Return where Debian's or Ubuntu's Chromium is; None lets playwright use its own."""
    named = os.environ.get("CHROMIUM", "")
    candidates = (named, *(shutil.which(name) or "" for name in ("chromium", "chromium-browser", "google-chrome")))
    return next((path for path in candidates if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the session."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def failing_server():
    """A server that fails on demand."""
    server = FailingServer()
    yield server
    server.close()


@pytest.fixture
def device(browser: Browser, failing_server: FailingServer):
    """A page on the failing server with a fresh store; script errors fail the test."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(failing_server.address)
    yield page
    context.close()
    assert not faults
