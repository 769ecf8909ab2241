"""The register through its pages and actions: who writes what, and what is refused."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from audit.models import Entry
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.tables import EXCEL, to_excel
from enterprises.actions import register_enterprise, remove_belonging, save_belonging, update_enterprise
from enterprises.models import Enterprise, EnterpriseImport, Equipment, Place
from enterprises.selectors import vocabulary_for
from enterprises.sheets import COLUMNS
from enterprises.tasks import import_enterprises
from tests.cast import NOW, acting, client_as, credit_code

HEADINGS = [column.heading for column in COLUMNS]


def facts(number: int = 77, region: str = "510525", **rest) -> dict:
    return {
        "credit_code": credit_code(number, region),
        "region_code": region,
        "industry_id": "K05",
        "name": "Erlang Town Glassworks",
        **rest,
    }


def test_a_clerk_registers_an_enterprise_and_the_act_is_recorded(cast):
    with acting(cast.county_clerk) as actor:
        made = register_enterprise(actor=actor, now=NOW, **facts())
        assert Enterprise.objects.get(pk=made.pk).region_code == "510525"
        assert Entry.objects.filter(subject_id=str(made.pk), verb="register_enterprise").exists()


def test_the_same_id_twice_registers_once(cast):
    key = "0190c0de-0000-7000-8000-000000000001"
    with acting(cast.county_clerk) as actor:
        first = register_enterprise(actor=actor, now=NOW, enterprise_id=key, **facts())
        second = register_enterprise(actor=actor, now=NOW, enterprise_id=key, **facts())
        assert str(first.pk) == str(second.pk)
        assert Enterprise.objects.filter(name="Erlang Town Glassworks").count() == 1


def test_a_mistyped_credit_code_is_refused_with_its_field(cast):
    good = credit_code(77)
    bad = good[:-1] + ("0" if good[-1] != "0" else "1")
    with acting(cast.county_clerk) as actor, pytest.raises(RuleBroken) as refusal:
        register_enterprise(actor=actor, now=NOW, **facts(credit_code=bad))
    assert "credit_code" in refusal.value.fields


def test_a_code_registered_in_another_province_is_a_conflict(cast):
    code = cast.anhui_enterprise.credit_code
    with acting(cast.county_clerk) as actor, pytest.raises(Conflict):
        register_enterprise(actor=actor, now=NOW, **facts(credit_code=code))


def test_nobody_registers_outside_the_own_region(cast):
    with acting(cast.county_clerk) as actor, pytest.raises(NotAllowed):
        register_enterprise(actor=actor, now=NOW, **facts(region="510522"))


@pytest.mark.parametrize("name", ["inspector", "viewer", "safety_head", "expert", "tip_handler"])
def test_who_may_not_register(cast, name):
    with acting(getattr(cast, name)) as actor, pytest.raises(NotAllowed):
        register_enterprise(actor=actor, now=NOW, **facts())


def test_a_bureau_of_some_industries_writes_only_those(cast):
    authority = cast.authorities["510525"]
    with acting(cast.county_head):
        authority.industries.set(["K04"])
    with acting(cast.county_clerk) as actor:
        with pytest.raises(NotAllowed):
            register_enterprise(actor=actor, now=NOW, **facts())
        register_enterprise(actor=actor, now=NOW, **facts(industry_id="K04"))
        with pytest.raises(NotAllowed):
            update_enterprise(actor=actor, now=NOW, enterprise_id=cast.rival.pk, name="Renamed")


def test_an_enterprise_changes_its_contacts_but_not_its_industry(cast):
    with acting(cast.safety_head) as actor:
        changed = update_enterprise(actor=actor, now=NOW, enterprise_id=cast.enterprise.pk, principal_phone="0830-123")
        assert (changed.principal_phone, changed.version) == ("0830-123", 2)
        with pytest.raises(NotAllowed):
            update_enterprise(actor=actor, now=NOW, enterprise_id=cast.enterprise.pk, industry_id="K05")
        with pytest.raises(NotVisible):
            update_enterprise(actor=actor, now=NOW, enterprise_id=cast.rival.pk, principal_phone="1")


def test_a_stale_form_is_a_conflict_and_saves_nothing(cast):
    with acting(cast.county_clerk) as actor:
        update_enterprise(actor=actor, now=NOW, enterprise_id=cast.enterprise.pk, version=1, address="2 New Road")
        with pytest.raises(Conflict):
            update_enterprise(actor=actor, now=NOW, enterprise_id=cast.enterprise.pk, version=1, address="3 Other Road")
        assert Enterprise.objects.get(pk=cast.enterprise.pk).address == "2 New Road"


def test_places_and_equipment_are_kept_by_the_enterprise_itself(cast):
    pk = cast.enterprise.pk
    with acting(cast.safety_head) as actor:
        place = save_belonging(actor=actor, now=NOW, what="place", enterprise_id=pk, name="Warehouse 1")
        with pytest.raises(Conflict):
            save_belonging(actor=actor, now=NOW, what="place", enterprise_id=pk, name="Warehouse 1")
        machine = save_belonging(
            actor=actor, now=NOW, what="equipment", enterprise_id=pk, name="Forklift", place_id=place.pk
        )
        save_belonging(actor=actor, now=NOW, what="equipment", enterprise_id=pk, item_id=machine.pk, name="Forklift A")
        assert Equipment.objects.get(pk=machine.pk).name == "Forklift A"
        remove_belonging(actor=actor, now=NOW, what="place", enterprise_id=pk, item_id=place.pk)
        assert not Place.objects.exists()
    with acting(cast.rival_safety_head) as actor, pytest.raises(NotVisible):
        save_belonging(actor=actor, now=NOW, what="place", enterprise_id=pk, name="Intruder")


def test_the_list_shows_the_own_region_only(cast):
    page = client_as(cast.county_clerk).get("/enterprises/").content.decode()
    assert cast.enterprise.name in page
    assert cast.sibling_enterprise.name not in page
    assert cast.anhui_enterprise.name not in page
    assert cast.sibling_enterprise.name in client_as(cast.city_clerk).get("/enterprises/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=fireworks", True),
        ("q=9151", True),
        ("q=zzzz", False),
        ("region=510525", True),
        ("region=510522", False),
        ("industry=K04", True),
        ("industry=K05", False),
        ("status=active", True),
        ("status=closed", False),
        ("o=-updated", True),
    ],
)
def test_filters_find_and_leave_out(cast, query, found):
    page = client_as(cast.city_clerk).get(f"/enterprises/?{query}").content.decode()
    assert (cast.enterprise.name in page) is found


def questions(client, url: str) -> int:
    """How many queries a page asks, its session and membership included; the test client's own do not count."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return sum(" FROM " in query["sql"] for query in asked.captured_queries)


