"""The fault harness of the clock (behaviours, feature 1): `bin/chaos [--cases N] [--seed S] [--days D]`.

It builds scratch servers of its own (PostgreSQL and Redis under a folder that is removed afterwards), fills them with
open cases, runs the real sweep by two beats and several workers, moves a simulated clock day by day with one jump of
ten days, hands some cases in on the way, and meanwhile kills workers, beats, Redis, PostgreSQL's backends and
PostgreSQL itself, always with SIGKILL. Then it computes from the rules alone what must be on record, and compares.
Exit code 0 only for: 0 doubled, 0 missing, 0 silent, 0 unexplained.
"""

import argparse
import contextlib
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg2

from benchmarks.cases import fill_cases
from benchmarks.database import ROOT
from config import services

DATABASE = "safeloop_chaos"
START = date(2026, 9, 14)
#: The clock jumps over so many days once, in the middle.
JUMP = 10
#: Every so many-th case is handed in half-way.
HANDED_IN = 20
#: Seconds between two faults (a worker needs some to start at all), and the most that one moment may take.
FAULT_PAUSE = (1, 12)
PATIENCE = 3600


@dataclass
class Scratch:
    """Servers of the harness's own."""

    where: services.Places
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Start whatever of the two is not running."""
        services.places = lambda: self.where
        bare = {k: v for k, v in os.environ.items() if k not in services.SERVERS}
        self.environment = bare | services.start(bare, DATABASE) | {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}

    def stop(self) -> None:
        """Stop both and remove their folders."""
        with contextlib.suppress(OSError, services.ServiceError):
            services.stop()
        for folder in (self.where.home, self.where.run):
            shutil.rmtree(folder, ignore_errors=True)

    def postmaster(self) -> int:
        """The process of PostgreSQL."""
        return int((self.where.data / "postmaster.pid").read_text().splitlines()[0])

    def redis(self) -> int:
        """The process of Redis."""
        return int((self.where.redis / "redis.pid").read_text())

    def connect(self) -> "psycopg2.extensions.connection":
        """Return a superuser's connection, waiting while the server recovers."""
        deadline = time.monotonic() + 60
        while True:
            try:
                connection = psycopg2.connect(f"postgres://postgres@/{DATABASE}?host={self.where.run}")
            except psycopg2.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                connection.autocommit = True
                return connection

    def ask(self, sql: str, values: object = None) -> list[tuple]:
        """Ask once more where the server was killed meanwhile."""
        for _ in range(50):
            try:
                with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
                    cursor.execute(sql, values)
                    return cursor.fetchall() if cursor.description else []
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                time.sleep(0.2)
        raise SystemExit("the database does not come back")


def scratch_servers() -> Scratch:
    """Return places beside the project's own servers, under the same account."""
    usual, mark = services.places(), f"chaos-{os.getpid()}"
    home = usual.home.with_name(f"{usual.home.name}-{mark}")
    return Scratch(services.Places(usual.account, home, Path(tempfile.gettempdir()) / f"safeloop-{mark}"))


@dataclass
class Crew:
    """The processes that are killed: two beats and several workers, each started anew when it is dead."""

    scratch: Scratch
    clock: Path
    workers: int
    running: dict[str, subprocess.Popen] = field(default_factory=dict)
    faults: Counter = field(default_factory=Counter)

    def command(self, name: str) -> list[str]:
        """The command line of a process."""
        base = [sys.executable, "-m", "celery", "--quiet", "--app", "benchmarks.chaos_app:app"]
        if name.startswith("beat"):
            schedule = str(self.clock.with_name(name))
            return [*base, "beat", "--schedule", schedule, "--pidfile=", "--loglevel", "ERROR"]
        more = ["--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"]
        return [*base, "worker", "--hostname", f"{name}@chaos", *more]

    def muster(self) -> None:
        """Start whoever is not running."""
        for name in ["beat1", "beat2", *(f"worker{n}" for n in range(self.workers))]:
            held = self.running.get(name)
            if held is None or held.poll() is not None:
                environment = self.scratch.environment | {"CHAOS_CLOCK": str(self.clock)}
                log = self.clock.with_name(f"{name}.log").open("a")
                self.running[name] = subprocess.Popen(
                    self.command(name), cwd=ROOT, env=environment, stdout=log, stderr=log
                )

    def dismiss(self) -> None:
        """Kill everybody."""
        for process in self.running.values():
            process.kill()
            process.wait()

    def fault(self, chance: random.Random) -> None:
        """Do one thing that must do no harm."""
        names = [("worker", 9), ("beat", 3), ("redis", 2), ("backend", 6), ("postgresql", 1)]
        kind = chance.choices([name for name, _ in names], [weight for _, weight in names])[0]
        self.faults[kind] += 1
        if kind in ("worker", "beat"):
            name = chance.choice([name for name in self.running if name.startswith(kind)])
            self.running[name].kill()
            self.running[name].wait()
        elif kind == "backend":
            self.scratch.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'safeloop_app' "
                "ORDER BY random() LIMIT 1"
            )
        else:
            pid = self.scratch.redis() if kind == "redis" else self.scratch.postmaster()
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.5)
            self.scratch.start()
        self.muster()


