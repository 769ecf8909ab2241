"""The suite runs behind the wall: every connection wears the application's role, as in production."""

import os

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import settings as hypothesis_settings

from core.scope import ROLES, Scope
from tests import emptying, template
from tests.cast import Cast, build_cast

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine is no mistake: properties are about answers, never about time; and each run tries the same cases.
hypothesis_settings.register_profile("safeloop", deadline=None, derandomize=True)
hypothesis_settings.load_profile("safeloop")


def wear_application_role(sender, connection, **kwargs) -> None:
    """Put a fresh connection of the owner into the walled role, with no scope declared."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
        for name in Scope().settings():
            cursor.execute("SELECT set_config(%s, '', false)", [name])


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_keepdb, django_db_blocker):
    """Copy the test database from a migrated one, unless the last one is to be used again."""
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = template.provide()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Create the test database as its owner, then test as the application."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            roles = ", ".join(ROLES)
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {roles}")
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO {roles}")
            cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {roles}")
        connection.close()
    connection_created.connect(wear_application_role)
    TransactionTestCase._fixture_teardown = emptying.empty
    yield
    TransactionTestCase._fixture_teardown = emptying.djangos_way
    with django_db_blocker.unblock():
        emptying.close()
    connection_created.disconnect(wear_application_role)
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture
def cast(db) -> Cast:
    """Everybody of tests/cast.py, in the database, with no scope left open."""
    return build_cast()


@pytest.fixture
def page_queries():
    """Return what a page asks of the tables, once the process is warm: a test's savepoints and the session stay out."""

    def ask(client, path: str) -> list[str]:
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        plumbing = ("SAVEPOINT", "RELEASE", "SELECT set_config")
        statements = [query["sql"] for query in asked if not query["sql"].startswith(plumbing)]
        return [sql for sql in statements if "django_session" not in sql]

    return ask
