"""Proposed deadlines, extensions, the five implementations, and what the clock says."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, RuleBroken, SafeloopError
from hazards.choices import RUNNING_STATUSES, Grade, Status, VerificationMethod
from rectification.choices import DueState, ExtensionStatus, PlanGap
from rectification.rules import (
    DEFAULT_POLICY,
    LISTED_EXTENSION_POLICY,
    DaysLeft,
    DeadlinePolicyRow,
    ExtensionPolicy,
    ExtensionRecord,
    PlanFacts,
    check_due,
    check_extension_decision,
    check_extension_request,
    days_left,
    decision_due,
    due_after,
    extension_history,
    last_day_to_ask,
    latest_due,
    plan_from,
    plan_gaps,
    progress_due_dates,
    propose_deadline,
    reinspection_due,
    verification_methods,
)
from regions.choices import DeadlineUnit
from tests.regions.test_rules import CN

DAYS = st.dates(date(2022, 1, 1), date(2026, 12, 31))


# --- Proposed deadlines ----------------------------------------------------------------------------------------------

WORKING, CALENDAR = DeadlineUnit.WORKING_DAYS, DeadlineUnit.CALENDAR_DAYS
ROWS = (
    DeadlinePolicyRow(Grade.GENERAL, WORKING, 15, region_code="51"),
    DeadlinePolicyRow(Grade.GENERAL, WORKING, 7, industry="K04", region_code="51"),
    DeadlinePolicyRow(Grade.GENERAL, WORKING, 12, region_code="5105"),
    DeadlinePolicyRow(Grade.MAJOR, CALENDAR, 20, industry="K04", region_code="5105"),
    DeadlinePolicyRow(Grade.GENERAL, WORKING, 3, region_code="34"),
)


@pytest.mark.parametrize(
    ("grade", "industry", "region", "amount"),
    [
        ("general", "K01", "510525", 12),  # the city, nearest up the tree
        ("general", "K04", "510525", 12),  # the city's general row before the province's special one
        ("general", "K04", "5106", 7),
        ("general", "K01", "5106", 15),
        ("general", "K01", "4403", 10),  # nobody says anything: the default
        ("major", "K04", "510525", 20),
        ("major", "K01", "510525", 30),
        ("general", "K01", "34", 3),
    ],
)
def test_the_nearest_region_proposes(grade, industry, region, amount):
    assert propose_deadline(ROWS, grade=grade, industry=industry, region_code=region).amount == amount


def test_without_any_row_the_defaults_apply():
    for row in DEFAULT_POLICY:
        assert propose_deadline((), grade=row.grade, industry="K04", region_code="51") == row


@pytest.mark.parametrize("grade", Grade)
def test_an_order_may_not_give_more_than_its_grade_allows(grade):
    start = date(2026, 3, 2)
    last = latest_due(grade, start, CN)
    check_due(grade, start, last, CN)
    with pytest.raises(RuleBroken, match=last.isoformat()):
        check_due(grade, start, last + timedelta(days=1), CN)


def test_a_major_hazard_has_at_most_a_year():
    assert latest_due(Grade.MAJOR, date(2025, 3, 3), CN) == date(2026, 3, 3)


# --- What the clock says ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "due", "state", "working", "words"),
    [
        ("2026-06-01", None, DueState.NONE, 0, "No deadline"),
        ("2026-06-01", "2026-06-12", DueState.ON_TRACK, 9, "Working days left: 9"),
        ("2026-06-09", "2026-06-12", DueState.DUE_SOON, 3, "Working days left: 3"),
        ("2026-06-08", "2026-06-12", DueState.ON_TRACK, 4, "Working days left: 4"),
        ("2026-06-12", "2026-06-12", DueState.DUE_TODAY, 0, "Due today"),
        ("2026-06-13", "2026-06-12", DueState.OVERDUE, 0, "Overdue since the last working day"),
        ("2026-06-15", "2026-06-12", DueState.OVERDUE, -1, "Overdue, working days: 1"),
        ("2026-10-09", "2026-09-30", DueState.OVERDUE, -2, "Overdue, working days: 2"),  # the holidays do not count
        ("2026-09-30", "2026-10-10", DueState.DUE_SOON, 3, "Working days left: 3"),
    ],
)
def test_days_left(today, due, state, working, words):
    left = days_left(date.fromisoformat(today), due and date.fromisoformat(due), CN)
    assert (left.state, left.working_days, left.words) == (state, working, words)
    assert left.is_late == (state == DueState.OVERDUE)


@given(DAYS, st.integers(-60, 60), st.integers(0, 10))
def test_the_state_follows_from_the_days(today, distance, soon):
    left = days_left(today, today + timedelta(days=distance), CN, soon=soon)
    assert left.calendar_days == distance
    assert left.is_late == (distance < 0)
    assert left.working_days * distance >= 0
    assert (left.state == DueState.DUE_TODAY) == (distance == 0)
    if distance > 0:
        assert (left.state == DueState.DUE_SOON) == (left.working_days <= soon)


def test_no_deadline_is_not_a_deadline_of_zero_days():
    assert days_left(date(2026, 6, 1), None, CN) == DaysLeft(DueState.NONE)


@pytest.mark.parametrize(
    ("requested", "result"),
    [(None, "2026-06-22"), ("2026-06-02", "2026-06-12"), ("2026-06-20", "2026-06-22")],
)
def test_reinspection_within_ten_days_of_expiry_or_request(requested, result):
    asked = requested and date.fromisoformat(requested)
    assert reinspection_due(date(2026, 6, 11), asked, CN) == date.fromisoformat(result)


def test_monthly_progress_moves_to_working_days_and_never_drifts():
    assert progress_due_dates(date(2026, 7, 31), date(2026, 11, 30), CN) == (
        date(2026, 8, 31),
        date(2026, 9, 30),
        date(2026, 11, 2),  # 31 October is a Saturday
        date(2026, 11, 30),
    )
    assert progress_due_dates(date(2026, 7, 31), date(2026, 8, 30), CN) == ()


@given(DAYS, st.integers(0, 800))
def test_progress_has_one_report_a_month(served, days):
    dates = progress_due_dates(served, served + timedelta(days=days), CN)
    assert list(dates) == sorted(set(dates))
    assert abs(len(dates) - days / 30.44) < 1.2
    assert all(CN.is_working_day(day) for day in dates)


# --- Extensions ------------------------------------------------------------------------------------------------------

REQUEST = {
    "status": Status.RECTIFYING,
    "today": date(2026, 6, 1),
    "due": date(2026, 6, 12),
    "new_due": date(2026, 6, 26),
    "reason": "The part is on its way.",
    "interim_measures": "The line stands still.",
    "pending": False,
    "calendar": CN,
}


def test_a_request_in_time_with_interim_measures_passes():
    check_extension_request(**REQUEST)
    check_extension_request(**REQUEST | {"status": Status.SERVED})


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        *(({"status": status}, Conflict, "being rectified") for status in set(Status) - {"served", "rectifying"}),
        ({"pending": True}, Conflict, "waiting already"),
        ({"reason": " "}, RuleBroken, "why"),
        ({"interim_measures": ""}, RuleBroken, "interim safety measures"),
        ({"today": date(2026, 6, 8)}, RuleBroken, "2026-06-05"),
        ({"today": date(2026, 6, 20)}, RuleBroken, "too late"),
        ({"new_due": date(2026, 6, 12)}, RuleBroken, "later than 2026-06-12"),
        ({"policy": LISTED_EXTENSION_POLICY}, RuleBroken, "too late"),
    ],
)
def test_a_request_is_refused_in_words(change, error, words):
    with pytest.raises(error, match=words):
        check_extension_request(**REQUEST | change)


def test_the_last_day_to_ask_is_five_working_days_before():
    assert last_day_to_ask(date(2026, 6, 12), CN) == date(2026, 6, 5)
    check_extension_request(**REQUEST | {"today": date(2026, 6, 5)})
    assert last_day_to_ask(date(2026, 10, 10), CN) == date(2026, 9, 28)


@given(DAYS, st.integers(1, 30), st.integers(-60, 60))
def test_asking_is_possible_exactly_up_to_the_lead(due, lead, distance):
    today = due - timedelta(days=distance)
    policy = ExtensionPolicy(lead_days=lead)
    dates = {"today": today, "due": due, "new_due": due + timedelta(days=1), "policy": policy}
    days_before = sum(CN.is_working_day(today + timedelta(days=n)) for n in range(distance))
    if days_before < lead:
        with pytest.raises(RuleBroken):
            check_extension_request(**REQUEST | dates)
    else:
        check_extension_request(**REQUEST | dates)


def test_the_decision_is_due_in_working_days():
    assert decision_due(date(2026, 9, 30), CN) == date(2026, 10, 13)
    assert decision_due(date(2026, 6, 1), CN, LISTED_EXTENSION_POLICY) == date(2026, 6, 15)


DECISION = {
    "record_status": ExtensionStatus.REQUESTED,
    "status": Status.RECTIFYING,
    "due": date(2026, 6, 12),
    "new_due": date(2026, 6, 26),
    "grant": True,
    "reason": "",
}


def test_granting_and_refusing():
    check_extension_decision(**DECISION)
    check_extension_decision(**DECISION | {"grant": False, "new_due": None, "reason": "Work has not begun."})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        *(({"record_status": status}, Conflict) for status in set(ExtensionStatus) - {ExtensionStatus.REQUESTED}),
        *(({"status": status}, Conflict) for status in set(Status) - RUNNING_STATUSES),
        ({"new_due": None}, RuleBroken),
        ({"new_due": date(2026, 6, 11)}, RuleBroken),
        ({"grant": False, "reason": " "}, RuleBroken),
    ],
)
def test_a_wrong_decision_is_refused(change, error):
    with pytest.raises(error):
        check_extension_decision(**DECISION | change)


RECORDS = st.lists(
    st.builds(
        lambda status, old, days: ExtensionRecord(status, old, old + timedelta(days=days)),
        st.sampled_from(ExtensionStatus),
        DAYS,
        st.integers(1, 90),
    ),
    max_size=6,
)


@given(DAYS, RECORDS)
def test_silence_never_approves(due, records):
    """Whatever was asked, refused or withdrawn: the day moves only by what was granted, and never back."""
    silent = [record for record in records if record.status != ExtensionStatus.GRANTED]
    assert due_after(due, silent) == due
    moved = due_after(due, records)
    assert moved >= due
    assert moved == due or moved in {record.new_due_on for record in records if record not in silent}


def test_the_history_adds_up():
    first = ExtensionRecord(ExtensionStatus.GRANTED, date(2026, 6, 12), date(2026, 6, 26))
    second = ExtensionRecord(ExtensionStatus.GRANTED, date(2026, 6, 26), date(2026, 7, 3))
    refused = replace(second, status=ExtensionStatus.REFUSED)
    asked = replace(second, status=ExtensionStatus.REQUESTED)
    history = extension_history([first, second, refused, asked])
    assert (history.granted, history.refused, history.days_added) == (2, 1, 21)
    assert due_after(date(2026, 6, 12), [first, second]) == date(2026, 7, 3)


# --- The five implementations ----------------------------------------------------------------------------------------

PLAN = PlanFacts(
    goal="Dust extraction works.",
    measures="Replace the fan and the filter.",
    funds=Decimal(48000),
    funds_source="Work safety expense account",
    responsible_unit="Equipment department",
    responsible_person="Zhou Min",
    responsible_phone="138 0013 8000",
    finish_on=date(2026, 7, 1),
    interim_measures="Polishing stands still, the area is closed off.",
    contingency_plan="Dust explosion plan of 2026-03.",
    evacuation_trigger="Dust concentration above 20 g/m3.",
    milestones=(date(2026, 6, 10), date(2026, 7, 1)),
    order_due=date(2026, 7, 1),
)


def test_a_complete_plan_has_no_gap():
    assert plan_gaps(PLAN) == []
    assert plan_gaps(replace(PLAN, funds=Decimal(0), funds_source="")) == []
    assert plan_gaps(replace(PLAN, milestones=())) == []


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"goal": " "}, PlanGap.GOAL),
        ({"measures": ""}, PlanGap.MEASURES),
        ({"funds": None}, PlanGap.FUNDS),
        ({"funds": Decimal(-1)}, PlanGap.FUNDS),
        ({"funds": Decimal("NaN")}, PlanGap.FUNDS),
        ({"funds_source": ""}, PlanGap.FUNDS_SOURCE),
        ({"responsible_unit": ""}, PlanGap.UNIT),
        ({"responsible_person": ""}, PlanGap.PERSON),
        ({"responsible_phone": ""}, PlanGap.PHONE),
        ({"responsible_phone": "12345"}, PlanGap.PHONE),
        ({"finish_on": None}, PlanGap.FINISH),
        ({"order_due": date(2026, 6, 30)}, PlanGap.FINISH_TOO_LATE),
        ({"interim_measures": ""}, PlanGap.INTERIM_MEASURES),
        ({"contingency_plan": ""}, PlanGap.CONTINGENCY_PLAN),
        ({"evacuation_trigger": ""}, PlanGap.EVACUATION_TRIGGER),
        ({"milestones": (date(2026, 7, 2),)}, PlanGap.MILESTONE_TOO_LATE),
    ],
)
def test_each_gap_is_named(change, gap):
    gaps = plan_gaps(replace(PLAN, **change))
    assert gaps == [gap]
    assert str(gap.label).endswith(".")
    assert hasattr(PLAN, gap.field)


def test_an_empty_plan_lacks_everything_in_the_order_of_the_form():
    gaps = plan_gaps(PlanFacts())
    assert gaps[0] == PlanGap.GOAL
    assert set(PlanGap) - set(gaps) == {PlanGap.FUNDS_SOURCE, PlanGap.FINISH_TOO_LATE, PlanGap.MILESTONE_TOO_LATE}


@pytest.mark.parametrize(
    "phone", ["13800138000", "+86 138 0013 8000", "0830-2345678", "(0830) 23456789", "400-820-0000"]
)
def test_telephone_numbers_that_ring(phone):
    assert plan_gaps(replace(PLAN, responsible_phone=phone)) == []


def test_a_plan_out_of_form_data():
    data = {name: getattr(PLAN, name) for name in PlanFacts.__dataclass_fields__} | {"csrf": "x", "goal": None}
    assert plan_gaps(plan_from(data, order_due=PLAN.order_due)) == [PlanGap.GOAL]


@given(st.dates(date(2026, 6, 1), date(2026, 8, 1)), st.dates(date(2026, 6, 1), date(2026, 8, 1)))
def test_a_complete_plan_never_ends_after_its_order(finish, milestone):
    plan = replace(PLAN, finish_on=finish, milestones=(milestone,))
    if not plan_gaps(plan):
        assert milestone <= finish <= plan.order_due


# --- Verification ----------------------------------------------------------------------------------------------------


def test_methods_offered_are_in_proportion():
    assert verification_methods(Grade.GENERAL) == tuple(VerificationMethod)
    assert verification_methods(Grade.MAJOR) == (VerificationMethod.VISIT, VerificationMethod.EXPERT)


def test_every_refusal_is_one_of_the_four():
    assert issubclass(Conflict, SafeloopError)
    assert {Conflict.status, RuleBroken.status} == {409, 422}
