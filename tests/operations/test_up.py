"""What bin/up says when it cannot start, tried on a copy that shares only the installed packages."""

import fcntl
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    (tmp_path / "config").mkdir()
    (tmp_path / "var").mkdir()
    for name in ("requirements.txt", "requirements-dev.txt", "config/services.py", "config/roles.sql", "Procfile"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    return tmp_path


def up(project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(project / "bin" / "up")],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_second_start_says_where_the_first_runs(project: Path) -> None:
    (project / "var" / "up.address").write_text("http://127.0.0.1:8123")
    with (project / "var" / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = up(project, PORT="8124")
    assert done.returncode == 0
    assert done.stderr == "Safeloop is already running at http://127.0.0.1:8123.\n"
    assert (project / "var" / "up.address").read_text() == "http://127.0.0.1:8123"


def test_a_taken_port_is_one_sentence_with_a_way_out(project: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = up(project, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Safeloop: port {port} is taken by another program; choose another one, for example PORT={port + 1} bin/up.\n"
    )
    assert not (project / "var" / "services").exists()


@pytest.mark.parametrize("port", ["eight", "80 80", "-1"])
def test_a_port_that_is_none_is_told(project: Path, port: str) -> None:
    done = up(project, PORT=port)
    assert done.returncode == 1
    assert done.stderr == f"Safeloop: PORT must be a number, not '{port}'.\n"


def test_half_of_a_database_is_told(project: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = str(probe.getsockname()[1])
    done = up(project, PORT=free, DATABASE_URL="postgres://a@h/d", DATABASE_OWNER_URL="")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "set both or neither" in done.stderr
