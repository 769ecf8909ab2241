"""The production shape, parsed and held against the settings, since no container engine is at hand to run it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from django.urls import resolve

from config.environment import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")
LONG_RUNNING = ("web", "worker", "beat", "postgres", "redis", "storage")
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<how>[-?])(?P<rest>[^}]*))?\}")
# Load the settings in exactly the given environment and tell what they asked for.
ASK = "import json, config.settings, config.environment; print(json.dumps(config.environment.ENVIRONMENT))"
PYTHONS_OWN = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


def example() -> dict[str, str]:
    """Return .env.example with something in each variable that it leaves to be filled in."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    filled = {"SEALING_KEY": "A" * 43 + "="}
    return {name: value or filled.get(name, "filled") for name, value in pairs.items()}


def resolved(service: str) -> dict[str, str]:
    """Return the environment of a service as `docker compose` would set it from .env."""
    values = example()
    return {
        name: VARIABLE.sub(lambda found: values.get(found["name"]) or found["rest"] or "", str(value))
        for name, value in SERVICES[service]["environment"].items()
    }


def dockerfile() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile with their arguments on one line."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, rest in (line.split(" ", 1) for line in lines)]


def image_environment() -> dict[str, str]:
    """Return what the final stage of the image sets."""
    instructions = dockerfile()
    last = max(number for number, (word, _) in enumerate(instructions) if word == "FROM")
    words = (part for word, rest in instructions[last:] if word == "ENV" for part in rest.split())
    return dict(word.split("=", 1) for word in words)


def asked(environment: dict[str, str]) -> dict[str, str]:
    """Load the settings with this environment and nothing else; return every variable they read."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("service", OURS)
def test_the_settings_load_in_the_environment_of_each_container(service: str) -> None:
    image = {name: value for name, value in image_environment().items() if name not in PYTHONS_OWN}
    known = asked(image | resolved(service))
    unknown = (set(image) | set(resolved(service))) - set(known)
    assert not unknown, f"named in the containers, read by nobody: {unknown}"


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "SEALING_KEY", "DATABASE_URL", "REDIS_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY"]
)
def test_what_the_settings_require_is_required_of_the_containers(name: str) -> None:
    environment = resolved("web")
    assert environment.pop(name)
    with pytest.raises(AssertionError, match=f"Set {name}"):
        asked(environment)


def test_only_the_migration_knows_the_owner() -> None:
    knowing = [name for name in OURS if "DATABASE_OWNER_URL" in SERVICES[name]["environment"]]
    assert knowing == ["migrate"]
    for name in OURS:
        assert urlsplit(resolved(name)["DATABASE_URL"]).username == "safeloop_app"
        assert not any(key.startswith("POSTGRES") for key in SERVICES[name]["environment"])


def test_the_example_names_every_variable_of_the_compose_file_and_no_other() -> None:
    assert {found["name"] for found in VARIABLE.finditer(COMPOSE_TEXT)} == set(example())


def test_secrets_have_no_default() -> None:
    for found in VARIABLE.finditer(COMPOSE_TEXT):
        if re.search(r"PASSWORD|_KEY$", found["name"]):
            assert found["how"] == "?", found[0]


def test_no_debugging_in_production() -> None:
    assert "DEBUG" not in resolved("web")
    assert resolved("web")["SECURE"] == "1"


def test_each_service_is_reachable_under_the_name_that_the_settings_use() -> None:
    web = resolved("web")
    for name in ("DATABASE_URL", "REDIS_URL", "S3_ENDPOINT"):
        assert urlsplit(web[name]).hostname in SERVICES


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_what_runs_for_long_is_watched_and_restarted(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"]


def test_what_is_waited_for_can_be_waited_for() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other], (name, other)
            else:
                assert SERVICES[other]["restart"] == "on-failure", (name, other)


def test_volumes_and_mounted_files_exist() -> None:
    for service in SERVICES.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]
    assert "database:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]  # Where the image of PostgreSQL 18 writes.


def test_images_are_pinned_to_a_version() -> None:
    for name, service in SERVICES.items():
        if name not in OURS:
            image = VARIABLE.sub(lambda found: found["rest"], service["image"])
            assert re.search(r":[\w.-]*\d", image), image


def test_the_image_is_built_from_files_that_exist_and_runs_without_root() -> None:
    instructions = dockerfile()
    copied = [rest.split()[0] for word, rest in instructions if word == "COPY" and not rest.startswith("--from")]
    assert all((ROOT / path).exists() for path in copied)
    assert [rest for word, rest in instructions if word == "USER"] == ["safeloop"]
    assert len([word for word, _ in instructions if word == "FROM"]) == 2
    commands = " ".join(rest for word, rest in instructions if word == "RUN")
    assert "--require-hashes" in commands
    assert "collect_static" in commands
    assert "compile_messages" in commands


def test_the_image_has_the_libraries_that_bin_up_installs() -> None:
    common = (ROOT / "bin" / "_common.sh").read_text()
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk", "gettext"):
        assert package in common
        assert package in (ROOT / "Dockerfile").read_text()


def test_the_health_page_that_the_containers_ask_for_exists() -> None:
    path = re.search(r"127\.0\.0\.1:8000(/[\w/]*)", (ROOT / "docker" / "health.py").read_text())
    assert resolve(path[1])


def test_the_operations_page_explains_every_variable() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    explained = set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE))
    known = set(asked(resolved("web"))) | set(ENVIRONMENT)
    commands_own = {"HOST", "PORT", "DEMO", "WEB_WORKERS", "WORKER_PROCESSES", "SAFELOOP_DB", "PYTHON"}
    assert explained - commands_own == known - {"SAFELOOP_DB_ROLE"}
