"""The reference data as it ships: loaded once, loaded again, and asked."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import scope
from core.errors import NotVisible
from core.scope import Scope
from enterprises.models import Industry
from regions.choices import DayKind
from regions.models import CalendarDay, CalendarYear, Region
from regions.reference import region_path
from regions.rules import compute_deadline
from regions.selectors import calendar_for, calendar_warning, get_region, region_chain, search_regions
from tests.cast import NOW, api_as, client_as

ANYONE = Scope(home_region="510525")


@pytest.fixture
def reference(db):
    call_command("load_reference", verbosity=0)


def test_loading_twice_changes_nothing(reference, capsys):
    call_command("load_reference")
    lines = [line for line in capsys.readouterr().out.splitlines() if " rows, " in line]
    assert len(lines) == 16
    assert all(" 0 new, 0 changed" in line for line in lines)


@pytest.mark.parametrize(
    ("code", "path"), [("510000", "51"), ("510500", "5105"), ("510525", "510525"), ("500101", "500101"), ("", "")]
)
def test_a_code_becomes_its_path(code, path):
    assert region_path(code) == path


def test_the_tree_is_whole(reference):
    assert Region.objects.count() == 3211
    assert Region.objects.filter(level="province").count() == 34
    for code, parent in Region.objects.exclude(parent=None).values_list("code", "parent_id"):
        assert code.startswith(parent)
        assert code != parent
    assert Region.objects.get(pk="110101").parent_id == "11"
    assert Region.objects.get(pk="429004").parent_id == "42"
    assert [region.name_en for region in region_chain("510525")] == ["Sichuan Province", "Luzhou City", "Gulin County"]


@pytest.mark.parametrize("words", ["古蔺", "gulin", "510525"])
def test_regions_are_found_by_name_pinyin_and_code(reference, words):
    assert "510525" in [region.code for region in search_regions(words, on=date(2026, 11, 22))]


def test_a_region_that_has_ended_is_not_offered(reference):
    Region.objects.filter(pk="510525").update(valid_to=date(2026, 1, 1))
    assert not search_regions("古蔺", on=date(2026, 1, 1))
    assert search_regions("古蔺", on=date(2025, 12, 31))


def test_an_unknown_region_is_not_visible(reference):
    with pytest.raises(NotVisible):
        get_region("999999")


def test_industries_hang_on_their_group(reference):
    assert Industry.objects.count() == 78
    assert Industry.objects.get(pk="IT-5").parent_id == "K05"


def test_the_calendar_counts_holidays_and_make_up_days(reference):
    with scope.enter(ANYONE):
        calendar = calendar_for("510525")
    deadline = compute_deadline(date(2026, 9, 29), "working_days", 5, calendar)
    assert deadline.result == date(2026, 10, 12)
    assert not deadline.provisional
    assert calendar.kind(date(2026, 2, 14)) == DayKind.ADJUSTED_WORKDAY
    assert calendar.published_years == {2022, 2023, 2024, 2025, 2026}


def test_a_local_holiday_counts_there_and_below_only(reference):
    day = date(2026, 11, 20)
    with scope.enter(ANYONE):
        plain = calendar_for("513401")
    with scope.everything(because="the test enters a local holiday"):
        CalendarDay.objects.create(date=day, region_code="5134", kind="holiday", name_en="Yi New Year")
    with scope.enter(ANYONE):
        there, elsewhere = calendar_for("513401"), calendar_for("510525")
    assert not there.is_working_day(day)
    assert elsewhere.is_working_day(day)
    assert plain.is_working_day(day)
    assert there.version != plain.version
    assert elsewhere.version == plain.version


def test_a_known_calendar_costs_one_query(reference):
    with scope.enter(ANYONE):
        calendar_for("510525")
        with CaptureQueriesContext(connection) as asked:
            calendar_for("510525")
            calendar_for("34")
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 5, 1), ""),
        (date(2026, 11, 22), "2027"),
        (date(2027, 1, 1), "up to 2026"),
    ],
)
def test_the_warning_past_the_last_published_year(reference, today, words):
    warning = calendar_warning(today)
    assert (words in warning) if words else warning == ""


def test_without_any_calendar_the_warning_says_so(db):
    CalendarYear.objects.all().delete()
    assert "No working calendar" in calendar_warning(NOW.date())


def test_a_tenant_may_not_write_the_nations_calendar(cast):
    with pytest.raises(Exception, match="row-level security"), scope.enter(Scope.of_region("51")):
        CalendarDay.objects.create(date=date(2026, 3, 3), region_code="", kind="holiday")


def test_the_api_tells_regions_and_the_state_of_the_calendar(reference, cast):
    api = api_as(cast.county_clerk)
    found = api.get("/api/v1/regions/?within=5105&level=county").json()["results"]
    assert "510525" in [row["code"] for row in found]
    assert all(row["code"].startswith("5105") for row in found)
    state = api.get("/api/v1/calendar-days/state/?region_code=510525").json()
    assert state["published_years"] == [2022, 2023, 2024, 2025, 2026]
    days = api.get("/api/v1/calendar-days/?year=2026&kind=adjusted_workday").json()["results"]
    assert [day["date"] for day in days][:2] == ["2026-01-04", "2026-02-14"]
    assert api.get("/api/v1/regions/999999/").status_code == 404


def test_an_operator_enters_a_local_holiday_in_the_admin(cast):
    operator = cast.stranger.user
    operator.is_staff = operator.is_superuser = True
    operator.save()
    client = client_as(cast.stranger)
    form = {"date": "2026-11-20", "region_code": "5134", "kind": "holiday", "name_zh": "彝族年"}
    answer = client.post("/admin/regions/calendarday/add/", form)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    with scope.enter(ANYONE):
        assert CalendarDay.objects.get(region_code="5134").name_zh == "彝族年"
    for table in ("regions/calendarday", "regions/region", "enterprises/industry", "checklists/criterion"):
        assert client.get(f"/admin/{table}/").status_code == 200
    with scope.enter(ANYONE):
        key = CalendarDay.objects.get(region_code="5134").pk
    assert client.post(f"/admin/regions/calendarday/{key}/delete/", {"post": "yes"}).status_code == 302
    with scope.enter(ANYONE):
        assert not CalendarDay.objects.filter(region_code="5134").exists()
