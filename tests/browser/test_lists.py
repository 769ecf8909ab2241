"""The editor of a list in Chromium: a clerk adds, orders by keyboard and by dragging, compares, sends for review."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.actor import system_actor
from checklists import actions
from checklists.fields import actions as fields
from checklists.models import Checklist, ChecklistVersion
from core import clock, scope
from enterprises.models import Department
from tests.browser.conftest import SHOTS
from tests.browser.test_loop import DESK, PHONE, STRICT, cast, fits, screen
from tests.cast import acting

__all__ = ["cast", "screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXTS = (
    ("库区大门值守到位", "The gate is manned"),
    ("灭火器完好", "Extinguishers are ready"),
    ("通道畅通", "Passages are free"),
)


def sound(page: Page, name: str) -> None:
    """Photographed, nothing sideways, and axe finds nothing serious."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"lists-{name}.png", full_page=True)
    fits(page)
    faults = [
        each
        for each in Axe().run(page, options=STRICT).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert not faults, [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in faults]


def nations_list() -> ChecklistVersion:
    """A published list of the nation with three items in one section."""
    now, system = clock.now(), system_actor("the tests publish for the nation")
    with scope.everything(because="the tests publish for the nation"):
        made = Checklist.objects.create(code="GATE", kind="daily", name_zh="日常检查清单", name_en="Daily checks")
        version = actions.draft_version(actor=system, now=now, checklist_id=made.pk)
        for zh, en in TEXTS:
            actions.save_item(
                actor=system, now=now, version_id=version.pk, text_zh=zh, text_en=en, section_zh="仓库",
                section_en="Warehouse", frequency="week", method="look", default_days=5,
            )  # fmt: skip
        actions.submit_version(actor=system, now=now, version_id=version.pk)
        return actions.publish_version(actor=system, now=now, version_id=version.pk, effective_from=date(2026, 1, 1))


def words(page: Page) -> list[str]:
    return page.locator(".editor-item p a").all_inner_texts()


def test_a_clerk_draws_up_a_list_without_being_taught(cast, screen):
    nations_list()
    page = screen(cast.safety_head, DESK)
    page.goto("/checklists/")
    sound(page, "1-lists-1280")
    page.get_by_role("link", name="Draw up a list").click()
    page.get_by_label("Build on").select_option(label="Daily checks v1")
    page.get_by_label("Name (Chinese)").fill("本企业日检")
    page.get_by_label("Name (English)").fill("Our daily checks")
    sound(page, "2-new-1280")
    page.get_by_role("button", name="Draw up the list").click()
    expect(page.get_by_text("Builds on")).to_be_visible()

    page.get_by_role("link", name="Add an item").first.click()
    page.get_by_label("What to look at (Chinese)").fill("酒库风机联动")
    page.get_by_label("Section (English)").fill("Spirit store")
    page.reload()
    expect(page.get_by_label("What to look at (Chinese)")).to_have_value("酒库风机联动")
    page.get_by_label("What to look at (English)").fill("The fans start with the alarm")
    page.get_by_role("button", name="Add this item").click()
    assert words(page)[-1] == "The fans start with the alarm"
    sound(page, "3-editor-1280")

    up = page.get_by_role("button", name="Move item 4 up")
    up.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**moved=up**")
    assert words(page)[2] == "The fans start with the alarm"
    expect(page.get_by_role("button", name="Move item 3 up")).to_be_focused()

    handle, target = page.locator("[data-handle]").nth(2), page.locator(".editor-item").first
    begin, end = handle.bounding_box(), target.bounding_box()
    page.mouse.move(begin["x"] + 8, begin["y"] + 12)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 30, steps=6)
    page.mouse.move(end["x"] + 40, end["y"] + 6, steps=4)
    with page.expect_navigation():
        page.mouse.up()
    assert words(page)[0] == "The fans start with the alarm"

    page.get_by_role("link", name="Extinguishers are ready").click()
    expect(page.get_by_text("Its words are the base's.")).to_be_visible()
    page.get_by_label("How often").select_option(label="Yearly")
    page.get_by_role("button", name="Save item").click()
    expect(page.get_by_text("How often: it may only become more frequent").first).to_be_visible()
    page.get_by_label("How often").select_option(label="Daily")
    page.get_by_role("button", name="Save item").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.get_by_role("link", name="Compare").click()
    page.get_by_role("button", name="Compare these two").click()
    expect(page.locator("ins").first).to_be_visible()
    sound(page, "4-compare-1280")
    page.goto(page.url.replace("compare/", "preview/").partition("?")[0])
    sound(page, "5-preview-1280")
    page.goto(page.url.replace("preview/", ""))
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_text("It is not changed meanwhile.")).to_be_visible()

    reviewer = screen(cast.principal, PHONE)
    reviewer.goto(page.url)
    sound(reviewer, "6-review-390")
    reviewer.get_by_role("button", name="Publish this version").click()
    expect(reviewer.get_by_text("Published versions never change.").first).to_be_visible()