def fill(scratch: Scratch, cases: int) -> None:
    """Open cases under served orders: due from four days before the start to 30 after it, all to be looked at anew."""
    environment = scratch.environment
    for arguments in (["migrate", "--verbosity", "0"], ["load_reference", "--verbosity", "0"]):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    with contextlib.closing(scratch.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN")
        fill_cases(
            cursor,
            cases,
            due=f"date '{START}' - 4 + (h.n * 7 % 35)::int",
            found=f"date '{START}' - 5 - (h.n % 20)::int",
            attention=f"timestamptz '{START} 00:00+08'",
        )
        cursor.execute("COMMIT")
        cursor.execute("VACUUM ANALYZE")


def hand_in(scratch: Scratch, moment: datetime) -> None:
    """Some enterprises hand in at `moment`, while the clock stands still: rungs that passed before it become void."""
    chosen = f"mod(number, {HANDED_IN}) = 3"
    with contextlib.closing(scratch.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN; SET LOCAL session_replication_role = replica")
        cursor.execute(
            "INSERT INTO rectification_submission (id, region_code, enterprise_id, hazard_id, order_id, round, "
            "measures, rectified_on, partly, submitted_at, submitted_by) SELECT gen_random_uuid(), h.region_code, "
            "h.enterprise_id, h.id, o.id, 1, 'done', %s, '', %s, '{}' FROM hazards_hazard h "
            f"JOIN rectification_order o ON o.hazard_id = h.id WHERE {chosen}",
            [moment.date(), moment],
        )
        cursor.execute(
            "UPDATE hazards_hazard SET status = 'submitted', version = version + 1, rectified_on = %s, "
            f"updated_at = %s, attention_at = %s WHERE {chosen}",
            [moment.date(), moment, moment],
        )
        cursor.execute("COMMIT")


def work_off(crew: Crew, moment: datetime, chance: random.Random) -> None:
    """Set the clock to `moment` and do harm until nothing is due any more."""
    draft = crew.clock.with_suffix(".part")
    draft.write_text(moment.isoformat())
    draft.replace(crew.clock)
    crew.muster()
    next_fault, deadline = time.monotonic() + chance.uniform(*FAULT_PAUSE), time.monotonic() + PATIENCE
    while True:
        left = crew.scratch.ask(
            "SELECT (SELECT count(*) FROM hazards_hazard WHERE attention_at <= %s), "
            "(SELECT count(*) FROM rectification_watch WHERE attention_at <= %s)",
            [moment, moment],
        )[0]
        if left == (0, 0):
            return
        if time.monotonic() > deadline:
            raise SystemExit(f"at {moment} {left} cases and watches were left")
        if time.monotonic() > next_fault:
            crew.fault(chance)
            next_fault = time.monotonic() + chance.uniform(*FAULT_PAUSE)
        time.sleep(0.1)


# --- What must be on record -------------------------------------------------------------------------------------------

_LEDGER = """
SELECT w.region_code, w.kind, w.pace, w.due_on, w.opened_at, w.ended_at, w.end_reason, w.attention_at, w.repeats,
       coalesce(s.rungs, '{}'), coalesce(s.said, '{}')
FROM rectification_watch w LEFT JOIN LATERAL (
    SELECT array_agg(s.rung) AS rungs,
           array_agg(s.recorded_at ORDER BY s.recorded_at) FILTER (WHERE s.outcome IN ('sent', 'held')) AS said
    FROM rectification_step s WHERE s.watch_id = w.id
) s ON true
"""
_NOTICES = """
SELECT count(*) FILTER (WHERE s.told <> coalesce(n.people, 0)), coalesce(sum(s.told), 0) FROM rectification_step s
LEFT JOIN (SELECT key, count(*) AS people FROM notifications_notice GROUP BY key) n
ON n.key = 'ladder:' || s.watch_id || ':' || s.due_version || ':' || s.rung
"""


def verify(scratch: Scratch, moment: datetime, cases: int) -> Counter:
    """Compare the ledger with what the rules alone demand at `moment`; return the number of each kind of mistake."""
    import django

    os.environ.update(scratch.environment)
    django.setup()
    from core import scope
    from core.clock import day_of
    from rectification.ladder import defaults, rules
    from regions.selectors import calendar_for

    wrong: Counter = Counter(doubled=0, missing=0, silent=0, unexplained=0)
    with scope.everything(because="the harness reads the calendar"):
        calendar = calendar_for("51")
    known: dict[tuple, tuple] = {}
    for _region, kind, pace, due_on, opened_at, ended_at, reason, attention_at, repeats, rungs, said in scratch.ask(
        _LEDGER
    ):
        situation = (kind, pace, due_on, day_of(opened_at))
        if situation not in known:
            parts = (rules.Segment(defaults.RUNGS[kind, pace]),)
            known[situation] = rules.schedule(parts, opened_on=situation[3], due_on=due_on, calendar=calendar)
        until = min(moment, ended_at) if ended_at else moment
        demanded = {each.key for each in known[situation] if each.moment <= until or reason == "superseded"}
        single = {rung for rung in rungs if not rung.startswith("R")}
        repeated = {rung for rung in rungs if rung.startswith("R")}
        wrong["doubled"] += len(rungs) - len(set(rungs)) + len(said) - len(set(said)) + len(single - demanded)
        wrong["missing"] += len(demanded - single) + len({f"R{n + 1}" for n in range(repeats)} ^ repeated)
        if ended_at is None:
            overdue = moment > rules.at(due_on, rules.END_OF_DAY)
            late = [each for each in said if each > rules.at(due_on, 0)]
            gaps = [b - a for a, b in itertools.pairwise(late)] + [moment - late[-1]] if late else []
            longest = timedelta(days=14 + JUMP)
            silent = attention_at is None or attention_at <= moment or (overdue and not late)
            wrong["silent"] += bool(silent or any(gap > longest for gap in gaps))
    ((wrong_notices, notices),) = scratch.ask(_NOTICES)
    wrong["doubled"] += wrong_notices
    wrong["doubled"] += scratch.ask(
        "SELECT count(*) - count(DISTINCT (membership_id, key)) FROM notifications_notice WHERE key LIKE 'ladder:%'"
    )[0][0]
    wrong["missing"] += scratch.ask(
        "SELECT count(*) FROM hazards_hazard h WHERE NOT EXISTS ("
        "SELECT FROM rectification_watch w WHERE w.hazard_id = h.id AND w.ended_at IS NULL)"
    )[0][0]
    wrong["unexplained"] += scratch.ask("SELECT count(*) FROM rectification_step WHERE outcome <> 'sent' AND why = ''")[
        0
    ][0]
    outcomes = dict(scratch.ask("SELECT outcome, count(*) FROM rectification_step GROUP BY outcome"))
    watches, failures = scratch.ask("SELECT count(*), count(*) FILTER (WHERE failures > 0) FROM rectification_watch")[0]
    print(f"{cases} cases, {watches} watches ({failures} put off), steps {outcomes}, notices {notices}")
    return wrong


def main() -> int:
    """Run the harness; return 0 when nothing was doubled, missing, silent or unexplained."""
    parser = argparse.ArgumentParser(prog="bin/chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=12, help="simulated days before and after the jump, together")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # Whoever ends the harness from outside still gets the servers and folders cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    chance, scratch, begun = random.Random(options.seed), scratch_servers(), time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="safeloop-chaos-"))
    crew = Crew(scratch, folder / "clock", options.workers)
    moment = datetime.fromisoformat(f"{START}T10:00+08:00")
    try:
        scratch.start()
        fill(scratch, options.cases)
        print(f"Filled after {time.monotonic() - begun:.0f} s.", flush=True)
        for number in range(options.days):
            if number == options.days // 2:
                hand_in(scratch, moment + timedelta(days=4))
                moment += timedelta(days=JUMP)
            elif number:
                moment += timedelta(days=1)
            work_off(crew, moment, chance)
            print(f"{moment:%Y-%m-%d}: worked off, {time.monotonic() - begun:.0f} s", flush=True)
        crew.dismiss()
        wrong = verify(scratch, moment, options.cases)
    finally:
        crew.dismiss()
        scratch.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"Faults: {dict(crew.faults)}. " + ", ".join(f"{count} {name}" for name, count in wrong.items()) + ".")
    return int(any(wrong.values()))


if __name__ == "__main__":
    sys.exit(main())
