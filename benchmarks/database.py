"""A database of a given number of hazards, filled by set-based SQL; kept between runs under its own name."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
SHAPE = 5
"""Raise it when the filling changes: databases of an older shape are filled anew."""


def url(name: str, *, user: str) -> str:
    """Return the address of database `name` as `user`, on the server of DATABASE_URL."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}", path=f"/{name}"))


def environment(name: str) -> dict[str, str]:
    """Return the environment in which a process works on database `name`."""
    return os.environ | {
        "DATABASE_URL": url(name, user="safeloop_app"),
        "DATABASE_OWNER_URL": url(name, user="safeloop_owner"),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }


@contextmanager
def superuser(name: str) -> Iterator["psycopg2.extensions.cursor"]:
    """Yield a cursor that stands outside the wall and checks no foreign keys: for filling and for the bare limit."""
    connection = psycopg2.connect(url(name, user="postgres"))
    try:
        with connection, connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def manage(name: str, *arguments: str) -> None:
    """Run a management command on database `name`."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment(name), check=True)


def ensure(hazards: int, *, kind: str = "bench", filling: Callable[..., None] | None = None) -> str:
    """Create and fill the database of that many hazards unless it is there; return its name.

    `filling` takes a superuser's cursor and the number; without one it is `fill`. One of an older shape is dropped.
    """
    name = f"safeloop_{kind}_{hazards}"
    provide(name)
    with superuser(name) as cursor:
        cursor.execute("SELECT to_regclass('public.bench_shape')")
        begun, kept = cursor.fetchone()[0], False
        if begun:
            cursor.execute("SELECT max(shape) FROM bench_shape")
            kept = cursor.fetchone()[0] == SHAPE
        cursor.execute("SELECT to_regclass('public.django_migrations')")
        stale = begun or cursor.fetchone()[0]
    if kept:
        manage(name, "migrate", "--verbosity", "0")
        with superuser(name) as cursor:
            cursor.execute("ANALYZE")  # of a new column PostgreSQL knows nothing until then
        return name
    if stale:
        drop(name)
        provide(name)
    print(f"Filling {name} ...", flush=True)
    manage(name, "migrate", "--verbosity", "0")
    manage(name, "load_reference", "--verbosity", "0")
    with superuser(name) as cursor:
        (filling or fill)(cursor, hazards)
    connection = psycopg2.connect(url(name, user="postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_shape (shape int)")
        cursor.execute("INSERT INTO bench_shape VALUES (%s)", [SHAPE])
    connection.close()
    return name


def drop(name: str) -> None:
    """Drop a database of the benchmarks."""
    connection = psycopg2.connect(url("postgres", user="postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    connection.close()


def copy(name: str, to: str) -> str:
    """Copy a database file by file, so that a measurement may write; return the copy's name."""
    drop(to)
    connection = psycopg2.connect(url("postgres", user="postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{to}" TEMPLATE "{name}" OWNER safeloop_owner STRATEGY file_copy')
    connection.close()
    return to


def provide(name: str) -> None:
    """Create an empty database of that name unless it is there."""
    # Without the addresses in the environment, the starter makes the database on the embedded server.
    plain = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    }
    starter = [sys.executable, "config/services.py", "env", name]
    subprocess.run(starter, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=plain)


def insert(cursor, table: str, rows: str, /, **columns: str) -> None:
    """Insert `SELECT columns FROM rows`; columns that are not named get the plainest value of their type."""
    cursor.execute(
        "SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s",
        [table],
    )
    plain = {
        "character varying": "''",
        "text": "''",
        "jsonb": "'{}'::jsonb",
        "integer": "0",
        "smallint": "0",
        "bigint": "0",
        "boolean": "false",
        "timestamp with time zone": "now()",
        "date": "current_date",
        "uuid": "gen_random_uuid()",
        "ARRAY": "'{}'",
        "numeric": "0",
    }
    for column, kind, nullable, default in cursor.fetchall():
        if column not in columns and nullable == "NO" and not default:
            columns[column] = plain[kind]
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} FROM {rows}")


def key(kind: int, number: str) -> str:
    """Return SQL for a UUID made of a kind and a number, so that tables can refer to each other without joins."""
    return f"('00000000-0000-7000-8{kind:03d}-' || lpad(to_hex(({number})::bigint), 12, '0'))::uuid"


