"""A migrated database kept as a template: a test database is then a copy of files, made in a second.

Its name holds a digest of everything that migrations are made of, so a changed migration makes another one; whoever
comes first makes it, the others wait for it.
"""

import hashlib
from contextlib import closing
from itertools import chain
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[1]
#: What the migrations' tables, walls and triggers are made of.
SOURCES = ("*/migrations/*.py", "*/frozen.py", "*/*/frozen.py", "core/wall.py", "core/scope.py", "config/roles.sql")
#: A number of our own for the advisory lock.
LOCK = 5_105_25
KEPT = 3


def provide() -> str:
    """Return the name of the template for the present migrations, made now unless it is there."""
    paths = sorted(set(chain.from_iterable(ROOT.glob(pattern) for pattern in SOURCES)))
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    name = f"template_safeloop_{digest.hexdigest()[:12]}"
    place = connection.settings_dict
    parts = {"host": place["HOST"], "port": place["PORT"] or None, "user": place["USER"], "password": place["PASSWORD"]}
    with closing(psycopg2.connect(dbname="postgres", **parts)) as admin:
        admin.autocommit = True
        with admin.cursor() as cursor:
            # The lock goes with the connection, whatever becomes of the work.
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone()[0]:
                _make(f"{name}_new")
                cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
                _forget_old(cursor)
    return name


def _make(name: str) -> None:
    place = connection.settings_dict
    own, wanted = place["NAME"], place["TEST"]["NAME"]
    place["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    finally:
        connection.close()
        place["NAME"], place["TEST"]["NAME"] = own, wanted
        settings.DATABASES["default"]["NAME"] = own


def _forget_old(cursor) -> None:
    """Drop all but the newest templates; one that is being copied just now stays until the next time."""
    cursor.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, 'template_safeloop_') ORDER BY oid DESC OFFSET %s",
        [KEPT],
    )
    for (name,) in cursor.fetchall():
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        except psycopg2.errors.ObjectInUse:
            continue
