"""What SQL returns behind the wall is what the rule says: every tenant-owned table, personas of two provinces."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import django_filters
import pytest
from django import forms
from django.db import DatabaseError, connection, transaction
from openpyxl import load_workbook

from accounts.models import Membership
from config.urls import router
from core import scope
from core.tables import to_excel
from core.wall import EXEMPT, Wall, owned_models
from enterprises.models import Enterprise
from tests.cast import Cast, Persona, acting, api_as, build_cast, no_scope
from tests.wall.planting import plant_everything
from whistleblowing.models import IdentityRequest, Tip, TipEvent, TipPhoto

#: How PostgreSQL refuses a query without a scope: the setting is empty, or (while planning) cannot be read at all.
UNSET = "scope_setting|malformed array literal|invalid input syntax for type uuid|unrecognized configuration parameter"

#: Persona: the region whose rows are theirs, where their tenant sits, and the enterprises they reach. Written out by
#: hand: it is the rule that the wall is held against.
REACH = {
    "provincial_head": ("51", "51", []),
    "city_clerk": ("5105", "5105", []),
    "inspector": ("510525", "510525", []),
    "sibling_inspector": ("510522", "510522", []),
    "cross_inspector": ("510603", "510603", ["enterprise"]),
    "safety_head": (None, "510525", ["enterprise"]),
    "rival_safety_head": (None, "510525", ["rival"]),
    "expert": (None, "5105", ["enterprise"]),
    "former_expert": (None, "5105", []),
    "agency_administrator": (None, "5105", []),
    "anhui_head": ("34", "34", []),
    "anhui_clerk": ("341522", "341522", []),
    "anhui_safety_head": (None, "341522", ["anhui_enterprise"]),
    "anonymous": (None, "-", []),
}


#: Of what is confided, only head and handlers of tips know at all (whistleblowing/frozen.py).
CONFIDED = {Tip, TipEvent, TipPhoto, IdentityRequest}
CONFIDANTS = {"head", "tip_handler"}


@dataclass(frozen=True)
class Row:
    """What the rule looks at."""

    pk: object
    region: str
    enterprise: object = None
    agency: object = None
    person: object = None


@dataclass
class World:
    """Every row of every tenant-owned table, as only the tests see them."""

    cast: Cast
    rows: dict[type, list[Row]] = field(default_factory=dict)

    def reach(self, name: str) -> tuple:
        region, home, enterprises = REACH[name]
        persona = None if name == "anonymous" else getattr(self.cast, name)
        return (
            region,
            home,
            {getattr(self.cast, each).pk for each in enterprises},
            persona.membership.agency_id if persona else None,
            persona.user.pk if persona else None,
        )

    def readable(self, model, name: str) -> set:
        return {row.pk for row in self.rows[model] if self.may_read(model, row, name)}

    def writable(self, model, name: str) -> set:
        return {row.pk for row in self.rows[model] if self.may_write(model, row, name)}

    def opens(self, model, name: str) -> bool:
        """Whether a persona's role opens a table at all, whatever the region."""
        if model.wall == Wall.SEALED:
            return False
        persona = None if name == "anonymous" else getattr(self.cast, name)
        return model not in CONFIDED or (persona is not None and persona.membership.role in CONFIDANTS)

    def in_reach(self, row: Row, name: str) -> bool:
        region, _home, enterprises, agency, _person = self.reach(name)
        return (
            (region is not None and row.region.startswith(region))
            or (row.enterprise is not None and row.enterprise in enterprises)
            or (row.agency is not None and row.agency == agency)
        )

    def may_read(self, model, row: Row, name: str) -> bool:
        _region, home, _enterprises, _agency, person = self.reach(name)
        if not self.opens(model, name):
            return False
        if model.wall == Wall.SHOWN or self.in_reach(row, name):
            return True
        if model.wall == Wall.INHERITED:
            return row.enterprise is None and home.startswith(row.region)
        if model.wall == Wall.NAMED:
            return home.startswith(row.region)
        return model.wall in (Wall.PERSONAL, Wall.GRANTED) and row.person is not None and row.person == person

    def may_write(self, model, row: Row, name: str) -> bool:
        own = model.wall == Wall.PERSONAL and row.person is not None and row.person == self.reach(name)[4]
        return self.opens(model, name) and (own or self.in_reach(row, name))


def refused(error: DatabaseError) -> bool:
    """Whether the wall, an append-only trigger, or a row that still points there said no."""
    return error.__cause__.pgcode in ("42501", "23503") or "PL/pgSQL function" in str(error)


def behind_the_wall(world: World, name: str):
    """The scope of a persona; the anonymous one is the public's."""
    return scope.public() if name == "anonymous" else acting(getattr(world.cast, name))


def columns(model) -> set[str]:
    return {each.column for each in model._meta.local_concrete_fields}


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Plant once for the module, in a transaction that every test nests in and that is rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield plant_world(build_cast())
        transaction.set_rollback(True)


@pytest.fixture
def world(planted, db) -> World:
    return planted