def fill(cursor, hazards: int) -> None:
    """Fill: a tenth as many enterprises as hazards, over all counties of six provinces; six in ten hazards closed."""
    enterprises = max(100, hazards // 10)
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("SET synchronous_commit = off")
    cursor.execute(
        "CREATE TEMP TABLE county AS "
        "SELECT row_number() OVER (ORDER BY left(code, 2) = '51' DESC, code) - 1 AS n, code "
        "FROM regions_region WHERE length(code) = 6 AND left(code, 2) IN ('51', '34', '42', '43', '44', '37')"
    )
    cursor.execute("SELECT count(*) FROM county")
    counties = cursor.fetchone()[0]
    for n, (code, level) in enumerate([("51", "province"), ("5105", "city"), ("510525", "county"), ("34", "province")]):
        insert(
            cursor,
            "accounts_authority",
            "(SELECT 1) one",
            id=key(1, str(n)),
            region_code=f"'{code}'",
            region_id=f"'{code}'",
            kind="'bureau'",
            department_code="'YJ'",
            name_zh=f"'应急管理局 {code}'",
            name_en=f"'Emergency Management Bureau {level} {code}'",
            document_code=f"'应急{code}'",
        )
    source = f"generate_series(0, {enterprises - 1}) AS e(n) JOIN county ON county.n = e.n %% {counties}".replace(
        "%%", "%"
    )
    insert(
        cursor,
        "enterprises_enterprise",
        source,
        id=key(2, "e.n"),
        name="'企业' || lpad(e.n::text, 7, '0') || '有限公司'",
        credit_code="'91' || lpad(e.n::text, 16, '0')",
        region_code="county.code",
        region_id="county.code",
        industry_id="(ARRAY['K01','K02','K03','K04','IT-5','IT-4','K11'])[1 + e.n % 7]",
        status="'active'",
        version="1",
    )
    people = [("province", 0), ("city", 1), ("county", 2), ("enterprise", None)]
    for n, (username, authority) in enumerate(people):
        insert(
            cursor,
            "accounts_user",
            "(SELECT 1) one",
            id=key(3, str(n)),
            username=f"'bench.{username}'",
            name=f"'{username}'",
            language="'en'",
            is_active="true",
            password="'!'",
        )
        tenant = {"authority_id": key(1, str(authority))} if authority is not None else {"enterprise_id": key(2, "0")}
        insert(
            cursor,
            "accounts_membership",
            "(SELECT 1) one" if authority is not None else "county WHERE n = 0",
            id=key(4, str(n)),
            person_id=key(3, str(n)),
            tenant_kind="'authority'" if authority is not None else "'enterprise'",
            role="'clerk'" if authority is not None else "'safety_head'",
            status="'active'",
            region_code=f"'{['51', '5105', '510525'][authority]}'" if authority is not None else "county.code",
            **tenant,
        )
    number = f"generate_series(0, {hazards - 1}) AS h(n)"
    cursor.execute(
        f"CREATE TEMP TABLE case_row AS SELECT h.n, h.n % {enterprises} AS e, county.code AS code, "
        "CASE WHEN h.n % 10 < 6 THEN 'closed' WHEN h.n % 10 = 6 THEN 'submitted' WHEN h.n % 10 = 7 THEN 'served' "
        "WHEN h.n % 10 = 8 THEN 'rectifying' WHEN h.n % 100 = 9 THEN 'recorded' ELSE 'rectifying' END AS status, "
        "current_date - (h.n % 700)::int AS found "
        f"FROM {number} JOIN county ON county.n = (h.n % {enterprises}) % {counties}"
    )
    insert(
        cursor,
        "hazards_hazard",
        "case_row h",
        id=key(5, "h.n"),
        led_by="'authority'",
        number="h.n + 1",
        enterprise_id=key(2, "h.e"),
        authority_id=key(1, "0"),
        industry_id="(ARRAY['K01','K02','K03','K04','IT-5','IT-4','K11'])[1 + h.e % 7]",
        region_code="h.code",
        description="'仓库角落货物堆放过高,通道被占 ' || h.n",
        place_text="'1号仓库'",
        source="'visit'",
        grade="CASE WHEN h.n % 17 = 0 THEN 'major' ELSE 'general' END",
        status="h.status",
        version="3",
        episode="1",
        found_on="h.found",
        recorded_at="h.found + time '10:00'",
        updated_at="h.found + time '10:00'",
        due_on="CASE WHEN h.status = 'recorded' THEN NULL ELSE h.found + 20 + (h.n % 90)::int END",
        rectified_on="CASE WHEN h.status = 'closed' THEN h.found + 10 END",
        closed_at="CASE WHEN h.status = 'closed' THEN h.found + 12 + time '10:00' END",
    )
    for step, (verb, before, after) in enumerate(
        [
            ("recorded", "''", "'recorded'"),
            ("confirmed", "'recorded'", "'confirmed'"),
            ("ordered", "'confirmed'", "'ordered'"),
        ]
    ):
        insert(
            cursor,
            "hazards_event",
            "case_row h",
            hazard_id=key(5, "h.n"),
            enterprise_id=key(2, "h.e"),
            region_code="h.code",
            number=str(step + 1),
            episode="1",
            verb=f"'{verb}'",
            from_status=before,
            to_status=after,
            at=f"h.found + time '10:0{step}'",
            actor="""'{"person": "李国强", "tenant": "应急管理局", "role": "inspector"}'::jsonb""",
        )
    insert(
        cursor,
        "rectification_order",
        "case_row h WHERE h.status <> 'recorded'",
        id=key(6, "h.n"),
        hazard_id=key(5, "h.n"),
        enterprise_id=key(2, "h.e"),
        authority_id=key(1, "0"),
        region_code="h.code",
        status="CASE WHEN h.status = 'closed' THEN 'discharged' ELSE 'in_force' END",
        ended_at="CASE WHEN h.status = 'closed' THEN h.found + 12 + time '10:00' END",
        episode="1",
        issued_at="h.found + time '10:10'",
        served_at="h.found + time '10:20'",
    )
    insert(
        cursor,
        "rectification_deadline",
        "case_row h WHERE h.status <> 'recorded'",
        order_id=key(6, "h.n"),
        enterprise_id=key(2, "h.e"),
        region_code="h.code",
        version="1",
        unit="'calendar_days'",
        amount="20",
        start_on="h.found",
        start_fact="'service'",
        due_on="h.found + 20 + (h.n % 90)::int",
        trace="'[]'::jsonb",
        calendar_version="'bench'",
        issued_at="h.found + time '10:10'",
    )
    cursor.execute("SELECT setval('hazard_number', %s)", [hazards + 1])
