"""A worker's duties of the day on a phone of 390 px: one press, a photo, what does not conform, the ledger."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from checklists.duties.sweep import sweep
from checklists.models import Duty, DutyEvent, Holding
from core import clock, scope
from tests.browser.test_visit import answered, faults_of, sign_in
from tests.cast import build_cast
from tests.checklists.duties import stage
from tests.evidence.pictures import jpeg, photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db, settings, tmp_path):
    """The people of two provinces, now, with a day's duties of the worker; files on the disk."""
    disk = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {
        name: {"BACKEND": disk, "OPTIONS": {"location": tmp_path / name}}
        for name in ("evidence", "sealed", "documents")
    }
    made, now = build_cast(), clock.now()
    with scope.everything(because="the test sets its stage"):
        held, _version = stage.make_list(frequencies=("day", "week", "month"), starts=clock.today() - timedelta(days=9))
        post = stage.make_post(made)
        stage.hold(post, made.worker)
        stage.bind(made, held, post=post, starts_on=clock.today(), bound_at=now)
        assert Holding.objects.filter(membership=made.worker.membership).exists()
    sweep(now=now)
    return made


def test_a_worker_does_the_duties_of_the_day(browser, live_server, cast):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="en", base_url=live_server.url
    )
    context.set_default_timeout(20_000)
    sign_in(context, live_server, cast.worker)
    page = context.new_page()
    page.goto("/")
    found = faults_of(page, "home")
    page.get_by_role("link", name="Open my duties").click()
    expect(page.get_by_role("heading", name="My duties")).to_be_visible()
    found += faults_of(page, "mine")
    page.get_by_role("button", name="Conforms").first.click()
    expect(page.get_by_text("Recorded: Done in time.")).to_be_visible()

    page.get_by_role("link", name="Conforms, with photo").click()
    found += faults_of(page, "answer")
    page.get_by_label("Photo (needed)").set_input_files(
        {"name": "scene.jpg", "mimeType": "image/jpeg", "buffer": jpeg(photo(3))}
    )
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded: Done in time.")).to_be_visible()

    page.get_by_role("link", name="Does not conform").first.click()
    page.get_by_label("Note").fill("The extinguisher is empty")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("link", name="Report a hazard")).to_be_visible()
    found += faults_of(page, "duty")
    page.get_by_role("link", name="Report a hazard").click()
    expect(page.get_by_role("heading", name="Record a hazard")).to_be_visible()
    told = page.get_by_role("textbox", name="What is wrong")
    expect(told).to_have_value(re.compile("The extinguisher is empty$"))
    found += faults_of(page, "report")
    page.get_by_role("button", name="Record the hazard").click()
    expect(page.get_by_text("Recorded as H-")).to_be_visible()
    expect(page.get_by_text("The extinguisher is empty").first).to_be_visible()
    page.goto("/duties/")
    expect(page.get_by_text("Look, each day").first).to_be_visible()
    found += faults_of(page, "ledger")
    context.close()
    answered()
    assert found == []
    with scope.everything(because="the test looks"):
        assert set(Duty.objects.values_list("status", flat=True)) == {"done"}
        weekly = DutyEvent.objects.get(duty__frequency="week")
        assert len(weekly.photos) == 1
        assert all(event.device_at for event in DutyEvent.objects.all())
