"""What follows from dates alone: which months are still to be drawn up."""

from datetime import date

import pytest

from bulletins import rules


@pytest.mark.parametrize(
    ("last", "today", "day", "due"),
    [
        ("", date(2026, 11, 22), 5, ["2026-10"]),
        ("", date(2026, 11, 4), 5, []),
        ("2026-10", date(2026, 11, 22), 5, []),
        ("2026-09", date(2026, 11, 22), 5, ["2026-10"]),
        ("2026-09", date(2026, 11, 4), 5, []),
        ("2026-07", date(2026, 11, 22), 5, ["2026-08", "2026-09", "2026-10"]),
        ("2026-07", date(2026, 11, 4), 5, ["2026-08", "2026-09"]),
        ("2025-12", date(2026, 1, 31), 28, []),
        ("2025-11", date(2026, 2, 28), 28, ["2025-12", "2026-01"]),
        ("2020-01", date(2026, 11, 22), 5, ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]),
    ],
)
def test_the_months_that_are_due(last, today, day, due):
    assert [key for key, _first, _last in rules.months_due(last, today=today, day_of_month=day)] == due


def test_a_month_is_drawn_up_in_the_next():
    assert rules.day_after(date(2026, 1, 31), 28) == date(2026, 2, 28)
    assert rules.day_after(date(2026, 12, 31), 1) == date(2027, 1, 1)
