"""What the wall costs: the list's SQL behind it, against the same SQL with the region written out, without it."""

import time
from statistics import median

import psycopg2

from benchmarks.database import ensure, superuser, url
from core.scope import Scope

LIST = (
    "SELECT h.id, h.number, h.description, h.status, h.due_on, e.name FROM hazards_hazard h "
    "JOIN enterprises_enterprise e ON e.id = h.enterprise_id "
    "WHERE h.status IN ('served', 'rectifying', 'submitted') {region} ORDER BY h.due_on, h.id LIMIT 200"
)
COUNT = "SELECT count(*) FROM hazards_hazard h WHERE h.status = 'rectifying' {region}"


def _times(cursor, sql: str, repeat: int) -> float:
    taken = []
    for _ in range(repeat):
        begun = time.perf_counter()
        cursor.execute(sql)
        cursor.fetchall()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def run(*, hazards: int, repeat: int = 60) -> list[dict]:
    """Measure for a province, a city and a county; return rows."""
    name = ensure(hazards)
    rows = []
    connection = psycopg2.connect(url(name, user="safeloop_app"))
    with superuser(name) as owner, connection, connection.cursor() as walled:
        for title, sql in (("list of 200", LIST), ("count", COUNT)):
            for code in ("51", "5105", "510525"):
                for setting, value in Scope.of_region(code).settings().items():
                    walled.execute("SELECT set_config(%s, %s, true)", [setting, value])
                region = f"AND h.region_code >= '{code}' AND h.region_code < '{code}~'"
                joined = (
                    f" AND e.region_code >= '{code}' AND e.region_code < '{code}~'"
                    if "enterprise_e" not in sql and "JOIN" in sql
                    else ""
                )
                pairs = [
                    (
                        _times(walled, sql.format(region=""), repeat),
                        _times(owner, sql.format(region=region + joined), repeat),
                    )
                    for _ in range(3)
                ]
                behind, bare = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
                rows.append(
                    {
                        "benchmark": f"wall, {title}, {code}",
                        "ratio": round(behind / bare, 3),
                        "limit": 1.1,
                        "against": "the same SQL outside the wall, region written out",
                        "p50_ms": round(behind * 1000, 2),
                    }
                )
    connection.close()
    return rows