def plant_world(cast: Cast) -> World:
    found = World(cast)
    with scope.everything(because="the tests plant rows of both provinces"):
        plant_everything(cast)
        for model in owned_models():
            names = {
                "region": "region_code",
                "agency": "agency_id",
                "person": "person_id",
                "enterprise": "enterprise_id",
            }
            if model is Enterprise:
                names["enterprise"] = "id"
            present = {key: column for key, column in names.items() if column in columns(model)}
            found.rows[model] = [
                Row(values["pk"], **{key: values[column] for key, column in present.items()})
                for values in model._base_manager.values("pk", *present.values())
            ]
    return found


def test_rows_of_both_provinces_stand_in_every_table(world):
    for model, rows in world.rows.items():
        regions = {row.region[:2] for row in rows}
        assert {"51", "34"} <= regions, model._meta.label
    assert len(world.rows) >= 40


@pytest.mark.parametrize("name", REACH)
def test_orm_sql_join_count_and_choices_agree_with_the_rule(world, name):
    wrong = []
    for model in world.rows:
        expected = world.readable(model, name)
        table, key = model._meta.db_table, model._meta.pk.column
        with behind_the_wall(world, name), connection.cursor() as cursor:
            cursor.execute(f'SELECT "{key}" FROM "{table}"')
            raw = {model._meta.pk.to_python(value) for (value,) in cursor.fetchall()}
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counted = cursor.fetchone()[0]
            listed = {row.pk for row in model._base_manager.all()}
            choices = {row.pk for row in forms.ModelChoiceField(queryset=model._base_manager.all()).queryset}
            joined = None
            if "enterprise_id" in columns(model):
                cursor.execute(
                    f'SELECT t."{key}" FROM "{table}" t JOIN enterprises_enterprise e ON e.id = t.enterprise_id'
                )
                joined = {model._meta.pk.to_python(value) for (value,) in cursor.fetchall()}
        seen = {
            "raw SQL": raw,
            "ORM": listed,
            "count": counted if counted != len(expected) else expected,
            "choices": choices,
        }
        if joined is not None:
            reach = world.readable(Enterprise, name)
            wanted = {row.pk for row in world.rows[model] if row.pk in expected and row.enterprise in reach}
            seen["join"] = expected if joined == wanted else joined
        wrong += [f"{model._meta.label} by {how}: {found!r:.200}" for how, found in seen.items() if found != expected]
    assert wrong == []


@pytest.mark.parametrize("name", ["city_clerk", "safety_head", "expert", "anhui_clerk"])
def test_a_workbook_holds_the_rows_within_reach_and_no_others(world, name):
    expected = {(model._meta.label, str(pk)) for model in world.rows for pk in world.readable(model, name)}
    with behind_the_wall(world, name):
        rows = ((model._meta.label, str(pk)) for model in world.rows for (pk,) in model._base_manager.values_list("pk"))
        book = load_workbook(BytesIO(to_excel(["table", "key"], rows)), read_only=True).active
    assert set(book.iter_rows(min_row=2, values_only=True)) == expected


@pytest.mark.parametrize("name", REACH)
def test_no_row_out_of_reach_can_be_changed_or_removed(world, name):
    wrong = []
    for model in world.rows:
        table = model._meta.db_table
        for statement in (f'UPDATE "{table}" SET region_code = region_code', f'DELETE FROM "{table}"'):
            try:
                with behind_the_wall(world, name), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
                    touched = cursor.rowcount
                    transaction.set_rollback(True)
            except DatabaseError as error:
                if refused(error):
                    continue  # an append-only table, or something still points there: nothing was touched
                raise
            if touched != len(world.writable(model, name)):
                wrong.append(f"{model._meta.label}: {statement} touched {touched} rows")
    assert wrong == []


@pytest.mark.parametrize("name", ["city_clerk", "inspector", "safety_head", "expert", "anonymous"])
def test_foreign_rows_cannot_be_written(world, name):
    wrong = []
    for model in world.rows:
        foreign = [
            row for row in world.rows[model] if row.region.startswith("34") and not world.may_write(model, row, name)
        ]
        with scope.everything(because="test"):
            copy = model._base_manager.get(pk=foreign[0].pk)
        copy.pk = None if model._meta.pk.get_internal_type().endswith("AutoField") else model._meta.pk.get_default()
        try:
            with behind_the_wall(world, name):
                copy.save(force_insert=True)
        except DatabaseError as error:
            if not refused(error):
                wrong.append(f"{model._meta.label}: {error}")
        else:
            wrong.append(f"{model._meta.label}: a foreign row was written")
    assert wrong == []


@pytest.mark.parametrize("name", ["city_clerk", "inspector"])
def test_no_row_can_be_moved_out_of_reach(world, name):
    wrong = []
    for model in world.rows:
        own = [row for row in world.rows[model] if world.in_reach(row, name)]
        table, key = model._meta.db_table, model._meta.pk.column
        try:
            with behind_the_wall(world, name), connection.cursor() as cursor:
                cursor.execute(f'UPDATE "{table}" SET region_code = \'341522\' WHERE "{key}" = %s', [own[0].pk])
        except DatabaseError as error:
            if not refused(error):
                wrong.append(f"{model._meta.label}: {error}")
        else:
            # A table that the role does not open has no row to move.
            wrong += [f"{model._meta.label}: a row left the region"] if world.opens(model, name) else []
    assert wrong == []


