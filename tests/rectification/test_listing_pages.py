"""Pages and endpoints of listed supervision: the way through them, what each sees, what the list counts and asks."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core import clock
from core.clock import day_of
from documents.tasks import render_document
from tests.cast import api_as, client_as
from tests.hazards.factories import count_queries, submit
from tests.rectification import listings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_files(monkeypatch):
    """The PDFs are drawn in tests of their own; here they only cost time."""
    monkeypatch.setattr(render_document, "delay", lambda key: None)


def address(listing, part: str = "") -> str:
    return f"/listings/{listing.pk}/{part}"


def test_the_way_through_the_pages(cast):
    now = clock.now()
    today = day_of(now)
    hazard = listings.major(cast, now=now)
    clerk, head, firm = client_as(cast.county_clerk), client_as(cast.county_head), client_as(cast.safety_head)
    assert f"/listings/new/?hazard={hazard.pk}" in clerk.get(f"/hazards/{hazard.pk}/").content.decode()
    assert "/listings/new/" not in firm.get(f"/hazards/{hazard.pk}/").content.decode()
    answer = clerk.post(
        "/listings/new/",
        {"hazard": str(hazard.pk), "ground": "long", "reason": "Parts from abroad", "counties": 1, "cities": 1},
    )
    assert answer.status_code == 302
    (listing,) = listings.all_listings()
    page = clerk.get(address(listing)).content.decode()
    assert "Place it under listed supervision" in page
    assert "Place it under listed supervision" not in firm.get(address(listing)).content.decode()
    typed = {
        "supervised": str(cast.authorities["510525"].pk),
        "leader": "Deputy Magistrate Zhao",
        "due_on": today + timedelta(days=400),
        "requirements": "",
        "language": "en",
    }
    refused = clerk.post(address(listing, "list-hazard/"), typed)
    assert refused.status_code == 422
    assert "Listed supervision lasts until" in refused.content.decode()
    preview = clerk.post(address(listing, "preview/"), typed | {"due_on": today + timedelta(days=60)})
    assert preview.content.startswith(b"%PDF")
    assert (
        clerk.post(address(listing, "list-hazard/"), typed | {"due_on": today + timedelta(days=60)}).status_code == 302
    )
    number = listings.listing_now(listing).document.printed_number
    typed = {"published_on": today, "channel": "Gulin Daily", "link": "", "summary": "Call 13800138000"}
    assert "identity card" in clerk.post(address(listing, "publish/"), typed).content.decode()
    assert number not in client_as(None).get("/public/listings/").content.decode()
    assert clerk.post(address(listing, "publish/"), typed | {"summary": listings.SUMMARY}).status_code == 302
    again = clerk.post(address(listing, "publish/"), typed | {"summary": listings.SUMMARY})
    assert again.status_code == 409
    assert "that cannot be done now" in again.content.decode()
    public = client_as(None).get("/public/listings/").content.decode()
    assert number in public
    assert listings.SUMMARY in public
    assert "Zhao" not in public
    assert clerk.post(address(listing, "file/"), {"filed_on": today, "filed_with": "Luzhou"}).status_code == 302
    progress = {"month": f"{today:%Y-%m}", "percent": 40, "text": "Ordered"}
    assert firm.post(f"/hazards/{hazard.pk}/progress/", progress).status_code == 302
    assert "40 percent" in clerk.get(address(listing)).content.decode()
    submit(cast, hazard, now)
    assert "Apply for delisting" in firm.get(address(listing)).content.decode()
    applied = {"assessor": "Anping Technical", "assessment": "The stacks are low"}
    assert firm.post(address(listing, "apply/"), applied).status_code == 302
    accepted = {"accepted_on": today, "members": "Zhao Min", "conclusion": "The hazard is gone"}
    assert clerk.post(address(listing, "accept/"), accepted).status_code == 302
    assert clerk.post(address(listing, "delist/"), {}).status_code == 403
    assert head.post(address(listing, "delist/"), {}).status_code == 302
    assert (
        clerk.post(address(listing, "announce/"), {"announced_on": today, "channel": "Gulin Daily"}).status_code == 302
    )
    assert listings.listing_now(listing).status == "announced"
    assert "Lifted" in client_as(None).get("/public/listings/").content.decode()
    dossier = firm.get(f"/hazards/{hazard.pk}/").content.decode()
    assert number in dossier
    assert address(listing) in dossier


def test_a_mistake_is_withdrawn_on_its_page(cast):
    now = clock.now()
    listing = listings.bring(cast, "published", now=now)
    head = client_as(cast.county_head)
    assert "Withdraw the listing" not in client_as(cast.county_clerk).get(address(listing)).content.decode()
    assert "Withdraw the listing" in head.get(address(listing)).content.decode()
    refused = head.post(address(listing, "withdraw/"), {"reason": "Call 13800138000", "version": listing.version})
    assert refused.status_code == 422
    assert "Call 13800138000" in refused.content.decode()
    stale = head.post(address(listing, "withdraw/"), {"reason": "Another firm", "version": listing.version - 1})
    assert stale.status_code == 409
    assert head.post(address(listing, "withdraw/"), {"reason": "Another firm"}).status_code == 302
    assert "Listing withdrawn" in head.get(address(listing)).content.decode()
    public = client_as(None).get("/public/listings/").content.decode()
    assert "Withdrawn" in public
    assert "Reason: Another firm" in public
    assert listings.SUMMARY not in public
    other = listings.bring(cast, "listed", hazard=listings.major(cast, now=now, seed=72), now=now)
    answer = api_as(cast.county_head).post(
        f"/api/v1/listings/{other.pk}/withdraw/", {"reason": "Another firm"}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
    found = api_as(cast.county_head).get("/api/v1/listings/?state=ended").json()
    assert len(found["results"]) == 2


def test_the_list_counts_filters_and_asks_little(cast):
    now = clock.now()
    for seed in range(201, 207):
        listings.bring(cast, "published", hazard=listings.major(cast, now=now, seed=seed), now=now)
    listings.bring(cast, "proposed", hazard=listings.major(cast, now=now, seed=207), now=now)
    province = client_as(cast.provincial_head)
    province.get("/listings/")
    with count_queries() as counted:
        page = province.get("/listings/")
    assert len(counted.asked) <= 12, "\n".join(counted.asked)
    text = page.content.decode()
    assert "Under listed supervision: 6" in text
    assert "Listed and published: 6" in text
    assert "No progress this month: 6" in text
    assert text.count("Gulin Fireworks") == 7 or text.count("/listings/0") >= 7
    assert "Nothing overdue here" in text
    assert client_as(cast.anhui_clerk).get("/listings/").content.decode().count("/hazards/") < 3
    for query, shown in (
        ("status=proposed", 1),
        ("level=county", 7),
        ("level=city", 0),
        ("region=5105", 7),
        ("region=5106", 0),
        ("due=silent", 6),
        ("due=overdue", 0),
        ("industry=K04", 7),
        ("q=Gulin", 7),
        ("state=ended", 0),
    ):
        found = api_as(cast.provincial_head).get(f"/api/v1/listings/?{query}").json()
        assert len(found["results"]) == shown, query
        assert province.get(f"/listings/?{query}&o=-due").status_code == 200
    book = load_workbook(BytesIO(province.get("/listings/export/").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 8
    assert rows[0][0] == "Number"


def test_one_listing_asks_little(cast):
    now = clock.now()
    listing = listings.bring(cast, "accepted", now=now)
    head = client_as(cast.county_head)
    head.get(address(listing))
    with count_queries() as counted:
        assert head.get(address(listing)).status_code == 200
    assert len(counted.asked) <= 16, "\n".join(counted.asked)


def test_the_dossier_asks_nothing_more(cast):
    now = clock.now()
    hazard = listings.major(cast, now=now)
    clerk = client_as(cast.county_clerk)
    clerk.get(f"/hazards/{hazard.pk}/")
    with count_queries() as before:
        clerk.get(f"/hazards/{hazard.pk}/")
    listings.bring(cast, "published", hazard=hazard, now=now)
    with count_queries() as after:
        clerk.get(f"/hazards/{hazard.pk}/")
    assert len(after.asked) <= len(before.asked)


def test_both_doors_do_the_same(cast):
    now = clock.now()
    today = day_of(now)
    listing = listings.bring(cast, "proposed", now=now)
    api, place = api_as(cast.county_clerk), f"/api/v1/listings/{listing.pk}/"

    def send(client, part, **values):
        return client.post(f"{place}{part}/", values, content_type="application/json")

    due = str(today + timedelta(days=90))
    assert send(api, "list_hazard", leader="Zhao", due_on=due, language="en").json()["status"] == "listed"
    published = send(api, "publish", published_on=str(today), channel="Daily", summary=listings.SUMMARY)
    assert published.json()["status"] == "published"
    assert send(api, "file", filed_on=str(today), filed_with="Luzhou").json()["filed_on"] == str(today)
    firm = api_as(cast.safety_head)
    until = str(today + timedelta(days=120))
    assert send(firm, "ask_time", until=until, reason="Parts").json()["time_until"] == until
    assert send(api, "decide_time", grant=True).json()["due_on"] == until
    assert send(api, "raise", reason="Too large for us").status_code == 200
    assert send(firm, "accept", accepted_on=str(today), members="x", conclusion="y").status_code == 403
    assert send(api_as(cast.anhui_clerk), "publish").status_code in (404, 422, 400)


def test_the_periods_page_sets_the_own_region(cast):
    head = client_as(cast.county_head)
    assert "no region up the tree has set its own" in head.get("/listings/periods/").content.decode()
    typed = {
        "level": "city",
        "publish_days": 4,
        "file_days": 2,
        "longest_days": 300,
        "ask_days": 15,
        "decide_days": 8,
        "announce_days": 4,
    }
    assert client_as(cast.county_clerk).post("/listings/periods/", typed).status_code == 403
    assert head.post("/listings/periods/", typed | {"publish_days": 0}).status_code == 422
    assert head.post("/listings/periods/", typed).status_code == 302
    assert "Set by" in head.get("/listings/periods/").content.decode()
    assert api_as(cast.county_clerk).get("/api/v1/listing-periods/").json()["publish_days"] == 4
    assert head.post("/listings/periods/remove/").status_code == 302