def test_the_editor_and_the_comparison_on_a_phone(cast, screen):
    base = nations_list()
    with acting(cast.county_clerk) as actor:
        made = actions.create_checklist(
            actor=actor, now=clock.now(), base_id=base.pk, kind="daily", name_zh="本县日检", name_en="County checks"
        )
        version = made.versions.get()
        actions.save_item(
            actor=actor, now=clock.now(), version_id=version.pk, text_zh="自有项", text_en="Our own item", method="look"
        )
    page = screen(cast.county_clerk, PHONE)
    page.goto(f"/checklists/versions/{version.pk}/edit/")
    sound(page, "7-editor-390")
    page.goto(f"/checklists/versions/{version.pk}/compare/?with={base.pk}")
    sound(page, "8-compare-390")
    page.goto(f"/checklists/versions/{version.pk}/preview/")
    sound(page, "9-preview-390")


def test_which_department_answers_is_seen_with_its_gaps(cast, screen):
    with scope.everything(because="the tests know three departments"):
        for code, zh, en in (("YJ", "应急管理部门", "Emergency management"), ("XF", "消防救援机构", "Fire and rescue")):
            Department.objects.get_or_create(pk=code, defaults={"name_zh": zh, "name_en": en})
    with acting(cast.county_clerk) as actor:
        table = fields.draft_fields(actor=actor, now=clock.now())
        fields.set_field(
            actor=actor, now=clock.now(), table_id=table.pk, industry="K04", leads=["YJ", "XF"], assists=[]
        )
    page = screen(cast.county_clerk, DESK)
    page.goto(f"/checklists/fields/{table.pk}/")
    expect(page.get_by_text("Two leads")).to_be_visible()
    sound(page, "10-fields-1280")
    page.get_by_role("link", name="Fireworks").click()
    page.get_by_role("group", name="Leads").get_by_label("Fire and rescue").uncheck()
    sound(page, "11-field-1280")
    page.get_by_role("button", name="Save the departments").click()
    expect(page.get_by_text("Two leads")).to_have_count(0)
    phone = screen(cast.county_head, PHONE)
    phone.goto("/checklists/fields/?gaps=1")
    sound(phone, "12-fields-390")


def test_a_head_has_a_member_of_the_bureau_perform_a_list(cast, screen):
    shown = nations_list()
    for width in (PHONE, DESK):
        head = screen(cast.county_head, width)
        head.goto(f"/checklists/versions/{shown.pk}/")
        head.get_by_label("Member of your authority").select_option(str(cast.inspector.membership.pk))
        head.get_by_role("button", name="Have this member perform the list").click()
        expect(head.get_by_text("their duties are drawn up from it")).to_be_visible()
        sound(head, f"8-performed-by-{width}")
        head.get_by_role("button", name="End from today").click()
        expect(head.get_by_role("button", name="End from today")).to_have_count(0)