def test_the_list_and_the_page_cost_at_most_twelve_queries(cast):
    client = client_as(cast.city_clerk)
    assert questions(client, "/enterprises/?q=g&industry=K04&o=region") <= 12
    assert questions(client, f"/enterprises/{cast.enterprise.pk}/") <= 12


def test_a_stranger_finds_no_enterprise_of_another_province(cast):
    assert client_as(cast.anhui_clerk).get(f"/enterprises/{cast.enterprise.pk}/").status_code == 404
    assert client_as(None).get("/enterprises/").status_code == 302


def test_registering_through_the_form(cast):
    client = client_as(cast.county_clerk)
    assert client.get("/enterprises/new/").status_code == 200
    form = {"name": "Erlang Town Glassworks", "region": "510525", "industry": "K05", "status": "active"}
    bad = client.post("/enterprises/new/", form | {"credit_code": "91510525000000000X"})
    assert bad.status_code == 422
    good = client.post("/enterprises/new/", form | {"credit_code": credit_code(77)})
    assert good.status_code == 302
    again = client.post("/enterprises/new/", form | {"credit_code": credit_code(77)})
    assert again.status_code == 422
    assert "already registered" in again.content.decode()


def test_changing_and_adding_through_the_pages(cast):
    client = client_as(cast.safety_head)
    pk = cast.enterprise.pk
    assert client.get(f"/enterprises/{pk}/edit/").status_code == 200
    saved = client.post(f"/enterprises/{pk}/edit/", {"version": 1, "address": "9 River Street"})
    assert saved.status_code == 302
    assert client.post(f"/enterprises/{pk}/edit/", {"version": 1, "address": "10 River Street"}).status_code == 422
    assert client.get(f"/enterprises/{pk}/place/new/").status_code == 200
    assert client.post(f"/enterprises/{pk}/place/new/", {"name": "Warehouse 1"}).status_code == 302
    assert client.post(f"/enterprises/{pk}/place/new/", {"name": "Warehouse 1"}).status_code == 422
    assert client.post(f"/enterprises/{pk}/equipment/new/", {"name": "Forklift"}).status_code == 302
    assert client.post(f"/enterprises/{pk}/post/new/", {"name": "Storekeeper", "holder_name": "Li"}).status_code == 302
    page = client.get(f"/enterprises/{pk}/").content.decode()
    assert "Warehouse 1" in page
    assert "Forklift" in page
    assert "Storekeeper" in page


def sheet(*rows: list) -> SimpleUploadedFile:
    return SimpleUploadedFile("firms.xlsx", to_excel(HEADINGS, rows), content_type=EXCEL)


def row_of(number: int, name: str, region: str = "510525", industry: str = "K05", code: str = "") -> list:
    return [name, code or credit_code(number, region), region, industry, "", "", "", "1 Road", "", "Wang", "", "", "12"]


