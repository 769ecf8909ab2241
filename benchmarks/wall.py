"""What the wall costs: the list's SQL behind it, against the same SQL with the region written out, without it."""

import time
from statistics import median

import psycopg2

from benchmarks.database import ensure, url
from core.scope import Scope

LIST = (
    "SELECT h.id, h.number, h.description, h.status, h.due_on, e.name FROM hazards_hazard h "
    "JOIN enterprises_enterprise e ON e.id = h.enterprise_id "
    "WHERE h.status IN ('served', 'rectifying', 'submitted') {region} ORDER BY h.due_on, h.id LIMIT 200"
)
COUNT = "SELECT count(*) FROM hazards_hazard h WHERE h.status = 'rectifying' {region}"


def _compare(cursor, role: str, pair: tuple[str, str], repeat: int) -> tuple[float, float]:
    """Return how many times longer the first statement takes behind the wall than the second without it, and its
    median seconds.

    One connection asks both, in turn, now one first, now the other: two would stand on two processors. Each turn gives
    one ratio; their median does not move when the machine is slow for a while.
    """
    ratios, taken = [], []
    for turn in range(repeat):
        seconds = {}
        for which in (0, 1) if turn % 2 else (1, 0):
            cursor.execute("SELECT set_config('role', %s, true)", ["none" if which else role])
            begun = time.perf_counter()
            cursor.execute(pair[which])
            cursor.fetchall()
            seconds[which] = time.perf_counter() - begun
        ratios.append(seconds[0] / seconds[1])
        taken.append(seconds[0])
    return median(ratios), median(taken)


def run(*, hazards: int, repeat: int = 300) -> list[dict]:
    """Measure for a province, a city and a county; return rows."""
    name = ensure(hazards)
    rows = []
    connection = psycopg2.connect(url(name, user="postgres"))
    with connection, connection.cursor() as cursor:
        for title, sql in (("list of 200", LIST), ("count", COUNT)):
            for code in ("51", "5105", "510525"):
                scope = Scope.of_region(code)
                for setting, value in scope.settings().items():
                    cursor.execute("SELECT set_config(%s, %s, true)", [setting, value])
                region = f"AND h.region_code >= '{code}' AND h.region_code < '{code}~'"
                statements = (sql.format(region=""), sql.format(region=region))
                ratio, behind = _compare(cursor, scope.role, statements, repeat)
                rows.append(
                    {
                        "benchmark": f"wall, {title}, {code}",
                        "ratio": round(ratio, 3),
                        "limit": 1.1,
                        "against": "the same SQL outside the wall, region written out, turn by turn",
                        "p50_ms": round(behind * 1000, 2),
                    }
                )
    connection.close()
    return rows
