"""The day's duties of responsible persons, drawn up by the sweep, against bare SQL that inserts the same rows.

python -m benchmarks.duties        prints one measurement of the database of the environment (for `run`)
"""

import json
import os
import subprocess
import sys
import time
from datetime import date

import psycopg2

from benchmarks.database import ROOT, copy, drop, ensure, environment, insert, key, superuser, url

#: A Wednesday on which the sweep is measured; nothing depends on the day on which the benchmark runs.
TODAY = date(2026, 11, 18)
LISTS, DAILY = 20, 3


def fill_duties(cursor, people: int) -> None:
    """Fill: so many posts with a holder, each bound to one of twenty lists with three daily items and five others.

    Their clocks have drawn up everything up to the midnight before.
    """
    enterprises = max(100, people // 10)
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(
        "CREATE TEMP TABLE county AS SELECT row_number() OVER (ORDER BY code) - 1 AS n, code "
        "FROM regions_region WHERE length(code) = 6 AND left(code, 2) = '51'"
    )
    cursor.execute("SELECT count(*) FROM county")
    counties = cursor.fetchone()[0]
    insert(
        cursor,
        "enterprises_enterprise",
        f"generate_series(0, {enterprises - 1}) AS e(n) JOIN county ON county.n = e.n % {counties}",
        id=key(2, "e.n"),
        name="'企业' || e.n",
        credit_code="'91' || lpad(e.n::text, 16, '0')",
        region_code="county.code",
        region_id="county.code",
        industry_id="'K04'",
        status="'active'",
        version="1",
    )
    insert(
        cursor,
        "checklists_checklist",
        f"generate_series(0, {LISTS - 1}) AS l(n)",
        id=key(30, "l.n"),
        region_code="''",
        code="'B-' || l.n",
        kind="'post_duty'",
    )
    insert(
        cursor,
        "checklists_checklistversion",
        f"generate_series(0, {LISTS - 1}) AS l(n)",
        id=key(31, "l.n"),
        region_code="''",
        checklist_id=key(30, "l.n"),
        number="1",
        status="'published'",
        published_at="timestamptz '2026-01-01'",
        effective_from="date '2026-01-01'",
    )
    insert(
        cursor,
        "checklists_checklistitem",
        f"generate_series(0, {LISTS - 1}) AS l(n), generate_series(1, 8) AS i(n)",
        id=key(32, "l.n * 10 + i.n"),
        region_code="''",
        version_id=key(31, "l.n"),
        position="i.n",
        text_zh="'检查第' || i.n || '项'",
        text_en="'Look at ' || i.n",
        frequency="(ARRAY['day','day','day','week','month','quarter','year','event'])[i.n]",
        default_grade="'general'",
        weight="1",
    )
    of_person = key(2, f"p.n % {enterprises}")
    who = f"generate_series(0, {people - 1}) AS p(n) JOIN enterprises_enterprise e ON e.id = {of_person}"
    insert(
        cursor,
        "enterprises_post",
        who,
        id=key(33, "p.n"),
        region_code="e.region_code",
        enterprise_id="e.id",
        name="'岗位' || p.n",
        holder_name="'员工' || p.n",
    )
    insert(
        cursor,
        "checklists_binding",
        who,
        id=key(34, "p.n"),
        region_code="e.region_code",
        enterprise_id="e.id",
        checklist_id=key(30, f"p.n % {LISTS}"),
        post_id=key(33, "p.n"),
        starts_on="date '2026-01-01'",
        bound_at="timestamptz '2026-01-01 00:00+08'",
    )
    insert(
        cursor,
        "checklists_dutyclock",
        who,
        id=key(35, "p.n"),
        region_code="e.region_code",
        enterprise_id="e.id",
        binding_id=key(34, "p.n"),
        rhythm="'every_day'",
        shifts="'{}'",
        done_until=f"timestamptz '{TODAY} 00:00+08' - interval '1 second'",
        attention_at=f"timestamptz '{TODAY} 00:00+08'",
    )


def measure() -> dict:
    """Draw up the duties of the day once; return the seconds and how many there are."""
    from checklists.duties import rules
    from checklists.duties.sweep import sweep

    now = rules.midnight(TODAY).replace(hour=1)
    begun = time.perf_counter()
    done = sweep(now=now)
    return {"seconds": time.perf_counter() - begun, "drawn": done.drawn}


def _measured(name: str) -> dict:
    command = [sys.executable, "-m", "benchmarks.duties"]
    done = subprocess.run(command, cwd=ROOT, env=environment(name), check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _bare(name: str) -> float:
    """Return the seconds that plain SQL takes for the very rows that the sweep has written, in one transaction."""
    with superuser(name) as cursor:
        cursor.execute("CREATE TABLE bare_duty AS SELECT * FROM checklists_duty")
        cursor.execute("TRUNCATE checklists_duty CASCADE")
    connection = psycopg2.connect(url(name, user="postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
        begun = time.perf_counter()
        cursor.execute("BEGIN; INSERT INTO checklists_duty SELECT * FROM bare_duty; COMMIT")
        taken = time.perf_counter() - begun
    connection.close()
    return taken


def run(*, people: int = 60_000) -> list[dict]:
    """Measure; return rows."""
    name = ensure(people, kind="duties", filling=fill_duties)
    work = copy(name, "safeloop_duties_work")
    swept, bare = _measured(work), _bare(work)
    drop(work)
    if swept["drawn"] != people * DAILY:
        raise SystemExit(f"the sweep drew up {swept['drawn']} duties, not {people * DAILY}")
    return [
        {
            "benchmark": f"a day's duties of {people} responsible persons, {swept['drawn']} rows",
            "ratio": round(swept["seconds"] / bare, 2),
            "limit": 3,
            "against": "bare SQL inserting the same rows",
            "p50_ms": round(swept["seconds"] * 1000),
        }
    ]


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    print(json.dumps(measure()))