def upload(persona, file, capture) -> EnterpriseImport:
    with capture(execute=True):
        answer = client_as(persona).post("/enterprises/import/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    with acting(persona):
        return EnterpriseImport.objects.get(pk=answer.url.rstrip("/").rsplit("/", 1)[-1])


def counts(row: EnterpriseImport) -> tuple:
    return row.state, row.created, row.updated, row.unchanged, row.refused


def test_an_import_keeps_good_rows_and_returns_bad_ones_with_their_reason(cast, django_capture_on_commit_callbacks):
    rows = [
        row_of(101, "Alpha Works"),
        row_of(102, "Beta Works"),
        row_of(0, "Mistyped", code="915105250000001029"),
        row_of(103, "Elsewhere", region="510522"),
        row_of(104, "", industry="K05"),
        row_of(105, "No Such Industry", industry="Z99"),
        row_of(101, "Alpha Twice"),
        row_of(0, "Anhui's", code=cast.anhui_enterprise.credit_code),
    ]
    row = upload(cast.county_clerk, sheet(*rows), django_capture_on_commit_callbacks)
    assert counts(row) == ("done", 2, 0, 0, 6)
    assert (row.total, row.done) == (8, 8)
    with acting(cast.county_clerk):
        assert Enterprise.objects.get(name="Alpha Works").employees == 12
    client = client_as(cast.county_clerk)
    page = client.get(f"/enterprises/import/{row.pk}/").content.decode()
    assert "Refused" in page
    answer = client.get(f"/enterprises/import/{row.pk}/refused/")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(lines) == 7
    reasons = {line[0]: line[-1] for line in lines[1:]}
    assert "row 2" in reasons["Alpha Twice"]
    assert "outside your region" in reasons["Anhui's"]
    assert all(reasons.values())


def test_a_second_import_writes_nothing(cast, django_capture_on_commit_callbacks):
    rows = [row_of(number, f"Works {number}") for number in range(200, 220)]
    first = upload(cast.county_clerk, sheet(*rows), django_capture_on_commit_callbacks)
    assert counts(first) == ("done", 20, 0, 0, 0)
    with acting(cast.county_clerk):
        before = list(Enterprise.objects.order_by("id").values_list("id", "version", "updated_at"))
    second = upload(cast.county_clerk, sheet(*rows), django_capture_on_commit_callbacks)
    assert counts(second) == ("done", 0, 0, 20, 0)
    rows[3][7] = "77 Moved Street"
    third = upload(cast.county_clerk, sheet(*rows), django_capture_on_commit_callbacks)
    assert counts(third) == ("done", 0, 1, 19, 0)
    with acting(cast.county_clerk):
        after = dict(Enterprise.objects.values_list("id", "version"))
        assert sum(after[key] != version for key, version, _at in before) == 1


def test_an_exported_list_imports_as_unchanged(cast, django_capture_on_commit_callbacks):
    answer = client_as(cast.county_clerk).get("/enterprises/export/")
    file = SimpleUploadedFile("export.xlsx", answer.content, content_type=EXCEL)
    row = upload(cast.county_clerk, file, django_capture_on_commit_callbacks)
    assert counts(row) == ("done", 0, 0, 2, 0)


def test_an_import_of_someone_whose_post_has_ended_fails_without_writing(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        answer = client_as(cast.county_clerk).post("/enterprises/import/", {"file": sheet(row_of(300, "Late Works"))})
    membership = cast.county_clerk.membership
    with acting(cast.county_head):
        membership.status, membership.ended_at = "ended", NOW
        membership.save()
    for callback in callbacks:
        callback()
    with acting(cast.county_head):
        row = EnterpriseImport.objects.get(pk=answer.url.rstrip("/").rsplit("/", 1)[-1])
        assert row.state == "failed"
        assert "has ended" in row.message
        assert not Enterprise.objects.filter(name="Late Works").exists()


def test_a_sheet_without_the_required_columns_fails_with_a_sentence(cast, django_capture_on_commit_callbacks):
    file = SimpleUploadedFile("firms.xlsx", to_excel(["Name", "Colour"], [["A", "red"]]), content_type=EXCEL)
    row = upload(cast.county_clerk, file, django_capture_on_commit_callbacks)
    assert row.state == "failed"
    assert "统一社会信用代码" in row.message


def test_a_task_sent_twice_changes_nothing(cast, django_capture_on_commit_callbacks):
    row = upload(cast.county_clerk, sheet(row_of(400, "Once Works")), django_capture_on_commit_callbacks)
    import_enterprises.delay(str(row.pk))
    with acting(cast.county_clerk):
        assert counts(EnterpriseImport.objects.get(pk=row.pk)) == ("done", 1, 0, 0, 0)


def test_the_template_lists_what_the_importer_may_write(cast):
    answer = client_as(cast.county_clerk).get("/enterprises/import/template/")
    book = load_workbook(BytesIO(answer.content))
    assert [cell.value for cell in book.worksheets[0][1]] == HEADINGS
    assert {row[0] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)} == {"510525", "510525100"}


@pytest.mark.parametrize("name", ["inspector", "safety_head", "viewer"])
def test_who_may_not_import(cast, name):
    assert client_as(getattr(cast, name)).get("/enterprises/import/").status_code == 403


def test_a_name_of_two_regions_asks_for_the_code(cast):
    with acting(cast.city_clerk) as actor:
        assert vocabulary_for(actor).regions["古蔺县"] == "510525"
