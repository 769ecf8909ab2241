"""Colours by explicit rules: tables and properties, rows that follow events and the clock, appeals, pages."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry
from core import clock, scope
from core.errors import Conflict, NotAllowed, NotVisible, RuleBroken
from enterprises.conduct import actions as conduct
from enterprises.models import Accident, DishonestyListing, Enterprise, Licence
from hazards.models import Hazard
from inspections.models import Statement
from inspections.statements.actions import open_statements, sign_statement
from inspections.statements.rules import Span, ended_before
from risks.colours import actions, preview
from risks.colours.choices import CodeColour, Ground
from risks.colours.preview import preview_of
from risks.colours.rules import Facts, Thresholds, colour_of, colour_of_point
from risks.models import Appeal, Colour, ColourPolicy
from tests.cast import acting, api_as, client_as
from tests.hazards.factories import bring_to

LIMITS = Thresholds()


@pytest.fixture
def cast(cast):
    """The cast, of whose enterprises something was recorded lately."""
    with scope.everything(because="the tests set the stage"):
        Enterprise.objects.update(updated_at=clock.now())
    return cast


CASES = [
    (Facts(), "green", {Ground.NONE}),
    (Facts(majors_late=1, majors_open=1), "red", {Ground.MAJOR_LATE}),
    (Facts(stopped=1), "red", {Ground.STOPPED}),
    (Facts(stopped=1, majors_late=2), "red", {Ground.STOPPED, Ground.MAJOR_LATE}),
    (Facts(majors_open=1), "orange", {Ground.MAJOR_OPEN}),
    (Facts(generals_late=3), "orange", {Ground.GENERALS_LATE}),
    (Facts(red_uncontrolled=1), "orange", {Ground.RED_UNCONTROLLED}),
    (Facts(generals_late=2), "yellow", {Ground.GENERAL_LATE}),
    (Facts(generals_near=1), "yellow", {Ground.GENERAL_NEAR}),
    (Facts(statement_days_late=7), "green", {Ground.NONE}),
    (Facts(statement_days_late=8), "yellow", {Ground.STATEMENT_LATE}),
    (Facts(statement_days_late=8, generals_late=1), "yellow", {Ground.STATEMENT_LATE, Ground.GENERAL_LATE}),
    (Facts(statement_days_late=8, majors_open=1), "orange", {Ground.MAJOR_OPEN}),
    (Facts(statement_days_late=8, days_silent=91), "yellow", {Ground.STATEMENT_LATE}),
    (Facts(statement_days_late=8, activated=False), "grey", {Ground.NOT_ACTIVATED}),
    (Facts(statement_days_late=8, operating=False), "grey", {Ground.NOT_OPERATING}),
    (Facts(dishonest=1), "red", {Ground.DISHONEST}),
    (Facts(dishonest=1, operating=False), "red", {Ground.DISHONEST}),
    (Facts(fatal_accidents=1, dishonest=2), "red", {Ground.FATAL_ACCIDENT, Ground.DISHONEST}),
    (Facts(licence_days_left=31), "green", {Ground.NONE}),
    (Facts(licence_days_left=30), "yellow", {Ground.LICENCE_NEAR}),
    (Facts(licence_days_left=0), "yellow", {Ground.LICENCE_NEAR}),
    (Facts(licences_expired=1), "yellow", {Ground.LICENCE_EXPIRED}),
    (Facts(licences_expired=1, licence_days_left=3), "yellow", {Ground.LICENCE_EXPIRED, Ground.LICENCE_NEAR}),
    (Facts(licences_expired=1, activated=False), "yellow", {Ground.LICENCE_EXPIRED}),
    (Facts(licences_expired=1, operating=False), "grey", {Ground.NOT_OPERATING}),
    (Facts(licences_expired=1, majors_open=1), "orange", {Ground.MAJOR_OPEN}),
    (Facts(operating=False), "grey", {Ground.NOT_OPERATING}),
    (Facts(activated=False), "grey", {Ground.NOT_ACTIVATED}),
    (Facts(days_silent=90), "green", {Ground.NONE}),
    (Facts(days_silent=91), "grey", {Ground.SILENT}),
    (Facts(operating=False, majors_late=1), "red", {Ground.MAJOR_LATE}),
]
FACTS = st.builds(
    Facts,
    operating=st.booleans(),
    activated=st.booleans(),
    **{
        name: st.integers(0, 5)
        for name in (
            "majors_late",
            "majors_open",
            "stopped",
            "generals_late",
            "generals_near",
            "red_uncontrolled",
            "dishonest",
            "fatal_accidents",
            "licences_expired",
        )
    },
    licence_days_left=st.none() | st.integers(0, 400),
    statement_days_late=st.integers(0, 60),
    days_silent=st.integers(0, 400),
)
ORDER = ["green", "yellow", "orange", "red"]


@pytest.mark.parametrize(("facts", "colour", "grounds"), CASES)
def test_the_table_of_colours(facts, colour, grounds):
    verdict = colour_of(facts, LIMITS)
    assert (verdict.colour, set(verdict.grounds)) == (colour, grounds)


@given(FACTS)
def test_every_colour_names_a_ground(facts):
    verdict = colour_of(facts, LIMITS)
    assert verdict.grounds
    assert (verdict.colour == CodeColour.GREEN) is (verdict.grounds == (Ground.NONE,))


DANGERS = [
    "majors_late", "majors_open", "stopped", "generals_late", "red_uncontrolled", "dishonest", "fatal_accidents",
]  # fmt: skip


@given(FACTS, st.sampled_from(DANGERS))
def test_one_more_danger_never_makes_a_code_better(facts, name):
    worse = Facts(**(vars(facts) | {name: getattr(facts, name) + 1}))
    before, after = colour_of(facts, LIMITS).colour, colour_of(worse, LIMITS).colour
    assert after != "grey"
    if before != "grey":
        assert ORDER.index(after) >= ORDER.index(before)


def test_thresholds_are_settings():
    facts = Facts(generals_late=2)
    assert colour_of(facts, Thresholds(generals_needed=2)).colour == "orange"
    assert colour_of(Facts(statement_days_late=8), Thresholds(statement_days=8)).colour == "green"
    assert colour_of(Facts(days_silent=31), Thresholds(silent_days=30)).colour == "grey"
    assert colour_of(Facts(licence_days_left=30), Thresholds(licence_days=29)).colour == "green"


def test_a_place_has_a_colour_of_its_own():
    given_ = [(0, 0, "green"), (0, 1, "yellow"), (1, 0, "red"), (1, 1, "red")]
    assert all(colour_of_point(majors_open=majors, late=late) == colour for majors, late, colour in given_)


# --- Rows -------------------------------------------------------------------------------------------------------------


def colours(enterprise):
    """The history of an enterprise, oldest first."""
    with scope.everything(because="the test reads"):
        return list(Colour.objects.filter(enterprise=enterprise.pk).order_by("since", "id"))


def test_a_colour_follows_what_is_recorded_and_nothing_is_written_twice(cast):
    now = clock.now()
    actions.recompute_everybody(now=now)
    assert [row.colour for row in colours(cast.enterprise)] == ["green"]
    assert actions.recompute_everybody(now=now + timedelta(minutes=1)) == 0
    bring_to(cast, "rectifying", grade="major")
    later = clock.now() + timedelta(minutes=2)
    assert actions.follow_events(now=later) >= 1
    assert actions.follow_events(now=later + timedelta(minutes=1)) == 0
    rows = colours(cast.enterprise)
    assert [row.colour for row in rows] == ["green", "orange"]
    assert rows[0].until == rows[1].since
    assert rows[1].grounds == ["major_open"]


def test_a_night_run_that_began_earlier_comes_after_a_later_one(cast):
    now = clock.now()
    actions.recompute_everybody(now=now + timedelta(minutes=5))
    bring_to(cast, "rectifying", grade="major")
    assert actions.recompute_everybody(now=now) >= 1
    before, after = colours(cast.enterprise)
    assert (before.colour, after.colour, before.until) == ("green", "orange", after.since)
    history = api_as(cast.county_clerk).get(f"/api/v1/colours/{before.pk}/history/").json()
    assert [row["colour"] for row in history] == ["orange", "green"]


def test_what_the_clock_brings_is_found_at_night(cast):
    hazard = bring_to(cast, "rectifying")
    actions.recompute_everybody(now=clock.now())
    with scope.everything(because="the test reads"):
        due = Hazard.objects.get(pk=hazard.pk).due_on
    days = (due - localtime(clock.now()).date()).days
    actions.recompute_everybody(now=clock.now() + timedelta(days=days))
    actions.recompute_everybody(now=clock.now() + timedelta(days=days + 2))
    assert [row.grounds for row in colours(cast.enterprise)][-2:] == [["general_near"], ["general_late"]]


def test_an_enterprise_without_people_is_grey_and_thresholds_come_from_the_nearest_region(cast):
    with acting(cast.county_head) as actor:
        actions.set_colour_policy(
            actor=actor,
            now=clock.now(),
            reason="Stricter",
            generals_needed=1,
            near_days=3,
            silent_days=90,
            appeal_days=3,
        )
    hazard = bring_to(cast, "rectifying")
    with scope.everything(because="the test reads"):
        due = Hazard.objects.get(pk=hazard.pk).due_on
    days = (due - localtime(clock.now()).date()).days + 1
    actions.recompute_everybody(now=clock.now() + timedelta(days=days))
    assert colours(cast.enterprise)[-1].colour == "orange"
    assert colours(cast.sibling_enterprise)[-1].grounds == ["not_activated"]


def test_a_statement_owed_for_more_than_a_week_is_yellow_until_it_is_signed(cast):
    today = clock.day_of(clock.now())
    quarter, _year = ended_before(today)
    owed = Span(quarter.period, quarter.starts_on, quarter.ends_on, max(today, quarter.due_on))
    open_statements(now=clock.now(), spans=[owed], enterprise_ids=[cast.enterprise.pk])
    begin = clock.now() + (owed.due_on - today)
    for days, colour in ((0, "green"), (7, "green"), (8, "yellow")):
        actions.recompute_everybody(now=begin + timedelta(days=days))
        assert colours(cast.enterprise)[-1].colour == colour
    assert colours(cast.enterprise)[-1].grounds == ["statement_late"]
    assert colours(cast.rival)[-1].colour == "green"
    signed_at = begin + timedelta(days=8, minutes=1)
    with scope.everything(because="the test reads"):
        statement = Statement.objects.get()
    with acting(cast.principal) as actor:
        sign_statement(actor=actor, now=signed_at, statement_id=statement.pk)
    assert actions.follow_events(now=signed_at + timedelta(minutes=1)) == 1
    assert colours(cast.enterprise)[-1].colour == "green"


def test_working_colours_out_asks_the_same_however_many_enterprises(cast, django_assert_max_num_queries):
    with scope.everything(because="the test reads"):
        keys = [row.pk for row in (cast.enterprise, cast.rival, cast.sibling_enterprise, cast.anhui_enterprise)]
    with django_assert_max_num_queries(40):
        actions.recompute_colours(now=clock.now(), keys=keys)


def told_of(cast, **facts):
    """What an officer enters, by act."""
    with acting(cast.county_clerk) as actor:
        for act, values in facts.items():
            getattr(conduct, act)(actor=actor, now=clock.now(), enterprise_id=cast.enterprise.pk, **values)


def test_a_licence_darkens_the_code_by_the_clock_and_a_renewal_clears_it(cast):
    today = clock.today()
    ends = {"kind": "production", "number": "AQ-1", "issuer": "Bureau", "valid_to": today + timedelta(days=40)}
    told_of(cast, enter_licence=ends)
    for days, grounds in ((9, ["none"]), (10, ["licence_near"]), (40, ["licence_near"]), (41, ["licence_expired"])):
        actions.recompute_everybody(now=clock.now() + timedelta(days=days))
        assert colours(cast.enterprise)[-1].grounds == grounds, days
    assert colours(cast.enterprise)[-1].facts["licences_expired"] == 1
    page = client_as(cast.safety_head).get(f"/risks/colours/{cast.enterprise.pk}/").content.decode()
    assert "a licence or certificate has expired" in page and "/record/" in page
    with scope.everything(because="the test reads"):
        old = Licence.objects.get()
    later = clock.now() + timedelta(days=41, minutes=1)
    with acting(cast.safety_head) as actor:
        renewed = ends | {"valid_to": today + timedelta(days=900), "replaces": old.pk}
        conduct.enter_licence(actor=actor, now=later, enterprise_id=cast.enterprise.pk, **renewed)
    assert actions.follow_events(now=later + timedelta(minutes=1)) == 1
    assert colours(cast.enterprise)[-1].colour == "green"


def test_a_listing_and_an_accident_with_deaths_turn_the_code_red_within_a_minute(cast):
    actions.recompute_everybody(now=clock.now())
    day = clock.today() - timedelta(days=1)
    listing = {"authority": "Bureau", "basis": "Order No. 11", "listed_on": day}
    told_of(cast, list_dishonest=listing, record_accident={"occurred_on": day, "summary": "A fall", "deaths": 0})
    assert actions.follow_events(now=clock.now() + timedelta(minutes=1)) == 1
    assert colours(cast.enterprise)[-1].grounds == ["dishonest"]
    with scope.everything(because="the test reads"):
        fall, row = Accident.objects.get(), DishonestyListing.objects.get()
    with acting(cast.county_clerk) as actor:
        given_ = {"actor": actor, "now": clock.now()}
        dead = {"deaths": 1, "injured": 0, "investigation": "under_investigation"}
        conduct.follow_accident(**given_, accident_id=fall.pk, **dead)
    actions.follow_events(now=clock.now() + timedelta(minutes=2))
    assert colours(cast.enterprise)[-1].grounds == ["dishonest", "fatal_accident"]
    with acting(cast.safety_head) as actor:
        red = colours(cast.enterprise)[-1].pk
        appeal = actions.appeal_colour(actor=actor, now=clock.now(), colour_id=red, text="We are off the list")
        assert appeal.status == "filed"
    with acting(cast.county_clerk) as actor:
        given_ = {"actor": actor, "now": clock.now()}
        conduct.lift_dishonesty(**given_, listing_id=row.pk, off_on=clock.today(), reason="Credit restored")
        over = {"investigation": "concluded", "conclusion": "No. 3", "concluded_on": clock.today()}
        conduct.follow_accident(**given_, accident_id=fall.pk, **(dead | over))
    actions.follow_events(now=clock.now() + timedelta(minutes=3))
    assert [row.colour for row in colours(cast.enterprise)] == ["green", "red", "red", "green"]


def test_a_listing_with_a_day_off_ends_by_the_clock(cast):
    begin, off = clock.today() - timedelta(days=1), clock.today() + timedelta(days=5)
    told_of(cast, list_dishonest={"authority": "Bureau", "basis": "No. 11", "listed_on": begin, "off_on": off})
    for days, colour in ((4, "red"), (5, "green")):
        actions.recompute_everybody(now=clock.now() + timedelta(days=days))
        assert colours(cast.enterprise)[-1].colour == colour


# --- Appeals ----------------------------------------------------------------------------------------------------------


def test_an_appeal_is_decided_by_another_person(cast):
    actions.recompute_everybody(now=clock.now())
    colour = colours(cast.enterprise)[-1]
    with acting(cast.safety_head) as actor:
        with pytest.raises(RuleBroken):
            actions.appeal_colour(actor=actor, now=clock.now(), colour_id=colour.pk, text=" ")
        appeal = actions.appeal_colour(actor=actor, now=clock.now(), colour_id=colour.pk, text="The count is wrong")
        with pytest.raises(Conflict):
            actions.appeal_colour(actor=actor, now=clock.now(), colour_id=colour.pk, text="Again")
        with pytest.raises(NotAllowed):
            actions.decide_appeal(actor=actor, now=clock.now(), appeal_id=appeal.pk, uphold=True, decision="Yes")
    assert appeal.due_on > localtime(clock.now()).date()
    with acting(cast.rival_safety_head) as actor, pytest.raises(NotVisible):
        actions.appeal_colour(actor=actor, now=clock.now(), colour_id=colour.pk, text="Not mine")
    with acting(cast.county_clerk) as actor:
        row = actions.decide_appeal(
            actor=actor, now=clock.now(), appeal_id=appeal.pk, uphold=False, decision="It stands"
        )
        assert row.status == "dismissed"
        with pytest.raises(Conflict):
            actions.decide_appeal(actor=actor, now=clock.now(), appeal_id=appeal.pk, uphold=True, decision="No")


def test_the_pages_of_colours(cast):
    actions.recompute_everybody(now=clock.now())
    page = client_as(cast.county_clerk).get("/risks/colours/?colour=green")
    assert cast.enterprise.name in page.content.decode()
    assert client_as(cast.safety_head).get("/risks/colours/").status_code == 403
    path = f"/risks/colours/{cast.enterprise.pk}/"
    assert "no ground against it" in client_as(cast.worker).get(path).content.decode()
    assert client_as(cast.anhui_clerk).get(path).status_code == 404
    assert client_as(cast.principal).post(path, {"text": "The count is wrong"}).status_code == 302
    with scope.everything(because="the test reads"):
        appeal = Appeal.objects.get()
    address = f"/risks/appeals/{appeal.pk}/"
    assert client_as(cast.county_head).post(address, {"uphold": "yes", "decision": "Right"}).status_code == 302
    listed = api_as(cast.viewer).get("/api/v1/colours/").json()["results"]
    assert {row["enterprise_name"] for row in listed} == {cast.enterprise.name, cast.rival.name}


def test_the_list_asks_little(cast, page_queries):
    actions.recompute_everybody(now=clock.now())
    for path in ("/risks/colours/", "/risks/colours/thresholds/"):
        assert len(page_queries(client_as(cast.county_clerk), path)) <= 12


# --- Thresholds -------------------------------------------------------------------------------------------------------

PAGE = "/risks/colours/thresholds/"
TYPED = {
    "generals_needed": "3",
    "near_days": "200",
    "statement_days": "7",
    "licence_days": "30",
    "silent_days": "90",
    "appeal_days": "5",
}


def test_thresholds_are_looked_at_before_they_hold(cast):
    bring_to(cast, "rectifying")
    actions.recompute_everybody(now=clock.now())
    head, safety_head = client_as(cast.county_head), client_as(cast.safety_head)
    assert "no thresholds were set here or above" in safety_head.get(PAGE).content.decode()
    looked = head.post(PAGE, {**TYPED, "look": "1"}).content.decode()
    assert "Enterprises that would change colour: 1" in looked and cast.enterprise.name in looked
    assert 'value="5"' in looked, "what was typed stays"
    with scope.everything(because="the test reads"):
        assert not ColourPolicy.objects.exists()
    assert colours(cast.enterprise)[-1].colour == "green"
    assert head.post(PAGE, TYPED).status_code == 422, "without a reason they are not set"
    assert head.post(PAGE, {**TYPED, "reason": "Fireworks county"}).status_code == 302
    page = safety_head.get(PAGE).content.decode()
    assert "Set by Gulin County" in page and "Fireworks county" in page and "due in 200 days or fewer" in page
    assert "Put the thresholds in force" not in page
    actions.recompute_everybody(now=clock.now())
    assert colours(cast.enterprise)[-1].grounds == ["general_near"]
    assert "would change colour: 0" in head.post(PAGE, {**TYPED, "look": "1"}).content.decode()
    with scope.everything(because="the test reads"):
        assert Entry.objects.get(verb="set_colour_policy").data["reason"] == "Fireworks county"


def test_a_region_below_with_thresholds_of_its_own_is_left_alone(cast):
    with acting(cast.county_head) as actor:
        limits = {"generals_needed": 3, "near_days": 3, "silent_days": 90, "appeal_days": 3}
        actions.set_colour_policy(actor=actor, now=clock.now(), reason="As before", **limits)
    later = clock.now() + timedelta(days=50)
    found = preview_of(region_code="51", thresholds=Thresholds(silent_days=40), now=later)
    assert (found.changed, found.looked_at, found.more) == (0, 3, False)
    found = preview_of(region_code="510525", thresholds=Thresholds(silent_days=40), now=later)
    assert found.moves == [("green", "grey", found.changed)] and found.changed == 2
    assert {each.enterprise.pk for each in found.named} == {cast.enterprise.pk, cast.rival.pk}


def test_a_preview_is_bounded(cast, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(preview, "MOST_LOOKED_AT", 1)
    with django_assert_max_num_queries(40):
        found = preview_of(region_code="51", thresholds=Thresholds(), now=clock.now())
    assert (found.looked_at, found.more, found.changed) == (1, True, 0)


def test_only_the_head_sets_thresholds(cast):
    for persona in (cast.county_clerk, cast.safety_head, cast.viewer):
        assert client_as(persona).post(PAGE, {**TYPED, "reason": "No"}).status_code == 403


def test_thresholds_are_given_back_and_the_nearest_above_hold(cast):
    bring_to(cast, "rectifying")
    actions.recompute_everybody(now=clock.now())
    province, head, path = client_as(cast.provincial_head), client_as(cast.county_head), f"{PAGE}give-back/"
    assert head.get(path).status_code == 302, "there are none to give back"
    assert (
        province.post(PAGE, {**TYPED, "silent_days": "70", "near_days": "3", "reason": "As usual"}).status_code == 302
    )
    assert head.post(PAGE, {**TYPED, "reason": "Fireworks county"}).status_code == 302
    actions.recompute_everybody(now=clock.now())
    assert colours(cast.enterprise)[-1].grounds == ["general_near"]
    page = head.get(path).content.decode()
    assert "Set by Sichuan" in page and "more than 70 days" in page
    assert "Enterprises that would change colour: 1" in page and cast.enterprise.name in page
    assert head.post(path, {"reason": " "}).status_code == 422
    for persona in (cast.county_clerk, cast.safety_head):
        assert client_as(persona).post(path, {"reason": "No"}).status_code == 403
    assert head.post(path, {"reason": "The province is strict enough"}).status_code == 302
    assert "Set by Sichuan" in head.get(PAGE).content.decode()
    actions.recompute_everybody(now=clock.now())
    assert colours(cast.enterprise)[-1].colour == "green"
    api = api_as(cast.provincial_head)
    for status in (204, 404):
        given_ = {"reason": "The default will do"}
        assert api.post("/api/v1/colour-policies/remove/", given_, "application/json").status_code == status
    with scope.everything(because="the test reads"):
        assert not ColourPolicy.objects.exists()
        kept = Entry.objects.filter(verb="remove_colour_policy").order_by("at", "number")
        assert [(row.data["near_days"], row.data["reason"]) for row in kept] == [
            (200, "The province is strict enough"),
            (3, "The default will do"),
        ]
