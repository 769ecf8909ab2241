"""Keyset paging gives every row once, forwards and backwards, whatever the order and however long the pages."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.errors import RuleBroken
from core.lists import LARGEST_PAGE, keyset_page

ORDERS = [("name", "id"), ("-name", "id"), ("name", "-id"), ("-name", "-id"), ("id",), ("-date_joined", "id")]


@pytest.fixture
def people(db) -> list[User]:
    names = ["b", "a", "c", "b", "a", "b", "d"]
    joined = [None, "2026-01-02T00:00:00Z", None, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", None, None]
    return [
        User.objects.create(username=f"keyset{n}", name=name, date_joined=day)
        for n, (name, day) in enumerate(zip(names, joined, strict=True))
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.sampled_from(ORDERS), size=st.integers(1, 8))
def test_every_row_comes_once_and_back_again(people, order, size):
    nullable = ("date_joined",)
    rows = User.objects.filter(username__startswith="keyset")

    def page(cursor):
        return keyset_page(rows, order=order, cursor=cursor, size=size, nullable=nullable)

    forwards, cursor = [], None
    while True:
        found = page(cursor)
        forwards.append([row.pk for row in found])
        if found.next_cursor is None:
            break
        cursor = found.next_cursor
    everyone = [pk for part in forwards for pk in part]
    assert len(everyone) == len(set(everyone)) == len(people)
    back = [forwards[-1]]
    while found.previous_cursor is not None:
        found = page(found.previous_cursor)
        back.insert(0, [row.pk for row in found])
    assert [pk for part in back for pk in part] == everyone


def test_a_forged_or_foreign_cursor_is_refused_in_words(people):
    rows = User.objects.all()
    other = keyset_page(rows, order=("name", "id"), size=2).next_cursor
    for cursor in ("rubbish", "e30", other[:-3], "W10"):
        with pytest.raises(RuleBroken, match="no longer valid"):
            keyset_page(rows, order=("-name", "id"), cursor=cursor)
    with pytest.raises(RuleBroken, match="no longer valid"):
        keyset_page(rows, order=("-name", "id"), cursor=other)


def test_a_page_is_bounded(people):
    assert len(keyset_page(User.objects.all(), order=("id",), size=10_000)) <= LARGEST_PAGE
    assert len(keyset_page(User.objects.all(), order=("id",), size=-5)) == 1
