"""The embedded PostgreSQL and Redis: each test drives `config/services.py` as the commands in bin/ do, on a copy."""

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest

from config import services

REPLACED = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SAFELOOP_DB", "SECRET_KEY", "SEALING_KEY")


class Copy:
    """A project folder with nothing in it but the starter of the services."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "config").mkdir(parents=True)
        for name in ("services.py", "roles.sql"):
            shutil.copy(Path(services.__file__).with_name(name), folder / "config" / name)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if name not in REPLACED}
        command = [sys.executable, str(self.folder / "config" / "services.py"), *arguments]
        return subprocess.run(
            command, env=clean | environment, capture_output=True, text=True, timeout=150, check=False
        )

    def start(self, **environment: str) -> dict[str, str]:
        done = self.run("env", **environment)
        assert done.returncode == 0, done.stderr
        words = (shlex.split(line)[1] for line in done.stdout.splitlines())
        return dict(word.split("=", 1) for word in words)

    def postmaster(self) -> int:
        return int((self.home() / "postgresql" / "postmaster.pid").read_text().splitlines()[0])

    def home(self) -> Path:
        return Path(self.run("status").stdout.split("Data: ")[1].strip())

    def clear(self) -> None:
        home = self.home()
        self.run("stop")
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A short folder that any account may enter; pytest's own are closed and long."""
    folder = Path(tempfile.mkdtemp(prefix="safeloop-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def copy(open_folder: Path) -> Iterator[Copy]:
    made = Copy(open_folder / "project")
    yield made
    made.clear()


def ask(url: str, sql: str) -> list[tuple]:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def ping(url: str) -> bytes:
    path = url.removeprefix("unix://").split("?")[0]
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        connection.sendall(b"PING\r\n")
        return connection.recv(64)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_second_start_finds_what_the_first_started(copy: Copy) -> None:
    first = copy.start()
    pid = copy.postmaster()
    began = time.monotonic()
    assert copy.start() == first
    assert time.monotonic() - began < 5
    assert copy.postmaster() == pid
    assert ping(first["REDIS_URL"]) == b"+PONG\r\n"
    assert ask(first["DATABASE_URL"], "SHOW server_version_num")[0][0].startswith("18")


def test_the_application_role_has_rows_and_no_power(copy: Copy) -> None:
    found = copy.start()
    roles = {
        name: rest
        for name, *rest in ask(
            found["DATABASE_URL"],
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole "
            "FROM pg_roles WHERE rolname ~ 'safeloop'",
        )
    }
    assert roles == {
        "safeloop_app": [False] * 4,
        "safeloop_by_region": [False] * 4,
        "safeloop_by_enterprise": [False] * 4,
        "safeloop_owner": [False, False, True, False],
    }
    ask(found["DATABASE_OWNER_URL"], "CREATE TABLE IF NOT EXISTS kept (id serial PRIMARY KEY, word text)")
    assert ask(found["DATABASE_URL"], "INSERT INTO kept (word) VALUES ('a') RETURNING word") == [("a",)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(found["DATABASE_URL"], "CREATE TABLE mine (id int)")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(found["DATABASE_URL"], "DROP TABLE kept")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(found["DATABASE_URL"], "TRUNCATE kept")


def test_a_database_that_the_owner_creates_begins_with_the_same_grants(copy: Copy) -> None:
    found = copy.start()
    connection = psycopg2.connect(found["DATABASE_OWNER_URL"])
    connection.autocommit = True
    connection.cursor().execute("CREATE DATABASE another")
    connection.close()
    owner = found["DATABASE_OWNER_URL"].replace("/safeloop?", "/another?")
    ask(owner, "CREATE TABLE kept (id int); SET ROLE safeloop_app; INSERT INTO kept VALUES (1)")
    assert ask(owner, "SELECT count(*) FROM kept") == [(1,)]


def test_no_network_port_is_open_and_nobody_else_may_enter(copy: Copy) -> None:
    found = copy.start()
    assert ask(found["DATABASE_URL"], "SHOW listen_addresses") == [("",)]
    run = Path(found["DATABASE_URL"].split("host=")[1])
    assert run.stat().st_mode & 0o077 == 0
    assert (copy.folder / "var" / "secrets").stat().st_mode & 0o077 == 0


def test_another_database_is_made_on_first_use_with_its_own_queue(copy: Copy) -> None:
    usual, other = copy.start(), copy.start(SAFELOOP_DB="safeloop_other")
    assert ask(other["DATABASE_URL"], "SELECT current_database()") == [("safeloop_other",)]
    assert usual["REDIS_URL"].endswith("?db=0")
    assert not other["REDIS_URL"].endswith("?db=0")
    assert usual["SECRET_KEY"] == other["SECRET_KEY"]


def test_a_killed_postgresql_comes_back_with_every_committed_row(copy: Copy) -> None:
    found = copy.start()
    ask(found["DATABASE_OWNER_URL"], "CREATE TABLE survivor (word text); INSERT INTO survivor VALUES ('here')")
    pid = copy.postmaster()
    kill(pid)
    assert copy.start() == found
    assert copy.postmaster() != pid
    assert ask(found["DATABASE_URL"], "SELECT word FROM survivor") == [("here",)]


def test_a_pid_file_that_names_another_program_is_forgotten(copy: Copy) -> None:
    found = copy.start()
    kill(copy.postmaster())
    time.sleep(0.5)
    pid_file = copy.home() / "postgresql" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    for path in (pid_file, Path(found["DATABASE_URL"].split("host=")[1]) / ".s.PGSQL.5432.lock"):
        path.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")
    assert copy.start() == found
    assert ask(found["DATABASE_URL"], "SELECT 1") == [(1,)]


def test_a_killed_redis_comes_back(copy: Copy) -> None:
    found = copy.start()
    kill(int((copy.home() / "redis" / "redis.pid").read_text()))
    assert copy.start() == found
    assert ping(found["REDIS_URL"]) == b"+PONG\r\n"


def test_stop_and_status(copy: Copy) -> None:
    copy.start()
    assert copy.run("status").returncode == 0
    assert copy.run("stop").returncode == 0
    assert copy.run("stop").returncode == 0
    stopped = copy.run("status")
    assert stopped.returncode == 3
    assert "PostgreSQL: stopped" in stopped.stdout
    assert "Redis: stopped" in stopped.stdout


def test_four_first_starts_at_once_make_one_cluster(open_folder: Path) -> None:
    copy = Copy(open_folder / "crowd")
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: copy.start(), range(4)))
        assert all(one == found[0] for one in found)
        assert ask(found[0]["DATABASE_URL"], "SELECT 1") == [(1,)]
    finally:
        copy.clear()


def test_a_folder_that_the_database_cannot_enter_or_whose_path_is_too_long(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    copy = Copy(tmp_path / ("a-long-name-" * 8) / "project")
    try:
        found = copy.start()
        assert ask(found["DATABASE_URL"], "SELECT 1") == [(1,)]
        assert ping(found["REDIS_URL"]) == b"+PONG\r\n"
        if os.getuid() == 0:
            assert copy.home().parent == services.OUTSIDE
            assert str(copy.home()) in copy.run("start").stdout
    finally:
        copy.clear()


def test_given_servers_are_used_and_nothing_is_started(open_folder: Path) -> None:
    copy = Copy(open_folder / "guest")
    given = {"DATABASE_URL": "postgres://a@h/d", "DATABASE_OWNER_URL": "postgres://o@h/d", "REDIS_URL": "redis://h/0"}
    found = copy.start(**given, SECRET_KEY="mine")
    assert given.items() <= found.items()
    assert found["SECRET_KEY"] == "mine"
    assert not (copy.folder / "var" / "services").exists()


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DATABASE_URL": "postgres://a@h/d"}, "set both or neither"),
        ({"DATABASE_OWNER_URL": "postgres://a@h/d"}, "set both or neither"),
        ({"SAFELOOP_DB": "x; drop"}, "small letters"),
    ],
)
def test_a_wrong_environment_is_one_sentence(copy: Copy, environment: dict[str, str], sentence: str) -> None:
    done = copy.run("env", **environment)
    assert done.returncode == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
