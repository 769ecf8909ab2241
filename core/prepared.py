"""Statements of the frame and the first screens, compiled once a process: compiling takes longer than running them."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, date, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Lookup, Model, QuerySet, UUIDField
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

_NUMBERS = count(1)
#: Values that no query means: so that each is found again among the parameters of the compiled statement.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    UUID: lambda n: UUID(int=n),
    date: date.fromordinal,
    datetime: lambda n: datetime.fromtimestamp(n, tz=UTC),
    str: lambda n: f"stand-in {n}",
    list: lambda n: [UUID(int=n)],
}


@UUIDField.register_lookup
class AnyOf(Lookup):
    """`pk__any_of=[...]`: like `pk__in`, but the statement reads the same for any number of keys."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list]:
        """Compare with one array instead of a list of values."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*params, list(self.rhs)]


class Prepared:
    """A query whose text is always the same; only its values change.

    `build` makes a queryset from one value of each named type (UUID, date, datetime, str, or list for the UUIDs
    of `any_of`). It must not look at them: what depends on a value being there, or on how many there are, is another
    statement.
    """

    def __init__(self, build: Callable[..., QuerySet], **types: type) -> None:
        self._build = build
        self._types = types
        self._compiled: tuple[SQLCompiler, str, list[tuple[str | None, Any]]] | None = None

    def rows(self, **values: Any) -> list[tuple]:
        """Run it with these values and return the rows as the database gives them; `KeyError` where one is missing."""
        _compiler, sql, slots = self._compiled or self._compile()
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(slots, values))
            return cursor.fetchall()

    def objects(self, **values: Any) -> list[Model]:
        """Run it with these values and return its rows as the model's objects, related ones included."""
        kept, sql, slots = self._compiled or self._compile()
        params = _filled(slots, values)
        compiler = copy(kept)  # knows which column belongs to which field; shared by the threads, so each takes its own
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_kwargs: (sql, params)
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        found = SimpleNamespace(db=connection.alias, query=query, _known_related_objects={})
        return list(ModelIterable(found))

    def _compile(self) -> tuple[SQLCompiler, str, list[tuple[str | None, Any]]]:
        stand_ins = {name: _STAND_INS[kind](next(_NUMBERS)) for name, kind in self._types.items()}
        built = self._build(**stand_ins)
        if built._prefetch_related_lookups:
            raise TypeError("a prepared statement is one statement; it prefetches nothing")
        compiler = built.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        slots = [(self._named(each, stand_ins), each) for each in params]
        lost = stand_ins.keys() - {name for name, _fixed in slots}
        if lost:
            raise TypeError(f"the statement does not use {', '.join(sorted(lost))}")
        self._compiled = compiler, sql, slots
        return self._compiled

    @staticmethod
    def _named(param: Any, stand_ins: dict[str, Any]) -> str | None:
        return next((name for name, value in stand_ins.items() if value == param), None)


def _filled(slots: list[tuple[str | None, Any]], values: dict[str, Any]) -> list:
    return [fixed if name is None else values[name] for name, fixed in slots]
