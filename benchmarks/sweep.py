"""The sweep over open cases of which a tenth is due, against the bare SQL that inserts the same rows; and idle.

python -m benchmarks.sweep due|idle        prints one measurement of the database of the environment (for `run`)
"""

import json
import os
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from statistics import median

import psycopg2

from benchmarks.cases import ENTERPRISE, HAZARD, fill_cases
from benchmarks.database import ROOT, copy, drop, ensure, environment, insert, key, superuser, url

#: A Wednesday on which the sweep is measured; nothing depends on the day on which the benchmark runs.
TODAY = date(2026, 11, 18)
ONE_IN = 10
STEP_AND_NOTICE = ("rectification_step", "notifications_notice")


def _django(name: str) -> None:
    import django

    os.environ.update(environment(name))
    django.setup()


def _situations() -> tuple[datetime, list[dict], list[dict]]:
    """Return the moment of the sweep, and situations of watches: with a rung that has come since yesterday, without."""
    from core import scope
    from rectification.ladder import defaults, rules
    from regions.selectors import calendar_for

    with scope.everything(because="the benchmark reads the calendar"):
        calendar = calendar_for("51")
    now, due, waiting = rules.at(TODAY, 10), [], []
    parts = (rules.Segment(defaults.RUNGS["rectify", "general"]),)
    for days in range(-30, 30):
        for term in range(14, 40, 2):
            due_on = TODAY + timedelta(days=days)
            ask = {"opened_on": due_on - timedelta(days=term), "due_on": due_on, "calendar": calendar}
            if ask["opened_on"] >= TODAY - timedelta(days=1):
                continue
            before = rules.decide(parts, now=now - timedelta(days=1), **ask)
            row = {
                "due": due_on,
                "found": ask["opened_on"],
                "handled": [step.key for step in before.steps if not step.key.startswith("R")],
                "repeats": sum(step.key.startswith("R") for step in before.steps),
                "said_on": TODAY - timedelta(days=1) if before.sent else None,
                "at": before.next_at,
            }
            (due if before.next_at <= now else waiting).append(row)
    return now, due, waiting


def fill_sweep(cursor, cases: int) -> None:
    """Fill open cases with their watches: a tenth has a rung that came this morning, the others wait."""
    _now, due, waiting = _situations()
    cursor.execute(
        "CREATE TEMP TABLE situation (is_due boolean, n int, due date, found date, handled text[], repeats int, "
        "said_on date, at timestamptz)"
    )
    for is_due, rows in ((True, due), (False, waiting)):
        for n, row in enumerate(rows):
            values = [is_due, n, *(row[name] for name in ("due", "found", "handled", "repeats", "said_on", "at"))]
            cursor.execute("INSERT INTO situation VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", values)
    cursor.execute(
        f"CREATE TEMP TABLE chosen AS SELECT c.n AS case_no, s.* FROM generate_series(0, {cases - 1}) AS c(n) "
        f"JOIN situation s ON s.is_due = (c.n % {ONE_IN} = 0) AND s.n = (c.n / {ONE_IN}) % "
        f"(CASE WHEN c.n % {ONE_IN} = 0 THEN {len(due)} ELSE {len(waiting)} END)"
    )
    cursor.execute("CREATE UNIQUE INDEX ON chosen (case_no)")
    fill_cases(
        cursor,
        cases,
        due="SELECT c.due FROM chosen c WHERE c.case_no = h.n",
        found="SELECT c.found FROM chosen c WHERE c.case_no = h.n",
        grade="'general'",
    )
    insert(
        cursor,
        "rectification_watch",
        "open_case h JOIN chosen c ON c.case_no = h.n",
        hazard_id=key(HAZARD, "h.n"),
        enterprise_id=key(ENTERPRISE, "h.e"),
        region_code="h.code",
        kind="'rectify'",
        pace="'general'",
        subject_id=key(HAZARD, "h.n"),
        episode="1",
        round="1",
        due_version="1",
        due_on="h.due",
        opened_at="h.found + time '02:20'",
        attention_at="c.at",
        handled="c.handled",
        repeats="c.repeats",
        said_on="c.said_on",
    )


def measure(what: str, repeat: int = 200) -> dict:
    """Sweep once over what is due, or many times over nothing; return the seconds and what was done."""
    from rectification.ladder import rules, sweep

    now = rules.at(TODAY, 10)
    if what == "due":
        begun = time.perf_counter()
        done = sweep.sweep(now=now)
        return {"seconds": time.perf_counter() - begun, "watches": done.watches, "steps": done.steps, "sent": done.sent}
    early = now - timedelta(days=40)
    taken = []
    for _ in range(repeat):
        begun = time.perf_counter()
        sweep.sweep(now=early)
        taken.append(time.perf_counter() - begun)
    return {"seconds": median(taken[repeat // 10 :])}


def _measured(name: str, what: str) -> dict:
    command = [sys.executable, "-m", "benchmarks.sweep", what]
    done = subprocess.run(command, cwd=ROOT, env=environment(name), check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _bare(name: str) -> float:
    """Return the seconds that plain SQL takes for the very rows that the sweep has written, in one transaction."""
    with superuser(name) as cursor:
        for table in STEP_AND_NOTICE:
            cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table}")
            cursor.execute(f"TRUNCATE {table} CASCADE")
    connection = psycopg2.connect(url(name, user="postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
        begun = time.perf_counter()
        cursor.execute(
            "; ".join(["BEGIN", *(f"INSERT INTO {t} SELECT * FROM bare_{t}" for t in STEP_AND_NOTICE), "COMMIT"])
        )
        taken = time.perf_counter() - begun
    connection.close()
    return taken


def run(*, cases: int, small: int) -> list[dict]:
    """Measure both; return rows."""
    _django(ensure(10_000))
    names = {size: ensure(size, kind="sweep", filling=fill_sweep) for size in (small, cases)}
    work = copy(names[cases], "safeloop_sweep_work")
    swept, bare = _measured(work, "due"), _bare(work)
    drop(work)
    expected = -(-cases // ONE_IN)
    if swept["watches"] != expected or swept["sent"] != expected:
        raise SystemExit(f"the sweep said {swept}, not {expected} rungs")
    pairs = [[_measured(names[size], "idle")["seconds"] for size in (cases, small)] for _ in range(3)]
    large, little = (min(pair[n] for pair in pairs) for n in (0, 1))
    return [
        {
            "benchmark": f"sweep of {cases} open cases, {expected} due",
            "ratio": round(swept["seconds"] / bare, 2),
            "limit": 3,
            "against": "bare SQL inserting the same step and outbox rows",
            "p50_ms": round(swept["seconds"] * 1000),
        },
        {
            "benchmark": f"idle sweep over {cases} open cases",
            "ratio": round(large / little, 2),
            "limit": 1.5,
            "against": f"idle sweep over {small}",
            "p50_ms": round(large * 1000, 2),
        },
    ]


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    print(json.dumps(measure(sys.argv[1])))
