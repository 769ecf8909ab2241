"""The commands in bin/: sound shell, runnable, and pins that agree with each other."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = sorted(path for path in (ROOT / "bin").iterdir() if path.is_file())
SCRIPTS = [
    path for path in (*COMMANDS, ROOT / ".ci" / "run") if path.read_text().startswith(("#!/usr/bin/env bash", "# sh"))
]


def pins(name: str) -> dict[str, str]:
    """Return package -> everything that stands after its name, hashes included."""
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text().split("\n", 2)[2])
    return dict(entry.rstrip().split("==", 1) for entry in entries if "==" in entry)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_sound_shell(path: Path) -> None:
    parsed = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False)
    assert parsed.returncode == 0, parsed.stderr
    judged = subprocess.run(
        ["shellcheck", "--external-sources", "--source-path=SCRIPTDIR", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"},
    )
    assert judged.returncode == 0, judged.stdout


def test_every_command_of_the_design_is_there_and_runs_by_itself() -> None:
    for name in ("bin/up", "bin/test", "bin/manage", "bin/bench", ".ci/run"):
        assert os.access(ROOT / name, os.X_OK), name


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_pins_are_hashed_and_name_no_place(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?:|file:|--(index|extra|find|trusted)|^-e|@ ", text, re.MULTILINE)
    for package, rest in pins(name).items():
        assert "--hash=sha256:" in rest, package


def test_the_development_pins_hold_every_pin_of_the_application() -> None:
    application, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: development.get(name) for name in application} == application


@pytest.mark.parametrize(
    ("source", "target"), [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")]
)
def test_every_named_requirement_is_pinned_and_has_its_reason(source: str, target: str) -> None:
    pinned = pins(target)
    for line in (ROOT / source).read_text().splitlines():
        named = re.match(r"[A-Za-z0-9._-]+", line)
        if named and not line.startswith("-"):
            assert named[0].lower().replace("_", "-") in pinned, f"run bin/compile-requirements: {named[0]}"


def test_procfile_runs_what_the_containers_run() -> None:
    procfile = (ROOT / "Procfile").read_text()
    containers = (ROOT / "docker-compose.yml").read_text() + (ROOT / "Dockerfile").read_text()
    for part in ("config.wsgi:application", "config.celery:app worker", "config.celery:app beat"):
        assert part in procfile
        assert part in containers
