"""A prepared statement says with other values what a fresh one says, and refuses what it could not fill in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection

from accounts.models import Membership, User
from core.prepared import Prepared
from tests.cast import acting

JOINED = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def people(db) -> dict[str, User]:
    return {name: User.objects.create(username=name, name=name, date_joined=JOINED) for name in ("ada", "bo")}


def test_each_call_puts_its_own_values_in(people, django_assert_num_queries):
    statement = Prepared(
        lambda key, name, since: User.objects.filter(pk=key, name=name, date_joined__gte=since).values_list("username"),
        key=UUID,
        name=str,
        since=datetime,
    )
    for name, person in people.items():
        with django_assert_num_queries(1):
            assert statement.rows(key=person.pk, name=name, since=JOINED) == [(name,)]
    assert statement.rows(key=uuid4(), name="ada", since=JOINED) == []
    assert statement.rows(key=people["ada"].pk, name="bo", since=JOINED) == []


def test_a_value_may_stand_in_it_more_than_once_beside_fixed_ones(people):
    statement = Prepared(
        lambda name: (User.objects.filter(username=name) | User.objects.filter(name=name, is_active=False)).values_list(
            "username"
        ),
        name=str,
    )
    assert statement.rows(name="bo") == [("bo",)]


def test_a_value_that_the_statement_does_not_use_is_a_mistake(db):
    statement = Prepared(lambda day: User.objects.values_list("pk"), day=date)
    with pytest.raises(TypeError, match="does not use day"):
        statement.rows(day=date(2026, 1, 1))


def test_what_takes_more_than_one_statement_is_a_mistake(db):
    statement = Prepared(lambda name: User.objects.filter(name=name).prefetch_related("memberships"), name=str)
    with pytest.raises(TypeError, match="prefetches nothing"):
        statement.objects(name="ada")


def test_a_missing_value_is_a_mistake(people):
    statement = Prepared(lambda name: User.objects.filter(name=name).values_list("pk"), name=str)
    with pytest.raises(KeyError):
        statement.rows()


def test_objects_come_with_what_belongs_to_them(cast, django_assert_num_queries):
    statement = Prepared(lambda key: Membership.objects.filter(pk=key).select_related("person", "authority"), key=UUID)
    with acting(cast.county_clerk):
        held = Membership.objects.select_related("person", "authority").get(pk=cast.county_clerk.membership.pk)
        for _turn in range(2):
            with django_assert_num_queries(1):
                (found,) = statement.objects(key=held.pk)
                assert (found, found.person, found.authority) == (held, held.person, held.authority)
        assert statement.objects(key=uuid4()) == []


def test_any_number_of_keys_is_one_statement(people):
    statement = Prepared(lambda keys: User.objects.filter(pk__any_of=keys).order_by("username"), keys=list)
    assert [each.username for each in statement.objects(keys=[each.pk for each in people.values()])] == ["ada", "bo"]
    assert [each.username for each in statement.objects(keys=[people["bo"].pk])] == ["bo"]
    assert statement.objects(keys=[]) == []


def test_threads_share_a_statement_and_not_a_connection(people):
    statement = Prepared(lambda name: User.objects.filter(name=name), name=str)
    assert statement.objects(name="ada") == [people["ada"]]

    def elsewhere() -> list:
        try:
            return statement.objects(name="nobody at all")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(elsewhere).result() == []
