"""The risk ledger in Chromium: a safety head adds a point, rates it, controls it and places it on the site plan."""

import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from core import scope
from risks.models import Placement, RiskPoint
from tests.browser.conftest import SHOTS
from tests.browser.test_loop import STRICT, Axe, cast, fits, screen
from tests.risks import ledger_stage

__all__ = ["cast", "screen"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sound(page: Page, name: str) -> None:
    """Photographed, nothing sideways, and axe finds nothing serious."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"risks-{name}.png", full_page=True)
    fits(page)
    faults = [
        each
        for each in Axe().run(page, options=STRICT).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert not faults, [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in faults]


def spot(point: RiskPoint) -> tuple[int, int]:
    with scope.everything(because="a browser test looks where a point stands"):
        row = Placement.objects.get(point=point)
    return row.x, row.y


@pytest.mark.parametrize("width", [1280, 390])
def test_a_point_from_the_form_to_the_plan(cast, screen, width, tmp_path):
    plan = ledger_stage.planned(cast)
    page = screen(cast.safety_head, width)
    page.goto("/risks/")
    page.get_by_role("link", name="Add a risk point").first.click()
    page.get_by_label("Name of the risk point").fill("Mixing of powder")
    page.get_by_label("Spot, in words").fill("Workshop 1")
    page.get_by_label("Fire", exact=True).check()
    sound(page, f"1-add-{width}")
    page.get_by_role("button", name="Add risk point").click()

    expect(page.get_by_label("S: how severe it would be")).to_be_hidden()
    page.get_by_label("L: how likely an accident is").select_option("6")
    page.get_by_label("E: how often people are exposed").select_option("6")
    page.get_by_label("C: what it would lead to").select_option("15")
    sound(page, f"2-rate-{width}")
    page.get_by_role("button", name="Save rating").click()

    expect(page.get_by_text("LEC 6 × 6 × 15 = 540").first).to_be_visible()
    expect(page.get_by_text("Major risk").first).to_be_visible()
    expect(page.get_by_text("No control measure is in force.").first).to_be_visible()
    page.get_by_role("link", name="Add measure").click()
    page.get_by_label("Measure", exact=True).fill("Earthing of the mixer")
    page.get_by_label("Responsible, in words").fill("Head of the workshop")
    page.get_by_role("button", name="Add measure").click()
    sound(page, f"3-point-{width}")

    with scope.everything(because="a browser test follows its point"):
        point = RiskPoint.objects.get(name="Mixing of powder")
    page.goto(f"/risks/plans/{plan.pk}/")
    page.get_by_label("Risk point", exact=True).select_option(str(point.pk))
    page.get_by_label("From the left, in percent").fill("25")
    page.get_by_label("From the top, in percent").fill("40")
    page.get_by_role("button", name="Place the point").click()
    assert spot(point) == (2500, 4000)
    sound(page, f"4-plan-{width}")

    mark = page.locator(f"[data-mark='{point.pk}']")
    mark.focus()
    mark.press("ArrowRight")
    mark.press("Shift+ArrowRight")
    expect(page.locator("[data-plan-status]")).to_have_text(re.compile("Saved"))
    assert spot(point) == (3100, 4000)
    if width == 1280:
        box = mark.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + 150, box["y"] + 60, steps=5)
        with page.expect_response(lambda answer: answer.url.endswith("/place/")) as sent:
            page.mouse.up()
        assert sent.value.status == 204
        x, y = spot(point)
        assert x > 3600
        assert y > 4000
        page.pdf(path=tmp_path / "plan.pdf", prefer_css_page_size=True)
        sheet = PdfReader(tmp_path / "plan.pdf")
        assert len(sheet.pages) == 1
        assert "Mixing of powder" in sheet.pages[0].extract_text()
