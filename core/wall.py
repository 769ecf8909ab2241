"""The wall: row-level security policies as migration operations, and the checks that no table stands outside it."""

from enum import StrEnum

from django.apps import apps
from django.core import checks
from django.db import migrations, models

from core.scope import BY_ALL, BY_ENTERPRISE, BY_REGION, HIGHEST, LOWEST, ROLES


class Wall(StrEnum):
    """How a table is walled.

    OWN: rows of the scope's regions or enterprises. INHERITED: also readable below the owner's region.
    NAMED: the same for rows that name an enterprise there on purpose, as a board does.
    SHOWN: readable in any declared scope, writable in the range. PERSONAL: the person's own rows, or the range.
    GRANTED: the person reads their own rows, but only the range or the tenant that grants them writes.
    SEALED: no scope of anybody reaches it, of whatever region; only a job that declares `scope.everything` does.
    """

    OWN = "own"
    INHERITED = "inherited"
    NAMED = "named"
    SHOWN = "shown"
    PERSONAL = "personal"
    GRANTED = "granted"
    SEALED = "sealed"


EXEMPT: dict[str, str] = {
    "regions.Region": "the division tree is public reference data (GB/T 2260)",
    "accounts.User": "sign-in looks a person up before any scope is known; it has neither region nor enterprise",
}
"""Models with a region or an enterprise that need no wall, each with its reason."""

SETTINGS = {
    "scope_low": ("safeloop.region_low", "text"),
    "scope_high": ("safeloop.region_high", "text"),
    "scope_home": ("safeloop.home_region", "text"),
    "scope_enterprises": ("safeloop.enterprises", "uuid[]"),
    "scope_person": ("safeloop.person", "uuid"),
    "scope_membership": ("safeloop.membership", "uuid"),
    "scope_agency": ("safeloop.agency", "uuid"),
}


CHECKED = "::scope_setting"
"""A setting that was never made raises by itself; one whose transaction has ended is empty, and fails this check. Every
policy reads the upper bound, so checking that one is enough: the lower bound of all tenants is rightly empty."""


def function(name: str, kind: str, body: str) -> str:
    """Return the SQL of a function that the planner can inline: a set setting becomes an index condition."""
    return f"CREATE FUNCTION {name}() RETURNS {kind} LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT {body} $$;"


BUILD_FUNCTIONS = "\n".join(
    [
        "CREATE DOMAIN scope_setting AS text CHECK (VALUE <> '');",
        *[
            function(name, kind, f"current_setting('{setting}'){CHECKED if name == 'scope_high' else ''}::{kind}")
            for name, (setting, kind) in SETTINGS.items()
        ],
    ]
)
DROP_FUNCTIONS = "\n".join(f"DROP FUNCTION {name}();" for name in SETTINGS) + "\nDROP DOMAIN scope_setting;"


REGIONS_KNOWN = 1000
"""For how many regions the planner remembers their share of a table: with fewer it takes a county for a handful."""


def expressions(model: type[models.Model], wall: Wall, role: str) -> tuple[str, str]:
    """Return the SQL of who may read and who may write a row of `model` under one of `core.scope.ROLES`.

    The region's bounds stand inline, so that the planner knows how many rows they mean; what costs more to read than
    to compare stands in a subquery, which runs once. The general role asks for region, enterprise and agency; an OR of
    them forbids index-only scans, so a role that sees by one of them asks for that one. Only the general role can meet
    an undeclared scope: a narrower role is taken by the statement that declares it, so it reads its settings without
    that check, which costs the planner a tenth of a short query.
    """
    columns = {field.column for field in model._meta.local_concrete_fields}
    parts = {}
    if "region_code" in columns:
        low, high = ("scope_low()", "scope_high()") if role == BY_ALL else (setting("scope_low"), setting("scope_high"))
        parts[BY_REGION] = f"(region_code >= {low} AND region_code < {high})"
    if "enterprise_id" in columns:
        parts[BY_ENTERPRISE] = "enterprise_id = ANY((SELECT scope_enterprises())::uuid[])"
    elif model._meta.label == "enterprises.Enterprise":
        parts[BY_ENTERPRISE] = "id = ANY((SELECT scope_enterprises())::uuid[])"
    if "agency_id" in columns:
        parts["agency"] = "agency_id = (SELECT scope_agency())"
    asked = parts.values() if role == BY_ALL else [parts[role]] if role in parts else []
    write = " OR ".join(asked) or "false"
    # What an authority lays down is readable below it; what an enterprise keeps for itself is not its neighbours'.
    inherited = "enterprise_id IS NULL AND " if "enterprise_id" in columns else ""
    if wall == Wall.SEALED:
        write = f"{setting('scope_low')} = '{LOWEST}' AND scope_high() = '{HIGHEST}'"
    own = f"{write} OR person_id = (SELECT scope_person())"
    read = {
        Wall.OWN: write,
        Wall.SEALED: write,
        Wall.SHOWN: "scope_high() IS NOT NULL",
        Wall.INHERITED: f"{write} OR ({inherited}starts_with(scope_home(), region_code))",
        Wall.NAMED: f"{write} OR starts_with(scope_home(), region_code)",
        Wall.PERSONAL: own,
        Wall.GRANTED: own,
    }[wall]
    if wall == Wall.PERSONAL:
        write = own
    return read, write


