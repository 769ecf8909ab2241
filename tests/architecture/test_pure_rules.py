"""Rules are pure: what they need is handed in. No rows, no settings, no clock, no chance, no disk, no network."""

import ast

import pytest

from tests.architecture.house import APPS, family, imports, name_of, tree

#: Of Django, rules may use words only. `django.db.models.TextChoices` comes by way of an app's choices.
ALLOWED_DJANGO = ("django.utils.translation", "django.utils.functional", "django.utils.text", "django.utils.formats")
FORBIDDEN = (
    "rest_framework",
    "celery",
    "redis",
    "os",
    "pathlib",
    "io",
    "socket",
    "subprocess",
    "time",
    "requests",
    "urllib.request",
    "zoneinfo",
    "threading",
    "core.clock",
    "core.scope",
    "core.wall",
    "config",
)
#: Modules of the apps that rules may import: vocabularies and other rules.
PURE = ("choices", "rules", "errors", "roles")
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now")}
#: Dataclasses that gather while they read, each with its reason.
GATHERING = {"audit/rules.py Report": "the faults of an export, found line by line"}
RULES = family("rules")


def is_below(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_rules_import_nothing_impure(path):
    wrong = []
    for module, line in imports(tree(path)):
        if is_below(module, "django"):
            pure = any(is_below(module, allowed) for allowed in ALLOWED_DJANGO)
        elif module.partition(".")[0] in APPS:
            # An app keeps them beside its models, or in the package of a family: rectification.ladder.choices.
            pure = any(part in PURE for part in module.split(".")[1:3])
        else:
            pure = not any(is_below(module, name) for name in FORBIDDEN)
        if not pure:
            wrong.append(f"{name_of(path)}:{line} imports {module}")
    assert wrong == []


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_rules_read_no_clock_and_open_nothing(path):
    wrong = []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Attribute):
            owner = function.value
            last = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if (last, function.attr) in CLOCKS:
                wrong.append(f"{name_of(path)}:{node.lineno} reads the clock")
        if isinstance(function, ast.Name) and function.id in ("open", "print", "input", "exec", "eval", "__import__"):
            wrong.append(f"{name_of(path)}:{node.lineno} calls {function.id}")
    assert wrong == []


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_tables_of_rules_are_frozen(path):
    """A dataclass of the rules is frozen: a decision cannot change what it was decided on."""
    wrong = []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.ClassDef) or f"{name_of(path)} {node.name}" in GATHERING:
            continue
        for decorator in node.decorator_list:
            if ast.unparse(decorator).startswith("dataclass") and "frozen=True" not in ast.unparse(decorator):
                wrong.append(f"{name_of(path)}:{node.lineno} {node.name} is not frozen")
    assert wrong == []


def test_there_are_rules():
    assert {path.relative_to(path.parents[1]).as_posix() for path in RULES} & {"regions/rules.py"}
    assert len(RULES) >= 8
