"""The pages of channels, robots, dead letters and the clock: readable and reachable, and walked as people would."""

import pytest
from playwright.sync_api import expect

from core import clock
from notifications import actions
from notifications.models import Delivery
from tests.browser.test_frame import cast, findings_of, screen
from tests.cast import client_as
from tests.notifications.outward import GONE, Wire, dispatch, enter, everything, give_email, send_all, tell

__all__ = ["cast", "screen"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_are_readable_and_reachable(screen, cast, width):
    """Full and empty, on a phone and a desk."""
    page = screen(cast.administrator, width=width)
    paths = ["/me/channels/", "/robots/", "/undelivered/", "/clock/", "/inbox/", "/me/"]
    assert findings_of(page, paths) == []
    give_email(cast.administrator)
    enter(cast.administrator, "email", "first@example.org")
    enter(cast.administrator, "email", "second@example.org")
    client_as(cast.administrator).post(
        "/robots/add/",
        {
            "channel": "feishu",
            "address": "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef",
            "label": "Duty room",
            "groups": ["danger"],
        },
    )
    tell(cast, cast.administrator)
    dispatch()
    send_all(Wire(failing={"email": GONE}))
    actions.begin_run(task="notifications.tasks.watch_clock", now=clock.now())
    assert findings_of(page, paths) == []


def test_a_person_enters_an_address_and_chooses_by_keyboard_and_finger(screen, cast):
    """Enter, try, choose, be refused what the law forbids, remove."""
    page = screen(cast.safety_head, width=390)
    page.goto("/me/")
    page.get_by_role("link", name="Choose channels").click()
    page.get_by_label("Address").fill("safety@example.org")
    page.get_by_role("button", name="Add address").click()
    expect(page.locator("main code")).to_have_text("s***@example.org")
    expect(page.get_by_text("safety@example.org", exact=True)).to_have_count(0)
    page.get_by_label("What became of a case").uncheck()
    page.get_by_role("button", name="Keep choice").click()
    expect(page.get_by_text("Your choice is kept")).to_be_visible()
    expect(page.get_by_label("What became of a case")).not_to_be_checked()
    page.get_by_label("Immediate danger and stopped work").uncheck()
    page.get_by_role("button", name="Keep choice").click()
    expect(page.get_by_text("cannot be switched off").first).to_be_visible()
    page.get_by_role("button", name="Send trial message").click()
    expect(page.get_by_text("A trial message is on its way")).to_be_visible()
    with everything():
        assert Delivery.objects.get().recipient["address"] == "s***@example.org"
    page.get_by_role("button", name="Remove address").click()
    expect(page.get_by_text("Nothing more is sent there")).to_be_visible()
    expect(page.get_by_text("Nothing reaches you outside this site")).to_be_visible()
