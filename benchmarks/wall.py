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


def _times(first, second, pair: tuple[str, str], repeat: int) -> tuple[float, float]:
    """Return the median seconds of two statements asked in turn, so that both meet the same moments of the machine."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeat):
        for cursor, sql, times in zip((first, second), pair, taken, strict=True):
            begun = time.perf_counter()
            cursor.execute(sql)
            cursor.fetchall()
            times.append(time.perf_counter() - begun)
    return median(taken[0]), median(taken[1])


def run(*, hazards: int, repeat: int = 300) -> list[dict]:
    """Measure for a province, a city and a county; return rows."""
    name = ensure(hazards)
    rows = []
    connection = psycopg2.connect(url(name, user="safeloop_app"))
    with superuser(name) as owner, connection, connection.cursor() as walled:
        for title, sql in (("list of 200", LIST), ("count", COUNT)):
            for code in ("51", "5105", "510525"):
                scope = Scope.of_region(code)
                for setting, value in ({"role": scope.role} | scope.settings()).items():
                    walled.execute("SELECT set_config(%s, %s, true)", [setting, value])
                region = f"AND h.region_code >= '{code}' AND h.region_code < '{code}~'"
                statements = (sql.format(region=""), sql.format(region=region))
                behind, bare = _times(walled, owner, statements, repeat)
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