def test_a_query_without_a_scope_raises_for_every_table(world):
    no_scope()
    for model in world.rows:
        with pytest.raises(DatabaseError, match=UNSET), transaction.atomic():
            list(model._base_manager.all()[:1])
        with pytest.raises(DatabaseError, match=UNSET), transaction.atomic():
            model._base_manager.count()


@pytest.mark.parametrize("who", ["provincial_head", "tip_handler"])
def test_a_tie_to_the_reported_unit_shuts_its_tips_in_every_table(world, who):
    """A membership at the reported enterprise beside the one in the bureau: its tips are not there, counts included."""
    persona = getattr(world.cast, who)
    with scope.everything(because="the test ties a handler to a reported enterprise"):
        tip = Tip.objects.filter(region_code="510525").first()
        Tip.objects.filter(pk=tip.pk).update(reported_id=world.cast.rival.pk)
        tied = Membership.objects.get(pk=persona.membership.pk)
        tied.pk, tied.tenant_kind, tied.role = None, "enterprise", "worker"
        tied.authority, tied.enterprise, tied.region_code = None, world.cast.rival, world.cast.rival.region_code
    found = {}
    for step in ("before", "after"):
        with acting(persona):
            found[step] = {
                model: model._base_manager.filter(**{"pk" if model is Tip else "tip": tip.pk}).count()
                for model in CONFIDED
            }
        with scope.everything(because="the test ties a handler to a reported enterprise"):
            if step == "before":
                tied.save(force_insert=True)
    assert found["before"][Tip] == 1 and found["before"][TipEvent] >= 1
    assert set(found["after"].values()) == {0}


def subclasses(kind: type) -> list[type]:
    return [each for child in kind.__subclasses__() for each in [child, *subclasses(child)]]


@pytest.mark.parametrize("name", ["inspector", "safety_head", "expert", "anhui_clerk"])
def test_the_choices_of_every_form_and_filter_lie_within_reach(world, name):
    wrong = []
    with behind_the_wall(world, name):
        for filters in subclasses(django_filters.FilterSet):
            if getattr(filters._meta, "model", None) in world.rows:
                wrong += foreign_choices(world, name, filters(queryset=filters._meta.model._base_manager.all()).form)
        for form in subclasses(forms.BaseForm):
            if not form.__module__.startswith(("django", "rest_framework", "axes")):
                wrong += foreign_choices(world, name, form)
    assert wrong == []


def foreign_choices(world: World, name: str, form) -> list[str]:
    found = []
    for label, each in getattr(form, "fields", getattr(form, "base_fields", {})).items():
        queryset = getattr(each, "queryset", None)
        if queryset is not None and queryset.model in world.rows:
            foreign = set(queryset.all().values_list("pk", flat=True)) - world.readable(queryset.model, name)
            found += [f"{form}.{label}: {foreign}"] if foreign else []
    return found


@pytest.mark.parametrize("name", [name for name in REACH if name != "anonymous"])
def test_every_list_of_the_api_shows_only_rows_within_reach(world, name):
    persona: Persona = getattr(world.cast, name)
    client, wrong = api_as(persona), []
    for prefix, viewset, _basename in router.registry:
        model = getattr(getattr(viewset, "queryset", None), "model", None)
        if model not in world.rows:
            continue
        address = f"/api/v1/{prefix}/?page_size=200"
        while address:
            answer = client.get(address)
            if answer.status_code != 200:
                if answer.status_code not in (403, 404, 405):
                    wrong.append(f"{address}: {answer.status_code}")
                break
            data = answer.json()
            # Some answer with plain rows, or with the one set of rules that holds.
            data = {"results": data} if isinstance(data, list) else data
            data = data if "results" in data else {"results": [data]}
            # What is built in (the last word on deadlines) has no row and no key.
            keys = {model._meta.pk.to_python(row["id"]) for row in data["results"] if row.get("id")}
            if keys - world.readable(model, name):
                wrong.append(f"{address}: {keys - world.readable(model, name)}")
            cursor = data.get("next_cursor")
            address = f"/api/v1/{prefix}/?page_size=200&cursor={cursor}" if cursor else None
    assert wrong == []


def test_every_table_with_a_region_or_an_enterprise_is_walled_and_forced(db):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
                   (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid),
                   pg_get_userbyid(c.relowner)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND EXISTS (
                SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('region_code', 'enterprise_id')
                AND NOT a.attisdropped)
            """
        )
        tables = {name: rest for name, *rest in cursor.fetchall()}
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
    exempt = {label.lower().replace(".", "_") for label in EXEMPT}
    walled = {model._meta.db_table for model in owned_models()}
    assert set(tables) - exempt | {"enterprises_enterprise"} == walled
    for name, (enabled, forced, policies, owner) in tables.items():
        if name not in exempt:
            assert enabled, name
            assert forced, name
            assert policies, name
            assert owner != role, name