def setting(name: str) -> str:
    """Return the SQL that reads a setting of the scope as it stands."""
    return f"current_setting('{SETTINGS[name][0]}')"


def policies(read: str, write: str) -> list[tuple[str, str, str]]:
    """Return the policies of one role: end of the name, command, and what they check."""
    if read == write:
        return [("", "ALL", f"USING ({read}) WITH CHECK ({write})")]
    return [
        ("_read", "SELECT", f"USING ({read})"),
        ("_add", "INSERT", f"WITH CHECK ({write})"),
        ("_change", "UPDATE", f"USING ({write}) WITH CHECK ({write})"),
        ("_remove", "DELETE", f"USING ({write})"),
    ]


class BuildWall(migrations.operations.base.Operation):
    """Enable and force row-level security on a model's table, with policies to read and to write for each role."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str, wall: Wall | str) -> None:
        self.name, self.wall = name, Wall(wall)

    def deconstruct(self) -> tuple:
        """Describe the operation for the migration writer."""
        return (self.__class__.__qualname__, [self.name, str(self.wall)], {})

    def state_forwards(self, app_label, state) -> None:
        """Change no model state: policies are the database's."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        """Create the policies, one set for each role."""
        model = to_state.apps.get_model(app_label, self.name)
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        if any(field.column == "region_code" for field in model._meta.local_concrete_fields):
            schema_editor.execute(f"ALTER TABLE {table} ALTER region_code SET STATISTICS {REGIONS_KNOWN}")
        for role in ROLES:
            read, write = expressions(model, self.wall, role)
            for suffix, command, clause in policies(read, write):
                name = f"wall{suffix}_{role.removeprefix('safeloop_')}"
                schema_editor.execute(f"CREATE POLICY {name} ON {table} FOR {command} TO {role} {clause}")

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        """Drop the policies."""
        model = from_state.apps.get_model(app_label, self.name)
        table = schema_editor.quote_name(model._meta.db_table)
        for role in ROLES:
            for suffix in ("", "_read", "_add", "_change", "_remove"):
                name = f"wall{suffix}_{role.removeprefix('safeloop_')}"
                schema_editor.execute(f"DROP POLICY IF EXISTS {name} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        """Say it in words."""
        return f"Build the {self.wall} wall on {self.name}"


class RebuildWall(BuildWall):
    """Build a wall anew after the table got a column that the wall asks for. There is no way back."""

    reversible = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        """Drop the old policies and create those that fit the table as it is now."""
        super().database_backwards(app_label, schema_editor, to_state, from_state)
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say it in words."""
        return f"Build the {self.wall} wall on {self.name} anew"


def owned_models() -> list[type[models.Model]]:
    """Return every model that has a region or an enterprise and is not exempt."""
    return [
        model
        for model in apps.get_models()
        if model._meta.label not in EXEMPT
        and model._meta.managed
        and (
            model._meta.label == "enterprises.Enterprise"
            or {"region_code", "enterprise_id"} & {f.column for f in model._meta.local_concrete_fields}
        )
    ]


@checks.register()
def every_owned_model_is_walled(app_configs, **kwargs) -> list[checks.Error]:
    """Fail the start on a model with a region or an enterprise that declares no wall."""
    return [
        checks.Error(f"{model._meta.label} has a region or an enterprise and declares no wall.", id="safeloop.E001")
        for model in owned_models()
        if not isinstance(getattr(model, "wall", None), Wall)
    ]
