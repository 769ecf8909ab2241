"""Emptying the database after a test that commits: rows are deleted, files are not made anew.

Django truncates every table and then makes content types and permissions again; with more than a hundred tables and
their indexes that takes longer than most tests. The superuser of the embedded server may delete past triggers, foreign
keys and the wall; where there is none (a server by DATABASE_URL), Django's own way is taken.
"""

from functools import cache

import psycopg2
from django.db import connection
from django.test import TransactionTestCase

#: What migrating made, and no test changes.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
FILLED = """
SELECT format('DELETE FROM %%I', relname) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 AND relname <> ALL(%s)
"""

djangos_way = TransactionTestCase._fixture_teardown


@cache
def _superuser(name: str, host: str, port: str) -> "psycopg2.extensions.connection | None":
    try:
        found = psycopg2.connect(dbname=name, host=host, port=port or None, user="postgres", connect_timeout=5)
        with found.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        found.commit()
    except psycopg2.Error:
        return None
    return found


def empty(case: TransactionTestCase) -> None:
    """Delete every row that a test has left; put in the place of Django's own teardown."""
    place = connection.settings_dict
    superuser = _superuser(place["NAME"], place["HOST"], str(place["PORT"]))
    if superuser is None:
        djangos_way(case)
        return
    with superuser, superuser.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '30s'")
        cursor.execute(FILLED, [list(KEPT)])
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def close() -> None:
    """Let go of the database, so that it can be dropped."""
    place = connection.settings_dict
    superuser = _superuser(place["NAME"], place["HOST"], str(place["PORT"]))
    if superuser is not None:
        superuser.close()
    _superuser.cache_clear()
