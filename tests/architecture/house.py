"""What the architecture tests look at: the project's own apps and modules."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: The layers of the house, lowest first; what stands in one tuple stands beside each other.
LAYERS = (
    ("core",),
    ("regions",),
    ("audit",),
    ("enterprises",),
    ("accounts",),
    ("checklists", "documents", "evidence", "notifications"),
    ("hazards",),
    ("rectification",),
    ("inspections",),
    ("whistleblowing", "risks"),
    ("bulletins", "standings"),
    ("desk",),
)
HEIGHT = {app: height for height, layer in enumerate(LAYERS) for app in layer}
APPS = tuple(app for layer in LAYERS for app in layer if (ROOT / app / "__init__.py").exists())


def modules(*, migrations: bool = False) -> list[Path]:
    """Every Python module of the apps."""
    found = (path for app in APPS for path in sorted((ROOT / app).rglob("*.py")))
    return [path for path in found if migrations or "migrations" not in path.parts]


def family(name: str) -> list[Path]:
    """The modules of one kind in every app: `rules` is rules.py, or all of the package rules/."""
    return [path for path in modules() if path.stem == name or name in path.parent.parts]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """The module as people name it, for test ids."""
    return str(path.relative_to(ROOT))


def imports(node: ast.AST) -> list[tuple[str, int]]:
    """Every module imported below `node`, as "package.module.name", with its line."""
    found = []
    for item in ast.walk(node):
        if isinstance(item, ast.Import):
            found += [(alias.name, item.lineno) for alias in item.names]
        elif isinstance(item, ast.ImportFrom):
            found += [(f"{item.module or ''}.{alias.name}", item.lineno) for alias in item.names]
    return found
