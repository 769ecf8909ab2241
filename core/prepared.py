"""Statements of the frame and the first screens, compiled once a process: compiling takes longer than running them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

_NUMBERS = count(1)
#: Values that no query means: so that each is found again among the parameters of the compiled statement.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    UUID: lambda n: UUID(int=n),
    date: date.fromordinal,
    datetime: lambda n: datetime.fromtimestamp(n, tz=UTC),
    str: lambda n: f"stand-in {n}",
}


class Prepared:
    """A query of plain values whose text is always the same; only its values change.

    `build` makes a `values_list` queryset from one value of each named type (UUID, date, datetime or str). It must not
    look at them: what depends on a value being there, or on how many there are, is another statement.
    """

    def __init__(self, build: Callable[..., QuerySet], **types: type) -> None:
        self._build = build
        self._types = types
        self._compiled: tuple[str, list[tuple[str | None, Any]]] | None = None

    def rows(self, **values: Any) -> list[tuple]:
        """Run it with these values and return the rows as the database gives them; `KeyError` where one is missing."""
        sql, slots = self._compiled or self._compile()
        with connection.cursor() as cursor:
            cursor.execute(sql, [fixed if name is None else values[name] for name, fixed in slots])
            return cursor.fetchall()

    def _compile(self) -> tuple[str, list[tuple[str | None, Any]]]:
        stand_ins = {name: _STAND_INS[kind](next(_NUMBERS)) for name, kind in self._types.items()}
        sql, params = self._build(**stand_ins).query.sql_with_params()
        slots = [(self._named(each, stand_ins), each) for each in params]
        lost = stand_ins.keys() - {name for name, _fixed in slots}
        if lost:
            raise TypeError(f"the statement does not use {', '.join(sorted(lost))}")
        self._compiled = sql, slots
        return self._compiled

    @staticmethod
    def _named(param: Any, stand_ins: dict[str, Any]) -> str | None:
        return next((name for name, value in stand_ins.items() if value == param), None)
