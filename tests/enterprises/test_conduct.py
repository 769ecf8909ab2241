"""Licences, listings as seriously dishonest, accidents: who enters what, what is refused, and what the pages say."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from core.ids import new_id
from core.tables import EXCEL, to_excel
from enterprises.conduct import actions, rules, selectors, sheets
from enterprises.conduct.choices import LicenceStatus
from enterprises.models import Accident, DishonestyListing, Licence
from tests.cast import acting, api_as, client_as

DAYS = st.dates(min_value=clock.today() - timedelta(days=900), max_value=clock.today() + timedelta(days=900))


def day(days: int):
    """A day so many days from today."""
    return clock.today() + timedelta(days=days)


def entered(cast, who=None, *, ends: int | None = 400, number="AQ-1", **more) -> Licence:
    """A work safety licence that ends in so many days."""
    with acting(who or cast.safety_head) as actor:
        given_ = {"kind": "production", "number": number, "issuer": "Provincial bureau"} | more
        return actions.enter_licence(
            actor=actor,
            now=clock.now(),
            enterprise_id=cast.enterprise.pk,
            valid_to=None if ends is None else day(ends),
            **given_,
        )


def listed(cast, who=None, **more) -> DishonestyListing:
    """A listing that began ten days ago."""
    with acting(who or cast.county_clerk) as actor:
        given_ = {"authority": "Luzhou Bureau", "basis": "Order No. 11, article 6", "listed_on": day(-10)} | more
        return actions.list_dishonest(actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, **given_)


def happened(cast, who=None, **more) -> Accident:
    """A fall with one dead."""
    with acting(who or cast.county_clerk) as actor:
        given_ = {"occurred_on": day(-3), "summary": "A fall from the roof", "deaths": 1} | more
        return actions.record_accident(actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, **given_)


def followed(cast, row, who=None, **more) -> Accident:
    """What is said of its investigation."""
    with acting(who or cast.county_clerk) as actor:
        given_ = {"deaths": row.deaths, "injured": row.injured, "investigation": row.investigation} | more
        return actions.follow_accident(actor=actor, now=clock.now(), accident_id=row.pk, **given_)


def verbs():
    with scope.everything(because="the test reads"):
        found = Entry.objects.filter(subject_type__in=[m._meta.label for m in (Licence, DishonestyListing, Accident)])
        return list(found.order_by("at", "number").values_list("verb", flat=True))


# --- Rules ------------------------------------------------------------------------------------------------------------


@given(DAYS, st.none() | DAYS, DAYS)
def test_a_listing_is_in_force_from_its_day_until_the_day_off(listed_on, off_on, today):
    in_force = rules.is_listed(listed_on, off_on, today)
    assert in_force is (listed_on <= today and not (off_on and off_on <= today))


def test_the_table_of_states():
    held = {each for each in LicenceStatus if rules.may_become("held", each)}
    assert held == {"replaced", "ended"}
    assert not any(rules.may_become(status, each) for status in ("replaced", "ended") for each in LicenceStatus)


# --- Licences ---------------------------------------------------------------------------------------------------------


def test_an_enterprise_enters_and_renews_its_own_and_never_ends_one(cast):
    first = entered(cast, ends=-1)
    with pytest.raises(Conflict, match="held already"):
        entered(cast)
    with pytest.raises(RuleBroken, match="lasts longer"):
        entered(cast, ends=-2, replaces=first.pk)
    with pytest.raises(RuleBroken, match="same kind"):
        entered(cast, kind="fire", replaces=first.pk)
    second = entered(cast, replaces=first.pk)
    with scope.everything(because="the test reads"):
        first.refresh_from_db()
    assert (first.status, first.replaced_by_id) == ("replaced", second.pk)
    with pytest.raises(Conflict, match="no longer held"):
        entered(cast, number="AQ-2", replaces=first.pk)
    with acting(cast.safety_head) as actor, pytest.raises(NotAllowed):
        actions.end_licence(actor=actor, now=clock.now(), licence_id=second.pk, reason="It has expired")
    with acting(cast.inspector) as actor:
        with pytest.raises(RuleBroken):
            actions.end_licence(actor=actor, now=clock.now(), licence_id=second.pk, reason=" ")
        actions.end_licence(actor=actor, now=clock.now(), licence_id=second.pk, reason="Revoked")
        with pytest.raises(Conflict):
            actions.end_licence(actor=actor, now=clock.now(), licence_id=second.pk, reason="Again")
    assert verbs() == ["enter_licence", "renew_licence", "end_licence"]


def test_sent_twice_is_one_licence(cast):
    key = new_id()
    assert entered(cast, licence_id=key).pk == entered(cast, licence_id=key).pk == key
    assert verbs() == ["enter_licence"]


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"kind": "poetic"}, "kind"),
        ({"kind": "other"}, "title"),
        ({"number": "  "}, "number"),
        ({"issuer": ""}, "issuer"),
        ({"number": "x" * 61}, "number"),
        ({"valid_from": clock.today() + timedelta(days=401)}, "valid_to"),
    ],
)
def test_what_is_no_licence(cast, wrong, at):
    with pytest.raises(RuleBroken) as refused:
        entered(cast, **wrong)
    assert list(refused.value.fields) == [at]


def test_nobody_else_enters_one(cast):
    for name in ("worker", "viewer", "tip_handler"):
        with pytest.raises(NotAllowed):
            entered(cast, getattr(cast, name))
    for name in ("rival_safety_head", "anhui_clerk"):
        with pytest.raises(NotVisible):
            entered(cast, getattr(cast, name))
    licence = entered(cast, cast.county_clerk)
    for name in ("rival_safety_head", "anhui_clerk"):
        with acting(getattr(cast, name)) as actor:
            assert not selectors.licences().exists()
            with pytest.raises(NotVisible):
                actions.end_licence(actor=actor, now=clock.now(), licence_id=licence.pk, reason="Not mine")


def test_the_database_keeps_days_and_ends_in_order(cast):
    licence, accident, listing = entered(cast), happened(cast), listed(cast)
    with acting(cast.county_clerk):
        for change in (
            lambda: Licence.objects.filter(pk=licence.pk).update(valid_from=day(500)),
            lambda: Licence.objects.filter(pk=licence.pk).update(status="ended"),
            lambda: DishonestyListing.objects.filter(pk=listing.pk).update(off_on=day(-11)),
            lambda: Accident.objects.filter(pk=accident.pk).update(investigation="concluded"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


# --- Listings and accidents -------------------------------------------------------------------------------------------


def test_a_listing_is_entered_and_lifted_by_the_authority(cast):
    for name in ("inspector", "safety_head", "viewer"):
        with pytest.raises(NotAllowed):
            listed(cast, getattr(cast, name))
    for wrong in ({"listed_on": day(1)}, {"off_on": day(-10)}, {"basis": ""}, {"authority": " "}):
        with pytest.raises(RuleBroken):
            listed(cast, **wrong)
    row = listed(cast)
    with acting(cast.county_head) as actor:
        lift = {"actor": actor, "now": clock.now(), "listing_id": row.pk, "reason": "Credit restored"}
        for wrong in (day(1), day(-11)):
            with pytest.raises(RuleBroken):
                actions.lift_dishonesty(**lift, off_on=wrong)
        assert selectors.standing_of(cast.enterprise.pk, clock.today()).listed
        actions.lift_dishonesty(**lift, off_on=clock.today())
        assert not selectors.standing_of(cast.enterprise.pk, clock.today()).listed
        with pytest.raises(Conflict):
            actions.lift_dishonesty(**lift, off_on=clock.today())
    assert verbs() == ["list_dishonest", "lift_dishonesty"]


def test_an_investigation_is_followed_to_its_conclusion(cast):
    for wrong in ({"occurred_on": day(1)}, {"deaths": -1}, {"summary": ""}):
        with pytest.raises(RuleBroken):
            happened(cast, **wrong)
    row = happened(cast)
    for wrong in (
        {"investigation": "concluded", "concluded_on": clock.today()},
        {"investigation": "concluded", "conclusion": "Approved, No. 3"},
        {"investigation": "concluded", "conclusion": "Approved, No. 3", "concluded_on": day(-4)},
        {"investigation": "forgotten"},
    ):
        with pytest.raises(RuleBroken):
            followed(cast, row, **wrong)
    over = {"investigation": "concluded", "conclusion": "Approved, No. 3", "concluded_on": clock.today()}
    done = followed(cast, row, version=1, **over)
    assert (done.investigation, done.version) == ("concluded", 2)
    with pytest.raises(Conflict):
        followed(cast, row, version=1, deaths=2)
    again = followed(cast, row, deaths=2)
    assert (again.deaths, again.conclusion, again.concluded_on) == (2, "", None)
    with pytest.raises(NotAllowed):
        followed(cast, row, cast.safety_head)
    assert verbs() == ["record_accident", "follow_accident", "follow_accident"]


# --- Pages and endpoints ----------------------------------------------------------------------------------------------


def test_the_record_on_its_pages(cast, page_queries):
    base = f"/enterprises/{cast.enterprise.pk}/"
    unit, clerk = client_as(cast.safety_head), client_as(cast.county_clerk)
    typed = {"kind": "production", "number": "AQ-1", "issuer": "Bureau", "valid_to": str(day(20))}
    assert unit.post(f"{base}licences/new/", typed | {"number": ""}).status_code == 422
    assert unit.post(f"{base}licences/new/", typed).status_code == 302
    refused = unit.post(f"{base}licences/new/", typed)
    assert refused.status_code == 409 and 'value="AQ-1"' in refused.content.decode()
    assert unit.get(f"{base}listings/new/").status_code == 403
    listing = {"authority": "Luzhou Bureau", "basis": "Order No. 11", "listed_on": str(day(-1))}
    assert clerk.post(f"{base}listings/new/", listing).status_code == 302
    accident = {"occurred_on": str(day(-2)), "summary": "A fall", "deaths": "1", "injured": "2"}
    assert clerk.post(f"{base}accidents/new/", accident).status_code == 302
    page = unit.get(f"{base}record/").content.decode()
    for told in ("20 days left", "on the list", "Under investigation", "Deaths: 1. Seriously injured: 2."):
        assert told in page, told
    page = unit.get(base).content.decode()
    for told in ("licences that end soon: 1", "on the list of seriously dishonest", "accident with deaths under"):
        assert told in page, told
    with scope.everything(because="the test reads"):
        licence, listed_, fall = Licence.objects.get(), DishonestyListing.objects.get(), Accident.objects.get()
    renewed = typed | {"valid_to": str(day(700))}
    assert unit.post(f"{base}licences/{licence.pk}/renew/", renewed).status_code == 302
    assert unit.post(f"{base}licences/{licence.pk}/end/", {"reason": "x"}).status_code == 403
    lifted = {"off_on": str(clock.today()), "reason": "Credit restored"}
    assert clerk.post(f"{base}listings/{listed_.pk}/lift/", lifted).status_code == 302
    said = {"version": 9, "deaths": 1, "injured": 2, "investigation": "concluded", "conclusion": "Approved, No. 3"}
    stale = clerk.post(f"{base}accidents/{fall.pk}/follow/", said | {"concluded_on": str(clock.today())})
    assert stale.status_code == 409 and "Approved, No. 3" in stale.content.decode()
    assert clerk.post(f"{base}accidents/{fall.pk}/follow/", said | {"version": 1}).status_code == 422
    said |= {"version": 1, "concluded_on": str(clock.today())}
    assert clerk.post(f"{base}accidents/{fall.pk}/follow/", said).status_code == 302
    page = unit.get(f"{base}record/").content.decode()
    for told in ("Renewed or ended: 1", "off the list", "Credit restored", "Approved, No. 3"):
        assert told in page, told
    assert client_as(cast.anhui_clerk).get(f"{base}record/").status_code == 404
    assert client_as(cast.tip_handler).get(f"{base}record/").status_code == 403
    for address in (base, f"{base}record/"):
        assert len(page_queries(unit, address)) <= 12, address


def test_the_page_of_an_enterprise_asks_one_question_more(cast, page_queries):
    with_record = page_queries(client_as(cast.safety_head), f"/enterprises/{cast.enterprise.pk}/")
    assert sum("enterprises_licence" in sql for sql in with_record) == 1


def test_the_api_does_the_same(cast):
    unit, clerk = api_as(cast.safety_head), api_as(cast.county_clerk)
    sent = {"enterprise": str(cast.enterprise.pk), "kind": "fire", "number": "F-1", "issuer": "Fire brigade"}
    made = unit.post("/api/v1/licences/", sent | {"valid_to": str(day(-1))}, "application/json")
    assert made.status_code == 201
    path = f"/api/v1/licences/{made.json()['id']}/"
    fresh = unit.post(f"{path}renew/", sent | {"valid_to": str(day(90))}, "application/json")
    assert fresh.status_code == 201
    assert unit.get(path).json()["replaced_by"] == fresh.json()["id"]
    assert unit.post(f"{path}end/", {"reason": "No"}, "application/json").status_code == 403
    ended = clerk.post(f"/api/v1/licences/{fresh.json()['id']}/end/", {"reason": "Revoked"}, "application/json")
    assert ended.json()["status"] == "ended"
    assert len(clerk.get("/api/v1/licences/?status=ended").json()["results"]) == 1
    assert api_as(cast.anhui_clerk).get("/api/v1/licences/").json()["results"] == []
    listing = {"enterprise": sent["enterprise"], "authority": "Bureau", "basis": "No. 11", "listed_on": str(day(-5))}
    made = clerk.post("/api/v1/dishonesty-listings/", listing, "application/json").json()
    lifted = {"off_on": str(clock.today()), "reason": "Credit restored"}
    answer = clerk.post(f"/api/v1/dishonesty-listings/{made['id']}/lift/", lifted, "application/json")
    assert answer.json()["off_on"] == str(clock.today())
    fall = {"enterprise": sent["enterprise"], "occurred_on": str(day(-2)), "summary": "A fall", "deaths": 1}
    made = clerk.post("/api/v1/accidents/", fall, "application/json").json()
    said = {"deaths": 2, "injured": 0, "investigation": "under_investigation", "version": 1}
    answer = clerk.post(f"/api/v1/accidents/{made['id']}/follow/", said, "application/json")
    assert (answer.status_code, answer.json()["deaths"]) == (200, 2)
    assert clerk.post(f"/api/v1/accidents/{made['id']}/follow/", said, "application/json").status_code == 409


# --- From Excel -------------------------------------------------------------------------------------------------------

HEADINGS = [column.heading for column in sheets.COLUMNS]


def sheet(*rows) -> SimpleUploadedFile:
    """A workbook of licences."""
    return SimpleUploadedFile("licences.xlsx", to_excel(HEADINGS, rows), content_type=EXCEL)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2027-03-05", date(2027, 3, 5)),
        ("2027-03-05 00:00:00", date(2027, 3, 5)),
        ("2027/3/5", date(2027, 3, 5)),
        ("2027年3月5日", date(2027, 3, 5)),
        ("2027.3.5", date(2027, 3, 5)),
        ("长期", None),
        ("", None),
    ],
)
def test_days_as_people_write_them(text, told):
    assert sheets.read_day(text) == told


@given(st.text(max_size=20))
def test_whatever_else_a_cell_holds_is_a_day_or_refused(text):
    try:
        assert sheets.read_day(text) is None or sheets.DAY.fullmatch(text.strip())
    except RuleBroken:
        pass


def test_a_sheet_enters_renews_and_refuses_row_by_row(cast):
    entered(cast, number="AQ-1", ends=5)
    own, foreign = cast.enterprise.credit_code, cast.anhui_enterprise.credit_code
    file = sheet(
        [own, "安全生产许可证", "", "AQ-1", "省应急厅", "", day(900)],
        [own, "烟花爆竹经营许可证", "", "YH-1", "市应急局", day(-10), "2028年1月1日"],
        [cast.rival.credit_code, "环评批复", "", "HP-1", "生态环境局", "", "长期"],
        [foreign, "安全生产许可证", "", "AQ-9", "x", "", day(10)],
        [own, "消防安全检查合格证", "", "XF-1", "消防", "", "soon"],
        [own, "安全生产许可证", "", "", "x", "", ""],
    )
    page = client_as(cast.county_clerk).post("/enterprises/licences/import/", {"file": file}).content.decode()
    assert "Entered: 2, renewed: 1, unchanged: 0, refused: 3" in page
    for told in ("no enterprise with this credit code", "is no day", "is empty"):
        assert told in page, told
    with acting(cast.county_clerk):
        held = (
            Licence.objects.filter(status="held").order_by("number").values_list("number", "kind", "title", "valid_to")
        )
        assert list(held) == [
            ("AQ-1", "production", "", day(900)),
            ("HP-1", "other", "环评批复", None),
            ("YH-1", "fireworks", "", date(2028, 1, 1)),
        ]
    again = sheet([own, "安全生产许可证", "", "AQ-1", "省应急厅", "", day(900)])
    answer = api_as(cast.safety_head).post("/api/v1/licences/import/", {"file": again}).json()
    assert answer["counts"] == {"entered": 0, "renewed": 0, "unchanged": 1, "refused": 0}
    shorter = sheet([own, "安全生产许可证", "", "AQ-1", "省应急厅", "", day(800)])
    answer = api_as(cast.safety_head).post("/api/v1/licences/import/", {"file": shorter}).json()
    assert "lasts longer" in answer["rows"][0]["message"]


def test_a_sheet_that_is_none_and_one_without_headings_are_refused(cast):
    clerk = client_as(cast.county_clerk)
    for file in (
        SimpleUploadedFile("x.xlsx", b"no workbook", content_type=EXCEL),
        SimpleUploadedFile("x.xlsx", to_excel(["A", "B"], [["1", "2"]]), content_type=EXCEL),
    ):
        answer = clerk.post("/enterprises/licences/import/", {"file": file})
        assert answer.status_code == 422
    assert clerk.get("/enterprises/licences/template/").status_code == 200
    assert client_as(cast.viewer).get("/enterprises/licences/import/").status_code == 403
