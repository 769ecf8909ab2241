"""House rules that a linter does not know (design, section 2)."""

import ast
import re

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.house import APPS, HEIGHT, ROOT, family, imports, modules, name_of, tree

LONGEST_MODULE = 400
CLOCKS = ("timezone.now(", "datetime.now(", "date.today(", "datetime.today(", "datetime.utcnow(", "time.time(")
#: What only the database or the framework can say, not our code.
CLOCK_KEEPERS = {"core/clock.py"}
#: Modules that may import inside a function: Django asks for it (an app that is ready, a migration).
LATE_IMPORTERS = re.compile(r".*/apps\.py")
#: Columns named status that repeat a source's own words, each with its reason.
WORDS_OF_A_SOURCE = {
    "checklists.Standard.status": "legal validity as the source words it",
    "checklists.Criterion.status": "legal validity as the source words it",
}
#: Switches that are facts of their own and stand for no step of a case, each with its reason.
SWITCHES = {
    "accounts.User.is_active": "Django's sign-in asks for it",
    "accounts.User.is_staff": "Django's admin asks for it",
    "accounts.User.is_superuser": "Django's permission mixin brings it",
    "checklists.ChecklistItem.critical": "content of a published version",
    "checklists.ChecklistItem.photo_required": "content of a published version",
    "enterprises.Industry.high_risk": "reference data",
    "rectification.Deadline.provisional": "frozen with the deadline: the notice was not out yet",
}
TIME_DERIVED = re.compile(r"(^|_)(overdue|late|expired|due_soon|days_left|is_open|is_closed)($|_)")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_module_is_too_long(path):
    length = len(path.read_text(encoding="utf-8").splitlines())
    assert length <= LONGEST_MODULE, f"{length} lines: make it a package by family"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_module_says_what_it_is(path):
    source = path.read_text(encoding="utf-8").strip()
    assert not source or ast.get_docstring(tree(path)), "no docstring"


@pytest.mark.parametrize("app", APPS)
def test_an_app_introduces_itself(app):
    introduction = ast.get_docstring(tree(ROOT / app / "__init__.py")) or ""
    assert re.search(r"\bStates?\b", introduction), "say the states (or: none)"
    assert "May import:" in introduction
    named = set(re.findall(r"[a-z]+", introduction.partition("May import:")[2].partition(".")[0])) & set(HEIGHT)
    assert all(HEIGHT[other] < HEIGHT[app] for other in named)


@pytest.mark.parametrize("path", modules(migrations=True), ids=name_of)
def test_no_signals(path):
    source = path.read_text(encoding="utf-8")
    for forbidden in ("django.db.models.signals", "django.dispatch", "@receiver"):
        assert forbidden not in source, f"{forbidden}: say it in the action"


@pytest.mark.parametrize("path", family("models"), ids=name_of)
def test_models_override_neither_save_nor_delete(path):
    overrides = [
        f"{node.name}.{item.name}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name in ("save", "delete", "full_clean", "save_base")
    ]
    assert overrides == []


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_import_hides_in_a_function(path):
    if LATE_IMPORTERS.fullmatch(name_of(path)):
        return
    hidden = []
    for function in ast.walk(tree(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                module = ""
                if isinstance(node, ast.ImportFrom):
                    module = node.module or ""
                elif isinstance(node, ast.Import):
                    module = node.names[0].name
                if module.partition(".")[0] in HEIGHT:
                    hidden.append(f"{name_of(path)}:{node.lineno} {module}")
    assert hidden == []


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_only_the_clock_reads_the_clock(path):
    if name_of(path) in CLOCK_KEEPERS:
        return
    calls = [
        f"{name_of(path)}:{node.lineno}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and f"{ast.unparse(node.func)}(".endswith(CLOCKS)
    ]
    assert calls == [], "take `now` as an argument, or core.clock.now()"


@pytest.mark.parametrize("path", family("actions"), ids=name_of)
def test_actions_are_handed_the_time(path):
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    assert not [node.lineno for node in calls if ast.unparse(node.func) in ("clock.now", "clock.today", "now", "today")]


@pytest.mark.parametrize("path", modules(migrations=True), ids=name_of)
def test_no_excuses(path):
    """No silenced warnings, no promises for later."""
    wrong = [
        f"{name_of(path)}:{number}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*(noqa|type:\s*ignore|pragma: no cover|TODO|FIXME|XXX)", line)
    ]
    assert wrong == []


def test_nothing_that_follows_from_time_is_stored():
    stored = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in HEIGHT
        for field in model._meta.local_fields
        if TIME_DERIVED.search(field.name)
    ]
    assert stored == []


def test_a_status_is_text_with_choices():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in HEIGHT
        for field in model._meta.local_fields
        if field.name in ("status", "state")
        and f"{model._meta.label}.{field.name}" not in WORDS_OF_A_SOURCE
        and not (isinstance(field, models.CharField) and field.choices)
    ]
    assert wrong == []


def test_no_parallel_booleans():
    """A state is one column; a switch beside it has its reason here (behaviours C1)."""
    switches = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in HEIGHT
        for field in model._meta.local_fields
        if isinstance(field, models.BooleanField)
    }
    assert switches <= set(SWITCHES)


@pytest.mark.parametrize("path", [*family("actions"), *family("rules"), *family("policy")], ids=name_of)
def test_acts_rules_and_policies_speak_no_http(path):
    wrong = [
        f"{name_of(path)}:{line} {module}"
        for module, line in imports(tree(path))
        if module.startswith(("django.http", "django.shortcuts", "django.contrib.messages", "rest_framework"))
    ]
    assert wrong == []
