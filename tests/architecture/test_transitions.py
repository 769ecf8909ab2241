"""Only `advance()` writes a hazard's status, and every door in the code opens a row of the one table."""

import ast

import pytest

from hazards.choices import EventVerb, Status, Verb
from hazards.models import Event, Hazard
from hazards.rules import TRANSITIONS, as_mermaid
from tests.architecture.house import ROOT, modules, name_of, tree

ABOVE_HAZARDS = ("hazards", "rectification", "inspections", "desk")


def keyword_names(call: ast.Call) -> set[str]:
    return {keyword.arg for keyword in call.keywords if keyword.arg}


def writes_of_status(path) -> list[str]:
    """Assignments to `hazard.status`, and updates or creations of hazards that set it."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [
                f"{name_of(path)}:{node.lineno} {ast.unparse(target)}"
                for target in targets
                if isinstance(target, ast.Attribute)
                and target.attr == "status"
                and "hazard" in ast.unparse(target.value).lower()
            ]
        if isinstance(node, ast.Call) and "status" in keyword_names(node):
            function = ast.unparse(node.func)
            if "Hazard.objects" in function and function.endswith((".update", ".create", ".bulk_create")):
                found.append(f"{name_of(path)}:{node.lineno} {function}")
    return found


def test_only_the_actions_of_hazards_write_the_status():
    writers = [
        place
        for path in modules()
        if name_of(path).startswith(ABOVE_HAZARDS) and not name_of(path).startswith("hazards/actions")
        for place in writes_of_status(path)
    ]
    assert writers == []


def test_one_function_writes_the_status_of_a_living_hazard():
    """Within the actions of hazards it is `advance`; a new hazard gets its first status where it is recorded."""
    writers = set()
    for path in modules():
        if not name_of(path).startswith("hazards/actions"):
            continue
        for function in ast.walk(tree(path)):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Assign) and any(
                        isinstance(target, ast.Attribute) and ast.unparse(target) == "hazard.status"
                        for target in node.targets
                    ):
                        writers.add(function.name)
    assert writers <= {"advance", "_advance"}
    assert writers


def test_the_columns_know_the_words_of_the_table():
    assert {value for value, _label in Hazard._meta.get_field("status").choices} == set(Status.values)
    assert {row.event.value for row in TRANSITIONS} <= {
        value for value, _label in Event._meta.get_field("verb").choices
    }
    assert max(map(len, Status.values)) <= Hazard._meta.get_field("status").max_length
    assert max(map(len, EventVerb.values)) <= Event._meta.get_field("verb").max_length


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb != Verb.RECORD])
def test_every_verb_has_a_door(verb):
    """Somewhere above the rules an action names the verb; a verb that nobody can say is no verb."""
    doors = [
        name_of(path)
        for path in modules()
        if "actions" in name_of(path) and f"Verb.{verb.name}" in path.read_text(encoding="utf-8")
    ]
    assert doors, f"no action does {verb.value}"


def test_the_manual_draws_the_table_as_it_is():
    manual = (ROOT / "docs" / "lifecycle.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{as_mermaid()}```" in manual
    for row in TRANSITIONS:
        assert f"| `{row.verb.value}` |" in manual
