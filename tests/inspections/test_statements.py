"""Statements of self-inspection: which are owed and when, the figures, the signature, and who is reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import scope
from core.errors import NotAllowed, RuleBroken
from hazards.actions import assign_inside
from inspections import actions as visit_actions
from inspections.choices import Period
from inspections.models import Statement
from inspections.statements import rules
from inspections.statements.actions import open_statements, remind_late_inside, remind_owing, sign_statement
from notifications.models import Notice
from tests.cast import acting, build_cast, client_as
from tests.hazards.factories import record
from tests.inspections.test_rounds import sign, start

FOUND = datetime(2026, 9, 20, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 10, 9, 2, 0, tzinfo=UTC)
LATE = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)

DUE = [
    (date(2026, 1, 1), "2025 Q4", date(2026, 1, 15), "2025", date(2026, 1, 31)),
    (date(2026, 3, 31), "2025 Q4", date(2026, 1, 15), "2025", date(2026, 1, 31)),
    (date(2026, 4, 1), "2026 Q1", date(2026, 4, 15), "2025", date(2026, 1, 31)),
    (date(2026, 7, 2), "2026 Q2", date(2026, 7, 15), "2025", date(2026, 1, 31)),
    (date(2026, 11, 22), "2026 Q3", date(2026, 10, 15), "2025", date(2026, 1, 31)),
]


@pytest.mark.parametrize(("today", "quarter", "quarter_due", "year", "year_due"), DUE)
def test_what_is_owed_on_a_day(today, quarter, quarter_due, year, year_due):
    first, second = rules.ended_before(today)
    assert (rules.words_of(first.period, first.starts_on), first.due_on) == (quarter, quarter_due)
    assert (rules.words_of(second.period, second.starts_on), second.due_on) == (year, year_due)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_periods_hold_their_day_and_follow_without_gap(day):
    for of, period in ((rules.quarter_of, Period.QUARTER), (rules.year_of, Period.YEAR)):
        span = of(day)
        assert span.period == period
        assert span.starts_on <= day <= span.ends_on < span.due_on
        assert of(span.ends_on + timedelta(days=1)).starts_on == span.ends_on + timedelta(days=1)
        assert span.due_on - span.ends_on <= timedelta(days=31)


@pytest.mark.parametrize(
    ("days", "reminder"), [(-8, ""), (-7, "near"), (0, "near"), (1, "late-0"), (7, "late-0"), (8, "late-1")]
)
def test_reminders_come_before_the_day_and_each_week_after_it(days, reminder):
    due_on = date(2026, 10, 15)
    assert rules.told_at(due_on, due_on + timedelta(days=days)) == reminder


@pytest.fixture
def cast():
    """The people, registered before the quarter ended."""
    return build_cast(FOUND)


@pytest.fixture
def owed(cast):
    """What Gulin Fireworks owes for the third quarter."""
    open_statements(now=NOW)
    with acting(cast.principal, NOW):
        return Statement.objects.get(period="quarter")


def notices(kind: str) -> list[str]:
    with scope.everything(because="the tests read the inbox"):
        return sorted(Notice.objects.filter(kind=kind).values_list("membership__role", flat=True))


@pytest.mark.django_db
class TestOwing:
    def test_each_enterprise_owes_one_and_twice_is_once(self, cast):
        first = open_statements(now=NOW)
        assert first >= 2
        assert open_statements(now=NOW) == 0

    def test_nothing_is_owed_for_the_time_before_it_was_registered(self, cast):
        open_statements(now=NOW)
        with acting(cast.principal, NOW):
            assert not Statement.objects.filter(period="year").exists()

    def test_another_enterprise_sees_nothing_of_it_and_the_county_does(self, cast, owed):
        with acting(cast.rival_safety_head, NOW):
            assert not Statement.objects.filter(pk=owed.pk).exists()
        with acting(cast.county_clerk, NOW):
            assert Statement.objects.filter(pk=owed.pk).exists()


@pytest.mark.django_db
class TestSigning:
    def test_the_figures_are_counted_from_the_ledger_and_frozen(self, cast, owed):
        with acting(cast.worker, FOUND) as actor:
            visit = start(actor, now=FOUND)
            sign(actor, visit, FOUND)
            visit_actions.finish_visit(actor=actor, now=FOUND, visit_id=visit.pk)
        record(cast, by="worker", source="self_check", now=FOUND)
        record(cast, now=FOUND, seed=4)
        with acting(cast.principal, NOW) as actor:
            signed = sign_statement(actor=actor, now=NOW, statement_id=owed.pk, remark="All in hand")
            again = sign_statement(actor=actor, now=LATE, statement_id=owed.pk)
        lines = {line["key"]: line["found"] for line in signed.figures["lines"]}
        assert (signed.figures["rounds"], lines) == (
            1,
            {"own_general": 1, "own_major": 0, "others_general": 1, "others_major": 0, "total": 2},
        )
        assert (signed.status, signed.document.kind, signed.document.snapshot["period"]) == (
            "signed", "self_check_statement", "2026年第3季度",
        )  # fmt: skip
        assert (again.signed_at, again.document_id) == (signed.signed_at, signed.document_id)
        for values in ({"figures": {}}, {"status": "owed", "signed_at": None, "document": None}):
            with (
                acting(cast.principal, NOW),
                pytest.raises(IntegrityError, match="never changes"),
                transaction.atomic(),
            ):
                Statement.objects.filter(pk=owed.pk).update(**values)

    def test_only_the_head_of_the_enterprise_signs(self, cast, owed):
        for who in ("safety_head", "county_clerk"):
            with acting(getattr(cast, who), NOW) as actor, pytest.raises(NotAllowed):
                sign_statement(actor=actor, now=NOW, statement_id=owed.pk)

    def test_not_before_the_period_is_over(self, cast):
        with scope.everything(because="the tests open a period that still runs"):
            open_statements(now=FOUND, spans=[rules.quarter_of(FOUND.date())], enterprise_ids=[cast.enterprise.pk])
        with acting(cast.principal, FOUND) as actor:
            row = Statement.objects.get()
            with pytest.raises(RuleBroken, match="not over"):
                sign_statement(actor=actor, now=FOUND, statement_id=row.pk)

    def test_by_the_page(self, cast, owed):
        client = client_as(cast.principal)
        page = client.get(f"/visits/statements/{owed.pk}/")
        assert page.status_code == 200
        assert client.post(f"/visits/statements/{owed.pk}/", {"language": "en"}).status_code == 422
        assert client.post(f"/visits/statements/{owed.pk}/", {"language": "en", "agreed": "on"}).status_code == 302
        listed = client_as(cast.county_clerk).get("/visits/statements/?state=signed")
        assert "2026 Q3" in listed.content.decode()
        sheet = client_as(cast.county_clerk).get("/visits/statements/?format=xlsx")
        assert sheet["Content-Type"].startswith("application/vnd.openxml")


@pytest.mark.django_db
class TestReminding:
    def test_leaders_are_told_before_the_day_and_once_a_week_after_it(self, cast, owed):
        remind_owing(now=NOW)
        first = notices("statement_due")
        remind_owing(now=NOW + timedelta(hours=6))
        assert notices("statement_due") == first
        assert {"principal", "safety_head"} <= set(first)
        for days in (10, 11, 18):
            remind_owing(now=NOW + timedelta(days=days))
        assert len(notices("statement_late")) == 2 * len(first)
        assert set(first) <= {"principal", "safety_head"}

    def test_a_signed_one_is_quiet(self, cast, owed):
        with acting(cast.principal, NOW) as actor:
            sign_statement(actor=actor, now=NOW, statement_id=owed.pk)
        remind_owing(now=LATE)
        with scope.everything(because="the tests read the inbox"):
            assert not Notice.objects.filter(kind="statement_late", key__contains=str(owed.pk)).exists()

    def test_a_late_fix_is_told_inside_the_enterprise_only(self, cast):
        found = record(cast, by="worker", source="self_check", now=FOUND)
        with acting(cast.safety_head, FOUND) as actor:
            assign_inside(
                actor=actor, now=FOUND, hazard_id=found.pk, responsible=cast.worker.membership, due_on=FOUND.date()
            )
        assert remind_late_inside(now=NOW) == 3
        assert remind_late_inside(now=NOW) == 0
        assert notices("fix_late_inside") == ["principal", "safety_head", "worker"]
